"""A made-up forest of sites and copies, which tests of figures draw (arbre d'essai)."""

import numpy as np
import pandas as pd

from sim.errors import Text

INNOVATIONS = {
    "third_place": Text("Third place and workshop", "Tiers-lieu et atelier"),
    "food_circuit": Text("Short food circuit", "Circuit court"),
    "mobility": Text("Solidarity mobility", "Mobilité solidaire"),
    "health_school": Text("School of well-being", "École du bien-vivre"),
}
MODES = ("branching", "affiliation", "fertilisation")


def grow(count=150, seed=7, originals=24, lang="fr"):
    """A random forest of sites over 15 years: (lineage, projects)."""
    luck, rows = np.random.default_rng(seed), []
    for project in range(count):
        alive = [row for row in rows if row["step"] < 168]
        if project < originals or not alive or luck.random() < 0.3:
            step = 0 if project < originals else int(luck.integers(1, 170))
            own = {"parent": pd.NA, "depth": 0, "mode": "", "step": step, "innovation": list(INNOVATIONS)[project % 4]}
            rows.append({"project": project, "fidelity": 1.0, "place": "71", **own})
            continue
        parent = alive[int(luck.integers(len(alive)))]
        mode = MODES[int(luck.integers(3))]
        own = {"parent": parent["project"], "depth": parent["depth"] + 1, "mode": mode,
               "step": int(luck.integers(parent["step"] + 1, 178)), "innovation": parent["innovation"]}  # fmt: skip
        rows.append({"project": project, "fidelity": 0.8, "place": "71", **own})
    sites = pd.DataFrame(rows).astype({"parent": "Int64"})
    busy = sites.groupby("parent")["step"].max()
    ends = np.maximum(sites["project"].map(busy).fillna(0), sites["step"]) + luck.exponential(90, count)
    closed = ends.astype(int).astype("Int64").where(ends < 180)
    projects = sites[["project", "place", "innovation"]].assign(born=sites["step"], closed=closed)
    projects["innovation_label"] = projects["innovation"].map(lambda name: INNOVATIONS[name].in_(lang))
    return sites[["project", "parent", "depth", "fidelity", "mode", "place", "step"]], projects
