"""The outlines of places: by code from a map, and in km on the plane of the territory (contours)."""
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from scenarios.territory.checks import Problems, unique
from scenarios.territory.columns import find_columns
from scenarios.territory.formats import MAPS
from scenarios.territory.geometry import Shape
from scenarios.territory.places import Boundary
from scenarios.territory.projection import Plane
from scenarios.territory.reading import Row, Table


def beside(path: Path) -> Path | None:
    """Return the table of the same name beside a map: towns.csv or towns.csv.gz for towns.geojson."""
    if path.suffix.lower() not in MAPS:
        return None
    found = [path.with_suffix(end) for end in (".csv", ".csv.gz")]
    return next((other for other in found if other.is_file()), None)


def shapes_of(
    rows: Sequence[Row], codes: Sequence[str], shapes: Table | None, problems: Problems
) -> list[Shape | None]:
    """Return the shape of each place: its row's own, else that of its code in ``shapes``, else None.

    Notes a map of other places: one without codes, with repeated ones, or with none of the codes wanted.
    """
    if shapes is None:
        return [row.shape for row in rows]
    column, _ = find_columns(shapes, ())
    other = Problems(shapes.file, problems.found, shapes.unit)
    if "code" not in column:
        other.say_of_all("no column code tells which outline is whose. Add code or code_insee.",
                         "aucune colonne code ne dit à qui est chaque contour. Ajoutez code ou code_insee.")
        return [None] * len(rows)
    theirs = [row.values[column["code"]] for row in shapes.rows]
    unique(shapes.rows, theirs, False, other)
    by_code = dict(zip(theirs, (row.shape for row in shapes.rows), strict=True))
    if rows and not set(by_code) & set(codes):
        other.say_of_all(f"none of its codes, such as {theirs[0] if theirs else ''}, is a place's, such as {codes[0]}.",
                         f"aucun de ses codes, comme {theirs[0] if theirs else ''}, n'est celui d'un lieu, comme "
                         f"{codes[0]}.")
    return [by_code.get(code) for code in codes]


def in_km(shapes: Sequence[Shape | None], plane: Plane) -> tuple[Boundary | None, ...]:
    """Return the outlines on a plane, read-only; () where no place has one."""
    rings = [ring for shape in shapes if shape for ring in shape.rings]
    if not rings:
        return ()
    lon, lat = np.concatenate(rings).T
    points = np.column_stack(plane(lat, lon))
    points.flags.writeable = False
    parts = iter(np.split(points, np.cumsum([len(ring) for ring in rings])[:-1]))
    return tuple(
        tuple(next(parts) for _ in shape.rings) if shape and shape.rings else None for shape in shapes
    )
