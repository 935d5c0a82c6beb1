"""What a file of places holds, and what in it deserves a second look (compte rendu d'un fichier)."""
from collections import Counter
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any, NamedTuple

import numpy as np

from scenarios.territory import names
from scenarios.territory.columns import ALIASES, DOUBTFUL, OPTIONAL, insee_column
from scenarios.territory.loading import Loaded
from scenarios.territory.places import Places
from scenarios.territory.projection import EARTH_RADIUS, in_metropolitan_france
from scenarios.territory.reading import plain
from scenarios.territory.table import INSPIRED
from sim.errors import Text

FAR_KM = 100.0  # a place that has none other within this distance is probably misplaced
STRETCH = 0.01  # share by which distances on a local plane may be too long, before it is said
SHOWN = 5  # codes or names in a warning


class Group(NamedTuple):
    """An EPCI, a département or a région, and what lies in it."""

    code: str
    name: str
    places: int
    inhabitants: float


def report(found: Loaded) -> dict[str, Any]:
    """Return what was found, as plain values; "warnings" holds Texts."""
    places, header = found.places, found.table.header
    used = {header[column]: name for name, column in found.at.items()}
    given = _given(found, "density")
    epci_names = dict(zip(places.epci.tolist(), places.epci_name.tolist(), strict=True))
    alone = set(places.code[places.code == places.epci].tolist())
    return {
        "file": found.table.file,
        "form": found.table.form,
        "places": len(places),
        "uninhabited": int(np.count_nonzero(places.population == 0)),
        "inhabitants": float(places.population.sum()),
        "epci": [g._asdict() for g in groups(places, "epci", epci_names) if g.code not in alone],
        "without_epci": len(alone),
        "departements": [g._asdict() for g in groups(places, "departement", names.DEPARTEMENTS)],
        "regions": [g._asdict() for g in groups(places, "region", names.REGIONS)],
        "plane": "Lambert-93" if in_metropolitan_france(places.lat, places.lon) else "local",
        "unplaced": list(places.unplaced),
        "unplaced_share": len(places.unplaced) / len(found.rows),
        "outlines": found.shapes.file if found.shapes else "",
        "boundaries": sum(outline is not None for outline in places.boundary),
        "density_given": given,
        "density_implied": len(places) - given,
        "density_classes": {int(level): int(n) for level, n in sorted(Counter(places.density.tolist()).items())},
        "columns_used": used,
        "columns_ignored": [word for word in header if word and word not in used],
        "month0": {name: float(np.mean(~np.isnan(column))) for name, column in places.columns.items()},
        "sites": len(places.sites),
        "invented_share": places.invented_share,
        "credit": places.credit,
        "warnings": warnings(found),
    }


def groups(places: Places, kind: str, called: dict[str, str]) -> list[Group]:
    """Return the EPCI, départements or régions of a territory, the most populated first."""
    codes, rows = np.unique(getattr(places, kind), return_inverse=True)
    people, count = np.bincount(rows, weights=places.population), np.bincount(rows)
    return [
        Group(str(codes[i]), str(called.get(codes[i], codes[i])), int(count[i]), float(people[i]))
        for i in np.argsort(-people, kind="stable")
    ]


def warnings(found: Loaded) -> list[Text]:
    """Return what may be a mistake though nothing forbids it, the gravest first."""
    return [*_left_out(found), *_position(found.places), *_columns(found), *_hierarchy(found)]


def _given(found: Loaded, column: str) -> int:
    """Return how many of the places kept have a value in a column of the file."""
    if column not in found.at:
        return 0
    left_out = set(found.places.unplaced)
    code = found.at.get("code")
    return sum(
        bool(row.values[found.at[column]]) for row in found.rows if code is None or row.values[code] not in left_out
    )


def _left_out(found: Loaded) -> list[Text]:
    places, said = found.places, []
    if places.unplaced:
        some = _some(places.unplaced)
        said.append(Text(f"Places without position, left out: {some}.",
                         f"Lieux sans position, laissés de côté : {some}."))
    if places.boundary and None in places.boundary:
        some = _some([str(c) for c, outline in zip(places.code, places.boundary, strict=True) if outline is None])
        said.append(Text(f"Places without outline, drawn as discs: {some}.",
                         f"Lieux sans contour, dessinés en disques : {some}."))
    if places.invented_share > INSPIRED:
        said.append(Text("More than 20% of the people live in invented places: maps say “Inspired by”.",
                         "Plus de 20\u00a0% des habitants vivent dans des lieux inventés : les cartes disent « Inspiré "
                         "de »."))
    return said


