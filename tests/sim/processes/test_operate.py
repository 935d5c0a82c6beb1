"""Operating: the CES, the books, the team."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.processes.operate import OperateParams, account, ces, learn_and_leave, run_sites, step
from sim.rows import ProjectTable, blank, records

inputs = st.floats(0.0, 3.0)
sigmas = st.floats(0.05, 10.0)
weights = st.floats(0.01, 0.99)


@given(inputs, inputs, weights, sigmas)
def test_output_lies_between_0_and_its_ceiling(k, e, weight, sigma):
    assert 0.0 <= ces(k, e, weight, sigma, 1.3) <= 1.3


@given(inputs, inputs, st.floats(0, 1), weights, sigmas)
def test_more_capital_or_more_people_never_produce_less(k, e, more, weight, sigma):
    y = ces(k, e, weight, sigma, 1.3)

    assert ces(k + more, e, weight, sigma, 1.3) >= y * (1 - 1e-9)
    assert ces(k, e + more, weight, sigma, 1.3) >= y * (1 - 1e-9)


@given(st.floats(0.05, 1.3), st.floats(0.05, 1.3), weights)
def test_output_is_continuous_where_it_becomes_cobb_douglas(k, e, weight):
    """At |sigma - 1| = .001 the CES differs from Cobb-Douglas by y x r/2 x a(1 - a) ln(k/e)^2 at first order."""
    middle = ces(k, e, weight, 1.0, 1.3)
    gap = 0.6 * 0.001 * weight * (1 - weight) * math.log(k / e) ** 2 + 1e-9

    assert middle == pytest.approx(min(1.3, k**weight * e ** (1 - weight)))
    for sigma in (0.9989, 1.0011):
        assert ces(k, e, weight, sigma, 1.3) == pytest.approx(middle, rel=1.2 * gap)


@given(st.floats(0.1, 1.2), st.floats(0.1, 1.2), weights)
def test_without_substitution_the_scarcer_input_decides(k, e, weight):
    """As sigma falls to .05, r = -19: y lies between min(k, e) and min(k, e) x weight^(1/r)."""
    scarce = min(k, e)
    widest = min(weight, 1 - weight) ** (-1 / 19)

    y = ces(k, e, weight, 0.05, 1.3)

    assert scarce * (1 - 1e-9) <= y <= min(1.3, scarce * widest) * (1 + 1e-9)


@given(st.floats(0.1, 1.0), weights, sigmas)
def test_equal_inputs_give_that_output_whatever_the_substitution(x, weight, sigma):
    assert ces(x, x, weight, sigma, 1.3) == pytest.approx(x)


@given(st.floats(0.1, 1), st.floats(0.1, 1), weights, sigmas, st.floats(0, 2))
def test_easier_substitution_never_produces_less(k, e, weight, sigma, more):
    assert ces(k, e, weight, sigma + more, 1.3) >= ces(k, e, weight, sigma, 1.3) * (1 - 2e-3)


def test_walls_alone_or_people_alone_serve_next_to_nobody_where_they_do_not_substitute():
    assert ces(1.0, 0.0, 0.4, 0.5, 1.3) < 1e-5
    assert ces(0.0, 1.0, 0.4, 0.5, 1.3) < 1e-5
    assert ces(1.0, 0.0, 0.4, 2.0, 1.3) == pytest.approx(0.16, rel=1e-2)


def test_a_full_site_with_a_skilled_team_produces_1(bare):
    state = bare.world()
    row = bare.add_sites(state, capital=150_000.0, posts=2.5, volunteers=2.0, skill=0.8)

    run_sites(state, row, OperateParams())

    assert state.projects.output[row] == pytest.approx(1.0)
    assert state.projects.capacity[row] == pytest.approx(600.0)


def test_work_owed_to_copies_leaves_the_team_and_is_paid_off(bare):
    state = bare.world()
    rows = bare.add_sites(state, 3, posts=2.0, backlog=np.array([0.0, 0.6, 5.0]))

    run_sites(state, rows, OperateParams(work_share=0.5))

    p = state.projects
    assert p.backlog[rows] == pytest.approx([0.0, 0.0, 4.0])
    assert (np.diff(p.output[rows]) < 0).all()


def test_animation_helps_people_with_diminishing_returns(bare):
    outputs = []
    for z in (0.0, 1.0, 2.0):
        state = bare.world()
        row = bare.add_sites(state)
        state.places.animation[:] = z
        run_sites(state, row, OperateParams(sigma=1.0, capital_weight=0.4))
        outputs.append(state.projects.output[row][0])

    ratio = np.array(outputs) / outputs[0]
    assert ratio == pytest.approx(np.array([1, 1 + 0.35 / 2, 1 + 0.35 * 2 / 3]) ** 0.6)


MONEY = (42_000.0, 0.05, 10_000.0, 0.10, 0.30, 3.0, 2.0, 0.7)
sites = st.fixed_dictionaries({
    "capital": st.floats(0, 200_000), "posts": st.floats(0, 2.5), "cash": st.floats(-20_000, 200_000),
    "users": st.floats(0, 780), "dues": st.floats(0, 8_000), "support": st.floats(0, 1e5),
})  # fmt: skip


def books(bare, site, capital_first):
    """Return (before, after): the columns of one site before and after a month's books."""
    p, kinds = blank(ProjectTable, 1, 1), bare.world(places=1, citizens=10).innovations
    for name, value in site.items():
        getattr(p, name)[0] = value
    before = {name: float(column[0]) for name, column in p._asdict().items()}
    account(np.array([0]), records(p), kinds.price, kinds.posts, kinds.capital, MONEY, capital_first)
    return before, {name: float(column[0]) for name, column in p._asdict().items()}


