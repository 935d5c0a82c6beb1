"""Leading a room: one step a click, another laptop, undoing, playing for the absent, shocks, criteria."""

import threading

import pytest

from tests.workshop.server import Member, codes_of, join, room

CRITERIA = ["jobs", "wellbeing", "inequality"]


def test_a_double_click_on_next_turn_moves_one_turn(server):
    lead, _ = room(server)
    s = lead.go("locked", "running", "reveal")
    body = {"turn": s["turn"], "phase": s["phase"], "to": "open"}
    answers = []
    threads = [threading.Thread(target=lambda: answers.append(lead.post("advance", body))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]
    assert {code for answer in answers if answer.status_code == 409 for code in codes_of(answer)} == {"E25"}
    assert (lead.state()["turn"], lead.state()["phase"]) == (2, "open")


def test_a_whole_game_goes_through_its_phases_and_ends(server):
    lead, (one, _) = room(server, turns=2, phases=())
    seen = [lead.state()["phase"]]
    for to in ("lobby", "briefing", "open", "locked", "running", "reveal", "open", "locked", "running", "reveal"):
        seen.append(lead.go(to)["phase"])
    assert lead.state()["allowed"] == ["debrief"]
    lead.go("debrief")
    assert one.post("notes", {"text": "Chez nous : un tiers-lieu"}).status_code == 200
    lead.go("closed")
    assert server.page().get(f"/api/room/{lead.sid}").json()["closed"] is True
    assert codes_of(lead.post("advance", {"turn": 2, "phase": "closed", "to": "open"})) == ["E26"]


def test_a_practice_turn_comes_first_and_leaves_nothing(server):
    lead, (one, _) = room(server, practice=True, carry_over=True)
    assert (lead.state()["turn"], lead.state()["practice"]) == (0, True)
    one.submit(0, {"seed_grant": 60_000})
    lead.go("locked", "running", "reveal", "open")
    s = one.state()
    assert (s["turn"], s["practice"]) == (1, False) and s["me"]["purse"]["available"] == 100_000
    one.submit(1, {"seed_grant": 5})
    lead.go("locked", "running", "reveal")
    assert [row["turn"] for row in one.state()["results"]] == [0, 1]


def test_the_facilitator_goes_on_from_another_laptop(server):
    lead, _ = room(server)
    link = lead.get("links").json()["facilitator"]["url"]
    other = join(server, link)[1]
    assert other.state()["turn"] == 1 and other.go("locked")["phase"] == "locked"
    assert lead.state()["phase"] == "locked"
    assert [g["url"] for g in other.get("links").json()["groups"]] == [
        g["url"] for g in lead.get("links").json()["groups"]
    ]


def test_the_last_turn_can_be_undone_and_the_journal_keeps_it(server):
    lead, (one, _) = room(server)
    one.submit(1, {"seed_grant": 70})
    screen = join(server, lead.get("links").json()["screen"]["url"])[1]
    s = lead.go("locked", "running", "reveal")
    assert [row["moves"] for row in screen.state()["moves"]] == [{"seed_grant": 70}]
    assert codes_of(lead.post("undo", {"turn": 1, "phase": "open"})) == ["E25"]
    answer = lead.post("undo", {"turn": s["turn"], "phase": s["phase"]})
    assert answer.json()["state"]["phase"] == "open" and answer.json()["state"]["results"] == []
    mine = one.state()
    assert screen.state()["moves"] == []
    assert one.submit(1, {"seed_grant": 71}).status_code == 200 and screen.state()["moves"] == []
    assert mine["moves"] == [] and mine["draft"]["moves"] == {"seed_grant": 70} and mine["results"] == []
    kinds = lead.get("journal.jsonl").text
    assert '"submitted"' in kinds and '"computed"' in kinds and '"undone"' in kinds


def test_the_facilitator_plays_for_the_absent_and_it_is_said(server):
    lead, (one, _) = room(server)
    lead.go("locked")
    answer = lead.post("play", {"group": "g1", "turn": 1, "moves": {"seed_grant": 8}, "rationale": "feuille"})
    assert answer.status_code == 200
    assert one.state()["moves"][0]["by"] == "facilitator" and one.state()["groups"][0]["played_by_facilitator"]
    assert codes_of(lead.post("play", {"group": "g1", "turn": 1, "moves": {}})) == ["E21"]
    assert codes_of(lead.post("play", {"group": "g9", "turn": 1, "moves": {}})) == ["E37"]
    assert codes_of(lead.post("play", {"group": "g2", "turn": 1, "moves": {"seed_grant": 100_001}})) == ["E20"]


def test_criteria_and_maps_are_chosen_before_turn_1_and_fixed_then(server):
    lead, (one, two) = room(server, phases=("lobby",))
    assert codes_of(one.post("criteria", {"criteria": ["jobs", "jobs", "x"]})) == ["E36"]
    assert one.post("criteria", {"criteria": CRITERIA}).status_code == 200
    assert one.post("actors", {"map": {"nodes": ["mairie"], "links": []}}).status_code == 200
    assert one.post("answers", {"which": "before", "answers": {"q1": 3}}).status_code == 200
    lead.go("briefing", "open")
    answers = {"which": "before", "answers": {}}
    assert codes_of(one.post("criteria", {"criteria": CRITERIA[::-1]})) == ["E27"]
    assert codes_of(two.post("criteria", {"criteria": CRITERIA})) == ["E27"]
    assert codes_of(one.post("actors", {"map": {}})) == ["E27"] == codes_of(one.post("answers", answers))
    assert one.state()["criteria"] == CRITERIA and one.state()["criteria_fixed"]
    s = lead.go("locked", "running", "reveal")
    lead.post("undo", {"turn": s["turn"], "phase": s["phase"]})
    assert codes_of(two.post("criteria", {"criteria": CRITERIA})) == ["E27"]


def test_a_shock_strikes_in_the_turn_and_is_shown_unless_a_surprise(server):
    lead, (one, _) = room(server, shocks=[])
    assert codes_of(lead.post("shock", {"type": "meteor"})) == ["E35"]
    lead.post("shock", {"type": "plant_closure", "surprise": True})
    lead.post("shock", {"type": "subsidy_cut"})
    assert [s["type"] for s in one.state()["shocks"]] == ["subsidy_cut"]
    lead.go("locked", "running", "reveal")
    assert [s["type"] for s in one.state()["shocks"]] == ["plant_closure", "subsidy_cut"]


def test_messages_reach_those_they_are_meant_for(server):
    lead, (one, two) = room(server)
    lead.post("message", {"text": "Encore cinq minutes", "to": "all"})
    lead.post("message", {"text": "Bravo", "to": "g2"})
    assert [m["text"] for m in one.state()["messages"]] == ["Encore cinq minutes"]
    assert [m["text"] for m in two.state()["messages"]] == ["Encore cinq minutes", "Bravo"]


def test_a_group_gets_another_name_and_a_timer_is_seen(server):
    lead, (one, _) = room(server)
    lead.post("rename", {"group": "g1", "name": "Les Prés d'en haut"})
    lead.post("timer", {"seconds": 300})
    s = one.state()
    assert s["groups"][0]["name"] == "Les Prés d'en haut" and s["timer"]["until"] > 0
    assert codes_of(lead.post("timer", {"seconds": -1})) == ["E35"]


@pytest.mark.parametrize("to", ["briefing", "running", "reveal", "closed", "nowhere"])
def test_no_phase_is_jumped(server, to):
    lead, _ = room(server, phases=("lobby", "briefing", "open"))
    answer = lead.post("advance", {"turn": 1, "phase": "open", "to": to})
    assert answer.status_code in (409, 422) and lead.state()["phase"] == "open"


def test_a_reload_finds_the_same_view_at_each_phase(server):
    lead, (one, _) = room(server, phases=())
    for to in ("lobby", "briefing", "open", "locked", "running", "reveal", "open"):
        lead.go(to)
        if to == "running":
            lead.until(lambda s: s["computed"])
        if to == "open":
            one.draft(lead.state()["turn"], moves={"seed_grant": 12})
        ear = one.listen()
        assert ear.wait("hello") == {**one.state(), "groups": ear.all[-1][1]["groups"]}
        ear.close()


def test_the_setting_changes_until_the_first_turn_only(server):
    lead, (one, _) = room(server, phases=("lobby",))
    setting = {**lead.state()["setting"], "budget": 5_000}
    assert lead.post("setting", {"setting": setting}).status_code == 200
    assert one.state()["me"]["purse"]["available"] == 5_000
    assert codes_of(lead.post("setting", {"setting": {**setting, "budget": -1}})) == ["E10"]
    lead.go("briefing", "open")
    assert codes_of(lead.post("setting", {"setting": setting})) == ["E26"]


def test_a_cookie_of_another_workshop_opens_nothing(server):
    _lead, (one, _) = room(server)
    other, _ = room(server)
    stranger = Member.__new__(Member)
    stranger.page, stranger.base = one.page, f"/s/{other.sid}/g/api/g1"
    assert stranger.get("state").status_code == 401


def test_a_map_is_shaped_by_numbers_and_by_nothing_else(server):
    page = server.page()
    shaped = page.get("/api/map/grid", params={"territory.width": 3, "territory.height": 2})
    assert len(shaped.json()["places"]) == 6
    for name, value in (("territory.path", "/etc/passwd"), ("territory.path", "9"), ("citizens", "5")):
        assert page.get("/api/map/grid", params={name: value}).status_code == 422


def test_moves_are_replayed_on_another_territory_as_if_they_had_been_played_there(server):
    moves = {"seed_grant": 60_000, "people_funding": 30_000}
    ends = []
    for territory, changed in (("grid", {}), ("archipelago", {"params": {}})):
        lead, (one, _) = room(server, territory=territory, shocks=[], **changed)
        one.submit(1, moves)
        lead.go("locked", "running", "reveal")
        ends.append(lead.get("results/g1/1").json()["kpi"])
        if territory == "grid":
            there = lead.post("whatif", {"group": "g1", "turn": 1, "territory": "archipelago"}).json()["result"]
            assert codes_of(lead.post("whatif", {"group": "g1", "turn": 1, "territory": "atlantis"})) == ["E12"]
            wrong = lead.post("whatif", {"group": "g1", "turn": 1, "payer": "g9", "moves": {}})
            assert codes_of(wrong) == ["E37"]
            assert lead.get("results/g1/1").json()["kpi"] == ends[0] and len(one.state()["moves"]) == 1
    assert there["territory"] == "archipelago" and there["kpi"] == ends[1] != ends[0]
