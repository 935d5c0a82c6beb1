"""The whole model: an S that lives, its speed, survival of sites without policy (le modèle entier)."""
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy.stats import binom

from experiments.calibrate.observing import Witness, axis, pooled, sampling_error
from experiments.calibrate.targets import Target, described, target_of
from experiments.compose import compose
from experiments.curves import Logistic, bass_by_nls, logistic_of, r_squared
from experiments.execute import execute
from experiments.intervals import interval
from experiments.validate.criterion import (
    Check,
    Criterion,
    Outcome,
    Panel,
    Series,
    at_least,
    reported,
    within,
)
from sim.errors import InputError, Text

YEARS = Text("years", "années")
ALIVE = {  # bounds of what is alive at the end of year 15
    "adopted_share": (0.2, 0.9), "sites": (100.0, np.inf), "places_reached_share": (0.3, 1.0),
}  # fmt: skip
NEEDED, DOUBT = 0.9, 0.05


class Replicates(NamedTuple):
    """How many seeds, from 1."""

    seeds: int = 30

    @property
    def fewest(self) -> float:
        """Return the share of replicates that must succeed: .9 at 30; with fewer, what chance leaves of it.

        A model of which 90% succeed exactly shows fewer than this in at most 5% of draws of that size.
        """
        if self.seeds >= Replicates().seeds:
            return NEEDED
        return float(binom.ppf(DOUBT, self.seeds, NEEDED)) / self.seeds

    @property
    def said(self) -> Text | None:
        """Return why fewer replicates may do with a smaller share, nothing where they do not."""
        if self.seeds >= Replicates().seeds:
            return None
        least = round(self.fewest * self.seeds)
        return Text(
            f"Where 90% of runs succeed, fewer than {least} of {self.seeds} do in at most 5% of draws; 30 runs judge.",
            f"Si 90 % des simulations réussissent, moins de {least} sur {self.seeds} le font dans 5 % des tirages au "
            "plus ; 30 simulations tranchent.",
        )


@lru_cache(maxsize=64)
def default_run(seed: int) -> dict[str, np.ndarray]:
    """Return the indicators of the default run by month: current_mix at chalon_creusot, every default."""
    table = execute({**compose(("policy=current_mix", "territory=chalon_creusot")), "seed": seed})["indicators"]
    kept = table[table["indicator"].isin(("adopters", *ALIVE))]
    return {str(name): rows["value"].to_numpy() for name, rows in kept.groupby("indicator")}


def bass_curve(adopters: np.ndarray) -> np.ndarray:
    """Return the Bass curve nearest to the adopters of each year, by month, those of month 0 given; shape (n,).

    Nan where adopters do not grow: no such curve is near.
    """
    if not adopters[-1] > adopters[0]:
        return np.full(adopters.size, np.nan)
    curve = bass_by_nls(np.diff(adopters[::12]))
    return adopters[0] + curve.m * curve.share(np.arange(adopters.size) / 12)


def alive(settings: Replicates) -> Outcome:
    """Count the default runs that follow an S and live: people, sites and places enough."""
    runs = [default_run(seed) for seed in range(1, settings.seeds + 1)]
    fits = np.array([r_squared(run["adopters"], bass_curve(run["adopters"])) for run in runs])
    ends = {name: np.array([run[name][-1] for run in runs]) for name in ALIVE}
    good = fits >= 0.98
    for name, (low, high) in ALIVE.items():
        good &= (ends[name] >= low) & (ends[name] <= high)
    checks = (
        at_least(Text("share of runs S-shaped and alive", "part des simulations en S et vivantes"), good.mean(),
                 settings.fewest),
        reported(Text("least R²", "plus petit R²"), fits.min()),
        reported(Text("least share of the concerned adopting", "plus petite part des concernés"),
                 ends["adopted_share"].min()),
        reported(Text("largest share", "plus grande part"), ends["adopted_share"].max()),
        reported(Text("fewest sites", "moins de sites"), ends["sites"].min()),
        reported(Text("least share of places reached", "plus petite part de lieux atteints"),
                 ends["places_reached_share"].min()),
    )  # fmt: skip
    curves = np.array([run["adopters"] for run in runs])
    t = np.arange(curves.shape[1]) / 12
    return Outcome(checks, (Panel(YEARS, Text("adopters", "adoptants"), (
        Series(Text("Bass curve of the mean", "courbe de Bass de la moyenne"), t, bass_curve(curves.mean(axis=0)),
               "theory"),
        Series(Text("mean, lowest and highest run", "moyenne, plus basse et plus haute simulation"), t,
               curves.mean(axis=0), "measured", curves.min(axis=0), curves.max(axis=0)))),), settings.said)  # fmt: skip


