"""A bad file is refused in one message: every problem, its line, the value, the rule, the way out."""
import pytest

from scenarios.territory.table import FileTerritory, load
from sim.errors import InputError

HEAD = "code,nom,population,lat,lon\n"
GOOD = HEAD + "a,A,10,46.8,4.8\nb,B,20,46.7,4.9\n"


@pytest.fixture
def refused(tmp_path):
    """Write a file and return the problems said in English, after checking they are said in French too."""
    def write(content):
        path = tmp_path / "communes.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        with pytest.raises(InputError) as caught:
            load(path)
        for problem in caught.value.problems:
            assert problem.fr and problem.fr != problem.en and "communes.csv" in problem.fr
            assert "communes.csv" in problem.en
        return [problem.en for problem in caught.value.problems]
    return write


def test_the_good_file_of_these_tests_is_good(tmp_path):
    path = tmp_path / "good.csv"
    path.write_text(GOOD)
    assert len(load(path)) == 2


def test_all_problems_come_in_one_message(refused):
    said = refused(HEAD + "a,A,-5,46.8,4.8\na,B,many,46.7,4.9\nc,,30,95,4.9\nd,D,30,46,200\ne,E,1\n")
    assert len(said) == 7
    assert any("line 2" in s and "population is -5" in s and "inhabitants, 0 or more" in s for s in said)
    assert any("line 3" in s and "'many'" in s for s in said)
    assert any("lines 2-3" in s and "code 'a' repeats" in s for s in said)
    assert any("line 4" in s and "nom is empty" in s for s in said)
    assert any("line 4" in s and "swapped" in s for s in said)
    assert any("line 5" in s and "lon is 200" in s and "-180 to 180" in s for s in said)
    assert any("line 6" in s and "3 values for 5 columns" in s for s in said)


def test_each_missing_column_is_said_with_the_nearest_that_exists(refused):
    said = refused("code,nom,populaton,lattitude,lon\na,A,10,46.8,4.8\nb,B,20,46.7,4.9\n")
    assert len(said) == 2
    assert "population is missing" in said[0] and "Is it populaton?" in said[0]
    assert "lat is missing" in said[1] and "Is it lattitude?" in said[1]


def test_missing_columns_do_not_hide_bad_rows(refused):
    said = refused("code,nom,population,lon\na,A,x,4.8\nb,B,20,4.9\n")
    assert len(said) == 2 and "lat is missing" in said[0] and "line 2" in said[1]


def test_a_column_that_stands_twice_is_refused(refused):
    said = refused("code,nom,pop,pop,lat,lon\na,A,10,11,46.8,4.8\nb,B,20,21,46.7,4.9\n")
    assert len(said) == 1 and "pop stands twice" in said[0]


def test_codes_repeated_far_apart_name_every_line(refused):
    said = refused(GOOD + "a,C,1,46,4\nc,D,1,46,4\na,E,1,46,4\n")
    assert len(said) == 1 and "lines 2, 4, 6" in said[0] and "names may repeat" in said[0]


def test_without_codes_the_same_name_in_the_same_epci_is_refused(refused):
    said = refused("nom,epci,population,lat,lon\nBages,X,1,43,2.9\nBages,X,2,42.6,2.9\nBages,Y,2,42.6,2.9\n")
    assert len(said) == 1 and "lines 2-3" in said[0] and "same EPCI" in said[0]


def test_a_whole_file_with_lat_and_lon_swapped_is_one_problem(refused):
    said = refused(HEAD + "".join(f"c{i},N,10,4.{i},46.{i}\n" for i in range(1, 9)))
    assert len(said) == 1 and "lines 2-9" in said[0] and "lat and lon look swapped" in said[0]


def test_brittany_swapped_is_seen_too(refused):
    assert "swapped" in refused(HEAD + "a,Brest,10,-4.49,48.39\nb,Quimper,20,-4.10,47.99\n")[0]


@pytest.mark.parametrize("position", ["0,4.9", "14.6,-61.0", "-21.1,55.5", "9.5,-13.7"])
def test_positions_outside_france_are_not_called_swapped(tmp_path, position):
    path = tmp_path / "t.csv"
    path.write_text(f"{HEAD}a,A,10,46.8,4.8\nb,B,20,{position}\n")
    assert len(load(path)) == 2


def test_metres_for_degrees_are_recognised(refused):
    said = refused(HEAD + "a,A,10,6632000,841000\nb,B,20,46.7,4.9\n")
    assert len(said) == 2 and all("metres" in s for s in said)


@pytest.mark.parametrize("value", ["", "abc", "nan", "inf", "-1", "-0,5", "12%"])
def test_a_population_must_be_a_number_of_people(refused, value):
    said = refused(GOOD.replace(",10,", f',"{value}",'))
    assert len(said) == 1 and "line 2" in said[0] and "inhabitants, 0 or more" in said[0]
    assert (value or "is empty") in said[0]


@pytest.mark.parametrize("value", ["1,234", "1.234", "12.345.678"])
def test_a_population_that_can_be_read_two_ways_is_asked_about(refused, value):
    said = refused(GOOD.replace(",10,", f',"{value}",'))
    assert len(said) == 1 and "thousands or decimals" in said[0] and value in said[0]


