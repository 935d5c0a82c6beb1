"""Generated pages: current, complete, and every anchor that an error points to."""

import re
from pathlib import Path

import pytest

from experiments import docs
from experiments.catalogue import names
from experiments.choices import dotted_names, kinds
from experiments.compose import compose
from experiments.words import forbidden
from sim.errors import InputError
from sim.measures import INDICATORS

PICKED = {"territory": "grid", "start": "balanced"}


@pytest.fixture(scope="module")
def page():
    return docs.parameters_page()


def test_the_pages_in_docs_are_those_the_code_gives():
    assert docs.stale() == []


def test_every_group_has_one_anchor(page):
    anchors = re.findall(r'<a id="([^"]+)"></a>', page)
    assert len(anchors) == len(set(anchors))
    assert {*kinds(PICKED), "scenario", "policy", "innovation"} <= set(anchors)


def test_every_parameter_stands_in_a_table(page):
    for dotted in dotted_names(PICKED):
        name = dotted.rpartition(".")[2]
        assert f"| `{name}` |" in page or name in (
            "label_fr",
            "label_en",
            "path",
            "packaged",
            *names("instruments"),
        ), dotted


@pytest.mark.parametrize(
    "setting",
    [
        "operate.sigma=99",
        "people_funding.term=0",
        "third_place.price=-1",
        "territory.cell_km=0",
        "years=0",
        "start.capital=2",
        "finance.transferable=2",
        "affiliation.price=-1",
    ],
)
def test_an_error_points_to_an_anchor_that_exists(page, setting):
    extra = ("territory=grid",) if setting.startswith("territory") else ()
    with pytest.raises(InputError) as caught:
        compose((*extra, setting))
    anchor = re.search(r"docs/parameters\.md#(\w+)", str(caught.value)).group(1)
    assert f'<a id="{anchor}"></a>' in page


def test_every_indicator_is_defined():
    text = docs.indicators_page()
    for name, found in INDICATORS.items():
        assert f"| `{name}` | {found.label.en} | {found.label.fr} |" in text


def test_defaults_of_a_mode_are_its_own(page):
    part = page.split('<a id="branching"></a>')[1].split("<a id")[0]
    assert "| `effort` | 12 |" in part


def test_check_tells_a_page_that_is_not_current(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    assert docs.stale(tmp_path) == ["parameters.md", "indicators.md"]
    assert docs.main([]) == 0 and docs.stale(tmp_path) == []
    Path(tmp_path / "indicators.md").write_text("old")
    assert docs.stale(tmp_path) == ["indicators.md"]


def test_writing_and_checking_end_with_a_code(monkeypatch, capsys):
    monkeypatch.setattr(docs, "stale", lambda: ["parameters.md"])
    assert docs.main(["--check"]) == 1 and "make docs" in capsys.readouterr().err


def test_limits_count_the_assumptions_that_the_code_holds():
    text = (docs.DOCS / "limits.md").read_text(encoding="utf-8")
    for kind, (total, assumed) in docs.counts().items():
        assert f"| {kind} | {total} | {assumed} |" in text
    assert len(text.splitlines()) <= 120 and not forbidden(text)
