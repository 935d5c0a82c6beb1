"""Take-over: who is taken over, how, for how long, at what price, and what it makes of sites."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.treasury import FinanceParams
from scenarios.competences import Competences
from scenarios.instruments.take_over import CONVENTION, DIRECT, GENERALISATION, MARKET, SHARES, TakeOver
from scenarios.policy import Policy
from sim.ledger import PAID
from sim.modalities import BY_GENERALISATION
from sim.names import ASSOCIATION, COOPERATIVE, EPCI, ESTABLISHED, FIRM, PROOF, STRUCTURED, TAKE_OVER, TAKEN_OVER
from sim.processes.survive import SurviveParams
from sim.schedule import Params

IMMORTAL = Params(survive=SurviveParams(association=0.0, cooperative=0.0, firm=0.0))
LATER = FinanceParams(first_policy_year=50)
SITES = np.arange(24)
POLICY = Policy("takeover", "Reprise", "Take-over", shares={"take_over": 1.0})


def model_of(world, tool=None, **fields):
    """Return a model whose 24 sites are structured, with evidence, believed in, at 5,000 euros a month."""
    model = world(POLICY, (tool or TakeOver(),), finance=LATER, **({"params": IMMORTAL} | fields)).model(1)
    state, p = model.state, model.state.projects
    p.stage[SITES], p.successes[SITES], p.failures[SITES], p.cost[SITES] = STRUCTURED, 20.0, 2.0, 5_000.0
    state.authorities.successes[:], state.authorities.failures[:] = 9.0, 1.0
    return model


def taken(model, row=0, how=CONVENTION):
    """Take site ``row`` over by ``how``: the award as a public actor makes it; return its payer."""
    state, tool = model.state, model.treasury.instruments[0]
    payer = int(tool.payers(state, state.projects.place[row]))
    state.projects.modality[row] = how  # decided; award keeps what is
    price = tool.share(state, np.array([row]), np.array([how])) * 5_000.0 * tool.instalments
    model.treasury.open_year(np.full(33, 1e7))
    model.treasury.commit(0, payer, np.array([row]), price)
    return payer


def test_what_works_and_is_believed_in_may_be_taken_over(world):
    """Structured or established, evidence and belief of the payer at .7 at least, not another's already."""
    model = model_of(world)
    state, p, tool = model.state, model.state.projects, model.treasury.instruments[0]
    payer = tool.payers(state, p.place[SITES])
    p.stage[0], p.stage[1], p.stage[2] = PROOF, ESTABLISHED, TAKEN_OVER
    p.owner[2], p.owner[3] = payer[2], 0
    p.failures[4] = 20.0
    state.authorities.failures[payer[5], p.innovation[5]] = 9.0
    doubted = (payer == payer[5]) & (p.innovation[SITES] == p.innovation[5])
    wanted = ~doubted & ~np.isin(SITES, [0, 3, 4])
    assert tool.eligible(state).tolist() == SITES[wanted].tolist()
    assert {1, 2} <= set(tool.eligible(state).tolist()) | set(SITES[doubted].tolist())


def test_the_belief_that_counts_is_the_payer_s(world):
    """The same site may be taken over by the EPCI that believes in it, not by the region that does not."""
    rights = Competences({"take_over": {"lead": "epci", "epci": "may", "region": "may"}})
    for level, expected in (("epci", 24), ("region", 0)):
        model = model_of(world, TakeOver(payer=level), competences=rights)
        public = model.state.authorities
        public.failures[public.level != EPCI] = 90.0
        assert model.treasury.instruments[0].eligible(model.state).size == expected


def test_legal_form_capacity_and_thrift_sway_how(world):
    """Each weight moves its own ways: kinship by form, capacity for what the staff must do itself, thrift by cost."""
    model = model_of(world)
    state, p = model.state, model.state.projects
    state.actors.form[p.actor[:3]] = [ASSOCIATION, COOPERATIVE, FIRM]
    p.codified[:3] = 0.9
    state.authorities.absorptive[:] = 0.6
    plain = TakeOver(kinship=0.0, capacity=0.0, thrift=0.0)._utility(state, np.arange(3))

    def moved(**weight):
        tool = TakeOver(**({"kinship": 0.0, "capacity": 0.0, "thrift": 0.0} | weight))
        return tool._utility(state, np.arange(3)) - plain

    kin = np.zeros((3, 5))
    kin[0, CONVENTION - 1] = kin[1, SHARES - 1] = kin[2, MARKET - 1] = 2.0
    with np.errstate(invalid="ignore"):
        np.testing.assert_allclose(np.nan_to_num(moved(kinship=2.0)), kin)
        able, cost = moved(capacity=1.0), moved(thrift=1.0)
    assert able[1].tolist() == pytest.approx([0.6, 0.0, 0.0, 0.6, 0.0])
    assert cost[1].tolist() == pytest.approx([-0.5, -0.8, -0.5, -1.0, -0.5])
    assert cost[2, SHARES - 1] == pytest.approx(-1.0)  # a local public company is wholly public


