"""What a file holds is counted right, and what deserves a second look is said."""
import pytest

from scenarios.territory.loading import Wanted, loaded
from scenarios.territory.report import report

HEAD = "code_insee,nom,siren_epci,population,lat,lon,densite_code,chomage,autre\n"
ROWS = (
    "71076,Chalon,247100589,45000,46.79,4.85,2,0.1,x\n71221,Givry,247100589,3700,46.78,4.75,,,x\n"
    "58059,La Charité,200068088,4700,47.18,3.02,4,0.2,x\n01004,Ambérieu,,0,45.96,5.36,3,0.1,x\n"
)


@pytest.fixture
def facts(tmp_path):
    def read(content):
        path = tmp_path / "towns.csv"
        path.write_text(content, encoding="utf-8")
        return report(loaded(Wanted(path)))
    return read


def said(facts):
    for warning in facts["warnings"]:
        assert warning.fr != warning.en
    return "\n".join(warning.en for warning in facts["warnings"])


def test_what_is_found_is_counted(facts):
    found = facts(HEAD + ROWS)
    assert (found["places"], found["uninhabited"], found["inhabitants"]) == (4, 1, 53_400)
    assert [(g["code"], g["places"], g["inhabitants"]) for g in found["epci"]] == [
        ("247100589", 2, 48_700), ("200068088", 1, 4_700)]
    assert [g["name"] for g in found["departements"]] == ["Saône-et-Loire", "Nièvre", "Ain"]
    assert [g["name"] for g in found["regions"]] == ["Bourgogne-Franche-Comté", "Auvergne-Rhône-Alpes"]
    assert (found["density_given"], found["density_implied"]) == (3, 1)
    assert found["density_classes"] == {2: 1, 3: 1, 4: 2}
    assert found["columns_used"]["chomage"] == "unemployment" and found["columns_ignored"] == ["autre"]
    assert found["month0"] == {"unemployment": 0.75} and found["plane"] == "Lambert-93"
    assert found["unplaced_share"] == 0 and found["without_epci"] == 1


def test_a_sound_file_without_oddities_is_not_warned_about(facts):
    assert facts(HEAD + ROWS.replace(",,0,", ",200068088,0,"))["warnings"] == []


def test_places_without_position_are_counted(facts):
    found = facts(HEAD + ROWS + "71001,Petit,247100589,12,,,,,\n")
    assert found["unplaced"] == ["71001"] and found["unplaced_share"] == 0.2 and found["places"] == 4
    assert "left out: 1 (71001)" in said(found)


@pytest.mark.parametrize(
    ("row", "warning"),
    [
        ("71002,X,247100589,5,46.79,4.85,,,\n", "same position as another: 2 (71002, 71076)"),
        ("71002,X,247100589,5,43.0,-1.0,,,\n", "over 100 km from any other: 1 (X (71002))"),
        ("1002,X,247100589,5,46.5,4.8,,,\n", "first 0 was lost, as in spreadsheets, and put back: 1 (1002)"),
        ("2A004,X,,5,46.5,4.8,,,\n", "Places without EPCI, each a public actor of its own: 2"),
    ],
)
def test_what_may_be_a_mistake_is_said(facts, row, warning):
    assert warning in said(facts(HEAD + ROWS + row))


@pytest.mark.parametrize(
    ("word", "warning"),
    [("chommage", "Is it chomage?"), ("densite", "call it densite_code"), ("surface_km2", None)],
)
def test_columns_that_are_nearly_known_are_said(facts, word, warning):
    head = HEAD.replace("autre", word).replace("densite_code", "x")
    text = said(facts(head + ROWS))
    assert (warning in text) if warning else ("is not read" not in text)


def test_one_epci_for_all_is_said(facts):
    assert "No column gives the EPCI" in said(facts("code,nom,population,lat,lon\na,A,1,46,4\nb,B,1,46.1,4\n"))


def test_an_epci_of_two_names_is_said(facts):
    rows = "code,nom,siren_epci,epci,population,lat,lon\na,A,1,North,1,46,4\nb,B,1,South,1,46.1,4\n"
    assert "EPCI of several names: 1 (1)" in said(facts(rows))


def test_places_too_far_apart_for_a_plane_are_said(facts):
    text = said(facts("code,nom,population,lat,lon\na,A,1,46,4\nb,B,1,-21,55\n"))
    assert "too long" in text and "over 100 km" in text


def test_invented_places_are_said(facts):
    rows = "code,nom,population,lat,lon,source\na,A,1,46,4,synthetic\nb,B,1,46.1,4,x\n"
    assert "Inspired by" in said(facts(rows))
