"""What commands leave in their folder: tables, summaries, and whether a folder is theirs (fichiers produits)."""

import json
from collections.abc import Collection, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.files import write_atomic
from experiments.store_text import strange_files
from sim.errors import InputError, Text


def write_json(path: Path, data: Any) -> None:
    """Write plain values as JSON, whole or not at all; NaN and infinities are refused."""
    content = json.dumps(data, ensure_ascii=False, indent=1, allow_nan=False)
    write_atomic(path, (content + "\n").encode())


def write_csv(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as CSV, whole or not at all."""
    write_atomic(path, frame.to_csv(index=False, lineterminator="\n").encode())


def write_parquet(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as Parquet, whole or not at all."""
    buffer = BytesIO()
    frame.to_parquet(buffer, index=False)
    write_atomic(path, buffer.getvalue())


def write_table(path: Path, frame: pd.DataFrame) -> None:
    """Write a table as Parquet and as CSV; path: without suffix."""
    write_parquet(path.with_suffix(".parquet"), frame)
    write_csv(path.with_suffix(".csv"), frame)


def is_begun(out: Path, name: str, plan: Mapping[str, Any], written: Collection[str], what: Text) -> bool:
    """Say whether the folder ``out`` holds the beginning of what ``plan`` says, kept there as the file ``name``.

    written: names of the files that the command writes; what: its name after "another", for the message.
    Raises InputError where the folder holds another one, or anything else.
    """
    path = out / name
    if path.is_file():
        old, new = json.loads(path.read_text(encoding="utf-8")), json.loads(json.dumps(plan))
        other = [key for key in new if old.get(key) != new[key]]
        if not other:
            return True
        raise InputError(Text(
            f"out={out} holds another {what.en}: {', '.join(other)} differ. Name another folder.",
            f"out={out} contient {what.fr} : {', '.join(other)} diffèrent. Nommez un autre dossier.",
        ))
    strange = sorted(p.name for p in out.iterdir() if p.name not in written) if out.is_dir() else []
    if strange:
        raise InputError(strange_files(out, strange))
    return False
