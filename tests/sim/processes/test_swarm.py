"""Essaimage: attempts, thinning, who pays, what a copy inherits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.copying import CopyParams, pay_for, receive
from sim.founding import FoundingParams
from sim.names import EPCI, MODES, PROOF, REGION
from sim.processes.swarm import SwarmParams, attempted, attempts, step

BRANCHING, AFFILIATION, FERTILISATION = (MODES.index(m) for m in ("branching", "affiliation", "fertilisation"))


@given(st.floats(0.0, 3.0), st.floats(0.0001, 0.9999))
def test_attempts_are_poisson(rate, u):
    expected = stats.poisson.ppf(u, rate)

    if abs(stats.poisson.cdf(expected, rate) - u) > 1e-12:
        assert attempts(rate, u) == expected


def test_attempts_are_at_most_twenty():
    assert attempts(100.0, 0.999999) == 20
    assert attempts(0.0, 0.999999) == 0


def accepted(state, rows, months=1):
    """Return the copies that places would take, (parent, place), over some months."""
    out = []
    for state.step in range(months):
        out.append(attempted(state, rows, SwarmParams()))
    return np.concatenate(out)


@pytest.fixture
def scaling(bare):
    """Return a world with 3,000 sites at place 0 that scale by affiliation, needs unmet in part."""
    state = bare.world(places=6, citizens=600)
    state.places.unmet[0] = [0.2, 0.9, 0.5, 1.0, 0.7, 0.0]
    state.authorities.absorptive[6:8] = [0.5, 0.8]  # the two EPCI
    rows = bare.add_sites(state, 3_000, scaling=1, choice=AFFILIATION, output=0.8, posts=2.0)
    return state, rows


def test_copies_are_thinned_attempts(scaling):
    """Copies to a place are Poisson: rate x g x AC x exp(-d^2 / 2 tolerance^2) x unmet; 4.5 standard errors."""
    state, rows = scaling
    places = state.places
    d = np.hypot(places.x - places.x[0], places.y - places.y[0])
    around = places.population * np.exp(-d / 8.0)
    anywhere = places.population**0.8 * np.maximum(d, 2.0) ** -1.5
    g = 0.7 * around / around.sum() + 0.3 * anywhere / anywhere.sum()
    d2 = ((places.context - places.context[:, :1]) ** 2).mean(axis=0)
    accept = state.authorities.absorptive[places.levels[EPCI]] * np.exp(-d2 / (2 * 0.25**2)) * places.unmet[0]
    expected = rows.size * 6.0 / 12 * 0.8 * g * accept

    taken = np.bincount(accepted(state, rows)[:, 1], minlength=6)

    assert expected.sum() > 100
    assert (np.abs(taken - expected) <= 4.5 * np.sqrt(expected)).all()


@pytest.mark.parametrize(
    ("columns", "factor"),
    [
        ({"output": 0.4}, 0.5),
        ({"output": 1.3}, 1.25),  # no faster than at full output
        ({"posts": 0.5, "funded": 0.5}, 0.75),  # 3 free FTE-months of the 4 needed
        ({"backlog": 6.0}, 0.0),
        ({"choice": FERTILISATION}, 2.5),
    ],
)
def test_attempts_follow_output_and_free_work(scaling, columns, factor):
    state, rows = scaling
    state.places.unmet[:], state.authorities.absorptive[:], state.places.context[:] = 1.0, 1.0, 0.5
    state.places.codified[:] = 0.3  # all that open diffusion needs
    for name, value in columns.items():
        getattr(state.projects, name)[rows] = value

    expected = rows.size * 0.5 * 0.8 * factor

    assert abs(len(accepted(state, rows)) - expected) <= 4 * math.sqrt(expected)


@pytest.mark.parametrize("nothing", ["unmet", "absorptive"])
def test_no_need_or_no_capacity_to_take_it_up_no_copy(scaling, nothing):
    state, rows = scaling
    (state.places.unmet if nothing == "unmet" else state.authorities.absorptive)[:] = 0.0

    assert len(accepted(state, rows)) == 0


def copied(bare, mode, **columns):
    """Return (state, parent, copy) of one copy at place 3 by ``mode``."""
    state = bare.world(places=6)
    usual = {"fidelity": 0.9, "depth": 1, "successes": 30.0, "failures": 10.0, "codified": 0.6, "skill": 0.9}
    columns = usual | columns
    (parent,) = bare.add_sites(state, choice=mode, **columns)
    state.authorities.envelope[:] = 1e6
    state.places.context[:] = 0.5  # places alike: nothing to adapt
    state.step = 30
    receive(state, int(parent), 3, 0, FoundingParams(), CopyParams())
    return state, parent, state.n_projects - 1


@pytest.mark.parametrize("mode", [BRANCHING, AFFILIATION, FERTILISATION])
def test_a_copy_inherits_by_its_mode(bare, mode):
    state, parent, copy = copied(bare, mode)
    p, fidelity = state.projects, state.modes.fidelity[mode]

    assert (p.parent[copy], p.depth[copy], p.mode[copy], p.place[copy]) == (parent, 2, mode, 3)
    assert p.innovation[copy] == p.innovation[parent]
    assert p.fidelity[copy] == pytest.approx(0.9 * fidelity)
    assert p.skill[copy] == pytest.approx(max(0.9 * fidelity, 0.0))
    assert p.codified[copy] == pytest.approx(0.6 * fidelity)
    assert (p.stage[copy], p.opened[copy], p.born[copy]) == (PROOF, 30, 30)
    assert p.capital[copy] == pytest.approx(0.4 * 150_000)
    assert p.posts[copy] == pytest.approx(1.0)
    assert p.cash[copy] == 25_000.0
    assert p.children[parent] == 1
    assert p.scaling[copy] == p.choice[copy] == 0


def test_only_branching_keeps_the_carrier(bare):
    for mode in (BRANCHING, AFFILIATION, FERTILISATION):
        state, parent, copy = copied(bare, mode)
        same = state.projects.actor[copy] == state.projects.actor[parent]
        assert same == (mode == BRANCHING)
        assert state.n_actors == (1 if same else 2)


@given(st.integers(0, 120), st.integers(0, 120))
def test_a_copy_inherits_half_the_evidence_up_to_a_years_trials(bare, successes, failures):
    state, _, copy = copied(bare, AFFILIATION, successes=float(successes), failures=float(failures))
    p = state.projects
    total, kept = successes + failures, p.successes[copy] + p.failures[copy]

    assert kept <= min(12.0, 0.5 * total)
    assert kept >= min(12.0, 0.5 * total) - 2  # whole trials, rounded down
    assert p.successes[copy] == int(p.successes[copy])
    if total >= 24:
        assert abs(p.successes[copy] - 12 * successes / total) <= 1


def test_the_originator_owes_the_work_and_the_receiver_pays(bare):
    state, parent, _ = copied(bare, AFFILIATION)
    payer = state.places.levels[EPCI, 3]

    assert state.projects.backlog[parent] == state.modes.effort[AFFILIATION] == 4.0
    assert state.authorities.envelope[payer] == 1e6 - 100_000
    others = np.delete(state.authorities.envelope, payer)
    assert (others == 1e6).all()


def test_no_payer_no_copy(bare):
    state = bare.world(places=6)
    (parent,) = bare.add_sites(state, choice=AFFILIATION)
    state.authorities.envelope[:] = 99_999.0

    receive(state, int(parent), 3, 0, FoundingParams(), CopyParams())

    assert state.n_projects == 1
    assert state.projects.children[parent] == 0
    assert state.projects.backlog[parent] == 0.0
    assert (state.authorities.envelope == 99_999.0).all()


def test_envelopes_fill_by_the_month_and_pay_each_copy(scaling):
    state, rows = scaling
    people = state.authorities.population.copy()

    step(state, SwarmParams(envelope=600.0, other_envelope=0.0), CopyParams(), FoundingParams())

    p, born = state.projects, np.arange(rows.size, state.n_projects)
    paid = np.bincount(state.places.levels[EPCI, p.place[born]], minlength=12) * 100_000.0
    assert born.size > 0
    assert state.authorities.envelope == pytest.approx(600.0 * people * (state.authorities.level == EPCI) / 12 - paid)
    assert (state.authorities.envelope >= 0).all()


def test_a_place_takes_one_copy_of_an_innovation_a_month(scaling):
    state, rows = scaling
    step(state, SwarmParams(envelope=1_000.0), CopyParams(), FoundingParams())

    places = state.projects.place[rows.size : state.n_projects]
    assert np.unique(places).size == places.size


@pytest.mark.parametrize("silent", [{"scaling": 0}, {"closed": 0}])
def test_only_open_sites_that_scale_make_copies(scaling, silent):
    state, rows = scaling
    for name, value in silent.items():
        getattr(state.projects, name)[rows] = value

    step(state, SwarmParams(envelope=1_000.0), CopyParams(), FoundingParams())

    assert state.n_projects == rows.size


def test_siblings_have_names_of_their_own(bare):
    state = bare.world(places=6)
    (parent,) = bare.add_sites(state, choice=AFFILIATION)
    state.authorities.envelope[:] = 1e9
    for place in (1, 2, 3, 1):
        receive(state, int(parent), place, 0, FoundingParams(), CopyParams())

    assert np.unique(state.projects.key[:5]).size == 5
    assert state.projects.children[parent] == 4


@pytest.mark.parametrize(("written", "factor"), [(0.0, 0.0), (0.1, 1 / 3), (0.3, 1.0), (1.0, 1.0)])
def test_open_diffusion_goes_where_knowledge_is_shared(scaling, written, factor):
    """Its chance is that of a place where all that the mode needs (.3) is at hand, times what there is of it."""
    state, rows = scaling
    state.places.unmet[:], state.authorities.absorptive[:], state.places.context[:] = 1.0, 1.0, 0.5
    state.projects.choice[rows], state.places.codified[:] = FERTILISATION, written

    expected = rows.size * 15.0 / 12 * 0.8 * factor

    assert abs(len(accepted(state, rows)) - expected) <= 4 * math.sqrt(expected)


def test_other_modes_need_no_shared_knowledge(scaling):
    state, rows = scaling
    before = accepted(state, rows)
    state.places.codified[:] = 1.0

    assert np.array_equal(before, accepted(state, rows)) and len(before)


@given(
    price=st.floats(0, 200_000), purse=st.floats(0, 300_000), epci=st.floats(0, 300_000), region=st.floats(0, 50_000),
    share=st.floats(0, 1),
)
def test_a_copy_is_paid_once_from_purse_and_envelopes_and_none_goes_below_nothing(
    bare, price, purse, epci, region, share
):
    """What leaves purse and envelopes is the price, or nothing; the purse gives all it can first."""
    state = bare.world(places=6)
    (row,) = bare.add_sites(state, purse=purse)
    public, payers = state.authorities, state.places.levels[:, 3]
    public.envelope[payers[EPCI]], public.envelope[payers[REGION]] = epci, region
    public.adopted[payers[REGION], 0] = 0
    before = state.projects.purse[row] + public.envelope.sum()

    paid = pay_for(state, int(row), 3, 0, price, share)

    assert state.projects.purse[row] >= 0 and (public.envelope >= -1e-9).all()
    assert before - state.projects.purse[row] - public.envelope.sum() == pytest.approx(price if paid else 0.0, abs=1e-6)
    assert purse - state.projects.purse[row] == pytest.approx(min(price, purse) if paid else 0.0, abs=1e-6)
    if purse >= price:
        assert paid and public.envelope[payers[EPCI]] == epci
