"""Sensitivity: known indices are found, worlds are the runs typing would make, and bad input is said at once."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments import docs
from experiments.cli import main
from experiments.compose import compose
from experiments.identity import config_id
from experiments.overrides import as_overrides
from experiments.request import read_request
from experiments.sensitivity.indices import CHANCE, LEVELS, MORRIS, SOBOL, Sample, effects, indices
from experiments.sensitivity.output import Result
from experiments.sensitivity.request import asked_of
from experiments.sensitivity.text import result_text
from experiments.sensitivity_space import Choice, parts_of, placed, space_of
from experiments.words import DISCLAIMER, forbidden
from sim.errors import InputError

A, B = 7.0, 0.1  # of Ishigami's function
PICKED = {"territory": "chalon_creusot", "start": "balanced"}
SMALL = [
    "territory=grid", "territory.width=3", "territory.height=3", "territory.population=12000", "citizens=300",
    "years=4", "engine=serial", "seeds=2", "indicator=jobs",
]  # fmt: skip
TWO = "params=[operate.sigma,operate.income_order]"


def ishigami(points):
    """Return Ishigami's function of points of the unit cube, shape (n, 3); Ishigami & Homma (1990)."""
    x = np.pi * (2.0 * points - 1.0)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def test_sobol_finds_the_shares_of_ishigami():
    """The shares have a closed form. Tolerance: 4 standard errors as the bootstrap gives them (2.04 half widths of a
    95% interval), 1 false alarm in 16,000 for each of six; the seed is fixed. Half widths below .07 give it power.
    """
    first, second = 0.5 * (1 + B * np.pi**4 / 5) ** 2, A**2 / 8
    both = 8 * B**2 * np.pi**8 / 225
    total = first + second + both
    sample = Sample(SOBOL, ("a", "b", "c"), ("a", "b", "c"), 2048, 1)

    table, left_out = indices(sample, ishigami(sample.points())[:, None])
    found = table.set_index("factor")

    assert left_out == 0 and list(table["factor"]) == ["a", "b", "c"]
    wanted = {"S1": [first, second, 0.0], "ST": [first + both, second, both]}
    for name, values in wanted.items():
        for factor, value in zip("abc", values, strict=True):
            row = found.loc[factor]
            half = (row[f"{name}_high"] - row[f"{name}_low"]) / 2
            assert half < 0.07
            assert abs(row[name] - value / total) < 2.04 * half


def test_morris_finds_slopes_exactly_and_interactions():
    """y = 3 a - 2 b + c d: effects of a and b are constants; that of c is d, on the grid 0, 1/3, 2/3, 1.

    mu* of c: mean 1/2, variance (1 + 1/9 + 4/9)/4 - 1/4 of one effect, over 60 trajectories; 4 standard errors.
    """
    names = tuple("abcd")
    sample = Sample(MORRIS, names, names, 60, 2)
    x = sample.points()
    found = indices(sample, (3 * x[:, 0] - 2 * x[:, 1] + x[:, 2] * x[:, 3])[:, None])[0].set_index("factor")

    assert found.loc["a", ["mu", "mu_star", "sigma"]].to_numpy(float) == pytest.approx([3, 3, 0], abs=1e-9)
    assert found.loc["b", ["mu", "mu_star", "sigma"]].to_numpy(float) == pytest.approx([-2, 2, 0], abs=1e-9)
    levels = np.arange(LEVELS) / (LEVELS - 1)
    assert abs(found.loc["c", "mu_star"] - levels.mean()) < 4 * levels.std() / np.sqrt(60)
    assert found.loc["c", "sigma_low"] < levels.std() < found.loc["c", "sigma_high"]


def test_noise_says_what_the_luck_of_seeds_alone_would_make():
    """Outputs are noise of standard deviation s on each seed: an effect is a difference of two means of K, over 2/3.

    Tolerance: the variance rests on 300 × 4 degrees of freedom, a relative error of .041, .0204 for its root; 4 of it.
    """
    s, seeds = 0.7, 5
    sample = Sample(MORRIS, ("a", "b"), ("a", "b"), 300, 3)
    outputs = np.random.default_rng(4).normal(0, s, (len(sample.points()), seeds))
    found = indices(sample, outputs)[0].set_index("factor")

    wanted = CHANCE * np.sqrt(2) * s / np.sqrt(seeds) / (LEVELS / (2 * (LEVELS - 1)))
    for name in "ab":
        assert abs(found.loc[name, "noise"] / wanted - 1) < 4 * 0.0204
        assert found.loc[name, "mu_star_low"] <= found.loc[name, "noise"] <= found.loc[name, "mu_star_high"]


