"""Instruments of speech: relays, consultation, recognition, advocacy, ambassadors; what they do and that they do it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.instruments.advocacy import Advocacy
from scenarios.instruments.ambassadors import Ambassadors
from scenarios.instruments.citizen_relays import CitizenRelays
from scenarios.instruments.consultation import Consultation
from scenarios.instruments.petition import Petition
from scenarios.instruments.recognition import Recognition
from scenarios.policy import Policy
from sim.errors import ParameterError
from sim.names import ADOPTER, COMMUNE, EPCI, IDEA, LAPSED, OPERATING, RELAY, STAGES, UNAWARE
from sim.outreach import CHOICES
from sim.processes.inform import InformParams
from sim.processes.inform import step as inform

ALL = (Advocacy(), Ambassadors(), CitizenRelays(), Consultation(), Petition(), Recognition())
HERE = np.array([3, 8])


@pytest.fixture
def state(world):
    """Return a territory at month 0 with its 24 open sites."""
    return world("none").model(1).state


def paid(tool, state, rows, times=1):
    """Pay ``times`` instalments to rows at full price."""
    rows = np.asarray(rows)
    for _ in range(times):
        euros = tool.price(state, rows) / tool.instalments
        assert tool.pay(state, rows, euros, np.zeros(rows.size)) == pytest.approx(euros)


def only(tool, **shares):
    """Return a policy that spends everything on one instrument."""
    return Policy(tool.name, tool.name, tool.name, shares={tool.name: 1.0, **shares})


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_every_instrument_keeps_its_promise(state, tool):
    rows = tool.eligible(state)
    prices = tool.price(state, rows)
    assert rows.size and prices.shape == rows.shape and (prices > 0).all()
    assert tool.label.en and tool.label.fr and tool.label.en != tool.label.fr
    assert tool.section == OPERATING and tool.delay >= 0 and tool.instalments >= 1 and tool.application_days >= 0
    paid(tool, state, rows)


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_before_its_first_euro_a_policy_changes_nothing_and_after_it_something(world, run, tool):
    """Bit for bit until the first payment (or, where files cost work, until they are written); paid within 5 years."""
    record, plain = world(only(tool), (tool,), budget=500_000.0).run(1), run("none")
    first = np.flatnonzero(record.indicators["money_paid"] > 0.0)[0]
    assert 13 + tool.delay <= first < 60
    changed = {
        name: np.flatnonzero(~np.isclose(values, plain.indicators[name], rtol=0, atol=0, equal_nan=True))
        for name, values in record.indicators.items() if not name.startswith("money")
    }  # fmt: skip
    months = np.concatenate(list(changed.values()))
    assert months.min() >= (13 if tool.application_days else first)
    assert months.size > 20


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_it_is_for_the_places_it_is_meant_for(state, tool):
    """Dense places only: what it pays for lies there."""
    kept = type(tool)(sparsest=3)
    rows = kept.eligible(state)
    if tool.target == "project":
        rows = state.projects.place[rows]
    if tool.target != "territory":
        assert (state.places.density[rows] <= 3).all()
        assert set(rows.tolist()) < set(
            (state.projects.place[tool.eligible(state)] if tool.target == "project" else tool.eligible(state)).tolist()
        )


# citizen_relays


def test_relays_carry_requests_and_raise_engagement_where_they_are(state):
    tool, places = CitizenRelays(people_each=100.0, cost_each=500.0), state.places
    paid(tool, state, HERE)
    number = np.maximum(1.0, places.population[HERE] / 100.0)
    assert tool.price(state, HERE) == pytest.approx(500.0 * number)
    assert places.listening[HERE] == pytest.approx(number * tool.requests_each / 12)
    assert places.civic[HERE] == pytest.approx(1 + tool.engagement / 12)
    others = np.setdiff1d(np.arange(places.code.size), HERE)
    assert not places.listening[others].any() and (places.civic[others] == 1).all()


@pytest.mark.parametrize("tool", [CitizenRelays(), Consultation()], ids=lambda tool: tool.name)
def test_ideas_of_the_place_are_designed_with_those_concerned(state, tool):
    p = state.projects
    p.place[:3], p.stage[:2] = [3, 5, 3], IDEA
    paid(tool, state, HERE, tool.instalments)
    left = (1 - tool.involvement / tool.instalments) ** tool.instalments
    assert p.involved[:3] == pytest.approx([1 - left, 0.0, 0.0])
    assert p.fit[0] > p.fit[1] == p.fit[2]


# consultation


def test_a_consultation_calls_on_inhabitants(state):
    tool = Consultation(calls=3.0)
    paid(tool, state, HERE, tool.instalments)
    assert state.places.solicited[HERE] == pytest.approx(3.0)
    assert np.delete(state.places.solicited, HERE) == pytest.approx(0.0)
    assert tool.price(state, HERE) == pytest.approx(tool.fixed + tool.each * state.places.population[HERE])


def test_the_elected_hear_needs_by_the_inhabitants_consulted(state):
    """The commune by the whole ``hearing`` of a month, the EPCI by the place's share; the mean weight stays 1."""
    tool, places, public = Consultation(), state.places, state.authorities
    before = public.priority.copy()
    paid(tool, state, [3])
    wanted = places.need[:, 3] / places.need[:, 3].mean()
    moved = set(np.flatnonzero((public.priority != before).any(axis=1)).tolist())
    commune, epci = places.levels[[COMMUNE, EPCI], 3].tolist()
    assert moved == {commune, epci}
    for u in moved:
        share = tool.hearing / 6 * places.population[3] / public.population[u]
        assert public.priority[u] == pytest.approx(before[u] + share * (wanted - before[u]))
    assert public.priority.mean(axis=1) == pytest.approx(1.0)


