"""The table of existing sites is read whole, or refused with every problem at once."""
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scenarios.territory.sites import late_sites, read_sites
from scenarios.territory.table import FileTerritory
from sim.errors import InputError

CODES = ["01004", "71076", "71153"]


@pytest.fixture
def sites(tmp_path):
    def read(content, codes=CODES, elsewhere=()):
        path = tmp_path / "sites.csv"
        path.write_text(content, encoding="utf-8")
        return read_sites(path, codes, elsewhere)
    return read


def refused(sites, content):
    with pytest.raises(InputError) as caught:
        sites(content)
    for problem in caught.value.problems:
        assert problem.fr != problem.en and "sites.csv" in problem.fr
    return [problem.en for problem in caught.value.problems]


def test_sites_come_by_place_with_what_is_known_of_them(sites):
    found = sites("Code;Innovation;Nom;Ouverture;Forme\n71153;food_circuit;;;\n71076;third_place;La Ruche;2019;SCIC\n")
    assert [(s.place, s.innovation, s.name, s.opened, s.form) for s in found] == [
        (1, "third_place", "La Ruche", 2019, "cooperative"), (2, "food_circuit", "", None, "")]


ROWS = [
    "71076;third_place;La Ruche;2019;scic", "71076;third_place;L'Atelier;2012;association", "71076;third_place;;;",
    "71076;third_place;;;sas", "71153;food_circuit;;2020;", "71076;food_circuit;;2020;", "1004;third_place;;2001;",
]  # fmt: skip


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(ROWS))
def test_the_order_of_rows_changes_nothing(sites, rows):
    """Several of one place and innovation too: their luck goes by age, form and name, never by line."""
    head = "code;innovation;nom;ouverture;forme"
    straight, mixed = (sites("\n".join([head, *lines]) + "\n") for lines in (ROWS, rows))
    assert [site._replace(line=0) for site in mixed] == [site._replace(line=0) for site in straight]
    assert [site.opened for site in straight if site.place == 1] == [2020, 2012, 2019, None, None]


def test_code_and_innovation_are_enough(sites):
    found = sites("code_insee,innovation\n1004,third_place\n1004,third_place\n")
    assert [s.place for s in found] == [0, 0]


def test_age_counts_months_from_the_january_of_opening(sites):
    old, new = sites("code,innovation,ouverture\n01004,third_place,2019\n71076,third_place,\n")
    assert old.age_months(2025) == 72 and old.age_months(2019) == 0 and new.age_months(2025) == 0


def test_a_site_that_opens_later_is_told(sites):
    found = sites("code,innovation,ouverture\n01004,third_place,2030\n71076,third_place,2025\n")
    late = late_sites("sites.csv", found, 2025)
    assert len(late) == 1 and "line 2" in late[0].en and "2030" in late[0].fr


def test_sites_of_places_cut_away_are_left_out(sites):
    assert sites("code,innovation\n88001,third_place\n71076,third_place\n", elsewhere={"88001"})[0].place == 1


def test_every_problem_comes_in_one_message(sites):
    said = refused(sites, "code,innovation,nom,ouverture,forme\n99999,third_plce,,2019,SCIC\n71076,,,20x,\n"
                          "71153,food_circuit,A,1700,club\n71153,food_circuit,A,,\n71153,food_circuit,a,,\n1,2\n")
    assert any("line 2" in s and "no place" in s and "99999" in s for s in said)
    assert any("Unknown innovation 'third_plce'" in s and "Did you mean third_place" in s for s in said)
    assert any("line 3" in s and "innovation is empty" in s for s in said)
    assert any("line 3" in s and "'20x'" in s and "1850 to 2200" in s for s in said)
    assert any("line 4" in s and "'1700'" in s for s in said)
    assert any("Unknown forme 'club'" in s and "line 4" in s for s in said)
    assert any("lines 4-6" in s and "stands twice" in s for s in said)
    assert any("line 7" in s and "2 values for 5 columns" in s for s in said)
    assert len(said) == 8


def test_missing_columns_are_said_with_the_nearest(sites):
    said = refused(sites, "cod,inovation\n71076,third_place\n")
    assert len(said) == 2 and "Is it cod?" in said[0] and "Is it inovation?" in said[1]


def test_an_empty_file_is_refused(sites):
    assert "code is missing" in refused(sites, "")[0]


def test_a_territory_carries_its_sites_and_says_problems_of_both_files_at_once(tmp_path):
    places, table = tmp_path / "communes.csv", tmp_path / "sites.csv"
    places.write_text("code,nom,population,lat,lon\nb,B,10,46,4\na,A,10,46.1,4\nc,C,10,46.2,4\n")
    table.write_text("code,innovation\nb,third_place\nc,health_school\n")
    territory = FileTerritory(path=str(places), sites=str(table))
    loaded = territory.places()
    assert [loaded.code[site.place] for site in loaded.sites] == ["b", "c"]
    part = loaded.take(loaded.code != "a")
    assert [part.code[site.place] for site in part.sites] == ["b", "c"]
    assert len(loaded.take(loaded.code != "b").sites) == 1
    before = territory.digest()
    table.write_text("code,innovation\nz,third_place\n")
    assert territory.digest() != before
    places.write_text(places.read_text().replace(",10,", ",x,"))
    with pytest.raises(InputError) as caught:
        territory.places()
    assert "communes.csv" in str(caught.value) and "sites.csv, line 2" in str(caught.value)
