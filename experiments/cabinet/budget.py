"""Each policy with a fifth less and a fifth more money, in one command (budget en plus ou en moins)."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.asked import noted, output_folder, refuse
from experiments.cabinet.budget_text import LESS, MORE, USUAL, budget_text
from experiments.cabinet.pictures import BUDGET, budget_figures
from experiments.compare import paired
from experiments.compose import build, compose
from experiments.design import Cell, Design, planned
from experiments.execute import execute_ends
from experiments.expand import experiment_named
from experiments.failures import failures_of
from experiments.intervals import ended
from experiments.messages import Teller
from experiments.outcome import Outcome, plain
from experiments.output import write_csv, write_json
from experiments.overrides import number_in, read_all
from experiments.pairs import policies_in, word_in
from experiments.provenance import commit, now, typed, versions
from experiments.request import Request
from experiments.runner import run_design
from experiments.store import Store, read
from experiments.warm import warm_up
from sim.errors import EssaimageError, Text
from sim.measures import INDICATORS

EXPERIMENT = "budget_minus_20"  # whose policies and indicators are compared by default
SEEDS = (2, 10_000, 10, Text("common seeds", "tirages communs"))
CHANGE = (0.01, 1.0, 0.2, Text("share of the budget taken away, then added", "part du budget ôtée, puis ajoutée"))
SIDES = (USUAL, LESS, MORE)


def budget(request: Request) -> Outcome:
    """Run each policy with its budget, with less and with more, on common seeds, and say what changes."""
    problems = list(request.problems)
    stated = experiment_named(EXPERIMENT)
    typed = {o.key: o for o in read_all(request.settings, problems)}
    usual = [policy for policy in stated.policies if policy != "none"]
    policies = policies_in(typed.get("policy"), usual, problems)
    if "none" in policies:
        problems.append(Text("policy none has no budget to change: leave it out.",
                             "La politique none n'a pas de budget à changer : ôtez-la."))  # fmt: skip
    change = float(number_in("change", request.options.get("change"), CHANGE, problems))
    count = number_in("seeds", request.options.get("seeds"), SEEDS, problems)
    word = word_in("indicator", request, tuple(INDICATORS), "", problems)
    wanted = [word] if word else [*stated.indicators, "money_paid"]
    out = output_folder(request, "budget", problems)
    cells: dict[str, dict[str, Cell]] = {}
    with noted(problems):
        lines = [text for text in request.settings if text.partition("=")[0] != "policy"]
        cells = {policy: sides_of((*lines, f"policy={policy}"), change) for policy in policies}
    refuse(problems)
    design = design_of(cells, count)
    tell = Teller(request.lang)
    tell(_begins(policies, change, count, len(design.run_ids), out))
    warm_up(tell)
    engine = str(request.option("engine", "joblib"))
    report = run_design(design, out, execute_ends, engine, progress=request.lang, on_message=tell)
    data = _written(effects_of(read(out), wanted), change, out, request)
    where = Text(f"Results: {out}", f"Résultats : {out}").in_(request.lang)
    text = f"{data['text'][request.lang]}\n{where}"
    return Outcome(text, data, int(report.failed > 0), failures_of(out, design, request.lang))


def sides_of(settings: tuple[str, ...], change: float) -> dict[str, Cell]:
    """Return the cell of a policy with its budget, with ``change`` (a share) less of it and with as much more."""
    cell = compose(settings)
    euros = build(cell).euros_a_year
    others = tuple(text for text in settings if text.partition("=")[0] != "budget")
    less, more = (compose((*others, f"budget={euros * factor!r}")) for factor in (1.0 - change, 1.0 + change))
    return {USUAL: cell, LESS: less, MORE: more}


def design_of(cells: Mapping[str, Mapping[str, Cell]], seeds: int) -> Design:
    """Return the runs of each policy with each budget, on common seeds."""
    first = int(next(iter(cells.values()))[USUAL]["seed"])

    def resolve(side: str, world: dict[str, Any], seed: int) -> Cell:
        return {**cells[world["of"]][side], "seed": seed}

    return planned("budget", USUAL, SIDES, [{"of": policy} for policy in cells], range(first, first + seeds), resolve)


def effects_of(store: Store, indicators: Sequence[str]) -> pd.DataFrame:
    """Return the paired change of each policy against its own usual budget: of (policy), policy (side), indicator.

    Raises EssaimageError where none of the runs ended.
    """
    if "indicators" not in store.table_names():
        raise EssaimageError(
            Text(
                f"None of the runs ended: {store.folder}/failures says why.",
                f"Aucune simulation n'est allée au bout : {store.folder}/failures dit pourquoi.",
            )
        )
    plan, values = ended(store.table("plan"), store.table("runs")), store.table("indicators")
    frames = [paired(plan, values, USUAL, name).assign(indicator=name) for name in dict.fromkeys(indicators)]
    return pd.concat(frames, ignore_index=True).drop(columns="world").rename(columns={"policy": "side", "of": "policy"})


def _written(table: pd.DataFrame, change: float, out: Path, request: Request) -> dict[str, Any]:
    """Write the table, the summary and the figures in both languages; return the summary."""
    data: dict[str, Any] = plain({
        "change": change, "effects": table.to_dict("records"),
        "text": {lang: budget_text(table, change, lang) for lang in ("en", "fr")},
        "command": typed(request),
        "meta": {"out": str(out), "versions": versions(), "commit": commit(), "when": now()},
    })  # fmt: skip
    write_csv(out / "budget.csv", table)
    write_json(out / BUDGET, data)
    for lang in ("en", "fr"):
        budget_figures(out, lang)
    return data


def _begins(policies: Sequence[str], change: float, seeds: int, runs: int, out: Path) -> Text:
    share = f"{100 * change:g}"
    return Text(
        f"{len(policies)} policies with their budget, {share}% less and {share}% more, {seeds} common seeds: {runs} "
        f"distinct runs, in {out}",
        f"{len(policies)} politiques avec leur budget, {share} % de moins et {share} % de plus, {seeds} tirages "
        "communs : "
        f"{runs} simulations distinctes, dans {out}",
    )
