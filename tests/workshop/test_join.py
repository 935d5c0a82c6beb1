"""Joining: by link, by typed codes, with wrong ones, after a link was replaced; secrets stay secret."""

import re
import sqlite3

import httpx
import pytest

from tests.workshop.server import Member, codes_of, join, room


def typed(server, code, group_code, **headers):
    return server.page().post("/join", json={"code": code, "group_code": group_code}, headers=headers)


def test_a_link_is_exchanged_for_a_cookie_out_of_reach_of_scripts(server):
    lead, _ = room(server, phases=())
    link = lead.get("links").json()["groups"][1]
    answer, member = join(server, link["url"])
    cookie = answer.headers["set-cookie"]
    assert answer.json() == {"sid": lead.sid, "role": "g", "group": "g2", "go": f"/s/{lead.sid}/g/"}
    assert "HttpOnly" in cookie and "samesite=strict" in cookie.lower() and f"Path=/s/{lead.sid}/g" in cookie
    assert member.get("state").json()["me"]["group"] == "g2"
    assert "<svg" in link["svg"] and "style=" not in link["svg"]


def test_the_typed_codes_open_the_same_group(server):
    lead, _ = room(server, phases=())
    link = lead.get("links").json()["groups"][0]
    answer = typed(server, f" {lead.sid.lower()} ", link["code"].lower())
    assert answer.status_code == 200 and answer.json()["group"] == "g1"
    assert Member(server, lead.sid, "g", answer, "g1").state()["me"]["group"] == "g1"


def test_after_five_wrong_codes_one_waits_a_minute_and_links_still_work(server):
    lead, _ = room(server, phases=())
    link = lead.get("links").json()["groups"][0]
    wrong = [typed(server, lead.sid, "222222") for _ in range(6)]
    assert [codes_of(one) for one in wrong] == [["E05"]] * 5 + [["E02"]]
    assert wrong[5].status_code == 429 and 50 <= int(wrong[5].headers["retry-after"]) <= 60
    assert codes_of(typed(server, lead.sid, link["code"])) == ["E02"]
    assert join(server, link["url"])[0].status_code == 200


def test_an_unknown_workshop_is_named(server):
    answer = server.page().get("/api/room/ZZZZZZ")
    assert answer.status_code == 404 and "ZZZZZZ" in answer.json()["errors"][0]["fr"]


def test_a_replaced_link_its_code_and_its_devices_are_worth_nothing(server):
    lead, (one, two) = room(server)
    link = lead.get("links").json()["groups"][0]
    ear = one.listen()
    ear.wait("hello")
    new = lead.post("reissue", {"group": "g1"}).json()["link"]
    assert ear.wait("revoked") == {"code": "E04"}
    assert codes_of(one.get("state")) == ["E04"] and one.get("state").status_code == 410
    assert codes_of(join(server, link["url"])[0]) == ["E04"]
    assert codes_of(typed(server, lead.sid, link["code"])) == ["E04"]
    assert join(server, new["url"])[1].state()["me"]["group"] == "g1"
    assert typed(server, lead.sid, new["code"]).status_code == 200
    assert two.get("state").status_code == 200


def test_no_secret_is_on_the_disk_or_in_what_the_server_says(server):
    lead, (one, _) = room(server)
    one.draft(1, moves={"seed_grant": 5})
    links = lead.get("links").json()
    lead.post("backup")
    said = [lead.cookie, one.cookie]
    for link in (*links["groups"], links["screen"], links["observer"]):
        said.append(re.search("#k=(.*)", link["url"])[1])
    said += [link["code"] for link in links["groups"]]
    kept = b"".join(path.read_bytes() for path in server.folder.rglob("*") if path.is_file())
    printed = server.said()
    for secret in said:
        assert secret.encode() not in kept and secret not in printed
    assert len(set(said)) == len(said)


def test_journal_and_views_hold_no_secret_and_no_hash(server):
    lead, (one, _) = room(server)
    base = sqlite3.connect(server.folder / f"{lead.sid}.sqlite")
    hashes = [row[0] for table in ("secret", "device") for row in base.execute(f"select hash from {table}")]
    texts = [lead.get(path).text for path in ("state", "journal.jsonl", "system")] + [one.get("state").text]
    assert len(hashes) > 6 and not [value for value in hashes for text in texts if value in text]


def test_first_names_leave_only_when_asked(server):
    lead, (one, _) = room(server)
    one.post("device", {"first_name": "Zénobie", "spokesperson": True})
    assert lead.state()["groups"][0]["first_names"] == ["Zénobie"] and one.state()["me"]["spokesperson"]
    assert "Zénobie" not in lead.get("journal.jsonl").text
    assert "Zénobie" in lead.get("journal.jsonl?names=yes").text


@pytest.mark.parametrize("body", [{}, {"sid": 3, "role": "g"}, {"sid": "ABC234"}, {"code": None, "group_code": []}])
def test_what_is_no_code_is_refused(server, body):
    answer = httpx.post(f"{server.url}/join", json=body, headers={"origin": server.url})
    assert 400 <= answer.status_code < 500 and codes_of(answer)
