"""Carriers much alike become one: nothing is lost but what is stated; some fail, and the weaker site closes."""

import math
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.draws import key, mix
from sim.merging import absorb, merge
from sim.names import ABANDONED, FUSION, IDEA, STRUCTURED
from sim.processes.fuse import Fit, FuseParams, known_site, market, step
from sim.processes.survive import close
from sim.rows import records
from sim.ties import bind

STOCKS = ("capital", "cash", "purse", "posts", "volunteers", "backlog", "successes", "failures")


def pair(bare, count=2, **columns):
    """Return a world where sites of one innovation stand in two places alike; the first chose fusion."""
    state = bare.world(places=2, citizens=100, kinds=3)
    state.places.context[:] = 0.5
    rows = bare.add_sites(state, count, **({"place": np.arange(count) % 2, "stage": STRUCTURED} | columns))
    state.projects.choice[rows[0]], state.projects.scaling[rows[0]] = FUSION, 1
    return state, rows


def months(state, count, **params):
    for _ in range(count):
        state.step += 1
        step(state, FuseParams(**params), 1.0, partial(close, state, codified_enough=0.5))


def test_two_alike_become_one_carrier_with_both_sites(bare):
    """Both sites stay open under the first carrier; the work of it is owed."""
    state, rows = pair(bare)
    months(state, 120, failure=0.0)
    assert state.projects.actor[rows].tolist() == [0, 0]
    assert (state.projects.closed[rows] == -1).all()
    assert state.actors.merged[:2].tolist() == [-1, 0]
    assert state.projects.backlog[rows[0]] == state.modes.effort[FUSION]


@pytest.mark.parametrize("why", ["form", "overlap", "far", "context", "owned", "choice", "flag", "closed", "rate"])
def test_without_what_it_takes_nobody_merges(bare, why):
    state, rows = pair(bare)
    p = state.projects
    if why == "form":
        state.actors.form[1] = 2
    if why == "overlap":
        p.innovation[rows[1]] = 1
    if why == "far":
        state.places.x[1] = state.places.x[0] + 100.0
    if why == "context":
        state.places.context[:, 1] = 0.0  # still alike by half, but nothing that fits: RMS .5, tolerance .02
        state.modes.tolerance[FUSION] = 0.02
    if why == "owned":
        p.owner[rows[1]] = 2
    if why == "choice":
        p.choice[rows[0]] = 1
    if why == "flag":
        p.scaling[rows[0]] = 0
    if why == "closed":
        p.closed[rows[1]] = 0
    if why == "rate":
        p.output[rows[0]] = 0.0
    months(state, 240, failure=0.0)
    assert state.projects.actor[rows].tolist() == [0, 1]


def test_partners_are_looked_at_however_far(bare):
    state, rows = pair(bare)
    state.places.x[1] = state.places.x[0] + 100.0
    bind(state.actors.strength, state.actors.partner, 0, 1, 0.4)
    months(state, 120, failure=0.0)
    assert state.projects.actor[rows].tolist() == [0, 0]


def test_attempts_come_at_rate_times_output_and_fail_as_stated(bare):
    """2,000 pairs, one month: 1 - exp(-rate y / 12) try; of those .3 fail and the weaker site closes; 4 errors."""
    state = bare.world(places=2, citizens=100, kinds=3)
    tried = failed = 0
    for k in range(2_000):
        state.n_projects = state.n_actors = 0
        state.step = 0
        rows = bare.add_sites(state, 2, place=0, stage=STRUCTURED, output=np.array([0.8, 0.6]), posts=5.0)
        p = state.projects
        p.merged[rows], p.closed[rows], p.backlog[rows] = -1, -1, 0.0
        state.actors.merged[:2], state.actors.cluster[:2] = -1, -1
        p.key[rows] = [2 * k, 2 * k + 1]
        p.choice[rows[0]], p.scaling[rows[0]] = FUSION, 1
        state.modes.rate[FUSION] = 6.0
        months(state, 1)
        tried += p.backlog[rows[0]] > 0.0
        failed += p.merged[rows[1]] < 0 and p.closed[rows[1]] >= 0
        assert p.closed[rows[0]] == -1
    chance = 1.0 - math.exp(-6.0 * 0.8 / 12.0)
    assert abs(tried / 2_000 - chance) < 4.0 * math.sqrt(chance * (1 - chance) / 2_000)
    assert abs(failed / tried - 0.3) < 4.0 * math.sqrt(0.21 / tried)


@settings(max_examples=60)
@given(st.data(), st.booleans())
def test_nothing_is_lost_or_created_but_what_is_stated(bare, data, twins):
    """Capital, money, posts, volunteers, work, evidence: the sums over all sites are what they were.

    Skill x posts too, over the two sites that merge. Twins (one place and innovation) become one site.
    """
    state, rows = pair(bare, 3, place=0 if twins else np.array([0, 1, 1]))
    p = state.projects
    amounts = st.lists(st.floats(0, 1e5), min_size=3, max_size=3)
    for name in STOCKS:
        getattr(p, name)[rows] = data.draw(amounts)
    p.skill[rows] = data.draw(st.lists(st.floats(0, 1), min_size=3, max_size=3))
    sums = {name: getattr(p, name)[rows].sum() for name in STOCKS}
    work = (p.skill * p.posts)[rows].sum()
    ledger = p.support[rows].sum()
    merge(state, int(rows[0]), int(rows[1]))
    for name, total in sums.items():
        assert getattr(p, name)[rows].sum() == pytest.approx(total, rel=1e-12, abs=1e-9), name
    if p.posts[rows].sum() > 1e-6:
        assert (p.skill * p.posts)[rows].sum() == pytest.approx(work, rel=1e-9, abs=1e-6)
    assert p.support[rows].sum() == ledger
    assert (p.merged[rows[1]] == rows[0]) == twins and (p.closed[rows[1]] >= 0) == twins
    assert p.actor[rows].tolist() == [0, 0, 2]


