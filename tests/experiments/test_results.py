"""What a notebook holds: tables, comparisons on one seed, a table to show."""

import pandas as pd
import pytest

from agents.actor import Actor
from agents.public_actor import PublicActor
from experiments.compose import build, compose
from experiments.execute import execute, execute_small
from experiments.expand import Experiment, expand
from experiments.one_run import TABLES, Run, run_cell
from experiments.results import Sweep, load
from experiments.runner import run_design
from experiments.store import read
from sim.errors import InputError
from sim.measures import INDICATORS

SMALL = (
    "territory=grid",
    "territory.width=4",
    "territory.height=4",
    "territory.population=20000",
    "citizens=400",
    "years=3",
)


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    out = tmp_path_factory.mktemp("results") / "out"
    plan = Experiment("trial", ("none", "seed_only"), "none", 3, {"operate.sigma": (0.3, 2.0)})
    run_design(expand(plan, SMALL), out, execute_small, "serial", progress=None)
    return load(out)


def test_a_run_holds_the_five_tables():
    cell = compose(SMALL)
    run = run_cell(cell, "current_mix")
    for name, frame in execute(cell).items():
        pd.testing.assert_frame_equal(getattr(run, name), frame)
    assert run.seed == 1 and run.scenario.years == 3


def test_the_end_of_a_run_is_its_last_month():
    run = run_cell(compose(SMALL))
    end = run.final()
    assert set(end.index) == set(INDICATORS)
    assert end["sites"] == run.indicators.query("step == 36 and indicator == 'sites'")["value"].item()


def test_two_runs_on_one_seed_are_compared_indicator_by_indicator():
    one, other = run_cell(compose((*SMALL, "policy=seed_only"))), run_cell(compose((*SMALL, "policy=none")))
    table = one.compare(other).set_index("indicator")
    assert table.loc["money_paid", "estimate"] == one.final()["money_paid"] > 0
    assert (one.compare(one)["estimate"].dropna() == 0).all()


def test_runs_on_two_seeds_are_not_comparable():
    with pytest.raises(InputError, match="one seed"):
        run_cell(compose(SMALL)).compare(run_cell(compose((*SMALL, "seed=2"))))


def test_a_sweep_gives_its_tables_plan_and_dials(sweep):
    assert isinstance(sweep, Sweep) and sweep.dials == ["operate.sigma"] and sweep.policies == ["none", "seed_only"]
    assert len(sweep.plan) == 2 * 2 * 3
    for name in TABLES:
        frame = getattr(sweep, name)
        assert (
            next(iter(frame)) == "run_id" and set(frame["run_id"]) <= set(sweep.plan["run_id"]) and frame.attrs["units"]
        )


def test_the_comparison_is_the_mean_of_paired_differences(sweep):
    row = sweep.compare("none", ["money_paid"]).iloc[0]
    last = sweep.indicators.query("step == 36 and indicator == 'money_paid'").set_index("run_id")["value"]
    values = sweep.plan.assign(value=sweep.plan["run_id"].map(last)).groupby("policy")["value"].mean()
    assert row["estimate"] == pytest.approx(values["seed_only"] - values["none"])
    assert row["seeds"] == 3 and row["worlds"] == 2


def test_comparisons_default_to_the_reference_of_the_plan(sweep):
    assert set(sweep.compare()["policy"]) == {"seed_only"}
    with pytest.raises(InputError, match="Did you mean seed_only"):
        sweep.compare("seedonly")


def test_regret_and_costs_cover_every_policy(sweep):
    assert set(sweep.regret_summary("sites")["policy"]) == {"none", "seed_only"}
    assert (sweep.regret("sites")["regret"] >= 0).all()
    assert set(sweep.equal_cost()["policy"]) == {"none", "seed_only"}


@pytest.mark.parametrize("thing", ["run", "sweep"])
def test_html_shows_a_table_and_what_it_is_not(thing, sweep):
    shown = (run_cell(compose(SMALL), "<b>mine</b>") if thing == "run" else sweep)._repr_html_()
    assert "<table>" in shown and "not a forecast" in shown and "<b>mine</b>" not in shown


def test_a_folder_of_one_run_is_loaded_as_a_run(tmp_path):
    plan = Experiment("run", ("seed_only",), "seed_only", 1)
    run_design(expand(plan, SMALL), tmp_path / "one", execute, "serial", progress=None)
    run = load(tmp_path / "one")
    assert isinstance(run, Run) and run.run_id == read(tmp_path / "one").run_ids()[0]
    pd.testing.assert_frame_equal(run.ledger, execute(run.cell)["ledger"])


def test_a_path_without_results_is_refused(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        load(tmp_path / "nothing")


class Miser(PublicActor):
    """A public actor that never spends."""

    def allocate(self):
        """Keep everything."""


def test_who_decides_is_part_of_the_identity_of_a_run():
    cell = compose(SMALL)
    usual, other = run_cell(cell), run_cell(cell, public_actor=Miser)
    assert usual.run_id == run_cell(cell, actor=Actor, public_actor=PublicActor).run_id != other.run_id
    assert other.run_id == run_cell(cell, public_actor=Miser).run_id and other.cell == usual.cell
    assert list(other.deciders) == ["public_actor"] and other.deciders["public_actor"].endswith("test_results.Miser")


def test_the_credit_of_a_territory_is_not_lost(sweep):
    credit = Run(compose(("territory=chalon_creusot",)), {}).source_line("fr")
    assert "GeoNames" in credit and "INSEE" in credit
    assert sweep.source_line("fr") == build(compose(SMALL)).territory.source_line("fr") != sweep.source_line("en")
