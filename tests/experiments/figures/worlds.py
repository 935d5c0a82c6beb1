"""Small made-up tables over worlds that tests of figures draw: effects, regret, ends, discovery (mondes d'essai)."""

from itertools import product

import numpy as np
import pandas as pd

from sim.errors import Text
from tests.experiments.figures.tables import labels

DIALS = ("operate.sigma", "start", "people_funding.term", "finance.transferable")
THREE = {
    "none": Text("No policy", "Aucune politique"), "people": Text("Posts that last", "Des postes dans la durée"),
    "walls": Text("Equipment and walls", "Du matériel et des murs"),
}  # fmt: skip


def effects():
    """One row per world: 4 x 3 x 3 x 2 dials."""
    luck, rows = np.random.default_rng(2), []
    turned = product((0.3, 0.5, 1.0, 2.0), ("equipped", "balanced", "staffed"), (1, 3, 5), (0.1, 1.0))
    for world, (sigma, start, term, share) in enumerate(turned):
        lean = {"equipped": 190.0, "balanced": 20.0, "staffed": -190.0}[start]
        value = lean / (0.6 + sigma) + 8 * term - 30 * (share == 1.0) + luck.normal(0, 8)
        rows.append((world, sigma, start, term, share, value, value - 45, value + 45, 30))
    return pd.DataFrame(rows, columns=["world", *DIALS, "estimate", "low", "high", "seeds"])


def drawn(count=60):
    """One row per world of a design drawn at random: no two worlds share a value of a dial but of the start."""
    luck = np.random.default_rng(12)
    frame = pd.DataFrame({
        "world": range(count), "operate.sigma": luck.uniform(0.3, 2.0, count),
        "start": luck.choice(["equipped", "balanced", "staffed"], count),
        "finance.transferable": luck.uniform(0.1, 1.0, count), "adopt.recruiting": luck.uniform(0.01, 0.05, count),
    })  # fmt: skip
    lean = frame["start"].map({"equipped": 0.09, "balanced": 0.01, "staffed": -0.09})
    value = lean / (0.6 + frame["operate.sigma"]) + luck.normal(0, 0.012, count)
    return frame.assign(estimate=value, low=value - 0.02, high=value + 0.02, seeds=30)


def forest(worlds=24, lang="fr"):
    """Effects by policy and world with the row that averages the worlds."""
    luck, rows = np.random.default_rng(4), []
    for k, (policy, label) in enumerate(labels(lang, "current_mix").items()):
        values = luck.normal(0.03 * (k - 2), 0.025, worlds)
        rows += [(policy, label, str(w), v, v - 0.02, v + 0.02) for w, v in enumerate(values)]
        rows.append((policy, label, "all", values.mean(), values.mean() - 0.008, values.mean() + 0.008))
    return pd.DataFrame(rows, columns=["policy", "label", "world", "estimate", "low", "high"])


def regret(worlds=24, lang="fr"):
    """Regret by policy and world."""
    luck, parts = np.random.default_rng(6), []
    for k, (policy, label) in enumerate(labels(lang, "current_mix").items()):
        values = np.abs(luck.normal(0.02 * (6 - k), 0.02, worlds))
        parts.append(pd.DataFrame({"policy": policy, "label": label, "world": range(worlds), "regret": values}))
    return pd.concat(parts, ignore_index=True)


def ends(lang="en"):
    """Three policies in four worlds and two seeds; the third is best in half the worlds."""
    rows = [
        (policy, name.in_(lang), world, seed, sigma, 0.1 * k + 0.02 * seed + 0.1 * world * (policy == "walls"))
        for k, (policy, name) in enumerate(THREE.items())
        for world, sigma in enumerate((0.3, 0.3, 2.0, 2.0))
        for seed in (1, 2)
    ]
    return pd.DataFrame(rows, columns=["policy", "label", "world", "seed", "at", "value"])


LIMITS = pd.DataFrame({
    "dial": ["operate.sigma", "start"], "low": [1.15, np.nan], "high": [np.nan, np.nan], "lowest": [0.3, np.nan],
    "highest": [2.0, np.nan], "kept": [np.nan, "equipped,staffed"], "options": [np.nan, "balanced,equipped,staffed"],
})  # fmt: skip
PATH = pd.DataFrame({
    "coverage": [1.0, 0.9, 0.6], "density": [0.3, 0.6, 1.0], "limits": [0, 1, 2], "chosen": [False, False, True],
})  # fmt: skip
SCORES = pd.DataFrame({
    "outcome": ["jobs", "jobs", "sites", "sites"], "dial": ["operate.sigma", "start"] * 2,
    "score": [0.6, 0.1, 0.2, 0.5], "discernible": [True, False, False, True],
    "label": ["Emplois", "Emplois", "Sites", "Sites"],
})  # fmt: skip
CURVES = pd.DataFrame({
    "dial": ["operate.sigma"] * 3 + ["start"] * 2, "value": [0.3, 1.0, 2.0, "equipped", "staffed"],
    "of_interest": [0.1, 0.2, 1.0, 0.8, 0.2], "others": [0.5, 0.9, 1.0, 0.3, 0.7],
})  # fmt: skip
DISTANCES = pd.DataFrame({"dial": ["operate.sigma", "start"], "discernible": [True, False]})
ENDS = pd.DataFrame({
    "dial": ["start", "start", "operate.sigma", "operate.sigma"], "end": ["low", "high"] * 2,
    "part_en": ["staffed", "equipped", "2", "0.3"], "part_fr": ["dotés en postes", "équipés", "2", "0,3"],
    "estimate": [-0.04, 0.05, -0.02, 0.01], "low": [-0.06, 0.02, -0.03, 0.0], "high": [-0.02, 0.08, -0.01, 0.02],
    "mean": -0.005,
})  # fmt: skip
MIXES = pd.DataFrame({
    "x": [0.2, 0.3, 0.25], "x_low": [0.18, 0.27, 0.2], "x_high": [0.22, 0.33, 0.3], "y": [90.0, 60.0, 50.0],
    "y_low": [80.0, 55.0, 45.0], "y_high": [99.0, 65.0, 55.0], "front": [True, True, False], "name": ["01", "02", "03"],
})  # fmt: skip
CROWD = pd.DataFrame({
    "x": 0.2 + 0.1 * np.linspace(0, 1, 14) ** 2, "y": 90 - 30 * np.linspace(0, 1, 14), "front": True,
    "name": [f"{k:02d}" for k in range(1, 15)],
}).assign(x_low=lambda t: t["x"] - 0.01, x_high=lambda t: t["x"] + 0.01, y_low=lambda t: t["y"] - 4,
          y_high=lambda t: t["y"] + 4)  # fmt: skip
WORTH = pd.DataFrame({
    "dial": ["(all)", "start", "operate.sigma"], "value": [0.027, 0.024, 0.001], "cautious": [0.022, 0.025, -0.001],
    "luck": [np.nan, 0.012, 0.009], "discernible": [False, True, False],
})  # fmt: skip
WORLDS = pd.DataFrame({
    "operate.sigma": [0.3, 2.0, 2.0], "start": ["equipped", "staffed", "equipped"], "estimate": [4.0, -3.0, 0.1],
    "group": ["better", "less good", "≈"],
})  # fmt: skip
