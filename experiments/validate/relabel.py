"""The same world with its rows in another order: citizens, carriers, places of a file (permutation)."""
from pathlib import Path

import numpy as np

from sim.rows import ActorTable
from sim.state import AudienceTable, CitizenTable, State


def citizens_in_another_order(state: State, luck: np.random.Generator) -> tuple[CitizenTable, AudienceTable]:
    """Return citizens and audience of the same world, the citizens of each place in an order drawn from ``luck``."""
    a, first = state.audience, state.places.first
    order = np.concatenate([luck.permutation(np.arange(*first[p : p + 2])) for p in range(first.size - 1)])
    new_row = np.argsort(order)
    rows = np.concatenate([
        a.first[g] + np.argsort(new_row[a.citizen[a.first[g] : a.first[g + 1]]]) for g in range(a.first.size - 1)
    ])  # fmt: skip
    new_spot = np.argsort(rows)
    contact = [np.sort(new_spot[a.contact[a.start[r] : a.start[r + 1]]]) for r in rows]
    ties = {"start": np.concatenate([[0], np.cumsum([c.size for c in contact])]).astype(a.start.dtype),
            "contact": np.concatenate(contact).astype(a.contact.dtype)}  # fmt: skip
    moved = {name: getattr(a, name)[rows] for name in ("stage", "spell", "clock", "social", "voice", "adopting")}
    citizen = new_row[a.citizen[rows]].astype(a.citizen.dtype)
    return CitizenTable(*(column[order] for column in state.citizens)), a._replace(citizen=citizen, **moved, **ties)


def put_actors_in_another_order(state: State, luck: np.random.Generator) -> None:
    """Put the rows of carriers in an order drawn from ``luck``; partners, projects and clusters follow."""
    n = state.n_actors
    order = luck.permutation(n)
    new_row = np.append(np.argsort(order), -1)  # row -1 stays: none
    for name, column in zip(ActorTable._fields, state.actors, strict=True):
        moved = column[:n][order]
        column[:n] = new_row[moved] if name in ("partner", "merged") else moved
    p, m = state.projects, state.n_projects
    p.actor[:m] = new_row[p.actor[:m]]
    state.clusters.founder[: state.n_clusters] = new_row[state.clusters.founder[: state.n_clusters]]


def file_in_another_order(source: Path, target: Path, luck: np.random.Generator | None) -> None:
    """Write a table of places again, its lines in an order drawn from ``luck``, or as they were without it."""
    head, *lines = source.read_text(encoding="utf-8").splitlines()
    rows = np.arange(len(lines)) if luck is None else luck.permutation(len(lines))
    target.write_text("\n".join([head, *(lines[k] for k in rows)]) + "\n", encoding="utf-8")