def test_skill_is_averaged_by_posts_and_practice_carried_over_with_fidelity(bare):
    state, rows = pair(bare, skill=np.array([0.8, 0.2]), posts=np.array([3.0, 1.0]), merit=np.array([0.9, 0.5]))
    p = state.projects
    p.codified[rows], p.fidelity[rows] = [0.5, 0.1], [0.8, 1.0]
    merge(state, int(rows[0]), int(rows[1]))
    assert p.skill[rows] == pytest.approx([0.65, 0.65])
    assert p.codified[rows] == pytest.approx([0.5, 0.9 * 0.5])
    assert p.merit[rows] == pytest.approx([0.9, 0.9 * 0.9 + 0.1 * 0.5])
    assert p.fidelity[rows] == pytest.approx([0.8, 0.9 * 0.8])


def test_another_innovation_keeps_its_own_practice(bare):
    state, rows = pair(bare, innovation=np.array([0, 1]), merit=np.array([0.9, 0.5]), codified=np.array([0.5, 0.1]))
    merge(state, int(rows[0]), int(rows[1]))
    assert state.projects.merit[rows].tolist() == [0.9, 0.5]
    assert state.projects.codified[rows].tolist() == [0.5, 0.1]
    assert state.projects.fidelity[rows].tolist() == [1.0, 1.0]


def test_all_sites_and_ideas_of_the_other_follow_with_its_ties_and_cluster(bare):
    """Its closed sites stay its own; a tie of the two is gone; the others pass over, on both sides."""
    state, rows = pair(bare, 5, place=np.array([0, 1, 0, 1, 1]), innovation=np.array([0, 0, 1, 1, 2]))
    p, a = state.projects, state.actors
    p.actor[rows] = [0, 1, 1, 1, 4]
    p.stage[rows[2]], p.closed[rows[3]] = IDEA, 0
    for one, two in ((0, 1), (1, 4)):
        bind(a.strength, a.partner, one, two, 0.6)
    a.cluster[1] = 3
    merge(state, int(rows[0]), int(rows[1]))
    assert p.actor[rows].tolist() == [0, 0, 0, 1, 4]
    assert a.partner[0].max() == 4 and 0 in a.partner[4] and not (a.partner[1] >= 0).any() and 1 not in a.partner
    assert a.cluster[:2].tolist() == [3, -1]


def test_a_twin_at_an_earlier_stage_closes_into_the_further_one(bare):
    state, rows = pair(bare, place=0)
    state.projects.stage[rows[0]] = IDEA
    merge(state, int(rows[0]), int(rows[1]))
    assert state.projects.merged[rows].tolist() == [rows[1], -1]
    assert state.projects.stage[rows].tolist() == [ABANDONED, STRUCTURED]
    assert state.projects.actor[rows[1]] == 0


def test_a_site_closed_into_another_serves_nobody(bare):
    state, rows = pair(bare, place=0, users=50.0, funded=1.0)
    absorb(state, int(rows[0]), int(rows[1]))
    p = state.projects
    for name in ("users", "capacity", "funded", "posts", "capital", "cash", "output", "scaling"):
        assert getattr(p, name)[rows[1]] == 0, name
    assert state.operating().tolist() == [rows[0]]


def test_two_who_seek_each_other_merge_once(bare):
    state, rows = pair(bare)
    state.projects.choice[rows], state.projects.scaling[rows] = FUSION, 1
    state.modes.rate[FUSION] = 1e3
    state.projects.posts[rows] = 50.0
    months(state, 3, failure=0.0)
    assert np.unique(state.projects.actor[rows]).size == 1
    assert (state.actors.merged[:2] >= 0).sum() == 1


def test_a_site_asks_one_of_those_it_knows_and_only_these(bare):
    """Neighbours within reach and partners anywhere, found in sorted lists, are those of a plain search."""
    state, rng = bare.world(places=30, citizens=600), np.random.default_rng(6)
    rows = bare.add_sites(state, 60, place=rng.integers(0, 30, 60))
    p, a, places = state.projects, state.actors, state.places
    a.partner[p.actor[rows[:20]], 0] = p.actor[rows[rng.integers(0, 60, 20)]]
    fit = Fit(places.x, places.y, places.context, places.latent, state.innovations.kind, state.innovations.reliance)
    for near_km in (0.0, 6.0, 500.0):
        asked = []
        for row in rows.tolist():
            name = key(row, "asks")
            found = known_site(
                row, name, records(p), a.form, a.partner, fit,
                market(rows, p.actor[rows], places.x[p.place[rows]]), 0.0, near_km,
            )  # fmt: skip
            home, there = p.place[row], p.place[rows]
            near = np.hypot(places.x[home] - places.x[there], places.y[home] - places.y[there]) <= near_km
            known = rows[(near | np.isin(p.actor[rows], a.partner[p.actor[row]])) & (p.actor[rows] != p.actor[row])]
            ranks = [int(mix(name ^ p.key[other])) for other in known]
            assert found == (known[np.argmin(ranks)] if known.size else -1)
            asked.append(found)
        assert len(set(asked)) > 5
