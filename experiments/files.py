"""Writing files whole or not at all, and saying why when the disk refuses (écriture atomique).

A file is written under a temporary name in its own folder, flushed to the disk, then renamed: whatever
kills the process, a reader finds the old file or the new one, never a piece.
"""

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from sim.errors import InputError, StoreError, Text

TEMPORARY = ".tmp-"
FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


def write_atomic(path: str | Path, data: bytes) -> None:
    """Write a whole file, or nothing; its folder is made if missing.

    Raises StoreError where the disk is full or the folder refuses; no temporary file is left.
    """
    with atomic(path) as file:
        file.write(data)


def write_new(path: str | Path, data: bytes) -> None:
    """Write a whole file that a person asked for, never over another one.

    Raises InputError where a file of other content bears this name, StoreError as write_atomic does.
    """
    path = Path(path)
    if path.is_dir() or (path.exists() and path.read_bytes() != data):
        raise InputError(
            Text(
                f"{path} exists already, with other content. Choose another name with --out, or remove it.",
                f"{path} existe déjà, avec un autre contenu. Choisissez un autre nom avec --out, ou supprimez-le.",
            )
        )
    write_atomic(path, data)


@contextmanager
def atomic(path: str | Path) -> Iterator[BinaryIO]:
    """Give a binary file that takes the name ``path`` when the block ends well, and vanishes otherwise."""
    path = Path(path)
    with explained(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_name(f"{TEMPORARY}{os.getpid()}-{uuid.uuid4().hex[:12]}-{path.name}~")
        try:
            with open(temporary, "xb") as file:
                yield file
                file.flush()
                os.fsync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn what the system says about writing ``path`` into a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        raise StoreError(_explanation(path, error)) from error


def sync_folder(folder: Path) -> None:
    """Make renames in ``folder`` last through a power cut, on systems where a folder can be flushed."""
    if os.name == "nt":
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    except OSError as error:  # some network disks refuse to flush a folder: nothing more can be asked of them
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):
            raise
    finally:
        os.close(number)


def sweep_temporaries(folder: Path) -> None:
    """Remove the temporary files a killed process left in ``folder`` and one level below."""
    for pattern in (f"{TEMPORARY}*", f"*/{TEMPORARY}*"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)


def _explanation(path: Path, error: OSError) -> Text:
    """Say in both languages why ``path`` could not be written and the way out."""
    if error.errno in FULL:
        return Text(
            f"The disk is full: {path} could not be written, and no half file was left. What was already "
            "stored is kept; free some space and give the same command again to resume.",
            f"Le disque est plein : {path} n'a pas pu être écrit, et aucun fichier incomplet n'est resté. "
            "Ce qui était déjà enregistré est gardé ; libérez de la place et relancez la même commande.",
        )
    return Text(
        f"{path} could not be written ({error.strerror or error}). Choose another folder with out=DIR.",
        f"{path} n'a pas pu être écrit ({error.strerror or error}). Autre dossier : out=DOSSIER.",
    )
