"""An invented country built like France: sizes, spacing and tiers of its communes (territoire à la française).

Communes lie on a hexagonal lattice, each moved a little. A few cities are placed far from one another; the
nearer a commune to a city, the larger, on the whole. Sizes follow France's. Each EPCI forms around its
largest town, each département around the largest EPCI, each région around the largest département. Every
draw is keyed by the code of a place: the same fields give the same country, and another number of places
keeps the luck of those they share.
"""
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree
from scipy.special import ndtri

from scenarios.territory.places import Places, sorted_places
from scenarios.territory.rank_size import EXPONENT, whole_shares
from scenarios.territory.synthetic import Fictional, count_field, layout_field, spacing_field
from sim.draws import code_of, key, uniforms
from sim.param import param

PEOPLE_EACH = 66_000_000 / 35_000  # inhabitants: France 2023, communes and people, rounded
TOWN = 2_000  # inhabitants: from here the law of the large sizes holds
TOWN_SHARE = 0.147  # of the communes; 15.5% in France, where the largest cities are smaller than the law says
# Communes below TOWN: the share of communes that are smaller, and their inhabitants. Source: INSEE,
# populations légales 2023, quantiles over the 34,746 communes; the last point closes the curve at TOWN.
SMALLER = (0.0, 0.01, 0.05, 0.10, 0.25, 0.40, 0.50, 0.60, 0.75, 1 - TOWN_SHARE)
INHABITANTS = (5, 32, 68, 101, 197, 325, 456, 638, 1_163, TOWN)

WOBBLE = 0.25  # of the spacing: how far a commune may lie from its point of the lattice; assumption
CITY_SHARE = 1 / 600  # of the communes are centres of their own: 58 of 35,000; assumption
CITY_CELLS = 75.0  # the first cities keep this distance, in spacings of communes: 320 km; assumption
# How much larger communes are near a city: e^4 times at its door, fading with 15 km; and how much they differ
# otherwise. Fitted to the communes outside Île-de-France by distance to a city of 50,000 (INSEE 2023). Larger
# cities reach farther: assumption, so that the largest fills a region as Paris does.
PULL, PULL_KM, SPREAD, REACH = 4.0, 15.0, 1.3, 0.26
SHRINK = 0.96  # of the distance that towns keep, from one round of choices to the next
# Places that keep their distance, taken in turn until no more fit, each take up 1.436 times that distance
# squared: such discs cover .547 of the plane (Feder 1980, random sequential adsorption).
PARKED = 1.436


@dataclass(frozen=True)
class FranceLike(Fictional):
    """As many communes as wanted, of the sizes of France's, in EPCI, départements and régions."""

    name: str = "france_like"
    label_fr: str = "Pays fictif à la française"
    label_en: str = "Invented country like France"
    n_places: int = count_field(
        35_000, "places", 40_000, "number of communes", 30, "INSEE, 2026: 34,875 communes"
    )
    cell_km: float = spacing_field(4.3)
    population: int = param(
        0, unit="inhabitants", allowed=(0, 100_000_000), plausible=(0, 66_000_000),
        meaning="inhabitants of the whole territory; 0: as many for each commune as in France (1,886)",
        source="INSEE, populations légales 2023: 66 million in 35,000 communes",
    )
    exponent: float = param(
        EXPONENT, unit="exponent of the law of sizes", allowed=(0.5, 3.0), plausible=(1.0, 1.4),
        meaning="the number of communes above a size falls as size^-exponent, from 2,000 inhabitants",
        source="INSEE, populations légales 2023: communes of 2,000 inhabitants and more",
    )
    epci_places: int = count_field(
        28, "places", 1_000, "communes in an EPCI, on average", 3, "DGCL 2025: 1,232 EPCI in metropolitan France"
    )
    departement_places: int = count_field(
        350, "places", 40_000, "communes in a département, on average", 3, "101 départements, rounded"
    )
    region_places: int = count_field(
        1_950, "places", 40_000, "communes in a région, on average", 3, "18 régions, overseas included"
    )
    layout: int = layout_field()

    def places(self) -> Places:
        """Return the country; O(n log n) in the number of places."""
        a, b = hexagon(self.n_places)
        codes = [f"f{p + 500:03d}{q + 500:03d}" for p, q in zip(a, b, strict=True)]
        identity = np.array([code_of(code) for code in codes], dtype=np.uint64)
        stream = key(self.layout, "territory france_like")
        x, y = wobbled(a, b, self.cell_km, uniforms(stream, identity, 1), uniforms(stream, identity, 2))
        tree = cKDTree(np.column_stack([x, y]))
        order = by_attraction(tree, uniforms(stream, identity, 3), uniforms(stream, identity, 4), self.cell_km)
        rank = np.empty(order.size, dtype=np.int64)
        rank[order] = np.arange(1, order.size + 1)
        people = self.population or round(PEOPLE_EACH * self.n_places)
        sizes = whole_shares(people, france_sizes(self.n_places, self.exponent))[rank - 1]
        tiers = self.tiers(tree, order)
        epci, departement, region = tier_codes(rank, tiers[::-1])[::-1]
        name = np.where(sizes >= TOWN, "Ville ", "Commune ").astype(object) + rank.astype(str).astype(object)
        nowhere = np.full(order.size, np.nan)
        return sorted_places({
            "code": codes, "name": name, "epci": epci, "epci_name": "EPCI de " + name[tiers[0]],
            "departement": departement, "region": region, "population": sizes, "x_km": x, "y_km": y,
            "lat": nowhere, "lon": nowhere, "source": np.full(order.size, "synthetic"),
        })

    def tiers(self, tree: cKDTree, order: np.ndarray) -> list[np.ndarray]:
        """Return for each place the row of the centre of its EPCI, of its département and of its région."""
        seats, own, found = order, np.arange(order.size), []
        for places in (self.epci_places, self.departement_places, self.region_places):
            cells = 1.2 * np.sqrt(places * np.sqrt(3) / 2 / PARKED)
            seats = apart(tree, seats, round(tree.n / places), cells * self.cell_km)
            nearest = seats[cKDTree(tree.data[seats]).query(tree.data)[1]]
            own = nearest[own]
            found.append(own)
        return found


