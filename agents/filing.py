"""Files of the year, by the public actor who pays for them (dépôt des dossiers)."""
from typing import Any

import numpy as np


class Desk:
    """Where a public actor finds its files: each year's are sorted once, not once for each of thousands of payers."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self._sorted: dict[int, tuple[np.ndarray, ...]] = {}  # files as given; sorted; where each payer's begin

    def payers(self, index: int, rows: np.ndarray) -> np.ndarray:
        """Return who pays instrument ``index`` for each of ``rows``: its projects or its places."""
        tool, level = self.model.programme.instruments[index], self.model.programme.levels[index]
        places = rows if tool.target == "place" else self.model.state.projects.place[rows]
        return self.model.state.places.levels[level, places]

    def files(self, index: int, payer: int) -> np.ndarray:
        """Return the rows that filed for instrument ``index`` with a public actor, in the order of filing."""
        given = self.model.files[index]
        if index not in self._sorted or self._sorted[index][0] is not given:
            payers = self.payers(index, given)
            order = np.argsort(payers, kind="stable")
            counts = np.bincount(payers, minlength=self.model.state.authorities.code.size)
            self._sorted[index] = given, given[order], np.concatenate([[0], np.cumsum(counts)])
        _, files, first = self._sorted[index]
        return files[first[payer] : first[payer + 1]]
