"""Groups of several devices that play a whole game by the protocol, with or without a server that dies."""

import contextlib
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx

from tests.workshop.server import join, room

GROUPS, DEVICES, TURNS = 6, 5, 3


def amounts(group, turn):
    """Return what a group plays in a turn, different from all others."""
    return {"people_funding": 1_000 * (10 * group + turn), "seed_grant": 100 * group + 10 * turn + 1}


class Crowd:
    """A room led to its first turn, with every device of every group; lately: seconds that each POST took."""

    def __init__(self, server, groups=GROUPS, devices=DEVICES, **changed):
        self.server = server
        names = [{"name": f"Groupe {k}"} for k in range(1, groups + 1)]
        self.lead, first = room(server, groups=names, turns=TURNS, **changed)
        links = self.lead.get("links").json()["groups"]
        self.groups = [[one, *(join(server, link["url"])[1] for _ in range(devices - 1))]
                       for one, link in zip(first, links, strict=True)]  # fmt: skip
        self.seen = [0] * len(self.groups)
        self.lately = []

    def timed(self, answer):
        self.lately.append(answer.elapsed.total_seconds())
        return answer

    def draft(self, k, turn, part=1.0):
        """Let the devices of a group write one amount after the other; part: of what they will play."""
        for number, (name, euros) in enumerate(amounts(k + 1, turn).items()):
            device = self.groups[k][(turn + number) % len(self.groups[k])]
            answer = self.timed(device.draft(turn, self.seen[k], moves={name: round(euros * part)}))
            assert answer.status_code == 200, answer.text
            self.seen[k] = answer.json()["draft"]["seq"]

    def submit(self, k, turn):
        """Play the turn of a group, under a key of its own; the same key again is the same move."""
        body = amounts(k + 1, turn)
        return self.timed(self.groups[k][turn % len(self.groups[k])].submit(turn, body, key=f"turn-{turn}"))

    def play(self, turn):
        """Let all groups draft and play a turn at the same time."""
        with ThreadPoolExecutor(len(self.groups)) as pool:
            list(pool.map(lambda k: self.draft(k, turn), range(len(self.groups))))
            answers = list(pool.map(lambda k: self.submit(k, turn), range(len(self.groups))))
        assert [answer.status_code for answer in answers] == [200] * len(answers)

    def killed(self, turn):
        """Play half of a turn, kill the server while a move is on its way, start it again; return what was promised."""
        half = len(self.groups) // 2
        for k in range(len(self.groups)):
            self.draft(k, turn, part=0.5)
        promised = [self.submit(k, turn).json()["move"]["moves"] for k in range(half)]
        cut = threading.Thread(target=self._unanswered, args=(half, turn))
        cut.start()
        self.server.kill()
        cut.join()
        self.server.start()
        return promised

    def _unanswered(self, k, turn):
        with contextlib.suppress(httpx.TransportError):
            self.submit(k, turn)

    def listening(self):
        """Let every device listen, as browsers do on machines of their own: here what they hear is thrown away."""
        pages = [device.server.page() for devices in self.groups for device in devices]
        for page, device in zip(pages, (one for devices in self.groups for one in devices), strict=True):
            page.headers["cookie"] = f"essaimage={device.cookie}"
            threading.Thread(target=_heard, args=(page, f"{device.base}/events"), daemon=True).start()
        return pages

    def ends(self):
        """Return the indicators of every group and turn as JSON, by seed and to the last digit."""
        found = {}
        for turn in range(1, TURNS + 1):
            for k in range(1, len(self.groups) + 1):
                found[f"g{k}/{turn}"] = self.lead.get(f"results/g{k}/{turn}").json()["kpi"]
        return json.dumps(found, sort_keys=True)

    def journal(self):
        """Return the moves in the journal: (group, turn) of each, in order."""
        rows = [json.loads(line) for line in self.lead.get("journal.jsonl").text.splitlines()]
        return [(row["data"]["group"], row["data"]["turn"]) for row in rows if row["kind"] == "submitted"]


def _heard(page, url):
    with contextlib.suppress(httpx.HTTPError, RuntimeError), page.stream("GET", url, timeout=60) as answer:
        for _ in answer.iter_raw():
            pass
