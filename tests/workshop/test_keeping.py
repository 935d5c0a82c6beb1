"""What is kept and how it goes: backups on another machine, deletion, retention, a full disk, a busy port."""

import os
import resource
import sqlite3
import subprocess
import sys
import threading
import time

import pytest

from tests.workshop.server import ROOT, SETTING, Member, Server, codes_of, join, room
from workshop.journal import Journal
from workshop.messages import Refused
from workshop.rooms import Rooms

DAY = 86_400


def sent(server, data, **headers):
    return server.page().post(
        "/api/restore", content=data, headers={"content-type": "application/octet-stream", **headers}
    )


@pytest.fixture(scope="module")
def other(tmp_path_factory):
    found = Server(tmp_path_factory.mktemp("other") / "data")
    yield found
    found.stop()


def test_a_backup_opens_on_another_machine_with_everybodys_codes(server, other):
    lead, (one, _) = room(server)
    link = lead.get("links").json()["groups"][1]["url"]
    one.submit(1, {"seed_grant": 50})
    lead.go("locked", "running", "reveal", "open")
    one.draft(2, moves={"seed_grant": 9})
    data = lead.get("backup").content
    answer = sent(other, data)
    assert answer.status_code == 201 and answer.json()["sid"] == lead.sid
    led = Member(other, lead.sid, "a", answer)
    there, here = led.state(), lead.state()
    for name in ("phase", "turn", "groups", "results", "setting"):
        drop = {"last_seen", "devices"}
        clean = [
            [{k: v for k, v in g.items() if k not in drop} for g in s[name]] if name == "groups" else s[name]
            for s in (there, here)
        ]
        assert clean[0] == clean[1], name
    assert led.get("results/g1/1").json() == lead.get("results/g1/1").json()
    assert join(other, link)[1].state()["me"]["group"] == "g2"
    one.page.base_url = other.url
    assert one.page.get(f"{one.base}/state").json()["draft"]["moves"] == {"seed_grant": 9}
    assert led.get("links").json()["groups"][0]["code"]
    assert led.go("locked")["phase"] == "locked"


def test_a_workshop_that_is_here_is_replaced_only_when_said_and_saved_first(server):
    lead, (one, _) = room(server)
    data = lead.get("backup").content
    one.submit(1, {"seed_grant": 50})
    assert codes_of(sent(server, data)) == ["E52"] and len(lead.state()["groups"][0]["moves"]) == 1
    before = len(list((server.folder / "backups").glob(f"{lead.sid}-*")))
    time.sleep(1.1)
    assert sent(server, data, **{"x-replace": "yes"}).status_code == 201
    assert lead.state()["groups"][0]["moves"] == []
    assert len(list((server.folder / "backups").glob(f"{lead.sid}-*"))) == before + 1


@pytest.mark.parametrize("data", [b"", b"no backup", b"SQLite format 3\x00" + b"x" * 5000])
def test_what_is_no_backup_is_refused_and_leaves_nothing(server, data):
    before = sorted(server.folder.rglob("*"))
    assert codes_of(sent(server, data)) == ["E53"]
    assert sorted(server.folder.rglob("*")) == before


def test_a_backup_of_other_tables_or_entries_is_refused(server, tmp_path):
    lead, _ = room(server)
    for k, change in enumerate(("create trigger t after insert on entry begin delete from secret; end",
                                "update entry set data = '{}' where seq = 1", "pragma user_version = 9",
                                "update entry set kind = 'nonsense'")):  # fmt: skip
        path = tmp_path / f"{k}.sqlite"
        path.write_bytes(lead.get("backup").content)
        base = sqlite3.connect(path)
        base.execute(change)
        base.commit()
        base.close()
        assert codes_of(sent(server, path.read_bytes(), **{"x-replace": "yes"})) == ["E53"], change
    assert lead.state()["phase"] == "open"


