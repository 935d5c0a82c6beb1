"""Why: parts left out of both runs; what is in neither adds exactly nothing; parts and what is left make the whole."""

import json

import numpy as np
import pytest
from scipy import stats

import essaimage as es
from experiments.cli import main
from experiments.compose import compose
from experiments.execute import execute_ends
from experiments.explain.ablation import elements, without_instrument
from experiments.explain.necessity import parts, stated
from experiments.explain.parts import SEEDS, explain
from experiments.figures.explain import cascade, explain_waterfall
from experiments.identity import run_id
from experiments.one_run import Run, run_cell
from experiments.words import NO_EFFECT, forbidden
from sim.errors import InputError

SMALL = (
    "territory=grid", "territory.width=4", "territory.height=4", "citizens=500", "years=4", "budget=2000000",
)  # fmt: skip


def bare(policy, *settings, seed=1):
    """Return a run of which only the configuration counts: nothing is computed."""
    return Run(compose((*SMALL, f"policy={policy}", *settings, f"seed={seed}")), {}, policy)


@pytest.fixture(scope="module")
def found():
    """Return why a mix of two instruments differs from doing nothing, with an instrument and a mechanism of neither."""
    names = ["instruments", "equity", "contagion", "petition_trust"]
    return explain(bare("people_and_investments"), bare("none"), "adopted_share", names, seeds=3)


def test_parts_and_what_is_left_make_the_whole(found):
    for family in found.families:
        rows = found.family(family)
        assert rows["estimate"].sum() == pytest.approx(found.total["estimate"], abs=1e-12)
        assert rows["euros"].sum() == pytest.approx(found.total["euros"], abs=1e-6)
        assert (rows["kind"] == "residual").sum() == 1


def test_what_is_in_neither_run_adds_exactly_nothing(found):
    rows = found.table.set_index("name")
    for name in ("equity", "petition_trust"):
        assert rows.loc[name, ["estimate", "low", "high", "euros"]].tolist() == [0.0, 0.0, 0.0, 0.0]
        assert rows.loc[name, "verdict"] == "identical"
    assert rows.loc["contagion", "verdict"] != "identical"


def test_what_a_part_adds_is_the_paired_difference_without_it(found):
    """Counted by hand on the same seeds, with the interval of Student at Bonferroni's level."""
    cells = {name: compose((*SMALL, f"policy={name}")) for name in ("people_and_investments", "none")}
    cut = without_instrument(cells["people_and_investments"], "people_funding")

    def end(cell, seed):
        table = execute_ends({**cell, "seed": seed})["indicators"]
        return table[(table["indicator"] == "adopted_share") & (table["step"] == 48)]["value"].iloc[0]

    gaps = np.array([end(cells["people_and_investments"], s) - end(cut, s) for s in (1, 2, 3)])
    row = found.table.set_index("name").loc["people_funding"]
    level = 1.0 - 0.05 / found.comparisons
    low, high = stats.t.interval(level, 2, gaps.mean(), stats.sem(gaps))
    assert (row["estimate"], row["low"], row["high"]) == pytest.approx((gaps.mean(), low, high))
    assert found.comparisons == 5 + 2  # five parts, and what is left of each of two families


def test_a_policy_of_one_instrument_is_all_of_its_effect():
    """Without its only instrument a policy is none, bit for bit: nothing is left."""
    only = explain(bare("seed_only"), bare("none"), "sites", seeds=2).table.set_index("name")
    assert only.loc["seed_grant", "estimate"] == only.loc["total", "estimate"]
    assert only.loc["residual", "estimate"] == 0.0 and only.loc["residual", "verdict"] == "identical"
    none = compose((*SMALL, "policy=none"))
    assert run_id(without_instrument(compose((*SMALL, "policy=seed_only")), "seed_grant")) == run_id(none)


def test_another_setting_is_put_back_to_the_reference_s():
    one = explain(bare("none", "operate.sigma=2"), bare("none"), "quality", seeds=2).table.set_index("name")
    assert one.loc["operate.sigma", "estimate"] == one.loc["total", "estimate"] != 0.0
    assert one.loc["residual", "estimate"] == 0.0


def test_runs_on_several_seeds_are_taken_as_they_are():
    several = explain([bare("seed_only", seed=s) for s in (4, 7)], [bare("none", seed=s) for s in (7, 4)], "sites")
    assert several.seeds == (4, 7) and SEEDS == 8
    one = explain(bare("seed_only"), bare("none"), "sites", seeds=1)
    assert one.total["verdict"] == "one seed" and "one seed says nothing of chance" in one.text("en")


def test_all_problems_are_said_at_once():
    with pytest.raises(InputError) as error:
        explain(bare("seed_only"), bare("none", "territory.width=5", "years=5", seed=2), "sitse",
                ["contagio", "sed_grant"], seeds=0)  # fmt: skip
    said = error.value.text("en")
    for part in ("another seed", "another territory", "another years", "Did you mean sites", "Did you mean contagion",
                 "Did you mean seed_grant", "seeds is 0"):  # fmt: skip
        assert part in said
    assert "graine" in error.value.text("fr")


def test_two_runs_that_are_one_have_nothing_to_leave_out():
    with pytest.raises(InputError, match="nothing to leave out"):
        explain(bare("none"), bare("none"))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_person_can_read_it(found, lang):
    text = found.text(lang)
    assert NO_EFFECT.in_(lang) in text and not forbidden(text)
    assert ("interaction" in text) and ("Bonferroni" in text)


def test_the_cascade_ends_where_the_whole_does(found):
    bars = cascade(found, "instruments")
    assert bars["end"].iloc[-2] == pytest.approx(bars["end"].iloc[-1], abs=1e-12)
    assert (bars["start"].iloc[1:-1].to_numpy() == bars["end"].iloc[:-2].to_numpy()).all()
    fig, ax = explain_waterfall(found, "fr", "instruments")
    assert len(ax.patches) == len(bars) and "Pourquoi" in fig.get_suptitle()


def test_every_mechanism_left_out_by_default_is_one():
    assert set(stated()["explain"]) <= set(parts())
    problems = []
    cell = compose((*SMALL, "policy=none"))
    assert len(elements(cell, cell, ["mechanisms"], problems)) == len(stated()["explain"]) and not problems


def test_the_front_door_explains():
    small = {"territory.width": 3, "territory.height": 3, "territory.population": 9000}
    one = [es.run("grid", p, params=small, citizens=200, years=3) for p in ("seed_only", "none")]
    assert es.explain(*one, seeds=2).names == ("seed_only", "none")
    assert run_cell(one[0].cell).final().equals(one[0].final())


def test_the_command_resumes_and_says_the_same(tmp_path, capsys):
    command = ["explain", "seed_grant", "policy=seed_only", *SMALL, "seeds=2", "engine=serial", f"out={tmp_path / 'o'}",
               "lang=en"]  # fmt: skip
    assert main(command) == 0
    first = capsys.readouterr().out
    assert main(command) == 0
    again = capsys.readouterr()
    assert again.out == first and "resumed: 4 of 4" in again.err
    data = json.loads((tmp_path / "o" / "explain.json").read_text())
    assert data["comparisons"] == 2 and (tmp_path / "o" / "figures" / "explain_instruments_fr.png").exists()


def test_the_command_says_every_problem(capsys):
    assert main(["explain", "contagio", "policy=seed_onl", "reference=non", "indicator=jbs", "seeds=1", "lang=en"]) == 2
    said = capsys.readouterr().err
    for name in ("seed_only", "none", "jobs", "contagion"):
        assert f"Did you mean {name}?" in said
    assert "seeds is 1" in said
