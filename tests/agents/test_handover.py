"""A change of policy in mid-run: before it nothing differs, after it every promise is kept."""

from dataclasses import replace

import numpy as np
import pytest

from agents.handover import hand_over
from scenarios.policy import Policy
from sim.ledger import BUDGETED, COMMITTED, FLOWS, OUTSTANDING, PAID, RELEASED


def run_to(model, month):
    while model.state.step < month:
        model.step()
    return model


def switch(model, scenario):
    hand_over(model, scenario.programme, scenario.finance)
    return model


def seen(model):
    """Return everything noted so far, in bytes."""
    years = [column.tobytes() for year in (*model.record.years, *model.record.lands) for column in year.values()]
    return np.array(model.record.rows).tobytes(), years


def money(model):
    """Return the ledger by name of instrument: one row a line."""
    tools = [*(tool.name for tool in model.programme.instruments), ""]
    lines = model.state.ledger.lines()
    columns = [lines[name].tolist() for name in ("step", "flow", "payer", "section", "place", "project", "euros")]
    return list(zip((tools[k] for k in lines["instrument"]), *columns, strict=True))


@pytest.mark.parametrize("before", ["fund_people", "competitive_call", "ecosystem"])
@pytest.mark.parametrize("after", ["ptce", "none", "phased"])
def test_before_policies_start_the_change_leaves_no_trace(world, before, after):
    """Year 2 is the first with money: a change before it gives the run of the second policy, to the bit."""
    changed = switch(run_to(world(before).model(1), 12), world(after))
    whole = world(after).model(1)
    assert seen(run_to(changed, 36)) == seen(run_to(whole, 36)) and money(changed) == money(whole)
    assert [tool.name for tool in changed.programme.instruments] == [t.name for t in whole.programme.instruments]


@pytest.mark.parametrize(("name", "month"), [("current_mix", 36), ("fund_people", 17), ("phased", 41),
                                             ("ecosystem", 36), ("none", 12)])  # fmt: skip
def test_the_same_policy_again_changes_nothing(world, name, month):
    again = switch(run_to(world(name).model(1), month), world(name))
    whole = world(name).model(1)
    assert seen(run_to(again, 60)) == seen(run_to(whole, 60)) and money(again) == money(whole)


@pytest.mark.parametrize("month", [29, 36])
@pytest.mark.parametrize(("before", "after"), [("fund_people", "fund_investments"), ("ecosystem", "none"),
                                               ("current_mix", "competitive_call")])  # fmt: skip
