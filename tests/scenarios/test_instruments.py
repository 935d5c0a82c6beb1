"""The five instruments: who may have them, what they cost, what they do, and that they do it."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.treasury import FinanceParams
from scenarios.instruments.catalysis import Catalysis
from scenarios.instruments.investment_grant import InvestmentGrant
from scenarios.instruments.people_funding import PeopleFunding
from scenarios.instruments.seed_grant import SeedGrant
from scenarios.instruments.valorisation import Valorisation
from sim.names import EPCI, ESTABLISHED, EXPERIMENT, IDEA, INVESTMENT, OPERATING, PROOF, STRUCTURED
from sim.processes.operate import OperateParams, run_sites
from sim.processes.survive import SurviveParams
from sim.schedule import Params

IMMORTAL = Params(survive=SurviveParams(association=0.0, cooperative=0.0, firm=0.0))
LATER = FinanceParams(first_policy_year=50)  # nobody decides on money but the test
ALL = (Catalysis(), InvestmentGrant(), PeopleFunding(), SeedGrant(), Valorisation())
SITES = np.arange(24)


def state_of(world, **fields):
    """Return a world at month 0 with its 24 open sites, first costs known."""
    state = world("none", **fields).model(1).state
    state.projects.cost[:24] = 5_000.0
    return state


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_every_instrument_keeps_its_promise(world, tool):
    """The protocol: a name, two labels, a section, whole months, prices of 0 or more for those eligible."""
    state = state_of(world)
    state.projects.stage[:12] = PROOF
    rows = tool.eligible(state)
    prices = tool.price(state, rows)
    assert rows.size and prices.shape == rows.shape and (prices >= 0).all()
    assert tool.label.en and tool.label.fr and tool.label.en != tool.label.fr
    assert tool.section in (INVESTMENT, OPERATING) and tool.target in ("project", "territory")
    assert tool.delay >= 0 and tool.instalments >= 1 and tool.application_days >= 0
    left = np.zeros(rows.size)
    due = prices / tool.instalments
    used = tool.pay(state, rows, due, left)
    assert (used >= 0).all() and (used <= due + 1e-9).all()


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_only_investments_are_investment(tool):
    """Walls and equipment come from investissement; people, cash and campaigns from fonctionnement."""
    assert (tool.section == INVESTMENT) == (tool.name == "investment_grant")


@pytest.mark.parametrize("wrong", [
    lambda: PeopleFunding(term=0), lambda: PeopleFunding(term=1.5), lambda: PeopleFunding(public_share=1.2),
    lambda: InvestmentGrant(aid_rate=0.9), lambda: SeedGrant(amount=-1.0), lambda: Valorisation(codified=2.0),
    lambda: Catalysis(post_cost=0.0), lambda: SeedGrant(delay=37), lambda: PeopleFunding(delay=-1),
])  # fmt: skip
def test_values_out_of_range_are_refused(wrong):
    """At construction, with the rule and its unit."""
    with pytest.raises(ValueError, match=r"must be a (whole )?number from .* \("):
        wrong()


# seed_grant


def test_seed_grants_are_for_ideas_and_experiments(world):
    """Neither proven sites nor closed ones."""
    state = state_of(world)
    p = state.projects
    p.stage[:6] = [IDEA, EXPERIMENT, PROOF, STRUCTURED, ESTABLISHED, IDEA]
    p.closed[5] = 3
    assert SeedGrant().eligible(state)[:3].tolist() == [0, 1, 6]
    assert SeedGrant(amount=31_000.0).price(state, SITES[:2]).tolist() == [31_000.0] * 2


def test_a_seed_grant_is_cash_and_nothing_else(world):
    """The euros enter the cash of laureates only."""
    state = state_of(world)
    before = [column.copy() for column in state.projects]
    used = SeedGrant().pay(state, np.array([2, 5]), np.array([20_000.0, 7_000.0]), np.zeros(2))
    assert used.tolist() == [20_000.0, 7_000.0]
    for name, old, new in zip(state.projects._fields, before, state.projects, strict=True):
        if name == "cash":
            assert (new - old)[:8].tolist() == [0, 0, 20_000, 0, 0, 7_000, 0, 0]
        else:
            assert np.array_equal(old, new, equal_nan=True), name


def test_a_seed_grant_is_given_once(run):
    """Over eight years no project gets a second one, though experiments last."""
    ledger = run("seed_only", years=8).ledger
    committed = ledger["flow"] == 3
    assert committed.sum() > 10
    assert np.unique(ledger["project"][committed]).size == committed.sum()
    assert set(ledger["euros"][committed].tolist()) == {SeedGrant().amount}


def test_seed_grants_open_ideas(world, run):
    """An idea with enough cash opens: with grants of 40,000 more sites have opened than without any policy."""

    def opened(record):
        return int((record.projects["opened"] > 12).sum())

    funded = world("seed_only", (SeedGrant(amount=40_000.0),)).run(1)
    assert opened(funded) > opened(run("none"))


# investment_grant


@settings(max_examples=30)
@given(share=st.floats(0, 1.5), rate=st.floats(0.01, 0.8), largest=st.floats(1_000, 400_000))
def test_an_investment_grant_exceeds_neither_gap_nor_rate_nor_ceiling(world, share, rate, largest):
    """It is aid_rate of what is missing, up to the largest; who lacks less than the smallest is not eligible."""
    state, tool = state_of(world), InvestmentGrant(aid_rate=rate, largest=largest, smallest=8_000.0)
    p, full = state.projects, state.innovations.capital[state.projects.innovation[:24]]
    p.capital[:24] = share * full
    prices = tool.price(state, SITES)
    gap = np.maximum(0.0, full - p.capital[:24])
    assert (prices <= rate * gap + 1e-6).all() and (prices <= largest).all() and (prices >= 0).all()
    np.testing.assert_allclose(prices, np.minimum(largest, rate * gap))
    assert tool.eligible(state).tolist() == np.flatnonzero(prices >= 8_000.0).tolist()


@settings(max_examples=30)
@given(cash=st.floats(-5_000, 60_000), euros=st.floats(1_000, 200_000), rate=st.floats(0.1, 0.8))
def test_an_investment_is_bought_with_the_site_s_share(world, cash, euros, rate):
    """Public euros are aid_rate of the price; a site that lacks cash buys, and is paid, in proportion."""
    state, tool = state_of(world), InvestmentGrant(aid_rate=rate)
    p = state.projects
    p.cash[0], p.cost[0] = cash + 2_000.0, 2_000.0  # a month's cost is never touched
    capital, due = p.capital[0], min(euros, tool.price(state, np.array([0]))[0])
    used = tool.pay(state, np.array([0]), np.array([euros]), np.zeros(1))[0]
    bought, own = p.capital[0] - capital, cash + 2_000.0 - p.cash[0]
    assert bought == pytest.approx(used + own, abs=1e-6)
    assert used == pytest.approx(rate * bought, abs=1e-6)
    assert 0 <= used <= due * (1 + 1e-12)
    assert p.cash[0] >= min(cash, 0.0) + 2_000.0 - 1e-6
    if cash >= due * (1 - rate) / rate:
        assert used == pytest.approx(due)
    if cash <= 0:
        assert used == 0 == bought


def unmerged(projects):
    """Return the projects that no other became part of: two sites that merge hold the capital of both."""
    return ~np.isin(np.arange(projects["merged"].size), projects["merged"])


@pytest.mark.parametrize("delay", [6, 36])
def test_grants_never_bring_a_site_beyond_full_capital(world, delay):
    """However long the money takes, and whatever was filed meanwhile, K ends at K* at most."""
    scenario = world("fund_investments", (InvestmentGrant(delay=delay),), years=10)
    projects = scenario.run(1).projects
    full = np.array([kind.capital for kind in sorted(scenario.innovations, key=lambda kind: kind.name)])
    share = (projects["capital"] / full[projects["innovation"]])[unmerged(projects)]
    assert share.max() <= 1 + 1e-9


def test_without_delay_grants_never_bring_a_site_beyond_full_capital(world):
    """Priced and paid at once, K ends at K* at most."""
    scenario = world("fund_investments", (InvestmentGrant(delay=0),), years=10)
    projects = scenario.run(1).projects
    full = np.array([kind.capital for kind in sorted(scenario.innovations, key=lambda kind: kind.name)])
    share = (projects["capital"] / full[projects["innovation"]])[unmerged(projects)]
    assert 0.99 < share.max() <= 1 + 1e-9


def test_investment_grants_leave_more_capital(run):
    """Open sites hold more premises and equipment than without a policy."""
    held = {}
    for name in ("none", "fund_investments"):
        p = run(name).projects
        held[name] = p["capital"][(p["closed"] < 0) & (p["stage"] > IDEA)].mean()
    assert held["fund_investments"] > held["none"]


# people_funding


def test_posts_are_for_open_sites_short_of_people(world):
    """Fewer posts than a full site, by a quarter of the post at least; ideas and closed sites have none."""
    state, tool = state_of(world), PeopleFunding(posts=1.0)
    p, full = state.projects, state.innovations.posts[state.projects.innovation[:24]]
    p.posts[:24] = full
    assert tool.eligible(state).size == 0
    p.posts[:4] = full[:4] - [0.2, 0.3, 1.0, 1.0]
    p.funded[2], p.term_left[2] = 0.9, tool.delay + 1
    p.stage[3] = IDEA
    assert tool.eligible(state).tolist() == [1]
    p.funded[2] = 0.5
    assert tool.eligible(state).tolist() == [1, 2]
    p.funded[2], p.term_left[2] = 0.9, tool.delay  # over before a new post would begin
    assert tool.eligible(state).tolist() == [1, 2]


@settings(max_examples=30)
@given(posts=st.floats(0.1, 20), cost=st.floats(10_000, 200_000), share=st.floats(0.01, 1), term=st.integers(1, 15))
def test_a_post_costs_its_public_share_over_the_whole_term(world, posts, cost, share, term):
    """Committed at award; paid in twelve instalments a year."""
    tool = PeopleFunding(posts=posts, post_cost=cost, public_share=share, term=term)
    assert tool.price(state_of(world), SITES[:3]).tolist() == pytest.approx([posts * cost * share * term] * 3)
    assert tool.instalments == 12 * term


@settings(max_examples=30)
@given(cash=st.floats(-10_000, 20_000), share=st.floats(0.2, 0.95))
def test_a_post_is_vacant_as_far_as_the_site_cannot_pay_its_share(world, cash, share):
    """Filled up to cash over three months of the site's own share; the public pays what is filled."""
    state, tool = state_of(world), PeopleFunding(public_share=share, post_cost=45_000.0)
    p, own = state.projects, 45_000.0 * (1 - share) / 12
    p.cash[0] = cash
    filled = min(1.0, max(0.0, cash / (3 * own)))
    used = tool.pay(state, np.array([0]), np.array([1_000.0]), np.array([5.0]))
    assert p.funded[0] == pytest.approx(filled) and used[0] == pytest.approx(1_000 * filled)
    assert p.dues[0] == pytest.approx(own * filled)
    assert p.term_left[0] == 5


