"""Additionality: counted site by site on one seed; what would live anyway is windfall; said in both languages."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.answer import additionality_text, costs_text
from experiments.compare import additionality, costs, equal_cost
from experiments.compose import compose
from experiments.design import Design, single
from experiments.execute import execute_small
from experiments.expand import Experiment, expand
from experiments.results import load
from experiments.runner import run_design
from experiments.words import forbidden
from sim.errors import InputError
from sim.measures import INDICATORS

SMALL = (
    "territory=grid", "territory.width=5", "territory.height=5", "territory.epci_cells=3", "citizens=800", "years=5",
    "budget=3000000",
)  # fmt: skip


def world(sites):
    """Return a plan and its projects. sites: (policy, seed) -> {key: (lives, received)}; an idea lives as "idea"."""
    plan = pd.DataFrame([(0, policy, seed, f"{policy}-{seed}") for policy, seed in sites],
                        columns=["world", "policy", "seed", "run_id"])  # fmt: skip
    rows = [
        (f"{policy}-{seed}", key, "idea" if lives == "idea" else "proof", pd.NA if lives else 30, float(received))
        for (policy, seed), found in sites.items()
        for key, (lives, received) in found.items()
    ]
    projects = pd.DataFrame(rows, columns=["run_id", "key", "stage", "closed", "received"])
    projects["closed"] = projects["closed"].astype("Int64")
    return plan, projects


def test_a_site_is_additional_where_none_of_its_key_lives_under_the_reference():
    """Of four supported sites, one closes, one lives anyway, one is only an idea otherwise, one is not there at all."""
    plan, projects = world({
        ("none", 1): {1: (True, 0), 2: (False, 0), 3: ("idea", 0)},
        ("seed", 1): {1: (True, 9), 2: (False, 9), 3: (True, 9), 4: (True, 9), 5: (True, 0)},
    })  # fmt: skip
    row = additionality(plan, projects, "none").iloc[0]
    assert row[["policy", "supported", "living", "additional"]].tolist() == ["seed", 4.0, 3.0, 2.0]
    assert row["additionality"] == pytest.approx(2 / 3) and row["windfall"] == pytest.approx(1 / 3)
    assert np.isnan(row["low"]) and row["seeds"] == 1


def test_only_runs_on_the_same_seed_are_compared():
    """The same key on another seed is another site."""
    plan, projects = world({
        ("none", 1): {1: (True, 0)}, ("none", 2): {},
        ("seed", 1): {2: (True, 9)}, ("seed", 2): {1: (True, 9)},
    })  # fmt: skip
    assert additionality(plan, projects, "none")["additionality"].tolist() == [1.0]


def test_the_interval_is_student_s_over_seeds():
    plan, projects = world(
        {("none", s): {1: (True, 0)} for s in range(3)}
        | {("seed", s): {1: (True, 9)} | dict.fromkeys(range(2, 2 + s), (True, 9)) for s in range(3)}
    )
    shares = np.array([0.0, 1 / 2, 2 / 3])
    row = additionality(plan, projects, "none").iloc[0]
    low, high = stats.t.interval(0.95, 2, shares.mean(), stats.sem(shares))
    assert (row["additionality"], row["low"], row["high"]) == pytest.approx((shares.mean(), low, high))


def test_a_policy_that_supports_no_living_site_has_no_share():
    plan, projects = world({("none", 1): {}, ("seed", 1): {1: (False, 9)}, ("catalysis", 1): {1: (True, 0)}})
    table = additionality(plan, projects, "none").set_index("policy")
    assert table["additionality"].isna().all() and table["seeds"].tolist() == [0, 0]
    assert table["supported"].tolist() == [1.0, 0.0]


def test_the_reference_must_have_been_run():
    with pytest.raises(InputError, match="Did you mean none"):
        additionality(*world({("none", 1): {}}), "non")


@pytest.fixture(scope="module")
def sweep(tmp_path_factory):
    out = tmp_path_factory.mktemp("additionality") / "out"
    plan = Experiment("trial", ("none", "seed_only", "fund_investments"), "none", 3)
    run_design(expand(plan, SMALL), out, execute_small, "serial", progress=None)
    return load(out)


def test_real_runs_agree_with_a_count_by_hand(sweep):
    """Seed grants open ideas that would not open; grants to open sites find many that live anyway."""
    table = sweep.additionality("none").set_index("policy")
    shares = []
    for seed in (1, 2, 3):
        mine, base = (
            sweep.projects[sweep.projects["run_id"] == run]
            for run in sweep.plan[sweep.plan["seed"] == seed].set_index("policy").loc[["seed_only", "none"], "run_id"]
        )
        live = mine[mine["closed"].isna() & (mine["stage"] != "idea") & (mine["received"] > 0)]["key"]
        there = set(base[base["closed"].isna() & (base["stage"] != "idea")]["key"])
        shares.append(sum(key not in there for key in live) / len(live))
    assert table.loc["seed_only", "additionality"] == pytest.approx(np.mean(shares))
    assert table.loc["seed_only", "supported"] > 0 and table.loc["seed_only", "seeds"] == 3
    assert ((table["additionality"] >= 0) & (table["additionality"] <= 1)).all()
    assert (table["additional"] <= table["living"]).all() and (table["living"] <= table["supported"]).all()


def test_against_itself_nothing_is_additional(sweep):
    """The same runs under another name: every supported site lives anyway."""
    plan = sweep.plan
    twice = pd.concat([plan, plan[plan["policy"] == "seed_only"].assign(policy="twin")], ignore_index=True)
    table = additionality(twice, sweep.projects, "seed_only").set_index("policy")
    assert table.loc["twin", "additionality"] == 0.0 and table.loc["twin", "windfall"] == 1.0


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("Additionality against none", "windfall", "seed_only")),
    ("fr", ("Additionnalité face à none", "effet d'aubaine", "seed_only")),
])  # fmt: skip
def test_it_is_said_in_both_languages(sweep, lang, words):
    text = additionality_text(sweep, "none", lang)
    assert all(word in text for word in words) and not forbidden(text)
    share = sweep.additionality("none").set_index("policy").loc["seed_only", "additionality"]
    assert f"{100 * share:.0f}" in text


# gross and net of repayments


@pytest.fixture(scope="module")
def lenders(tmp_path_factory):
    """Return a sweep of two policies, of which one lends: equity sold back after three months."""
    out = tmp_path_factory.mktemp("lenders") / "out"
    lends = ("policy=seed_only", "policy.shares.seed_grant=0", "policy.shares.equity=1", "equity.exit=3",
             "equity.ticket_min=1000", "equity.delay=1")  # fmt: skip
    cells = [compose((*SMALL, *extra, f"seed={seed}")) for seed in (1, 2) for extra in (("policy=none",), lends)]
    design = single("lenders", "none", cells)
    plan = design.plan.assign(policy=["none", "lends"] * 2)
    run_design(Design("lenders", "none", cells, plan), out, execute_small, "serial", progress=None)
    return load(out)


def test_net_costs_are_gross_costs_less_what_was_repaid(lenders):
    table = costs(lenders.plan, lenders.indicators, lenders.ledger, "none").set_index(["policy", "per", "kind"])
    equal = equal_cost(lenders.plan, lenders.ledger, "none").set_index("policy")
    assert equal.loc["lends", "repaid"] > 0.0 == equal.loc["none", "repaid"]
    for per in ("adopter", "site", "job"):
        gross, net = (table.loc[("lends", per, kind), "money"] for kind in ("gross", "net"))
        assert gross - net == pytest.approx(equal.loc["lends", "repaid"])
        assert gross == pytest.approx(equal.loc["lends", "paid"])


@pytest.mark.parametrize(
    ("lang", "word"), [("en", "net of what projects repaid"), ("fr", "nets de ce que les projets")]
)
def test_net_costs_are_said_where_something_was_repaid(lenders, sweep, lang, word):
    assert word in costs_text(lenders, "none", lang)
    assert word not in costs_text(sweep, "none", lang)


def test_indicators_of_money_are_those_of_the_ledger(lenders):
    """Paid, repaid and private money at the end, run by run."""
    last = lenders.indicators[lenders.indicators["step"] == 60]
    last = last.pivot(index="run_id", columns="indicator", values="value")
    flows = lenders.ledger.pivot_table(index="run_id", columns="flow", values="euros", aggfunc="sum").fillna(0.0)
    for run in flows.index:
        for indicator, flow in (("money_paid", "paid"), ("money_repaid", "repaid"), ("private_money", "private")):
            assert last.loc[run, indicator] == pytest.approx(flows.loc[run].get(flow, 0.0))
    assert set(last.columns) == set(INDICATORS)
