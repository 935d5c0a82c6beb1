"""Plain data out of objects and back: arrays, and a plan of words and numbers, nothing that runs (mise à plat).

A list of things of one kind becomes columns. What is read back may only be of the classes a caller names, so a file
from a stranger holds numbers and words, never code.
"""
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from typing import Any, NamedTuple

import numpy as np

from sim.errors import InputError, Text

Arrays = dict[str, np.ndarray]
LIMIT = 2**63
SCALARS = (bool, int, float, str, type(None))


class Box(NamedTuple):
    """Where arrays are put, by name, and the classes that may be taken apart and made again, by name."""

    arrays: Arrays
    kinds: Mapping[str, type]


def pack(value: Any, where: str, box: Box) -> Any:
    """Return the plan of ``value``, words and numbers only; its arrays go into the box under ``where``.

    Raises InputError, naming the place, for what is neither numbers, words, arrays nor made of them.
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, SCALARS):
        return {"value": value}
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        return {"array": _put(value, where, box)}
    if known(value, box):
        parts = {name: pack(getattr(value, name), f"{where}.{name}", box) for name in field_names(value)}
        return {"kind": type(value).__name__, "fields": parts}
    if isinstance(value, Mapping):
        inside = (list(value.keys()), list(value.values()))
        keys, items = (_pack_list(x, f"{where}.{n}", box) for x, n in zip(inside, ("keys", "items"), strict=True))
        return {"dict": keys, "items": items}
    if type(value) in (list, tuple):
        return {type(value).__name__: _pack_list(value, where, box)}
    if isinstance(value, set | frozenset):
        return {"set": _pack_list(sorted(value), where, box)}
    raise InputError(_not_plain(where, value))


def unpack(plan: Mapping[str, Any], box: Box) -> Any:
    """Return what ``pack`` was given. Raises KeyError for a class that the box does not name."""
    if "value" in plan:
        return plan["value"]
    if "array" in plan:
        return box.arrays[plan["array"]]
    if "kind" in plan:
        parts = {name: unpack(part, box) for name, part in plan["fields"].items()}
        return box.kinds[plan["kind"]](**parts)
    if "dict" in plan:
        keys, items = (_unpack_list(plan[name], box) for name in ("dict", "items"))
        return dict(zip(keys, items, strict=True))
    ((name, inside),) = plan.items()
    makers: dict[str, Callable[[list[Any]], Any]] = {"list": list, "tuple": tuple, "set": set}
    return makers[name](_unpack_list(inside, box))


def known(value: Any, box: Box) -> bool:
    """Say whether ``value`` is of a class that the box names."""
    return box.kinds.get(type(value).__name__) is type(value)


def field_names(value: Any) -> list[str]:
    """Return the names of the fields of a dataclass or of a named tuple."""
    return [field.name for field in fields(value)] if is_dataclass(value) else list(value._fields)


def _pack_list(items: Sequence[Any], where: str, box: Box) -> Any:
    """Return the plan of a list: columns where its items are of one kind, else one plan each."""
    kinds = {type(item) for item in items}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind is float or (kind is int and all(-LIMIT <= item < LIMIT for item in items)):
        return {"numbers": _put(np.array(items, np.float64 if kind is float else np.int64), where, box)}
    if kind is np.ndarray and len({(a.dtype, a.shape[:-1], a.ndim > 0) for a in items}) == 1 and items[0].ndim:
        lengths = np.array([array.shape[-1] for array in items], np.int64)
        whole = _put(np.concatenate(items, axis=-1), where, box)
        return {"arrays": whole, "sizes": _put(lengths, f"{where}.sizes", box)}
    if kind in (list, set):
        inside = [one for item in items for one in (item if kind is list else sorted(item))]
        sizes = _put(np.array([len(item) for item in items], np.int64), f"{where}.sizes", box)
        return {"lists": kind.__name__, "inside": _pack_list(inside, where, box), "sizes": sizes}
    if kind is dict and len({tuple(item) for item in items}) == 1 and all(isinstance(key, str) for key in items[0]):
        columns = {key: _pack_list([item[key] for item in items], f"{where}.{key}", box) for key in items[0]}
        return {"rows": "dict", "columns": columns, "size": len(items)}
    if kind is not None and known(items[0], box):
        names = field_names(items[0])
        columns = {n: _pack_list([getattr(item, n) for item in items], f"{where}.{n}", box) for n in names}
        return {"rows": kind.__name__, "columns": columns, "size": len(items)}
    return {"each": [pack(item, f"{where}.{k}", box) for k, item in enumerate(items)]}


def _put(array: np.ndarray, where: str, box: Box) -> str:
    """Put an array into the box and return its name: ``where``, made longer where it is taken."""
    while where in box.arrays:
        where += "'"
    box.arrays[where] = array
    return where


def _unpack_list(plan: Mapping[str, Any], box: Box) -> list[Any]:
    if "numbers" in plan:
        return list(box.arrays[plan["numbers"]].tolist())
    if "each" in plan:
        return [unpack(part, box) for part in plan["each"]]
    if "rows" in plan:
        columns = {name: _unpack_list(part, box) for name, part in plan["columns"].items()}
        make = dict if plan["rows"] == "dict" else box.kinds[plan["rows"]]
        return [make(**{name: column[k] for name, column in columns.items()}) for k in range(plan["size"])]
    ends = np.cumsum(box.arrays[plan["sizes"]]).tolist()
    starts = [0, *ends[:-1]]
    if "arrays" in plan:
        whole = box.arrays[plan["arrays"]]
        return [whole[..., a:b].copy() for a, b in zip(starts, ends, strict=True)]
    inside = _unpack_list(plan["inside"], box)
    make_one = {"list": list, "set": set}[plan["lists"]]
    return [make_one(inside[a:b]) for a, b in zip(starts, ends, strict=True)]


def _not_plain(where: str, value: Any) -> Text:
    kind = f"{type(value).__module__}.{type(value).__qualname__}"
    return Text(
        f"{where} is a {kind}, which a checkpoint cannot hold. Keep numbers, words, arrays, or lists, tables and "
        "dataclasses of them there.",
        f"{where} est un objet {kind}, qu'un point de reprise ne peut pas contenir. N'y gardez que des nombres, des "
        "mots, des tableaux, ou des listes, tables et dataclasses qui en sont faites.",
    )
