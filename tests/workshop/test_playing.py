"""Turns on the real model: going on is replaying, purses hold to the cent, what is unused does nothing, kills mend."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path

import numpy as np
import pytest

from tests.workshop.playing import ONE, TWO, table, tiny
from workshop import library, worker
from workshop.chronicle import chronicle
from workshop.game import Setting
from workshop.lines import before, key_of, lines_of, plan_of
from workshop.pool import DAY, Pool
from workshop.results import drawn, result_of
from workshop.turns import Turns


@pytest.fixture(scope="module")
def turns():
    found = Turns()
    yield found
    found.stop()


def test_states_wait_for_the_next_server_for_a_day_and_those_of_nobody_do_not_stay(tmp_path):
    first = Pool(tmp_path / "states")
    state = Path(first.folder) / "turn.state"
    state.write_bytes(b"x")
    first.stop()
    assert (Path(Pool(tmp_path / "states").folder) / state.name).read_bytes() == b"x"
    os.utime(state, (time.time() - 1.1 * DAY,) * 2)
    assert list(Path(Pool(tmp_path / "states").folder).iterdir()) == []
    own = Pool()
    folder = Path(own.folder)
    own.stop()
    assert not folder.exists()


def data(result):
    return {k: v for k, v in result.to_dict().items() if "milliseconds" not in k}


def test_going_on_is_replaying_to_the_byte(tmp_path):
    setting = tiny(shocks=[[2, "subsidy_cut", True]])
    plan = plan_of(setting, [ONE, TWO])
    worker.turn(before(plan), 1, str(tmp_path))
    assert worker.path_of(str(tmp_path), before(plan), 1).exists()
    on, again = (worker.turn(plan, 1, folder) for folder in (str(tmp_path), ""))
    first, second = (json.dumps(data(result_of(plan, [one], 0.0)), sort_keys=True) for one in (on, again))
    assert first == second
    worker.path_of(str(tmp_path), before(plan), 1).write_bytes(b"cut short")
    third = worker.turn(plan, 1, str(tmp_path))
    assert json.dumps(data(result_of(plan, [third], 0.0)), sort_keys=True) == first


def test_what_is_drawn_has_five_digits_and_says_what_is_not_known():
    given = np.array([[123456.789, -0.000123456], [0.0, np.nan], [99999.96, np.inf]])
    assert drawn(given) == [[123460.0, -0.00012346], [0.0, None], [100000.0, None]]


def test_purses_hold_to_the_cent_and_the_partners_of_an_offer_share_its_line(turns):
    offer = {"to": "g2", "instrument": "people_funding", "euros": 200_001, "share": 1 / 3}
    played = {
        "g1": {"tiers_lieu": 50_000, "offers": [offer]}, "g2": {"co_training": 33_333}, "g3": {"catalysis": 77_777},
    }  # fmt: skip
    moves = [played] * 2
    found = data(asyncio.run(turns.table(table(shocks=[[2, "subsidy_cut", True]]), moves)))
    given = {"g1": 2 * (50_000 + 133_334), "g2": 2 * (33_333 + 66_667), "g3": 2 * 77_777}
    assert {group: purse["given"] for group, purse in found["purses"].items()} == given
    for one in [*found["ledger"], *found["purses"].values()]:
        cents = {name: round(100 * one[name]) for name in ("given", "cut", "paid", "to_come", "unspent", "returned")}
        assert cents["given"] == cents["cut"] + cents["paid"] + cents["to_come"] + cents["unspent"] - cents["returned"]
        assert min(cents.values()) >= 0
    shared = {one["group"]: one for one in found["ledger"] if one["line"] == "people_funding@g1+g2"}
    assert shared["g1"]["paid"] > 0 and abs(shared["g1"]["paid"] - 2 * shared["g2"]["paid"]) < 0.05
    assert found["purses"]["g1"]["cut"] > 0  # the shock falls on public budgets
    paid = {line: sum(goes.values()) for line, goes in found["serves"].items()}
    assert abs(sum(paid.values()) - sum(one["paid"] for one in found["ledger"])) < 0.1
    actors = {one["actor"]: one for one in found["actors"]}
    assert set(actors) == {"etat", "region", "epci_1"} and -1 <= actors["etat"]["stance"] <= 1


def test_an_epci_pays_in_its_own_territory_only():
    setting = table(territory="chalon_creusot", params={}, citizens=1_000)
    plan = plan_of(setting, [{"g3": {"people_funding": 300_000, "seed_grant": 100_000}}], table=True)
    seen = worker.turn(plan, 1, "")
    largest = next(iter(seen["money"]["epci"]))
    assert seen["money"]["goes"] and all(set(goes) == {largest} for goes in seen["money"]["goes"].values())


def test_every_assumption_that_a_page_lets_people_change_changes_something():
    moves = {"people_funding": 900_000, "investment_grant": 900_000, "catalysis": 300_000, "seed_grant": 200_000,
             "scale_up_support": 300_000}  # fmt: skip

    def ends(params):
        setting = Setting(territory="chalon_creusot", citizens=1_000, years_a_turn=4, turns=1, params=params)
        return worker.turn(plan_of(setting, [moves]), 1, "", 12)["kpi"]

    usual = ends({})
    assert [row["name"] for row in library.assumptions("en") if ends({row["name"]: row["low"]}) == usual] == []


def test_euros_on_one_instrument_are_never_spent_on_another():
    two = ({"equity": 90_000}, {"equity": 90_000, "catalysis": 9_000})
    alone, both = (lines_of(tiny(), moves, False) for moves in two)
    empty = plan_of(tiny(), [{}])
    found = [worker.turn({**empty, "turns": [lines]}, 1, "")["money"]["lines"] for lines in (alone, both)]
    assert set(found[0]) == {"equity"} and found[1]["catalysis"]["committed"] <= 9_000.0001
    assert found[0]["equity"]["budgeted"] == pytest.approx(90_000)


def test_an_unused_instrument_did_exactly_nothing_and_says_so(turns):
    cards = asyncio.run(turns.why(tiny(), "g1", [ONE], 1, ["petition", "catalysis"]))
    unused, used = sorted((card.to_dict() for card in cards), key=lambda card: card["used"])
    assert unused["instrument"] == "petition" and not unused["used"]
    assert all(e["delta"] == e["low"] == e["high"] == 0.0 for e in unused["effects"])
    assert "exactement nul" in unused["fr"] and "exactly zero" in unused["en"]
    told = [e for e in used["effects"] if e["verdict"] == "not discernible"]
    assert used["instrument"] == "catalysis" and used["comparisons"] == 5
    assert all(e["low"] <= 0 <= e["high"] for e in told)


def test_same_moves_are_computed_once_and_names_change_nothing(turns):
    async def both():
        seen = []
        ask = turns.pool.ask_in_turn

        async def counted(*arguments):
            seen.append(arguments)
            return await ask(*arguments)

        turns.pool.ask_in_turn = counted
        try:
            progress = []
            found = await asyncio.gather(*(turns.play(tiny(), g, [TWO], progress.append) for g in ("g1", "g2")))
        finally:
            del turns.pool.ask_in_turn
        return found, seen, progress

    (one, two), seen, progress = asyncio.run(both())
    assert len(seen) == tiny().seeds and len(progress) == 4 and max(progress) == 1.0
    assert one.data["kpi"] == two.data["kpi"] and [r.data["ledger"][0]["group"] for r in (one, two)] == ["g1", "g2"]
    plans = [plan_of(tiny(name=name, groups=[{"name": name}]), [TWO]) for name in ("a", "b")]
    assert key_of(plans[0]) == key_of(plans[1])


def test_a_killed_worker_is_replaced_and_the_result_is_the_same(turns):
    async def game():
        first = await turns.play(tiny(), "g1", [ONE])
        running = asyncio.create_task(turns.play(tiny(), "g1", [ONE, ONE]))
        await asyncio.sleep(0.05)
        os.kill(turns.pool.pids()[0], signal.SIGKILL)
        return first, await running, await turns.play(tiny(), "g1", [ONE, ONE])

    first, struck, whole = asyncio.run(game())
    assert data(struck) == data(whole) and first.data["turn"] == 1


def test_what_if_changes_one_turn_and_another_territory_plays_the_same_moves(turns):
    async def game():
        same = await turns.what_if(tiny(), "g1", [ONE, TWO], {"turn": 1, "moves": ONE})
        other = await turns.what_if(tiny(), "g1", [ONE, TWO], {"turn": 1, "moves": {}})
        there = await turns.what_if(tiny(params={}), "g1", [ONE], {"territory": "archipelago"})
        return same, other, there, await turns.play(tiny(), "g1", [ONE, TWO])

    same, other, there, whole = asyncio.run(game())
    assert same.data["kpi"] == whole.data["kpi"] != other.data["kpi"]
    assert there.data["territory"] == "archipelago" and there.data["purses"]["g1"]["given"] == sum(ONE.values())


def test_a_changed_choice_at_the_table_leaves_what_was_agreed_with_partners(turns):
    offer = {"to": "g2", "instrument": "people_funding", "euros": 100_000, "share": 0.25}
    played = [{"g1": {"catalysis": 40_000, "offers": [offer]}, "g2": {}, "g3": {}}]

    def given(**change):
        found = asyncio.run(turns.what_if(table(), "all", played, {"turn": 1, **change}))
        return {(one["line"], one["group"]): one["given"] for one in found.data["ledger"]}

    agreed = {("people_funding@g1+g2", "g1"): 75_000, ("people_funding@g1+g2", "g2"): 25_000}
    assert given(group="g1", moves={"tiers_lieu": 10_000}) == agreed | {("tiers_lieu@g1", "g1"): 10_000}
    assert given(group="g2", moves={"catalysis": 5_000}) == agreed | {
        ("catalysis@g1", "g1"): 40_000, ("catalysis@g2", "g2"): 5_000}  # fmt: skip


def test_a_quick_look_says_so_and_solo_comes_in_stages(turns):
    async def look():
        quick = await turns.preview(tiny(), "g1", [ONE], TWO)
        values = {"moves": ONE, "territory": "grid", "params": tiny().params, "citizens": 2_500, "seeds": 3}
        return quick, [(stage, found.data) async for stage, found in turns.solo(values)]

    quick, stages = asyncio.run(look())
    assert quick.data["apercu"] and quick.data["seeds"] == 1 and quick.data["turn"] == 2
    assert stages[0][1]["citizens"] == 2_000 < stages[-1][1]["citizens"] == 2_500
    assert [(stage, found["seeds"]) for stage, found in stages] == [("preview", 1), ("full", 2), ("full", 3)]
    assert stages[0][1]["apercu"] and stages[0][1]["every"] == 12 and stages[-1][1]["last"]


def test_the_chronicle_tells_what_happened_and_names_invented_villages_as_such(turns):
    found = asyncio.run(turns.play(tiny(shocks=[[2, "plant_closure", True]]), "g1", [ONE, TWO])).to_dict()
    words = (("fr", "Puis le choc : fermeture d'usine.", "un village inventé"),
             ("en", "Then the blow", "an invented village"))  # fmt: skip
    for lang, blow, made_up in words:
        text = chronicle(found, lang, "Les Prés", [ONE, TWO])
        assert blow in text and made_up in text and "2025." in text and "None" not in text
        assert str(found["year"] - 1) in text
        assert found["events"] and all(event[lang] for event in found["events"])


def test_places_of_a_map_are_plain_and_invented_ones_are_marked(turns):
    found = asyncio.run(turns.map_of("chalon_creusot"))
    assert len(found["places"]) == 117 and 0 < found["invented_share"] < 0.2
    assert {p["invented"] for p in found["places"]} == {True, False} and found["credit"]["fr"]
    json.dumps(found, allow_nan=False)
    small = asyncio.run(turns.map_of("grid", {"territory.width": "3", "territory.height": "2"}))
    assert len(small["places"]) == 6
