"""Where the euros went: budgeted, repaid, committed, paid, unspent, and a residual of 0 (grand livre)."""

import math
from collections.abc import Callable
from typing import NamedTuple

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.figures.caption import Note
from experiments.figures.style import CYCLE, GREY, WIDTH, AxisNumbers, Picture, dress, styled, wrapped
from experiments.words import NBSP, euros
from sim.errors import Text
from sim.ledger import FLOWS

SECTIONS = {
    "investissement": (Text("investment section", "section d'investissement"), CYCLE[1]),
    "fonctionnement": (Text("operating section", "section de fonctionnement"), CYCLE[0]),
}
STATES = {
    "budgeted": Text("Budgeted", "Budgété"),
    "repaid": Text("Repaid by projects, to be used again", "Remboursé par les projets, réemployé"),
    "due": Text("Committed, still due", "Engagé, restant dû"),
    "unspent": Text("Unspent", "Non dépensé"),
    "residual": Text("Residual (must be 0)", "Reste (doit être 0)"),
}
MEMOS = {  # beside the balance: what is there is drawn in outline, from 0
    "released": Text("Released, back to the budget", "Dégagé, rendu au budget"),
    "owed": Text("Still owed by projects", "Restant dû par les projets"),
    "lost": Text("Owed by projects that closed: lost", f"Dû par des projets fermés{NBSP}: perdu"),
    "private": Text("Private money brought beside", "Argent privé apporté à côté"),
}
TITLE = Text("Where the money went", "Où est allé l'argent")


class Bar(NamedTuple):
    """One bar of the cascade: from ``start`` over ``euros``; ``committed`` is nan where it has no meaning."""

    name: str
    section: str
    start: float
    euros: float
    committed: float


def cascade(ledger: pd.DataFrame, lang: str) -> list[Bar]:
    """Return the bars from what was budgeted down to the residual, mean of the runs in the ledger.

    budgeted + repaid = paid + still due + unspent + residual. What is due (``outstanding``), unspent and owed are
    stocks: only the lines of the last step count.
    """
    runs = ledger["run_id"].nunique() if "run_id" in ledger else 1
    stock = ledger["flow"].isin(["outstanding", "unspent", "owed"])
    date = "step" if "step" in ledger else "year"
    kept = ledger[~stock | (ledger[date] == ledger[date].max())]
    table = kept.groupby(["flow", "instrument", "section"])["euros"].sum() / max(runs, 1)
    flow = {name: float(table[table.index.get_level_values("flow") == name].sum()) for name in FLOWS}
    bars, top = [], 0.0
    for state in ("budgeted", "repaid"):
        for section in SECTIONS:
            amount = _part(table, state, None, section)
            if amount or state == "budgeted":
                bars.append(Bar(STATES[state].in_(lang), section, top, amount, float("nan")))
            top += amount
    left = flow["budgeted"] + flow["repaid"]
    names = _names(ledger)
    spent = table[table.index.get_level_values("flow").isin(["paid", "committed"])]
    for instrument, section in sorted({(row[1], row[2]) for row in spent.index}, key=_order(table)):
        paid = _part(table, "paid", instrument, section)
        left -= paid
        bars.append(
            Bar(names[instrument], section, left, paid, _part(table, "committed", instrument, section))
        )
    for state, amount in (("due", flow["outstanding"]), ("unspent", flow["unspent"])):
        left -= amount
        bars.append(Bar(STATES[state].in_(lang), "", left, amount, float("nan")))
    bars.append(Bar(STATES["residual"].in_(lang), "", 0.0, 0.0 if abs(left) < 0.005 else left, float("nan")))
    memos = [name for name in MEMOS if name == "released" or flow[name] > 0.0]
    return bars + [Bar(MEMOS[name].in_(lang), "", 0.0, flow[name], float("nan")) for name in memos]


@styled
def ledger_waterfall(ledger: pd.DataFrame, lang: str, note: Note = Note()) -> tuple[Figure, Axes]:
    """Draw the ledger of one policy as a cascade from the euros budgeted and repaid to a residual that must be 0.

    ledger: year (or step), flow, instrument, section, euros (and run_id, instrument_label where there are);
    several runs are averaged. Beside each instrument: euros committed and paid.
    """
    bars = cascade(ledger, lang)
    rows = {name: row for row, name in enumerate(dict.fromkeys(_line(bar) for bar in bars))}
    fig = Picture(figsize=(WIDTH, 0.34 * len(rows) + 1.75))
    ax = fig.subplots()
    _bars(ax, bars, rows, lang)
    _amounts(ax, bars, rows, lang)
    ax.set_yticks(list(rows.values()), [wrapped(name[0], 34) for name in rows])
    ax.set_ylim(len(rows) - 0.4, -1.1)
    ax.set_xlim(
        min(0.0, *(bar.start + min(bar.euros, 0.0) for bar in bars)),
        1.17 * max(bar.start + bar.euros for bar in bars) or 1.0,
    )
    ax.tick_params(axis="y", length=0, labelsize=8)
    ax.grid(axis="y", visible=False)
    ax.grid(axis="x", visible=True)
    ax.xaxis.set_major_formatter(AxisNumbers(lang, "euros"))
    ax.locator_params(axis="x", nbins=6)
    handles = [Patch(color=colour) for _, colour in SECTIONS.values()]
    ax.legend(
        handles,
        [text.in_(lang) for text, _ in SECTIONS.values()],
        loc="lower left",
        ncols=2,
        bbox_to_anchor=(0, 1.0),
        borderaxespad=0.2,
    )
    remarks = (_crossed(ledger, lang), _net(ledger, lang))
    dress(fig, note.title or TITLE.in_(lang), note.filled(ledger).caption(lang, *remarks))
    return fig, ax


