"""Clusters do nothing directly to those outside while nothing trickles down; what reaches them anyway (pôles)."""
from typing import NamedTuple

import numpy as np

from agents.model import EssaimageModel
from agents.versions import forget
from experiments.compose import build, compose
from experiments.intervals import interval
from experiments.validate.criterion import Criterion, Outcome, Panel, Series, at_least, exactly, reported
from sim.errors import Text
from sim.processes.mutualise import MutualiseParams, step
from sim.record import Record

NOTHING = MutualiseParams(trickle=0.0, talent_drain=0.0)
SOME = MutualiseParams(trickle=0.2, talent_drain=0.0)
NO_CLUSTER = "clustering.birth=0"


class Paired(NamedTuple):
    """Common seeds, citizens and years of runs with clusters and without, on the default territory."""

    seeds: int = 20
    citizens: int = 20_000
    years: int = 15


class Terms(NamedTuple):
    """What a month of a cluster changes directly: the largest change of any column of a site, outside and inside."""

    outside: float
    trickling: float  # outside, with a trickle
    inside: float


def months_of(model: EssaimageModel, years: int) -> tuple[Record, Terms]:
    """Run a model; each January, see what a month of clusters alone would change, and put it back."""
    found = [Terms(0.0, 0.0, 0.0)]
    for _ in range(years):
        for _ in range(12):
            model.step()
        found.append(direct(model))
    model.treasury.close()
    model.record.close(model.state)
    return model.record, Terms(*np.max(found, axis=0))


def direct(model: EssaimageModel) -> Terms:
    """Return what a month of clusters changes directly, nothing else moving; the state is as before."""
    state = model.state
    kept = [column.copy() for column in state.projects]
    ties = [column.copy() for column in state.actors]
    rows = state.operating()
    out = state.actors.cluster[state.projects.actor[rows]] < 0
    changes = []
    for rules in (NOTHING, SOME):
        before = [column[rows].copy() for column in state.projects]
        step(state, rules)
        pairs = zip(state.projects, before, strict=True)
        moved = [np.abs(column[rows].astype(float) - old.astype(float)) for column, old in pairs]
        changes.append([max((float(m[mask].max(initial=0.0)) for m in moved), default=0.0) for mask in (out, ~out)])
        _put_back(state.projects, kept)
        _put_back(state.actors, ties)
    return Terms(changes[0][0], changes[1][0], changes[0][1])


def _put_back(table: tuple[np.ndarray, ...], kept: list[np.ndarray]) -> None:
    for column, old in zip(table, kept, strict=True):
        column[:] = old


def apart(settings: Paired) -> Outcome:
    """Run the policy ptce with clusters and without on common seeds: the direct terms, then the gaps that remain."""
    common = ("policy=ptce", f"citizens={settings.citizens}", f"years={settings.years}", "mutualise.trickle=0")
    clustered, bare = build(compose(common)), build(compose((*common, NO_CLUSTER)))
    terms, gaps = [], []
    for seed in range(1, settings.seeds + 1):
        model = clustered.model(seed)
        record, found = months_of(model, settings.years)
        terms.append(found)
        gaps.append(gaps_of(record, bare.run(seed, every=12), homes_of(model)))
        forget(model)
    outside, trickling, inside = np.max(terms, axis=0)
    table = np.array(gaps).T
    mean, low, high, _ = interval(table)
    names = (OUT, IN)
    checks = [
        exactly(Text("largest direct change outside, trickle 0", "plus grand changement direct hors des pôles, sans "
                     "ruissellement"), outside, 0.0),
        at_least(Text("inside", "dans les pôles"), inside, 1e-5),
        at_least(Text("outside, with a trickle of .2", "hors des pôles, avec un ruissellement de 0,2"), trickling,
                 1e-5),
    ]  # fmt: skip
    for k, name in enumerate(names):
        checks += [reported(name, mean[k]), reported(Text("from", "de"), low[k]), reported(Text("to", "à"), high[k])]
    x = np.arange(2.0)
    figure = Panel(
        Text("0: places without a cluster; 1: with", "0 : lieux sans pôle ; 1 : avec"),
        Text("coverage, points", "couverture, points"),
        (Series(Text("no gap", "aucun écart"), x, np.zeros(2), "theory"),
         Series(Text("with clusters less without, 95%", "avec pôles moins sans, 95 %"), x, mean, "measured", low,
                high)),
    )  # fmt: skip
    return Outcome(tuple(checks), (figure,), Text(
        "Talent drain is set to 0 where the direct terms are measured and is as usual in the paired runs; contacts, "
        "access and peers still cross the borders of clusters.",
        "La fuite des talents est nulle là où les effets directs sont mesurés, ordinaire dans les simulations "
        "appariées ; contacts, accès et pairs franchissent toujours les limites des pôles.",
    ))


OUT = Text("indirect gap of coverage outside, points", "écart indirect de couverture hors des pôles, points")
IN = Text("gap inside", "écart dans les pôles")


def homes_of(model: EssaimageModel) -> np.ndarray:
    """Return which places hold an open site of a member of a cluster at the end, a mask of shape (P,)."""
    state = model.state
    rows = state.operating()
    members = rows[state.actors.cluster[state.projects.actor[rows]] >= 0]
    found = np.zeros(state.places.code.size, bool)
    found[state.projects.place[members]] = True
    return found


def gaps_of(one: Record, other: Record, homes: np.ndarray) -> tuple[float, float]:
    """Return the difference of coverage at the end, in points, in places without a cluster and in those with one."""
    shares = []
    for record in (one, other):
        seen = record.places
        last = seen["step"] == seen["step"].max()
        adopters, concerned, place = (seen[name][last] for name in ("adopters", "concerned", "place"))
        inside = homes[place]
        shares.append([_share(adopters, concerned, mask) for mask in (~inside, inside)])
    return 100.0 * (shares[0][0] - shares[1][0]), 100.0 * (shares[0][1] - shares[1][1])


def _share(adopters: np.ndarray, concerned: np.ndarray, mask: np.ndarray) -> float:
    return float(adopters[mask].sum() / concerned[mask].sum()) if concerned[mask].sum() > 0.0 else float("nan")


CRITERIA = (
    Criterion(
        "V22", Text("Nothing trickles down by itself", "Rien ne ruisselle de soi-même"),
        Text("trickle 0: no direct effect outside clusters, exactly; the indirect gap with its paired interval",
             "sans ruissellement : aucun effet direct hors des pôles, exactement ; l'écart indirect et son intervalle "
             "apparié"),
        apart, full=Paired(), quick=Paired(3, 4_000),
    ),
)  # fmt: skip
