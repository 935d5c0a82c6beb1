"""Drafts and moves: what is refused, what is done once, what two devices see, what comes too late."""

import threading

import pytest

from tests.workshop.server import codes_of, join, room

HUGE = 10**18


@pytest.fixture(scope="module")
def table(server):
    return room(server)


@pytest.mark.parametrize(("moves", "code"), [
    ({"seed_grant": -1}, "E32"), ({"seed_grant": 10.5}, "E32"), ({"seed_grant": 10.0}, "E32"),
    ({"seed_grant": "10"}, "E32"), ({"seed_grant": True}, "E32"), ({"seed_grant": None}, "E32"),
    ({"seed_grant": HUGE}, "E32"), ({"seed_grnt": 10}, "E33"), ({"people_funding": 999}, "E32"),
    ({"people_funding": 80_001}, "E32"), ({"seed_grant": 100_001}, "E20"),
    ({"seed_grant": 50_000, "people_funding": 50_001}, "E20"), (None, "E35"), ([], "E35"), ("x", "E35"),
])  # fmt: skip
def test_a_move_that_cannot_be_is_refused(table, moves, code):
    _, (one, _) = table
    answer = one.post("submit", {"turn": 1, "moves": moves})
    assert answer.status_code == 422 and code in codes_of(answer)
    assert one.state()["moves"] == []


def test_no_number_and_no_json_are_refused(table):
    _, (one, _) = table
    for text, status in (('{"turn": 1, "moves": {"seed_grant": NaN}}', 422), ('{"turn": 1}', 422), ("{", 400),
                         ('{"turn": 1, "moves": {"seed_grant": 1e400}}', 422), ("[1]", 400), ('"\\ud800"', 400),
                         ('{"turn": 1, "rationale": "\\ud800", "moves": {}}', 400), ("[" * 5000, 400)):  # fmt: skip
        answer = one.page.post(f"{one.base}/submit", content=text, headers={
            "content-type": "application/json", "idempotency-key": "odd"})  # fmt: skip
        assert answer.status_code == status, text


def test_all_that_is_wrong_is_said_at_once(table):
    _, (one, _) = table
    body = {
        "turn": 1,
        "moves": {"seed_grant": -5, "nothing": 3},
        "rationale": "x" * 281,
        "prediction": {"jobs": "left"},
    }
    assert codes_of(one.post("submit", body)) == ["E32", "E33", "E35", "E34"]


def test_the_same_submission_twice_is_one_move_and_another_is_refused(server):
    lead, (one, _) = room(server)
    first, again = (one.submit(1, {"seed_grant": 40}, key="same") for _ in range(2))
    assert first.json()["repeated"] is False and again.json()["repeated"] is True
    assert first.json()["move"] == again.json()["move"]
    other = one.submit(1, {"seed_grant": 41})
    assert other.status_code == 409 and codes_of(other) == ["E21"]
    assert [m["moves"] for m in one.state()["moves"]] == [{"seed_grant": 40}]
    assert lead.get("journal.jsonl").text.count('"submitted"') == 1


def test_ten_devices_at_once_make_one_move(server):
    lead, (one, _) = room(server)
    answers = []
    threads = [threading.Thread(target=lambda k=k: answers.append(one.submit(1, {"seed_grant": k}))) for k in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.status_code for answer in answers) == [200] + [409] * 9
    assert lead.get("journal.jsonl").text.count('"submitted"') == 1


def test_a_submission_without_a_key_is_refused(table):
    _, (one, _) = table
    answer = one.page.post(f"{one.base}/submit", json={"turn": 1, "moves": {}})
    assert codes_of(answer) == ["E35"]


def test_what_comes_after_the_lock_is_kept_and_not_played(server):
    lead, (one, two) = room(server)
    one.draft(1, moves={"seed_grant": 7})
    lead.go("locked")
    for late in (one.submit(1, {"seed_grant": 9}, key="late") for _ in range(2)):
        assert late.status_code == 409 and codes_of(late) == ["E22"]
    assert codes_of(two.draft(1, moves={"seed_grant": 3})) == ["E22"]
    assert one.state()["late"]["moves"] == {"seed_grant": 9} and two.state()["late"]["moves"] == {"seed_grant": 3}
    lead.go("running", "reveal")
    assert one.state()["moves"] == [] and lead.state()["groups"][0]["late"]["moves"] == {"seed_grant": 9}


def test_two_devices_share_a_draft_and_the_second_to_change_a_line_is_told(server):
    lead, (one, _) = room(server)
    other = join(server, lead.get("links").json()["groups"][0]["url"])[1]
    ear = other.listen()
    ear.wait("hello")
    seen = one.draft(1, moves={"seed_grant": 100}, rationale="a").json()["draft"]
    heard = ear.wait("draft")["draft"]
    assert heard["moves"] == {"seed_grant": 100} and heard["rationale"] == "a"
    other.draft(1, base=seen["seq"], moves={"seed_grant": 200})
    clash = one.draft(1, base=seen["seq"], moves={"seed_grant": 300, "people_funding": 2_000})
    assert clash.status_code == 409 and codes_of(clash) == ["E24"]
    assert clash.json()["errors"][0]["values"]["v"] == 200 and clash.json()["errors"][0]["field"] == "seed_grant"
    now = clash.json()["draft"]
    assert now["moves"] == {"seed_grant": 200, "people_funding": 2_000}
    assert one.draft(1, base=now["seq"], moves={"seed_grant": 300}).status_code == 200
    assert other.state()["draft"]["moves"]["seed_grant"] == 300


def test_a_reopened_move_is_a_draft_again(server):
    lead, (one, _) = room(server)
    one.submit(1, {"seed_grant": 5}, prediction={"jobs": "up"}, rationale="pour voir")
    one.post("reopen", {"turn": 1})
    assert lead.state()["groups"][0]["reopen_asked"]
    lead.post("reopen", {"group": "g1", "turn": 1})
    s = one.state()
    assert s["moves"] == [] and s["draft"]["moves"] == {"seed_grant": 5} and not s["reopen_asked"]
    assert one.submit(1, {"seed_grant": 6}).status_code == 200


def test_what_is_left_is_carried_over_where_that_is_so(server):
    for kept, purse in ((True, 160_000), (False, 100_000)):
        lead, (one, _) = room(server, carry_over=kept)
        one.submit(1, {"seed_grant": 40_000})
        lead.go("locked", "running", "reveal", "open")
        assert one.state()["me"]["purse"]["available"] == purse
        assert codes_of(one.submit(2, {"seed_grant": purse + 1})) == ["E20"]
        assert one.submit(2, {"seed_grant": purse}).status_code == 200


def test_a_name_with_a_script_is_a_text(server):
    bad = "<script>alert(1)</script>"
    _lead, (one, _) = room(server, groups=[{"name": bad}, {"name": "=1+1"}])
    answer = one.get("state")
    assert answer.json()["groups"][0]["name"] == bad
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"