def _bars(ax: Axes, bars: list[Bar], rows: dict[tuple[str, str], int], lang: str) -> None:
    """Draw each bar in the colour of its section; what stands beside the balance is a memo, in outline."""
    beside = {text.in_(lang) for text in MEMOS.values()}
    for bar in bars:
        colour = SECTIONS[bar.section][1] if bar.section else "#9A9A9A"
        memo = bar.name in beside
        ax.barh(
            rows[_line(bar)],
            bar.euros,
            left=bar.start,
            height=0.62,
            color="none" if memo else colour,
            edgecolor=GREY if memo else colour,
            linewidth=0.8,
            linestyle="--" if memo else "-",
        )


def _part(table: pd.Series, flow: str, instrument: str | None, section: str) -> float:
    index = table.index
    keep = (index.get_level_values("flow") == flow) & (index.get_level_values("section") == section)
    if instrument is not None:
        keep &= index.get_level_values("instrument") == instrument
    return float(table[keep].sum())


def _order(table: pd.Series) -> Callable[[tuple[str, str]], tuple]:
    """Sort instruments by what was paid through them, and the investment section of one before the other."""
    paid = table[table.index.get_level_values("flow") == "paid"].groupby("instrument").sum()
    return lambda key: (-float(paid.get(key[0], 0.0)), key[0], list(SECTIONS).index(key[1]))


def _names(ledger: pd.DataFrame) -> dict[str, str]:
    column = "instrument_label" if "instrument_label" in ledger else "instrument"
    return dict(zip(ledger["instrument"], ledger[column], strict=True))


def _crossed(ledger: pd.DataFrame, lang: str) -> str:
    """Say how much went from one section to the other, where any did."""
    runs = ledger["run_id"].nunique() if "run_id" in ledger else 1
    amount = float(ledger.loc[ledger["flow"] == "transferred_out", "euros"].sum()) / max(runs, 1)
    text = euros(amount, lang, 0, "k")
    crossed = Text(f"{text} went from one section to the other.", f"{text} passés d'une section à l'autre.")
    return crossed.in_(lang) if amount else ""


def _net(ledger: pd.DataFrame, lang: str) -> str:
    """Say what was paid, gross and net of repayments, where there were any."""
    runs = max(1, ledger["run_id"].nunique() if "run_id" in ledger else 1)
    paid, back = (float(ledger.loc[ledger["flow"] == f, "euros"].sum()) / runs for f in ("paid", "repaid"))
    gross, net = euros(paid, lang, 0, "k"), euros(paid - back, lang, 0, "k")
    said = Text(
        f"Paid: {gross} gross, {net} net of repayments.",
        f"Payé{NBSP}: {gross} brut, {net} net des remboursements.",
    )
    return said.in_(lang) if back else ""


def _line(bar: Bar) -> tuple[str, str]:
    """Return what makes a row: the sections of an instrument stand apart, those of the budget together."""
    return (bar.name, "" if math.isnan(bar.committed) else bar.section)


def _amounts(ax: Axes, bars: list[Bar], rows: dict[tuple[str, str], int], lang: str) -> None:
    """Write committed and paid beside the instruments, and each total at the end of its bar."""

    def beside(row: float, right: int, text: str) -> None:
        """Write at the right of a row."""
        ax.annotate(
            text,
            (1, row),
            (right, 0),
            xycoords=ax.get_yaxis_transform(),
            textcoords="offset points",
            ha="right",
            va="center",
            fontsize=7.5,
        )

    for right, text in ((50, Text("committed", "engagé")), (98, Text("paid", "payé"))):
        beside(-0.85, right, text.in_(lang))
    for name, row in rows.items():
        mine = [bar for bar in bars if _line(bar) == name]
        total = sum(bar.euros for bar in mine)
        if math.isnan(mine[0].committed):
            end = max(bar.start + bar.euros for bar in mine)
            exact = name[0] == STATES["residual"].in_(lang)
            ax.annotate(
                _thousands(total, lang) if not exact else euros(total, lang),
                (max(end, 0.0), row),
                (4, 0),
                va="center",
                textcoords="offset points",
                fontsize=7.5,
            )
            continue
        for right, amount in ((50, mine[0].committed), (98, total)):
            beside(row, right, _thousands(amount, lang))


def _thousands(amount: float, lang: str) -> str:
    """Return an amount in thousands of euros; one that would read as none of them as it is."""
    return euros(amount, lang, 0, "k" if abs(amount) >= 500.0 else "")
