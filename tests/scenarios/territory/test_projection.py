"""The plane in km agrees with IGN's and keeps distances elsewhere."""
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.territory.projection import EARTH_RADIUS, lambert93, local_plane, plane_of, project

# Centres of communes published in both systems: degrees to 5 decimals, Lambert-93 metres.
KNOWN = [
    (47.17798, 2.98601, 698_941, 6_675_300),
    (47.24902, 3.22461, 716_988, 6_683_214),
    (43.31137, 2.91043, 692_729, 6_245_805),
    (48.19175, 6.19292, 937_201, 6_792_729),
]


@pytest.mark.parametrize(("lat", "lon", "x", "y"), KNOWN)
def test_lambert93_is_within_two_metres_of_the_reference(lat, lon, x, y):
    found_x, found_y = lambert93(lat, lon)
    assert abs(found_x * 1000 - x) < 2 and abs(found_y * 1000 - y) < 2


def test_lambert93_puts_its_origin_where_ign_does():
    x, y = lambert93(46.5, 3.0)
    assert (float(x), float(y)) == pytest.approx((700.0, 6_600.0), abs=1e-9)


@given(st.floats(-60, 60), st.floats(-180, 180), st.floats(-0.5, 0.5), st.floats(-0.5, 0.5))
def test_local_plane_keeps_great_circle_distances_from_the_middle(lat, lon, north, east):
    """Two points are equally far from their middle, so on the plane their distance is the arc."""
    a, b = np.array([lat, lat + north]), np.array([lon, lon + east])
    x, y = local_plane(a, b)
    phi, lam = np.radians(a), np.radians(b)
    haversine = np.sin((phi[1] - phi[0]) / 2) ** 2 + np.cos(phi).prod() * np.sin((lam[1] - lam[0]) / 2) ** 2
    arc = 2 * EARTH_RADIUS * np.arcsin(np.sqrt(haversine))
    assert np.hypot(x[1] - x[0], y[1] - y[0]) == pytest.approx(arc, abs=1e-5)


def test_local_plane_holds_together_across_the_antimeridian():
    x, _ = local_plane(np.array([-17.0, -17.0]), np.array([179.9, -179.9]))
    assert 0 < x[1] - x[0] < 25


def test_overseas_places_get_their_own_plane_and_metropolitan_ones_lambert93():
    x, y = project(np.array([-20.88, -21.34]), np.array([55.45, 55.48]))
    assert abs(x.mean()) < 1 and abs(y.mean()) < 1 and y[0] > y[1]
    x, y = project(np.array([41.92, 50.63]), np.array([8.74, 3.06]))
    assert (x > 600).all() and (y > 6_000).all()


def test_one_place_outside_france_takes_all_places_off_lambert93():
    x, _ = project(np.array([46.8, 16.3]), np.array([4.8, -61.5]))
    assert x[0] > 0 > x[1] and x.mean() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(("lat", "lon"), [(0.5, 100.0), (-21.1, 55.5), (16.2, -61.5), (48.0, -71.0), (69.6, 18.9)])
def test_local_plane_is_within_its_stated_share_of_distances_on_the_ellipsoid(lat, lon):
    """Between all pairs of points of a territory 100 km wide, at 0.6% (the sphere's own error)."""
    geod = pytest.importorskip("pyproj", reason="pyproj (extra geo) is not installed").Geod(ellps="GRS80")
    luck = np.random.default_rng(7)
    norths, easts = lat + luck.uniform(-0.45, 0.45, 30), lon + luck.uniform(-0.45, 0.45, 30) / np.cos(np.radians(lat))
    x, y = local_plane(norths, easts)
    i, j = np.triu_indices(30, 1)
    true = np.array(geod.inv(easts[i], norths[i], easts[j], norths[j])[2]) / 1000
    assert (abs(np.hypot(x[i] - x[j], y[i] - y[j]) / true - 1) < 0.006).all()


def test_a_plane_laid_for_some_points_takes_others():
    plane = plane_of(np.array([-21.0, -21.2]), np.array([55.4, 55.6]))
    x, y = plane(np.array([-21.1]), np.array([55.5]))
    assert abs(x[0]) < 0.1 and abs(y[0]) < 0.1
    assert plane_of(np.array([46.0]), np.array([4.0])) is lambert93
