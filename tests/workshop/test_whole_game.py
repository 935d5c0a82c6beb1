"""A whole game of six groups of five devices and three turns: a server killed in mid-turn loses nothing of it."""

import os
import re
import statistics
import time
from pathlib import Path

import pytest

from tests.workshop.crowd import GROUPS, TURNS, Crowd, amounts

MOST = 8  # groups of a room


def played(groups):
    """Return who plays in which turn, each once."""
    return sorted((f"g{k}", turn) for turn in range(1, TURNS + 1) for k in range(1, groups + 1))


def whole(crowd, killed_in=None):
    """Play the game to its end and return its indicators; killed_in: the turn in which the server dies."""
    for turn in range(1, TURNS + 1):
        if turn == killed_in:
            promised = crowd.killed(turn)
            half = len(promised)
            assert len(list((crowd.server.folder / "states").glob("*.state"))) == len(crowd.groups)
            assert promised == [amounts(k + 1, turn) for k in range(half)]
            for k, devices in enumerate(crowd.groups):
                seen = devices[-1].state()
                if k < half:
                    assert [move["turn"] for move in seen["moves"]] == list(range(1, turn + 1))
                    assert crowd.submit(k, turn).json()["repeated"]
                elif k > half:
                    kept = {name: round(euros * 0.5) for name, euros in amounts(k + 1, turn).items()}
                    assert seen["draft"]["moves"] == kept and len(seen["moves"]) == turn - 1
                    crowd.draft(k, turn)
                assert crowd.submit(k, turn).status_code == 200
        else:
            crowd.play(turn)
        crowd.lead.go("locked", "running", "reveal", "open" if turn < TURNS else "debrief")
    assert sorted(crowd.journal()) == played(GROUPS)
    return crowd.ends()


def test_killed_in_mid_turn_a_game_ends_as_it_would_have(fresh):
    small = {"seeds": 1, "years_a_turn": 1}
    assert whole(Crowd(fresh, **small), killed_in=2) == whole(Crowd(fresh, **small))


def megabytes(pid):
    """Return the memory a process holds now."""
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1]) / 1000


def computed(pid):
    """Return the seconds of processor a process has taken."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@pytest.mark.web
def test_the_same_at_real_size_within_its_times(fresh):
    """Eight groups, twenty thousand citizens on a real territory, every device listening: what a room feels."""
    size = {"territory": "chalon_creusot", "citizens": 20_000, "seeds": None, "params": {}, "budget": 1_000_000}
    size["instruments"] = {"seed_grant": [0, None], "people_funding": [0, None]}
    time.sleep(45)  # until the machine is measured, as it is while a room comes in: draws are as many as it allows
    crowd = Crowd(fresh, MOST, 4, **size)
    pages, reveals = crowd.listening(), []
    for turn in range(1, TURNS + 1):
        if turn == 2:
            crowd.killed(turn)
            pages += crowd.listening()
            for k in range(len(crowd.groups)):
                assert crowd.submit(k, turn).status_code == 200
        else:
            before = computed(fresh.process.pid), len(crowd.lately)
            crowd.play(turn)
            each = 1000 * (computed(fresh.process.pid) - before[0]) / (len(crowd.lately) - before[1])
        crowd.lead.go("locked", "running")
        start = time.monotonic()
        state = crowd.lead.until(lambda s: s["computed"])
        reveals.append(time.monotonic() - start)
        crowd.lead.go("reveal", "open" if turn < TURNS else "debrief")
    p95 = 1000 * statistics.quantiles(crowd.lately, n=20)[-1]
    memory = megabytes(fresh.process.pid)
    said = ", ".join(f"{seconds:.1f}" for seconds in reveals)
    print(f"\n32 devices, {len(crowd.lately)} POSTs: p95 {p95:.0f} ms, {each:.0f} ms of processor each; "
          f"reveals of 8 groups {said} s at {state['seeds']} seeds; server {memory:.0f} MB")  # fmt: skip
    for page in pages:
        page.close()
    assert sorted(crowd.journal()) == played(MOST) and len(state["groups"]) == MOST
    assert p95 < 150 and memory < 200
    assert reveals[0] < 10 and reveals[-1] < 10  # in the second, everything starts again: printed
