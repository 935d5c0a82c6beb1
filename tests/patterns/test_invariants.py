"""What holds in every month of every run, whatever the policy (validation V23, P1 to P3)."""

import numpy as np
import pytest

from experiments.validate.laws import lowest_stock, out_of_order
from scenarios.territory.places import sorted_places
from sim.measures import INDICATORS
from sim.state import DORMANT

RUNS = [
    {"policy": policy, "start": start}
    for policy in ("none", "current_mix", "people", "walls", "catalysis")
    for start in ("balanced",)
] + [{"policy": "current_mix", "start": "equipped"}, {"policy": "people", "start": "staffed"}]
NAMES = ["-".join(settings.values()) for settings in RUNS]
TOTALS = ("user_years", "ordinary_support", "money_budgeted", "money_paid", "lineage_depth")


@pytest.fixture(scope="module", params=RUNS, ids=NAMES)
def record(request, run):
    return run(**request.param)


def test_adopters_are_aware_and_the_aware_are_concerned(record):
    assert out_of_order(record) <= 1e-9
    assert (record.indicators["adopted_share"] <= record.indicators["aware_share"]).all()
    assert (record.indicators["relay_share"] <= record.indicators["adopted_share"]).all()


def test_no_stock_is_negative(record):
    assert lowest_stock(record) >= 0.0
    assert (record.ledger["euros"] > 0).all()


def test_shares_stay_below_1(record):
    for name, indicator in INDICATORS.items():
        if indicator.unit.en in ("share", "0 to 1"):
            assert not (record.indicators[name] > 1 + 1e-12).any(), name


def test_what_adds_up_never_falls(record):
    for name in TOTALS:
        assert (np.diff(record.indicators[name]) >= 0).all(), name


def test_sites_are_the_sum_of_their_stages_and_of_their_places(record):
    numbers = record.indicators
    stages = sum(numbers[f"sites_{s}"] for s in ("experiment", "proof", "structured", "established"))

    assert np.array_equal(numbers["sites"], stages)
    last = record.places["step"] == record.places["step"].max()
    assert record.places["sites"][last].sum() == numbers["sites"][-1]
    assert numbers["sites"][-1] == (record.projects["closed"] < 0).sum() - numbers["ideas"][-1]


def test_served_users_are_adopters(record):
    assert (record.indicators["users"] <= record.indicators["adopters"] + 1e-6).all()


def test_closed_projects_serve_nobody(record):
    closed = record.projects["closed"] >= 0

    assert (record.projects["stage"][closed] >= DORMANT).all()
    for name in ("users", "capacity", "posts", "funded"):
        assert not record.projects[name][closed].any(), name


def test_money_is_kept(record):
    """Committed, less what was released, and what was not committed make the budget; nothing is paid beyond it."""
    numbers = record.indicators

    assert numbers["money_committed"] + numbers["money_unspent"] == pytest.approx(numbers["money_budgeted"], abs=1e-6)
    assert (numbers["money_paid"] <= numbers["money_committed"] * (1 + 1e-12) + 1e-6).all()


def test_the_same_seed_gives_the_same_bytes(run, make_scenario):
    before, again = run(policy="current_mix", start="balanced"), make_scenario("current_mix", "balanced").run(1)

    for part in ("indicators", "places", "projects", "ledger"):
        one, two = getattr(before, part), getattr(again, part)
        assert all(one[name].tobytes() == two[name].tobytes() for name in one), part


def test_another_seed_gives_another_world(run):
    one, two = run(seed=1), run(seed=2)

    assert not np.array_equal(one.indicators["adopters"], two.indicators["adopters"])


@pytest.mark.parametrize("policy", ["current_mix", "people", "walls", "catalysis"])
def test_policies_on_one_seed_are_the_same_world_until_the_first_euro(run, policy):
    """Policies start in year 2: the first year is that of ``none``, bit for bit; afterwards they differ."""
    none, other = run(policy="none", start="balanced"), run(policy=policy, start="balanced")

    for name, column in none.indicators.items():
        assert column[:13].tobytes() == other.indicators[name][:13].tobytes(), name
    assert not np.array_equal(none.indicators["jobs"], other.indicators["jobs"])


def test_the_order_of_rows_in_a_file_changes_nothing(make_scenario, territories):
    grid, given = territories["grid"].places(), territories["given"]
    columns = {n: c for n in grid.__dataclass_fields__ if isinstance(c := getattr(grid, n), np.ndarray)}
    order = np.random.default_rng(5).permutation(len(grid))
    tables = [sorted_places(columns), sorted_places({n: c[order] for n, c in columns.items()})]

    one, two = (make_scenario(territory=given(t), years=3).run(1) for t in tables)

    for part in ("indicators", "places", "projects", "ledger"):
        a, b = getattr(one, part), getattr(two, part)
        assert all(a[name].tobytes() == b[name].tobytes() for name in a), part


def test_the_order_of_innovations_in_a_list_changes_nothing(make_scenario):
    listed = make_scenario().innovations
    one, two = (make_scenario(innovations=kinds, years=2).run(1) for kinds in (listed, listed[::-1]))

    assert all(one.indicators[n].tobytes() == two.indicators[n].tobytes() for n in one.indicators)


def test_more_years_only_go_on(run):
    short, long = run(policy="none", years=3), run(policy="none", years=6)

    for name, column in short.indicators.items():
        assert column.tobytes() == long.indicators[name][:37].tobytes(), name
