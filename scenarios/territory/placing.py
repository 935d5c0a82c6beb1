"""Where rows lie: impossible positions, swapped columns, rows without any (positions des lieux)."""
from collections.abc import Mapping, Sequence

import numpy as np

from scenarios.territory.checks import LEAST, Problems, lines_text, numbers
from scenarios.territory.columns import rule
from scenarios.territory.geometry import Shape
from scenarios.territory.reading import Row
from sim.errors import Text

LEFT_OUT = 0.01  # share of the inhabitants whose places may lack a position; assumption


def positions(
    rows: Sequence[Row], lat: np.ndarray, lon: np.ndarray, trusted: Sequence[bool], problems: Problems
) -> None:
    """Say which positions are impossible, and where lat and lon look swapped, except in ``trusted`` rows."""
    swapped = []
    french = (lat >= -6) & (lat <= 10) & (lon >= 41) & (lon <= 52) & ~np.array(trusted, dtype=bool)
    looks = french | ((abs(lat) > 90) & (abs(lat) <= 180) & (abs(lon) <= 90))
    far = (abs(lat) > 90) | (abs(lon) > 180)
    for i in np.flatnonzero(looks | far).tolist():
        if looks[i]:
            swapped.append(rows[i].line)
            continue
        for column, value in (("lat", lat[i]), ("lon", lon[i])):
            low, high, text = rule(column)
            if value == value and not low <= value <= high:
                metres = abs(value) > 1000
                advice = Text("It looks like metres of a map projection: convert it.",
                              "Cela ressemble à des mètres d'une projection : convertissez.")
                if not metres:
                    advice = Text("Correct the value.", "Corrigez la valeur.")
                name = problems.called(column)
                problems.say(rows[i].line, f"{name} is {value:g}, but must be {text.en}. {advice.en}",
                             f"{name} vaut {value:g}, mais doit être {text.fr}. {advice.fr}")
    if swapped:
        problems.say(
            lines_text(swapped), "lat and lon look swapped: lat must be degrees north, lon degrees east "
            "(France lies near lat 47, lon 3). Exchange the names of the two columns.",
            "lat et lon semblent inversées : lat est en degrés nord, lon en degrés est (la France est vers "
            "lat 47, lon 3). Échangez les noms des deux colonnes.",
        )


def placed(
    rows: Sequence[Row], at: Mapping[str, int], shapes: Sequence[Shape | None], population: np.ndarray,
    problems: Problems,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:  # fmt: skip
    """Return lat and lon of each row, and which rows have none: they are left out where few people live there.

    The columns lat and lon count before the shape. Notes impossible positions, those that have one of the two
    only, and all that are empty where they hold more than LEFT_OUT of the inhabitants.
    """
    written = {c: [row.values[at[c]] if c in at else "" for row in rows] for c in ("lat", "lon")}
    lat, lon = (np.array(numbers(rows, c, at[c], False, problems) if c in at else [np.nan] * len(rows))
                for c in ("lat", "lon"))  # fmt: skip
    bare = np.zeros(len(rows), dtype=bool)
    for i, (row, shape) in enumerate(zip(rows, shapes, strict=True)):
        given = [c for c in ("lat", "lon") if written[c][i]]
        if len(given) == 1:
            lacking = problems.called("lon" if given == ["lat"] else "lat")
            problems.say(row.line, f"{lacking} is empty, but lat and lon go together. Fill it in.",
                         f"{lacking} est vide, mais lat et lon vont ensemble. Complétez.")
        elif shape and not given:
            lat[i], lon[i] = shape.lat, shape.lon
        elif not given:
            bare[i] = True
    source = at.get("source")
    trusted = [source is not None and row.values[source] == "geonames" for row in rows]
    positions(rows, lat, lon, trusted, problems)
    _too_many(rows, bare, population, problems)
    return lat, lon, bare


def _too_many(rows: Sequence[Row], bare: np.ndarray, population: np.ndarray, problems: Problems) -> None:
    """Say which rows have no position where they are too many to be left out."""
    people = np.nan_to_num(population)
    share = people[bare].sum() / (people.sum() or 1.0)
    if bare.any() and (share > LEFT_OUT or np.count_nonzero(~bare) < LEAST):
        comma = f"{100 * share:.1f}".replace(".", ",")
        problems.say(
            lines_text([rows[i].line for i in np.flatnonzero(bare).tolist()]),
            f"lat and lon are empty, for {share:.1%} of the inhabitants; places without position are left out up to "
            f"{LEFT_OUT:.0%}. Fill them in, or remove the rows.",
            f"lat et lon sont vides, pour {comma}\u00a0% des habitants ; les lieux sans position sont laissés de côté "
            f"jusqu'à {100 * LEFT_OUT:.0f}\u00a0%. Complétez, ou supprimez ces lignes.",
        )
