"""Laws that hold in every run: money balances, nobody adopts unaware, no stock below nothing (lois de tout monde)."""
from typing import NamedTuple

import numpy as np

from agents.model import EssaimageModel
from agents.versions import forget
from experiments.catalogue import names
from experiments.compose import build, compose
from experiments.validate.criterion import Criterion, Outcome, Panel, Series, at_least, at_most, reported
from sim.errors import Text
from sim.ledger import (
    BUDGETED,
    COMMITTED,
    FLOWS,
    LOST,
    OUTSTANDING,
    OWED,
    PAID,
    RELEASED,
    REPAID,
    TRANSFERRED_IN,
    TRANSFERRED_OUT,
    UNSPENT,
)
from sim.record import Record

SIGNED = {  # indicators that are differences, or go from -1 to 1
    "moran_coverage", "rural_gap", "cluster_gap_output", "cluster_gap_adopters", "stance",
}  # fmt: skip
STOCKS = ("capital", "posts", "funded", "volunteers", "skill", "users", "demand", "backlog", "support")  # of projects


def accounts(model: EssaimageModel) -> np.ndarray:
    """Return euros by flow, payer and section of a run that has ended, shape (flows, U, 2)."""
    ledger = model.state.ledger.table()
    out = np.zeros((len(FLOWS), model.state.authorities.code.size, 2))
    np.add.at(out, (ledger["flow"], ledger["payer"], ledger["section"]), ledger["euros"])
    return out


def imbalance(model: EssaimageModel) -> float:
    """Return the largest gap in the accounts of a run that has ended, as a share of what was opened and repaid.

    In each section of each payer: opened, transferred, released, repaid, less committed, is unspent; committed less
    released is paid or outstanding; what leaves a section enters the other; no flow is negative. What was lent with
    each instrument is repaid, lost or owed.
    """
    f = accounts(model)
    gaps = [
        f[BUDGETED] + f[TRANSFERRED_IN] - f[TRANSFERRED_OUT] + f[RELEASED] + f[REPAID] - f[COMMITTED] - f[UNSPENT],
        f[COMMITTED] - f[RELEASED] - f[PAID] - f[OUTSTANDING],
        f[TRANSFERRED_IN] - f[TRANSFERRED_OUT][:, ::-1],
        np.minimum(f, 0.0),
        _unaccounted_loans(model),
    ]
    return max(float(np.abs(gap).max(initial=0.0)) for gap in gaps) / max(1.0, float(f[[BUDGETED, REPAID]].sum()))


def _unaccounted_loans(model: EssaimageModel) -> np.ndarray:
    """Return, for each instrument, euros lent that are neither repaid, lost nor owed."""
    ledger, tools = model.state.ledger.table(), model.treasury.instruments
    by = np.zeros((len(FLOWS), len(tools) + 1))  # the last column: lines of no instrument, -1
    np.add.at(by, (ledger["flow"], ledger["instrument"]), ledger["euros"])
    lent = [tool.terms.share if tool.target == "project" else 0.0 for tool in tools]
    return (by[REPAID] + by[LOST] + by[OWED])[:-1] - np.array(lent) * by[PAID][:-1]


def out_of_order(record: Record) -> float:
    """Return by how many persons, at most, adopters exceed the aware or the aware the concerned in any place."""
    places = record.places
    return float(max((places["adopters"] - places["aware"]).max(), (places["aware"] - places["concerned"]).max(), 0.0))


def lowest_stock(record: Record) -> float:
    """Return the lowest value of any indicator that counts something, stock of a project, or line of the ledger."""
    values = [column for name, column in record.indicators.items() if name not in SIGNED]
    values += [record.projects[name] for name in STOCKS] + [record.ledger["euros"]]
    return float(min(np.nanmin(column) for column in values if np.isfinite(column).any()))


SMALL = ("territory=grid", "territory.width=5", "territory.height=5", "territory.epci_cells=3", "citizens=1500",
         "budget=3000000")  # fmt: skip


class Worlds(NamedTuple):
    """Runs of every policy and of every instrument alone: years and seeds of each, on a small grid."""

    years: int = 8
    seeds: int = 2


def every_policy() -> dict[str, tuple[str, ...]]:
    """Return the settings of every packaged policy and of every instrument alone, by name."""
    found = {name: (f"policy={name}",) for name in names("policy") if name != "file"}
    return found | {name: ("policy=none", f"policy.shares.{name}=1") for name in names("instruments")}


def laws(settings: Worlds) -> Outcome:
    """Run every policy and every instrument on a small grid; look for a gap in the accounts or a stock below 0."""
    gap, order, lowest = [], [], []
    known = every_policy()
    for chosen in known.values():
        scenario = build(compose((*SMALL, *chosen, f"years={settings.years}")))
        for seed in range(1, settings.seeds + 1):
            model = scenario.model(seed)
            record = model.run_years(settings.years)
            forget(model)
            gap.append(imbalance(model))
            order.append(out_of_order(record))
            lowest.append(lowest_stock(record))
    x = np.arange(len(gap), dtype=float)
    return Outcome(
        (at_most(Text("largest gap in accounts, billionths of the budget",
                      "plus grand écart des comptes, milliardièmes du budget"), 1e9 * max(gap), 1.0),
         at_most(Text("adopters beyond the aware, or these beyond the concerned, persons",
                      "adoptants au-delà des informés, ou ceux-ci des concernés, personnes"), max(order), 1e-6),
         at_least(Text("lowest stock", "stock le plus bas"), min(lowest), 0.0),
         reported(Text("policies and instruments run", "politiques et dispositifs simulés"), len(known))),
        (Panel(Text("run", "simulation"), Text("gap in accounts, share", "écart des comptes, part"), (
            Series(Text("0 to 1e-9", "0 à 1e-9"), x, 0.0 * x, "theory", 0.0 * x, np.full(x.size, 1e-9)),
            Series(Text("measured", "mesuré"), x, np.array(gap)))),),
    )  # fmt: skip


CRITERIA = (
    Criterion(
        "V23", Text("What always holds", "Ce qui vaut toujours"),
        Text("money balances to 1e-9; adopters ≤ aware ≤ concerned; no stock below 0, under every policy",
             "les comptes tombent juste à 1e-9 ; adoptants ≤ informés ≤ concernés ; aucun stock sous 0, sous toute "
             "politique"),
        laws, full=Worlds(), quick=Worlds(4, 1),
    ),
)  # fmt: skip
