"""Made-up results of commands, which their figures are drawn from: calibrations, causes, lives (résultats d'essai)."""

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd

from experiments.cabinet.ground import DENSITY, group_label
from experiments.calibrate.ensemble import Ensemble
from experiments.calibrate.observing import axis
from experiments.calibrate.output import Result as Calibrated
from experiments.calibrate.target_points import Point
from experiments.calibrate.targets import Description, Target
from experiments.calibrate.trials import PRIOR, Trial
from experiments.calibrate.yardsticks import Yardstick
from experiments.cases import PAID_BOTH, Case
from experiments.compose import compose
from experiments.explain.parts import Explanation
from experiments.figures.panels import Panel, Series
from experiments.priors import Prior
from experiments.sensitivity.indices import MORRIS
from experiments.sensitivity.output import Result as Analysed
from sim.errors import Text
from tests.experiments.figures import tables

PAIR = ("fund_people", "fund_investments")
CELL = compose(("policy=fund_people", "years=15"))
PARTS = (
    ("people_funding", "instrument", "instruments", "Posts", "Postes", 0.05, 2.4e6),
    ("investment_grant", "instrument", "instruments", "Investment grant", "Aide à l'investissement", -0.02, -1.1e6),
    ("seed_grant", "instrument", "instruments", "Seed grant", "Amorçage", 0.004, 3e5),
)
FACTORS = ("adopt.recruiting", "operate.sigma", "people_funding.term", "network.mean_degree", "place.fit_spread",
           "learn.rate", "service.reach_km", "third_place.price", "start.posts", "finance.transferable")  # fmt: skip


def explanation():
    """Why one policy differs from another: three instruments and what is left."""
    rows = [("total", "total", "", "", "", 0.04, 1.7e6), *PARTS, ("residual", "residual", "instruments", "", "",
                                                                   0.006, 1e5)]  # fmt: skip
    columns = ["name", "kind", "family", "label_en", "label_fr", "estimate", "euros"]
    table = pd.DataFrame(rows, columns=columns)
    table["low"], table["high"], table["seeds"] = table["estimate"] - 0.009, table["estimate"] + 0.009, 8
    table["verdict"] = np.select([table["low"] > 0, table["high"] < 0], ["above", "below"], "not discernible")
    return Explanation(PAIR, "adopted_share", table, tuple(range(1, 9)), 4, CELL)


def by_group(lang):
    """Differences of five policies from none in the seven density classes; the last two hold many invented villages."""
    luck, rows = np.random.default_rng(12), []
    for rank, (policy, name) in enumerate(tables.labels(lang, "none", "current_mix").items()):
        for group in map(str, range(1, 8)):
            middle = 4.0 * (rank - 1.5) + luck.normal(0.0, 3.0)
            wide = 2.0 + 0.8 * int(group)
            rows.append((policy, name, group, group_label(DENSITY, group, lang), middle, middle - wide, middle + wide,
                         group > "5"))  # fmt: skip
    columns = ["policy", "label", "group", "group_label", "estimate", "low", "high", "invented"]
    return pd.DataFrame(rows, columns=columns).sort_values("group", kind="stable")


def budgets(lang):
    """What a fifth less and a fifth more do to five policies; more money changes nothing discernible to two."""
    rows = []
    for rank, (policy, name) in enumerate(tables.labels(lang, "none", "current_mix").items()):
        for side, sign in (("less", -1.0), ("more", 0.8)):
            middle = sign * 0.006 * (4 - rank)
            rows.append((policy, name, side, middle, middle - 0.007, middle + 0.007))
    return pd.DataFrame(rows, columns=["policy", "label", "side", "estimate", "low", "high"])


