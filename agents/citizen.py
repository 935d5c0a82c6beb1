"""Citizens as agents without objects: views on rows, and a set that works on whole columns (habitants)."""
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from agents.versions import GroupBy
from sim.names import DOMAINS
from sim.state import CitizenTable

STAGE_NAMES = ("unaware", "aware", "adopter", "relay", "lapsed")


def _column(citizens: Any, name: str) -> np.ndarray:
    """Return the whole column ``name`` of the world that a citizen, or a set of them, belongs to."""
    if name not in CitizenTable._fields:
        raise AttributeError(f"A citizen has no '{name}'; known: {', '.join(CitizenTable._fields)}.")
    return getattr(citizens.model.state.citizens, name)


class Citizen:
    """A window on one row of the citizens, made when looked at and never stored."""

    def __init__(self, model: Any, row: int) -> None:
        self.model, self.row = model, int(row)

    def __getattr__(self, name: str) -> Any:
        return _column(self, name)[self.row]

    @property
    def unique_id(self) -> int:
        """Return the citizen's identity, the same in every run of one seed and territory."""
        return int(self.code)

    @property
    def cell(self) -> Any:
        """Return the cell of the home place in ``model.space``."""
        return self.model.cell_of(int(self.place))

    @property
    def concerns(self) -> list[str]:
        """Return the domains this citizen is concerned by."""
        return [d for k, d in enumerate(DOMAINS) if int(self.concern) >> k & 1]

    def stage(self, innovation: int) -> str | None:
        """Return the stage of adoption of an innovation (by row), None where the citizen is not concerned."""
        audience, places = self.model.state.audience, self.model.state.places.code.size
        group = innovation * places + int(self.place)
        rows = range(int(audience.first[group]), int(audience.first[group + 1]))
        found = [r for r in rows if audience.citizen[r] == self.row]
        return STAGE_NAMES[audience.stage[found[0]]] if found else None

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Citizen) and other.model is self.model and other.row == self.row

    def __hash__(self) -> int:
        return hash((id(self.model), self.row))

    def __repr__(self) -> str:
        return f"Citizen(row={self.row}, place={int(self.place)}, concerns={self.concerns})"


class CitizenSet:
    """Citizens as a set: select, get, set, aggregate and group as with a Mesa AgentSet, on columns.

    ``rows`` are sorted rows of ``model.state.citizens``; every method costs whole-array work, no object a citizen.
    """

    def __init__(self, model: Any, rows: np.ndarray | None = None) -> None:
        self.model = model
        self._rows = None if rows is None else np.asarray(rows, dtype=np.int64)  # None: everyone, at no cost

    @property
    def rows(self) -> np.ndarray:
        """Return their rows in ``model.state.citizens``, int64."""
        return np.arange(len(self)) if self._rows is None else self._rows

    def __len__(self) -> int:
        return int(self.model.state.citizens.code.size if self._rows is None else self._rows.size)

    def __iter__(self) -> Iterator[Citizen]:
        return (Citizen(self.model, row) for row in self.rows)

    def __contains__(self, citizen: object) -> bool:
        return isinstance(citizen, Citizen) and citizen.model is self.model and bool((self.rows == citizen.row).any())

    def __getitem__(self, position: int) -> Citizen:
        return Citizen(self.model, range(len(self))[position] if self._rows is None else self._rows[position])

    def __repr__(self) -> str:
        return f"CitizenSet of {len(self):,}"

    def get(self, name: str) -> np.ndarray:
        """Return a column of these citizens; "adopted" counts the innovations each one uses now."""
        if name == "adopted":
            return self._adopted()[self.rows]
        return _column(self, name)[self.rows]

    def set(self, name: str, value: Any) -> "CitizenSet":
        """Set a column of these citizens; the code is an identity and is never set."""
        if name == "code":
            raise AttributeError("A citizen's code is an identity: it is never set.")
        _column(self, name)[self.rows] = value
        return self

    def select(self, keep: Callable[[Citizen], bool] | np.ndarray | None = None, *, at_most: int | None = None,
               concern: str | None = None, place: int | None = None) -> "CitizenSet":  # fmt: skip
        """Return those that a mask (or a function of one citizen) keeps, by concern and place too."""
        mask = np.ones(len(self), bool)
        if callable(keep):
            mask &= np.fromiter((bool(keep(c)) for c in self), bool, len(self))
        elif keep is not None:
            mask &= np.asarray(keep, bool)
        if concern is not None:
            mask &= (self.get("concern") >> DOMAINS.index(concern) & 1).astype(bool)
        if place is not None:
            mask &= self.get("place") == place
        return CitizenSet(self.model, self.rows[mask][:at_most])

    def agg(self, name: str, function: Callable[[np.ndarray], Any]) -> Any:
        """Return ``function`` of a column."""
        return function(self.get(name))

    def groupby(self, by: str) -> GroupBy:
        """Return a Mesa GroupBy of these citizens by the values of a column."""
        keys, inverse = np.unique(self.get(by), return_inverse=True)
        order = np.argsort(inverse, kind="stable")
        parts = np.split(self.rows[order], np.cumsum(np.bincount(inverse))[:-1])
        return GroupBy({k.item(): CitizenSet(self.model, np.sort(part)) for k, part in zip(keys, parts, strict=True)})

    def sort(self, name: str, ascending: bool = True) -> "CitizenSet":
        """Return the same citizens ordered by a column, ties by row."""
        values = self.get(name)
        order = np.argsort(values if ascending else -values.astype(float), kind="stable")
        return CitizenSet(self.model, self.rows[order])

    def map(self, method: Callable[[Citizen], Any]) -> list[Any]:
        """Return ``method`` of each citizen, in order."""
        return [method(citizen) for citizen in self]

    def do(self, method: Callable[[Citizen], Any]) -> "CitizenSet":
        """Call ``method`` with each citizen, in order."""
        self.map(method)
        return self

    def to_list(self) -> list[Citizen]:
        """Return a view for each citizen."""
        return list(self)

    def _adopted(self) -> np.ndarray:
        audience = self.model.state.audience
        using = (audience.stage == STAGE_NAMES.index("adopter")) | (audience.stage == STAGE_NAMES.index("relay"))
        return np.bincount(audience.citizen[using], minlength=self.model.state.citizens.code.size)