@pytest.mark.parametrize(
    ("column", "value"), [("chomage", "9.2"), ("confiance", "-0.1"), ("besoin_sante", "x")]
)
def test_optional_columns_must_be_shares(refused, column, value):
    said = refused(f"code,nom,population,lat,lon,{column}\na,A,10,46,4,{value}\nb,B,10,46,4,\n")
    assert len(said) == 1 and "share from 0 to 1" in said[0] and value in said[0]


def test_a_column_is_named_as_in_the_file(refused):
    said = refused("code,nom,Habitants,lat,lon,Besoin santé\na,A,x,46,4,3\nb,,10,46,4,.3\n")
    assert "Habitants is 'x'" in said[0] and "Besoin santé is 3" in said[1] and "nom is empty" in said[2]


@pytest.mark.parametrize("value", ["0", "8", "5.5", "x"])
def test_density_classes_go_from_one_to_seven(refused, value):
    said = refused(f"code,nom,population,lat,lon,densite_code\na,A,10,46,4,{value}\nb,B,10,46,4,7\n")
    assert len(said) == 1 and "1 to 7" in said[0]


@pytest.mark.parametrize(
    ("column", "value", "rule"),
    [("associations", "-1", "per 1,000 inhabitants"), ("associations", "12%", "per 1,000 inhabitants"),
     ("formation", "1.5", "whole number"), ("formation", "-2", "whole number"),
     ("tiers_lieu", "2", "share from 0 to 1")],
)
def test_counts_have_their_own_rules(refused, column, value, rule):
    said = refused(f"code,nom,population,lat,lon,{column}\na,A,10,46,4,{value}\nb,B,10,46,4,1\n")
    assert len(said) == 1 and rule in said[0] and value in said[0]


@pytest.mark.parametrize("code", ["710766", "7107X", "2C004", "A1004"])
def test_insee_codes_have_five_characters(refused, code):
    said = refused(GOOD.replace("code,", "code_insee,").replace("a,A", "71076,A").replace("b,B", f"{code},B"))
    assert len(said) == 1 and f"'{code}'" in said[0] and "5 characters" in said[0]


def test_lat_without_lon_is_refused(refused):
    said = refused(HEAD + "a,A,10,46.8,4.8\nb,B,20,46.7,\nc,C,5,,4.9\n")
    assert len(said) == 2 and "line 3: lon is empty" in said[0] and "line 4: lat is empty" in said[1]


def test_too_many_people_without_position_are_refused(refused):
    said = refused(HEAD + "a,A,100,46.8,4.8\nb,B,100,46.7,4.9\nc,C,30,,\nd,D,1,,\n")
    assert len(said) == 1 and "lines 4-5" in said[0] and "13.4% of the inhabitants" in said[0] and "1%" in said[0]


def test_two_places_must_have_a_position(refused):
    assert "lat and lon are empty" in refused(HEAD + "a,A,1000,46.8,4.8\nb,B,1,,\n")[0]


def test_a_territory_nobody_lives_in_is_refused(refused):
    assert "no place has inhabitants" in refused(HEAD + "a,A,0,46,4\nb,B,0,46,4\n")[0]


@pytest.mark.parametrize(("content", "said"), [(b"", "is empty"), (b"\n\n", "is empty")])
def test_an_empty_file_is_refused(refused, content, said):
    assert said in refused(content)[0]


@pytest.mark.parametrize("rows", [0, 1])
def test_one_row_is_no_territory(refused, rows):
    said = refused("\n".join(GOOD.splitlines()[: rows + 1]))
    assert len(said) == 1 and "at least 2 places" in said[0] and f": {rows}," in said[0]


def test_a_value_with_the_separator_in_it_is_refused(refused):
    said = refused(GOOD.replace("46.8", "46,8"))
    assert len(said) == 1 and "6 values for 5 columns" in said[0]


def test_an_open_quote_is_refused_with_its_line(refused):
    said = refused(GOOD + 'c,"C,30,46,4\n')
    assert "line 4" in said[0] and "quotes" in said[0]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04\x14\x00\x06\x00spreadsheet", b"\x00\x01\x02", b"code,nom\x81\x8d"]
)
def test_what_is_no_text_is_refused(refused, content):
    assert "not a text file" in refused(content)[0]


def test_a_missing_file_is_said_with_what_is_beside(tmp_path):
    (tmp_path / "mine.csv").write_text(GOOD)
    with pytest.raises(InputError, match=r"does not exist.*mine\.csv"):
        FileTerritory(path=str(tmp_path / "main.csv")).places()
    with pytest.raises(InputError, match="does not exist"):
        FileTerritory(path=str(tmp_path / "none" / "main.csv")).digest()


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        FileTerritory(path=str(tmp_path)).places()


def test_a_territory_file_must_be_named():
    with pytest.raises(InputError) as caught:
        FileTerritory()
    assert "territory.path=FILE.csv" in caught.value.text("en")
    assert "territory.path=FICHIER.csv" in caught.value.text("fr")


def test_two_files_at_once_are_refused():
    with pytest.raises(InputError, match="only one file"):
        FileTerritory(path="x.csv", packaged="chalon_creusot.csv")


def test_a_packaged_file_that_does_not_exist_names_those_that_do():
    with pytest.raises(InputError, match=r"chalon_creusot\.csv"):
        FileTerritory(packaged="chalon.csv").places()
