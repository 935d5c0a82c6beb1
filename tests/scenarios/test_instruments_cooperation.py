"""Support of clusters, co-training, study trips: who may have them, what they cost, what each of their effects is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.treasury import FinanceParams
from scenarios.instruments.cluster import Cluster
from scenarios.instruments.co_training import CoTraining
from scenarios.instruments.study_trips import StudyTrips
from scenarios.policy import Policy
from sim.names import AWARE, COMMUNE, EPCI, OPERATING, PROOF, REGION
from sim.processes.cluster import ClusteringParams
from sim.processes.cooperate import CooperateParams
from sim.processes.cooperate import step as cooperate
from sim.schedule import Params

ALL = (Cluster(), CoTraining(), StudyTrips())
LATER = FinanceParams(first_policy_year=50)  # nobody decides on money but the test
ONCE = np.zeros(1)


def state_of(world, **fields):
    """Return a world at month 0 with its 24 open sites, all proven."""
    state = world("none", **fields).model(1).state
    state.projects.stage[:24] = PROOF
    state.projects.successes[:24], state.projects.failures[:24] = 18.0, 6.0
    return state


def only(tool):
    """Return the policy that spends on one instrument."""
    return Policy(tool.name, tool.name, tool.name, shares={tool.name: 1.0})


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_every_instrument_keeps_its_promise(world, tool):
    """A name, two labels, money of fonctionnement, whole months, prices above 0 for those eligible."""
    state = state_of(world)
    rows = tool.eligible(state)
    prices = tool.price(state, rows)
    assert rows.size and prices.shape == rows.shape and (prices > 0).all()
    assert tool.label.en and tool.label.fr and tool.label.en != tool.label.fr and tool.section == OPERATING
    due = prices / tool.instalments
    used = tool.pay(state, rows, due, np.full(rows.size, tool.instalments - 1.0))
    assert (used >= 0).all() and (used <= due + 1e-9).all() and used.sum() > 0


@pytest.mark.parametrize("tool", ALL, ids=lambda tool: tool.name)
def test_a_policy_of_it_spends_and_changes_what_follows_and_nothing_before(world, run, tool):
    """Until policies start the run is the reference, bit for bit; afterwards money is paid and paths differ."""
    record = world(only(tool), (tool,)).run(1)
    plain = run("none")
    assert record.indicators["money_paid"][-1] > 0
    for name in ("users", "ties", "skill", "adopters"):
        assert np.array_equal(record.indicators[name][:13], plain.indicators[name][:13]), name
    names = ("ties", "skill", "clusters", "adopters", "cluster_gap_output", "user_years")
    assert any(not np.array_equal(record.indicators[n], plain.indicators[n], equal_nan=True) for n in names)


@pytest.mark.parametrize("wrong", [
    lambda: Cluster(amount=0.0), lambda: Cluster(years=1.5), lambda: CoTraining(topic="cooking"),
    lambda: CoTraining(skill_gain=1.5), lambda: StudyTrips(threshold=0.0), lambda: StudyTrips(months=1),
    lambda: StudyTrips(threshold=1.1),
])  # fmt: skip
def test_values_out_of_range_are_refused(wrong):
    """At construction, with the rule."""
    with pytest.raises(ValueError, match="must be"):
        wrong()


# cluster


def test_a_full_support_is_a_third_of_the_amount_a_year_for_60_000_inhabitants(world):
    state = state_of(world)
    region = state.places.levels[REGION, :1]
    price = Cluster().price(state, region)
    assert price == pytest.approx(60_000.0 * state.authorities.population[region] / 60_000.0)
    assert price == pytest.approx(Cluster(amount=290_000.0).price(state, region) * 180 / 290)


@pytest.mark.parametrize("clusters", [0, 1, 3])
def test_support_is_shared_over_the_clusters_of_the_territory(world, clusters):
    """b = 1 for a full support of each cluster with a site here, or of one to be; elsewhere nothing."""
    state = state_of(world)
    epci = int(state.places.levels[EPCI, 0])
    here = state.places.levels[EPCI] == epci
    inside = np.flatnonzero(here[state.projects.place[:24]])
    state.actors.cluster[state.projects.actor[inside[: 2 * clusters]]] = np.arange(2 * clusters) % max(1, clusters)
    used = Cluster().pay(state, np.array([epci]), np.array([5_000.0]), ONCE)
    assert used.tolist() == [5_000.0]
    assert state.places.backing[here] == pytest.approx(np.full(here.sum(), 1.0 / max(1, clusters)))
    assert not state.places.backing[~here].any()


def test_backing_stops_with_the_payments(world):
    """Twelve months of support, then none."""
    model = world(only(Cluster()), (Cluster(delay=2),), finance=LATER).model(1)
    row = int(model.state.places.levels[EPCI, 0])
    model.treasury.open_year(np.full(model.state.authorities.code.size, 1e6))
    model.treasury.commit(0, row, np.array([row]), np.array([60_000.0]))
    backed = []
    for month in range(18):
        model.step()
        backed += [month] if model.state.places.backing.any() else []
    assert backed == list(range(2, 14))


def test_support_brings_clusters_and_better_governance(world):
    """Same luck, seeds 1 to 3: more clusters born and better governed with support than without."""
    easy = Params(clustering=ClusteringParams(birth=0.2, strong=0.15, trust=0.3))
    born, governed = {}, {}
    for policy in ("none", only(Cluster())):
        states = []
        for seed in (1, 2, 3):
            model = world(policy, (Cluster(),), params=easy, years=10).model(seed)
            model.state.places.training[:] = 1.0
            model.run_years(10)
            states.append(model.state)
        born[policy] = sum(s.n_clusters for s in states)
        alive = [s.clusters.governance[: s.n_clusters][s.clusters.closed[: s.n_clusters] < 0] for s in states]
        governed[policy] = np.concatenate(alive).mean()
    (none, some), (usual, backed) = born.values(), governed.values()
    assert some > none > 0
    assert backed > usual + 0.05


# co_training


def trained(world, part=1.0, **fields):
    """Return the state before and after a cycle, paid in ``part``, of the région; the places of its carriers."""
    before, after = state_of(world), state_of(world)
    tool, region = CoTraining(**fields), before.places.levels[REGION, :1]
    full = tool.price(before, region)
    used = tool.pay(after, region, part * full, ONCE)
    assert used == pytest.approx(part * full)
    return before, after


def test_seats_are_for_carriers_and_staff(world):
    state = state_of(world)
    region, epci = (state.places.levels[level, :1] for level in (REGION, EPCI))
    bodies = 1 + np.unique(state.places.levels[EPCI]).size
    assert CoTraining(staff=2.0).price(state, region) == pytest.approx([1_500.0 * (24 + 2 * bodies)])
    mine = (state.places.levels[EPCI] == epci[0])[state.projects.place[:24]].sum()
    assert CoTraining(staff=2.0).price(state, epci) == pytest.approx([1_500.0 * (mine + 2)])


def test_teams_learn_practice_and_inhabitants_digital_services(world):
    """One or the other, by topic."""
    before, after = trained(world)
    gap = 1.0 - before.projects.skill[:24]
    assert after.projects.skill[:24] - before.projects.skill[:24] == pytest.approx(0.05 * gap)
    assert np.array_equal(before.places.digital_skill, after.places.digital_skill)
    before, after = trained(world, topic="digital")
    assert np.array_equal(before.projects.skill, after.projects.skill)
    homes = np.unique(before.projects.place[:24])
    rise = after.places.digital_skill - before.places.digital_skill
    assert rise[homes] == pytest.approx(0.05 * (1.0 - before.places.digital_skill[homes]))
    assert not np.delete(rise, homes).any()


def test_staff_take_up_more_and_open_up(world):
    """AC and openness +.03, of the payer and the EPCI; communes and the State stay at home."""
    before, after = trained(world)
    who = np.unique(np.append(before.places.levels[EPCI], before.places.levels[REGION]))
    for column in ("absorptive", "openness"):
        rise = getattr(after.authorities, column) - getattr(before.authorities, column)
        assert rise[who] == pytest.approx(np.full(who.size, 0.03))
        assert not np.delete(rise, who).any()


def test_trust_grows_where_carriers_come_from(world):
    before, after = trained(world)
    homes = np.unique(before.projects.place[:24])
    rise = after.places.trust - before.places.trust
    assert rise[homes] == pytest.approx(0.02 * (1.0 - before.places.trust[homes]))
    assert not np.delete(rise, homes).any()


def test_ties_are_made_across_legal_forms(world):
    """Everyone has one, on both sides, none with a carrier of the same form."""
    _, after = trained(world)
    a = after.actors
    one, slot = np.nonzero(a.partner[:24] >= 0)
    other = a.partner[one, slot]
    assert np.unique(one).size == 24
    assert (a.form[one] != a.form[other]).all()
    assert {(x, y) for x, y in zip(other, one, strict=True)} == {(x, y) for x, y in zip(one, other, strict=True)}
    assert a.strength[one, slot].min() == pytest.approx(0.3)


@settings(max_examples=15)
@given(part=st.floats(0, 1), more=st.floats(0, 1))
def test_more_money_trains_more_and_the_same_first(world, part, more):
    """Who comes for less comes for more; staff gain in proportion."""
    low, high = sorted((part, more))
    _, few = trained(world, low)
    before, many = trained(world, high)
    gained = [s.projects.skill[:24] > before.projects.skill[:24] for s in (few, many)]
    assert (gained[0] <= gained[1]).all()
    assert [int(g.sum()) for g in gained] == [round(24 * low), round(24 * high)]
    region = before.places.levels[REGION, 0]
    rise = many.authorities.openness[region] - before.authorities.openness[region]
    assert rise == pytest.approx(0.03 * high, abs=1e-12)


def test_nobody_comes_while_meetings_are_barred_and_the_money_is_given_back(world):
    before, state = state_of(world), state_of(world)
    state.climate.meetings = 0.0
    region = state.places.levels[REGION, :1]
    used = CoTraining().pay(state, region, CoTraining().price(state, region), ONCE)
    assert used.tolist() == [0.0]
    assert np.array_equal(before.projects.skill, state.projects.skill)


# study_trips


def visit(world, away_km=5.0, **fields):
    """Return (state before, state after the first month of a trip, place, host)."""
    before, state = state_of(world), state_of(world)
    tool = StudyTrips(away_km=away_km, **fields)
    place = int(tool.eligible(state)[0])
    host = tool.host(state, place)
    used = tool.pay(state, np.array([place]), np.array([100.0]), np.array([tool.months - 1.0]))
    assert used.tolist() == [100.0]
    return before, state, place, host


def test_trips_go_to_the_best_proven_site_that_is_far_enough(world):
    """Beyond the distance, past the stage of proof; the more evidence and unmet need the better."""
    state = state_of(world)
    p, places, tool = state.projects, state.places, StudyTrips(away_km=6.0)
    p.stage[:8] = 1
    for place in tool.eligible(state).tolist():
        host = tool.host(state, place)
        assert p.stage[host] >= PROOF
        assert np.hypot(*(c[p.place[host]] - c[place] for c in (places.x, places.y))) >= 6.0
    p.successes[20], p.failures[20] = 200.0, 0.0
    far = np.flatnonzero(np.hypot(places.x - places.x[p.place[20]], places.y - places.y[p.place[20]]) >= 6.0)
    places.unmet[:] = 0.5
    assert [tool.host(state, place) for place in far.tolist()] == [20] * far.size
    assert not StudyTrips(away_km=900.0).eligible(state).size


def test_carriers_of_the_place_tie_up_with_the_host(world):
    before, state, place, host = visit(world)
    mine = np.unique(before.projects.actor[:24][before.projects.place[:24] == place])
    friend = int(before.projects.actor[host])
    assert mine.size
    for carrier in mine:
        assert friend in state.actors.partner[carrier] and carrier in state.actors.partner[friend]
    assert (state.actors.partner[:24] >= 0).sum() == 2 * mine.size


def test_citizens_of_the_place_are_convinced_by_fewer_while_they_remember(world):
    """Thresholds × .9 there only, in the pressure on the aware too; back to what they were in the last month."""
    before, state, place, _ = visit(world)
    first = state.places.first
    home = slice(first[place], first[place + 1])
    times = np.ones(state.citizens.threshold.size)
    times[home] = 0.9
    assert state.citizens.threshold == pytest.approx(before.citizens.threshold * times, rel=1e-6)
    assert state.places.visited[place] == pytest.approx(0.9)
    tool = StudyTrips(away_km=5.0)
    for left in range(22, -1, -1):
        assert tool.pay(state, np.array([place]), np.array([100.0]), np.array([float(left)])).tolist() == [100.0]
    assert state.citizens.threshold == pytest.approx(before.citizens.threshold, rel=1e-6)
    assert not state.places.visited.any()


def test_a_lower_threshold_weighs_at_once_on_those_just_below(world):
    """One of the aware with an exposure between .9 θ and θ: what contacts add jumps to contagion × e."""
    state = state_of(world)
    a, tool = state.audience, StudyTrips(away_km=5.0)
    place = int(tool.eligible(state)[0])
    degree = np.diff(a.start)
    home = state.citizens.place[a.citizen] == place
    row = int(np.flatnonzero(home & (degree >= 2))[0])
    a.stage[row], a.adopting[row], a.voice[row] = AWARE, 1, 2
    e = 1.0 / degree[row]
    state.citizens.threshold[a.citizen[row]] = e / 0.95
    tool.pay(state, np.array([place]), np.array([100.0]), np.array([23.0]))
    assert a.social[row] == pytest.approx(state.contagion[0] * e, rel=1e-6)


def test_word_and_evidence_are_brought_home(world):
    """Awareness of the innovation seen; the commune and the EPCI hear of half of the host's trials; staff open up."""
    before, state, place, host = visit(world)
    kind = int(before.projects.innovation[host])
    rise = state.places.publicity - before.places.publicity
    assert rise[kind, place] == 0.5 and (rise != 0).sum() == 1
    commune, epci = (int(before.places.levels[level, place]) for level in (COMMUNE, EPCI))
    share = before.places.population[place] / before.authorities.population[epci]
    for column, heard in (("successes", 9.0), ("failures", 3.0)):
        gain = getattr(state.authorities, column) - getattr(before.authorities, column)
        assert gain[commune, kind] == gain[epci, kind] == heard and (gain != 0).sum() == 2
    for column in ("absorptive", "openness"):
        gain = getattr(state.authorities, column) - getattr(before.authorities, column)
        assert gain[[commune, epci]] == pytest.approx([0.03, 0.03 * share]) and (gain != 0).sum() == 2


def test_without_a_site_left_to_visit_the_money_is_given_back(world):
    state = state_of(world)
    tool = StudyTrips(away_km=5.0)
    place = tool.eligible(state)[:1]
    state.projects.stage[:24] = 1
    before = state.citizens.threshold.copy()
    for left in (23.0, 12.0, 0.0):
        assert tool.pay(state, place, np.array([100.0]), np.array([left])).tolist() == [0.0]
    assert np.array_equal(state.citizens.threshold, before)


# catalysis


def test_catalysts_match_carriers_of_different_innovations(world):
    """Same animation, two years of meetings, arranged or not: more ties are made, no smaller share of them across."""
    ties, across = [], []
    for matching in (0.0, 1.0):
        state = state_of(world)
        p, a = state.projects, state.actors
        for _ in range(24):
            state.places.animation[:] = 5.0
            state.step += 1
            cooperate(state, CooperateParams(matching=matching, meetings=6.0))
        one, slot = np.nonzero(a.partner[:24] >= 0)
        kind = p.innovation[np.argsort(p.actor[:24])]
        ties.append(one.size)
        across.append((kind[one] != kind[a.partner[one, slot]]).mean())
    assert ties[1] > ties[0] and across[1] >= across[0]
