"""Places from GeoJSON in WGS84 (RFC 7946), read with the standard library alone (GeoJSON)."""
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from scenarios.territory.geometry import Shape, shape_of
from scenarios.territory.reading import Row, Table
from sim.errors import InputError, Text

FEATURE = Text("feature", "objet")
WGS84 = ("crs84", "epsg::4326", "epsg:4326")  # how files written before RFC 7946 name it


def feature_table(found: Any, path: Path) -> Table:
    """Return the features of a GeoJSON object as a table: one row each, with its shape.

    Raises InputError with every feature whose geometry cannot be used.
    """
    if not isinstance(found, Mapping) or found.get("type") != "FeatureCollection":
        kind = found.get("type", "nothing") if isinstance(found, Mapping) else type(found).__name__
        raise InputError(Text(
            f"{path.name} holds {kind}, but must be a GeoJSON FeatureCollection: one feature for each place.",
            f"{path.name} contient {kind}, mais doit être une FeatureCollection GeoJSON : un objet par lieu.",
        ))
    features = found.get("features") or []
    return as_table([(_properties(f), _geometry(f)) for f in features], path, "GeoJSON")


def as_table(features: Sequence[tuple[Mapping[str, Any], Any]], path: Path, form: str) -> Table:
    """Return a table from the properties and the geometry (in the form of GeoJSON) of each feature.

    Raises InputError with every feature whose geometry cannot be used.
    """
    header = list(dict.fromkeys(name for properties, _ in features for name in properties))
    rows, problems = [], []
    for number, (properties, geometry) in enumerate(features, 1):
        try:
            shape = shape_in(geometry)
        except ValueError as error:
            said: Text = error.args[0]
            problems.append(Text(f"{path.name}, feature {number}: {said.en}",
                                 f"{path.name}, objet {number} : {said.fr}"))
            continue
        rows.append(Row(number, [text_of(properties.get(name)) for name in header], shape))
    if problems:
        raise InputError(*problems)
    return Table(path.name, header, rows, form, FEATURE)


def in_wgs84(found: Any) -> bool:
    """Say whether a GeoJSON object is in degrees WGS84: it says so, or says nothing, as RFC 7946 has it."""
    crs = found.get("crs") if isinstance(found, Mapping) else None
    return crs is None or any(word in json.dumps(crs).lower() for word in WGS84)


def text_of(value: Any) -> str:
    """Return a property as a spreadsheet would write it: "" for nothing, no decimals for a whole number."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return (json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)).strip()


def shape_in(geometry: Any) -> Shape | None:
    """Return the shape of a GeoJSON geometry, None where there is none.

    Raises ValueError, holding a Text, where it is no point or polygon or its positions are no numbers.
    """
    if geometry is None:
        return None
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    given: Any = geometry.get("coordinates") if isinstance(geometry, Mapping) else None
    if kind == "Point":
        lon, lat = _positions([given], 1)[0]
        return Shape(float(lat), float(lon))
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(Text(f"its geometry is {kind}, but must be a Point, a Polygon or a MultiPolygon.",
                              f"sa géométrie est {kind}, mais doit être Point, Polygon ou MultiPolygon."))
    polygons = [given] if kind == "Polygon" else given
    if not polygons or not all(polygons):
        return None
    return shape_of([[_ring(ring) for ring in polygon] for polygon in polygons])


def _ring(given: Any) -> np.ndarray:
    """Return a ring without its last point, which repeats the first."""
    points = _positions(given, 3)
    return points[:-1] if len(points) > 3 and (points[0] == points[-1]).all() else points


def _positions(given: Any, least: int) -> np.ndarray:
    try:
        points = np.array([[float(position[0]), float(position[1])] for position in given])
    except (TypeError, ValueError, IndexError, KeyError):
        points = np.empty((0, 2))
    if len(points) < least or not np.isfinite(points).all():
        raise ValueError(Text(
            f"its geometry lacks positions: each is [longitude, latitude], and a ring has {least} at least.",
            "sa géométrie manque de positions : chacune est [longitude, latitude], et un contour en a au moins "
            f"{least}.",
        ))
    far = points[(abs(points[:, 0]) > 180) | (abs(points[:, 1]) > 90)]
    if len(far):
        lon, lat = far[0]
        raise ValueError(Text(
            f"position [{lon:g}, {lat:g}] is not [longitude, latitude] in degrees (WGS84), as GeoJSON must be. "
            "Export it again in WGS84 (EPSG:4326).",
            f"la position [{lon:g}, {lat:g}] n'est pas [longitude, latitude] en degrés (WGS84), comme le veut GeoJSON. "
            "Exportez de nouveau en WGS84 (EPSG:4326).",
        ))
    return points


def _properties(feature: Any) -> Mapping[str, Any]:
    found = feature.get("properties") if isinstance(feature, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _geometry(feature: Any) -> Any:
    return feature.get("geometry") if isinstance(feature, Mapping) else None
