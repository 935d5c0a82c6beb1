"""Outlines come by code from a map, alone or beside the table of its name."""
import json

import pytest

from scenarios.territory.geometry import signed_area
from scenarios.territory.table import FileTerritory, load
from sim.errors import InputError

TABLE = "code,nom,population,lat,lon\nb,B,10,46.0,4.0\na,A,20,46.1,4.1\nc,C,30,46.2,4.2\n"


def outline(lat, lon, half=0.01):
    ring = [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half]]
    return {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}


def shapes(*codes, key="code"):
    at = {"a": (46.1, 4.1), "b": (46.0, 4.0), "c": (46.2, 4.2)}
    features = [{"type": "Feature", "properties": {key: c, "nom": c}, "geometry": outline(*at.get(c, (46.3, 4.3)))}
                for c in codes]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture
def files(tmp_path):
    def write(table=TABLE, shape=None, name="map.geojson"):
        (tmp_path / "towns.csv").write_text(table)
        (tmp_path / name).write_text(shape or shapes("c", "a"))
        return tmp_path
    return write


def test_a_map_gives_outlines_to_the_places_of_its_codes(files):
    folder = files()
    places = FileTerritory(path=str(folder / "towns.csv"), boundaries=str(folder / "map.geojson")).places()
    assert [outline is not None for outline in places.boundary] == [True, False, True]
    for row in (0, 2):
        ring = places.boundary[row][0]
        assert signed_area(ring) == pytest.approx(0.02**2 * 111.1 * 77.2, rel=0.02)
        assert ring.mean(axis=0) == pytest.approx((places.x_km[row], places.y_km[row]), abs=0.01)


def test_the_map_gives_the_position_of_places_without(files):
    table = "code,nom,population\nb,B,10\na,A,20\nc,C,30\n"
    folder = files(table, shapes("a", "b", "c"))
    places = FileTerritory(path=str(folder / "towns.csv"), boundaries=str(folder / "map.geojson")).places()
    assert places.lat == pytest.approx([46.1, 46.0, 46.2])


def test_a_map_without_inhabitants_takes_the_table_beside_it(files):
    folder = files(shape=shapes("a", "b", "c"), name="towns.geojson")
    places = load(folder / "towns.geojson")
    assert places.population.tolist() == [20, 10, 30] and None not in places.boundary
    before = FileTerritory(path=str(folder / "towns.geojson")).digest()
    (folder / "towns.csv").write_text(TABLE.replace("30", "31"))
    assert FileTerritory(path=str(folder / "towns.geojson")).digest() != before


@pytest.mark.parametrize(
    ("shape", "said"),
    [(shapes("x", "y"), "none of its codes, such as x"), (shapes("a", "a"), "features 1-2: code 'a' repeats"),
     (shapes("a", key="id"), "no column code")],
)
def test_a_map_of_other_places_is_refused_with_the_problems_of_the_table(files, shape, said):
    folder = files(TABLE.replace(",10,", ",x,"), shape)
    with pytest.raises(InputError) as caught:
        FileTerritory(path=str(folder / "towns.csv"), boundaries=str(folder / "map.geojson")).places()
    assert len(caught.value.problems) == 2 and "map.geojson" in str(caught.value) and said in str(caught.value)
    assert "towns.csv, line 2" in str(caught.value)


def test_taking_places_takes_their_outlines(files):
    folder = files()
    places = FileTerritory(path=str(folder / "towns.csv"), boundaries=str(folder / "map.geojson")).places()
    part = places.take(places.code != "a")
    assert part.boundary[0] is None and part.boundary[1] is places.boundary[2]


def test_overseas_outlines_lie_on_the_plane_of_their_places(tmp_path):
    features = [
        {"type": "Feature", "properties": {"code": str(i), "nom": "x", "population": 5},
         "geometry": outline(-21.0 + i / 10, 55.5, 0.02)} for i in range(2)
    ]
    path = tmp_path / "reunion.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    places = load(path)
    for row in range(2):
        assert places.boundary[row][0].mean(axis=0) == pytest.approx((places.x_km[row], places.y_km[row]), abs=0.01)
