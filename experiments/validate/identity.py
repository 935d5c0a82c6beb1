"""Who is who never depends on a row: permuting places, carriers or citizens changes no count (identité)."""
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np

from agents.model import EssaimageModel
from agents.versions import forget
from experiments.compose import build, compose
from experiments.validate.criterion import Check, Criterion, Outcome, Panel, Series, at_most, exactly, reported
from experiments.validate.relabel import citizens_in_another_order, file_in_another_order, put_actors_in_another_order
from scenarios.territory.reading import data_file
from sim.errors import Text

PLACES, ACTORS, CITIZENS = Text("places", "lieux"), Text("carriers", "porteurs"), Text("citizens", "citoyens")


Change = Callable[[EssaimageModel], None]


class Permuted(NamedTuple):
    """Policies under which rows are permuted, with years and citizens of each run."""

    policies: tuple[str, ...] = ("current_mix", "ecosystem", "ptce", "citizens_first", "takeover", "tiga")
    years: int = 15
    citizens: int = 20_000


class Gap(NamedTuple):
    """How two runs differ: counts that are not the same, and the largest relative gap of any indicator, by month."""

    counts: int
    by_month: np.ndarray  # (months + 1,)


def permuted(settings: Permuted) -> Outcome:
    """Run the default territory as it is and with rows in another order: of places, of carriers, of citizens.

    Those of places are permuted in the file; those of carriers and citizens in the world, at month 0 and at mid-run.
    """
    gaps: dict[str, list[Gap]] = {}
    checks: list[Check] = []
    with TemporaryDirectory() as folder:
        for policy in settings.policies:
            common = (f"policy={policy}", f"years={settings.years}", f"citizens={settings.citizens}")
            for name, gap in _gaps(Path(folder), common):
                gaps.setdefault(name.en, []).append(gap)
    for name in (PLACES, ACTORS, CITIZENS):
        found = gaps[name.en]
        checks += [
            exactly(Text(f"{name.en}: counts that differ", f"{name.fr} : effectifs qui diffèrent"),
                    sum(gap.counts for gap in found), 0),
            at_most(Text(f"{name.en}: largest gap of a sum, billionths", f"{name.fr} : plus grand écart d'une somme, "
                         "milliardièmes"), 1e9 * max(gap.by_month.max() for gap in found), 1.0),
        ]  # fmt: skip
    t = np.arange(12 * settings.years + 1) / 12
    by_month = {name: np.max([gap.by_month for gap in gaps[name.en]], axis=0) for name in (PLACES, ACTORS, CITIZENS)}
    series = [Series(name, t, gap) for name, gap in by_month.items()]
    band = Series(Text("0 to 1e-9", "0 à 1e-9"), t, 0.0 * t, "theory", 0.0 * t, np.full(t.size, 1e-9))
    return Outcome((*checks, reported(Text("policies run", "politiques simulées"), len(settings.policies))), (
        Panel(Text("years", "années"), Text("largest relative gap", "plus grand écart relatif"), (band, *series)),
    ))  # fmt: skip


def _gaps(folder: Path, common: tuple[str, ...]) -> list[tuple[Text, Gap]]:
    """Return how runs with rows in another order differ from the run as it is."""
    source, luck = data_file("chalon_creusot.csv"), np.random.default_rng(3)
    models = []
    for file, order in (("same.csv", None), ("mixed.csv", luck)):
        file_in_another_order(source, folder / file, order)
        models.append(build(compose((*common, "territory=file", f"territory.path={folder / file}"))).model(1))
    plain, mixed = models
    scenario = build(compose((*common, "territory=file", f"territory.path={folder / 'same.csv'}")))
    reference = _run(plain, scenario.years)
    found = [(PLACES, _gap(reference, _run(mixed, scenario.years)))]
    changes: tuple[tuple[Text, Change], ...] = ((ACTORS, _actors), (CITIZENS, _citizens))
    for name, change in changes:
        found.append((name, _gap(reference, _run(scenario.model(1), scenario.years, change))))
    return found


def _actors(model: EssaimageModel) -> None:
    put_actors_in_another_order(model.state, np.random.default_rng(4))


def _citizens(model: EssaimageModel) -> None:
    state = model.state
    state.citizens, state.audience = citizens_in_another_order(state, np.random.default_rng(5))


class Ended(NamedTuple):
    """What a run ends with, in no order but that of identities."""

    indicators: np.ndarray  # (months + 1, K)
    counts: np.ndarray  # (I, P, 5) citizens by stage
    projects: np.ndarray  # (n, 3) identity, stage and place, by identity


def _run(model: EssaimageModel, years: int, change: Change = lambda model: None) -> Ended:
    """Run a model; ``change`` what it likes at month 0 and at mid-run, when ties and clusters are there."""
    for length in (years // 2, years - years // 2):
        change(model)
        for _ in range(12 * length):
            model.step()
    record, state = model.record, model.state
    p, n = state.projects, state.n_projects
    order = np.argsort(p.key[:n])
    projects = np.array([column[:n][order].astype(np.uint64) for column in (p.key, p.stage, p.place)]).T
    forget(model)
    return Ended(np.array(record.rows), state.places.counts.copy(), projects)


def _gap(one: Ended, other: Ended) -> Gap:
    same = one.projects.shape == other.projects.shape
    fewer = abs(len(one.projects) - len(other.projects))
    differ = int((one.projects != other.projects).any(axis=1).sum()) if same else fewer
    differ += int((one.counts != other.counts).sum())
    a, b = one.indicators, other.indicators
    scale = np.maximum(np.maximum(np.abs(a), np.abs(b)), 1e-3)  # what is near 0 is held to 1e-12
    apart = np.where(np.isnan(a) & np.isnan(b), 0.0, np.abs(a - b) / scale)
    return Gap(differ, np.where(np.isnan(apart), np.inf, apart).max(axis=1))


CRITERIA = (
    Criterion(
        "P3", Text("Rows are no identity", "Une ligne n'est pas une identité"),
        Text("permuting places, carriers or citizens: every count the same, every sum within 1e-9 (Galán et al. 2009, "
             "JASSS 12, on artefacts of order)",
             "lieux, porteurs ou citoyens permutés : mêmes effectifs, sommes à 1e-9 près (Galán et al. 2009, JASSS 12, "
             "sur les artefacts d'ordre)"),
        permuted, full=Permuted(), quick=Permuted(("current_mix",), 8, 4_000),
    ),
)  # fmt: skip