def test_until_the_next_january_nothing_differs_and_then_it_does(world, before, after, month):
    january = -(-month // 12) * 12
    changed, usual = (run_to(world(before).model(1), month) for _ in range(2))
    assert seen(changed) == seen(usual)
    switch(changed, world(after))
    assert seen(changed) == seen(usual) and money(changed) == money(usual)
    assert seen(run_to(changed, january)) == seen(run_to(usual, january)) and money(changed) == money(usual)
    assert seen(run_to(changed, january + 12)) != seen(run_to(usual, january + 12))


def by_tool(model, flow, since=0):
    """Return euros of a flow by name of instrument, from month ``since`` on."""
    found = {}
    for name, step, kind, *_, euros in money(model):
        if FLOWS[kind] == FLOWS[flow] and step >= since:
            found[name] = found.get(name, 0.0) + euros
    return found


def test_what_was_promised_is_paid_to_the_last_month_and_nothing_more_is_promised(world):
    """An award of fund_people lasts three years: a change after month 40 leaves years of them to pay."""
    model = run_to(world("fund_people", years=12).model(1), 40)
    promised = sum(model.treasury.to_come(award, 40) for award in model.treasury.awards)
    awards = [(a.payer, a.row, a.start, a.months, a.euros) for a in model.treasury.awards]
    switch(model, world("fund_investments", years=12))
    assert promised > 0.0
    assert [(a.payer, a.row, a.start, a.months, a.euros) for a in model.treasury.awards] == awards
    run_to(model, 100)
    used = sum(by_tool(model, flow, 40).get("people_funding", 0.0) for flow in (PAID, RELEASED))
    assert used == pytest.approx(promised) and by_tool(model, PAID, 40)["people_funding"] > 0.0
    assert set(by_tool(model, COMMITTED, 40)) == {"investment_grant"}
    assert set(by_tool(model, COMMITTED)) == {"investment_grant", "people_funding"}
    assert {model.programme.instruments[k].name for k in model.programme.closed} == {"people_funding"}


def test_no_euro_is_made_or_lost_over_three_policies(world):
    """Budgeted = paid + still to come + unspent, whatever the change: the balance of every run."""
    model = world("ecosystem", years=9).model(3)
    for month, name in ((30, "competitive_call"), (53, "takeover"), (77, "ecosystem"), (108, "none")):
        switch(run_to(model, month), world(name, years=9))
    model.treasury.close()
    totals = dict(zip(FLOWS, model.state.ledger.totals.tolist(), strict=True))
    spent = totals["paid"] - totals["repaid"] + totals["outstanding"] + totals["unspent"]
    assert totals["budgeted"] == pytest.approx(spent) and totals["paid"] > 0.0
    lines = model.state.ledger.lines()
    assert lines["instrument"].max() < len(model.programme.instruments) and lines["instrument"].min() == -1


def test_a_policy_of_nothing_opens_no_budget_but_pays_what_was_promised(world):
    model = switch(run_to(world("fund_people").model(1), 36), world("none"))
    run_to(model, 60)
    assert by_tool(model, BUDGETED, 36) == {} == by_tool(model, COMMITTED, 36)
    assert by_tool(model, PAID, 36)["people_funding"] > 0.0


def test_nobody_files_for_an_instrument_that_is_closed(world):
    model = switch(run_to(world("fund_people").model(1), 36), world("fund_investments"))
    run_to(model, 37)
    names = [tool.name for tool in model.programme.instruments]
    assert model.files[names.index("people_funding")].size == 0 < model.files[names.index("investment_grant")].size


def test_one_name_other_terms_are_two_instruments_but_nobody_is_paid_by_both_at_once(world):
    """Five-year posts follow three-year ones: old awards keep their term, and their holders wait for its end."""
    tools = world().instruments
    longer = replace(tools["people_funding"], term=5)
    model = run_to(world("fund_people", years=10).model(1), 36)
    old = {award.row for award in model.treasury.awards}
    chances = model.answers.copy()
    switch(model, world("fund_people", years=10, tools=(longer,)))
    assert [tool.name for tool in model.programme.instruments] == ["people_funding"] * 2
    new = next(k for k in range(2) if k not in model.programme.closed)
    assert model.programme.instruments[new].term == 5 and model.treasury.served[new] == model.treasury.served[1 - new]
    np.testing.assert_array_equal(model.answers[new], chances[0])
    run_to(model, 48)
    spans = {}
    for award in model.treasury.awards:
        spans.setdefault(award.row, []).append((award.start, award.start + award.months, award.instrument))
    both = [sorted(found) for found in spans.values() if len({tool for *_, tool in found}) == 2]
    assert old and all(first[1] <= second[0] for first, second in both)
    assert any(award.instrument == new and award.months == 60 for award in model.treasury.awards)


def test_what_a_project_has_once_for_all_it_does_not_have_again_under_other_terms(world):
    tools = world().instruments
    assert tools["seed_grant"].once
    scenario = world("seed_only", years=8)
    larger = replace(tools["seed_grant"], amount=2.0 * tools["seed_grant"].amount)
    model = run_to(scenario.model(1), 40)
    had = set(model.treasury.served[0])
    switch(model, world("seed_only", years=8, tools=(larger,)))
    new = next(k for k in range(2) if k not in model.programme.closed)
    run_to(model, 96)
    later = {project for _, step, flow, *_, project, _ in money(model) if flow == COMMITTED and step >= 40}
    assert had and later and later.isdisjoint(had)
    assert model.treasury.served[new] > had


def test_coming_back_to_a_policy_takes_its_instruments_up_again(world):
    model = run_to(world("fund_people", years=9).model(1), 36)
    run_to(switch(model, world("fund_investments", years=9)), 60)
    run_to(switch(model, world("fund_people", years=9)), 84)
    assert {model.programme.instruments[k].name for k in model.programme.closed} == {"investment_grant"}
    assert by_tool(model, COMMITTED, 60).keys() == {"people_funding"}


def test_phases_are_counted_since_policies_started(world):
    """From its year 3 on this policy funds investments only: taken up in its year 4, it never funds people."""
    late = Policy("late", "", "", shares={"people_funding": 1.0}, later={3: {"investment_grant": 1.0}})
    model = switch(run_to(world("none", years=9).model(1), 48), world(late, years=9))
    run_to(model, 84)
    assert set(by_tool(model, COMMITTED)) == {"investment_grant"}


def test_what_is_still_owed_at_the_end_is_told_by_its_instrument(world):
    model = switch(run_to(world("fund_people", years=9).model(1), 40), world("fund_investments", years=9))
    model.treasury.close()
    assert by_tool(model, OUTSTANDING)["people_funding"] > 0.0