def test_groups_move_together_and_blocks_without_a_value_are_left_out_whole():
    sample = Sample(MORRIS, ("g.a", "g.b", "h.c"), ("g", "g", "h"), 10, 5)
    x = sample.points()
    outputs = np.repeat((x[:, 0] + 4 * x[:, 2])[:, None], 2, axis=1)
    outputs[4, 1] = np.nan

    table, left_out = indices(sample, outputs)

    assert left_out == 1 and list(table["factor"]) == ["h", "g"]
    assert table.loc[0, "mu_star"] == pytest.approx(4) and np.isnan(table.loc[1, "sigma"])
    single = effects(sample, x, outputs[:, :1])[:, :, 0]
    assert single.shape == (2, 10) and (single[0][np.isfinite(single[0])] >= 0).all()


def test_samples_are_the_same_each_time_and_stay_in_the_cube():
    for method in (MORRIS, SOBOL):
        sample = Sample(method, ("a", "b"), ("a", "b"), 4, 9)
        points = sample.points()
        assert (points == sample.points()).all() and points.min() >= 0 and points.max() <= 1
        assert len(points) == 4 * sample.block


def space(policies=("fund_people", "fund_investments")):
    cells = [compose((f"policy={name}",)) for name in policies]
    return cells, space_of(cells, PICKED, ["adopt.lapse"])


def test_the_space_holds_every_plausible_range_and_says_why_others_stay_out():
    _, found = space()
    assert {"operate.sigma", "people_funding.term", "investment_grant.aid_rate", "start.posts"} <= set(found.names)
    assert "third_place.price" in found.names and isinstance(found.named("operate.income_order"), Choice)
    reasons = {name: why.en for name, why in found.left_out.items()}
    assert reasons["adopt.lapse"] == "set by hand" and "no plausible set" in reasons["adopt.rule"]
    assert "cannot act" in reasons["by_market.taste"] and "cannot act" in reasons["network.rewiring"]
    assert "choice of values" in reasons["wellbeing.weight_needs"] and "no plausible" in reasons["third_place.merit"]
    assert not set(found.names) & set(found.left_out)
    assert "by_market.taste" in space(("takeover", "fund_people"))[1].names


@pytest.mark.parametrize("policy", ["fund_people", "fund_investments"])
def test_a_world_is_the_run_that_typing_its_values_would_make(policy):
    """A policy's own instrument only: what the other pays for is passed over, as typing it would change nothing."""
    (people, walls), found = space()
    world = found.world(np.random.default_rng(6).uniform(size=len(found.names)))
    cell = people if policy == "fund_people" else walls

    typed = compose((f"policy={policy}", *as_overrides(world)))

    assert config_id(placed(cell, world)) == config_id(typed)
    assert config_id(cell) == config_id(compose((f"policy={policy}",)))  # and it is left as it was


def test_parts_of_a_range_and_of_a_choice_hold_every_point_once():
    _, found = space()
    column = np.linspace(0, 1, 10)
    for name, count in (("operate.sigma", 3), ("operate.income_order", 2)):
        parts = list(parts_of(found.named(name), column))
        assert len(parts) == count and (sum(part.inside.astype(int) for part in parts) == 1).all()


def asked(*more, size=4):
    return asked_of(read_request(["sensitivity", *SMALL, TWO, f"size={size}", "out=nowhere", *more]))


def judged(asked, above):
    """Return the result of an analysis whose worlds are above 0 where ``above``, below elsewhere."""
    points = asked.sample.points()
    signs = np.where(above(points), 1.0, -1.0)
    table, left_out = indices(asked.sample, np.repeat(signs[:, None], 2, axis=1))
    words = np.where(signs > 0, "above", "below")
    return Result(asked, table, {"estimate": signs, "low": signs, "high": signs, "verdict": words}, left_out, 0)


def test_a_sign_turns_with_the_parameter_that_decides_it_and_no_other():
    study = asked(size=8)
    k = study.space.names.index("operate.sigma")
    found = judged(study, lambda points: points[:, k] < 0.5)
    assert found.turning() == ["operate.sigma"]
    assert "The sign turns with: operate.sigma." in result_text(found, "en")
    lower = found.parts().query("factor == 'operate.sigma'").iloc[0]
    assert lower["above"] == lower["worlds"] > 0

    constant = judged(study, lambda points: points[:, k] >= 0)
    assert constant.turning() == [] and "always (in" in result_text(constant, "en")
    assert "Nothing that was turned moves the difference" in result_text(constant, "en")


def test_only_what_lies_above_luck_with_its_whole_interval_is_said_to_weigh():
    study = asked(size=8)
    k = study.space.names.index("operate.sigma")
    found = judged(study, lambda points: points[:, k] < 0.5)
    table = pd.DataFrame({
        "factor": ["a", "b", "c"], "mu_star": [3.0, 2.0, 1.0], "mu_star_low": [2.0, 0.5, 0.1], "noise": [1.0, 1.0, 0.2],
    })  # fmt: skip
    assert replace(found, indices=table).weighty() == ["a"]
    assert replace(found, indices=table.head(0)).weighty() == []


