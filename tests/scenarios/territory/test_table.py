"""Files of any spreadsheet's making give the places they hold."""
import gzip
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.territory.checks import Problems, numbers
from scenarios.territory.projection import lambert93
from scenarios.territory.reading import Row, number, plain, read_table
from scenarios.territory.table import FileTerritory, load

ROOT = Path(__file__).resolve().parents[3]
DATA = Path(os.environ.get("ESSAIMAGE_DATA", ROOT.parent / "shared" / "data")) / "territories"
official = pytest.mark.skipif(
    not DATA.is_dir(), reason=f"official files not found in {DATA}; set ESSAIMAGE_DATA to their folder"
)

PLAIN = """code_insee,nom,population,lat,lon
71076,Chalon-sur-Saône,45102,46.79,4.85
71153,Le Creusot,20509,46.80,4.42
01004,Ambérieu,0,45.96,5.36
"""


@pytest.fixture
def written(tmp_path):
    """Write a file and return what it loads as."""
    def write(content, encoding="utf-8"):
        path = tmp_path / "communes.csv"
        path.write_bytes(content.encode(encoding) if isinstance(content, str) else content)
        return load(path)
    return write


def test_five_columns_are_enough(written):
    places = written(PLAIN)
    assert places.code.tolist() == ["01004", "71076", "71153"]
    assert places.name.tolist() == ["Ambérieu", "Chalon-sur-Saône", "Le Creusot"]
    assert places.departement.tolist() == ["01", "71", "71"]
    assert places.region.tolist() == ["84", "27", "27"]
    assert set(places.epci) == {"epci-1"} and set(places.source) == {"file"}


def test_a_place_without_inhabitants_is_kept(written):
    assert written(PLAIN).population.tolist() == [0, 45_102, 20_509]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_of_spreadsheets_give_the_same_names(written, encoding):
    assert "Chalon-sur-Saône" in written(PLAIN, encoding).name


