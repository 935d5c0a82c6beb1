"""The place of a polygon lies where it should, and rings turn the right way."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.territory.geometry import centroid, inside, shape_of, signed_area

SQUARE = np.array([[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 4.0]])
CRESCENT = np.array([[0, 0], [10, 0], [10, 10], [0, 10], [0, 9], [9, 9], [9, 1], [0, 1]], dtype=float)
coordinates = st.floats(-80, 80).map(lambda value: round(value, 3))


def star(angles, radii, x, y):
    """Return a ring around (x, y), its points in the order of their angles."""
    turn = np.sort(angles)
    return np.column_stack([x + radii * np.cos(turn), y + radii * np.sin(turn)])


def test_the_centroid_of_a_square_is_its_middle_whichever_way_it_turns():
    for ring in (SQUARE, SQUARE[::-1]):
        assert centroid(ring) == pytest.approx([2, 2])
        shape = shape_of([[ring]])
        assert (shape.lon, shape.lat) == pytest.approx((2, 2))
        assert signed_area(shape.rings[0]) == 16


def test_a_hole_moves_the_centroid_away_and_turns_the_other_way():
    hole = np.array([[2.0, 1.0], [3.0, 1.0], [3.0, 3.0], [2.0, 3.0]])
    shape = shape_of([[SQUARE, hole]])
    assert shape.lon == pytest.approx((16 * 2 - 2 * 2.5) / 14) and shape.lat == pytest.approx(2)
    assert [np.sign(signed_area(ring)) for ring in shape.rings] == [1, -1]


def test_where_the_centroid_lies_outside_the_place_lies_inside():
    x, y = centroid(CRESCENT)
    assert not inside([CRESCENT], x, y)
    shape = shape_of([[CRESCENT]])
    assert inside([CRESCENT], shape.lon, shape.lat) and (shape.lon, shape.lat) == (9.5, 5.0)


def test_a_place_of_two_islands_lies_on_the_larger():
    small = SQUARE / 4 + 20
    shape = shape_of([[small], [SQUARE]])
    assert inside([SQUARE], shape.lon, shape.lat) and len(shape.rings) == 2


def test_a_flat_polygon_still_has_a_place():
    shape = shape_of([[np.array([[0.0, 1.0], [2.0, 1.0], [4.0, 1.0]])]])
    assert (shape.lon, shape.lat) == (2.0, 1.0)


@given(st.lists(st.floats(0, 6.28), min_size=5, max_size=30, unique=True), st.data(), coordinates, coordinates)
def test_the_place_of_a_polygon_around_its_middle_lies_inside_or_at_its_edge(angles, data, x, y):
    radii = np.array(data.draw(st.lists(st.floats(0.1, 5), min_size=len(angles), max_size=len(angles))))
    ring = star(np.array(angles), radii, x, y)
    shape = shape_of([[ring]])
    low, high = ring.min(axis=0), ring.max(axis=0)
    assert low[0] - 1e-9 <= shape.lon <= high[0] + 1e-9 and low[1] - 1e-9 <= shape.lat <= high[1] + 1e-9


@given(coordinates, coordinates)
def test_moving_a_polygon_moves_its_place_as_much(x, y):
    shape, moved = shape_of([[CRESCENT]]), shape_of([[CRESCENT + (x, y)]])
    assert (moved.lon - shape.lon, moved.lat - shape.lat) == pytest.approx((x, y), abs=1e-6)