def test_some_ways_are_closed(world):
    """An association has no shares to sell; what is not written down is not generalised."""
    model = model_of(world)
    state, p = model.state, model.state.projects
    state.actors.form[p.actor[SITES]] = ASSOCIATION
    p.codified[SITES] = np.where(SITES < 12, 0.49, 0.51)
    utility = TakeOver(written=0.5)._utility(state, SITES)
    assert np.isneginf(utility[:, SHARES - 1]).all()
    assert np.isneginf(utility[:, GENERALISATION - 1]).tolist() == (SITES < 12).tolist()


def test_ways_are_drawn_as_the_logit_says(world):
    """24 sites over 200 years: shares within 4 standard errors of the softmax (1 false alarm in 16,000; fixed seed)."""
    model = model_of(world)
    state, p, tool = model.state, model.state.projects, TakeOver()
    state.actors.form[p.actor[SITES]] = FIRM
    p.codified[SITES] = 0.9
    state.authorities.absorptive[:] = 0.5
    weight = np.exp(tool._utility(state, SITES))
    chance = (weight / weight.sum(axis=1, keepdims=True))[0]
    drawn = []
    for year in range(200):
        state.step = 12 * year
        drawn.append(tool.modality(state, SITES))
    seen = np.bincount(np.concatenate(drawn), minlength=6)[1:] / (200 * 24)
    assert (np.abs(seen - chance) < 4 * np.sqrt(chance * (1 - chance) / (200 * 24))).all()
    assert np.array_equal(drawn[3], drawn[3]) and not np.array_equal(drawn[3], drawn[4])


@settings(max_examples=30)
@given(share=st.floats(0, 1), form=st.sampled_from([COOPERATIVE, FIRM]))
def test_public_bodies_hold_half_of_a_cooperative_at_most(world, share, form):
    """Of a SCIC at most half; of a local public company all."""
    model = model_of(world)
    state = model.state
    state.actors.form[state.projects.actor[0]] = form
    ways = state.modalities._replace(share=np.where(np.arange(6) == SHARES, share, state.modalities.share))
    state.modalities = ways
    paid = TakeOver().share(state, np.array([0]), np.array([SHARES]))[0]
    assert paid == (min(share, 0.5) if form == COOPERATIVE else 1.0)


def test_the_price_is_a_share_of_running_cost_over_the_commitment(world):
    """And, for a new généralisation, the price of a copy in its part of the places without a site."""
    model = model_of(world, TakeOver(years=4, spread=0.5))
    state, p, tool = model.state, model.state.projects, model.treasury.instruments[0]
    p.modality[:2] = [DIRECT, CONVENTION]
    assert tool.price(state, np.array([0, 1])).tolist() == pytest.approx([240_000.0, 120_000.0])
    here = tool.area(state, int(tool.payers(state, p.place[5])))
    same = np.unique(p.place[SITES[p.innovation[SITES] == p.innovation[5]]])
    copies = np.floor(0.5 * (here.sum() - here[same].sum()) + 0.5)
    assert tool.copies(state, np.array([5]), np.array([GENERALISATION])).tolist() == [copies]
    p.modality[5] = GENERALISATION  # renewed: its copies are there
    assert tool.copies(state, np.array([5]), np.array([GENERALISATION])).tolist() == [0.0]


@pytest.mark.parametrize("how", [GENERALISATION, MARKET, CONVENTION, DIRECT, SHARES])
def test_a_site_is_public_as_long_as_it_is_paid_for(world, how):
    """From the first payment, for the whole commitment, not a month more; then it is on its own, structured again."""
    model = model_of(world, TakeOver(years=1, delay=3))
    payer, p = taken(model, how=how), model.state.projects
    assert p.owner[0] == payer and p.stage[0] == STRUCTURED
    public = []
    for month in range(20):
        model.step()
        p = model.state.projects
        public += [month] if p.stage[0] == TAKEN_OVER else []
        assert (p.owner[0] == payer) == (month < 15)
    assert public == list(range(3, 15))
    assert p.stage[0] in (STRUCTURED, ESTABLISHED) and p.modality[0] == 0 and p.owner[0] == -1


