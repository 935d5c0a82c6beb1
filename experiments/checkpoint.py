"""A checkpoint: one file, or bytes in memory, from which a run goes on (point de reprise).

It is a plain .npz archive: arrays, and a JSON text that says what they are, of which run and which policies. Nothing
in it is run when it is read: no pickle, and no class from outside this model but those that the caller gives.
"""

import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from agents.checkpoint import Packed
from experiments.compose import Cell
from experiments.files import write_atomic
from experiments.identity import canonical, config_id
from sim.errors import InputError, Text
from sim.version import MODEL_VERSION

FORMAT = 1
POLICY = ("shares", "later", "instruments", "competences", "budget", "params.finance")  # what of a cell is its policy
IN_MEMORY = Text("in memory", "en mémoire")
SHOWN = 8  # settings named where they differ


@dataclass(frozen=True)
class Checkpoint:
    """A run at the end of ``month``, under the policy of ``cell``; ``before``: its earlier policies, each until when.

    programme: its instruments by number, those of earlier policies included, with who pays, shares and budget.
    """

    cell: Cell
    month: int
    programme: dict[str, Any]
    before: list[dict[str, Any]]
    deciders: dict[str, str]
    packed: Packed
    where: Text = IN_MEMORY


def to_bytes(checkpoint: Checkpoint) -> bytes:
    """Return a checkpoint as the content of a .npz file; the same run gives the same bytes."""
    names = list(checkpoint.packed.arrays)
    arrays = {f"a{k}": np.ascontiguousarray(checkpoint.packed.arrays[name]) for k, name in enumerate(names)}
    about = {
        "format": FORMAT, "model": MODEL_VERSION, "month": checkpoint.month,
        "cell": json.loads(canonical(checkpoint.cell)), "programme": checkpoint.programme,
        "before": checkpoint.before, "deciders": checkpoint.deciders, "plan": checkpoint.packed.plan, "arrays": names,
    }  # fmt: skip
    text = np.frombuffer(json.dumps(about, ensure_ascii=False, separators=(",", ":")).encode(), np.uint8)
    file = io.BytesIO()
    np.savez(file, about=text, digest=_digest(text, arrays), **arrays)  # type: ignore[arg-type]
    return file.getvalue()


def from_bytes(data: bytes, where: Text = IN_MEMORY) -> Checkpoint:
    """Return the checkpoint that ``to_bytes`` wrote.

    Raises InputError where it is damaged, cut short, no checkpoint, or made by another version of the model.
    """
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as archive:
            text = archive["about"]
            about = json.loads(text.tobytes())
            stated = about["format"], about["model"]
            if stated == (FORMAT, MODEL_VERSION):
                arrays = {f"a{k}": archive[f"a{k}"] for k in range(len(about["arrays"]))}
                whole = np.array_equal(archive["digest"], _digest(text, arrays))
    except Exception:  # noqa: BLE001, whatever strange bytes make a reader raise, they are no checkpoint
        raise InputError(_damaged(where)) from None
    if stated != (FORMAT, MODEL_VERSION):
        raise InputError(_other_version(where, *stated))
    if not whole:
        raise InputError(_damaged(where))
    packed = Packed(about["plan"], dict(zip(about["arrays"], arrays.values(), strict=True)))
    said = {name: about[name] for name in ("cell", "month", "programme", "before", "deciders")}
    return Checkpoint(**said, packed=packed, where=where)


def read_checkpoint(path: Path) -> Checkpoint:
    """Return the checkpoint in a file. Raises InputError as ``from_bytes`` does, and where there is no such file."""
    try:
        return from_bytes(path.read_bytes(), Text(str(path), str(path)))
    except OSError as error:
        reason = error.strerror or error
        raise InputError(Text(
            f"{path} cannot be read ({reason}). Give resume= a checkpoint, or the folder of a run that wrote some.",
            f"{path} est illisible ({reason}). Donnez à resume= un point de reprise, ou le dossier d'une simulation "
            "qui en a écrit.",
        )) from None


def file_of(folder: Path, cell: Mapping[str, Any]) -> Path:
    """Return where the checkpoint of a run is kept; the horizon is no part of its name, which may be put off."""
    same = {key: value for key, value in cell.items() if key != "years"}
    return folder / "checkpoint" / f"seed_{cell['seed']}_{config_id(same)[:12]}.npz"


def write_checkpoint(path: Path, checkpoint: Checkpoint) -> None:
    """Write a checkpoint; the one before stays until it is complete. Raises StoreError where the disk refuses."""
    write_atomic(path, to_bytes(checkpoint))


def check_same(checkpoint: Checkpoint, cell: Mapping[str, Any], policy: bool = True) -> None:
    """See that a checkpoint is one of the run of ``cell``, but for its horizon; or, not ``policy``, for its policy too.

    Raises InputError with the settings that differ.
    """
    ours, theirs = (_flat(json.loads(canonical(one))) for one in (cell, checkpoint.cell))
    if policy and checkpoint.before:
        theirs["before"] = f"{len(checkpoint.before)}"  # policies: no configuration alone says what this run was
    left = ("years", *(() if policy else POLICY))
    names = [n for n in sorted({*ours, *theirs}) if ours.get(n) != theirs.get(n) and not _within(n, left)]
    for choice, rest in (("territory.name", ("territory",)), ("shares", POLICY)):
        if any(_within(name, (choice,)) for name in names):  # what follows from another choice is not said again
            names = [name for name in names if _within(name, (choice,)) or not _within(name, rest)]
    if names:
        raise InputError(_differs(checkpoint.where, {n: (ours.get(n), theirs.get(n)) for n in names}))


