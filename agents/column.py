"""One cell of a table, seen as an attribute of one agent (colonne)."""
from typing import Any


class Column:
    """Read and write row ``agent.row`` of the column of the same name.

    The array belongs to the state; the agent holds no copy, so a kernel that rewrites the array and a
    person who reads ``actor.place`` see one value.
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, agent: Any, owner: type | None = None) -> Any:
        return self if agent is None else getattr(agent.table(), self.name)[agent.row]

    def __set__(self, agent: Any, value: Any) -> None:
        getattr(agent.table(), self.name)[agent.row] = value
