"""Capitalisation, platform, third places and scale-up support: for whom, at what price, with what effect."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.treasury import FinanceParams
from scenarios.instruments.capitalisation import Capitalisation
from scenarios.instruments.platform import Platform
from scenarios.instruments.scale_up_support import ScaleUpSupport
from scenarios.instruments.tiers_lieu import TiersLieu
from scenarios.policy import Policy
from sim.names import ABANDONED, COMMUNE, DORMANT, EPCI, ESTABLISHED, IDEA, OPERATING, PROOF, STRUCTURED, TAKEN_OVER
from sim.processes.gather import GatherParams
from sim.processes.inform import step as inform
from sim.processes.revive import ReviveParams
from sim.processes.survive import SurviveParams
from sim.schedule import Params

IMMORTAL = Params(survive=SurviveParams(association=0.0, cooperative=0.0, firm=0.0))
LATER = FinanceParams(first_policy_year=50)  # nobody decides on money but the test
ALL = (Capitalisation(), Platform(), TiersLieu(), ScaleUpSupport())
AFFILIATION = 2


def state_of(world, **fields):
    """Return a world at month 0 with its 24 open sites."""
    return world("none", **fields).model(1).state


def only(tool, **fields):
    """Return a policy that spends everything on one instrument."""
    return Policy(tool.name, tool.name, tool.name, shares={tool.name: 1.0}, **fields)


def epci_of(state, project):
    """Return the row of the EPCI of a project's place."""
    return state.places.levels[EPCI, state.projects.place[project]]


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_every_instrument_keeps_its_promise(world, tool):
    """The protocol: two labels, operating money, prices of 0 or more, never more used than was due."""
    state = state_of(world)
    state.projects.stage[:12], state.projects.choice[:12] = STRUCTURED, AFFILIATION
    rows = tool.eligible(state)
    prices = tool.price(state, rows)
    assert rows.size and prices.shape == rows.shape and (prices >= 0).all()
    assert tool.label.en and tool.label.fr and tool.label.en != tool.label.fr
    assert tool.section == OPERATING and tool.instalments in (12, 36) and 0 <= tool.delay <= 36
    due = prices / tool.instalments
    used = tool.pay(state, rows, due, np.zeros(rows.size))
    assert (used >= 0).all() and (used <= due).all()


@pytest.mark.parametrize("tool", [Capitalisation(), Platform(), ScaleUpSupport()], ids=lambda tool: tool.name)
def test_nothing_for_nothing(world, tool):
    """A payment of zero euros changes nothing, bit for bit (a third place is paid whole: its months count)."""
    state = state_of(world)
    state.projects.stage[:12], state.projects.choice[:12], state.projects.backlog[:12] = STRUCTURED, AFFILIATION, 3.0
    rows = tool.eligible(state)
    before = [column.copy() for column in (*state.projects, *state.places)]
    assert not tool.pay(state, rows, np.zeros(rows.size), np.zeros(rows.size)).any()
    for old, new in zip(before, (*state.projects, *state.places), strict=True):
        assert np.array_equal(old, new, equal_nan=old.dtype.kind == "f")


# capitalisation


def test_an_account_is_priced_for_each_site_open_or_closed_of_late(world):
    """Not for ideas, not for what closed four years ago, not for what became part of another site."""
    state = state_of(world)
    p, tool = state.projects, Capitalisation(account=5_000.0, window=3)
    state.step = 60
    row = epci_of(state, 0)
    everyone = tool.subjects(state, row)
    assert everyone.tolist() == np.flatnonzero(state.places.levels[EPCI, p.place[:24]] == row).tolist()
    assert everyone.size >= 4
    p.closed[everyone[0]], p.closed[everyone[1]], p.opened[everyone[2]] = 60 - 36, 60 - 37, -1
    p.closed[everyone[3]], p.merged[everyone[3]] = 58, everyone[0]
    assert tool.subjects(state, row).tolist() == [everyone[0], *everyone[4:]]
    assert tool.price(state, np.array([row])).tolist() == [5_000.0 * (everyone.size - 3)]


@settings(max_examples=30)
@given(written=st.floats(0, 1), skill=st.floats(0, 1), gain=st.floats(0, 1), closed=st.integers(-1, 36))
def test_an_account_writes_what_is_known_and_can_be_written(world, written, skill, gain, closed):
    """A year of full payments: gain x codifiability x skill (x exp(-.7 x years since closing)) of what is missing."""
    state = state_of(world)
    p, tool = state.projects, Capitalisation(written=gain, memory=0.7)
    state.step = 36
    p.codified[0], p.skill[0], p.closed[0] = written, skill, -1 if closed < 0 else 36 - closed
    row = np.array([epci_of(state, 0)])
    for _ in range(12):
        tool.pay(state, row, tool.price(state, row) / 12, np.zeros(1))
    known = skill * (1.0 if closed < 0 else np.exp(-0.7 * closed / 12))
    told = gain * state.innovations.codifiability[p.innovation[0]] * known
    assert p.codified[0] == pytest.approx(1 - (1 - written) * (1 - told))


