"""The stream: a snapshot first, then what happens; a page too slow to listen does not hold up the others."""

import asyncio
import json
import socket

from tests.workshop.server import SETTING, join, room
from workshop import stream
from workshop.command import listening
from workshop.fields import Decision, Who
from workshop.room import Room
from workshop.stream import PING, QUEUE, EventStream, Hub


def test_a_page_that_comes_back_starts_from_a_whole_snapshot(server):
    lead, (one, _) = room(server)
    one.draft(1, moves={"seed_grant": 3})
    ear = one.listen()
    hello = ear.wait("hello")
    assert hello["draft"]["moves"] == {"seed_grant": 3} and hello["phase"] == "open"
    lead.go("locked")
    assert ear.wait("state", lambda s: s["phase"] == "locked")["seq"] > hello["seq"]
    ear.close()


def test_the_stream_says_when_to_come_back_and_numbers_what_it_says(server):
    lead, _ = room(server, phases=())
    with lead.page.stream("GET", f"{lead.base}/events") as answer:
        lines = [line for line, _ in zip(answer.iter_lines(), range(4), strict=False)]
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert lines[0] == "retry: 1000" and lines[2] == f"id: {lead.state()['seq']}" and lines[3] == "event: hello"


def test_the_facilitator_and_the_screen_see_who_is_there(server):
    lead, (one, _) = room(server)
    ear, wall = lead.listen(), join(server, lead.get("links").json()["screen"]["url"])[1].listen()
    ear.wait("hello")
    assert wall.wait("hello")["groups"][0]["devices"] == 0
    group = one.listen()
    assert ear.wait("presence", lambda p: p["groups"]["g1"]["devices"] == 1)
    assert wall.wait("state", lambda s: s["groups"][0]["devices"] == 1)
    wall.close()
    assert lead.state()["groups"][0]["devices"] == 1
    group.wait("hello")
    group.page.close()
    ear.close()


def test_a_client_that_does_not_read_delays_nobody(server):
    lead, (one, _) = room(server)
    deaf = socket.create_connection(("127.0.0.1", server.port))
    deaf.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
    path = f"/s/{lead.sid}/g/api/g1/events"
    deaf.sendall(
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\nCookie: essaimage={one.cookie}\r\n\r\n".encode()
    )
    ear = one.listen()
    ear.wait("hello")
    for k in range(60):
        lead.post("message", {"text": f"{k} " + "x" * 450, "to": "all"})
    assert ear.wait("state", lambda s: s["messages"] and s["messages"][-1]["text"].startswith("59 "))
    deaf.close()
    ear.close()


def test_a_full_queue_drops_the_page_and_no_other():
    hub = Hub()
    slow, quick = hub.join(Who("g", "g1", "a")), hub.join(Who("g", "g2", "b"))
    for k in range(QUEUE + 1):
        slow.put(b"x")
        quick.put(b"x")
        if k % 2:
            quick.queue.get_nowait()
    assert slow.dropped.is_set() and not quick.dropped.is_set() and PING == 10.0


def test_a_ping_comes_when_nothing_happens(monkeypatch):
    monkeypatch.setattr(stream, "PING", 0.05)

    async def heard():
        events = EventStream(Hub().join(Who("p")), b"hello", lambda client: None)._events()
        return [await anext(events) for _ in range(3)]

    first, *pings = asyncio.run(heard())
    assert first.endswith(b"hello") and all(b"event: ping" in ping for ping in pings)


def test_a_burst_of_changes_is_few_snapshots_and_the_last_is_the_whole_view_of_each_device(tmp_path):
    data = {"sid": "ABC234", "uid": "u", "setting": SETTING}
    hall = Room.create(tmp_path / "ABC234.sqlite", data)
    people = [*(Who("g", *one) for one in (("g1", "d1"), ("g1", "d2"), ("g2", "d3"))), Who("a"), Who("p")]

    async def burst():
        clients = [hall.listen(who)[0] for who in people]
        for k in range(10):
            said = {"text": f"n°{k}", "to": "all"}
            await hall.act(Who("a"), lambda s, said=said: Decision([("message", said)]))
        await asyncio.sleep(0.3)
        return clients

    for who, client in zip(people, asyncio.run(burst()), strict=True):
        told = [client.queue.get_nowait().decode() for _ in range(client.queue.qsize())]
        states = [text.partition("data: ")[2] for text in told if "event: state" in text]
        assert 1 <= len(states) <= 5
        seen = json.loads(json.dumps(hall.view(who)))
        assert json.loads(states[-1]) == seen and seen["messages"][-1]["text"] == "n°9", who
    hall.journal.close()


def test_what_is_small_is_sent_at_once():
    with listening("127.0.0.1", 0) as door:
        assert door.proto == socket.IPPROTO_TCP  # asyncio sets TCP_NODELAY on such ones only
