"""Search of mixes: shares always make one budget, the front is what no other betters, a killed search goes on."""

import json

import numpy as np
import pandas as pd
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from experiments.cli import main
from experiments.compose import compose
from experiments.mixes import as_settings, drawn, in_steps, possible, shares_of
from experiments.policy_file import policy_shares
from experiments.request import read_request
from experiments.search.front import REDRAWS, front_table, objectives_of, on_front
from experiments.search.request import asked_of
from experiments.search.trials import Trial, run_trials, suggested
from experiments.words import forbidden
from sim.errors import InputError

SMALL = [
    "territory=grid", "territory.width=3", "territory.height=3", "territory.population=12000", "citizens=300",
    "years=3", "engine=serial", "seeds=2",
]  # fmt: skip
TWO = "instruments=[people_funding,investment_grant,seed_grant]"


def asked(*more, out="nowhere"):
    return asked_of(read_request(["search", *SMALL, TWO, "step=.1", "trials=16", f"out={out}", *more]))


@given(st.lists(st.floats(0, 1), min_size=2, max_size=6), st.integers(2, 40))
def test_a_mix_is_whole_steps_of_one_budget_and_near_its_weights(weights, steps):
    units = in_steps(weights, steps)
    assert sum(units) == steps and min(units) >= 0
    total = sum(weights)
    if total > 1e-9:
        assert all(abs(unit - steps * weight / total) <= 1 + 1e-6 for unit, weight in zip(units, weights, strict=True))


def test_draws_differ_begin_with_each_instrument_alone_and_a_longer_list_continues_a_shorter_one():
    found = drawn(3, 10, 20, 7)
    assert len(set(found)) == 20 and found[:3] == [(10, 0, 0), (0, 10, 0), (0, 0, 10)]
    assert drawn(3, 10, 9, 7) == found[:9]
    assert len(drawn(3, 2, 1000, 7)) == possible(3, 2) == 6


def test_a_mix_is_the_run_that_its_file_makes(tmp_path):
    shares = shares_of(("people_funding", "seed_grant", "catalysis"), (3, 0, 7))
    path = tmp_path / "mix.yaml"
    path.write_text(yaml.safe_dump({"shares": shares}), encoding="utf-8")
    typed = compose(as_settings(shares))
    assert typed == compose(("policy=file", f"policy.path={path}")) and policy_shares(path) == shares


def test_the_front_is_what_no_other_betters():
    goals = np.array([[1.0, 5.0], [2.0, 4.0], [2.0, 3.0], [0.0, 0.0], [2.0, 4.0]])
    assert on_front(goals).tolist() == [True, True, False, False, True]


def test_objectives_are_the_mean_the_worst_world_and_the_worlds_where_thresholds_are_met():
    study = asked("operate.sigma=[.3,2]", "objectives=[jobs,worst.jobs,met]", "threshold.jobs=3.5")
    values = np.array([[[4.0, 6.0], [3.0, 3.2]]])  # one indicator, two worlds, two seeds
    mean, worst, met = objectives_of(values, study)
    assert mean.value == pytest.approx(4.05) and worst.value == pytest.approx(3.1) and worst.low < 3.1 < worst.high
    assert met.value == 0.0 and np.isnan(met.low)  # 4 to 6 on two seeds has an interval that holds 3.5
    assert objectives_of(np.full((1, 2, 2), 4.0), study)[2].value == 1.0


def rule(units):
    """Two counts in conflict: people give the one, investments the other, seeds a little of both."""
    people, walls, seeds = np.array(units) / sum(units)
    return np.array([people + 0.4 * seeds, walls + 0.4 * seeds])


def simulated(study):
    def evaluate(mixes):
        return [(np.repeat(rule(u)[:, None, None], 2, axis=2) + np.array([0.0, 1e-6]), np.ones((1, 2))) for u in mixes]

    return lambda: run_trials(study, evaluate, lambda row, error: pytest.fail(error), lambda count: None)


def test_a_known_front_is_found_and_a_search_that_stopped_goes_on_to_the_same_end(tmp_path):
    """The front is every mix without seed grants: 11 of the 66 mixes in tenths."""
    whole = asked(out=tmp_path / "whole")
    (tmp_path / "whole").mkdir()
    trials = simulated(whole)()
    table = front_table(trials, whole)
    front = table[table["front"]]
    assert len(table) == 16 == len({trial.units for trial in trials})
    assert (front["share.seed_grant"] == 0).mean() > 0.5
    assert table[[f"share.{tool}" for tool in whole.tools]].sum(axis=1).to_numpy() == pytest.approx(1.0)
    assert front["again"].min() > 0.9 and (table["paid_gap"] == 0).all()

    (tmp_path / "cut").mkdir()
    simulated(asked("trials=9", out=tmp_path / "cut"))()
    cut = asked(out=tmp_path / "cut")
    again = simulated(cut)()
    assert len(again) == 16 and simulated(cut)()[-1].units == again[-1].units


