"""The tables of a sweep for other programs: CSV, spreadsheet, netCDF, DuckDB (export)."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pandas as pd

from experiments.asked import refuse
from experiments.export.dictionary import columns_of, dictionary
from experiments.extra import needed
from experiments.files import TEMPORARY, atomic, explained
from experiments.outcome import Outcome
from experiments.request import Request
from experiments.results import Sweep
from experiments.vintage import readable
from experiments.words import counted
from sim.errors import InputError, Text, unknown

FOLDER = "export"
FORMATS = ("csv", "csv-fr", "xlsx", "netcdf", "duckdb")
NEEDS = {"xlsx": ("openpyxl",), "netcdf": ("xarray", "h5netcdf", "h5py"), "duckdb": ("duckdb",)}
MODULE = {"xlsx": "experiments.export.xlsx", "netcdf": "experiments.export.cube", "duckdb": "experiments.export.views"}


def export(request: Request) -> Outcome:
    """Write the tables of a folder of results for other programs, in its folder export/."""
    problems, name = list(request.problems), str(request.option("format", "csv"))
    if name not in FORMATS:
        where = Text(f"format={name}", f"format={name}")
        problems.append(unknown(Text("format", "format"), name, FORMATS, where))
    refuse(problems)
    needed(f"export format={name}", "analysis", *NEEDS.get(name, ()))
    sweep = Sweep(readable(request.names[0]))
    if not sweep.store.table_names():
        sweep.table("plan")  # says that it is not finished, and what to do
    folder = sweep.folder / FOLDER
    if name in MODULE:
        written = [import_module(MODULE[name]).write(sweep, folder, request.lang)]
    else:
        written = _csv(sweep, folder if name == "csv" else folder / name, french=name == "csv-fr")
    said = counted(len(written), Text("file", "fichier"), Text("files", "fichiers"), request.lang)
    head = said + Text(":", " :").in_(request.lang)
    return Outcome("\n".join([head, *map(str, written)]), {"files": [str(path) for path in written]})


def results_of(sweep: Sweep) -> pd.DataFrame:
    """Return one row for each world, policy and seed, with its dials and every indicator at the end of its run."""
    indicators = sweep.indicators
    last = indicators[indicators["step"] == indicators["step"].max()]
    wide = last.pivot_table(index="run_id", columns="indicator", values="value", sort=False)
    found = sweep.plan.merge(wide, left_on="run_id", right_index=True, how="left")
    return found.reset_index(drop=True)


def _csv(sweep: Sweep, folder: Path, french: bool) -> list[Path]:
    """Write each table as CSV: commas and points (RFC 4180), or semicolons and decimal commas as French programs do."""
    frames: dict[str, Callable[[], pd.DataFrame]] = {
        name: (lambda name=name: sweep.table(name)) for name in sweep.store.table_names()  # type: ignore[misc]
    }
    lang = "fr" if french else "en"
    frames |= {"results": lambda: results_of(sweep), "dictionary": lambda: dictionary(columns_of(sweep), lang)}
    written = []
    for name, frame in frames.items():
        path = folder / f"{name}.csv"
        with atomic(path) as file:
            frame().to_csv(
                file, index=False, mode="wb", lineterminator="\r\n", sep=";" if french else ",",
                decimal="," if french else ".", encoding="utf-8-sig" if french else "utf-8",
            )  # fmt: skip
        written.append(path)
    return written


@contextmanager
def beside(path: Path) -> Iterator[Path]:
    """Give a path to write, for a library that opens its own file; it takes the name ``path`` when all went well."""
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=TEMPORARY) as folder:
            there = Path(folder) / path.name
            yield there
            os.replace(there, path)


def too_many(path: Path, rows: int, most: int) -> InputError:
    """Return the error that says that a table has more rows than a format holds."""
    return InputError(Text(
        f"{path} would need {rows:,} rows, but holds {most:,} at most. Use format=csv, netcdf or duckdb.",
        f"{path} demanderait {rows} lignes, mais en contient {most} au plus. Prenez format=csv, netcdf ou duckdb.",
    ))
