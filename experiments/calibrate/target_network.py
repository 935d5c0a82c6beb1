"""Who adopted when on a real network, and the model's own spreading there (diffusion sur un réseau observé).

People who adopted in the first period are given; the curve of the others is compared. A last class that means "not
adopted yet when the study ended" is right-censored: it counts as no adoption up to the last period observed.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from experiments.calibrate.observing import Observation
from experiments.calibrate.target_points import Point
from experiments.calibrate.targets import Description, Target, located
from scenarios.territory.reading import Row, Table, number, plain, read_table
from sim.errors import InputError, Text, unknown
from sim.graphs import Graph, of_pairs
from sim.param import Parameters, param
from sim.processes.adopt import AdoptParams
from sim.spread import crowd, spread

COLUMNS = {
    "node": ("node", "id", "name", "noeud", "nom"),
    "toa": ("toa", "time", "period", "periode", "date", "year", "annee"),
    "community": ("community", "group", "village", "city", "communaute"),
    "ego": ("ego", "from", "source", "de", "node1"),
    "alter": ("alter", "to", "target", "vers", "node2"),
    "relation": ("relation", "type", "tie"),
}
PARTS = 12  # moments in a period: a coarser clock would adopt late (validation V1)


@dataclass(frozen=True)
class SpreadParams(Parameters):
    """How an innovation spreads on a given network, a period being the unit of time of the data."""

    innovation: float = param(
        0.03, unit="a period", allowed=(0, 10), plausible=(0.001, 0.1),
        source="Sultan, Farley and Lehmann (1990): .03 on average; range: assumption",
        meaning="Hazard of adopting whatever the contacts do (Bass's p).",
    )
    imitation: float = param(
        0.38, unit="a period, when all contacts have adopted", allowed=(0, 100), plausible=(0.02, 1.2),
        source="Sultan, Farley and Lehmann (1990): .38 on average; range: assumption",
        meaning="Hazard of adopting per unit of exposure (Bass's q, by the share of contacts who have adopted).",
    )


class Observed(NamedTuple):
    """A network and its adoptions: n people, T periods."""

    graph: Graph
    adopted: np.ndarray  # (n,) int64, period of adoption from 0, -1 for never
    times: np.ndarray  # (T,) the periods as written


def network_target(said: Description, problems: list[Text]) -> Target | None:
    """Return the target of a network: the share who had adopted by each period after the first."""
    found = _noted(said, problems)
    if found is None:
        return None
    n = found.adopted.size
    shares = [float(((found.adopted >= 0) & (found.adopted <= k)).sum() / n) for k in range(found.times.size)]
    points = tuple(Point(float(t), share) for t, share in zip(found.times, shares, strict=True))
    if len(points) < 3:
        problems.append(Text(
            f"{said.nodes}: adoption is seen at {len(points)} periods, but a curve needs 3 at least.",
            f"{said.nodes} : l'adoption est vue à {len(points)} périodes, mais une courbe en demande 3 au moins.",
        ))
        return None
    edges, nodes = (str(located(said, key).resolve()) for key in ("edges", "nodes"))
    return Target(replace(said, edges=edges, nodes=nodes), points[1:], points[:1], float(found.times[0]))


@lru_cache(maxsize=4)
def observed(edges: str, nodes: str, relation: str, community: str, censored: str) -> Observed:
    """Return a network read from its two files. Raises InputError with every problem of both."""
    problems: list[Text] = []
    names, adopted, times = _people(nodes, community, censored, problems)
    pairs = _ties(edges, {name: row for row, name in enumerate(names)}, relation, community, problems)
    if problems:
        raise InputError(*problems)
    return Observed(of_pairs(len(names), pairs), adopted, times)


@dataclass(frozen=True)
class Spreading:
    """Spreads on the network of a target. It is sent to other processes: data, not a closure."""

    target: Target

    def __call__(self, cell: Mapping[str, Any]) -> Observation:
        """Return the share who have adopted by each period: cell holds ``values`` of SpreadParams and a seed."""
        found, values = _read(self.target.said), cell["values"]
        chosen = SpreadParams(**{name.partition(".")[2]: value for name, value in values.items()})
        law = AdoptParams(rule="bass", recruiting=chosen.innovation, contagion=chosen.imitation)
        periods = found.times[1:] - found.times[0]
        when = spread(
            crowd(found.graph, np.zeros(found.adopted.size)), law, np.flatnonzero(found.adopted == 0),
            steps=int(np.ceil(PARTS * periods[-1])), dt=1.0 / PARTS, seed=int(cell["seed"]),
        )  # fmt: skip

        def at(ages: np.ndarray) -> np.ndarray:
            users = [((when >= 0) & (when <= np.floor(PARTS * age + 1e-9))).sum() for age in ages]
            return np.column_stack([users, np.full(len(users), when.size)]).astype(float)

        return Observation(at(periods), at(axis_of(self.target) - self.target.begins))


def axis_of(target: Target) -> np.ndarray:
    """Return the periods at which the curve of a network is drawn."""
    return np.linspace(target.begins, target.points[-1].x, 2 * len(target.points) + 1)


def network_of(target: Target) -> Observed:
    """Return the network of a target, read once."""
    return _read(target.said)


def as_run(values: Mapping[str, float]) -> dict[str, Any]:
    """Return the settings of a run that spread by the same rule, a period being a year."""
    names = {"spread.innovation": "adopt.recruiting", "spread.imitation": "adopt.contagion"}
    return {"adopt.rule": "bass"} | {names[name]: value for name, value in values.items()}


def _read(said: Description) -> Observed:
    files = (str(located(said, key)) for key in ("edges", "nodes"))
    return observed(*files, said.relation, said.community, said.censored)


def _noted(said: Description, problems: list[Text]) -> Observed | None:
    try:
        return _read(said)
    except InputError as error:
        problems.extend(error.problems)
        return None


def _people(
    path: str, community: str, censored: str, problems: list[Text]
) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Return the names of the people, when each adopted (-1: never) and the periods; note bad rows."""
    table, at = _opened(path, ("node", "toa"), ("community",), problems)
    kept = [row for row in table.rows if not community or _cell(row, at.get("community")) == community] if table else []
    if table and community and not kept:
        all_of_them = sorted({_cell(row, at.get("community")) for row in table.rows})
        problems.append(unknown(Text("community", "communauté"), community, all_of_them, Text(path, path)))
    seen: dict[str, int] = {}
    times = []
    for row in kept:
        name, written = _cell(row, at["node"]), _cell(row, at["toa"])
        value = number(written) if written else None
        if not name or name in seen:
            said = Text("has no name", "n'a pas de nom") if not name else Text(
                f"names {name} again (line {seen[name]})", f"nomme encore {name} (ligne {seen[name]})")  # fmt: skip
            problems.append(_line(path, row, said))
        if written and value is None:
            said = Text(f"time '{written}' is no number", f"le temps « {written} » n'est pas un nombre")
            problems.append(_line(path, row, said))
        seen.setdefault(name, row.line)
        times.append(np.nan if value is None else value)
    periods = np.array(times)
    never = number(censored) if censored and censored != "none" else None
    if censored == "" and np.isfinite(periods).all() and periods.size:
        never = float(periods.max())  # nobody is left: the last class is that of those who had not adopted
    periods = np.where(periods == never, np.nan, periods) if never is not None else periods
    known: np.ndarray = np.unique(periods[np.isfinite(periods)])
    if known.size and (known % 1.0 == 0.0).all():
        known = np.arange(known[0], known[-1] + 1.0)  # periods in which nobody adopted count too
    return list(seen), np.where(np.isfinite(periods), np.searchsorted(known, periods), -1), known


