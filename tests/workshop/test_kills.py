"""Killed at any point and started again, the server holds what it said it held, and one move."""

import contextlib

import httpx
import pytest

from tests.workshop.server import HERE, Server, codes_of, room


@pytest.fixture(scope="module")
def mortal(tmp_path_factory):
    found = Server(tmp_path_factory.mktemp("mortal") / "data", (str(HERE / "dying.py"),))
    found.rooms = [room(found) for _ in range(6)]  # made at once: each server that makes one loads the engine
    yield found
    found.stop()


def struck(server, die, act):
    """Do something on a server that is killed at a point, and start it again; return the answer, if there was one."""
    server.process.terminate()
    server.again(DIE=die)
    answer = None
    with contextlib.suppress(httpx.TransportError):
        answer = act()
    server.process.wait(60)
    server.start()
    return answer


def moves_of(lead):
    return lead.get("journal.jsonl").text.count('"submitted"')


def test_a_draft_that_was_saved_is_there(mortal):
    _, (one, _) = mortal.rooms.pop()
    one.draft(1, moves={"seed_grant": 44})
    answer = struck(mortal, "after:draft", lambda: one.draft(1, moves={"people_funding": 2_000}))
    assert answer is None
    assert one.state()["draft"]["moves"] == {"seed_grant": 44, "people_funding": 2_000}


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_submission_cut_off_is_tried_again_with_its_key_and_is_one_move(mortal, when):
    lead, (one, _) = mortal.rooms.pop()
    assert struck(mortal, f"{when}:submitted", lambda: one.submit(1, {"seed_grant": 5}, key="mine")) is None
    assert moves_of(lead) == (when == "after")
    again = one.submit(1, {"seed_grant": 5}, key="mine")
    assert again.status_code == 200 and again.json()["repeated"] is (when == "after")
    assert moves_of(lead) == 1 and one.state()["moves"][0]["moves"] == {"seed_grant": 5}


def test_a_run_or_a_reveal_cut_off_is_taken_up_and_is_before_or_after_and_never_between(mortal):
    lead, (one, _) = mortal.rooms.pop()
    one.submit(1, {"seed_grant": 50})
    lead.go("locked")

    def run():
        lead.go("running")
        lead.until(lambda s: s["computed"])

    assert struck(mortal, "before:computed", run) is None
    assert lead.until(lambda s: s["computed"])["phase"] == "running"
    reveal = {"turn": 1, "phase": "running", "to": "reveal"}
    for when, phase in (("before", "running"), ("after", "reveal")):
        assert struck(mortal, f"{when}:reveal", lambda: lead.post("advance", reveal)) is None
        assert lead.state()["phase"] == phase and bool(one.state()["results"]) == (phase == "reveal")
    assert codes_of(lead.post("advance", reveal)) == ["E25"]
    assert one.state()["results"][0]["kpi"] and moves_of(lead) == 1


def test_what_was_typed_while_the_line_was_cut_arrives_or_is_said_to_be_late(mortal):
    lead, (one, two) = mortal.rooms.pop()
    seen = one.draft(1, moves={"seed_grant": 1}).json()["draft"]["seq"]
    mortal.kill()
    mortal.start()
    assert one.draft(1, base=seen, moves={"seed_grant": 2}).status_code == 200
    mortal.kill()
    mortal.start()
    lead.go("locked")
    assert codes_of(two.draft(1, moves={"seed_grant": 3})) == ["E22"]
    assert one.state()["draft"]["moves"] == {"seed_grant": 2} and two.state()["late"]["moves"] == {"seed_grant": 3}


def test_ctrl_c_ends_at_once_and_loses_nothing(mortal):
    lead, (one, _) = mortal.rooms.pop()
    ear = one.listen()
    ear.wait("hello")
    started = mortal.info["started"]
    mortal.stop()
    assert ear.wait("end") == {}
    assert mortal.process.returncode in (0, 130)
    assert not list(mortal.folder.glob("*-wal"))
    mortal.start()
    assert mortal.info["started"] != started and one.state()["phase"] == "open" and lead.state()["turn"] == 1
