"""Before every request: host, origin, size, pace, headers."""

import pytest

from tests.workshop.server import codes_of, room
from workshop.guard import Pace, Tries
from workshop.messages import Refused


def test_every_answer_carries_the_headers_that_keep_a_browser_safe(server):
    lead, _ = room(server)
    for answer in (lead.get("state"), server.page().get("/nowhere"), server.page().get("/api/messages")):
        assert answer.headers["content-security-policy"].startswith("default-src 'self'")
        assert "unsafe" not in answer.headers["content-security-policy"]
        assert (
            answer.headers["referrer-policy"] == "no-referrer" and answer.headers["x-content-type-options"] == "nosniff"
        )
    assert lead.get("state").headers["cache-control"] == "no-store"


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "", "http://127.0.0.1:1", "file://127.0.0.1"])
def test_a_post_from_elsewhere_is_refused(server, origin):
    lead, _ = room(server, phases=())
    answer = lead.page.post(f"{lead.base}/message", json={"text": "x", "to": "all"}, headers={"origin": origin})
    assert answer.status_code == 403 and codes_of(answer) == ["E56"] and lead.state()["messages"] == []


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:{port}", "127.0.0.1.evil.example:{port}", "127.0.0.1:1", ""]
)
def test_another_name_in_host_is_refused(server, host):
    host = host.format(port=server.port)
    answer = server.page().get("/api/info", headers={"host": host})
    assert answer.status_code in (400, 421)


@pytest.mark.parametrize("host", ["127.0.0.1:{port}", "localhost:{port}", "[::1]:{port}"])
def test_this_machines_own_names_are_answered(server, host):
    assert server.page().get("/api/info", headers={"host": host.format(port=server.port)}).status_code == 200


def test_more_than_64_kilobytes_are_refused_announced_or_not(server):
    lead, _ = room(server, phases=())
    path, big = f"{lead.base}/message", b'{"text": "' + b"x" * 70_000 + b'"}'
    kind = {"content-type": "application/json"}
    announced = lead.page.post(path, content=big, headers=kind)
    streamed = lead.page.post(path, content=iter([big[:40_000], big[40_000:]]), headers=kind)
    assert [a.status_code for a in (announced, streamed)] == [413, 413] and codes_of(streamed) == ["E55"]
    small = lead.page.post(path, json={"text": "x" * 500, "to": "all"})
    assert small.status_code == 200


def test_a_form_is_not_json(server):
    lead, _ = room(server, phases=())
    assert codes_of(lead.page.post(f"{lead.base}/message", data={"text": "x"})) == ["E59"]


def test_a_restore_without_the_facilitator_is_not_even_read(server):
    sid = room(server, phases=())[0].sid
    answer = server.page().post(
        f"/s/{sid}/a/api/restore", content=b"x", headers={"content-type": "application/octet-stream"}
    )
    assert answer.status_code == 403


def test_what_is_not_there_is_404_in_both_languages(server):
    answer = server.page().get("/s/QQQQQQ/g/api/nothing")
    assert answer.status_code == 404 and answer.json()["errors"][0]["fr"] != answer.json()["errors"][0]["en"]
    for path in ("/static/none.js", "/static/../app.py", "/static/%2e%2e/app.py", "/s/QQQQQQ/x/"):
        assert codes_of(server.page().get(path)) == ["E58"]


def test_who_asks_too_often_is_slowed_down_and_no_one_else():
    now = [0.0]
    pace = Pace(2, 4, lambda: now[0])
    for _ in range(4):
        pace.take("one")
    with pytest.raises(Refused, match="Too many"):
        pace.take("one")
    pace.take("two")
    now[0] = 1.0
    pace.take("one")


def test_what_computes_is_asked_at_a_walking_pace(server):
    page = server.page()
    answers = [page.post("/api/settings/dryrun", json={}) for _ in range(14)]
    late = [answer for answer in answers if answer.status_code == 429]
    assert late and codes_of(late[0]) == ["E54"] and int(late[0].headers["retry-after"]) >= 1


def test_five_wrong_codes_wait_a_minute_and_then_count_anew():
    now = [0.0]
    tries = Tries(lambda: now[0])
    for second in range(5):
        now[0] = float(second)
        tries.check(("A", "ip"))
        tries.failed(("A", "ip"))
    for second in (5.0, 63.9):
        now[0] = second
        with pytest.raises(Refused):
            tries.check(("A", "ip"))
    tries.check(("B", "ip"))
    now[0] = 64.1
    tries.check(("A", "ip"))


def test_a_file_travels_packed_and_once(server):
    page, path = server.page(), "/static/js/map.js"
    first = page.get(path, headers={"accept-encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip" and "canvas" in first.text
    assert page.get(path, headers={"accept-encoding": "identity"}).text == first.text
    again = page.get(path, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert [page.get(f"/static/{name}").status_code for name in ("js/../../command.py", "js/nothing.js")] == [404, 404]