def test_a_post_wholly_public_is_filled_by_a_poor_site(world):
    """With no share of its own to pay, even a site barely above nothing fills it."""
    state = state_of(world)
    state.projects.cash[0] = 1.0
    PeopleFunding(public_share=1.0).pay(state, np.array([0]), np.array([1_000.0]), np.array([5.0]))
    assert state.projects.funded[0] == 1.0 and state.projects.dues[0] == 0.0


def awarded(world, tool, cash):
    """Return a model that never closes a site, in which site 0 has just been awarded ``tool``."""
    model = world("fund_people", (tool,), params=IMMORTAL, finance=LATER).model(1)
    payer = model.payer_of(np.array([0]))[0]
    model.treasury.open_year(np.full(33, 1e6))
    model.treasury.commit(0, payer, np.array([0]), tool.price(model.state, np.array([0])))
    model.state.projects.cash[0] = cash
    return model


@pytest.mark.parametrize(("term", "delay"), [(1, 0), (1, 6), (2, 3)])
def test_a_funded_post_ends_with_its_term(world, term, delay):
    """It is there for 12 months a year of term after the delay, and not a month more or less."""
    model = awarded(world, PeopleFunding(term=term, delay=delay), 300_000.0)
    months = []
    for month in range(delay + 12 * term + 6):
        model.step()
        months += [month] if model.state.projects.granted[0] > 0 else []
    assert months == list(range(delay, delay + 12 * term))


