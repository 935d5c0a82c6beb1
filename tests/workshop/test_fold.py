"""The journal and the state: folding the one gives the other, whatever was asked, in whatever order."""

import asyncio
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.workshop.server import SETTING
from workshop import moves, offers, phases, sayings
from workshop.fields import Decision, Who
from workshop.fold import fold
from workshop.journal import Journal
from workshop.messages import Refused
from workshop.room import Room
from workshop.session import ALL

GROUPS = [{"name": "A", "purse": 900}, {"name": "B"}, {"name": "C"}]
LEAD = Who("a", "", "chief")
turn, euros = st.integers(0, 3), st.sampled_from([0, 1, 400, 600, 1_000, -3, None])
who = st.builds(Who, st.just("g"), st.sampled_from(["g1", "g2", "g3"]), st.sampled_from(["d1", "d2"]))
amounts = st.dictionaries(st.sampled_from(["seed_grant", "platform"]), euros, max_size=2)
said = st.fixed_dictionaries({"turn": turn, "base": st.integers(0, 40), "moves": amounts})
offer = st.fixed_dictionaries({
    "turn": turn, "to": st.sampled_from(["g1", "g2", "g3"]), "instrument": st.just("seed_grant"),
    "euros": st.integers(1, 900), "share": st.sampled_from([0.25, 0.5, 1 / 3]),
})  # fmt: skip
acts = st.one_of(
    st.tuples(st.just(moves.draft), who, said), st.tuples(st.just(moves.submit), who, said),
    st.tuples(st.just(offers.offer), who, offer),
    st.tuples(st.just("answer"), who, st.sampled_from(["accepted", "refused", "withdrawn"])),
    st.tuples(st.just(sayings.ask_reopening), who, st.just({})),
    st.tuples(st.just("reopen"), st.just(LEAD), st.sampled_from(["g1", "g2"])),
    st.tuples(st.just("next"), st.just(LEAD), st.integers(0, 2)), st.tuples(st.just("next"), st.just(LEAD), st.just(0)),
    st.tuples(st.just("undo"), st.just(LEAD), st.just(0)), st.tuples(st.just("computed"), st.just(LEAD), st.just(0)),
)  # fmt: skip


def decided(act, by, what):
    """Return the decision of one act, made to fit the state it meets."""

    def decide(s):
        here = {"turn": s.turn, "phase": s.phase}
        if act == "next":
            after = phases.allowed(s)
            return phases.advance(s, by, {**here, "to": after[what % len(after)]}) if after else Decision([])
        if act == "undo":
            return phases.undo(s, by, here)
        if act == "reopen":
            return phases.reopen(s, by, {"turn": s.turn, "group": what})
        if act == "answer":
            return offers.answer(s, by, {"answer": what}, next(reversed(s.offers), ""))
        if act == "computed":
            fact = {"turn": s.turn, "group": ALL, "key": "k", "kpi": {}, "milliseconds": 1}
            return Decision([("computed", fact)] if s.phase == "running" else [])
        return act(s, by, what)

    return decide


@settings(max_examples=40, deadline=None)
@given(st.lists(acts, max_size=40), st.booleans())
def test_the_state_is_what_the_journal_tells_and_no_purse_is_overdrawn(tmp_path_factory, todo, carry):
    path = tmp_path_factory.mktemp("fold") / "ABC234.sqlite"
    setting = {**SETTING, "game": "table", "groups": GROUPS, "budget": 1_000, "carry_over": carry, "shocks": [],
               "instruments": {"seed_grant": [0, None], "platform": [0, 700]}}  # fmt: skip
    room = Room.create(path, {"sid": "ABC234", "uid": "u", "setting": setting})
    room.begin(LEAD, Decision([("phase", {"phase": "open", "turn": 1})]))

    async def play():
        results = await asyncio.gather(
            *(room.act(by, decided(act, by, what)) for act, by, what in todo), return_exceptions=True
        )
        assert all(isinstance(one, (tuple, Refused)) for one in results), results

    asyncio.run(play())
    s = room.state
    assert fold(room.journal.entries()) == s
    room.journal.close()
    assert Room(Journal(path)).state == s
    for group in s.groups:
        for k in range(s.turns + 1):
            assert s.spent(group, k) <= s.purse(group, k)
    for o in s.offers.values():
        assert o.from_pays + o.to_pays == o.euros and min(o.from_pays, o.to_pays) >= 0


def test_a_long_workshop_is_read_again_quickly(tmp_path):
    """8 groups, 8 turns, 40 changes of draft each: the bound is 2 s of computing, some hundred times what it takes."""
    groups = [{"name": f"G{k}"} for k in range(8)]
    room = Room.create(
        tmp_path / "ABC234.sqlite", {"sid": "ABC234", "uid": "u", "setting": {**SETTING, "turns": 8, "groups": groups}}
    )
    facts = [("phase", {"phase": "open", "turn": 1})]
    for k in range(1, 9):
        facts.append(("phase", {"phase": "open", "turn": k}))
        for g in room.state.groups:
            facts += [("draft", {"group": g, "turn": k, "device": "d", "moves": {"seed_grant": n}}) for n in range(40)]
            facts.append(
                ("submitted", {"group": g, "turn": k, "device": "d", "moves": {}, "prediction": {}, "rationale": ""})
            )
    room.journal.append(1.0, "a", facts)
    start = time.process_time()
    again = fold(room.journal.entries())
    seconds = time.process_time() - start
    print(f"{again.seq} entries read in {1000 * seconds:.0f} ms")
    assert len(again.groups["g8"].moves) == 8 and seconds < 2
