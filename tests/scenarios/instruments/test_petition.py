"""Petitions: the funnel of Grenoble, its thresholds, and what each end of a petition does."""

import numpy as np
import pytest

from scenarios.instruments.petition import Petition
from sim.draws import named
from sim.names import ACCEPTED, AWARE, COMMUNE, DEBATED, ELIGIBLE, EPCI, FILED, UNAWARE, VOTED

HOME = 3
SURE = {"eligible_share": 1.0, "signing": 1.0, "quorum": 1e-6}  # a petition that gets to the council
NEVER = {"eligible_share": 1.0, "signing": 0.0}  # one that nobody signs


@pytest.fixture
def state(world):
    """Return a territory at month 0 where all who are concerned know of every innovation."""
    found = world("none").model(1).state
    found.places.counts[:, :, AWARE] += found.places.counts[:, :, UNAWARE]
    found.places.counts[:, :, UNAWARE] = 0
    return found


def file(state, tool, times=1):
    """File petitions at one place and return its funnel."""
    for k in range(times):
        tool.file(state, HOME, named(7, k))
    return state.places.petitions[:, HOME]


def test_petitions_are_filed_by_inhabitants(state):
    """At one a month at most, 4 Poisson-like standard errors of a Bernoulli in each place and month."""
    tool, places = Petition(filed=3.0), state.places
    rows = np.arange(places.code.size)
    for state.step in range(60):
        tool.pay(state, rows, np.ones(rows.size), np.zeros(rows.size))
    chance = 1 - np.exp(-3.0 / 12_000 * places.population)
    spread = np.sqrt(60 * (chance * (1 - chance)).sum())
    assert abs(places.petitions[FILED].sum() - 60 * chance.sum()) < 4 * spread
    assert places.asked.sum() == places.petitions[FILED].sum()


def test_the_same_petitions_are_filed_whatever_the_order_of_places(world):
    filed = []
    for turn in (1, -1):
        found = world("none").model(1).state
        rows = np.arange(found.places.code.size)[::turn]
        for found.step in range(24):
            Petition(filed=5.0).pay(found, rows, np.ones(rows.size), np.zeros(rows.size))
        filed.append(found.places.petitions.copy())
    assert np.array_equal(*filed) and filed[0].sum() > 0


def test_the_funnel_is_that_of_grenoble(state):
    """Of 4,000 filed, 10 in 26 are eligible; of these 3 in 10 reach the quorum where a fifth know; none is voted.

    Within 4 binomial standard errors of the law: exp(-quorum / (signing x known)).
    """
    n, tool = 4_000, Petition()
    known = tool.knowing(state, 0, HOME)
    for kind in range(state.innovations.code.size):  # as many know of each as of the first
        state.places.counts[kind, HOME] = state.places.counts[0, HOME]
    filed, eligible, debated, _, voted = file(state, tool, n)
    assert filed == n
    for count, total, chance in (
        (eligible, n, 10 / 26), (debated, eligible, np.exp(-tool.quorum / (tool.signing * known))),
    ):  # fmt: skip
        assert abs(count / total - chance) < 4 * np.sqrt(chance * (1 - chance) / total) + 1e-3
    assert np.exp(-tool.quorum / (tool.signing * 0.2)) == pytest.approx(0.3, abs=0.03)
    assert voted == 0


def test_an_ineligible_petition_is_refused_and_costs_trust_only(state):
    places, trust = state.places, state.places.trust[HOME]
    funnel = file(state, Petition(eligible_share=0.0, trust=0.1))
    assert funnel.tolist() == [1, 0, 0, 0, 0]
    assert places.trust[HOME] == pytest.approx(0.9 * trust)
    assert not places.publicity.any() and not state.authorities.pressure.any()
    assert places.asked[HOME] == 1 and places.answered[HOME] == 0


def test_a_campaign_raises_awareness_even_when_it_fails(state):
    places, trust = state.places, state.places.trust[HOME]
    funnel = file(state, Petition(publicity=0.7, **NEVER))
    assert funnel.tolist() == [1, 1, 0, 0, 0]
    assert places.publicity[:, HOME].sum() == pytest.approx(0.7) and (places.publicity > 0).sum() == 1
    assert places.trust[HOME] == trust and not state.authorities.pressure.any()


@pytest.mark.parametrize("openness", [0.0, 1.0])
def test_the_council_debates_and_accepts_or_refuses(state, openness):
    """Refused: trust lost. Accepted: trust gained, one plea to the commune, a part of one to the EPCI."""
    places, public, tool = state.places, state.authorities, Petition(trust=0.1, vote_quorum=1.0, **SURE)
    commune, epci = places.levels[[COMMUNE, EPCI], HOME]
    public.openness[commune], trust = openness, places.trust[HOME]
    funnel = file(state, tool)
    assert funnel.tolist() == [1, 1, 1, openness, 0]
    assert places.publicity[:, HOME].sum() == pytest.approx(2 * tool.publicity)
    if openness:
        kind = int(np.argmax(public.pressure[commune]))
        assert places.trust[HOME] == pytest.approx(trust + 0.1 * (1 - trust))
        assert public.pressure[commune, kind] == 1.0
        assert public.pressure[epci, kind] == pytest.approx(places.population[HOME] / public.population[epci])
        assert (public.pressure > 0).sum() == 2 and places.answered[HOME] == 1
    else:
        assert places.trust[HOME] == pytest.approx(0.9 * trust) and not public.pressure.any()


def test_co_construction_makes_a_council_twice_as_willing(state):
    public, tool = state.authorities, Petition()
    public.openness[0] = 0.3
    public.coconstruction[0] = 0
    assert tool.willing(state, 0) == pytest.approx(0.3)
    public.coconstruction[0] = 1
    assert tool.willing(state, 0) == pytest.approx(0.6)


def test_a_vote_binds_a_council_that_would_refuse(state):
    state.authorities.openness[:] = 0.0
    funnel = file(state, Petition(vote_quorum=1e-6, **SURE))
    assert funnel[[FILED, ELIGIBLE, DEBATED, VOTED, ACCEPTED]].tolist() == [1, 1, 1, 1, 1]


def test_quorums_are_by_inhabitant_so_that_what_counts_is_who_knows(state):
    """Twice the inhabitants with the same number who know: half the chance's exponent."""
    tool = Petition()
    known = tool.knowing(state, 0, HOME)
    state.places.population[HOME] *= 2.0
    assert tool.knowing(state, 0, HOME) == pytest.approx(known / 2)
    state.places.counts[:, :, UNAWARE] += state.places.counts[:, :, AWARE]
    state.places.counts[:, :, AWARE] = 0
    assert tool.knowing(state, 0, HOME) < known / 10


def test_people_ask_for_what_is_needed_and_lacking(state):
    """A petition's topic is drawn by need x (.1 + unmet): here almost always the one that is lacking."""
    state.places.unmet[:, HOME], state.places.unmet[1, HOME] = 0.0, 1.0
    state.places.need[:, HOME] = 0.5
    topics = np.bincount([Petition().topic(state, HOME, (k + 0.5) / 100) for k in range(100)], minlength=4)
    assert topics[1] == pytest.approx(100 * 1.1 / 1.4, abs=1) and (topics > 0).all()