def _position(places: Places) -> list[Text]:
    said = []
    spots = list(zip(places.lat.round(6).tolist(), places.lon.round(6).tolist(), strict=True))
    count = Counter(spots)
    same = [str(code) for code, spot in zip(places.code, spots, strict=True) if count[spot] > 1]
    if same:
        some = _some(same)
        said.append(Text(f"Places at the same position as another: {some}.",
                         f"Lieux à la même position qu'un autre : {some}."))
    lonely = [f"{places.name[i]} ({places.code[i]})" for i in _far_away(places)]
    if lonely:
        some = _some(lonely)
        said.append(Text(f"Places over {FAR_KM:.0f} km from any other: {some}. Check lat and lon.",
                         f"Lieux à plus de {FAR_KM:.0f} km de tout autre : {some}. Vérifiez lat et lon."))
    if in_metropolitan_france(places.lat, places.lon):
        return said
    angle = min(float(np.hypot(places.x_km, places.y_km).max()) / EARTH_RADIUS, 3.0)
    stretch = angle / np.sin(angle) - 1 if angle else 0.0
    if stretch > STRETCH:
        said.append(Text(f"The places are so far apart that distances on one plane are up to {stretch:.0%} too long.",
                         "Les lieux sont si éloignés que les distances sur un plan sont trop longues, jusqu'à "
                         f"{100 * stretch:.0f}\u00a0%."))
    return said


def _far_away(places: Places) -> list[int]:
    """Return the rows of places that have no other in their square of 100 km nor in the eight around it."""
    cell = [(int(x), int(y)) for x, y in np.floor(np.column_stack([places.x_km, places.y_km]) / FAR_KM)]
    count = Counter(cell)
    around = [(i, j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return [row for row, (x, y) in enumerate(cell) if sum(count[x + i, y + j] for i, j in around) == 1]


def _columns(found: Loaded) -> list[Text]:
    said, header = [], found.table.header
    known = [alias for aliases in (ALIASES | OPTIONAL).values() for alias in aliases]
    for word in (word for k, word in enumerate(header) if word and k not in found.at.values()):
        bare = plain(word)
        near = get_close_matches(bare, known, n=1, cutoff=0.85)
        if bare in DOUBTFUL and "density" not in found.at:
            name = DOUBTFUL[bare]
            said.append(Text(f"Column {word} is not read: if it holds INSEE's classes, 1 to 7, call it {name}.",
                             f"La colonne {word} n'est pas lue : si elle contient les classes de l'INSEE, de 1 à 7, "
                             f"nommez-la {name}."))
        elif near and bare not in known:
            said.append(Text(f"Column {word} is not read. Is it {near[0]}?",
                             f"La colonne {word} n'est pas lue. Est-ce {near[0]} ?"))
    return said


def _hierarchy(found: Loaded) -> list[Text]:
    places, said = found.places, []
    alone = [str(name) for name, code, epci in zip(places.name, places.code, places.epci, strict=True) if code == epci]
    if not {"epci", "epci_code", "epci_name"} & set(found.at):
        said.append(Text("No column gives the EPCI: all places share one public actor.",
                         "Aucune colonne ne donne l'EPCI : tous les lieux ont le même acteur public."))
    elif alone:
        said.append(Text(f"Places without EPCI, each a public actor of its own: {_some(alone)}.",
                         f"Lieux sans EPCI, chacun son propre acteur public : {_some(alone)}."))
    named = set(zip(places.epci.tolist(), places.epci_name.tolist(), strict=True))
    twice = sorted(code for code, n in Counter(code for code, _ in named).items() if n > 1)
    if twice:
        said.append(Text(f"EPCI of several names: {_some(twice)}.", f"EPCI à plusieurs noms : {_some(twice)}."))
    column = found.at.get("code")
    if column is not None and insee_column(found.table.header[column]):
        short = [row.values[column] for row in found.rows if len(row.values[column]) == 4]
        if short:
            said.append(Text(f"INSEE codes whose first 0 was lost, as in spreadsheets, and put back: {_some(short)}.",
                             f"Codes INSEE dont le premier 0 était perdu, comme dans un tableur, et remis : "
                             f"{_some(short)}."))
    return said


def _some(items: Sequence[str]) -> str:
    """Return how many items there are, and the first of them."""
    return f"{len(items)} ({', '.join(items[:SHOWN])}{', …' if len(items) > SHOWN else ''})"