def test_a_place_owed_to_one_seed_is_kept_as_often_as_that_seed_is_drawn_again():
    """1, 1, 1, 9 against 2 on every seed: ahead where the last seed is drawn once at least, 1 - (3/4)^4 of redraws.

    Tolerance: 4 standard errors over 200 redraws. Money paid stands against the mean of the mixes.
    """
    study = asked("objectives=[jobs,sites]")
    jobs = [np.array([1.0, 1.0, 1.0, 9.0]), np.full(4, 2.0)]
    trials = [
        Trial(k, units, np.stack([mine[None], np.zeros((1, 4))]), np.full((1, 4), paid))
        for k, (units, mine, paid) in enumerate(zip([(10, 0, 0), (0, 10, 0)], jobs, [1e6, 3e6], strict=True))
    ]
    table = front_table(trials, study).sort_values("row")
    kept = 1 - 0.75**4
    assert table["front"].tolist() == [True, False] and table["again"].sum() == pytest.approx(1.0)
    assert abs(table["again"].iloc[0] - kept) < 4 * np.sqrt(kept * (1 - kept) / REDRAWS)
    assert table["paid_gap"].tolist() == pytest.approx([-0.5, 0.5])


def test_what_is_suggested_was_not_tried_and_depends_on_what_is_known_alone():
    study = asked()
    known = [Trial(k, units, rule(units)[:, None, None] * np.ones((2, 1, 2)), np.ones((1, 2)))
             for k, units in enumerate(drawn(3, 10, 12, 1))]  # fmt: skip
    first = suggested(study, known, 12)
    assert first == suggested(study, known, 12) and first not in {trial.units for trial in known}


def test_every_fault_is_said_at_once_in_both_languages(capsys):
    bad = ["search", *SMALL, "instruments=[people_fundin]", "objectives=[adopted_shar,met]", "threshold.jobs=many",
           "step=.3", "trials=2", "policy=none", "experiment=people_vs_investment", "out=nowhere"]  # fmt: skip
    assert main([*bad, "lang=en"]) == 2
    said = capsys.readouterr().err
    for part in ("Did you mean people_funding", "Did you mean adopted_share", "threshold.jobs is 'many'", "step is 0.3",
                 "trials is 2", "policy is what is searched", "Did you mean people_vs_investments"):  # fmt: skip
        assert part in said
    assert main([*bad, "lang=fr"]) == 2
    said = capsys.readouterr().err
    for part in ("Vouliez-vous dire people_funding", "doit être un nombre", "pas entiers", "est ce qu'on cherche"):
        assert part in said
    with pytest.raises(InputError, match="give both met and a threshold"):
        asked("objectives=[jobs,met]")


def test_a_small_search_leaves_a_front_policies_and_figures_and_resumes(tmp_path, capsys):
    out = tmp_path / "out"
    command = ["search", *SMALL, TWO, "step=.25", "trials=6", "objectives=[jobs,worst.sites]", f"out={out}"]
    assert main([*command, "lang=en"]) == 0
    said = capsys.readouterr().out
    assert "no other betters" in said and not forbidden(said)
    summary = json.loads((out / "search.json").read_text())
    front = pd.read_csv(out / "front.csv")
    assert summary["mixes"] == 6 and len(front) == len(summary["front"]) >= 1
    file = out / "front" / f"{front['name'].iloc[0]}.yaml"
    assert sum(policy_shares(file).values()) == pytest.approx(1.0)
    assert {p.name for p in (out / "figures").glob("*.png")} == {
        f"{name}_{lang}.png" for name in ("front_1", "mixes") for lang in ("en", "fr")
    }
    assert main([*command, "lang=fr"]) == 0
    again = capsys.readouterr()
    assert "reprise" in again.err or "repris" in again.err
    assert json.loads((out / "search.json").read_text())["front"] == summary["front"]
    assert main(["run", *[s for s in SMALL if not s.startswith("seeds")], "policy=file", f"policy.path={file}",
                 f"out={tmp_path / 'run'}"]) == 0  # fmt: skip
    assert main(["search", *SMALL, TWO, "step=.5", "trials=6", f"out={out}", "lang=en"]) == 2
    assert "holds another search" in capsys.readouterr().err
