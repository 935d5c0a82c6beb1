"""The tables of a run: names for numbers, units beside, money and counts that agree."""

import numpy as np
import pandas as pd
import pytest

from experiments import parts
from experiments.compose import build, compose
from experiments.execute import UNITS, execute, execute_small, reduced
from experiments.one_run import TABLES
from scenarios.initial import identities, neighbourhood, place_table, society
from scenarios.public import authority_table
from scenarios.scenario import places_of
from sim.ledger import FLOWS
from sim.measures import INDICATORS
from sim.names import FORMS, MODES, SECTIONS, STAGES

SETTINGS = ("territory=grid", "territory.width=4", "territory.height=4", "territory.population=20000", "citizens=800",
            "years=4", "policy=people_and_investments", "first_year=2010")  # fmt: skip


@pytest.fixture(scope="module")
def cell():
    return compose(SETTINGS)


@pytest.fixture(scope="module")
def tables(cell):
    return execute(cell)


SHARED = (places_of, identities, place_table, neighbourhood, authority_table, society)  # made once a territory or seed


def test_runs_that_share_a_territory_and_a_network_give_the_bytes_of_runs_alone(cell, tables):
    """Policies of one seed, one after the other in a process: each as if it were the first, and people made once."""
    policies = ["policy=none", "policy=fund_people", "policy=people_and_investments"]
    cells = [compose((*SETTINGS, policy)) for policy in policies]
    alone = []
    for one in cells:
        for made in SHARED:
            made.cache_clear()
        alone.append(execute(one))

    for made in SHARED:
        made.cache_clear()
    together = [execute(one) for one in cells]

    assert [made.cache_info().misses for made in SHARED[2:]] == [1, 1, 1, 1]
    for one, other in zip(alone, together, strict=True):
        assert [parts.encode(["r"], {n: parts.to_arrow(f, "r")}) for n, f in one.items()] == [
            parts.encode(["r"], {n: parts.to_arrow(f, "r")}) for n, f in other.items()
        ]
    assert not alone[0]["ledger"].equals(alone[1]["ledger"])


def test_there_are_five_tables_with_units(tables):
    assert set(tables) == set(TABLES)
    for name, frame in tables.items():
        assert frame.attrs["units"] == UNITS[name] and set(UNITS[name]) <= set(frame)


def test_indicators_are_long_by_month_and_year(tables):
    frame = tables["indicators"]
    assert list(frame) == ["step", "year", "indicator", "value"]
    assert frame["step"].max() == 48 and set(frame["indicator"]) == set(INDICATORS)
    assert len(frame) == 49 * len(INDICATORS)
    assert (frame["year"] == 2010 + frame["step"] // 12).all()


def test_indicators_are_the_record(cell, tables):
    record = build(cell).run(cell["seed"])
    frame = tables["indicators"].pivot(index="step", columns="indicator", values="value")
    for name, values in record.indicators.items():
        np.testing.assert_array_equal(frame[name].to_numpy(), values)


def test_places_bear_their_names_and_add_up_to_the_indicators(tables):
    frame, indicators = tables["places"], tables["indicators"]
    assert list(frame)[:3] == ["step", "year", "place"] and len(frame) == 5 * 16 * 4
    last = frame[frame["step"] == 48]
    end = indicators[indicators["step"] == 48].set_index("indicator")["value"]
    assert last["adopters"].sum() == pytest.approx(end["adopters"]) and last["sites"].sum() == end["sites"]
    assert frame.groupby("place")["name"].nunique().eq(1).all()
    known = last[last["concerned"] > 0]
    np.testing.assert_allclose(known["coverage"], known["adopters"] / known["concerned"])
    assert last.loc[last["concerned"] == 0, "coverage"].isna().all()


def test_innovations_are_named_in_the_order_of_the_engine(tables):
    assert list(dict.fromkeys(tables["places"]["innovation"])) == sorted(set(tables["places"]["innovation"]))
    assert set(tables["projects"]["innovation"]) <= {
        "third_place",
        "food_circuit",
        "solidarity_mobility",
        "health_school",
    }


def test_projects_hold_words_and_missing_numbers_where_nothing_happened(tables):
    frame = tables["projects"]
    assert set(frame["form"]) <= set(FORMS) and set(frame["stage"]) <= set(STAGES) and set(frame["mode"]) <= set(MODES)
    assert frame["parent"].dtype == frame["closed"].dtype == pd.Int64Dtype()
    assert (frame["parent"].isna() == (frame["mode"] == "")).all()
    assert (frame["closed"].isna() == ~frame["stage"].isin(["dormant", "abandoned"])).all()
    assert frame["project"].is_unique and set(frame["place"]) <= set(tables["places"]["place"])


def test_the_lineage_goes_one_deeper_at_each_copy(tables):
    frame = tables["lineage"].set_index("project")
    copies = frame[frame["parent"].notna()]
    assert (frame.loc[frame["parent"].isna(), "depth"] == 0).all()
    assert (copies["depth"] == frame.loc[copies["parent"], "depth"].to_numpy() + 1).all()


def test_every_euro_of_the_ledger_is_named_and_money_is_conserved(tables):
    frame = tables["ledger"]
    assert set(frame["flow"]) <= set(FLOWS) and set(frame["section"]) <= set(SECTIONS)
    assert set(frame["instrument"]) <= {"", "people_funding", "investment_grant"}
    assert set(frame["payer"]) <= set(build(compose(SETTINGS)).territory.places().epci)
    paid = frame[frame["flow"] == "paid"]
    assert len(paid) and (paid["place"] != "").all() and paid["project"].notna().all()
    total = frame.groupby("flow")["euros"].sum().reindex(FLOWS, fill_value=0.0)
    left = total["budgeted"] - total["committed"] + total["released"]
    assert left == pytest.approx(total["unspent"], rel=1e-9)


def test_a_run_without_policy_has_an_empty_ledger():
    frame = execute(compose((*SETTINGS, "policy=none", "years=1")))["ledger"]
    assert frame.empty and list(frame)[:2] == ["step", "year"]


def test_a_sweep_keeps_januaries_the_last_map_and_the_same_money(cell, tables):
    small = reduced(tables)
    assert set(small["indicators"]["step"]) == {0, 12, 24, 36, 48}
    assert set(small["places"]["step"]) == {48}
    assert list(small["ledger"]) == ["step", "year", "flow", "instrument", "section", "euros"]
    for flow, euros in small["ledger"].groupby("flow")["euros"].sum().items():
        assert euros == pytest.approx(tables["ledger"].loc[tables["ledger"]["flow"] == flow, "euros"].sum())
    assert len(small["projects"]) == len(tables["projects"])
    pd.testing.assert_frame_equal(execute_small(cell)["ledger"], small["ledger"])


def test_tables_survive_their_storage_to_the_bit(tables):
    for frame in tables.values():
        again = parts.to_frame(parts.to_arrow(frame))
        pd.testing.assert_frame_equal(again, frame, check_dtype=False)


def test_the_same_cell_gives_the_same_bits_and_another_seed_does_not(cell, tables):
    again, other = execute(cell), execute({**cell, "seed": 2})
    for name, frame in tables.items():
        pd.testing.assert_frame_equal(frame, again[name], check_exact=True)
    assert not other["indicators"]["value"].equals(tables["indicators"]["value"])


def test_places_name_their_epci_in_the_full_tables_only(cell, tables):
    towns = build(cell).territory.places()
    names = dict(zip(towns.code, towns.epci_name, strict=True))
    assert (tables["places"]["epci_name"] == tables["places"]["place"].map(names)).all()
    assert "epci_name" not in reduced(tables)["places"]
