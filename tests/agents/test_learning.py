"""Public actors learn: own sites, closings, others as far as they listen; one law for one and for all."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.learning import BeliefParams, Trials, attention, last_year, observed, take_in
from agents.public_actor import PublicActor
from sim.names import COMMUNE, EPCI, ETAT, INVESTOR, LEVELS
from sim.peers import Peers, over_territories

ALL = 1_000  # innovations followed: every one
COUNTS = st.floats(0, 200)


def quiet(world, **fields):
    """Return a model at month 0 and trials of which there are none yet."""
    model = world("none", **fields).model(1)
    shape = (*model.state.authorities.successes.shape, 2)
    return model, Trials(np.zeros(shape), np.zeros(shape))


def rows_of(model, level):
    return np.flatnonzero(model.state.authorities.level == level)


def some_years(world, years=3, **deciders):
    model = world("none").model(1, **deciders)
    for _ in range(12 * years):
        model.step()
    return model


def test_one_agent_and_all_at_once_learn_the_same_bit_for_bit(world):
    """The model's way for every row, and each agent's own, leave the same bytes."""
    one, all_ = (some_years(world) for _ in range(2))
    all_.learn()
    one.state.authorities.absorptive[:] = all_.state.authorities.absorptive
    one.state.authorities.openness[:] = all_.state.authorities.openness
    one.trials = last_year(one.state, one.rules.belief.closing)
    for actor in one.public_actors:
        actor.learn()
    for name in ("successes", "failures", "heard"):
        mine, theirs = getattr(one.state.authorities, name), getattr(all_.state.authorities, name)
        assert mine.tobytes() == theirs.tobytes() and (mine > 0).any()


@pytest.mark.parametrize("name", ["learn", "observe"])
def test_a_subclass_that_learns_otherwise_is_asked(world, name):
    """Either method alone: every agent is asked each January, and what it answers is what is believed."""
    asked = []

    class Deaf(PublicActor):
        """Hears nothing and notes that it was asked."""

    def observe(self):
        asked.append(self.row)
        return np.zeros((4, 2)), np.zeros((4, 2))

    def learn(self):
        asked.append(self.row)

    setattr(Deaf, name, {"observe": observe, "learn": learn}[name])
    model = some_years(world, years=2, public_actor=Deaf)
    assert asked == [*range(33)] * 2
    assert np.unique(model.state.authorities.successes).size == 1


def test_the_trials_of_a_january_are_those_of_every_level_s_sites(world):
    """Every level sees the same trials, cut in its own territories; twelve a year and open site."""
    model = some_years(world, years=1)
    seen = last_year(model.state, closing=0.0).seen
    totals = [seen[rows_of(model, level)].sum() for level in range(len(LEVELS))]
    p, n = model.state.projects, model.state.n_projects
    assert totals == pytest.approx([p.successes[:n].sum() + p.failures[:n].sum()] * len(LEVELS))
    at = model.state.places.levels[EPCI, p.place[:n]]
    for row in rows_of(model, EPCI):
        mine = (at == row) & (p.innovation[:n] == 1)
        assert seen[row, 1, 0] == pytest.approx(p.successes[:n][mine].sum())


def test_a_year_s_trials_are_those_drawn_in_it(world):
    """Counted anew from January to January, sites that closed and copies included; copies bring old ones, left out."""
    model = some_years(world, years=4)
    p, n = model.state.projects, model.state.n_projects
    before = p.successes[:n] + p.failures[:n]
    for _ in range(12):
        model.step()
    p = model.state.projects
    drawn = (p.successes[:n] + p.failures[:n] - before).sum()
    born = np.arange(n, model.state.n_projects)
    born = born[p.opened[born] > 48]
    end = np.where(p.closed[born] >= 0, p.closed[born], 60)
    drawn += (end - p.opened[born]).sum()
    closed = (p.closed[: model.state.n_projects] > 48) & (p.opened[: model.state.n_projects] >= 0)
    assert closed.sum() > 0 and born.size > 0
    seen = last_year(model.state, closing=0.0).seen
    assert seen[rows_of(model, ETAT)].sum() == pytest.approx(drawn)
    shut = last_year(model.state, closing=5.0).seen[rows_of(model, ETAT), :, 1].sum()
    assert shut - seen[rows_of(model, ETAT), :, 1].sum() == pytest.approx(5.0 * closed.sum())


def test_a_closing_is_heard_once_and_not_that_of_an_idea(world):
    """In the January after, with the months it was open; a year later no more."""
    model, _trials = quiet(world)
    p, state = model.state.projects, model.state
    state.step = 24
    p.successes[0], p.failures[0], p.closed[0] = 9.0, 3.0, 20
    p.opened[1], p.closed[1] = -1, 20
    state.n_projects = 2
    kind, seen = p.innovation[0], last_year(state, closing=6.0).seen[rows_of(model, ETAT)[0]]
    assert seen[kind].tolist() == pytest.approx([8 * 0.75, 8 * 0.25 + 6.0])
    assert seen.sum() == pytest.approx(14.0)
    state.step = 36
    assert not last_year(state, closing=6.0).seen.any()


@settings(max_examples=30)
@given(wins=COUNTS, losses=COUNTS, before=st.floats(0.5, 100), against=st.floats(0.5, 100), memory=st.floats(0, 1))
def test_learning_moves_belief_towards_one_s_own_evidence(world, wins, losses, before, against, memory):
    """The new belief lies between the forgotten prior and the share of successes seen at home."""
    model, _trials = quiet(world)
    public, rows, none = model.state.authorities, np.array([3]), np.zeros((1, 4, 2))
    public.successes[3, 0], public.failures[3, 0] = before, against
    own = none.copy()
    own[0, 0] = wins, losses
    prior = max(0.5, memory**12 * before) / (max(0.5, memory**12 * before) + max(0.5, memory**12 * against))
    take_in(model.state, rows, own, none, memory)
    belief = public.successes[3, 0] / (public.successes[3, 0] + public.failures[3, 0])
    seen = wins / (wins + losses) if wins + losses else prior
    assert min(prior, seen) - 1e-9 <= belief <= max(prior, seen) + 1e-9
    if wins + losses > 1 and abs(seen - prior) > 1e-6:
        assert abs(belief - seen) < abs(prior - seen)


def test_forgetting_weakens_old_evidence(world):
    """Without trials each side keeps memory^12 a year, and never less than half a trial."""
    model, _trials = quiet(world)
    public, rows, none = model.state.authorities, np.array([0]), np.zeros((1, 4, 2))
    public.successes[0, 0], public.failures[0, 0] = 60.0, 20.0
    take_in(model.state, rows, none, none, 0.98)
    assert (public.successes[0, 0], public.failures[0, 0]) == pytest.approx((60 * 0.98**12, 20 * 0.98**12))
    for _ in range(60):
        take_in(model.state, rows, none, none, 0.98)
    assert (public.successes[0, 0], public.failures[0, 0]) == (0.5, 0.5)
    assert (public.successes[1:] == 1.0).all()


SHARE = st.floats(0, 1)


@settings(max_examples=40)
@given(absorptive=SHARE, openness=SHARE, likeness=SHARE, written=SHARE, at_hand=SHARE)
def test_others_are_heard_by_ability_openness_likeness_and_knowledge(
    world, absorptive, openness, likeness, written, at_hand
):
    """Own trials count whole; a peer's by AC x openness x likeness x (written + at hand x the rest)."""
    model, trials = quiet(world)
    public, places = model.state.authorities, model.state.places
    public.absorptive[0], public.openness[0] = absorptive, openness
    places.codified[:] = at_hand
    trials.seen[0, 0], trials.seen[1, 0] = (4, 1), (10, 20)
    trials.written[1, 0] = written * trials.seen[1, 0]
    start = np.repeat([0, 1], [1, public.code.size])
    peers = Peers(start, np.array([1]), np.array([likeness]), np.zeros(33), np.full(33, -1))
    own, others = observed(model.state, trials, peers, np.array([0]), ALL)
    share = absorptive * openness * likeness * (written + at_hand * (1 - written))
    assert own[0, 0].tolist() == [4, 1]
    assert others[0, 0].tolist() == pytest.approx([10 * share, 20 * share])
    assert not own[:, 1:].any() and not others[:, 1:].any()