def hexagon(n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the n points a + b·w of the hexagonal lattice, w = exp(2i·pi/3), that fill a hexagon from its middle."""
    rings = int(np.ceil(np.sqrt(n / 3))) + 1
    a, b = (v.ravel() - rings for v in np.indices((2 * rings + 1, 2 * rings + 1)))
    ring = np.maximum(np.maximum(abs(a), abs(b)), abs(a - b))
    kept = np.lexsort((b, a, ring))[:n]
    return a[kept], b[kept]


def wobbled(
    a: np.ndarray, b: np.ndarray, spacing: float, far: np.ndarray, turn: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y, km, of lattice points moved by up to WOBBLE of the spacing; ``far`` and ``turn`` in (0, 1)."""
    away, angle = WOBBLE * np.sqrt(far), 2 * np.pi * turn
    return (
        spacing * (a - b / 2 + away * np.cos(angle)),
        spacing * (b * np.sqrt(3) / 2 + away * np.sin(angle)),
    )


def france_sizes(n: int, exponent: float) -> np.ndarray:
    """Return n sizes, inhabitants, descending: a power law for towns, France's quantiles below."""
    towns = max(1, round(TOWN_SHARE * n))
    large = TOWN * (np.arange(1, towns + 1) / towns) ** (-1 / exponent)
    below = (np.arange(n - towns, 0, -1) - 0.5) / n
    return np.concatenate([large, np.exp(np.interp(below, SMALLER, np.log(INHABITANTS)))])


def apart(tree: cKDTree, order: np.ndarray, count: int, km: float) -> np.ndarray:
    """Return ``count`` rows (at least one, at most all) of ``order`` that lie far from one another.

    Each row in turn is kept that lies more than ``km`` from those kept before; the distance shrinks round by
    round until enough are.
    """
    found: list[int] = []
    count = max(1, min(count, order.size))
    free = np.ones(tree.n, dtype=bool)
    while len(found) < count:
        for row in order[free[order]]:
            if free[row]:
                found.append(int(row))
                free[tree.query_ball_point(tree.data[row], km)] = False
        km *= SHRINK
        free = cKDTree(tree.data[found]).query(tree.data)[0] > km
    return np.array(found[:count])


def by_attraction(tree: cKDTree, first: np.ndarray, luck: np.ndarray, spacing: float) -> np.ndarray:
    """Return the rows from the largest place to the smallest: cities first, then by nearness to one and luck.

    first: draws in (0, 1) that say where cities are; luck: draws in (0, 1) for the other places.
    """
    order = np.argsort(first, kind="stable")
    cities = apart(tree, order, round(CITY_SHARE * tree.n), CITY_CELLS * spacing)
    score = PULL * attraction(tree, cities, spacing) + SPREAD * ndtri(luck)
    score[cities] = np.inf
    others = np.argsort(-score, kind="stable")[cities.size:]
    return np.concatenate([cities, others])


def attraction(tree: cKDTree, cities: np.ndarray, spacing: float) -> np.ndarray:
    """Return how near each place is to a city, 1 at its door and fading; ``cities`` are rows, the largest first."""
    near = np.zeros(tree.n)
    for k, city in enumerate(cities):
        reach = PULL_KM * spacing / 4.3 * (cities.size / (k + 1)) ** REACH
        rows = tree.query_ball_point(tree.data[city], 6 * reach)
        away = np.linalg.norm(tree.data[rows] - tree.data[city], axis=1)
        near[rows] = np.maximum(near[rows], np.exp(-away / reach))
    return near


def tier_codes(rank: np.ndarray, tiers: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Return the codes of each tier by place, such as F-03, F-03-02 and F-03-02-11: each holds those above it.

    tiers: by place, the row of its centre, the highest tier first; centres are numbered from the largest.
    """
    above, found = np.full(rank.size, "F", dtype=object), []
    for seat in tiers:
        rows = np.unique(seat)
        codes, counts = np.empty(rank.size, dtype=object), Counter[str]()
        for row in rows[np.argsort(rank[rows])]:
            counts[above[row]] += 1
            codes[row] = f"{above[row]}-{counts[above[row]]:02d}"
        above = codes[seat]
        found.append(above)
    return found