def test_a_site_keeps_at_the_end_who_it_can_afford(world):
    """Spare cash above three months' costs turns the post into one of its own; a poor site keeps nobody."""
    tool, kept = PeopleFunding(post_cost=45_000.0), {}
    for cash in (15_000.0, 37_500.0, 60_000.0, 1e6):
        state = state_of(world)
        state.projects.cash[0], before = cash, state.projects.posts[0]
        tool.pay(state, np.array([0]), np.array([1_000.0]), np.zeros(1))
        kept[cash] = state.projects.posts[0] - before
    assert list(kept.values()) == pytest.approx([0.0, 0.5, 1.0, 1.0])
    state = state_of(world)
    state.projects.cash[0], before = 1e6, state.projects.posts[0]
    tool.pay(state, np.array([0]), np.array([1_000.0]), np.ones(1))
    assert state.projects.posts[0] == before


def test_funded_posts_work(world):
    """In the month a post is paid the site produces more, and pays its share of it."""
    output, cash = {}, {}
    for share in (0.01, 0.8):
        model = awarded(world, PeopleFunding(delay=0, public_share=share), 50_000.0)
        model.step()
        output[share], cash[share] = (getattr(model.state.projects, n)[0] for n in ("output", "cash"))
    plain = world("none", params=IMMORTAL).model(1)
    plain.state.projects.cash[0] = 50_000.0
    plain.step()
    assert output[0.8] == output[0.01] > plain.state.projects.output[0]
    assert cash[0.8] > cash[0.01]


