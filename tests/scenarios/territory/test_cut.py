"""Any EPCI, département or région can be cut out of a larger table, by code or by exact name."""
import pytest

from scenarios.territory.table import FileTerritory
from sim.errors import InputError

TABLE = """code_insee,nom,population,lat,lon,siren_epci,epci
71076,Chalon-sur-Saône,45102,46.79,4.85,247100589,CA Le Grand Chalon
71221,Givry,3741,46.78,4.75,247100589,CA Le Grand Chalon
58059,La Charité-sur-Loire,4700,47.18,3.02,200068088,CC Les Bertranges
58300,Varennes-lès-Narcy,700,47.20,3.06,200068088,CC Les Bertranges
2A004,Ajaccio,73000,41.92,8.74,242010056,CA du Pays Ajaccien
2A103,Cuttoli,2000,41.98,8.90,242010056,CA du Pays Ajaccien
22016,Île-de-Bréhat,429,48.85,-3.00,,
"""


@pytest.fixture
def cut(tmp_path):
    def make(content=TABLE, **parts):
        path = tmp_path / "france.csv"
        path.write_text(content, encoding="utf-8")
        return FileTerritory(path=str(path), **parts)
    return make


@pytest.mark.parametrize(
    ("parts", "codes"),
    [
        ({"epci": "247100589"}, ["71076", "71221"]),
        ({"epci": "CA Le Grand Chalon"}, ["71076", "71221"]),
        ({"epci": ("CC Les Bertranges", "242010056")}, ["2A004", "2A103", "58059", "58300"]),
        ({"departement": "Nièvre"}, ["58059", "58300"]),
        ({"departement": ["2A", "71"]}, ["2A004", "2A103", "71076", "71221"]),
        ({"region": "Bourgogne-Franche-Comté"}, ["58059", "58300", "71076", "71221"]),
        ({"region": "94", "epci": "200068088"}, ["2A004", "2A103", "58059", "58300"]),
    ],
)
def test_parts_are_kept_by_code_or_by_name(cut, parts, codes):
    assert cut(**parts).places().code.tolist() == codes


def test_without_a_part_everything_is_kept(cut):
    assert len(cut().places()) == 7


def test_a_place_without_epci_is_on_its_own(cut):
    places = cut().places()
    row = places.code.tolist().index("22016")
    assert (places.epci[row], places.epci_name[row]) == ("22016", "Île-de-Bréhat")


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"epci": "CA Grand Chalon"}, ["3 EPCI", "Did you mean CA Le Grand Chalon (247100589)"]),
        ({"departement": "Nievre"}, ["4 départements", "Did you mean Nièvre (58)"]),
        ({"region": "Bourgogne"}, ["3 régions", "Did you mean Bourgogne-Franche-Comté (27)"]),
    ],
)
def test_an_unknown_part_suggests_the_nearest_and_says_how_many_there_are(cut, parts, said):
    with pytest.raises(InputError) as caught:
        cut(**parts).places()
    for part in said:
        assert part in caught.value.text("en")
    assert "n'est pas dans france.csv" in caught.value.text("fr")


def test_all_unknown_parts_come_in_one_message(cut):
    with pytest.raises(InputError) as caught:
        cut(epci=("x1", "x2"), departement=("99",), region="00").places()
    assert len(caught.value.problems) == 4


def test_a_table_of_codes_alone_says_so(cut):
    table = "\n".join(line.rpartition(",")[0] for line in TABLE.splitlines())
    with pytest.raises(InputError, match=r"gives codes only, such as 200068088"):
        cut(table, epci="Pays de nulle part").places()


def test_a_name_of_two_epci_asks_for_the_code(cut):
    with pytest.raises(InputError, match=r"2 EPCI are called.*200068088, 247100589"):
        cut(TABLE.replace("CC Les Bertranges", "CA Le Grand Chalon"), epci="CA Le Grand Chalon").places()


def test_bad_rows_elsewhere_in_the_table_do_not_stop_a_cut(cut):
    bad = TABLE.replace("73000,41.92", "many,4192")
    assert len(cut(bad, epci="247100589").places()) == 2
    with pytest.raises(InputError, match="line 6"):
        cut(bad).places()


def test_a_part_of_one_place_is_too_small(cut):
    with pytest.raises(InputError, match="at least 2 places"):
        cut(departement="22").places()


def test_parts_must_be_texts(cut):
    with pytest.raises(InputError) as caught:
        cut(departement=(1, "71"), region=[27])
    assert len(caught.value.problems) == 2 and "quotes" in caught.value.text("en")


def test_the_title_names_the_parts_kept(cut):
    assert cut(epci="247100589").title("en") == "CA Le Grand Chalon"
    assert cut(departement="58", region="94").title("fr") == "Nièvre, Corse"
    assert cut().title("fr") == "france"


def test_two_cuts_of_one_file_are_two_territories_and_say_which(cut):
    one, other = cut(epci="247100589"), cut(epci="200068088")
    assert one != other and hash(one) != hash(other) and one.digest() == other.digest()
    assert one.stated()["epci"] == ["247100589"] and "departement" not in one.stated()
