"""A real server in a process of its own, and the pages that talk to it."""

import itertools
import json
import os
import queue
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).resolve().parent
SETTING = {
    "name": "Essai", "game": "paralleles", "territory": "grid", "turns": 3, "years_a_turn": 2, "budget": 100_000,
    "carry_over": False, "instruments": {"seed_grant": [0, None], "people_funding": [1_000, 80_000]},
    "groups": [{"name": "Les Prés"}, {"name": "La Côte"}], "shocks": [[2, "plant_closure", True]], "preview": False,
    "citizens": 200, "seeds": 2,
    "params": {"territory.width": 3, "territory.height": 3, "territory.population": 9_000},
}  # fmt: skip
KEYS = itertools.count(1)
PLAIN = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # never used: all is plain http, and certificates are slow to read


class Server:
    """One server on a free port of this machine; killed and started again, it keeps its folder and its port."""

    def __init__(self, folder, launcher=("-m", "workshop"), limit=None, python=sys.executable, cwd=ROOT, **env):
        self.folder, self.launcher, self.limit, self.env = folder, launcher, limit, env
        self.python, self.cwd = python, cwd
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = one.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self, **env):
        self.out = open(self.folder.parent / f"{self.folder.name}.log", "a+b")  # noqa: SIM115, closed with the process
        start = self.out.seek(0, os.SEEK_END)
        self.process = subprocess.Popen(
            [self.python, *self.launcher, "workshop", "--port", str(self.port), "--host", "127.0.0.1",
             f"out={self.folder}", "--lang", "fr"],
            stdout=self.out, stderr=self.out, cwd=self.cwd, preexec_fn=self.limit,
            env={**os.environ, "PYTHONPATH": str(ROOT), **self.env, **env},
        )  # fmt: skip
        end = time.monotonic() + 120  # on a machine that does much else
        while time.monotonic() < end and self.process.poll() is None:
            try:
                self.info = self.page().get("/api/info").json()
                break
            except httpx.TransportError:
                time.sleep(0.05)
        else:
            raise AssertionError(self.said())
        self.out.seek(start)
        self.printed = self.out.read().decode()
        return self

    def said(self):
        self.out.seek(0)
        return self.out.read().decode()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
            self.process.wait(60)
        self.out.close()

    def again(self, **env):
        self.process.wait(60)
        return self.start(**env)

    def links(self):
        return re.findall(r"/s/(\w{6})/a/#k=(\S+)", self.printed)

    def page(self):
        return httpx.Client(base_url=self.url, headers={"origin": self.url}, timeout=60, verify=PLAIN, trust_env=False)


class Member:
    """A browser that has joined with a role."""

    def __init__(self, server, sid, role, joined, group=None):
        self.server, self.sid, self.role, self.group = server, sid, role, group
        self.cookie = re.match(r"essaimage=([^;]+)", joined.headers["set-cookie"])[1]
        self.base = f"/s/{sid}/{role}/api" + (f"/{group}" if group else "")
        self.page = server.page()
        self.page.headers["cookie"] = f"essaimage={self.cookie}"

    def get(self, path, **more):
        return self.page.get(f"{self.base}/{path}", **more)

    def post(self, path, body=None, key=None):
        headers = {"idempotency-key": key or f"k{next(KEYS)}"}
        return self.page.post(f"{self.base}/{path}", json=body or {}, headers=headers)

    def state(self):
        return self.get("state").json()

    def draft(self, turn, base=0, **said):
        return self.post("draft", {"turn": turn, "base": base, **said})

    def submit(self, turn, moves=None, key=None, **said):
        return self.post("submit", {"turn": turn, "moves": moves or {}, **said}, key)

    def go(self, *phases):
        """Lead the room through phases, waiting for what is computed."""
        for to in phases:
            now = self.until(lambda s, to=to: to in s["allowed"])
            answer = self.post("advance", {"turn": now["turn"], "phase": now["phase"], "to": to})
            assert answer.status_code == 200, answer.text
        return answer.json()["state"]

    def until(self, reached, seconds=300):
        end = time.monotonic() + seconds
        while not reached(state := self.state()):
            assert time.monotonic() < end, state
            time.sleep(0.03)
        return state

    def listen(self):
        return Ear(self)


class Ear:
    """A page that listens to the server's events."""

    def __init__(self, member):
        self.heard = queue.Queue()
        self.all = []
        self.page = member.server.page()
        self.page.headers["cookie"] = f"essaimage={member.cookie}"
        self.url = f"{member.base}/events"
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self):
        kind, number = "", None
        try:
            with self.page.stream("GET", self.url, timeout=60) as answer:
                for line in answer.iter_lines():
                    name, _, value = line.partition(": ")
                    if name == "id":
                        number = int(value)
                    elif name == "event":
                        kind = value
                    elif name == "data":
                        self.heard.put((kind, json.loads(value), number))
        except httpx.TransportError:
            pass
        self.heard.put(("end", {}, None))

    def wait(self, kind, good=lambda data: True, seconds=30):
        """Return the next event of a kind that is as wanted; the others before it are passed over."""
        end = time.monotonic() + seconds
        while True:
            found, data, _ = self.heard.get(timeout=max(0.01, end - time.monotonic()))
            self.all.append((found, data))
            if found == kind and good(data):
                return data

    def close(self):
        self.page.close()


def room(server, setting=None, phases=("lobby", "briefing", "open"), **changed):
    """Return the facilitator and the groups of a new workshop, led to a phase."""
    body = {"setting": {**(setting or SETTING), **changed}}
    while (answer := server.page().post("/api/sessions", json=body)).status_code == 429:
        time.sleep(0.3)  # workshops are made at a walking pace
    assert answer.status_code == 201, answer.text
    sid = answer.json()["sid"]
    lead = Member(server, sid, "a", answer)
    links = lead.get("links").json()
    groups = [join(server, one["url"])[1] for one in links["groups"]]
    if phases:
        lead.go(*phases)
    return lead, groups


def join(server, url, **more):
    """Open a link as a page does: its fragment becomes a cookie."""
    sid, role, secret = re.search(r"/s/(\w+)/(\w)/#k=(\S+)", url).groups()
    answer = server.page().post("/join", json={"sid": sid, "role": role, "secret": secret, **more})
    if answer.status_code != 200:
        return answer, None
    return answer, Member(server, sid, role, answer, answer.json()["group"])


def codes_of(answer):
    """Return the codes of the faults of a refusal."""
    return [fault["code"] for fault in answer.json()["errors"]]