def target_named(name: str) -> Target:
    """Return a target of configs/target/. Raises InputError with all that is wrong with it."""
    problems: list[Text] = []
    said = described(name, (), problems)
    target = target_of(said, problems) if said else None
    if target is None:
        raise InputError(*problems)
    return target


PUBLISHED = {"amap": 0.67, "repair_cafe": 0.59, "fab_labs": 0.64}  # logistic slopes a year found elsewhere


def speed(settings: Replicates) -> Outcome:
    """Fit logistic curves to adopters and to sites of the default runs."""
    runs = [default_run(seed) for seed in range(1, settings.seeds + 1)]
    t = np.arange(runs[0]["adopters"].size) / 12
    people, sites = (np.array([logistic_of(t, run[name]).slope for run in runs]) for name in ("adopters", "sites"))
    mean, low, high, _ = interval(people)
    checks: list[Check] = [
        within(Text("slope of adopters, a year, mean", "pente des adoptants, par an, moyenne"), float(mean), 0.45,
               0.85),
        reported(Text("its interval from", "son intervalle, de"), float(low)),
        reported(Text("to", "à"), float(high)),
        reported(Text("slope of sites, mean", "pente des sites, moyenne"), sites.mean()),
    ]
    lines = [_scaled(logistic_of(t, np.mean([run["adopters"] for run in runs], axis=0)), ADOPTERS, "measured"),
             _scaled(logistic_of(t, np.mean([run["sites"] for run in runs], axis=0)), SITES, "measured")]  # fmt: skip
    for name, slope in PUBLISHED.items():
        target = target_named(name)
        points = (*target.before, *target.points)
        found = logistic_of(np.array([p.x for p in points]) - target.begins, np.array([p.value for p in points]))
        label = target.label
        checks.append(reported(Text(f"{label.en} ({slope:g} elsewhere)", f"{label.fr} ({slope:g} ailleurs)".replace(
            "0.", "0,")), found.slope))  # fmt: skip
        lines.append(_scaled(found, label, "datum"))
    lines.insert(0, _allowed())
    return Outcome(tuple(checks), (Panel(
        Text("years from the middle", "années depuis le milieu"), Text("share of the ceiling", "part du plafond"),
        tuple(lines)),), Text(
        "The published series count organisations of a whole country or of the world: beside the sites, not a bound.",
        "Les séries publiées comptent les organisations d'un pays ou du monde : à côté des sites, sans les borner.",
    ))  # fmt: skip


ADOPTERS, SITES = Text("adopters", "adoptants"), Text("sites", "sites")


def _scaled(curve: Logistic, name: Text, kind: str) -> Series:
    t = np.linspace(-8.0, 8.0, 81)
    return Series(name, t, Logistic(1.0, curve.slope, 0.0).total(t), kind)


def _allowed() -> Series:
    """Return the curves whose slope is allowed, as a band around that of .65 a year."""
    t = np.linspace(-8.0, 8.0, 81)
    slow, middle, fast = (Logistic(1.0, slope, 0.0).total(t) for slope in (0.45, 0.65, 0.85))
    name = Text("adopters: .45 to .85 a year", "adoptants : 0,45 à 0,85 par an")
    return Series(name, t, middle, "theory", np.minimum(slow, fast), np.maximum(slow, fast))