@given(sites, st.booleans())
@settings(max_examples=200)
def test_the_books_balance_to_the_cent(bare, site, capital_first):
    """Cash changes by income less what is paid: upkeep, overhead, dues, wages, and capital bought."""
    before, after = books(bare, site, capital_first)
    fixed = (0.05 * before["capital"] + 10_000) / 12
    worn, wages = 0.10 * before["capital"] / 12, 42_000 * before["posts"] / 12
    aid = 0.30 * (fixed + before["dues"] + worn + wages)
    income = 170 * before["users"] / 12 + aid
    bought = after["capital"] - before["capital"] + worn

    assert after["cash"] - before["cash"] == pytest.approx(income - fixed - before["dues"] - wages - bought, abs=1e-6)
    assert after["support"] - before["support"] == pytest.approx(aid, abs=1e-6)
    assert after["cost"] == pytest.approx(fixed + before["dues"] + worn + wages)
    assert bought >= -1e-6


@given(sites, st.booleans())
@settings(max_examples=200)
def test_stocks_stay_possible(bare, site, capital_first):
    before, after = books(bare, site, capital_first)

    assert 0.0 <= after["capital"] <= max(150_000.0, before["capital"]) + 1e-6
    assert 0.0 <= after["posts"] <= 2.5
    assert after["covered"] in (0.0, 1.0)


@given(sites)
@settings(max_examples=100)
def test_whichever_comes_first_is_served_first(bare, site):
    """Replacing capital first never leaves less capital nor more posts than keeping posts first."""
    _, walls = books(bare, site, True)
    _, wages = books(bare, site, False)

    assert walls["capital"] >= wages["capital"] - 1e-6
    assert walls["posts"] <= wages["posts"] + 1e-9


def test_a_poor_site_replaces_capital_or_keeps_posts(bare):
    site = {"capital": 100_000.0, "posts": 1.0, "cash": 900.0, "users": 200.0}
    _, walls = books(bare, site, True)
    _, wages = books(bare, site, False)

    assert walls["capital"] == pytest.approx(100_000.0)
    assert wages["capital"] < 100_000.0
    assert walls["cash"] < wages["cash"]