def test_people_funding_makes_jobs_while_it_lasts(run):
    """Funded jobs appear under it alone."""
    assert run("fund_people").indicators["funded_jobs"].max() > 1
    assert (run("none").indicators["funded_jobs"] == 0).all()
    assert (run("fund_investments").indicators["funded_jobs"] == 0).all()


# valorisation


def test_publicity_is_for_what_is_proven(world):
    """Open sites from proof on."""
    state = state_of(world)
    p = state.projects
    p.stage[:5] = [IDEA, EXPERIMENT, PROOF, STRUCTURED, ESTABLISHED]
    p.closed[4] = 2
    assert Valorisation().eligible(state).tolist() == [2, 3]
    assert Valorisation(amount=9_000.0).price(state, SITES[:2]).tolist() == [9_000.0] * 2


def test_a_campaign_is_heard_nearby_and_for_its_innovation(world):
    """Extra publicity fades as exp(-distance / reach) around the site, none beyond the limit, none for others."""
    state, row = state_of(world), 3
    places, home, kind = state.places, state.projects.place[3], state.projects.innovation[3]
    Valorisation(amount=12_000.0, publicity=2.0).pay(state, np.array([row]), np.array([12_000.0]), np.zeros(1))
    km = np.hypot(places.x - places.x[home], places.y - places.y[home])
    np.testing.assert_allclose(places.publicity[kind], np.where(km <= 40.0, 2.0 * np.exp(-km / 12.0), 0.0))
    assert not np.delete(places.publicity, kind, axis=0).any()
    Valorisation(amount=12_000.0, publicity=2.0).pay(state, np.array([row]), np.array([6_000.0]), np.zeros(1))
    assert places.publicity[kind, home] == pytest.approx(3.0)


@settings(max_examples=30)
@given(written=st.floats(0, 1), share=st.floats(0, 1))
def test_a_campaign_writes_down_part_of_what_is_not_yet_written(world, written, share):
    """Codified knowledge closes that share of its gap to 1."""
    state = state_of(world)
    state.projects.codified[0] = written
    Valorisation(codified=share).pay(state, np.array([0]), np.array([12_000.0]), np.zeros(1))
    assert state.projects.codified[0] == pytest.approx(written + share * (1 - written))
    assert not state.projects.codified[1:24].any()


