"""Against theory: Hägerstrand's field of information, and spread between neighbours or down the sizes (espace)."""
from typing import NamedTuple

import numpy as np
from scipy.stats import chisquare, spearmanr

from experiments.validate.criterion import (
    Criterion,
    Outcome,
    Panel,
    Series,
    at_least,
    at_most,
    reported,
    within,
)
from scenarios.territory.synthetic import Grid
from sim.draws import key, named, uniforms
from sim.errors import Text
from sim.gravity import masses
from sim.measures.territory import moran
from sim.network import choose
from sim.processes.swarm import SwarmParams, aim
from sim.space import near_places
from sim.state import Ground, Near

CELL = 4.0  # km
PUBLISHED = np.array(  # Hägerstrand (1967): by |dx|, |dy|; written again here, so that the kernel's is checked
    [[0.4432, 0.0547, 0.0168], [0.0547, 0.0301, 0.0140], [0.0168, 0.0140, 0.0096]]
)
OFFSETS = {  # distance class of the field, (|dx|, |dy|) in either order -> its name
    (0, 0): Text("centre", "centre"), (0, 1): Text("axis 1", "axe 1"), (1, 1): Text("diagonal", "diagonale"),
    (0, 2): Text("axis 2", "axe 2"), (1, 2): Text("knight", "cavalier"), (2, 2): Text("corner", "coin"),
}  # fmt: skip


class Draws(NamedTuple):
    """Contacts drawn on a grid of ``side`` cells, ``people`` in each."""

    side: int = 30
    people: int = 148  # 26 x 26 cells away from the border draw 100,048 contacts


def field(settings: Draws) -> Outcome:
    """Draw one local contact each on a grid of equal cells; compare where they live with the published field."""
    side, people = settings
    column, row = (v.ravel() for v in np.indices((side, side)))
    here = ground(column * CELL, row * CELL, np.full(side * side, float(people)), people)
    near = near_places(here.x, here.y, 2.9 * CELL, CELL)
    out = np.empty((here.first[-1], 1), np.int32)
    codes = np.arange(out.size, dtype=np.uint64)
    choose(here, near, CELL, codes, 1, 0, 4.0, 1.0, 2.0, key(12, "contact"), out)
    home, met = codes.astype(np.int64) // people, out[:, 0].astype(np.int64) // people
    met = np.where(out[:, 0] < 0, home, met)  # who draws oneself draws someone of the own cell
    inside = (np.minimum(column, row) >= 2) & (np.maximum(column, row) < side - 2)
    drawn = inside[home]
    dx, dy = column[met] - column[home], row[met] - row[home]
    counts = np.zeros((5, 5))
    np.add.at(counts, (dx[drawn] + 2, dy[drawn] + 2), 1.0)
    reach = np.abs(np.arange(5) - 2)
    expected = PUBLISHED[np.ix_(reach, reach)]
    rms = float(np.sqrt((dx[drawn] ** 2 + dy[drawn] ** 2).mean()))
    chance = chisquare(counts.ravel(), expected.ravel() / expected.sum() * counts.sum()).pvalue
    cells = [*OFFSETS]
    theory = np.array([PUBLISHED[c] for c in cells])
    share = np.array([counts[2 + a, 2 + b] / counts.sum() for a, b in cells])
    error = 4.0 * np.sqrt(theory * (1.0 - theory) / counts.sum())
    x = np.array([np.hypot(*c) for c in cells])
    return Outcome(
        (at_least(Text("chi-square p", "p du chi carré"), float(chance), 0.01),
         within(Text("RMS distance, cells", "distance quadratique, mailles"), rms, 1.253, 1.273),
         *(reported(name, s) for name, s in zip(OFFSETS.values(), share, strict=True))),
        (Panel(Text("distance, cells", "distance, mailles"), Text("chance of a contact", "chance d'un contact"), (
            Series(Text("Hägerstrand (1967) ± 4 standard errors", "Hägerstrand (1967) ± 4 erreurs types"), x, theory,
                   "theory", theory - error, theory + error),
            Series(Text("drawn", "tirés"), x, share))),),
    )  # fmt: skip


def ground(x: np.ndarray, y: np.ndarray, population: np.ndarray, people: int = 1) -> Ground:
    """Return places with ``people`` simulated citizens each, nothing in them; x, y (P,) km, population (P,)."""
    size, nothing = x.size, np.zeros(x.size)
    return Ground(
        x.astype(float), y.astype(float), population, first=np.arange(size + 1) * people, context=np.zeros((3, size)),
        latent=nothing, trust=nothing, animation=nothing, unmet=np.zeros((1, size)),
    )


class Maps(NamedTuple):
    """Grids of ``side`` cells on each side, each a permutation of the sizes of towns."""

    maps: int = 20
    side: int = 20
    steps: int = 60


class Land(NamedTuple):
    """One grid, and who is near whom: in reach of an attempt, and as neighbours for Moran's I."""

    places: Ground
    near: Near
    beside: Near


def land(settings: Maps, layout: int) -> Land:
    """Return a grid whose towns follow the rank-size law, scattered by the number of the layout."""
    cells = Grid(width=settings.side, height=settings.side, cell_km=CELL, layout=layout, population=1_000_000).places()
    here = ground(cells.x_km, cells.y_km, cells.population.astype(float))
    near, beside = (near_places(here.x, here.y, km, 12.0) for km in (2.9 * CELL, 1.5 * CELL))
    return Land(here, near, beside)


