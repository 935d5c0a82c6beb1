"""Runs repeat to the byte, and policies on one seed share their luck (reproductibilité, tirages communs)."""
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numba
import numpy as np

from experiments.catalogue import names
from experiments.compare import variance_ratio
from experiments.compose import build, compose
from experiments.design import Cell, Design, cross
from experiments.execute import Tables, execute_small
from experiments.results import Sweep
from experiments.runner import run_design
from experiments.store import read
from experiments.validate.criterion import Check, Criterion, Outcome, Panel, Series, at_least, exactly, reported
from sim import clock
from sim.errors import Text
from sim.record import Record

PARTS = ("indicators", "places", "territory", "projects", "ledger")
Execute = Callable[[Cell], Tables]


def ignore(_: Text) -> None:
    """Say nothing of what a sweep tells."""


def planned(policies: Sequence[str], seeds: int, settings: Sequence[str]) -> Design:
    """Return the design of policies crossed with seeds from 1, the first policy being the reference."""

    def resolve(policy: str, dials: Mapping[str, Any], seed: int) -> Cell:
        return compose((*settings, f"policy={policy}", f"seed={seed}"))

    return cross("validate", policies[0], policies, {}, range(1, seeds + 1), resolve)


def digest(record: Record) -> str:
    """Return what identifies every byte of what a run leaves behind."""
    found = blake2b(digest_size=16)
    for part in PARTS:
        for name, column in sorted(getattr(record, part).items()):
            found.update(name.encode() + np.ascontiguousarray(column).tobytes())
    return found.hexdigest()


@contextmanager
def threads(count: int, parallel: bool) -> Iterator[None]:
    """Let the clocks of adoption run on ``count`` threads, by their parallel or serial build."""
    before = clock.PARALLEL_FROM, numba.get_num_threads()
    clock.PARALLEL_FROM = 0 if parallel else 10**12
    numba.set_num_threads(count)
    try:
        yield
    finally:
        clock.PARALLEL_FROM = before[0]
        numba.set_num_threads(before[1])


class Repeats(NamedTuple):
    """Years and citizens of the runs on the default territory, seeds of the sweep."""

    years: int = 15
    citizens: int = 20_000
    seeds: int = 6


def bytes_of(settings: Repeats) -> Outcome:
    """Run on one and two threads; sweep serially, on all cores, and interrupted then resumed: compare every byte."""
    common = (f"years={settings.years}", f"citizens={settings.citizens}")
    scenario, most = build(compose(common)), min(2, numba.get_num_threads())
    found = []
    for count, parallel in ((1, False), (1, True), (most, True)):
        with threads(count, parallel):
            found.append(digest(scenario.run(1)))
    design = planned(("none", "current_mix"), settings.seeds, common)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        whole = _swept(design, root / "serial", "serial")
        spread = _swept(design, root / "joblib", "joblib")
        kept = _interrupted(design, root / "resumed", settings.seeds)
        resumed = _swept(design, root / "resumed", "serial")
    return Outcome((
        exactly(Text("ways to thread a run that differ from one thread", "façons de répartir une simulation qui "
                     "diffèrent d'un seul fil"), sum(other != found[0] for other in found[1:]), 0),
        reported(Text("threads compared with one", "fils comparés à un seul"), most),
        exactly(Text("tables that differ, serial and joblib", "tables qui diffèrent, serial et joblib"),
                _differing(whole, spread), 0),
        exactly(Text("tables that differ, whole and resumed sweep", "tables qui diffèrent, plan entier et repris"),
                _differing(whole, resumed), 0),
        at_least(Text("runs kept when interrupted", "simulations gardées à l'interruption"), kept, 1),
        reported(Text("runs in all", "simulations en tout"), len(design.cells)),
        at_least(Text("tables compared", "tables comparées"), len(whole), 6),
    ), note=None if most > 1 else Text("This machine has one core: two threads were not compared.",
                                       "Cette machine a un seul cœur : deux fils n'ont pas été comparés."))  # fmt: skip


def _swept(design: Design, out: Path, engine: str) -> dict[str, bytes]:
    """Run what is missing of a design and return the bytes of its tables, by name."""
    run_design(design, out, execute_small, engine, 2, None, ignore)
    return {path.name: path.read_bytes() for path in sorted((out / "tables").iterdir())}


def _interrupted(design: Design, out: Path, after: int) -> int:
    """Begin a sweep, stop it as Ctrl-C does once ``after`` runs are done, and return how many it kept."""
    left = [after]

    def stopping(cell: Cell) -> Tables:
        """Compute a cell, until as many were done as may be."""
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return execute_small(cell)

    with suppress(KeyboardInterrupt):
        run_design(design, out, stopping, "serial", 2, None, ignore)
    return len(read(out).done(ignore))


def _differing(one: Mapping[str, bytes], other: Mapping[str, bytes]) -> int:
    return sum(one.get(name) != other.get(name) for name in {*one, *other})


