"""Polygons in degrees: their middle, and rings turned the right way (géométrie des contours)."""
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

Ring = np.ndarray  # (n, 2) float64, longitude and latitude, the last point not repeated
Polygon = Sequence[Ring]  # the outer ring, then its holes


class Shape(NamedTuple):
    """Where a place is, in degrees WGS84, and its outline: no ring for a point.

    Outer rings turn anticlockwise and holes clockwise, so that a filled path leaves holes empty.
    """

    lat: float
    lon: float
    rings: tuple[Ring, ...] = ()


def shape_of(polygons: Sequence[Polygon]) -> Shape:
    """Return the shape of one or several polygons; its place is their centroid, or a point inside near it.

    The centroid is kept where it lies inside; else (a crescent, an archipelago) the place is the middle of
    the widest stretch of the largest polygon at half its height.
    """
    turned = [[_turned(ring, k == 0) for k, ring in enumerate(polygon)] for polygon in polygons]
    areas = [[signed_area(ring) for ring in polygon] for polygon in turned]
    total = sum(map(sum, areas))
    rings = [ring for polygon in turned for ring in polygon]
    if total > 0:
        weights = [area for polygon in areas for area in polygon]
        x, y = sum(w * centroid(r) for w, r in zip(weights, rings, strict=True)) / total  # type: ignore[misc]
        if inside(rings, x, y):
            return Shape(float(y), float(x), tuple(rings))
    largest = turned[int(np.argmax([polygon[0] for polygon in areas]))]
    x, y = _within(largest)
    return Shape(float(y), float(x), tuple(rings))


def signed_area(ring: Ring) -> float:
    """Return the area of a ring in square units, above 0 where it turns anticlockwise."""
    x, y = (ring - ring[0]).T
    return float(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2


def centroid(ring: Ring) -> np.ndarray:
    """Return the centre of gravity of the surface inside a ring; the mean of its points where it has none."""
    x, y = (ring - ring[0]).T
    cross = x * np.roll(y, -1) - y * np.roll(x, -1)
    if cross.sum() == 0:
        return ring.mean(axis=0)
    along = np.array([(x + np.roll(x, -1)) @ cross, (y + np.roll(y, -1)) @ cross])
    return ring[0] + along / (3 * cross.sum())


def inside(rings: Sequence[Ring], x: float, y: float) -> bool:
    """Say whether a point lies inside polygons given by all their rings: an odd number of edges east of it."""
    return sum(int(np.count_nonzero(_crossings(ring, y) > x)) for ring in rings) % 2 == 1


def _turned(ring: Ring, outer: bool) -> Ring:
    return ring if (signed_area(ring) >= 0) == outer else ring[::-1]


def _crossings(ring: Ring, y: float) -> np.ndarray:
    """Return where the edges of a ring cross the horizontal at ``y``."""
    (x0, y0), (x1, y1) = ring.T, np.roll(ring, -1, axis=0).T
    hit = (y0 <= y) != (y1 <= y)
    return x0[hit] + (y - y0[hit]) * (x1[hit] - x0[hit]) / (y1[hit] - y0[hit])


def _within(polygon: Polygon) -> tuple[float, float]:
    """Return the middle of the widest stretch inside a polygon at half its height."""
    y = float(polygon[0][:, 1].min() + polygon[0][:, 1].max()) / 2
    edges = np.sort(np.concatenate([_crossings(ring, y) for ring in polygon]))
    if edges.size < 2:  # a line, not a surface
        return float(polygon[0][:, 0].mean()), y
    widest = 2 * int(np.argmax(edges[1::2] - edges[::2]))
    return float(edges[widest : widest + 2].mean()), y