def test_what_failed_is_written_down_stays_in_its_place_and_can_be_taken_up(world):
    """Abandoned sites become dormant and are taken up again; without accounts they are lost."""
    revived = {}
    for euros in (0.0, 1.0):
        model = world("none", params=Params(revive=ReviveParams(rate=12.0))).model(1)
        state, p, tool = model.state, model.state.projects, Capitalisation(written=1.0)
        state.step = 12
        p.stage[:8], p.closed[:8], p.codified[:8], p.skill[:8] = ABANDONED, 10, 0.1, 1.0
        rows = np.unique(state.places.levels[EPCI])
        for _ in range(24):
            tool.pay(state, rows, euros * tool.price(state, rows) / 12, np.zeros(rows.size))
        where = p.innovation[:8], p.place[:8]
        assert (state.places.codified[where] >= (p.codified[:8] if euros else 0.0)).all()
        for _ in range(36):
            model.step()
        revived[euros] = np.isin(np.arange(8), state.projects.revives[: state.n_projects]).sum()
        assert (state.projects.stage[:8] == (DORMANT if euros else ABANDONED)).all()
    assert revived[0.0] == 0 < revived[1.0]


def test_capitalisation_leaves_more_written_knowledge_at_hand(world):
    tool = Capitalisation(delay=0)
    with_it = world(only(tool), (tool,)).run(1).indicators["knowledge_codified"]
    without = world("none").run(1).indicators["knowledge_codified"]
    assert np.array_equal(with_it[:13], without[:13])
    assert with_it[-1] > without[-1] + 0.02


# platform


def test_a_platform_costs_its_software_and_its_people(world):
    state = state_of(world)
    rows = np.arange(3)
    people = state.authorities.population[rows]
    np.testing.assert_allclose(Platform(fixed=50_000.0, each=0.5).price(state, rows), 50_000.0 + 0.5 * people)


@settings(max_examples=30)
@given(best=st.floats(0, 1), access=st.floats(0, 1), skill=st.floats(0, 1), spread=st.floats(0, 12))
def test_a_platform_brings_knowledge_only_as_far_as_access_and_skill_reach(world, best, access, skill, spread):
    """However long it runs, a place has at hand at most best x access x skill; it never loses what it had."""
    state = state_of(world)
    places = state.places
    row = np.array([epci_of(state, 0)])
    here = np.flatnonzero(places.levels[EPCI] == row[0])
    places.codified[:] = 0.1
    places.codified[0, here[0]] = max(0.1, best)
    places.digital_access[:], places.digital_skill[:] = access, skill
    tool = Platform(spread=spread)
    for _ in range(24):
        tool.pay(state, row, tool.price(state, row) / 12, np.zeros(1))
    reached = max(0.1, best) * access * skill
    expected = max(0.1, reached + (0.1 - reached) * np.exp(-2 * spread))
    np.testing.assert_allclose(places.codified[0, here[1:]], expected)
    outside = places.levels[EPCI] != row[0]
    assert (places.codified[:, outside] == 0.1).all() and not places.publicity[:, outside].any()
    np.testing.assert_allclose(places.publicity[0, here], 24 * tool.publicity * reached)


def test_people_hear_through_a_platform_of_what_is_written_far_away(world):
    """After a year more of those concerned know of it; nobody does where nobody has access."""
    aware = {}
    for access in (0.0, 1.0):
        state = state_of(world)
        state.places.digital_access[:] = state.places.digital_skill[:] = access
        state.places.codified[:, 0] = 1.0
        tool, row = Platform(publicity=0.2), state.places.levels[EPCI, :1]
        for _ in range(12):
            tool.pay(state, row, tool.price(state, row) / 12, np.zeros(1))
            inform(state, Params().inform)
        here = state.places.levels[EPCI] == row[0]
        aware[access] = state.places.counts[:, here, 1:].sum()
    assert aware[1.0] > 1.1 * aware[0.0]


# tiers_lieu


def test_a_third_place_costs_what_a_fabrique_does(world):
    """50,000 euros a year for three years, in operating money, to places of 500 inhabitants without one."""
    state, tool = state_of(world), TiersLieu()
    state.places.population[:4], state.places.third_place[:4] = [499.0, 500.0, 9_000.0, 9_000.0], [0.0, 0.0, 0.3, 0.09]
    rows = tool.eligible(state)
    assert [r for r in rows.tolist() if r < 4] == [1, 3]
    assert tool.price(state, rows).tolist() == [150_000.0] * rows.size
    assert tool.instalments == 36