def lives():
    """Two sites over 15 years under two policies; one of them closes under the second."""
    months = np.arange(181)
    found = []
    for kind, innovation, place in (("village", "third_place", "Givry"), ("town", "food_circuit", "Le Creusot")):
        parts = []
        for k, policy in enumerate(PAIR):
            stage = np.select([months < 12, months < 40, months < 70, months < 110], [np.nan, 1, 2, 3], 4.0)
            if kind == "village" and k:
                stage = np.where(months > 120, 7.0, stage)
            alive = (stage < 6) & (months >= 12)
            parts.append(pd.DataFrame({
                "policy": policy, "step": months, "stage": stage, "jobs": np.where(alive, (2 - k) * months / 90, 0.0),
                "capital": np.where(alive, (1 + k) * 300.0 * months, 0.0),
                "skill": np.where(alive, months / 200, np.nan),
                "adopters": 40 / (1 + np.exp(-(months - 90) / 20)) * (1 - 0.3 * k),
                "operating": (1 - k) * 900.0 * months, "investment": k * 25_000.0 * (months // 60),
            }))  # fmt: skip
        found.append(Case(kind, 3, place, innovation, 12, PAID_BOTH, pd.concat(parts, ignore_index=True)))
    return found


def analysis(method=MORRIS):
    """A sensitivity analysis of ten parameters by Morris or by Sobol'."""
    size = 0.06 * 0.72 ** np.arange(len(FACTORS))
    table = pd.DataFrame({"factor": FACTORS})
    kinds = {"mu_star": size, "sigma": 0.6 * size[::-1]} if method == MORRIS else {"ST": 8 * size, "S1": 5 * size}
    for kind, value in kinds.items():
        table[kind], table[f"{kind}_low"], table[f"{kind}_high"] = value, 0.8 * value, 1.25 * value
    if method == MORRIS:
        table["noise"] = 0.008
    sample = SimpleNamespace(method=method, size=20, block=11, factors=FACTORS)
    space = SimpleNamespace(factors=FACTORS)
    asked = SimpleNamespace(pair=PAIR, indicator="adopted_share", sample=sample, seeds=(1, 2, 3), space=space,
                            cells=dict.fromkeys(PAIR, CELL))  # fmt: skip
    verdicts = np.repeat(["above", "below", "not discernible"], (120, 30, 70))
    return Analysed(asked, table, {"verdict": verdicts}, 0, 0)


def calibration():
    """A calibration of a curve of ten years on a known shape, the last two years held out."""
    years = np.arange(2010, 2020)
    seen = 12.0 + 300.0 / (1 + np.exp(-0.6 * (years - 2015.0)))
    said = Description(
        kind="growth", name="made_up", label_fr="tiers-lieux ouverts", label_en="third places open", unit_fr="lieux",
        unit_en="places", citation="A survey that does not exist (2020)", level="free",
    )  # fmt: skip
    points = tuple(Point(float(x), float(y)) for x, y in zip(years, seen, strict=True))
    target = Target(said, points, (Point(2009.0, 8.0),), 2010.0)
    priors = (Prior("adopt.recruiting", 0.01, 0.05, False, "a year", ""), Prior("adopt.lapse", 0.0, 0.3, False,
              "share a year", ""), Prior("founding.first_sites", 5, 60, True, "sites", ""))  # fmt: skip
    luck, trials, curve = np.random.default_rng(9), [], axis(target)
    for row in range(60):
        rate, lapse, first = luck.uniform(0.01, 0.05), luck.uniform(0, 0.3), int(luck.integers(5, 60))
        middle = 2015.0 + 60 * (0.03 - rate)
        made = [12.0 + 300.0 / (1 + np.exp(-0.6 * (x - middle))) for x in (years, curve)]
        far = float(np.sqrt(np.mean((made[0][:8] - seen[:8]) ** 2)) / seen[:8].mean())
        values = {"adopt.recruiting": rate, "adopt.lapse": lapse, "founding.first_sites": first}
        trials.append(Trial(PRIOR, row, values, far, 1.0, list(made[0]), [1.0] * 10, list(made[1])))
    others = (
        Yardstick("logistic", Text("logistic curve", "courbe logistique"), 0.97 * seen),
        Yardstick("bass", Text("Bass (1969)", "Bass (1969)"), 1.06 * seen),
    )
    return Calibrated(target, 8, Ensemble(tuple(trials), priors, 8), others, (), (), (1, 2, 3), (), Path("out"))


def panels():
    """Two panels of a criterion: a curve beside theory with its band, and a few measured points."""
    t = np.linspace(0, 15, 61)
    shape, steps = 1 / (1 + np.exp(-0.7 * (t - 7))), np.array([1.0, 0.5, 0.25, 0.1])
    return (
        Panel(Text("years", "années"), Text("share adopting", "part des adoptants"), (
            Series(Text("Bass (1969) ± .02", "Bass (1969) ± 0,02"), t, shape, "theory", shape - 0.02, shape + 0.02),
            Series(Text("mean of the runs", "moyenne des simulations"), t, shape + 0.008),
        )),
        Panel(Text("step, years", "pas, années"), Text("largest gap", "écart maximal"), (
            Series(Text("theory", "théorie"), steps, 0.05 * steps, "theory"),
            Series(Text("one run of each", "une simulation de chaque"), steps, 0.055 * steps),
        ), Text("The gap closes with the step", "L'écart se ferme avec le pas")),
    )  # fmt: skip


def oneway():
    """A difference along one parameter, which turns."""
    sigma = np.array([0.3, 0.6, 1.0, 1.4, 2.0])
    value = 0.06 - 0.05 * sigma
    frame = pd.DataFrame({"world": range(5), "operate.sigma": sigma, "estimate": value, "low": value - 0.012,
                          "high": value + 0.012, "seeds": 5})  # fmt: skip
    frame["verdict"] = np.select([frame["low"] > 0, frame["high"] < 0], ["above", "below"], "not discernible")
    return frame


def twoway():
    """A difference over two parameters."""
    sigma, reach = (grid.ravel() for grid in np.meshgrid([0.4, 0.8, 1.2, 1.6, 2.0], [6.0, 10.0, 14.0, 20.0]))
    value = 0.08 - 0.06 * sigma + 0.001 * reach
    return pd.DataFrame({"world": range(20), "operate.sigma": sigma, "service.reach_km": reach, "estimate": value,
                         "low": value - 0.02, "high": value + 0.02, "seeds": 5})  # fmt: skip