def test_a_renewal_leaves_no_gap_and_changes_hands_once(world):
    """A file a commitment later goes on from the last payment: G, volunteers, fidelity change the first time only."""
    model = model_of(world, TakeOver(years=1, delay=6))
    taken(model)
    stages = []
    for month in range(30):
        if month == 12:
            assert 0 not in model.treasury.active(0)
            taken(model)
        model.step()
        stages.append(int(model.state.projects.stage[0]))
    assert set(stages[6:30]) == {TAKEN_OVER}
    assert model.state.projects.fidelity[0] == pytest.approx(model.state.modalities.fidelity[CONVENTION])


def test_the_owner_pays_its_share_of_what_the_site_costs(world):
    """No more than it committed, no more than its share of last month's cost; cost above is the site's own affair."""
    model = model_of(world)
    state, p, tool = model.state, model.state.projects, model.treasury.instruments[0]
    p.modality[:2], cash = CONVENTION, p.cash[:2].copy()
    used = tool.pay(state, np.array([0, 1]), np.array([2_500.0, 2_000.0]), np.array([7.0, 7.0]))
    assert used.tolist() == [2_500.0, 2_000.0]
    assert (p.cash[:2] - cash).tolist() == pytest.approx([2_500.0, 2_000.0])
    assert p.granted[:2].tolist() == [2_500.0, 2_000.0] and p.upheld[:2].tolist() == [8.0, 8.0]
    p.cost[0] = 3_000.0
    assert tool.pay(state, np.array([0]), np.array([2_500.0]), np.array([6.0])).tolist() == [1_500.0]


def test_what_generalisation_leaves_goes_to_copies(world):
    """Beyond the share of running cost, its money waits in the purse for copies in other places."""
    model = model_of(world)
    state, p, tool = model.state, model.state.projects, model.treasury.instruments[0]
    p.modality[0] = GENERALISATION
    assert tool.pay(state, np.array([0]), np.array([9_000.0]), np.array([7.0])).tolist() == [9_000.0]
    assert p.purse[0] == pytest.approx(6_500.0)


def test_a_take_over_makes_the_innovation_the_owner_s_policy(world):
    """From the award on, unless it was already."""
    model = model_of(world)
    adopted, kind = model.state.authorities.adopted, model.state.projects.innovation[0]
    model.state.step = 24
    payer = taken(model)
    assert adopted[payer, kind] == 24 and (adopted >= 0).sum() == 1
    model.state.step = 36
    taken(model)
    assert adopted[payer, kind] == 24


def test_taken_over_sites_live_longer(world):
    """In a run with closures, sites under public ownership close at .3 of the hazard: fewer of them are gone."""
    closed = {}
    for years in (1, 10):
        model = model_of(world, TakeOver(years=years, delay=0), params=Params())
        model.treasury.open_year(np.full(33, 1e8))
        tool, p = model.treasury.instruments[0], model.state.projects
        p.modality[SITES] = CONVENTION
        for row in SITES:
            payer = int(tool.payers(model.state, p.place[row]))
            model.treasury.commit(0, payer, np.array([row]), np.array([2_500.0 * tool.instalments]))
        for _ in range(84):
            model.step()
        closed[years] = int((model.state.projects.closed[SITES] >= 0).sum())
    assert closed[10] < closed[1]


def test_public_actors_take_over_in_runs(world, run):
    """Sites are taken over, by their own EPCI, and généralisation opens copies on its territory."""
    params = Params(by_generalisation=replace(BY_GENERALISATION, taste=3.0))
    model = world(POLICY, (TakeOver(spread=0.5, years=2),), years=10, budget=6e6, params=params).model(1)
    record = model.run_years(10)
    p, n = model.state.projects, model.state.n_projects
    assert record.indicators["sites_taken_over"].max() > 0
    public = np.flatnonzero(p.stage[:n] == TAKEN_OVER)
    assert public.size and (p.owner[public] == model.state.places.levels[EPCI, p.place[public]]).all()
    copies = np.flatnonzero(p.mode[:n] == TAKE_OVER)
    assert copies.size and (record.ledger["euros"][record.ledger["flow"] == PAID].sum() > 0)
    epci = model.state.places.levels[EPCI]
    assert (epci[p.place[copies]] == epci[p.place[p.parent[copies]]]).all()
    assert not (run("none").projects["mode"] == TAKE_OVER).any()
