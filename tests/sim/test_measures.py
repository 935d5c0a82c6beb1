"""Every indicator against a world whose numbers are known."""

import math
from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.ledger import BUDGETED, COMMITTED, PAID, RELEASED
from sim.measures import INDICATORS, measure
from sim.measures.people import wellbeing
from sim.measures.sites import survival
from sim.measures.view import gini, view
from sim.names import DOMAINS, ESTABLISHED, IDEA, PROOF


def number(state, name):
    return dict(zip(INDICATORS, measure(state), strict=True))[name]


@given(
    st.integers(1, 12).flatmap(
        lambda n: st.tuples(
            arrays(float, n, elements=st.floats(0, 100)), arrays(float, n, elements=st.floats(0.5, 50))
        )
    )
)
def test_gini_is_half_the_relative_mean_difference(pair):
    values, weights = pair
    mean = (values * weights).sum() / weights.sum()

    pairs = product(zip(values, weights, strict=True), repeat=2)
    difference = sum(w * v * abs(x - y) for (x, w), (y, v) in pairs) / weights.sum() ** 2
    expected = difference / (2 * mean) if mean > 1e-9 else None

    if expected is not None:
        assert gini(values, weights) == pytest.approx(expected, abs=1e-9)
    assert -1e-9 <= gini(values, weights) < 1


def test_gini_of_equals_is_0_and_of_one_owner_near_1():
    assert gini(np.full(5, 3.0), np.arange(1.0, 6)) == pytest.approx(0.0, abs=1e-12)
    assert gini(np.array([0.0] * 99 + [1.0]), np.ones(100)) == pytest.approx(0.99)
    assert gini(np.zeros(4), np.ones(4)) == 0.0


@pytest.fixture
def known(bare):
    """Return 4 places, 10 concerned each and innovation; five sites of which one is an idea, one closed, one a copy."""
    state = bare.world(places=4, citizens=400)
    state.places.persons[:], state.step = 10.0, 48
    state.places.counts[:] = [4, 3, 1, 1, 1]
    rows = bare.add_sites(
        state, 5, place=np.array([0, 0, 1, 2, 3]), users=100.0, quality=np.array([0.4, 0.6, 0.8, 0.9, 0.9]),
        posts=2.0, funded=0.5, support=1_000.0, born=0, opened=np.array([0, 40, 0, -1, 6]), fidelity=0.7,
    )  # fmt: skip
    p = state.projects
    p.stage[rows] = [ESTABLISHED, PROOF, PROOF, IDEA, PROOF]
    p.depth[rows] = [0, 1, 2, 0, 0]
    p.closed[rows[4]] = 30
    p.scaling[rows[0]] = 1
    state.actors.strength[p.actor[rows[0]], :2] = 0.5
    for flow, euros in ((BUDGETED, 900.0), (COMMITTED, 500.0), (RELEASED, 60.0), (PAID, 200.0)):
        state.ledger.write(48, flow, 0, 0, 0, 0, 0, euros)
    state.user_years = 12.5
    return state


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("adopted_share", 0.2), ("aware_share", 0.6), ("relay_share", 0.1), ("adopters", 160.0), ("users", 300.0),
        ("user_years", 12.5), ("quality", 0.6), ("sites", 3.0), ("ideas", 1.0), ("sites_experiment", 0.0),
        ("sites_proof", 2.0), ("sites_structured", 0.0), ("sites_established", 1.0), ("sites_scaling", 1.0),
        ("places_reached_share", 0.5), ("replicas", 2.0), ("replicas_of_replicas", 1.0), ("lineage_depth", 2.0),
        ("fidelity", 0.7), ("jobs", 7.5), ("funded_jobs", 1.5), ("ties", 2 / 3), ("coverage_gini", 0.0),
        ("ordinary_support", 5_000.0), ("money_budgeted", 900.0), ("money_committed", 440.0), ("money_paid", 200.0),
        ("money_unspent", 460.0),
    ],
)  # fmt: skip
def test_an_indicator_says_what_it_defines(known, name, expected):
    assert number(known, name) == pytest.approx(expected, abs=1e-12)


def test_survival_counts_originals_old_enough_only(known):
    """Originals opened: at 0 (alive) and at 6 (closed at 30, after 24 months)."""
    assert survival(known, 36) == 0.5
    assert survival(known, 24) == 1.0
    assert survival(known, 48) == 1.0
    assert math.isnan(survival(known, 60))
    known.step = 53  # the second reaches 47 months
    assert survival(known, 48) == 1.0
    known.step = 54
    assert survival(known, 48) == 0.5


def test_wellbeing_is_a_geometric_mean_over_domains_less_inequality(bare):
    state = bare.world(places=2)
    state.places.population[:] = [1_000.0, 3_000.0]
    state.places.wellbeing[:] = [[0.4, 0.8]] * 11
    state.places.wellbeing[0] = [0.1, 0.2]

    means = np.array([(0.1 * 0.4**10) ** (1 / 11), (0.2 * 0.8**10) ** (1 / 11)])
    share = means @ [0.25, 0.75]
    difference = 2 * 0.25 * 0.75 * abs(means[1] - means[0])

    assert wellbeing(view(state), np.ones(len(DOMAINS))) == pytest.approx(share * (1 - difference / (2 * share)))


def test_a_world_without_sites_has_numbers_but_no_means(bare):
    state = bare.world()
    numbers = dict(zip(INDICATORS, measure(state), strict=True))

    assert numbers["sites"] == numbers["adopters"] == numbers["lineage_depth"] == numbers["coverage_gini"] == 0.0
    undefined = {name for name, value in numbers.items() if math.isnan(value)}
    sites = {"quality", "fidelity", "survival_3y", "survival_5y", "ties"}
    assert undefined >= sites | {"moran_coverage", "years_to_25", "years_to_50", "years_to_75"}


@pytest.mark.parametrize("name", INDICATORS)
def test_every_indicator_has_unit_label_and_definition_in_both_languages(name):
    unit, label, definition, _ = INDICATORS[name]

    assert all(text.en and text.fr for text in (unit, label, definition))
    assert definition.en.endswith(".") and definition.fr.endswith(".")


def test_labels_are_told_apart():
    for lang in ("en", "fr"):
        labels = [indicator.label.in_(lang) for indicator in INDICATORS.values()]
        assert len(set(labels)) == len(labels)
