"""Results of a sweep that is not finished: what is there is read, what is missing is said (résultats partiels)."""

from pathlib import Path
from typing import Any

import pandas as pd

from experiments import parts
from experiments.catalogue import names
from experiments.design import single
from experiments.expand import expand, experiment_named
from experiments.results import Sweep
from experiments.store import Store
from sim.errors import InputError, StoreError, Text


class Partial(Sweep):
    """The runs that are stored of a sweep that has no tables yet; nothing in its folder is changed."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        stored = _stored(store.folder)
        plan = _plan(store)
        runs = pd.DataFrame({"run_id": sorted(plan["run_id"].unique())})
        runs["status"] = ["done" if run in stored else "planned" for run in runs["run_id"]]
        self._parts = sorted(set(stored.values()))
        self._cache = {"plan": plan, "runs": runs}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the runs that are stored, as the finished sweep would hold it."""
        if name not in self._cache:
            found = [parts.table_in(path, name) for path in self._parts]
            self._cache[name] = parts.to_frame(parts.joined(found))
        return self._cache[name]


def opened(store: Store) -> Sweep:
    """Return the results in a folder, finished or not.

    Raises StoreError where nothing is stored yet, or where what the runs were made for cannot be told: a sweep of
    one's own settings, whose plan is written at its end.
    """
    return Sweep(store) if store.table_names() else Partial(store)


def _stored(folder: Path) -> dict[str, Path]:
    """Return the part that holds each run; a damaged part is left out, for the sweep itself will mend it."""
    found: dict[str, Path] = {}
    for path in sorted((folder / "parts").glob("*.zip")):
        try:
            runs, _ = parts.runs_in(path)
        except ValueError:
            continue
        found |= {run: path for run in runs if run not in found}
    return found


def _plan(store: Store) -> pd.DataFrame:
    """Return which policy, world and seed each run is, by making the plan of its experiment again."""
    manifest, known = store.manifest, set(store.run_ids())
    name = str(manifest.get("design"))
    if name == "run":
        cells: list[dict[str, Any]] = [store.cell(run) for run in sorted(known)]
        return single("run", str(manifest.get("reference", "")), cells).plan
    if name in names("experiment"):
        try:
            whole = expand(experiment_named(name), (f"seeds={int(manifest.get('seeds', 1))}",)).plan
        except InputError:
            whole = pd.DataFrame({"world": [], "policy": [], "run_id": []})
        plan = _of_worlds(whole[whole["policy"].isin(manifest.get("policies", []))], known)
        if set(plan["run_id"]) == known:
            return plan
    raise StoreError(
        Text(
            f"{store.folder} is not finished, and its settings are its own: which run is which is written at the end. "
            "The same command again computes what is missing.",
            f"{store.folder} n'est pas terminé, et ses réglages lui sont propres : quelle simulation est laquelle "
            "s'écrit à la fin. La même commande, relancée, calcule ce qui manque.",
        )
    )


def _of_worlds(whole: pd.DataFrame, known: set[str]) -> pd.DataFrame:
    """Return the rows of the worlds all of whose runs are known, worlds numbered from 0: a reduced size has fewer."""
    complete = whole["run_id"].isin(known).groupby(whole["world"]).transform("all")
    plan = whole[complete.astype(bool)].reset_index(drop=True)
    worlds = {world: rank for rank, world in enumerate(sorted(plan["world"].unique()))}
    return plan.assign(world=plan["world"].map(worlds).astype(int))
