"""Two territories face to face, and budgets in more or less: identities, Welch, cautions, all problems at once."""

import json

import numpy as np
import pytest
from scipy import stats

from experiments.cabinet.budget import design_of, effects_of, sides_of
from experiments.cabinet.budget_text import LESS, MORE, USUAL
from experiments.cabinet.facing import faced, welch
from experiments.cabinet.facing_text import facing_text
from experiments.cli import main
from experiments.compose import build
from experiments.execute import execute_ends
from experiments.results import load
from experiments.runner import run_design
from experiments.store import read
from experiments.words import forbidden

SMALL = ["citizens=600", "years=3", "policy=[none,seed_only]", "engine=serial", "lang=en"]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    folder = tmp_path_factory.mktemp("facing") / "out"
    assert main(["compare", "--territories", "mirecourt,saint_die_vosges", *SMALL, "seeds=2", f"out={folder}"]) == 0
    return folder


def test_each_side_is_the_paired_difference_of_its_own_runs(out):
    sweep = load(out)
    found = faced(sweep, ("mirecourt", "saint_die_vosges"), "none")
    worlds = sweep.worlds("adopters", "none").set_index("territory")
    rows = found.table[(found.table["group"] == "all") & (found.table["measure"] == "adopters")].set_index("side")
    for side, name in enumerate(found.territories):
        people = found.facts[side]["inhabitants"]
        assert rows.loc[side, "estimate"] == pytest.approx(1_000.0 * worlds.loc[name, "estimate"] / people)
    gap = rows.loc[0, "estimate"] - rows.loc[1, "estimate"]
    assert rows.loc[2, "estimate"] == pytest.approx(gap)


def test_a_territory_of_invented_villages_is_only_inspired_by_the_real_one(out, capsys):
    for lang, words in (("en", ("Inspired by", "invented for want of data", "*", "not paired")),
                        ("fr", ("Inspiré de", "inventés faute de données", "par classe de densité"))):  # fmt: skip
        text = facing_text(faced(load(out), ("mirecourt", "saint_die_vosges"), "none"), lang)
        assert all(word in text for word in words) and not forbidden(text)
    assert main(["compare", str(out), "territories=[mirecourt,saint_die_vosges]", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)
    assert data["facts"][0]["invented"] > 0.2 and data["territories"] == ["mirecourt", "saint_die_vosges"]


def test_welch_is_that_of_the_textbook():
    one, other = np.array([3.0, 5.0, 4.0, 8.0]), np.array([1.0, 2.0, 2.5])
    gap, low, high, count = welch(one, other)
    expected = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    assert (low, high) == pytest.approx((expected.low, expected.high)) and count == 3
    assert gap == pytest.approx(one.mean() - other.mean())
    assert np.isnan(welch(one, other[:1])[1])


def test_a_territory_that_was_not_run_is_said_with_the_way_out(out, capsys):
    assert main(["compare", str(out), "territories=[mirecourt,grid]", "lang=en"]) == 2
    assert "essaimage sweep territory=" in capsys.readouterr().err


def test_every_problem_of_territories_is_said_at_once(capsys):
    assert main(["compare", "territories=[mirecour,grd]", "policy=[nne]", "seeds=1", "lang=en"]) == 2
    said = capsys.readouterr().err
    for part in ("Did you mean mirecourt?", "Did you mean grid?", "Did you mean none?", "seeds is 1"):
        assert part in said


# budgets


CELL = ("territory=grid", "territory.width=4", "territory.height=4", "citizens=500", "years=4", "policy=seed_only")


def test_sides_open_a_fifth_less_and_a_fifth_more():
    sides = sides_of(CELL, 0.2)
    usual = build(sides[USUAL]).euros_a_year
    assert build(sides[LESS]).euros_a_year == pytest.approx(0.8 * usual)
    assert build(sides[MORE]).euros_a_year == pytest.approx(1.2 * usual)
    again = sides_of((*CELL, "budget=1000"), 0.5)
    assert build(again[LESS]).euros_a_year == 500.0 and build(again[MORE]).euros_a_year == 1500.0


def test_money_budgeted_changes_by_exactly_that_share(tmp_path):
    cells = {"seed_only": sides_of((*CELL, "budget=100000"), 0.2)}
    run_design(design_of(cells, 2), tmp_path, execute_ends, "serial", progress=None)
    rows = effects_of(read(tmp_path), ["money_budgeted"]).set_index("side")
    usual = rows.loc[LESS, "reference_value"]
    assert rows.loc[LESS, "estimate"] == pytest.approx(-0.2 * usual)
    assert rows.loc[MORE, "estimate"] == pytest.approx(0.2 * usual)


def test_the_command_says_all_problems_and_both_languages(tmp_path, capsys):
    assert main(["budget", "policy=[none,sed_only]", "change=7", "seeds=1", "indicator=jbs", "lang=en"]) == 2
    said = capsys.readouterr().err
    for part in ("Did you mean seed_only?", "change is 7", "seeds is 1", "Did you mean jobs?"):
        assert part in said
    command = ["budget", *CELL, "indicator=jobs", "seeds=2", "engine=serial", f"out={tmp_path / 'o'}", "lang=fr"]
    assert main(command) == 0
    data = json.loads((tmp_path / "o" / "budget.json").read_text())
    assert "Emplois" in capsys.readouterr().out and "usual budget" in data["text"]["en"]
    assert not forbidden(data["text"]["fr"])
    figures = tmp_path / "o" / "figures"
    assert {path.name for path in figures.glob("*.png")} == {"budget_jobs_en.png", "budget_jobs_fr.png"}
    first = (figures / "budget_jobs_fr.svg").read_bytes()
    assert main(["plot", str(tmp_path / "o"), "lang=fr"]) == 0
    assert "budget_jobs_fr.png" in capsys.readouterr().out and (figures / "budget_jobs_fr.svg").read_bytes() == first
