"""Policies spread among public actors: what speaks for one, who decides, how one is dropped."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.diffusion import DiffusionParams, chosen, put_in_force, utility
from agents.learning import attention
from agents.public_actor import PublicActor
from sim.names import COMMUNE, EPCI, ETAT, INVESTOR

ALL = 1_000  # innovations followed: every one
NOTHING = DiffusionParams(
    constant=0.0, learning=0.0, absorbing=0.0, competition=0.0, imitation=0.0, incentive=0.0, need=0.0, resources=0.0,
    pressure=0.0,
)  # fmt: skip


@pytest.fixture
def model(world):
    """Return a model in its fifth January, no policy yet, everybody convinced of nothing."""
    made = world("none").model(1)
    made.state.step = 48
    made.state.authorities.envelope[:] = 0.0
    return made


def said(model, **weights):
    """Return what speaks for each innovation when only these weights are not 0, shape (U, I)."""
    rows = np.arange(model.state.authorities.code.size)
    return utility(model.state, model.peers, rows, replace(NOTHING, **weights), 0.2)


def choose(model, params, most=ALL, rows=None):
    rows = np.arange(model.state.authorities.code.size) if rows is None else rows
    return chosen(model.state, model.peers, rows, params, cofinancing=0.2, most=most)


def first(model, level):
    return int(np.flatnonzero(model.state.authorities.level == level)[0])


def test_belief_counts_more_where_staff_absorb_more(model):
    """(learning + absorbing x AC) x (belief - .5): nothing at .5, negative below."""
    public = model.state.authorities
    public.successes[:], public.failures[:] = [1.0, 3.0, 1.0, 9.0], [1.0, 1.0, 3.0, 1.0]
    public.absorptive[:2] = 0.0, 1.0
    found = said(model, learning=3.0, absorbing=2.0)
    assert found[0].tolist() == pytest.approx([0.0, 0.75, -0.75, 1.2])
    assert found[1].tolist() == pytest.approx([0.0, 1.25, -1.25, 2.0])


def test_competition_is_the_share_of_peers_that_have_it_by_likeness(model):
    """All of them: the whole weight; only those of the same level count."""
    public, peers = model.state.authorities, model.peers
    epci = np.flatnonzero(public.level == EPCI)
    public.adopted[epci[1:], 0] = 24
    public.adopted[epci[1], 1] = 24
    found = said(model, competition=0.5)
    assert found[epci[0], 0] == pytest.approx(0.5)
    near = slice(peers.start[epci[0]], peers.start[epci[0] + 1])
    weight = peers.likeness[near][peers.peer[near] == epci[1]].sum() / peers.likeness[near].sum()
    assert found[epci[0], 1] == pytest.approx(0.5 * weight)
    assert not found[public.level != EPCI].any()


def test_a_larger_peer_s_example_fades(model):
    """exp(-age / 2 years) from the most peopled peer; the largest has nobody to imitate."""
    public, peers = model.state.authorities, model.peers
    largest = int(np.flatnonzero(public.level == EPCI)[public.population[public.level == EPCI].argmax()])
    others = [u for u in np.flatnonzero(public.level == EPCI).tolist() if u != largest]
    assert peers.leader[largest] == -1 and (peers.leader[others] == largest).all()
    for adopted, expected in ((48, 1.0), (24, np.exp(-1.0)), (0, np.exp(-2.0))):
        public.adopted[largest, 2] = adopted
        assert said(model, imitation=1.0)[others, 2] == pytest.approx(expected)
        assert said(model, imitation=1.0)[largest, 2] == 0.0


def test_cofinancing_by_other_levels_is_an_incentive(model):
    """Each other level that has it pays .2 of a copy; within a territory, by the people it is true for."""
    state, public = model.state, model.state.authorities
    commune = first(model, COMMUNE)
    row = int(np.flatnonzero(state.places.levels[COMMUNE] == commune)[0])
    epci = state.places.levels[EPCI, row]
    public.adopted[[epci, first(model, ETAT)], 1] = 12
    found = said(model, incentive=1.5)
    assert found[commune, 1] == pytest.approx(1.5 * 0.4)
    elsewhere = int(state.places.levels[COMMUNE, np.flatnonzero(state.places.levels[EPCI] != epci)[0]])
    assert found[elsewhere, 1] == pytest.approx(1.5 * 0.2)
    public.adopted[:] = -1
    public.adopted[commune, 1] = 12
    share = public.population[commune] / public.population[epci]
    assert said(model, incentive=1.5)[epci, 1] == pytest.approx(1.5 * 0.2 * share)
    assert not said(model, incentive=1.5)[:, [0, 2, 3]].any()


def test_need_means_and_pressure_speak_for_it(model):
    """Need x what is unmet, over the territory; means up to the price of the cheapest copy; pressure p / (1 + p)."""
    state, public = model.state, model.state.authorities
    state.places.unmet[:] = 0.0
    state.places.unmet[3] = 0.5
    state.places.need[state.innovations.domain[3]] = 0.8
    assert said(model, need=2.0)[:, 3] == pytest.approx(0.8)
    assert not said(model, need=2.0)[:, :3].any()
    cheapest = state.modes.price[state.modes.price > 0].min()
    public.envelope[:3] = 0.0, 0.5 * cheapest, 9.0 * cheapest
    assert said(model, resources=1.0)[:3, 0].tolist() == pytest.approx([0.0, 0.5, 1.0])
    public.pressure[:3, 2] = 0.0, 1.0, 3.0
    assert said(model, pressure=2.0)[:3, 2].tolist() == pytest.approx([0.0, 1.0, 1.5])


def test_the_state_obliges_nobody_unless_a_law_does(model):
    """By default its policy is but one more co-financing; with an obligation all levels feel it."""
    public = model.state.authorities
    public.adopted[first(model, ETAT), 0] = 0
    assert DiffusionParams().obligation == 0.0
    assert not said(model, obligation=0.0).any()
    found = said(model, obligation=5.0)
    assert found[:, 0] == pytest.approx(5.0) and not found[:, 1:].any()


@settings(max_examples=40)
@given(constant=st.floats(-6, 3), most=st.integers(0, 4), step=st.integers(0, 400))
def test_who_may_adopt_what(world, constant, most, step):
    """Only what is followed, never an investor; policies in force stay; any order of rows gives the same."""
    model = world("none").model(1)
    state, public = model.state, model.state.authorities
    state.step = step
    public.adopted[4, 1] = 0
    held = choose(model, DiffusionParams(constant=constant), most)
    assert held[4, 1] and not held[public.level == INVESTOR].any()
    followed = attention(state, np.arange(33), most)
    followed[4, 1] = True
    assert not (held & ~followed).any()
    shuffled = np.random.default_rng(step).permutation(33)
    assert np.array_equal(choose(model, DiffusionParams(constant=constant), most, shuffled), held[shuffled])


def test_the_share_that_adopts_is_the_logistic_one(model):
    """Chance 1 / (1 + e^2) = .119 a year; 31 x 4 pairs x 40 years are 5,120 draws named one by one.

    Standard error .0045; tolerance 4 of them: about 1 false alarm in 16,000 seeds; the seed is fixed.
    """
    taken = []
    for year in range(40):
        model.state.step = 12 * year
        taken.append(choose(model, replace(NOTHING, constant=-2.0))[:32])
    share, expected = np.mean(taken), 1.0 / (1.0 + np.exp(2.0))
    assert abs(share - expected) < 4.0 * np.sqrt(expected * (1 - expected) / np.size(taken))
    assert len({year.tobytes() for year in taken}) == 40


def test_a_policy_is_dropped_on_grounds_and_not_before(model):
    """Belief below .45, 12 trials known, 2 years in force: all three, or it stays."""
    public = model.state.authorities
    public.adopted[:, 0] = 24
    public.successes[:, 0], public.failures[:, 0] = 8.0, 12.0
    public.successes[1, 0] = 10.0  # belief .4545
    public.successes[2, 0], public.failures[2, 0] = 4.0, 6.0  # 10 trials
    public.adopted[3, 0] = 25  # a month too young
    held = choose(model, replace(NOTHING, constant=-50.0))
    assert held[:5, 0].tolist() == [False, True, True, True, False]
    put_in_force(model.state, held, 0.5)
    assert public.adopted[:5, 0].tolist() == [-1, 24, 24, 25, -1]


def test_putting_in_force_keeps_the_first_date_and_lets_pressure_fade(model):
    public = model.state.authorities
    public.adopted[0, 0], public.pressure[0, 1] = 12, 4.0
    held = public.adopted >= 0
    held[1, 2] = True
    put_in_force(model.state, held, 0.25)
    assert public.adopted[0, 0] == 12 and public.adopted[1, 2] == 48 and (public.adopted >= 0).sum() == 2
    assert public.pressure[0, 1] == 1.0


def test_a_subclass_may_decide_otherwise_and_all_decide_on_what_was_before(world):
    """Everyone adopts the first innovation as soon as nobody of its level has it: all at once, so all of them do."""

    class Herald(PublicActor):
        """Wants to be the first."""

        def policies(self):
            """Adopt the first innovation unless somebody of the level has it already."""
            public = self.model.state.authorities
            free = not (public.adopted[public.level == self.level, 0] >= 0).any()
            return (self.adopted >= 0) | (np.arange(4) == 0) & free

    model = world("none").model(1, public_actor=Herald)
    model.step()
    assert (model.state.authorities.adopted[:, 0] == 0).all()
    assert (model.state.authorities.adopted[:, 1:] == -1).all()


def test_an_agent_s_answer_is_that_of_the_model(world):
    """One row or all rows: one law."""
    model = world("none").model(1)
    for _ in range(60):
        model.step()
    together = model.policies_of(np.arange(33))
    assert np.array_equal(np.array([a.policies() for a in model.public_actors]), together)
    assert together.any() and not together.all()


def test_policy_of_the_money_changes_no_luck(world, run):
    """Before the first euro, public actors decide the same under every policy."""
    for name in ("policies", "policy_communes", "absorptive", "elections"):
        assert run("none").indicators[name][:13].tobytes() == run("current_mix").indicators[name][:13].tobytes()
    assert run("none").indicators["policies"][-1] > 0