def _ties(
    path: str, rows: Mapping[str, int], relation: str, community: str, problems: list[Text]
) -> np.ndarray:
    """Return the ties as pairs of rows, each once; note unknown people and people tied to themselves."""
    table, at = _opened(path, ("ego", "alter"), ("relation",), problems)
    found: dict[tuple[int, int], None] = {}
    used = 0
    for row in table.rows if table else ():
        if relation and _cell(row, at.get("relation")) != relation:
            continue
        used += 1
        ends = [_cell(row, at["ego"]), _cell(row, at["alter"])]
        strangers = [name for name in ends if name not in rows]
        if community and strangers:
            continue  # ties of, or with, another community
        problems += [
            _line(path, row, Text(f"'{name}' is none of the people", f"« {name} » n'est pas parmi les personnes"))
            for name in strangers
        ]
        if ends[0] == ends[1]:
            problems.append(_line(path, row, Text(f"ties {ends[0]} to itself", f"lie {ends[0]} à soi-même")))
        if not strangers and ends[0] != ends[1]:
            a, b = sorted((rows[ends[0]], rows[ends[1]]))
            found[a, b] = None
    if table and relation and not used:
        known = sorted({_cell(row, at.get("relation")) for row in table.rows})
        problems.append(unknown(Text("relation", "relation"), relation, known, Text(path, path)))
    elif table and not used:
        problems.append(Text(f"{path} holds no tie.", f"{path} ne contient aucun lien."))
    return np.array(list(found), dtype=np.int64).reshape(-1, 2)


def _opened(
    path: str, needed: Sequence[str], other: Sequence[str], problems: list[Text]
) -> tuple[Table | None, dict[str, int]]:
    """Return a table and where its columns stand, None where it cannot be used, which is noted."""
    from_data = Text(
        " The files of netdiffuseR (brazilian_farmers, medical_innovation, korean_family_planning) are read from the "
        "folder series of $ESSAIMAGE_DATA.",
        " Les fichiers de netdiffuseR (brazilian_farmers, medical_innovation, korean_family_planning) sont lus dans le "
        "dossier series de $ESSAIMAGE_DATA.",
    )
    try:
        table = read_table(Path(path))
    except InputError as error:
        problems += [Text(text.en + from_data.en, text.fr + from_data.fr) for text in error.problems]
        return None, {}
    header = [plain(word) for word in table.header]
    at = {what: next(header.index(n) for n in COLUMNS[what] if n in header)
          for what in (*needed, *other) if set(COLUMNS[what]) & set(header)}  # fmt: skip
    missing = list(_missing(needed, at))
    if missing:
        problems.append(Text(
            f"{table.head.en} no column {', '.join(missing)}. Columns there: {', '.join(table.header) or 'none'}.",
            f"{table.head.fr} pas de colonne {', '.join(missing)}. Colonnes présentes : "
            f"{', '.join(table.header) or 'aucune'}.",
        ))
        return None, {}
    return table, at


def _missing(needed: Sequence[str], at: Mapping[str, int]) -> Iterator[str]:
    for what in needed:
        if what not in at:
            yield f"{what} ({', '.join(COLUMNS[what])})"


def _cell(row: Row, column: int | None) -> str:
    return row.values[column] if column is not None and column < len(row.values) else ""


def _line(path: str, row: Row, said: Text) -> Text:
    return Text(f"{path}, line {row.line}: {said.en}.", f"{path}, ligne {row.line} : {said.fr}.")