@pytest.mark.parametrize(
    ("change", "covered"),
    [
        ({}, True),
        ({"users": 0.0}, False),  # one funder alone: dependence above .7
        ({"granted": 40_000.0}, False),  # so does a large public grant
        ({"cash": 3_000.0}, False),  # less than a month's cost left
    ],
)
def test_costs_are_covered_by_income_of_several_kinds(bare, change, covered):
    site = {"capital": 100_000.0, "posts": 1.5, "cash": 60_000.0, "users": 500.0} | change

    assert bool(books(bare, site, True)[1]["covered"]) == covered


def test_months_covered_are_in_a_row(bare):
    assert books(bare, {"cash": 60_000.0, "users": 500.0, "posts": 1.0, "covered": 7}, True)[1]["covered"] == 8
    assert books(bare, {"cash": 0.0, "users": 0.0, "posts": 1.0, "covered": 7}, True)[1]["covered"] == 0


team = st.fixed_dictionaries({
    "skill": st.floats(0, 1), "posts": st.floats(0, 5), "funded": st.floats(0, 5), "term_left": st.floats(0, 60),
    "demand": st.floats(0, 1e5), "capacity": st.floats(0, 800),
})  # fmt: skip


def learned(columns, learning=0.4, turnover=0.15, anxiety=0.5, overload=0.5):
    p = blank(ProjectTable, 1, 1)
    for name, value in columns.items():
        getattr(p, name)[0] = value
    learn_and_leave(np.array([0]), records(p), learning, 0.45, turnover, anxiety, overload)
    return float(p.skill[0])


@given(team, st.floats(0, 5), st.floats(0, 2), st.floats(0, 5), st.floats(0, 5))
def test_skill_stays_between_0_and_1(columns, learning, turnover, anxiety, overload):
    assert 0.0 <= learned(columns, learning, turnover, anxiety, overload) <= 1.0


@given(st.floats(0, 1))
def test_skill_follows_its_equation(skill):
    columns = {"skill": skill, "posts": 1.0, "funded": 3.0, "term_left": 6.0, "demand": 150.0, "capacity": 100.0}
    leaving = 0.15 + 0.5 * 0.75 * math.exp(-0.5) + 0.5 * 0.5
    change = (0.4 * (1 - skill) - leaving * (skill - 0.45)) / 12

    assert learned(columns) == pytest.approx(min(1.0, max(0.0, skill + change)))


def test_a_term_that_ends_soon_and_crowds_cost_skill():
    calm = {"skill": 0.8, "posts": 1.0, "funded": 1.0, "term_left": 36.0, "demand": 50.0, "capacity": 100.0}

    assert learned(calm | {"term_left": 1.0}) < learned(calm)
    assert learned(calm | {"demand": 180.0}) < learned(calm)
    assert learned(calm | {"demand": 90.0}) == learned(calm)


def test_a_month_serves_earns_learns_and_adds_up_user_years(bare):
    state = bare.world(places=3, citizens=300, concerned=0.5)
    rows = bare.add_sites(state, 2, place=np.array([0, 1]))
    state.places.counts[0, :, 2] = 20
    p = state.projects
    cash, skill = p.cash[rows].copy(), p.skill[rows].copy()

    step(state, OperateParams())

    assert p.users[rows].sum() > 0
    assert state.user_years == pytest.approx(p.users[rows].sum() / 12)
    assert (p.cash[rows] != cash).all()
    assert (p.skill[rows] != skill).all()


def test_closed_sites_and_ideas_have_no_books(bare):
    state = bare.world()
    rows = bare.add_sites(state, 3)
    state.projects.closed[rows[0]] = 3
    state.projects.stage[rows[1]] = 0

    step(state, OperateParams())

    assert state.projects.cash[rows[:2]].tolist() == [50_000.0, 50_000.0]
    assert state.projects.cash[rows[2]] != 50_000.0


def test_the_order_of_income_is_a_dial(bare):
    ends = []
    for order in ("capital_first", "wages_first"):
        state = bare.world()
        row = bare.add_sites(state, cash=0.0)
        for _ in range(12):
            step(state, OperateParams(income_order=order))
        ends.append((state.projects.capital[row][0], state.projects.posts[row][0]))

    assert ends[0] != ends[1]