def test_money_makes_a_third_place_and_its_end_undoes_it(world):
    """Nothing before the first payment; people mix while it is paid, most near month 21; then it goes."""
    tool = TiersLieu(delay=6)
    model = world(only(tool), (tool,), params=IMMORTAL, finance=LATER, years=15).model(1)
    state = model.state
    place = int(np.argmin(np.abs(state.places.population - 5_000.0)))
    payer = int(state.places.levels[COMMUNE, place])
    model.treasury.open_year(np.full(state.authorities.code.size, 1e6))
    model.treasury.commit(0, payer, np.array([place]), tool.price(state, np.array([place])))
    quality, tended = [], []
    for _ in range(120):
        model.step()
        quality.append(state.places.third_place[place])
        tended.append(state.places.tended[place])
    assert not any(quality[:6]) and all(q > 0 for q in quality[6:42])
    assert tended[6:42] == list(range(36, 0, -1)) and not any(tended[42:])
    assert max(quality) == max(quality[22:36]) > 0.1
    assert quality[-1] < 0.2 * max(quality)
    assert np.count_nonzero(state.places.third_place) <= 1


def test_third_places_bring_ideas_and_adopters(world):
    """A policy of third places mixes people, who have more ideas and take up more than without any policy."""
    tool = TiersLieu(delay=0)
    small = Params(gather=GatherParams(strongest=1.0))
    with_it = world(only(tool), (tool,), params=small, years=12).run(1)
    without = world("none", params=small, years=12).run(1)
    assert with_it.indicators["third_places"].max() > 0 == without.indicators["third_places"].max()
    assert with_it.indicators["mixing"].max() > without.indicators["mixing"].max()
    assert with_it.indicators["adopters"].sum() > without.indicators["adopters"].sum()


# scale_up_support


def test_support_is_for_structured_sites_that_chose_how_to_scale_and_have_room_in_their_purse(world):
    state, tool = state_of(world), ScaleUpSupport(purse=100_000.0)
    p = state.projects
    p.stage[:8] = [PROOF, STRUCTURED, ESTABLISHED, TAKEN_OVER, STRUCTURED, STRUCTURED, STRUCTURED, IDEA]
    p.choice[:8] = [AFFILIATION] * 4 + [0] + [AFFILIATION] * 3
    p.purse[5], p.purse[1] = 50_001.0, 50_000.0
    p.closed[6] = 3
    assert tool.eligible(state).tolist() == [1, 2, 3]
    assert tool.price(state, np.array([1])).tolist() == [100_000.0 + 6.0 * 45_000.0 / 12]


@settings(max_examples=50)
@given(euros=st.floats(0, 50_000), backlog=st.floats(0, 20), purse=st.floats(0, 1e6), work=st.floats(0, 240),
       held=st.floats(0, 1e5))  # fmt: skip
def test_every_euro_is_in_the_purse_in_work_done_or_given_back(world, euros, backlog, purse, work, held):
    """Purse + work done at its price = euros used <= euros due; work that nobody needs is not paid."""
    state, tool = state_of(world), ScaleUpSupport(purse=purse, work=work, post_cost=48_000.0)
    p = state.projects
    p.backlog[0], p.purse[0] = backlog, held
    used = tool.pay(state, np.array([0]), np.array([euros]), np.zeros(1))[0]
    saved, done = p.purse[0] - held, backlog - p.backlog[0]
    assert 0 <= used <= euros
    assert p.backlog[0] >= 0 and saved >= -1e-9
    assert used == pytest.approx(saved + done * 4_000.0, abs=1e-6)
    if backlog == 0 and work > 0:
        assert used == pytest.approx(euros * purse / (purse + work * 4_000.0), abs=1e-6)


def test_a_purse_makes_copies_where_nobody_else_can_pay(world):
    """With no ordinary means, copies are those that purses pay for; without support there are none."""
    poor = {"swarm": Params().swarm.__class__(envelope=0.0, other_envelope=0.0)}
    params = Params(survive=IMMORTAL.survive, **poor)
    tool = ScaleUpSupport(delay=0)
    copies = {}
    for name, policy in (("none", "none"), ("support", only(tool))):
        record = world(policy, (tool,), params=params, years=12).run(1)
        priced = ~np.isin(record.projects["mode"], [0, 4])  # diversification costs nothing
        copies[name] = int(priced.sum())
        if name == "support":
            in_purses = record.projects["purse"].sum() + (copies[name] * 40_000.0)  # the least that a copy costs
            assert in_purses <= record.indicators["money_paid"][-1]
    assert copies["none"] == 0 < copies["support"]


def test_work_that_is_paid_lets_a_team_work_for_its_users(world):
    """The same site owes less and has more free work for copies after a year of support."""
    state, tool = state_of(world), ScaleUpSupport(work=6.0)
    state.projects.backlog[:2] = 4.0
    for _ in range(12):
        tool.pay(state, np.array([0]), tool.price(state, np.array([0])) / 12, np.zeros(1))
    assert state.projects.backlog[:2].tolist() == pytest.approx([0.0, 4.0])
    assert state.projects.purse[0] == pytest.approx(100_000.0)
