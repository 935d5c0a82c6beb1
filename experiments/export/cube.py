"""Every indicator of a sweep as one array by policy, world, seed and year, in a netCDF file (cube netCDF)."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import xarray as xr

from experiments.export.command import beside
from experiments.results import Sweep
from experiments.words import DISCLAIMER
from sim.measures import INDICATORS

DIMS = ("policy", "world", "seed", "year")


def write(sweep: Sweep, folder: Path, lang: str) -> Path:
    """Write the cube: a variable for each indicator, dials beside the worlds; what has no value is NaN."""
    path = folder / "results.nc"
    with beside(path) as there:
        cube(sweep, lang).to_netcdf(there, engine="h5netcdf")
    return path


def cube(sweep: Sweep, lang: str) -> xr.Dataset:
    """Return every indicator by policy, world, seed and calendar year; a run of several rows is repeated."""
    plan, values = sweep.plan, sweep.indicators
    runs = pd.Index(plan["run_id"].unique())
    years = pd.Index(np.sort(values["year"].unique()))
    policies, worlds, seeds = (pd.Index(plan[name].unique()) for name in DIMS[:3])
    where = tuple(i.get_indexer(plan[n]) for i, n in zip((policies, worlds, seeds), DIMS[:3], strict=True))
    found = {}
    for name, mine in values[values["run_id"].isin(runs)].groupby("indicator", sort=False):
        by_run = np.full((len(runs), len(years)), np.nan)
        by_run[runs.get_indexer(mine["run_id"]), years.get_indexer(mine["year"])] = mine["value"]
        whole = np.full((len(policies), len(worlds), len(seeds), len(years)), np.nan)
        whole[where] = by_run[runs.get_indexer(plan["run_id"])]
        found[str(name)] = (DIMS, whole, _about(str(name), lang))
    first = plan.drop_duplicates("world").set_index("world").reindex(worlds)
    dials = {name: ("world", _plain(first[name])) for name in sweep.dials}
    axes = zip(DIMS, (policies, worlds, seeds, years), strict=True)
    coords = {name: _plain(index) for name, index in axes}
    said = sweep.store.manifest
    about = {
        "title": sweep.name, "reference": sweep.reference, "comment": DISCLAIMER.in_(lang), "Conventions": "CF-1.8",
        "source": f"essaimage, model {(said.get('versions') or {}).get('model')}", "history": str(said.get("updated")),
        "references": sweep.source_line(lang),
    }  # fmt: skip
    return xr.Dataset(found, {**coords, **dials}, about)


def _about(name: str, lang: str) -> dict[str, str]:
    one = INDICATORS.get(name)
    return {"units": one.unit.in_(lang), "long_name": one.label.in_(lang)} if one else {}


def _plain(column: Any) -> np.ndarray:
    """Return numbers as they are, anything else as text."""
    values = np.asarray(column)
    return values if values.dtype.kind in "iufb" else np.array([str(value) for value in values], dtype="U")