@pytest.mark.parametrize("separator", [";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends_give_the_same_places(written, separator, end):
    places = written(PLAIN.replace(",", separator).replace("\n", end))
    assert places.population.sum() == 65_611


def test_french_names_and_numbers_are_read(written):
    places = written(
        "Commune;Libellé EPCI;Pop;Latitude;Longitude\n"
        'Chagny;Beaune;"5 684,5";46,9089;4,7525\n'
        "Givry;Grand Chalon;3\u202f741;46,78;4,75\n"
        "Lux;Grand Chalon;1\u00a0885;46,74;4,85\n"
    )
    assert places.population.tolist() == [5684.5, 3741, 1885]
    assert places.code.tolist() == ["chagny@beaune", "givry@grand_chalon", "lux@grand_chalon"]
    assert (places.epci == places.epci_name).all() and places.lat[0] == 46.9089
    assert places.epci_name.tolist() == ["Beaune", "Grand Chalon", "Grand Chalon"]


def test_without_codes_the_same_name_in_two_epci_is_two_places(written):
    places = written("nom,epci,population,lat,lon\nBages,Narbonne,720,43.1,2.9\nBages,Aspres,4000,42.6,2.9\n")
    assert places.code.tolist() == ["bages@aspres", "bages@narbonne"]


def test_with_codes_names_may_repeat(written):
    places = written("code,nom,population,lat,lon\n11024,Bages,720,43.1,2.9\n66011,Bages,4000,42.6,2.9\n")
    assert places.name.tolist() == ["Bages", "Bages"] and places.departement.tolist() == ["11", "66"]


def test_the_zero_a_spreadsheet_dropped_comes_back(written):
    places = written(PLAIN.replace("01004", "1004"))
    assert places.code[0] == "01004" and places.departement[0] == "01"


@pytest.mark.parametrize(
    ("code", "departement", "region"),
    [
        ("2A004", "2A", "94"), ("97411", "974", "04"), ("97105", "971", "01"), ("99999", "00", "00"),
    ],
)
def test_departement_and_region_come_from_the_code(written, code, departement, region):
    places = written(PLAIN.replace("71153", code))
    row = places.code.tolist().index(code)
    assert (places.departement[row], places.region[row]) == (departement, region)


def test_other_codes_than_insee_tell_nothing_of_departement_and_region(written):
    places = written(PLAIN.replace("71153", "K-1").replace("code_insee", "code"))
    row = places.code.tolist().index("K-1")
    assert (places.departement[row], places.region[row]) == ("00", "00")


def test_optional_columns_keep_their_values_and_their_gaps(written):
    places = written(
        "code,nom,population,lat,lon,chomage,confiance,acces_numerique,besoin_lien_social,densite_code,autre\n"
        "a,A,10,46,4,\"9,2 %\",.4,,1,5,x\n"
        "b,B,10,46,4,0.1,.5,.8,0,,y\n"
    )
    assert sorted(places.columns) == ["digital_access", "need_social_ties", "trust", "unemployment"]
    assert places.columns["unemployment"].tolist() == pytest.approx([0.092, 0.1])
    assert np.isnan(places.columns["digital_access"][0]) and places.columns["digital_access"][1] == 0.8
    assert places.density.tolist() == [5, 7]


def test_counts_are_read_beside_shares(written):
    places = written("code,nom,population,lat,lon,associations,formation,tiers_lieu,competence_numerique\n"
                     "a,A,10,46,4,12.5,3,0.4,.7\nb,B,10,46,4,,,,\n")
    assert sorted(places.columns) == ["associations", "digital_skill", "third_place", "training"]
    assert [column[0] for _, column in sorted(places.columns.items())] == [12.5, 0.7, 0.4, 3]
    assert all(np.isnan(column[1]) for column in places.columns.values())


def test_a_column_densite_is_no_density_class(written):
    places = written("code,nom,population,lat,lon,densite\na,A,10,46,4,64.3\nb,B,10,46,4,1\n")
    assert places.density.tolist() == [7, 7]


def test_a_few_people_without_position_are_left_out(written):
    places = written(PLAIN + "71999,Hameau,12,,\n")
    assert places.code.tolist() == ["01004", "71076", "71153"] and places.unplaced == ("71999",)


def test_the_attribution_of_the_file_is_its_credit(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("code,nom,population,lat,lon,attribution\na,A,1,46,4,INSEE 2023\nb,B,1,46,4,INSEE 2023\n")
    assert FileTerritory(path=str(path)).source_line("en") == "INSEE 2023"
    assert FileTerritory(path=str(path), credit_en="Mine").source_line("en") == "Mine"


def test_a_gzip_gives_the_same_places(tmp_path):
    path = tmp_path / "communes.csv.gz"
    path.write_bytes(gzip.compress(PLAIN.encode("cp1252")))
    assert load(path).name.tolist() == ["Ambérieu", "Chalon-sur-Saône", "Le Creusot"]


@given(st.lists(st.floats(-90, 90, allow_nan=False).map(lambda value: round(value, 5)), min_size=2, max_size=30))
def test_plain_numbers_are_read_alike_the_quick_way_and_the_careful_one(values):
    texts = [repr(value) for value in values]
    quick = numbers([Row(i, [text]) for i, text in enumerate(texts)], "lat", 0, True, Problems("x", []))
    careful = numbers([Row(i, [f" {text}"]) for i, text in enumerate(texts)], "lat", 0, True, Problems("x", []))
    assert quick == careful == values


def test_epci_is_a_name_beside_a_siren_and_a_code_beside_a_name(written):
    row = "code,nom,population,lat,lon,{}\na,A,10,46,4,{}\nb,B,10,46,4,{}\n"
    places = written(row.format("siren_epci,epci", *["247100589,Grand Chalon"] * 2))
    assert (places.epci[0], places.epci_name[0]) == ("247100589", "Grand Chalon")
    places = written(row.format("epci,epci_name", *["247100589,Grand Chalon"] * 2))
    assert (places.epci[0], places.epci_name[0]) == ("247100589", "Grand Chalon")


def test_source_says_which_places_are_invented(written):
    places = written("code,nom,population,lat,lon,source\na,A,60,46,4,INSEE\nb,B,40,46,4,synthetic\n")
    assert places.source.tolist() == ["file", "synthetic"] and places.invented_share == 0.4


@given(st.permutations(PLAIN.splitlines()[1:]))
def test_the_order_of_rows_changes_nothing(tmp_path_factory, lines):
    path = tmp_path_factory.mktemp("rows") / "rows.csv"
    path.write_text("\n".join([PLAIN.splitlines()[0], *lines]), encoding="utf-8")
    places = load(path)
    assert places.code.tolist() == ["01004", "71076", "71153"]
    assert places.population.tolist() == [0, 45_102, 20_509]


@given(st.integers(0, 10**8), st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "'"]), st.integers(0, 99))
def test_numbers_written_in_french_come_back(whole, space, cents):
    assert number(f"{whole:,}".replace(",", space) + f",{cents:02d}") == pytest.approx(whole + cents / 100)


@given(st.floats(-1e6, 1e6, allow_nan=False))
def test_numbers_written_by_a_computer_come_back_exactly(value):
    assert number(repr(value)) == value


@pytest.mark.parametrize("text", ["", "abc", "nan", "inf", "1e999", "12 hab", "1.2.3", "0x10", "--3"])
def test_what_is_no_finite_number_is_none(text):
    assert number(text) is None


@given(st.text(max_size=20))
def test_column_names_are_reduced_once_and_for_all(word):
    assert plain(plain(word)) == plain(word)


def test_lines_are_counted_through_quotes_and_blank_lines(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('a,b\n\n"x\ny",1\nz,2\n', encoding="utf-8")
    assert [row.line for row in read_table(path).rows] == [3, 5]


def test_title_and_credit_name_the_file_when_nothing_is_stated(tmp_path):
    path = tmp_path / "pays_bressan.csv"
    path.write_text(PLAIN, encoding="utf-8")
    territory = FileTerritory(path=str(path))
    assert territory.title("fr") == "pays_bressan"
    assert territory.source_line("en") == "Places: file pays_bressan.csv."


def test_a_mostly_invented_territory_is_only_inspired_by_its_model(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("code,nom,population,lat,lon,source\na,A,79,46,4,x\nb,B,21,46,4,synthetic\n")
    territory = FileTerritory(path=str(path), label_fr="Mirecourt", label_en="Mirecourt")
    assert territory.title("fr") == "Inspiré de Mirecourt"
    assert territory.title("en") == "Inspired by Mirecourt"


def test_digest_follows_the_content_not_the_name(tmp_path):
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    one.write_text(PLAIN, encoding="utf-8")
    two.write_text(PLAIN, encoding="utf-8")
    same = FileTerritory(path=str(one)).digest()
    assert FileTerritory(path=str(two)).digest() == same
    two.write_text(PLAIN.replace("20509", "20510"), encoding="utf-8")
    assert FileTerritory(path=str(two)).digest() != same


@official
@pytest.mark.parametrize(
    ("name", "n", "population", "epci"),
    [("chalon_creusot", 117, 223_884, 3), ("littoral_occitan", 225, 1_573_129, 18),
     ("mirecourt", 76, 18_346, 1)],
)
def test_official_files_load_as_they_are(name, n, population, epci):
    places = load(DATA / f"{name}.csv")
    assert len(places) == n and places.population.sum() == population
    assert np.unique(places.epci).size == epci and (np.char.str_len(places.epci) == 9).all()


@official
def test_lambert93_agrees_with_the_official_columns_to_five_metres():
    table = read_table(DATA / "chalon_creusot.csv")
    at = [table.header.index(name) for name in ("lat", "lon", "x_l93", "y_l93")]
    lat, lon, x, y = np.array([[float(row.values[i]) for i in at] for row in table.rows]).T
    found_x, found_y = lambert93(lat, lon)
    assert np.hypot(found_x * 1000 - x, found_y * 1000 - y).max() < 5