def test_a_deleted_workshop_leaves_nothing_on_the_disk(server):
    lead, (one, _) = room(server, name="Atelier éphémère")
    one.post("device", {"first_name": "Philiberte"})
    lead.post("backup")
    state = server.folder / "states" / "of-a-turn.state"
    state.parent.mkdir(exist_ok=True)
    state.write_bytes(b"x")
    ear = one.listen()
    ear.wait("hello")
    assert codes_of(lead.post("delete", {"sid": "ABCDEF"})) == ["E35"]
    assert lead.post("delete", {"sid": lead.sid}).status_code == 200
    assert ear.wait("gone") == {}
    assert codes_of(one.get("state")) == ["E01"] and not state.exists()
    for path in server.folder.rglob("*"):
        assert lead.sid not in path.name
        if path.is_file():
            data = path.read_bytes()
            assert not [word for word in (lead.sid, "Philiberte", "éphémère") if word.encode() in data]


def test_a_copy_being_made_when_a_workshop_is_deleted_goes_with_it(tmp_path, monkeypatch):
    rooms = Rooms(tmp_path)
    made, _ = rooms.create(SETTING)
    copied, copy = threading.Event(), Journal.copy_to

    def slowly(self, path):
        copy(self, path)
        copied.set()
        time.sleep(0.2)

    monkeypatch.setattr(Journal, "copy_to", slowly)
    saving = threading.Thread(target=rooms.back_up, args=(made,))
    saving.start()
    copied.wait(5)
    rooms.delete(made)
    saving.join()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
    for late in (lambda: made.journal.keep_result("k", {}), lambda: rooms.back_up(made), made.journal.devices):
        with pytest.raises(Refused, match=made.state.sid):
            late()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_workshop_untouched_for_long_is_deleted_at_the_next_start(fresh):
    server = fresh
    lead, _ = room(server, phases=())
    young, _ = room(server, phases=())
    server.stop()
    base = sqlite3.connect(server.folder / f"{lead.sid}.sqlite")
    base.execute("update entry set at = at - ?", (181 * DAY,))
    base.commit()
    base.close()
    server.start()
    assert server.page().get(f"/api/room/{lead.sid}").status_code == 404 and lead.sid in server.printed
    assert server.page().get(f"/api/room/{young.sid}").status_code == 200


def test_a_full_disk_is_said_and_nothing_is_half_written(fresh):
    server = fresh
    lead, (one, _) = room(server)
    server.stop()
    size = (server.folder / f"{lead.sid}.sqlite").stat().st_size
    server.limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, size + 40_000))
    server.start()
    answers = [one.draft(1, moves={"seed_grant": k}, rationale="x" * 280) for k in range(60)]
    full = [answer for answer in answers if answer.status_code == 507]
    assert full and codes_of(full[0]) == ["E50"]
    good = [answer for answer in answers if answer.status_code == 200]
    assert one.state()["draft"]["moves"] == good[-1].json()["draft"]["moves"]
    server.kill()
    server.limit = None
    server.start()
    assert one.state()["draft"]["moves"] == good[-1].json()["draft"]["moves"]
    assert one.submit(1, {"seed_grant": 3}).status_code == 200


def test_a_busy_port_is_named(server, tmp_path):
    done = subprocess.run(
        [sys.executable, "-m", "workshop", "workshop", "--port", str(server.port), "--host", "127.0.0.1",
         f"out={tmp_path}", "--lang", "fr"],
        capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, timeout=60,
    )  # fmt: skip
    assert done.returncode == 2
    assert f"Port {server.port} occupé" in done.stderr and "--port" in done.stderr


def test_the_first_start_opens_a_demonstration_with_its_links(server):
    sid, secret = server.links()[0]
    answer = server.page().post("/join", json={"sid": sid, "role": "a", "secret": secret})
    lead = Member(server, sid, "a", answer)
    assert lead.state()["demo"] and lead.state()["phase"] == "lobby"
    assert f"http://127.0.0.1:{server.port}/" in server.printed


def test_the_laptop_is_described_and_tests_itself(server):
    lead, _ = room(server)
    lead.post("backup")
    found = lead.get("system").json()
    assert found["disk"]["free"] > 0 and found["last_backup"]["bytes"] > 0 and found["model"]
    tested = lead.post("selftest").json()
    assert tested["ok"], tested
    assert {step["name"] for step in tested["steps"]} == {"journal", "stream", "simulation"}