class Cohort(NamedTuple):
    """Seeds of the world without policy in which originals are followed, and its settings."""

    seeds: int = 30
    settings: tuple[str, ...] = ("policy=none",)


SURVIVAL = {"survival_firms": (0.43, 0.57), "survival_cooperatives": (0.59, 0.73)}  # bounds at 5 years


def survival(settings: Cohort) -> Outcome:
    """Follow the originals of each legal form from EXPERIMENT on, without any policy."""
    checks: list[Check] = []
    panels = []
    cell = compose(settings.settings)
    for name, (low, high) in SURVIVAL.items():
        target = target_named(name)
        read = Witness(target)
        seen = [read({**cell, "seed": seed}) for seed in range(1, settings.seeds + 1)]
        shares, errors = (law([run.points for run in seen]) for law in (pooled, sampling_error))
        counted = int(sum(run.points[-1, 1] for run in seen))
        label = target.label
        three, five = (Text(f"{label.en}, {n} years", f"{label.fr}, {n} ans") for n in (3, 5))
        checks += [
            within(five, shares[1], low, high),
            reported(Text(f"{three.en} (observed {target.points[0].value:g})",
                          f"{three.fr} (observé {target.points[0].value:g})".replace("0.", "0,")), shares[0]),
            reported(Text("its standard error at 5 years", "son erreur type à 5 ans"), errors[1]),
            reported(Text("sites followed", "sites suivis"), counted),
        ]  # fmt: skip
        curve, noise = (law([run.curve for run in seen]) for law in (pooled, sampling_error))
        x, y = np.array([(p.x, p.value) for p in target.points]).T
        since = Text("years since opening", "années depuis l'ouverture")
        panels.append(Panel(since, Text("share alive", "part en vie"), (
            Series(Text("observed ± 7 points", "observé ± 7 points"), x, y, "datum", y - 0.07, y + 0.07),
            Series(Text("runs without policy", "simulations sans politique"), axis(target), curve, "measured",
                   curve - 2 * noise, curve + 2 * noise)), label))  # fmt: skip
    return Outcome(tuple(checks), tuple(panels))


CRITERIA = (
    Criterion(
        "V2", Text("The default run is an S, and alive", "La simulation par défaut est un S, et vit"),
        Text("R² of Bass ≥ .98, 20–90% of the concerned, ≥ 100 sites, ≥ 30% of places by year 15, in ≥ 90% of runs "
             "(Rogers 2003; Bass 1969)",
             "R² de Bass ≥ 0,98, 20 à 90 % des concernés, ≥ 100 sites, ≥ 30 % des lieux en 15 ans, dans ≥ 90 % des "
             "simulations (Rogers 2003 ; Bass 1969)"),
        alive, full=Replicates(), quick=Replicates(6),
    ),
    Criterion(
        "V4", Text("The default speed", "La vitesse par défaut"),
        Text("logistic slope of adopters .45–.85 a year; sites beside AMAP .67, Repair Café .59, fab labs .64",
             "pente logistique des adoptants 0,45–0,85 par an ; sites à côté d'AMAP 0,67, Repair Café 0,59, fab labs "
             "0,64"),
        speed, full=Replicates(), quick=Replicates(6),
    ),
    Criterion(
        "V18", Text("Survival without policy", "La survie sans politique"),
        Text("at 5 years: firms 50 ± 7%, cooperatives 66 ± 7%; at 3: 66%, 82.5% (CG Scop 2012)",
             "à 5 ans : entreprises 50 ± 7 %, coopératives 66 ± 7 % ; à 3 : 66 %, 82,5 % (CG Scop 2012)"),
        survival, full=Cohort(), quick=Cohort(8),
    ),
)  # fmt: skip