def test_consulting_everybody_every_year_tires_where_nobody_answers(world, run):
    """Over-institutionalised participation: fewer relays, less trust, more weariness than without any policy."""
    tool = Consultation()
    record, plain = world(only(tool), (tool,), budget=500_000.0).run(1).indicators, run("none").indicators
    assert record["requests"][-1] > 1.3 * plain["requests"][-1]
    assert record["requests_answered_share"][-1] < plain["requests_answered_share"][-1]
    assert record["weariness"][-1] > 2 * plain["weariness"][-1]
    assert record["relay_share"][-1] < plain["relay_share"][-1]


def test_relays_who_carry_requests_make_more_relays_and_trust(world, run):
    tool = CitizenRelays()
    record, plain = world(only(tool), (tool,), budget=500_000.0).run(1).indicators, run("none").indicators
    assert record["requests_answered_share"][-1] > plain["requests_answered_share"][-1]
    for name in ("civic_engagement", "relay_share", "trust"):
        assert record[name][-1] > plain[name][-1]


# recognition


def test_recognition_brings_volunteers_awareness_and_support(state):
    tool, p, places, a = Recognition(), state.projects, state.places, state.actors
    row, kind, home = 4, state.projects.innovation[4], state.projects.place[4]
    volunteers, stance = p.volunteers[:24].copy(), a.stance[:24].copy()
    paid(tool, state, [row])
    gained = p.volunteers[:24] - volunteers
    assert gained[row] == pytest.approx(tool.volunteers * state.innovations.volunteers[kind])
    assert not np.delete(gained, row).any()
    assert places.publicity[kind, home] == pytest.approx(tool.publicity)
    assert not np.delete(places.publicity, kind, axis=0).any()
    here = a.place[:24] == home
    assert a.stance[:24, kind][here] == pytest.approx(stance[here, kind] + tool.stance * (1 - stance[here, kind]))
    assert np.array_equal(a.stance[:24][~here], stance[~here])


def test_only_open_sites_with_volunteers_are_honoured(state):
    p = state.projects
    p.volunteers[0], p.stage[1], p.closed[2] = 0.0, IDEA, 3
    assert Recognition().eligible(state)[:2].tolist() == [3, 4]
    assert STAGES[p.stage[3]] == "experiment"


# advocacy


def heard(state, **shares):
    """Return (publicity, pressure, openness) gained in a year of advocacy on the first EPCI's territory."""
    places, public = state.places, state.authorities
    places.unmet[:] = 0.5
    opened = public.openness.copy()
    paid(Advocacy(**shares), state, [int(places.levels[EPCI, 0])], 12)
    return places.publicity.copy(), public.pressure.copy(), public.openness - opened


def test_each_audience_hears_its_part(world):
    """Citizens: awareness; the elected: pleas by unmet need; staff: openness. Nobody beyond the territory."""
    for audience in ("citizens", "elected", "staff"):
        found = world("none").model(1).state
        shares = {name: float(name == audience) for name in ("citizens", "elected", "staff")}
        publicity, pressure, openness = heard(found, **shares)
        here = found.places.levels[EPCI] == found.places.levels[EPCI, 0]
        who = np.zeros(found.authorities.code.size, bool)
        who[found.places.levels[:2, here]] = True
        assert publicity[:, here].all() == (audience == "citizens") and not publicity[:, ~here].any()
        expected = Advocacy().pressure * 0.5 if audience == "elected" else 0.0
        assert pressure[who] == pytest.approx(expected) and not pressure[~who].any()
        assert (openness[who] > 0).all() == (audience == "staff") and not openness[~who].any()


