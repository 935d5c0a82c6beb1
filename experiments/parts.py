"""Runs on disk: a part is one file with every table of some runs; final tables come from parts (morceaux).

A part is a plain zip of Parquet files, so that its tables appear together, in one rename, and a damaged one
is told by its checksums. A final table is sorted by run, then in the order the run gave its rows; nothing
in its bytes depends on which parts its runs came in.
"""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

RUNS = "runs.json"
KEY = b"essaimage"  # our entry in a table's metadata: units, and which whole numbers may be missing
ROWS = 2**18  # rows in a row group of a final table
CODES = pa.dictionary(pa.int32(), pa.string())


def to_arrow(frame: pd.DataFrame, run: str | None = None) -> pa.Table:
    """Return a frame as an Arrow table with coded strings, its units, and ``run_id`` first where given."""
    names = [str(name) for name in frame.columns if run is None or name != "run_id"]
    arrays = [_array(frame[name]) for name in names]
    whole = sorted(name for name in names if isinstance(frame[name].dtype, pd.Int64Dtype))
    about = {"units": dict(sorted(frame.attrs.get("units", {}).items())), "whole": whole}
    if run is not None:
        codes = pa.array(np.zeros(len(frame), np.int32))
        arrays.insert(0, pa.DictionaryArray.from_arrays(codes, pa.array([run], pa.string())))
        names.insert(0, "run_id")
    return pa.table(arrays, names=names, metadata={KEY: _json(about)})


def to_frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as the frame it was made from, units in ``attrs``."""
    about = _about(table)
    plain = pa.schema([field.with_type(_plain_type(field.type)) for field in table.schema])
    frame = table.replace_schema_metadata(None).cast(plain).to_pandas()
    for name in about["whole"]:
        if name in frame:
            frame[name] = pd.array(
                table.column(name).to_pandas(types_mapper={pa.int64(): pd.Int64Dtype()}.get)
            )
    frame.attrs["units"] = about["units"]
    return frame


def encode(runs: Sequence[str], tables: Mapping[str, pa.Table]) -> bytes:
    """Return the bytes of one part: the ids of its runs and all their tables."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr(zipfile.ZipInfo(RUNS), _json({"runs": list(runs), "tables": sorted(tables)}))
        for name in sorted(tables):
            content = io.BytesIO()
            write_table([tables[name]], content)
            archive.writestr(zipfile.ZipInfo(f"{name}.parquet"), content.getvalue())
    return buffer.getvalue()


