"""A folder of results: what was asked, what is done, what failed, and the final tables (résultats).

manifest.json            what, by which versions, when, how far: all that changes from call to call
design.json              every run's resolved configuration
parts/<part>.zip         Parquet tables of some runs, all of them or none; named by the runs inside
damaged/                 parts that could no longer be read, set aside; their runs are computed again
failures/<run_id>.json   a run that raised, with its traceback
tables/<table>.parquet   the tidy tables: same bytes however the sweep was interrupted or spread
"""

import hashlib
import itertools
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from experiments import parts
from experiments.files import TEMPORARY, atomic, explained, sweep_temporaries, write_atomic
from experiments.lock import LOCK, locked
from experiments.store_text import damaged, no_results, set_aside, strange_files, unfinished
from sim.errors import InputError, StoreError, Text, nearest, unknown

__all__ = ["Store", "read", "write_atomic", "writing"]

FORMAT = "essaimage results 1"
DAMAGED = "damaged"
OURS = {"manifest.json", "design.json", "parts", "failures", "tables", DAMAGED, LOCK}
OnMessage = Callable[[Text], None]


class Store:
    """One folder of results; made by ``read`` (to look) or ``writing`` (to add runs)."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._parts: dict[str, Path] = {}  # run id -> the part that holds it
        self._tables: dict[Path, list[str]] = {}  # part -> its tables
        self._asked: dict[str, Any] | None = None  # what design.json says, once read

    @property
    def manifest(self) -> dict[str, Any]:
        """Return what the folder says of itself: design name, reference, status, versions, dates."""
        return _json(self.folder / "manifest.json") or {}

    @property
    def status(self) -> str:
        """Return "planned" (not all runs are done), "done" or "failed" (some runs raised)."""
        return str(self.manifest.get("status", "planned"))

    def table_names(self) -> list[str]:
        """Return the names of the final tables."""
        return sorted(path.stem for path in (self.folder / "tables").glob("*.parquet"))

    def table(self, name: str, filters: Any = None, columns: list[str] | None = None) -> pd.DataFrame:
        """Return a final table, its units in ``attrs``; ``filters`` and ``columns`` as pyarrow takes them.

        Raises InputError for a name there is not, StoreError where the sweep is unfinished or a file damaged.
        """
        names = self.table_names()
        if not names:
            raise StoreError(unfinished(self.folder))
        if name not in names:
            raise InputError(unknown(Text("table", "table"), name, names, Text(*[str(self.folder)] * 2)))
        path = self.folder / "tables" / f"{name}.parquet"
        try:
            return parts.to_frame(pq.read_table(path, filters=filters, columns=columns))
        except (pa.ArrowInvalid, OSError) as error:
            raise StoreError(damaged(path, str(error))) from error

    def columns(self, name: str) -> list[str]:
        """Return the names of the columns of a final table. Raises StoreError where its file is damaged."""
        path = self.folder / "tables" / f"{name}.parquet"
        try:
            return list(pq.read_schema(path).names)
        except (pa.ArrowInvalid, OSError) as error:
            raise StoreError(damaged(path, str(error))) from error

    def failures(self) -> list[dict[str, Any]]:
        """Return what is known of each run of this design that raised: run_id, seed, error, traceback."""
        runs = self.design()["runs"]
        paths = sorted((self.folder / "failures").glob("*.json"))
        return [found for path in paths if path.stem in runs and (found := _json(path))]

    def run_ids(self) -> list[str]:
        """Return the ids of the runs the folder was made for, sorted."""
        return sorted(self.design()["runs"])

    def cell(self, run_id: str) -> dict[str, Any]:
        """Return the resolved configuration of one run. Raises InputError, with the nearest id, if new."""
        design = self.design()
        if run_id not in design["runs"]:
            near = nearest(run_id, design["runs"])
            hint = Text(f" Did you mean {near}?", f" Vouliez-vous dire {near} ?") if near else Text("", "")
            raise InputError(
                Text(
                    f"Unknown run '{run_id}' in {self.folder}.{hint.en} tables/runs.parquet lists its "
                    f"{len(design['runs'])} runs.",
                    f"Simulation inconnue « {run_id} » dans {self.folder}.{hint.fr} tables/runs.parquet a "
                    f"ses {len(design['runs'])} simulations.",
                )
            )
        config, seed = design["runs"][run_id]
        return {**design["configs"][config], "seed": seed}

    def design(self) -> dict[str, Any]:
        """Return what design.json says: plan, configs, runs. Raises StoreError where it is missing or damaged."""
        if self._asked is None:
            self._asked = _json(self.folder / "design.json")
        if self._asked is None:
            raise StoreError(damaged(self.folder / "design.json", "missing or not JSON"))
        return self._asked

    @property
    def known(self) -> set[str]:
        """Return the ids of the runs found by ``done`` and added since."""
        return set(self._parts)

    def plan(self) -> pd.DataFrame:
        """Return the plan as it was asked: a row per world, policy and seed, with its dials and its run."""
        found = self.design().get("plan")
        return pd.DataFrame(found["data"], columns=found["columns"]) if found else self.table("plan")

    def held(self) -> dict[Path, list[str] | None]:
        """Return the runs each part says it holds, its bytes unchecked; None for a part that cannot be opened."""
        found: dict[Path, list[str] | None] = {}
        for path in sorted((self.folder / "parts").glob("*.zip")):
            try:
                found[path] = parts.runs_in(path, whole=False)[0]
            except ValueError:
                found[path] = None
        return found

    def done(self, on_message: OnMessage) -> set[str]:
        """Return the ids of the runs stored, every byte checked; a damaged part is set aside, and said."""
        self._parts, self._tables = {}, {}
        for path in sorted((self.folder / "parts").glob("*.zip")):
            try:
                runs, tables = parts.runs_in(path)
            except ValueError as error:
                on_message(set_aside(path, str(error)))
                self._put_aside(path)
                continue
            self._know(path, runs, tables)
        return set(self._parts)

    def add(self, runs: Sequence[str], tables: Sequence[str], content: bytes) -> None:
        """Store the encoded tables of some runs, all or none of them; they are no failures any more."""
        name = hashlib.sha256("\n".join(sorted(runs)).encode()).hexdigest()[:16]
        path = self.folder / "parts" / f"{name}.zip"
        write_atomic(path, content)
        self._know(path, runs, tables)
        for run in runs:
            (self.folder / "failures" / f"{run}.json").unlink(missing_ok=True)

    def agrees(self, run: str, tables: Mapping[str, pa.Table]) -> bool:
        """Say whether the tables stored of a run are those given, of this and other runs."""
        path = self._parts[run]
        return set(tables) == set(self._tables[path]) and all(
            parts.alike(parts.only(parts.table_in(path, name), {run}), parts.only(table, {run}))
            for name, table in tables.items()
        )

    def add_failure(self, run_id: str, failure: Mapping[str, Any]) -> None:
        """Keep what is known of a run that raised."""
        write_atomic(self.folder / "failures" / f"{run_id}.json", _pretty({"run_id": run_id, **failure}))

    def write_design(self, design: Mapping[str, Any]) -> None:
        """Keep the plan and every configuration: "configs": {id: cell without seed}, "runs": {run_id: [id, seed]}."""
        content = json.dumps(design, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
        path = self.folder / "design.json"
        self._asked = None
        if path.exists() and path.read_bytes() != content:
            for table in (self.folder / "tables").glob("*.parquet"):
                table.unlink()  # tables of another design; its runs stay in the parts
        write_atomic(path, content)

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write what the folder says of itself."""
        write_atomic(self.folder / "manifest.json", _pretty({"format": FORMAT, **manifest}))

    def finish(self, runs: Sequence[str], frames: Mapping[str, pd.DataFrame]) -> None:
        """Write the final tables of ``runs`` from the parts, and ``frames`` as they are; drop others."""
        wanted: dict[Path, set[str]] = {}
        for run in runs:
            if run in self._parts:
                wanted.setdefault(self._parts[run], set()).add(run)
        names = sorted({name for path in wanted for name in self._tables[path]} - set(frames))
        for name in names:
            found = [
                parts.only(parts.table_in(path, name), mine)
                for path, mine in sorted(wanted.items())
                if name in self._tables[path]
            ]
            self._write(name, parts.sorted_slices(parts.joined(found)))
        for name, frame in frames.items():
            self._write(name, [parts.to_arrow(frame)])
        for path in (self.folder / "tables").glob("*.parquet"):
            if path.stem not in {*names, *frames}:
                path.unlink()

    def _write(self, name: str, slices: Any) -> None:
        with atomic(self.folder / "tables" / f"{name}.parquet") as file:
            parts.write_table(slices, file)

    def _know(self, path: Path, runs: Sequence[str], tables: Sequence[str]) -> None:
        self._tables[path] = list(tables)
        for run in runs:
            self._parts.setdefault(run, path)

    def _put_aside(self, path: Path) -> None:
        """Move a damaged file out of the way, under a name that takes no other's place."""
        folder = self.folder / DAMAGED
        folder.mkdir(exist_ok=True)
        names = (f"{path.name}{f'.{k}' if k else ''}" for k in itertools.count())
        os.rename(path, next(folder / name for name in names if not (folder / name).exists()))