def check_trusted(checkpoint: Checkpoint, own: tuple[type, ...] = ()) -> None:
    """See that a checkpoint names no class but this model's, or ``own``: a file from a stranger must run nothing."""
    allowed = {f"{kind.__module__}.{kind.__qualname__}" for kind in own}
    found = [t for t in _targets([checkpoint.cell, checkpoint.programme, checkpoint.before]) if t not in allowed]
    strange = sorted({target for target in found if not target.startswith("scenarios.")})
    if strange:
        raise InputError(Text(
            f"The checkpoint ({checkpoint.where.en}) uses {', '.join(strange)}, which is not of this model. If it is "
            "an instrument of your own, give it: es.resume(…, instruments=[…]).",
            f"Le point de reprise ({checkpoint.where.fr}) emploie {', '.join(strange)}, qui n'est pas de ce modèle. Si "
            "c'est un instrument à vous, donnez-le : es.resume(…, instruments=[…]).",
        ))


def check_month(checkpoint: Checkpoint, until: int) -> None:
    """See that a run to the end of month ``until`` is not already beyond it. Raises InputError."""
    if until < checkpoint.month:
        years = -(-checkpoint.month // 12)
        raise InputError(Text(
            f"The checkpoint ({checkpoint.where.en}) is of month {checkpoint.month}, but the run ends at month "
            f"{until}. Ask for as many years, years={years}, or more.",
            f"Le point de reprise ({checkpoint.where.fr}) est du mois {checkpoint.month}, mais la simulation finit au "
            f"mois {until}. Demandez autant d'années, years={years}, ou plus.",
        ))


def damaged(checkpoint: Checkpoint) -> InputError:
    """Return what to raise where a checkpoint is well written but makes no run."""
    return InputError(_damaged(checkpoint.where))


def _digest(text: np.ndarray, arrays: Mapping[str, np.ndarray]) -> np.ndarray:
    found = hashlib.sha256(text.data)
    for name, array in arrays.items():
        found.update(f"{name} {array.dtype.descr} {array.shape}".encode())
        found.update(array.reshape(-1).view(np.uint8).data)
    return np.frombuffer(found.digest(), np.uint8)


def _within(name: str, keys: Sequence[str]) -> bool:
    """Say whether a dotted name is one of ``keys`` or below one."""
    return any(name == key or name.startswith(f"{key}.") for key in keys)


def _flat(value: Any, name: str = "") -> dict[str, Any]:
    """Return every setting of a cell by its dotted name, as people type it."""
    if not isinstance(value, Mapping):
        return {name: value}
    inside = {f"{name}.{key}" if name else str(key): part for key, part in value.items()}
    return {key: one for inner, part in inside.items() for key, one in _flat(part, inner).items()}


def _targets(value: Any) -> list[str]:
    """Return every class that a cell names."""
    if isinstance(value, Mapping):
        mine = [str(value["_target_"])] if "_target_" in value else []
        return mine + [target for part in value.values() for target in _targets(part)]
    return [target for part in value for target in _targets(part)] if isinstance(value, list | tuple) else []


def _differs(where: Text, found: Mapping[str, tuple[Any, Any]]) -> Text:
    said: list[list[str]] = [[], []]
    for name, (ours, theirs) in list(found.items())[:SHOWN]:
        key = name.removeprefix("params.").removeprefix("instruments.").removeprefix("innovations.")
        key = f"policy.{key}" if key.startswith("shares") else key
        for lang, (none, there, here) in enumerate((("nothing", "there", "here"), ("rien", "là-bas", "ici"))):
            a, b = (none if value is None else value for value in (theirs, ours))
            said[lang].append(f"{key} ({a} {there}, {b} {here})")
    more = len(found) - SHOWN
    others = Text(f" and {more} others", f" et {more} autres") if more > 0 else Text("", "")
    return Text(
        f"The checkpoint ({where.en}) is of another run. These settings differ: {', '.join(said[0])}{others.en}. Give "
        "the settings it was made with, or none but resume=, or start a run of its own without resume=.",
        f"Le point de reprise ({where.fr}) est d'une autre simulation. Ces réglages diffèrent : "
        f"{', '.join(said[1])}{others.fr}. Donnez les réglages avec lesquels il a été fait, ou aucun hors resume=, ou "
        "lancez une nouvelle simulation sans resume=.",
    )


def _damaged(where: Text) -> Text:
    return Text(
        f"The checkpoint ({where.en}) is damaged, cut short, or no checkpoint at all. Use another one, or start the "
        "run anew without resume=.",
        f"Le point de reprise ({where.fr}) est abîmé, incomplet, ou n'en est pas un. Prenez-en un autre, ou relancez "
        "la simulation sans resume=.",
    )


def _other_version(where: Text, form: Any, model: Any) -> Text:
    return Text(
        f"The checkpoint ({where.en}) was made by version {model} of the model (format {form}), and this is version "
        f"{MODEL_VERSION} (format {FORMAT}): its numbers would not be of one model. Go on with that version, or start "
        "the run anew without resume=.",
        f"Le point de reprise ({where.fr}) vient de la version {model} du modèle (format {form}), et celle-ci est la "
        f"version {MODEL_VERSION} (format {FORMAT}) : ses chiffres ne seraient pas d'un même modèle. Continuez avec "
        "cette version-là, ou relancez la simulation sans resume=.",
    )
