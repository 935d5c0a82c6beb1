"""Taking part: who is answered, what answers and silence do, and that nothing moves where nobody asks."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.names import ADOPTER, COMMUNE, EPCI, RELAY
from sim.processes.adopt import AdoptParams
from sim.processes.adopt import step as adopt
from sim.processes.participate import ParticipateParams, answer, heed, step
from sim.schedule import SCHEDULE, Params

USUAL = ParticipateParams()
SILENT = ParticipateParams(requests=0.0)
FELT = ("civic", "weary", "trust")


@pytest.fixture
def state(world):
    """Return a territory at month 0, its elected all alike: neither promise nor steering."""
    found = world("none").model(1).state
    found.authorities.coconstruction[:] = found.authorities.steering[:] = 0
    return found


def felt(state, months=1, params=USUAL):
    """Return civic, weary and trust, each (P,), after some months."""
    for _ in range(months):
        step(state, params)
    return tuple(getattr(state.places, name).copy() for name in FELT)


def month_of(asks, heed, attention, listening=0.0, share=(1.0, 0.0)):
    """Return the requests answered in a month, in places that share public actor 0 as commune and 1 as EPCI."""
    asks = np.array(asks, float)
    payers, out = np.repeat([[0], [1]], asks.size, axis=1), np.empty(asks.size)
    answer(asks, payers, np.array(share), np.array(heed), np.array(attention), np.full(asks.size, listening), out)
    return out


def test_participation_comes_right_before_adopting():
    names = [name for name, _ in SCHEDULE]
    assert names.index("participate") == names.index("adopt") - 1


def test_where_nobody_asks_nothing_moves_at_all(state):
    """Exactly: usual engagement, no weariness, the same trust, nothing asked."""
    trust = state.places.trust.copy()
    civic, weary, after = felt(state, 24, SILENT)
    assert (civic == 1.0).all() and (weary == 0.0).all() and np.array_equal(after, trust)
    assert not state.places.asked.any() and not state.places.answered.any()


def test_requests_follow_inhabitants_relays_promises_and_calls(state):
    places = state.places
    places.solicited[0] = 2.0
    state.authorities.coconstruction[places.levels[COMMUNE, 1]] = 1
    concerned = places.counts[:, 2].sum()
    places.counts[:, 2] = 0
    places.counts[0, 2, RELAY] = concerned
    step(state, USUAL)
    plain = USUAL.requests / 12.0 * places.population / 1_000.0
    times = places.asked / plain
    assert times[:3] == pytest.approx([1 + 2 * USUAL.calls, 1 + USUAL.promise, 1 + USUAL.relays])
    relays = places.counts[:, 3:, RELAY].sum(axis=0) / places.counts[:, 3:].sum(axis=(0, 2))
    assert times[3:] == pytest.approx(1 + USUAL.relays * relays)


@settings(max_examples=50)
@given(
    asks=st.lists(st.floats(0, 50), min_size=1, max_size=6), heed=st.floats(0, 1), attention=st.floats(0, 100),
    listening=st.floats(0, 60), split=st.floats(0, 1),
)  # fmt: skip
def test_no_more_is_answered_than_asked_nor_than_attention_and_listeners_allow(asks, heed, attention, listening, split):
    out = month_of(asks, [heed, heed], [attention, attention], listening, (1 - split, split))
    assert (out >= 0).all() and (out <= np.array(asks) + 1e-9).all()
    assert out.sum() <= heed * 2 * attention + listening * len(asks) + 1e-9


def test_attention_is_limited_and_shared_by_requests():
    """10 requests within an attention of 20: half are heeded; 40 requests get no more than 40 would: 10."""
    assert month_of([4, 6], [0.5, 0.0], [20, 0]).tolist() == [2.0, 3.0]
    assert month_of([10, 30], [0.5, 0.0], [20, 0]).tolist() == [2.5, 7.5]


def test_the_commune_and_the_epci_each_answer_their_part():
    assert month_of([10.0], [1.0, 0.5], [100, 100], share=(0.7, 0.3)).tolist() == pytest.approx([7 + 1.5])


def test_paid_listeners_see_to_what_is_left_and_are_there_for_the_month(state):
    assert month_of([10.0], [0.2, 0.0], [100, 0], listening=3.0).tolist() == [5.0]
    assert month_of([10.0], [0.2, 0.0], [100, 0], listening=30.0).tolist() == [10.0]
    state.places.listening[:] = 1e9
    step(state, USUAL)
    assert state.places.answered == pytest.approx(state.places.asked)
    assert not state.places.listening.any()


def heeding(public):
    """Return the share of requests looked at that each public actor answers."""
    found, manner = np.empty(public.code.size), (1.0, USUAL.adrift, USUAL.steered)
    heed(public.openness, public.absorptive, public.coconstruction, public.steering, manner, found)
    return found


def test_openness_absorptive_capacity_and_steering_make_answers(state):
    public = state.authorities
    public.openness[:], public.absorptive[:] = 0.4, 0.5
    public.coconstruction[:3], public.steering[:3] = [0, 1, 1], [0, 0, 1]
    assert heeding(public)[:3] == pytest.approx([0.4, 0.4 * USUAL.adrift, 0.4 * USUAL.steered])
    plain = heeding(public)[0]
    public.openness[0] = 0.6
    assert heeding(public)[0] == pytest.approx(1.5 * plain)
    public.absorptive[0] = 0.9
    assert heeding(public)[0] == pytest.approx(1.5 * 1.4 * plain)
    public.openness[0] = 1.0
    assert heeding(public)[0] == 1.0


def promising(world, willing, able):
    """Return what people feel after five years where every elected is ``willing``, and ``able`` or not to steer."""
    found = world("none").model(1).state
    found.authorities.coconstruction[:], found.authorities.steering[:] = willing, able
    civic, weary, trust = (column.mean() for column in felt(found, 60))
    return civic, weary, trust, found.places.answered.sum() / found.places.asked.sum()


def test_promising_without_steering_is_worse_than_not_promising_and_steering_better(world):
    adrift, none, steered = (promising(world, *case) for case in ((1, 0), (0, 0), (1, 1)))
    assert steered[0] > none[0] and steered[0] > adrift[0]
    assert steered[1] < none[1] < adrift[1]
    assert steered[2] > none[2] > adrift[2]
    assert steered[3] > none[3] > adrift[3]


def test_answers_engage_and_silence_tires(state):
    """All answered, then none: engagement and trust up, then weariness up and trust down."""
    state.authorities.openness[:] = state.authorities.absorptive[:] = 1.0
    before = felt(state, 0)
    heard = felt(state, 12, replace(USUAL, attention=1_000.0))
    assert (heard[0] > before[0]).all() and (heard[1] < 1e-12).all() and (heard[2] > before[2]).all()
    state.authorities.openness[:] = 0.0
    ignored = felt(state, 12)
    assert (ignored[0] < heard[0]).all() and (ignored[1] > 0).all() and (ignored[2] < heard[2]).all()


def test_what_is_felt_fades(state):
    """A year without requests keeps exp(-forgetting) of engagement beyond the usual, weariness and calls."""
    places = state.places
    places.civic[:], places.weary[:], places.solicited[:] = 2.0, 0.4, 1.0
    civic, weary, _ = felt(state, 12, SILENT)
    kept = np.exp(-SILENT.forgetting)
    assert civic == pytest.approx(1 + kept) and weary == pytest.approx(0.4 * kept)
    assert places.solicited == pytest.approx(kept)


@pytest.mark.parametrize(("calls", "tires"), [(0.0, False), (3.0, False), (3.1, True), (9.0, True)])
def test_people_tire_of_being_called_on_too_often(state, calls, tires):
    """Up to what is bearable nothing; beyond, a twelfth of ``fatigue`` for each call too many."""
    state.places.solicited[:] = calls
    _, weary, _ = felt(state, 1, SILENT)
    assert weary == pytest.approx(SILENT.fatigue / 12 * max(0.0, calls - SILENT.bearable))
    assert (weary > 0).all() == tires


def test_calls_that_stay_within_what_can_be_answered_help_and_beyond_they_harm(world):
    """The cost of over-institutionalised participation: the same calls, monthly, few or many."""

    def after(calls):
        found = world("none").model(1).state
        found.authorities.coconstruction[:] = found.authorities.steering[:] = 1
        for _ in range(60):
            found.places.solicited[:] += calls / 12.0
            step(found, USUAL)
        return found.places.civic.mean(), found.places.weary.mean()

    none, few, many = after(0.0), after(1.0), after(12.0)
    assert few[0] > none[0]
    assert many[1] > 5 * few[1]


@settings(max_examples=30, deadline=None)
@given(
    requests=st.floats(0, 1_000), gain=st.floats(0, 1), moved=st.floats(0, 1), openness=st.floats(0, 1),
    calls=st.floats(0, 100),
)  # fmt: skip
def test_engagement_weariness_and_trust_stay_in_their_range(world, requests, gain, moved, openness, calls):
    found = world("none").model(1).state
    found.authorities.openness[:], found.places.solicited[:] = openness, calls
    params = ParticipateParams(requests=requests, civic=gain, trust=moved)
    for _ in range(3):
        step(found, params)
    places = found.places
    assert (places.civic >= 1).all() and (places.civic <= params.most_civic).all()
    assert (places.weary >= 0).all() and (places.trust >= 0).all() and (places.trust <= 1).all()
    assert (places.answered <= places.asked * (1 + 1e-9)).all()


def test_engaged_places_make_relays_and_weary_ones_lose_them(world):
    """Through adopting: relays after three years, in order of what people felt all along."""
    relays = {}
    for name, civic, weary in (("weary", 1.0, 3.0), ("usual", 1.0, 0.0), ("engaged", 3.0, 0.0)):
        found = world("none").model(1).state
        for found.step in range(36):
            found.places.civic[:], found.places.weary[:] = civic, weary
            adopt(found, AdoptParams())
        relays[name] = found.places.counts[:, :, RELAY].sum()
        assert found.places.counts[:, :, ADOPTER].sum() > 0
    assert relays["weary"] < relays["usual"] < relays["engaged"]


def test_a_silent_world_has_fewer_relays_than_one_that_answers(world):
    """The whole schedule: public actors that hear everything against public actors that hear nothing."""
    relays = {}
    for openness in (0.0, 1.0):
        model = world("none", params=Params(participate=ParticipateParams(requests=20.0, attention=1_000.0))).model(1)
        model.state.authorities.openness[:] = openness
        for _ in range(60):
            model.step()
        relays[openness] = model.record.indicators["relay_share"][-1]
    assert relays[1.0] > 1.2 * relays[0.0]


def test_public_actors_of_other_levels_are_not_asked(state):
    """Only communes and EPCI answer: the openness of others changes nothing."""
    public, seen = state.authorities, []
    for openness in (0.0, 1.0):
        public.openness[public.level > EPCI] = openness
        state.places.answered[:] = 0.0
        step(state, USUAL)
        seen.append(state.places.answered.copy())
    assert seen[0] == pytest.approx(seen[1])
