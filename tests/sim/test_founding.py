"""Birth of projects and the sites of month 0."""

import math

import numpy as np
import pytest

from sim.draws import key
from sim.founding import FoundingParams, first_sites, found, open_site, race, spread
from sim.names import EXPERIMENT, IDEA


def test_an_idea_starts_with_what_its_people_bring(bare):
    state = bare.world()
    state.step = 7

    row = found(state, 1234, 3, 1, None, FoundingParams())

    p = state.projects
    assert (p.key[row], p.place[row], p.innovation[row], p.born[row]) == (1234, 3, 1, 7)
    assert (p.stage[row], p.opened[row], p.closed[row], p.parent[row], p.depth[row]) == (IDEA, -1, -1, -1, 0)
    assert (p.cash[row], p.volunteers[row], p.capital[row], p.posts[row]) == (4_000.0, 2.0, 0.0, 0.0)
    assert p.fidelity[row] == 1.0
    assert state.actors.place[p.actor[row]] == 3
    assert state.actors.form[p.actor[row]] == state.innovations.form[1]
    assert (state.n_projects, state.n_actors) == (1, 1)


def test_a_carrier_can_found_a_second_project(bare):
    state = bare.world()
    first = found(state, 1, 0, 0, None, FoundingParams())

    second = found(state, 2, 4, 0, int(state.projects.actor[first]), FoundingParams())

    assert state.n_actors == 1
    assert state.projects.actor[second] == state.projects.actor[first]


def test_merit_differs_around_that_of_the_innovation_by_name_only(bare):
    one, two = bare.world(), bare.world(layout=3)
    for state, order in ((one, range(400)), (two, range(399, -1, -1))):
        for name in order:
            found(state, name, 0, 0, None, FoundingParams(merit_spread=0.1))

    merits = one.projects.merit[:400]
    assert np.array_equal(merits, two.projects.merit[:400][::-1])
    assert (np.abs(merits - 0.7) <= 0.1).all()
    assert abs(merits.mean() - 0.7) < 4 * 0.1 / math.sqrt(3 * 400)  # uniform of half-width .1


@pytest.mark.parametrize(("middle", "width"), [(0.9, 0.5), (0.1, 0.5), (0.5, 0.0)])
def test_spread_stays_between_0_and_1_and_within_its_width(middle, width):
    drawn = np.array([spread(key(1, "s"), np.uint64(i), middle, width) for i in range(300)])

    assert drawn.min() >= max(0.0, middle - width)
    assert drawn.max() <= min(1.0, middle + width)


def test_opening_gives_premises_and_posts_as_start_says_and_never_takes_capital(bare):
    state = bare.world()
    state.start = (0.8, 0.1)
    rows = np.array([found(state, n, 0, 0, None, FoundingParams()) for n in range(2)])
    state.projects.capital[rows] = [0.0, 140_000.0]
    state.projects.skill[rows] = [0.0, 0.9]
    state.step = 5

    open_site(state, rows, 0.45)

    p = state.projects
    assert p.capital[rows].tolist() == [120_000.0, 140_000.0]
    assert p.posts[rows] == pytest.approx([0.25, 0.25])
    assert p.skill[rows].tolist() == [0.45, 0.9]
    assert (p.stage[rows] == EXPERIMENT).all() and (p.opened[rows] == 5).all()


def test_first_sites_are_as_many_as_said_shared_over_the_innovations_at_most_one_a_place(bare):
    state = bare.world(places=12, citizens=2_000, kinds=3)

    first_sites(state, FoundingParams(first_sites=20, first_users=0.0), 0.45)

    p, n = state.projects, state.n_projects
    assert np.bincount(p.innovation[:n]).tolist() == [7, 7, 6]
    spots = set(zip(p.place[:n].tolist(), p.innovation[:n].tolist(), strict=True))
    assert len(spots) == n == 20
    assert (p.cash[:n] == 25_000.0).all()
    assert np.unique(p.key[:n]).size == n


def test_first_sites_bring_their_first_users(bare):
    state = bare.world(places=6, citizens=3_000, concerned=0.5)

    first_sites(state, FoundingParams(first_sites=6, first_users=100.0), 0.45)

    users = state.places.counts[:, :, 2].sum() * state.places.persons[0]
    assert users == pytest.approx(6 * round(100 / state.places.persons[0]) * state.places.persons[0])


def test_the_race_draws_places_by_population():
    """The first of a race at rates w wins with w / sum(w); 4.5 standard errors over 3 places."""
    mass, out, n = np.array([1.0, 2.0, 5.0, 0.0]), np.empty(4), 6_000
    codes = np.arange(4, dtype=np.uint64)
    wins = np.zeros(4)
    for i in range(n):
        race(key(i, "race"), codes, mass, out)
        wins[out.argmin()] += 1

    share = mass / mass.sum()
    assert wins[3] == 0
    assert (np.abs(wins / n - share) <= 4.5 * np.sqrt(share * (1 - share) / n)).all()