def runs_in(path: Path, whole: bool = True) -> tuple[list[str], list[str]]:
    """Return the ids of the runs in a part and the names of its tables, after checking every byte if ``whole``.

    Raises ValueError where the part is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            damaged = archive.testzip() if whole else None
            about = json.loads(archive.read(RUNS))
    except (zipfile.BadZipFile, KeyError, OSError, EOFError, ValueError, NotImplementedError) as error:
        raise ValueError(f"{path.name} cannot be read ({error})") from error
    if damaged:
        raise ValueError(f"{path.name} is damaged ({damaged})")
    return list(about["runs"]), list(about["tables"])


def table_in(path: Path, name: str) -> pa.Table:
    """Return one table of a part, its strings as codes."""
    with zipfile.ZipFile(path) as archive:
        content = pa.BufferReader(archive.read(f"{name}.parquet"))
    schema = pq.read_schema(content)
    strings = [field.name for field in schema if field.type == pa.string()]
    content.seek(0)
    return pq.read_table(content, read_dictionary=strings)


def joined(tables: Sequence[pa.Table]) -> pa.Table:
    """Return tables one under the other; where their columns differ, all of them, sorted after ``run_id``.

    A column takes the type of the values it holds somewhere: where a run has none (no row, or all missing),
    what pandas guessed for it does not count.
    """
    orders = {tuple(table.column_names) for table in tables}
    names = list(orders.pop()) if len(orders) == 1 else _all_names(orders)
    coded = [_coded(table) for table in tables]
    schema = pa.schema([_common(name, coded) for name in names])
    together = (
        pa.concat_tables([_aligned(table, schema) for table in coded]).unify_dictionaries().combine_chunks()
    )
    return together.replace_schema_metadata({KEY: _json(_merged(tables))})


def sorted_slices(table: pa.Table) -> Iterable[pa.Table]:
    """Yield a joined table in slices of ROWS rows, sorted by run and else left in its order."""
    codes = table.column("run_id").combine_chunks()
    codes = codes.chunk(0) if isinstance(codes, pa.ChunkedArray) else codes
    rank = np.argsort(np.argsort(np.array(codes.dictionary.to_pylist(), dtype=object)))
    order = np.argsort(rank[codes.indices.to_numpy()], kind="stable") if len(codes) else np.zeros(0, np.int64)
    for start in range(0, max(len(order), 1), ROWS):
        yield table.take(pa.array(order[start : start + ROWS]))


def only(table: pa.Table, runs: set[str]) -> pa.Table:
    """Return the rows of ``table`` that belong to ``runs``."""
    return table.filter(
        pc.is_in(table.column("run_id").cast(pa.string()), pa.array(sorted(runs), pa.string()))
    )


def alike(one: pa.Table, other: pa.Table) -> bool:
    """Say whether two tables hold the same rows; a column empty in both is alike whatever its type."""
    both = to_frame(joined([one, other]))
    halves = both.iloc[: len(one)], both.iloc[len(one) :].reset_index(drop=True)
    return set(one.column_names) == set(other.column_names) and halves[0].equals(halves[1])


def write_table(slices: Iterable[pa.Table], file: BinaryIO | io.BytesIO) -> None:
    """Write slices of a table as Parquet, with the set of options that gives the same bytes each time."""
    writer = None
    for table in slices:
        plain = pa.schema(
            [field.with_type(_plain_type(field.type)) for field in table.schema],
            metadata=table.schema.metadata,
        )
        if writer is None:
            strings = [field.name for field in plain if field.type == pa.string()]
            writer = pq.ParquetWriter(file, plain, compression="zstd", use_dictionary=strings, version="2.6")
        writer.write_table(table.cast(plain).combine_chunks(), row_group_size=ROWS)
    if writer is not None:
        writer.close()


def _array(column: pd.Series) -> pa.Array:
    """Return a column as one Arrow array, text as codes."""
    values = column.to_numpy() if isinstance(column.dtype, np.dtype) else column.array
    array = pa.array(values, from_pandas=True)
    array = array.combine_chunks() if isinstance(array, pa.ChunkedArray) else array
    kind = _plain_type(array.type)
    array = array if array.type == kind else array.cast(kind)
    return array.dictionary_encode() if kind == pa.string() else array


def _plain_type(kind: pa.DataType) -> pa.DataType:
    """Return string for every kind of text, the type itself otherwise."""
    if pa.types.is_dictionary(kind):
        return _plain_type(kind.value_type)
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind


def _coded(table: pa.Table) -> pa.Table:
    """Return the table with every text column as int32 codes into a dictionary."""
    fields = [
        field.with_type(CODES) if _plain_type(field.type) == pa.string() else field for field in table.schema
    ]
    if all(field.type == old.type for field, old in zip(fields, table.schema, strict=True)):
        return table
    return table.cast(pa.schema(fields))


def _common(name: str, tables: Sequence[pa.Table]) -> pa.Field:
    """Return the field that holds every value of a column; of the types pandas guessed if there is none."""
    columns = [table.column(name) for table in tables if name in table.column_names]
    kinds = {column.type for column in columns if column.null_count < len(column)}
    kinds = kinds or {column.type for column in columns}
    schemas = [pa.schema([pa.field(name, kind)]) for kind in sorted(kinds, key=str)]
    return pa.unify_schemas(schemas, promote_options="permissive").field(name)


def _aligned(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """Return the table with the columns and types of ``schema``, missing ones empty."""
    columns = []
    for field in schema:
        column = table.column(field.name) if field.name in table.column_names else None
        if column is None or column.null_count == len(column):
            columns.append(pa.nulls(len(table), field.type))
        else:
            columns.append(column.cast(field.type))
    return pa.table(columns, schema=schema)


def _all_names(orders: Iterable[tuple[str, ...]]) -> list[str]:
    """Return the names of all columns in an order that depends on the names only."""
    names = sorted({name for order in orders for name in order})
    return sorted(names, key=lambda name: name != "run_id")


def _about(table: pa.Table) -> dict[str, Any]:
    """Return what we keep beside a table: units, and the whole-number columns that may be missing."""
    content = (table.schema.metadata or {}).get(KEY)
    return json.loads(content) if content else {"units": {}, "whole": []}


def _merged(tables: Iterable[pa.Table]) -> dict[str, Any]:
    """Return what all the tables say about their columns, sorted."""
    units: dict[str, str] = {}
    whole: set[str] = set()
    for content in sorted({(table.schema.metadata or {}).get(KEY, b"") for table in tables} - {b""}):
        found = json.loads(content)
        units.update(found["units"])
        whole.update(found["whole"])
    return {"units": dict(sorted(units.items())), "whole": sorted(whole)}


def _json(value: Any) -> bytes:
    """Return compact JSON with sorted keys."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