def test_a_campaign_makes_people_aware(world):
    """After a month more know of it than in the same world without; six months later half is forgotten."""
    aware = {}
    for push in (0.0, 10.0):
        model = world("none").model(1)
        tool = Valorisation(amount=12_000.0, publicity=push)
        tool.pay(model.state, SITES, np.full(24, 12_000.0), np.zeros(24))
        first = model.state.places.publicity.sum()
        for _ in range(6):
            model.step()
        aware[push] = model.record.indicators["aware_share"]
        assert model.state.places.publicity.sum() == pytest.approx(first / 2)
    assert aware[10.0][0] == aware[0.0][0]
    assert (aware[10.0][1:] > aware[0.0][1:]).all()


# catalysis


def test_catalysts_are_priced_by_inhabitants(world):
    """A year of one catalyst for 10,000 people; every public actor may have them."""
    state = state_of(world)
    assert Catalysis().eligible(state).tolist() == list(range(33))
    people = state.authorities.population
    tool = Catalysis(post_cost=45_000.0, people_each=10_000.0)
    np.testing.assert_allclose(tool.price(state, np.arange(33)), 4.5 * people)


def test_catalysis_animates_the_payer_s_places_only(world):
    """Z = catalysts x 10 / open sites, in the territory that pays; trust there grows, elsewhere nothing moves."""
    state = state_of(world)
    places, before = state.places, state.places.trust.copy()
    sites = (places.levels[EPCI, state.projects.place[:24]] == 27).sum()
    tool = Catalysis(post_cost=45_000.0, sites_each=10.0, trust_gain=0.02)
    tool.pay(state, np.array([27]), np.array([7_500.0]), np.zeros(1))
    z = 2.0 * 10.0 / max(1, sites)
    here = places.levels[EPCI] == 27
    assert places.animation[here].tolist() == pytest.approx([z] * here.sum())
    assert not places.animation[~here].any()
    np.testing.assert_allclose(
        places.trust[here] - before[here], 0.02 / 12 * z / (1 + z) * (1 - before[here]), rtol=1e-9
    )
    assert np.array_equal(places.trust[~here], before[~here])


@settings(max_examples=30)
@given(euros=st.floats(0, 1e7), trust=st.floats(0, 1))
def test_trust_never_passes_one(world, euros, trust):
    """However much is spent."""
    state = state_of(world)
    state.places.trust[:] = trust
    Catalysis(trust_gain=1.0).pay(state, np.array([0]), np.array([euros]), np.zeros(1))
    assert (state.places.trust <= 1.0).all() and (state.places.trust >= trust - 1e-12).all()


def test_animation_stops_with_the_payments(world):
    """Twelve months of catalysts, then none."""
    model = world("catalysis", (Catalysis(delay=2),), params=IMMORTAL, finance=LATER).model(1)
    model.treasury.open_year(np.full(33, 1e6))
    model.treasury.commit(0, 26, np.array([26]), np.array([90_000.0]))
    animated = []
    for month in range(18):
        model.step()
        animated += [month] if model.state.places.animation.any() else []
    assert animated == list(range(2, 14))


def test_catalysis_makes_more_of_people_and_more_ties(run):
    """Same sites, same people, first year of animation: more output; over the years more ties and trust."""
    plain, animated = run("none"), run("catalysis")
    assert animated.indicators["ties"][-1] > plain.indicators["ties"][-1]
    # paid from month 18 on: until then sites are the same, then they serve at least as many
    assert animated.indicators["users"][18] == plain.indicators["users"][18]
    assert animated.indicators["users"][19] >= plain.indicators["users"][19]
    assert animated.indicators["user_years"][-1] > plain.indicators["user_years"][-1]


def test_animated_sites_produce_more(world):
    """Z = 1 raises people's work by .35 / 2; output follows for the same capital and team."""
    output = {}
    for z in (0.0, 1.0):
        state = state_of(world)
        state.places.animation[:] = z
        run_sites(state, SITES, OperateParams())
        output[z] = state.projects.output[:24].copy()
    assert (output[1.0] > output[0.0]).all()
