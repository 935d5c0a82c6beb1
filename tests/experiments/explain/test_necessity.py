"""Necessity: every part of the schedule and every group of parameters has a row, each row does switch something off."""

import json

import pytest

from experiments.cli import main
from experiments.compose import build, compose
from experiments.execute import execute_ends
from experiments.explain.necessity import AS_IS, PROCESS, WITHOUT, parts, stated
from experiments.explain.necessity_text import page, summary_text
from experiments.groups import defaults
from experiments.identity import run_id
from experiments.words import LANGUAGES, forbidden
from sim.errors import ParameterError
from sim.measures import INDICATORS
from sim.schedule import SCHEDULE

SMALL = [
    "territory=grid", "territory.width=3", "territory.height=3", "territory.population=12000", "citizens=300",
    "years=3", "engine=serial",
]  # fmt: skip
CELL = tuple(SMALL[:-1])
# no mechanism of their own: what is measured, what starts, ways to take over
MEASURED_ONLY = {"attract", "by_market", "by_convention", "by_direct", "by_shares", "initial"}


def test_every_process_of_the_schedule_has_a_row():
    assert set(stated()["processes"]) == {name for name, _ in SCHEDULE}


def test_every_group_of_parameters_is_switched_off_somewhere():
    touched = {name.partition(".")[0] for part in parts().values() for name in part.cut}
    assert set(defaults()) - MEASURED_ONLY - touched == set()


@pytest.mark.parametrize("name", parts())
def test_every_row_can_be_run_and_changes_the_run(name):
    part = parts()[name]
    assert part.own in INDICATORS and part.label.en and part.label.fr
    usual, without = part.cell(AS_IS, ()), part.cell(WITHOUT, ())
    assert run_id(usual) != run_id(without)
    assert (part.kind == PROCESS) == ("without" in without)


def test_indicators_are_those_of_the_model():
    assert set(stated()["indicators"]) <= set(INDICATORS) and len(stated()["indicators"]) == 8


def test_nothing_moves_without_any_process():
    """A law of the schedule: processes alone move people and sites, so without all of them month 0 stays."""
    cell = {**compose((*CELL, "policy=none")), "without": [name for name, _ in SCHEDULE]}
    table = execute_ends(cell)["indicators"].pivot_table(index="step", columns="indicator", values="value")
    for indicator in ("adopted_share", "aware_share", "sites", "jobs", "wellbeing", "trust", "ties"):
        assert table[indicator].nunique() == 1


def test_a_process_that_is_none_is_refused_with_the_nearest_name():
    with pytest.raises(ParameterError, match="Did you mean inform"):
        build({**compose(CELL), "without": ["infrom"]})


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    out = tmp_path_factory.mktemp("necessity") / "out"
    names = ["adopt()", "revive()", "contagion", "word_of_mouth"]
    code = main(["necessity", *names, *SMALL, "seeds=3", f"out={out}", "lang=en"])
    return out, code


def test_a_small_run_tells_what_changes_and_what_is_questioned(found):
    out, code = found
    data = json.loads((out / "necessity.json").read_text())
    rows = {row["part"]: row for row in data["parts"]}
    assert code == 0 and data["failed"] == 0 and len(rows) == 4
    assert rows["adopt()"]["changes"]["adopted_share"]["estimate"] < 0  # nobody adopts any more
    assert "adopted_share" in rows["adopt()"]["moved"]
    assert rows["revive()"]["moved"] == []
    assert data["runs"] == 5 * 3  # one run as it is serves all four


def test_the_page_speaks_both_languages_and_no_forbidden_word(found):
    data = json.loads((found[0] / "necessity.json").read_text())
    wanted = {"en": ("What each part", "## Questioned"), "fr": ("À quoi sert", "## Mis en question")}
    for lang, (title, questioned) in wanted.items():
        text = page(data, lang)
        assert title in text and questioned in text and "`revive()`" in text and not forbidden(text)
        assert text.count("\n| ") == 1 + 4  # one table
        assert not forbidden(summary_text(data, lang))
    assert set(LANGUAGES) == {"en", "fr"}


def test_unknown_parts_are_said_with_the_nearest_name(capsys):
    assert main(["necessity", "contagio", *SMALL, "seeds=1", "lang=en"]) == 2
    said = capsys.readouterr().err
    assert "Did you mean contagion?" in said and "seeds is 1" in said
