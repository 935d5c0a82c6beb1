"""A DuckDB file whose views read the tables of a sweep where they are: nothing is copied (vues SQL)."""

from pathlib import Path

import duckdb

from experiments.export.command import beside
from experiments.results import Sweep

RESULTS = (
    "CREATE VIEW results AS SELECT p.*, i.step, i.year, i.indicator, i.value "
    "FROM plan p JOIN indicators i USING (run_id)"
)


def write(sweep: Sweep, folder: Path, lang: str) -> Path:
    """Write a view for each table, and ``results``: the plan with every indicator. Paths are those of today."""
    path = folder / "results.duckdb"
    with beside(path) as there, duckdb.connect(str(there)) as base:
        for name in sweep.store.table_names():
            table = str((sweep.folder / "tables" / f"{name}.parquet").resolve()).replace("'", "''")
            base.execute(f"CREATE VIEW \"{name}\" AS SELECT * FROM read_parquet('{table}')")
        base.execute(RESULTS)
        base.close()  # its last bytes are written before the file takes its name
    return path
