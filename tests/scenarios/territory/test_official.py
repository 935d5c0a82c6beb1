"""The official files load as they are: tables, maps and the national table of communes."""
import time

import numpy as np
import pytest

from scenarios.territory.geometry import signed_area
from scenarios.territory.reading import read_table
from scenarios.territory.table import FileTerritory, load

PEOPLE = {"chalon_creusot": (117, 223_884), "littoral_occitan": (225, 1_573_129), "mirecourt": (76, 18_346)}


@pytest.fixture
def folder(data_folder):
    found = data_folder / "territories"
    if not found.is_dir():
        pytest.skip(f"no territories in {data_folder}")
    return found


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("end", [".csv", ".geojson"])
def test_tables_and_maps_give_the_same_places(folder, name, end):
    places = load(folder / f"{name}{end}")
    assert (len(places), places.population.sum()) == PEOPLE[name]
    assert len(places.boundary) == (len(places) if end == ".geojson" else 0)


@pytest.mark.parametrize("name", PEOPLE)
def test_outlines_have_the_published_areas(folder, name):
    """Simplified to 80 m: areas within 3% of the table's for communes of some size, 0.5% on the whole."""
    places = load(folder / f"{name}.geojson")
    table = read_table(folder / f"{name}.csv")
    at = [table.header.index(column) for column in ("code_insee", "surface_km2")]
    published = {row.values[at[0]]: float(row.values[at[1]]) for row in table.rows}
    ours = np.array([sum(signed_area(ring) for ring in rings) for rings in places.boundary])
    theirs = np.array([published[code] for code in places.code])
    assert ours.sum() == pytest.approx(theirs.sum(), rel=0.005)
    assert (abs(ours / theirs - 1)[theirs > 5] < 0.03).all()


@pytest.fixture
def france(folder):
    return str(folder / "france_communes_min.csv.gz")


def test_the_national_table_loads_whole_but_for_places_without_position(france):
    places = FileTerritory(path=france).places()
    assert len(places) == 34_739 and len(places.unplaced) == 7 and places.unplaced[0] == "14666"
    assert np.count_nonzero(places.population == 0) == 6
    assert "7 places without position" in FileTerritory(path=france).source_line("en")
    assert np.unique(places.departement).size == 96 and np.unique(places.region).size == 13


@pytest.mark.parametrize(
    ("parts", "n", "people"),
    [({"epci": "247100589"}, 51, 114_041), ({"epci": ("200068088", "247100290")}, 66, 109_843),
     ({"departement": "Saône-et-Loire"}, 563, 550_310), ({"region": "94"}, 360, None)],
)
def test_any_part_is_cut_out_of_it(france, parts, n, people):
    places = FileTerritory(path=france, **parts).places()
    assert len(places) == n and people in (None, places.population.sum())


def test_a_cut_of_the_national_table_is_read_in_a_moment(france):
    """Half a second on one core of 2024; the bound leaves room for a machine shared by many."""
    FileTerritory(path=france, epci="247100589").places()
    start = time.process_time()
    FileTerritory(path=france, epci="247100589").places()
    assert time.process_time() - start < 1.5
