"""What people take home is what was played: tables equal to the moves, a notebook that comes to the same numbers."""

import csv
import io
import json
import zipfile

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

from tests.workshop.playing import ONE, TWO, table, tiny
from workshop import exports
from workshop.game import Setting
from workshop.pictures import DRAWN, pictures
from workshop.replay import replayed

OFFER = {"to": "g2", "instrument": "people_funding", "euros": 200_001, "share": 1 / 3}


def history(moves):
    said = {"rationale": "=cmd()", "prediction": {"jobs": "up"}}
    return [{g: {"turn": k, "moves": own, **said} for g, own in turn.items()} for k, turn in enumerate(moves, start=1)]


@pytest.fixture(scope="module")
def game():
    moves = [{"g1": ONE, "g2": TWO}]
    found = replayed(tiny().to_dict(), moves)
    files = pictures(found[1], {"g1": "Les Prés", "g2": "La Côte"}, "fr")
    packed = exports.bundle_of(tiny(), history(moves), found, '{"seq": 1}\n', files)
    return found, zipfile.ZipFile(io.BytesIO(packed)), packed


def test_both_variants_of_moves_open_to_what_was_played(game):
    _, archive, _ = game
    plain = pd.read_csv(archive.open("moves.csv"))
    french = pd.read_csv(archive.open("moves_fr.csv"), sep=";", decimal=",", encoding="utf-8-sig")
    pd.testing.assert_frame_equal(plain, french)
    played = {g: dict(zip(own["instrument"], own["euros"], strict=True)) for g, own in plain.groupby("group")}
    assert played == {"g1": ONE, "g2": TWO}


def test_results_hold_the_quantiles_exactly_in_both_variants(game):
    found, archive, _ = game
    plain = list(csv.DictReader(io.StringIO(archive.read("results.csv").decode(), newline="")))
    french = pd.read_csv(archive.open("results_fr.csv"), sep=";", decimal=",", encoding="utf-8-sig")
    for row in plain:
        own = found[1][row["group"]]["kpi"][row["indicator"]]
        assert all((own[b] is None and not row[b]) or float(row[b]) == own[b] for b in exports.BANDS), row
    values = [float(row["median"] or "nan") for row in plain]
    assert french["median"].tolist() == pytest.approx(values, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_a_text_that_would_be_a_formula_is_text_and_negative_numbers_stay_numbers(sign):
    text = exports.csv_text(("name", "delta"), [{"name": f"{sign}HYPERLINK(1)", "delta": -1.5}])
    assert text == f"name,delta\r\n'{sign}HYPERLINK(1),-1.5\r\n"
    quoted = exports.csv_text(("name",), [{"name": 'a;"b"\n,c'}])
    assert pd.read_csv(io.StringIO(quoted))["name"].tolist() == ['a;"b"\n,c']


def test_group_names_and_reasons_are_escaped_in_the_zip(game):
    _, archive, _ = game
    text = archive.read("moves.csv").decode()
    assert "'=Les Prés" in text and "'=cmd()" in text and ",=" not in text


def test_the_zip_holds_all_and_is_the_same_bytes_again(game):
    found, archive, packed = game
    names = set(archive.namelist())
    assert {"session.yaml", "journal.jsonl", "README.txt", "notebook.ipynb", "figures/jobs.svg"} <= names
    assert len([name for name in names if name.startswith("figures/")]) == 2 * len(DRAWN)
    assert Setting.from_yaml(archive.read("session.yaml").decode()) == tiny()
    files = {name.removeprefix("figures/"): archive.read(name) for name in names if name.startswith("figures/")}
    again = exports.bundle_of(tiny(), history([{"g1": ONE, "g2": TWO}]), found, '{"seq": 1}\n', files)
    assert again == packed


def test_the_notebook_runs_and_comes_to_the_numbers_of_the_room(game, tmp_path):
    _, archive, _ = game
    book = nbformat.reads(archive.read("notebook.ipynb").decode(), 4)
    nbformat.validate(book)
    NotebookClient(book, timeout=300, resources={"metadata": {"path": str(tmp_path)}}).execute()
    assert float(book.cells[-1].outputs[-1]["data"]["text/plain"]) <= 1e-12


def test_an_offer_is_one_row_with_both_parts():
    moves = history([{"g1": {"tiers_lieu": 50_000, "offers": [OFFER]}}])
    rows = exports.moves_rows({"g1": "État", "g2": "Région"}, moves)
    assert [(r["instrument"], r["euros"], r.get("partner_euros")) for r in rows] == [
        ("tiers_lieu", 50_000, None), ("people_funding", 133_334, 66_667),
    ]  # fmt: skip
    assert json.dumps(table().to_dict())
