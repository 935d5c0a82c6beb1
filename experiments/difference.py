"""Results of another experiment, version or setting: refused, with what differs (ce qui diffère)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from experiments.design import Address, Design
from experiments.identity import canonical
from experiments.store import Store
from sim.errors import EssaimageError, InputError, Text
from sim.version import MODEL_VERSION

SHOWN = 8  # settings named in a message


def refuse_other(store: Store, design: Design, found: Sequence[Address]) -> None:
    """Raise InputError where a folder holds results that ``design`` would take the place of.

    A design that adds runs to those of the folder may go on there; any other would write over its tables.
    """
    try:
        there = store.design()
    except EssaimageError:
        return  # no design, or a damaged one: runs go by the hash of their configuration
    mine = {address.run_id for address in found}
    said = store.manifest
    if version_of(said) not in (None, MODEL_VERSION):
        raise InputError(_refused(store, Text(
            f"was written by version {version_of(said)} of the model, and this is {MODEL_VERSION}",
            f"a été écrit par la version {version_of(said)} du modèle, et c'est ici la {MODEL_VERSION}",
        )))  # fmt: skip
    if said.get("design", design.name) != design.name:
        raise InputError(_refused(store, Text(
            f"holds '{said['design']}', and this is '{design.name}'",
            f"contient « {said['design']} », et c'est ici « {design.name} »",
        )))  # fmt: skip
    if set(there["runs"]) <= mine:
        return
    if mine < set(there["runs"]):
        raise InputError(_refused(store, Text(
            f"already holds these {len(mine)} runs, among the {len(there['runs'])} of a wider design",
            f"contient déjà ces {len(mine)} simulations, parmi les {len(there['runs'])} d'un plan plus large",
        )))  # fmt: skip
    lines = differences(settings_in(there), settings_of(design, found)) or ["…"]
    raise InputError(_refused(store, Text(
        f"holds the same experiment with other settings (there / here): {'; '.join(lines)}",
        f"contient la même expérience avec d'autres réglages (là-bas / ici) : {'; '.join(lines)}",
    )))  # fmt: skip


def version_of(manifest: Mapping[str, Any]) -> str | None:
    """Return the version of the model that wrote results, None where it is not said."""
    versions = manifest.get("versions")
    return versions.get("model") if isinstance(versions, Mapping) else None


def differences(there: Mapping[str, set[str]], here: Mapping[str, set[str]], most: int = SHOWN) -> list[str]:
    """Return a line for each setting that has values here that it has not there, or the reverse; ``most`` of them."""
    lines = []
    for name in dict.fromkeys([*here, *there]):
        left, right = there.get(name, set()), here.get(name, set())
        if left != right:
            lines.append(f"{name}: {_values(left)} / {_values(right)}")
    return lines if len(lines) <= most else [*lines[:most], f"… ({len(lines)})"]


def settings_in(design: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return every value of every setting, by dotted name, of what design.json says."""
    return _gathered(design["configs"].values(), {seed for _, seed in design["runs"].values()})


def settings_of(design: Design, found: Sequence[Address]) -> dict[str, set[str]]:
    """Return every value of every setting, by dotted name, of a design."""
    configs = {address.config: cell for address, cell in zip(found, design.cells, strict=True)}
    return _gathered(configs.values(), {address.seed for address in found})


def _gathered(configs: Iterable[Mapping[str, Any]], seeds: Iterable[int]) -> dict[str, set[str]]:
    values: dict[str, set[str]] = {}
    for config in configs:
        for name, value in _flat(config, ""):
            values.setdefault(name, set()).add(canonical(value).decode())
    return values | {"seed": set(map(str, seeds))}


def _flat(value: Any, where: str) -> Iterator[tuple[str, Any]]:
    """Yield every setting of a configuration by its dotted name."""
    if isinstance(value, Mapping) and value:
        for key, inner in value.items():
            if where or key != "seed":
                yield from _flat(inner, f"{where}.{key}" if where else str(key))
    else:
        yield where, value


def _values(values: set[str]) -> str:
    """Return a few values, or that there are none."""
    found = sorted(values, key=lambda text: (len(text), text))
    return ", ".join(found[:4]) + (f" … ({len(found)})" if len(found) > 4 else "") if found else "–"


def _refused(store: Store, why: Text) -> Text:
    return Text(
        f"{store.folder} {why.en}. Nothing there was changed: choose another folder with out=DIR.",
        f"{store.folder} {why.fr}. Rien n'y a été changé : choisissez un autre dossier avec out=DOSSIER.",
    )
