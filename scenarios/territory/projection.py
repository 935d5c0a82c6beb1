"""From latitude and longitude to kilometres on a plane (projection cartographique)."""
from collections.abc import Callable

import numpy as np

Plane = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]  # from lat and lon to x and y in km

SEMI_MAJOR = 6_378.137  # km, GRS80 (RGF93), which agrees with WGS84 to well under a metre
ECCENTRICITY = 0.0818191910428158  # GRS80, first eccentricity
EARTH_RADIUS = 6_371.0088  # km, mean radius (IUGG)

# Lambert-93: conformal conic, parallels 44 and 49 degrees N, origin 46.5 N 3 E (IGN, NTG 71).
PARALLELS = np.radians([44.0, 49.0])
ORIGIN_LAT, ORIGIN_LON = np.radians(46.5), np.radians(3.0)
FALSE_X, FALSE_Y = 700.0, 6_600.0  # km

# The box of metropolitan France, Corsica included: degrees of latitude, then of longitude.
FRANCE = ((41.2, 51.3), (-5.3, 9.7))


def in_metropolitan_france(lat: np.ndarray, lon: np.ndarray) -> bool:
    """Say whether every point lies in the box where Lambert-93 is the plane in use."""
    (south, north), (west, east) = FRANCE
    return bool(np.all((lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)))


def _isometric(lat: np.ndarray) -> np.ndarray:
    """Return the exponential of minus the isometric latitude of the GRS80 ellipsoid."""
    swing = ECCENTRICITY * np.sin(lat)
    return np.tan(np.pi / 4 - lat / 2) / ((1 - swing) / (1 + swing)) ** (ECCENTRICITY / 2)


def _parallel_radius(lat: np.ndarray) -> np.ndarray:
    """Return the radius of the parallel at ``lat`` in semi-major axes."""
    return np.cos(lat) / np.sqrt(1 - (ECCENTRICITY * np.sin(lat)) ** 2)


def lambert93(lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return Lambert-93 x and y in km of points in degrees (WGS84).

    Source: closed formula of the conformal conic with two parallels, Snyder (1987), Map Projections:
    A Working Manual, USGS Professional Paper 1395, p. 107-108.
    """
    phi, lam = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    radius, t = _parallel_radius(PARALLELS), _isometric(PARALLELS)
    n = np.log(radius[0] / radius[1]) / np.log(t[0] / t[1])
    scale = SEMI_MAJOR * radius[0] / (n * t[0] ** n)
    rho, rho_origin = scale * _isometric(phi) ** n, scale * _isometric(ORIGIN_LAT) ** n
    theta = n * (lam - ORIGIN_LON)
    return FALSE_X + rho * np.sin(theta), FALSE_Y + rho_origin - rho * np.cos(theta)


def _middle(phi: np.ndarray, lam: np.ndarray) -> tuple[float, float]:
    """Return the centre of points on the sphere, in radians; it does not break at 180 degrees."""
    x, y, z = np.cos(phi) * np.cos(lam), np.cos(phi) * np.sin(lam), np.sin(phi)
    return float(np.arctan2(z.mean(), np.hypot(x.mean(), y.mean()))), float(np.arctan2(y.mean(), x.mean()))


def local_plane(
    lat: np.ndarray, lon: np.ndarray, middle: tuple[float, float] | None = None
) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y in km on an azimuthal equidistant plane around the middle of the points.

    Distances and directions from the middle are kept; on a sphere, so to 0.6% of the ellipsoid.
    ``middle`` is another point to lay the plane around, in radians.
    Source: Snyder (1987), p. 195.
    """
    phi, lam = np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float))
    phi0, lam0 = _middle(phi, lam) if middle is None else middle
    cosine = np.sin(phi0) * np.sin(phi) + np.cos(phi0) * np.cos(phi) * np.cos(lam - lam0)
    east = np.cos(phi) * np.sin(lam - lam0)
    north = np.cos(phi0) * np.sin(phi) - np.sin(phi0) * np.cos(phi) * np.cos(lam - lam0)
    angle = np.arctan2(np.hypot(east, north), cosine)
    stretch = EARTH_RADIUS * np.where(angle > 0, angle / np.maximum(np.sin(angle), 1e-300), 1.0)
    return stretch * east, stretch * north


def plane_of(lat: np.ndarray, lon: np.ndarray) -> Plane:
    """Return the plane for these points: Lambert-93 where all lie in metropolitan France, else one of their own."""
    if in_metropolitan_france(lat, lon):
        return lambert93
    middle = _middle(np.radians(np.asarray(lat, float)), np.radians(np.asarray(lon, float)))
    return lambda north, east: local_plane(north, east, middle)


def project(lat: np.ndarray, lon: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return x and y in km: Lambert-93 where all points lie in metropolitan France, else a local plane."""
    return plane_of(lat, lon)(lat, lon)
