"""Calls: candidates, hearings, laureates in the shares announced; better judged, better chosen (V19)."""

import csv

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.instrument import EVERYONE, Funnel
from scenarios.instruments.competitive_call import CALLS, CompetitiveCall
from scenarios.policy import Policy
from sim.belief import posterior_mean
from sim.names import EPCI

CALL = Policy("call", "Appel", "Call", shares={"competitive_call": 1.0})


def juror(world, absorptive=0.5):
    """Return a public actor and the files of its 24 sites, all of one innovation, their evidence drawn."""
    model = world("none").model(1)
    actor = next(a for a in model.public_actors if a.level == EPCI)
    p, files = model.state.projects, np.arange(24)
    p.innovation[files], p.place[files] = 0, p.place[0]
    p.successes[files], p.failures[files] = np.arange(24.0), 24.0 - np.arange(24.0)
    model.state.authorities.absorptive[:] = absorptive
    return actor, files


@pytest.mark.parametrize(("call", "counts"), [
    ("tiga_announced", (117, 40, 20)), ("ptce_2013", (182, 182, 23)), ("ptce_2021", (134, 107, 15)),
])  # fmt: skip
def test_a_named_call_keeps_as_many_as_it_did(world, call, counts):
    """117 candidates, 40 hearings, 20 laureates; 182 and 23; 134, 107 eligible and 15."""
    actor, _ = juror(world)
    candidates, heard, laureates = counts
    rows = np.resize(np.arange(24), candidates)
    actor.hear = lambda order: np.arange(order.size) if order.size == heard else pytest.fail("others were heard")
    assert actor.narrow(CompetitiveCall(call=call).funnel, rows).size == laureates


def test_ami_then_aap():
    """117 candidates to 24; then 48 projects to 24."""
    assert CALLS["ami_aap"] == pytest.approx((24 / 117, 24 / 48))


def test_named_calls_are_those_of_the_series(data_folder):
    """Shares are those of the collected counts."""
    with (data_folder / "series" / "selection_funnels.csv").open(encoding="utf-8") as file:
        rows = {row["call"]: row for row in csv.DictReader(file)}
    for name, call in (("tiga_announced", "TIGA_AMI_2017"), ("ptce_2013", "PTCE_2013"), ("ptce_2021", "PTCE_2021")):
        candidates, last = (int(rows[call][key]) for key in ("candidates", "laureates"))
        middle = int(rows[call]["intermediate"] or candidates)
        assert CALLS[name] == pytest.approx((middle / candidates, last / middle))


@given(st.integers(1, 400), st.floats(0.001, 1), st.floats(0.001, 1))
def test_a_funnel_never_keeps_more_than_came_and_one_at_least(world, files, heard, chosen):
    """Rounded to the nearest whole number, whatever the shares."""
    actor, _ = juror(world)
    kept = actor.narrow(Funnel(heard, chosen, 0.0), np.resize(np.arange(24), files))
    assert 1 <= kept.size <= files
    assert kept.size <= round(heard * files) + 1


def test_without_a_funnel_every_file_stays_in_its_order(world):
    actor, files = juror(world)
    assert actor.narrow(EVERYONE, files[::-1]).tolist() == files[::-1].tolist()
    assert not actor.model.state.projects.backlog[files].any()


def test_a_hearing_costs_those_heard_and_nobody_else(world):
    """5 days of the 218 of a year, in FTE-months, laureate or not."""
    actor, files = juror(world)
    actor.narrow(Funnel(0.25, 0.5, 5.0), files)
    backlog = actor.model.state.projects.backlog[files]
    assert backlog[:6].tolist() == pytest.approx([60.0 / 218.0] * 6) and not backlog[6:].any()


def test_score_and_quality_agree_more_with_absorptive_capacity(world):
    """Correlation with the evidence of the files: on paper and after hearing, it rises with AC, to 1."""
    found = []
    for absorptive in (0.0, 0.5, 0.9, 1.0):
        actor, files = juror(world, absorptive)
        p = actor.model.state.projects
        quality = posterior_mean(p.successes[files], p.failures[files])
        found.append([np.corrcoef(score(files), quality)[0, 1] for score in (actor.rank, actor.hear)])
    paper, heard = np.array(found).T
    assert (np.diff(paper) > 0).all() and (np.diff(heard) > 0).all()
    assert paper[-1] == pytest.approx(1.0) and heard[-1] == pytest.approx(1.0)
    assert (heard[:-1] > paper[:-1]).all()  # a second look averages out part of the error


def test_a_call_has_few_laureates_and_costs_all_who_file(world):
    """In a run: at most the funnel's share of the files is funded each year, fewer than without a funnel."""
    laureates = {}
    for chosen in (0.05, 1.0):
        tool = CompetitiveCall(call="own", heard=1.0, chosen=chosen, years=1, ticket_min=10_000.0, ticket_max=12_000.0)
        model = world(CALL, (tool,), years=3, budget=1e8).model(1)
        model.run_years(3)
        asked, given_ = model.answers[0] - [2.0, 1.0]
        laureates[chosen] = given_
        assert given_ <= np.ceil(chosen * asked) + 4 * 2  # four EPCI, two years, one at least each
    assert 0 < laureates[0.05] < laureates[1.0]