def arrivals(there: Land, far: float, weighted: bool, settings: Maps, seed: int) -> np.ndarray:
    """Return the step at which each place adopts, shape (P,): each that has tries once a step, by the users' kernel.

    It begins in one place drawn at random. far: share of attempts by size and distance (xi); weighted: whether those
    nearby go by population. Places not reached are given the step after the last.
    """
    here, params = there.places, SwarmParams()
    look = here if weighted else here._replace(population=np.ones(here.x.size))
    size, stream = here.x.size, key(seed, "arrivals")
    running = masses(there.near.order, here.population**params.attraction)
    room = (np.empty(size), np.empty(size, np.int64), np.empty(size, np.int64), np.empty(size))
    when = np.full(here.x.size, settings.steps + 1)
    when[int(uniforms(stream, np.zeros(1, np.uint64), 0)[0] * when.size)] = 0
    for step in range(1, settings.steps + 1):
        origins = np.flatnonzero(when < step)
        for origin in origins:
            trial = named(stream, step, origin)
            place = aim(look, there.near, CELL, origin, trial, far, params.near_km, running, params.friction, room)
            if place >= 0 and when[place] > step:
                when[place] = step
    return when


def neighbours(settings: Maps) -> Outcome:
    """With attempts nearby only (xi 0), neighbouring places adopt at like times; shuffled, they do not."""
    found, scores, nulls = [], [], []
    for layout in range(settings.maps):
        there = land(settings, layout)
        when = arrivals(there, 0.0, True, settings, layout).astype(float)
        rng = np.random.default_rng(layout)
        null = np.array([moran(rng.permutation(when), there.beside) for _ in range(100)])
        found.append(moran(when, there.beside))
        scores.append((found[-1] + 1.0 / (when.size - 1)) / null.std())
        nulls.append((null.mean() + 1.0 / (when.size - 1)) / null.std())
    x = np.arange(settings.maps)
    return Outcome(
        (at_least(Text("mean Moran's I", "I de Moran moyen"), np.mean(found), 0.3),
         at_least(Text("mean z", "z moyen"), np.mean(scores), 4.0),
         within(Text("shuffled, sd from −1/(n−1)", "mélangé, écarts types depuis −1/(n−1)"), np.mean(nulls), -2, 2)),
        (Panel(Text("map", "carte"), Text("Moran's I of the time of adoption", "I de Moran du temps d'adoption"), (
            Series(Text("least expected", "minimum attendu"), x, np.full(x.size, 0.3), "theory"),
            Series(Text("measured", "mesuré"), x, np.array(found)))),),
    )  # fmt: skip


def sizes(settings: Maps) -> Outcome:
    """With attempts by size and distance (xi 1), large places come first; unweighted and nearby (xi 0), not."""
    found: dict[float, list[float]] = {1.0: [], 0.0: []}
    for layout in range(settings.maps):
        there = land(settings, layout)
        for far, ranks in found.items():
            when = arrivals(there, far, False, settings, layout)
            ranks.append(float(spearmanr(when, np.log(there.places.population)).statistic))
    x = np.arange(settings.maps)
    return Outcome(
        (at_most(Text("mean Spearman at xi 1", "Spearman moyen à xi 1"), np.mean(found[1.0]), -0.5),
         within(Text("mean Spearman at xi 0", "Spearman moyen à xi 0"), np.mean(found[0.0]), -0.15, 0.15)),
        (Panel(Text("map", "carte"), Text("rank correlation, time and size", "corrélation de rang, temps et taille"), (
            Series(Text("xi 1: by size", "xi 1 : par la taille"), x, np.array(found[1.0])),
            Series(Text("xi 0: nearby", "xi 0 : à côté"), x, np.array(found[0.0])),
            Series(Text("most expected at xi 1", "maximum attendu à xi 1"), x, np.full(x.size, -0.5), "theory"))),),
    )  # fmt: skip


CRITERIA = (
    Criterion(
        "V12", Text("The mean information field", "Le champ moyen d'information"),
        Text("centre .4432, axis .0547, diagonal .0301, RMS 1.263 cells (Hägerstrand 1967)",
             "centre 0,4432, axe 0,0547, diagonale 0,0301, 1,263 maille (Hägerstrand 1967)"),
        field, full=Draws(), quick=Draws(),
    ),
    Criterion(
        "V13", Text("The neighbourhood effect", "L'effet de voisinage"),
        Text("near places adopt at like times: I ≥ .3, z ≥ 4 (Hägerstrand 1967; Cliff & Ord 1981)",
             "les lieux voisins adoptent ensemble : I ≥ 0,3, z ≥ 4 (Hägerstrand 1967 ; Cliff et Ord 1981)"),
        neighbours, full=Maps(), quick=Maps(5),
    ),
    Criterion(
        "V14", Text("The hierarchical effect", "L'effet hiérarchique"),
        Text("large places adopt first at xi 1, no sooner at xi 0 (Hägerstrand 1967; Hudson 1969)",
             "les grands lieux d'abord à xi 1, pas à xi 0 (Hägerstrand 1967 ; Hudson 1969)"),
        sizes, full=Maps(), quick=Maps(),
    ),
)  # fmt: skip