def read(path: str | Path) -> Store:
    """Return the results in a folder. Raises InputError where there are none."""
    folder = Path(path)
    why = None
    if not folder.exists():
        why = Text("does not exist", "n'existe pas")
    elif not folder.is_dir():
        why = Text("is a file, not a folder of results", "est un fichier, pas un dossier de résultats")
    elif (_json(folder / "manifest.json") or {}).get("format") != FORMAT:
        why = Text(
            f"is no folder of results (its manifest.json is missing or is not '{FORMAT}')",
            f"n'est pas un dossier de résultats (manifest.json absent ou différent de « {FORMAT} »)",
        )
    if why:
        raise InputError(no_results(folder, why))
    return Store(folder)


@contextmanager
def writing(path: str | Path, on_message: OnMessage) -> Iterator[Store]:
    """Give a folder of results to add to, made if missing, held by this process alone while the block runs.

    Raises InputError where the folder holds something else, StoreError where another process writes in it.
    """
    folder = Path(path)
    _check_ours(folder)
    with explained(folder):
        folder.mkdir(parents=True, exist_ok=True)
    with locked(folder) as taken_over:
        if taken_over:
            on_message(
                Text(
                    f"{folder}: the process that was writing here has died; taking over.",
                    f"{folder} : le processus qui écrivait ici est mort ; reprise de son travail.",
                )
            )
        with explained(folder):
            sweep_temporaries(folder)
        yield Store(folder)


def _check_ours(folder: Path) -> None:
    """Refuse a file, or a folder that holds something else than results."""
    if folder.exists() and not folder.is_dir():
        raise InputError(
            Text(
                f"out={folder} is a file, but must be a folder.",
                f"out={folder} est un fichier, mais doit être un dossier.",
            )
        )
    if not folder.exists() or (_json(folder / "manifest.json") or {}).get("format") == FORMAT:
        return
    strange = sorted(
        path.name
        for path in folder.iterdir()
        if path.name not in OURS and not path.name.startswith(TEMPORARY)
    )
    if strange:
        raise InputError(strange_files(folder, strange))


def _json(path: Path) -> dict[str, Any] | None:
    """Return a JSON object read from a file, None where there is none."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _pretty(value: Mapping[str, Any]) -> bytes:
    """Return JSON for people to read."""
    return (json.dumps(value, ensure_ascii=False, indent=1, default=str) + "\n").encode()
