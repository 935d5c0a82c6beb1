"""Maps give the places they hold, with and without geopandas; what cannot be read is said, feature by feature."""
import gzip
import json
import sys

import numpy as np
import pytest

from scenarios.territory import extra
from scenarios.territory.formats import read_any
from scenarios.territory.table import FileTerritory, load
from sim.errors import InputError

TOWNS = (("2A004", "Ajaccio", 73_000, 41.92, 8.74), ("2B033", "Bastia", 48_000, 42.70, 9.45))


def square(lat, lon, half=0.02):
    return [[lon - half, lat - half], [lon + half, lat - half], [lon + half, lat + half], [lon - half, lat + half],
            [lon - half, lat - half]]


def feature(code, name, people, geometry, **others):
    return {"type": "Feature", "properties": {"code_insee": code, "nom": name, "population": people, **others},
            "geometry": geometry}


def collection(*features, **others):
    return {"type": "FeatureCollection", "features": list(features), **others}


def points():
    return [feature(c, n, p, {"type": "Point", "coordinates": [lon, lat]}) for c, n, p, lat, lon in TOWNS]


def polygons():
    return [feature(c, n, p, {"type": "Polygon", "coordinates": [square(lat, lon)]}) for c, n, p, lat, lon in TOWNS]


@pytest.fixture
def written(tmp_path):
    def write(found, name="towns.geojson"):
        path = tmp_path / name
        path.write_text(json.dumps(found), encoding="utf-8")
        return path
    return write


def refused(path):
    with pytest.raises(InputError) as caught:
        load(path)
    for problem in caught.value.problems:
        assert problem.fr and problem.fr != problem.en
    return [problem.en for problem in caught.value.problems]


@pytest.fixture
def without_geopandas(monkeypatch):
    monkeypatch.setitem(sys.modules, "geopandas", None)


def test_points_are_places_and_codes_stay_text(written, without_geopandas):
    places = load(written(collection(*points())))
    assert places.code.tolist() == ["2A004", "2B033"] and places.departement.tolist() == ["2A", "2B"]
    assert places.lat.tolist() == [41.92, 42.70] and places.boundary == ()


def test_polygons_give_their_middle_and_their_outline_in_km(written, without_geopandas):
    places = load(written(collection(*polygons())))
    assert places.lat == pytest.approx([41.92, 42.70]) and places.lon == pytest.approx([8.74, 9.45])
    for row, (ring,) in enumerate(places.boundary):
        height = np.ptp(ring[:, 1])
        assert len(ring) == 4 and height == pytest.approx(0.04 * 111.1, rel=0.1)  # the plane turns a little
        assert abs(ring.mean(axis=0) - (places.x_km[row], places.y_km[row])).max() < 0.05
        assert not ring.flags.writeable


def test_a_multipolygon_with_a_hole_keeps_every_ring(written):
    _, _, _, lat, lon = TOWNS[0]
    geometry = {"type": "MultiPolygon", "coordinates": [
        [square(lat, lon), square(lat, lon, 0.005)], [square(lat + 0.1, lon)],
    ]}
    places = load(written(collection(feature("2A004", "Ajaccio", 1, geometry), points()[1])))
    assert len(places.boundary[0]) == 3 and places.boundary[1] is None


def test_a_gzip_and_an_older_file_that_names_wgs84_are_read(tmp_path, written):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:OGC:1.3:CRS84"}}
    path = written(collection(*points(), crs=crs))
    zipped = tmp_path / "towns.geojson.gz"
    zipped.write_bytes(gzip.compress(path.read_bytes()))
    assert load(path).code.tolist() == load(zipped).code.tolist() == ["2A004", "2B033"]


def test_columns_of_a_map_count_before_its_shape(written):
    features = [feature("2A004", "Ajaccio", 5, points()[0]["geometry"], lat=41.5, lon=8.9), points()[1]]
    assert load(written(collection(*features))).lat.tolist() == [41.5, 42.70]


def test_a_feature_without_geometry_takes_its_columns(written):
    features = [feature("2A004", "Ajaccio", 5, None, lat=41.5, lon=8.9), points()[1]]
    places = load(written(collection(*features)))
    assert places.lat.tolist() == [41.5, 42.70]


def test_all_bad_features_come_in_one_message(written):
    line = {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}
    said = refused(written(collection(
        feature("1", "A", 1, line),
        feature("2", "B", 1, {"type": "Point", "coordinates": [652_000, 6_862_000]}),
        feature("3", "C", 1, {"type": "Polygon", "coordinates": [[[1, 2], [3]]]}),
        *points(),
    )))
    assert len(said) == 3
    assert "feature 1" in said[0] and "LineString" in said[0]
    assert "feature 2" in said[1] and "EPSG:4326" in said[1]
    assert "feature 3" in said[2] and "positions" in said[2]


def test_bad_properties_are_said_by_feature(written):
    bad = feature("2A4", "", "many", points()[0]["geometry"])
    said = refused(written(collection(bad, *points())))
    assert len(said) == 3 and all("feature 1" in problem for problem in said)
    assert any("5 characters" in problem for problem in said) and any("'many'" in problem for problem in said)


