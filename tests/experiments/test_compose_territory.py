"""A territory of the user's, cut out of a table, is part of the run: same parts, same run."""

import json

import pytest

from experiments.compose import build, compose
from experiments.expand import expand
from experiments.identity import run_id
from experiments.overrides import as_overrides
from sim.errors import InputError

TABLE = """code_insee,nom,siren_epci,epci,population,lat,lon
71076,Chalon,247100589,CA Le Grand Chalon,45000,46.79,4.85
71221,Givry,247100589,CA Le Grand Chalon,3700,46.78,4.75
58059,La Charité,200068088,"CC Les Bertranges, nouvelle",4700,47.18,3.02
58300,Narcy,200068088,"CC Les Bertranges, nouvelle",700,47.20,3.06
01004,Ambérieu,240100883,CC de la Plaine de l'Ain,15000,45.96,5.37
01002,L'Abergement,240100883,CC de la Plaine de l'Ain,270,46.01,5.43
"""


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "communes.csv"
    path.write_text(TABLE, encoding="utf-8")
    return path


def cut(table, *parts):
    return compose(("territory=file", f"territory.path={table}", "citizens=100", "years=1", *parts))


@pytest.mark.parametrize(
    ("part", "codes"),
    [
        ("territory.epci=247100589", ["71076", "71221"]),
        ("territory.epci=[CA Le Grand Chalon,'CC Les Bertranges, nouvelle']", ["58059", "58300", "71076", "71221"]),
        ("territory.epci=CC de la Plaine de l'Ain", ["01002", "01004"]),
        ("territory.departement=[01,58]", ["01002", "01004", "58059", "58300"]),
        ("territory.region=84", ["01002", "01004"]),
    ],
)
def test_parts_of_a_table_are_cut_out_by_settings(table, part, codes):
    cell = cut(table, part)
    assert json.loads(json.dumps(cell)) == cell
    assert build(cell).territory.places().code.tolist() == codes


def test_parts_are_given_from_a_notebook_as_lists(table):
    epci = ["CC Les Bertranges, nouvelle", "247100589"]
    parts = as_overrides({"territory.epci": epci, "territory.departement": ["01"]})
    assert len(build(cut(table, *parts)).territory.places()) == 6


def test_two_parts_of_one_file_are_two_runs(table):
    one, other = (run_id(cut(table, f"territory.departement={code}")) for code in ("71", "58"))
    assert one != other and one == run_id(cut(table, "territory.departement=[71]"))


def test_a_list_of_parts_turns_no_dial(table):
    design = expand(None, ("territory=file", f"territory.path={table}", "territory.departement=[71,58]", "citizens=100",
                           "years=1", "seeds=1", "policy=[none]"))  # fmt: skip
    assert design.dials == [] and design.cells[0]["territory"]["departement"] == ["71", "58"]


def test_unknown_parts_are_said_with_the_rest(table):
    with pytest.raises(InputError) as caught:
        cut(table, "territory.epci=CA Grand Chalon", "territory.departement=99", "years=0")
    assert len(caught.value.problems) == 3 and "Did you mean CA Le Grand Chalon" in str(caught.value)


def test_sites_and_outlines_are_part_of_the_run_and_of_its_digest(table, tmp_path):
    sites, shapes = tmp_path / "sites.csv", tmp_path / "shapes.geojson"
    sites.write_text("code,innovation\n71076,third_place\n")
    ring = [[4.8, 46.7], [4.9, 46.7], [4.9, 46.8], [4.8, 46.7]]
    features = [{"type": "Feature", "properties": {"code": "71076"},
                 "geometry": {"type": "Polygon", "coordinates": [ring]}}]  # fmt: skip
    shapes.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    extra = (f"territory.sites={sites}", f"territory.boundaries={shapes}")
    cell = cut(table, *extra)
    places = build(cell).territory.places()
    assert places.sites[0].innovation == "third_place" and sum(b is not None for b in places.boundary) == 1
    assert cell["territory"]["digest"] != cut(table)["territory"]["digest"]
    sites.write_text("code,innovation\n71076,third_plce\n")
    with pytest.raises(InputError, match="Did you mean third_place"):
        cut(table, *extra)
    sites.write_text("code,innovation\n71076,food_circuit\n")
    with pytest.raises(InputError, match="has changed"):
        build(cell)