def test_awareness_is_kept_up_at_its_level_while_advocacy_lasts(state):
    """A month's fading is made good each month: in the long run publicity x the citizens' part, before it fades."""
    tool = Advocacy(elected=0.0, staff=0.0, publicity=2.0)
    payer = int(state.places.levels[EPCI, 0])
    for _ in range(80):
        paid(tool, state, [payer])
        level = state.places.publicity[0, 0]
        inform(state, InformParams())
    assert level == pytest.approx(2.0, rel=1e-3)


def test_the_work_is_split_by_parts_and_somebody_must_hear_it():
    tool = Advocacy(citizens=2.0, elected=1.0, staff=1.0)
    assert [tool.part(tool.citizens), tool.part(tool.elected), tool.part(tool.staff)] == [0.5, 0.25, 0.25]
    with pytest.raises(ParameterError, match="one at least must be above 0") as refused:
        Advocacy(citizens=0.0, elected=0.0, staff=0.0)
    assert "l'un au moins" in refused.value.text("fr")


# ambassadors


@pytest.fixture
def used(world):
    """Return a territory where a third of those concerned use each innovation."""
    found = world("none", citizens=4_000).model(1).state
    a, places = found.audience, found.places
    a.stage[:], a.stage[::3] = UNAWARE, ADOPTER
    groups = np.repeat(np.arange(a.first.size - 1), np.diff(a.first))
    counts = np.zeros((a.first.size - 1, 5), int)
    np.add.at(counts, (groups, a.stage), 1)
    places.counts[:] = counts.reshape(places.counts.shape)
    return found


def outreach(state, who, places=None, **params):
    """Return the outreach of a month of ambassadors, shape (I, P)."""
    state.places.outreach[:] = 0.0
    tool = Ambassadors(who=who, **params)
    paid(tool, state, tool.eligible(state) if places is None else places)
    return state.places.outreach.copy()


def test_who_speaks_matters(used):
    """The best connected reach more people, the most engaged are better listened to: both beat chance."""
    mean = {who: outreach(used, who, people_each=300.0).mean() for who in CHOICES}
    assert mean["degree"] > 1.2 * mean["random"] > 0.0
    assert mean["leaders"] > 1.2 * mean["random"]


@pytest.mark.parametrize("who", CHOICES)
def test_ambassadors_speak_where_their_contacts_live(used, who):
    """From one place: in it and elsewhere, never where no contact lives; exposure is at most tripled."""
    gained, a = outreach(used, who, [0], met=1.0, people_each=10.0), used.audience
    size = used.places.code.size
    linked = np.zeros(gained.shape, bool)
    for g in range(a.first.size - 1):
        if g % size == 0:
            rows = slice(a.start[a.first[g]], a.start[a.first[g + 1]])
            linked[g // size, used.citizens.place[a.citizen[a.contact[rows]]]] = True
    assert not gained[~linked].any() and gained[:, 0].any() and gained[:, 1:].any()
    assert (outreach(used, who, met=1e3) <= 2.0).all() and outreach(used, who, met=1e3).max() == 2.0


@settings(max_examples=20, deadline=None)
@given(few=st.floats(50, 2_000), times=st.floats(1, 10), who=st.sampled_from(CHOICES))
def test_more_ambassadors_reach_more(world, few, times, who):
    found = world("none").model(1).state
    less, more = (outreach(found, who, people_each=each) for each in (few * times, few))
    assert (more >= less - 1e-12).all() and (less >= 0).all()


def test_only_users_are_ambassadors(used):
    """Where nobody uses an innovation, or all gave it up, nobody speaks for it and no place may have any."""
    used.audience.stage[used.audience.stage == ADOPTER] = LAPSED
    used.places.counts[:, :, [ADOPTER, RELAY]] = 0
    assert Ambassadors().eligible(used).size == 0
    assert not outreach(used, "degree", [0, 1]).any()


def test_a_random_choice_holds_for_a_year_and_does_not_depend_on_the_order_of_places(used):
    first = outreach(used, "random")
    used.step = 11
    assert np.array_equal(outreach(used, "random"), first)
    assert np.allclose(outreach(used, "random", np.arange(used.places.code.size)[::-1]), first, atol=0)
    used.step = 12
    assert not np.array_equal(outreach(used, "random"), first)


def test_ambassadors_speed_adoption_up(world, run):
    tool = Ambassadors(people_each=20.0, cost_each=20.0)
    record = world(only(tool), (tool,), budget=500_000.0).run(1).indicators
    assert record["outreach"][-1] > 0 and not run("none").indicators["outreach"].any()
    assert record["adopters"][-1] > run("none").indicators["adopters"][-1]