class Common(NamedTuple):
    """Policies whose effect is measured on common seeds, how many, years and citizens, and the engine of the runs."""

    policies: tuple[str, ...] = ("current_mix", "fund_people", "fund_investments", "catalysis")
    seeds: int = 30
    years: int = 15
    citizens: int = 20_000
    engine: str = "joblib"


def luck(settings: Common) -> Outcome:
    """See that each policy's run is the reference's until its first euro; then what common seeds gain."""
    early = (f"citizens={settings.citizens}", "years=4")
    none = build(compose((*early, "policy=none"))).run(1)
    known = [name for name in names("policy") if name not in ("none", "file")]
    others = (build(compose((*early, f"policy={name}"))).run(1) for name in known)
    before, later = zip(*(_departs(none, other) for other in others), strict=True)
    checks: list[Check] = [
        exactly(Text("values that differ from the reference before the first euro",
                     "valeurs qui diffèrent de la référence avant le premier euro"), sum(before), 0),
        exactly(Text("policies that never differ", "politiques qui ne diffèrent jamais"), later.count(0), 0),
        reported(Text("policies compared", "politiques comparées"), len(known)),
    ]  # fmt: skip
    common = (f"citizens={settings.citizens}", f"years={settings.years}")
    design = planned(("none", *settings.policies), settings.seeds, common)
    with TemporaryDirectory() as folder:
        run_design(design, Path(folder) / "out", execute_small, settings.engine, None, None, ignore)
        sweep = Sweep(read(Path(folder) / "out"))
        plan, values = sweep.plan, sweep.indicators
    panels = []
    for indicator, name in (("adopters", Text("adopters", "adoptants")), ("sites", Text("sites", "sites"))):
        found = variance_ratio(plan, values, "none", indicator)
        checks += [
            reported(Text(f"{name.en}, {policy}: variance of paired over independent differences",
                          f"{name.fr}, {policy} : variance des différences appariées sur indépendantes"), ratio)
            for policy, ratio in zip(found["policy"], found["ratio"].to_numpy(float), strict=True)
        ]  # fmt: skip
        panels.append(_ratios(found["ratio"].to_numpy(float), name, settings.seeds))
    numbered = [(f"{k}: {policy}", f"{k} : {policy}") for k, policy in enumerate(settings.policies)]
    legend = [", ".join(words) for words in zip(*numbered, strict=True)]
    return Outcome(tuple(checks), tuple(panels), Text(f"Below 1, common seeds help. {legend[0]}.",
                                                      f"Sous 1, les tirages communs aident. {legend[1]}."))  # fmt: skip


def _departs(reference: Record, other: Record) -> tuple[int, int]:
    """Return how many values differ up to the month of the first euro, that month's start included, and after it."""
    euros = other.ledger["step"]
    first = int(euros.min()) if euros.size else len(reference.rows) - 1
    one, two = (np.array(record.rows).view(np.int64) for record in (reference, other))  # bits: nan is nan, -0 is not 0
    differs = (one != two).sum(axis=1)
    return int(differs[: first + 1].sum()), int(differs[first + 1 :].sum())


def _ratios(ratio: np.ndarray, name: Text, seeds: int) -> Panel:
    """Return the ratio of each policy beside 1, what independent seeds give, with the band that chance leaves there.

    A variance over n seeds has a relative standard error of sqrt(2 / (n - 1)); the two are held to be independent.
    """
    x, one = np.arange(float(ratio.size)), np.ones(ratio.size)
    chance = 2.0 * np.sqrt(2.0 * 2.0 / max(1, seeds - 1))
    ratios = Text("paired over independent variance", "variance appariée sur indépendante")
    return Panel(Text("policy", "politique"), ratios, (
        Series(Text("independent seeds ± 2 standard errors", "tirages indépendants ± 2 erreurs types"), x, one,
               "theory", np.maximum(0.0, one - chance), one + chance),
        Series(Text("common seeds", "tirages communs"), x, ratio),
    ), name)  # fmt: skip


CRITERIA = (
    Criterion(
        "P1", Text("The same bytes", "Les mêmes octets"),
        Text("1 and 2 threads, serial and joblib, whole and resumed: the same bytes",
             "1 et 2 fils, serial et joblib, d'un trait ou repris : les mêmes octets"),
        bytes_of, full=Repeats(), quick=Repeats(4, 2_000, 2), alone=True,
    ),
    Criterion(
        "P2", Text("Common luck", "Des tirages communs"),
        Text("before its first euro a policy's run is the reference's, bit for bit; paired variance reported "
             "(Glasserman & Yao 1992, Management Science 38)",
             "avant son premier euro, une politique est la référence, au bit près ; variance appariée rapportée "
             "(Glasserman et Yao 1992, Management Science 38)"),
        luck, full=Common(), quick=Common(("current_mix", "fund_people"), 4, 10, 4_000, "serial"),
    ),
)  # fmt: skip
