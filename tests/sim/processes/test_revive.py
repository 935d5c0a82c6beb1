"""Dormant projects are taken up again: at their rate, once, with what was written and without the team."""

import math

import numpy as np
import pytest

from sim.founding import FoundingParams
from sim.names import ABANDONED, DORMANT, EPCI, EXPERIMENT, IDEA
from sim.processes.revive import ReviveParams, step

KNOWN = {"successes": 20.0, "failures": 4.0, "codified": 0.7, "skill": 0.9, "merit": 0.66, "cash": 9_000.0}


def revived(state, months=1, **params):
    """Let some months pass and return the rows of projects taken up."""
    for _ in range(months):
        state.step += 1
        step(state, ReviveParams(**params), FoundingParams(), 0.45, 0.5)
    return np.flatnonzero(state.projects.revives[: state.n_projects] >= 0)


def asleep(bare, count=1, **columns):
    """Return (state, rows) of dormant projects where all is known, needed and welcome."""
    state = bare.world()
    usual = KNOWN | {"stage": DORMANT, "closed": 0, "innovation": 1, "place": 2}
    rows = bare.add_sites(state, count, **(usual | columns))
    state.places.codified[:], state.places.unmet[:], state.authorities.absorptive[:] = 1.0, 1.0, 1.0
    return state, rows


@pytest.mark.parametrize(
    ("codified", "unmet", "absorptive"), [(1.0, 1.0, 1.0), (0.5, 1.0, 1.0), (1.0, 0.4, 1.0), (1.0, 1.0, 0.3)]
)
def test_projects_wake_by_knowledge_need_and_absorptive_capacity(bare, codified, unmet, absorptive):
    """One month of a hazard of 6 a year x the three: binomial, 4 standard errors."""
    state, _ = asleep(bare, 3_000)
    state.places.codified[:], state.places.unmet[:], state.authorities.absorptive[:] = codified, unmet, absorptive

    woken = revived(state, rate=6.0)

    chance = 1 - math.exp(-6.0 * codified * unmet * absorptive / 12)
    assert abs(woken.size - 3_000 * chance) < 4 * math.sqrt(3_000 * chance * (1 - chance))


@pytest.mark.parametrize("nothing", ["codified", "unmet", "absorptive"])
def test_nothing_wakes_where_nothing_is_known_needed_or_taken_up(bare, nothing):
    state, _ = asleep(bare, 50)
    (state.authorities if nothing == "absorptive" else state.places)._asdict()[nothing][:] = 0.0

    assert revived(state, 60, rate=12.0).size == 0


def test_each_dormant_project_is_taken_up_once(bare):
    state, rows = asleep(bare, 40)
    state.authorities.envelope[:] = 0.0

    woken = revived(state, 120, rate=12.0)

    p = state.projects
    assert sorted(p.revives[woken].tolist()) == rows.tolist()
    assert np.unique(p.key[: state.n_projects]).size == state.n_projects == 80


def test_what_was_taken_up_and_closed_again_can_be_taken_up_in_turn(bare):
    state, rows = asleep(bare)
    (first,) = revived(state, 60, rate=12.0)
    state.projects.closed[first], state.projects.stage[first] = state.step, DORMANT

    assert state.projects.revives[revived(state, 60, rate=12.0)].tolist() == [rows[0], first]


def test_practice_evidence_and_writing_are_kept_team_and_money_are_not(bare):
    state, (row,) = asleep(bare, skill=0.95, fidelity=0.7, parent=0, depth=1, mode=2)
    (new,) = revived(state, 120, rate=12.0, proven=1.0)

    p, old = state.projects, row
    for name in ("place", "innovation", "merit", "fit", "successes", "failures", "codified"):
        assert getattr(p, name)[new] == getattr(p, name)[old], name
    assert (p.stage[new], p.skill[new], p.cash[new], p.closed[new]) == (IDEA, 0.0, 4_000.0, -1)
    assert (p.parent[new], p.depth[new], p.mode[new], p.fidelity[new]) == (-1, 0, 0, 1.0)
    assert p.actor[new] != p.actor[old]
    assert p.stage[old] == DORMANT and p.closed[old] == 0


@pytest.mark.parametrize(
    ("trials", "envelope", "promised", "stage"),
    [
        ((20.0, 4.0), 30_000.0, -1, EXPERIMENT),
        ((20.0, 4.0), 24_999.0, -1, IDEA),  # no payer, no site
        ((20.0, 4.0), 30_000.0, 0, IDEA),  # it saves for a copy
        ((11.0, 0.0), 30_000.0, -1, IDEA),  # a year of trials, at least
        ((10.0, 10.0), 30_000.0, -1, IDEA),  # a mean of .5
    ],
)
def test_what_had_shown_enough_opens_at_once_where_the_epci_pays(bare, trials, envelope, promised, stage):
    state, _ = asleep(bare, successes=trials[0], failures=trials[1])
    state.authorities.envelope[:], state.authorities.promised[:, 0] = envelope, promised
    state.places.tacit[:] = 0.0

    (new,) = revived(state, 60, rate=12.0)

    p, payer = state.projects, state.places.levels[EPCI, 2]
    paid = 25_000.0 if stage == EXPERIMENT else 0.0
    assert p.stage[new] == stage
    assert state.authorities.envelope[payer] == envelope - paid
    assert np.delete(state.authorities.envelope, payer).tolist() == [envelope] * 11
    if stage == EXPERIMENT:
        assert p.cash[new] == 25_000.0
        assert p.skill[new] == pytest.approx(0.45 + 0.3 * 0.55)  # all written, all absorbed


@pytest.mark.parametrize(
    ("codified", "merged", "stage"), [(0.5, -1, DORMANT), (0.49, -1, ABANDONED), (0.9, 0, ABANDONED)]
)
def test_what_was_abandoned_and_written_down_since_is_dormant(bare, codified, merged, stage):
    """But not what became part of another site."""
    state, rows = asleep(bare, stage=ABANDONED, codified=codified, merged=merged)

    woken = revived(state, 60, rate=12.0)

    assert state.projects.stage[rows[0]] == stage
    assert (woken.size > 0) == (stage == DORMANT)


def test_the_luck_of_a_dormant_project_is_its_own(bare):
    """Other projects around it change neither whether nor when it wakes."""
    alone, _ = asleep(bare)
    crowd, _ = asleep(bare, 30)
    born = []
    for state in (alone, crowd):
        state.authorities.envelope[:] = 0.0
        revived(state, 240, rate=0.5)
        p, n = state.projects, state.n_projects
        born.append(p.born[:n][p.revives[:n] == 0].tolist())

    assert born[0] == born[1] != []


def test_it_wakes_after_as_many_months_whenever_it_closed(bare):
    slept = []
    for closed in (0, 77):
        state, _ = asleep(bare, closed=closed)
        state.step, state.authorities.envelope[:] = closed, 0.0
        (new,) = revived(state, 120, rate=1.0)[:1]
        slept.append(state.projects.born[new] - closed)

    assert slept[0] == slept[1] > 1