def test_the_page_of_several_analyses_holds_what_each_said_and_its_command(screened, tmp_path, monkeypatch):
    out, _ = screened
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    assert docs.main(["--sensitivity", str(out), str(out)]) == 0
    made = (tmp_path / "sensitivity.md").read_text(encoding="utf-8")
    said = json.loads((out / "sensitivity.json").read_text(encoding="utf-8"))
    assert made.count(said["text"]["en"]) == 2 and said["command"] in made and DISCLAIMER.en in made
    assert "3 common seeds" not in made and f"{len(said['seeds'])} common seeds" in made and not forbidden(made)
    assert all((tmp_path / name).exists() for name in re.findall(r"\]\((images/[^)]+)\)", made))


def test_every_fault_is_said_at_once_with_the_nearest_name():
    with pytest.raises(InputError) as caught:
        asked("params=[operate.sigm,adopt.rule]")
    text = caught.value.text("en")
    for part in ("Did you mean operate.sigma?", "adopt.rule is not turned", "no plausible set is stated"):
        assert part in text
    with pytest.raises(InputError) as caught:
        asked("method=sobol", "size=48", "indicator=adopted_shar", "operate.reserve=[1,2]", "policy=[none]")
    text = caught.value.text("fr")
    for part in ("puissance de 2", "adopted_share", "operate.reserve est une liste", "comparer deux politiques"):
        assert part in text
    with pytest.raises(InputError, match="needs the parameters to study"):
        asked_of(read_request(["sensitivity", *SMALL, "method=sobol", "out=nowhere"]))


@pytest.fixture(scope="module")
def screened(tmp_path_factory):
    out = tmp_path_factory.mktemp("sensitivity") / "out"
    code = main(["sensitivity", *SMALL, TWO, "size=3", f"out={out}", "lang=en"])
    return out, code


def test_a_small_screening_leaves_tables_summary_and_figures_in_both_languages(screened):
    out, code = screened
    assert code == 0
    assert {p.name for p in (out / "figures").iterdir()} == {
        f"{name}_{lang}.{kind}" for name in ("bars", "plane") for lang in ("en", "fr") for kind in ("png", "svg")
    }
    summary = json.loads((out / "sensitivity.json").read_text())
    assert summary["points"] == 9 and summary["worlds"]["worlds"] == 9 and summary["failed"] == 0
    worlds = pd.read_parquet(out / "worlds.parquet")
    assert set(worlds["operate.income_order"]) == {"capital_first", "wages_first"}
    table = pd.read_csv(out / "indices.csv")
    assert set(table["factor"]) == {"operate.sigma", "operate.income_order"} and (table["mu_star"] >= 0).all()


def test_the_same_command_resumes_and_sobol_takes_up_what_was_largest(screened, tmp_path, capsys):
    out, _ = screened
    before = json.loads((out / "sensitivity.json").read_text())
    assert main(["sensitivity", *SMALL, TWO, "size=3", f"out={out}", "lang=fr"]) == 0
    said = capsys.readouterr()
    assert "reprise" in said.err and "mondes testés" in said.out and not forbidden(said.out)
    after = json.loads((out / "sensitivity.json").read_text())
    assert {k: v for k, v in before.items() if k != "meta"} == {k: v for k, v in after.items() if k != "meta"}

    again = tmp_path / "sobol"
    command = ["sensitivity", *SMALL, "method=sobol", f"from={out}", "top=1", "size=2", f"out={again}", "--json"]
    assert main(command) == 0
    found = json.loads(capsys.readouterr().out)
    assert [row["factor"] for row in found["indices"]] == [before["indices"][0]["factor"]]
    assert found["points"] == 2 * 3 and (again / "figures" / "bars_fr.png").exists()


def test_a_run_that_fails_is_kept_and_its_trajectory_left_out(tmp_path, monkeypatch, capsys):
    whole = __import__("experiments.execute", fromlist=["x"]).execute_ends

    def broken(cell):
        if cell["params"]["operate"]["sigma"] > 1.9:
            raise RuntimeError("on purpose")
        return whole(cell)

    monkeypatch.setattr("experiments.sensitivity.command.execute_ends", broken)
    assert main(["sensitivity", *SMALL, TWO, "size=3", f"out={tmp_path / 'out'}", "lang=en"]) == 1
    said = capsys.readouterr()
    summary = json.loads((tmp_path / "out" / "sensitivity.json").read_text())
    assert summary["failed"] > 0 and summary["points_left_out"] > 0 and "on purpose" in said.err
    assert "left out" in said.out or "Nothing that was turned" in said.out