def test_what_is_at_hand_is_that_of_the_territory(world):
    """A platform in one place helps its commune wholly and its EPCI by its people; others not at all."""
    model, _ = quiet(world)
    places = model.state.places
    places.codified[2, 7] = 1.0
    at_hand = over_territories(model.state, places.codified)
    epci = places.levels[EPCI, 7]
    people = places.population[places.levels[EPCI] == epci].sum()
    assert at_hand[places.levels[COMMUNE, 7], 2] == pytest.approx(1.0)
    assert at_hand[epci, 2] == pytest.approx(places.population[7] / people)
    assert np.count_nonzero(at_hand) == len(LEVELS)


def test_attention_follows_the_most_pressing(world):
    """Priority of the elected x need x (1 + pressure): as many as can be followed, the highest first."""
    model, trials = quiet(world)
    state, rows = model.state, np.arange(33)
    domain = state.innovations.domain
    score = state.authorities.priority[:, domain] * over_territories(state, state.places.need[domain])
    for most in (0, 1, 3, 4, 9):
        followed = attention(state, rows, most)
        assert (followed.sum(axis=1) == min(most, 4)).all()
        lowest = np.where(followed, score, np.inf).min(axis=1)
        assert (np.where(followed, -np.inf, score).max(axis=1) <= lowest).all()
    last = int(score[5].argmin())
    state.authorities.pressure[5, last] = 20.0
    assert attention(state, rows, 1)[5].tolist() == [i == last for i in range(4)]
    trials.seen[:] = 1.0
    own, _ = observed(state, trials, model.peers, rows, 2)
    np.testing.assert_array_equal(own.any(axis=2), attention(state, rows, 2))


def test_investors_learn_too_and_know_every_site(world):
    """Their territory is the whole: they see what the State sees, and have no peer."""
    model = some_years(world)
    seen = last_year(model.state, closing=6.0).seen
    public = model.state.authorities
    assert np.array_equal(seen[rows_of(model, INVESTOR)], seen[rows_of(model, ETAT)])
    assert (public.successes[rows_of(model, INVESTOR)] != 1.0).any()
    assert public.heard[rows_of(model, INVESTOR)].tolist() == public.heard[rows_of(model, ETAT)].tolist() == [0.0]
    assert (public.heard[rows_of(model, COMMUNE)] > 0).any() and (public.heard[rows_of(model, EPCI)] > 0).all()


@pytest.mark.parametrize("wrong", [{"memory": 1.1}, {"attention": -1}, {"likeness": 0.0}, {"closing": -1.0}])
def test_values_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=rf"belief\.{next(iter(wrong))} is"):
        BeliefParams(**wrong)