@pytest.mark.parametrize(
    ("text", "said"),
    [('{"type": "FeatureCollection", "features": [', "not readable as GeoJSON"), ("[1, 2]", "FeatureCollection"),
     ('{"type": "Topology"}', "holds Topology"), ('{"type": "FeatureCollection", "features": []}', "is empty")],
)
def test_what_is_no_feature_collection_is_refused(tmp_path, text, said):
    path = tmp_path / "towns.geojson"
    path.write_text(text)
    assert said in refused(path)[0]


def test_a_map_without_inhabitants_says_how_to_give_them(written):
    features = [{**f, "properties": {"code_insee": f["properties"]["code_insee"], "nom": "x"}} for f in points()]
    said = refused(written(collection(*features)))
    assert any("territory.boundaries=towns.geojson" in problem for problem in said)


def test_a_damaged_gzip_is_said(tmp_path):
    path = tmp_path / "towns.csv.gz"
    path.write_bytes(gzip.compress(b"code,nom\n" * 100)[:-20])
    assert "damaged gzip" in refused(path)[0]


def test_another_projection_asks_for_the_extra_by_name(written, without_geopandas):
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
    said = refused(written(collection(*points(), crs=crs)))
    assert len(said) == 1 and "geopandas" in said[0] and "extra geo" in said[0] and "pip install" in said[0]


def test_a_geopackage_asks_for_the_extra_by_name(tmp_path, without_geopandas):
    path = tmp_path / "towns.gpkg"
    path.write_bytes(b"SQLite format 3\x00" + b"\x00" * 100)
    assert "extra geo" in refused(path)[0]


def test_a_geopackage_that_is_none_is_refused(tmp_path):
    path = tmp_path / "towns.gpkg"
    path.write_text("code,nom\n")
    assert "not a GeoPackage" in refused(path)[0]


def test_a_library_that_is_there_is_given():
    assert extra.library("json", None) is json


@pytest.fixture
def frame():
    geopandas = pytest.importorskip("geopandas", reason="geopandas (extra geo) is not installed")
    pytest.importorskip("pyogrio", reason="pyogrio (extra geo) is not installed")
    return geopandas.GeoDataFrame.from_features(polygons(), crs=4326)


@pytest.mark.parametrize("crs", [4326, 2154, 3857])
def test_a_geopackage_of_any_projection_gives_the_same_places(frame, written, tmp_path, crs):
    path = tmp_path / "towns.gpkg"
    frame.to_crs(crs).to_file(path, layer="commune", driver="GPKG")
    ours, theirs = load(written(collection(*polygons()))), load(path)
    assert theirs.code.tolist() == ours.code.tolist() and theirs.population.tolist() == ours.population.tolist()
    for name in ("x_km", "y_km"):
        assert getattr(theirs, name) == pytest.approx(getattr(ours, name), abs=0.01)
    for one, other in zip(ours.boundary, theirs.boundary, strict=True):
        assert one[0].mean(axis=0) == pytest.approx(other[0].mean(axis=0), abs=0.01)
    assert f"EPSG:{crs}" in read_any(path).form


def test_a_geojson_in_lambert93_is_converted(frame, tmp_path):
    path = tmp_path / "lambert.geojson"
    frame.to_crs(2154).to_file(path, driver="GeoJSON", engine="pyogrio")
    assert load(path).lat == pytest.approx([41.92, 42.70], abs=1e-4)


def test_of_several_layers_one_must_be_chosen(frame, tmp_path):
    path = tmp_path / "towns.gpkg"
    for layer in ("north", "south"):
        frame.to_file(path, layer=layer, driver="GPKG")
    assert "north, south" in refused(path)[0] and "territory.layer=" in refused(path)[0]
    assert len(FileTerritory(path=str(path), layer="north").places()) == 2
    with pytest.raises(InputError, match="Did you mean north"):
        FileTerritory(path=str(path), layer="nort").places()


def test_the_layer_of_communes_is_taken_among_others(frame, tmp_path):
    path = tmp_path / "admin.gpkg"
    frame.to_file(path, layer="COMMUNE", driver="GPKG")
    frame.to_file(path, layer="DEPARTEMENT", driver="GPKG")
    assert len(load(path)) == 2


@pytest.mark.filterwarnings("ignore:'crs' was not provided")
def test_a_geopackage_without_projection_is_refused(frame, tmp_path):
    path = tmp_path / "towns.gpkg"
    frame.set_crs(None, allow_override=True).to_file(path, driver="GPKG")
    assert "states no projection" in refused(path)[0]


def test_empty_cells_of_a_geopackage_are_empty(frame, tmp_path):
    path = tmp_path / "towns.gpkg"
    frame.assign(chomage=[0.1, None], densite_code=[3, None]).to_file(path, driver="GPKG")
    places = load(path)
    assert places.columns["unemployment"][0] == 0.1 and np.isnan(places.columns["unemployment"][1])
    assert places.density[0] == 3
