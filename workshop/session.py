"""What a workshop is at one moment: phase, groups, drafts, moves, offers (séance).

Nothing here changes anything: fold.py makes a session out of the entries of the journal, and only so.
"""

from dataclasses import dataclass, field
from typing import Any

PHASES = ("preparation", "lobby", "briefing", "open", "locked", "running", "reveal", "debrief", "closed")
NEXT = {  # where the facilitator may go from each phase; "open" after "reveal" is the next turn
    "preparation": ("lobby",),
    "lobby": ("preparation", "briefing"),
    "briefing": ("lobby", "open"),
    "open": ("locked",),
    "locked": ("open", "running"),
    "running": ("reveal",),
    "reveal": ("open", "debrief"),
    "debrief": ("closed",),
    "closed": ("debrief",),
}
BEFORE = ("preparation", "lobby", "briefing")  # turn 1
ALL = "all"  # the group of a result that is everybody's (table game)

Amounts = dict[str, int]  # instrument -> euros of the turn


@dataclass
class Draft:
    """What a group is about to play in a turn; seqs: the journal's number of each field's last change."""

    turn: int
    moves: Amounts = field(default_factory=dict)
    prediction: dict[str, str] = field(default_factory=dict)
    rationale: str = ""
    seq: int = 0
    seqs: dict[str, int] = field(default_factory=dict)
    writers: dict[str, str] = field(default_factory=dict)  # the device that last changed each field
    device: str = ""
    at: float = 0.0


@dataclass
class Move:
    """What a group has played in a turn; by: group or facilitator."""

    turn: int
    moves: Amounts
    prediction: dict[str, str]
    rationale: str
    at: float
    device: str
    by: str


@dataclass
class Offer:
    """A co-financing: ``to`` is asked to pay ``share`` of ``euros``, the one who offers pays the rest."""

    id: str
    turn: int
    from_: str
    to: str
    instrument: str
    euros: int
    share: float
    at: float
    state: str = "pending"  # accepted, refused, withdrawn, expired

    @property
    def to_pays(self) -> int:
        """Return the partner's part, in whole euros."""
        return round(self.euros * self.share)

    @property
    def from_pays(self) -> int:
        """Return the part of the one who offers: both parts add up to the euro."""
        return self.euros - self.to_pays

    def paid_by(self, group: str) -> int:
        """Return what ``group`` pays of it."""
        return self.from_pays if group == self.from_ else self.to_pays if group == self.to else 0


@dataclass
class Group:
    """One group: who it is and what it has said."""

    id: str
    name: str
    generation: int = 0  # of its link and code: a new one makes the old ones worthless
    draft: Draft | None = None
    late: Draft | None = None  # came after the lock: kept, not played
    moves: dict[int, Move] = field(default_factory=dict)
    criteria: list[str] | None = None
    actors_map: Any = None
    notes: list[dict[str, Any]] = field(default_factory=list)
    answers: dict[str, dict[str, Any]] = field(default_factory=dict)  # before, after -> device -> answers
    people: dict[str, dict[str, Any]] = field(default_factory=dict)  # device -> label, first_name, spokesperson
    reopen_asked: bool = False


@dataclass
class Session:
    """A whole workshop."""

    sid: str = ""
    uid: str = ""
    demo: bool = False
    setting: dict[str, Any] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    phase: str = "preparation"
    turn: int = 0  # the turn that is played or was last played; 0 before turn 1 and in the practice turn
    practising: bool = False
    began: bool = False  # turn 1 has been opened once: criteria and maps of actors are fixed
    seeds: int | None = None
    offers: dict[str, Offer] = field(default_factory=dict)
    shocks: list[dict[str, Any]] = field(default_factory=list)  # those the facilitator added
    results: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)  # turn -> group or all -> key, kpi
    revealed: set[int] = field(default_factory=set)
    messages: list[dict[str, Any]] = field(default_factory=list)
    timer: float | None = None
    anonymised: bool = False
    preview: bool = False
    failure: dict[str, Any] | None = None
    generations: dict[str, int] = field(default_factory=dict)  # of the links p and o
    seq: int = 0
    at: float = 0.0  # of the last entry

    @property
    def table(self) -> bool:
        """Say whether all groups share one territory."""
        return bool(self.setting.get("game") == "table")

    @property
    def name(self) -> str:
        """Return the name of the workshop, its code where it has none."""
        return str(self.setting.get("name") or self.sid)

    @property
    def turns(self) -> int:
        """Return how many turns are planned."""
        return int(self.setting["turns"])

    @property
    def players(self) -> list[str]:
        """Return whose results are computed: each group, or all at once in the table game."""
        return [ALL] if self.table else list(self.groups)

    @property
    def computed(self) -> bool:
        """Say whether every result of this turn is there."""
        return set(self.results.get(self.turn, {})) >= set(self.players)

    def budget(self, group: str) -> int:
        """Return the euros a group is given each turn."""
        own = self.said_of(group).get("purse")
        return int(self.setting["budget"] if own is None else own)

    def said_of(self, group: str) -> dict[str, Any]:
        """Return what the setting says of a group: name, purse, competences, brief."""
        rows = self.setting.get("groups") or []
        number = int(group[1:]) - 1
        row = rows[number] if isinstance(rows, list) and number < len(rows) else {}
        return row if isinstance(row, dict) else {"name": row}

    def shared(self, group: str, turn: int, states: tuple[str, ...] = ("accepted",)) -> int:
        """Return what a group pays of the offers of a turn that are in one of ``states``."""
        return sum(o.paid_by(group) for o in self.offers.values() if o.turn == turn and o.state in states)

    def spent(self, group: str, turn: int) -> int:
        """Return the euros a group has put into a turn, offers included."""
        move = self.groups[group].moves.get(turn)
        return (sum(move.moves.values()) if move else 0) + self.shared(group, turn)

    def carried(self, group: str, turn: int) -> int:
        """Return the euros left from the turns before, where they may be kept."""
        if not self.setting.get("carry_over") or turn < 2:
            return 0
        return sum(self.budget(group) - self.spent(group, k) for k in range(1, turn))

    def purse(self, group: str, turn: int) -> int:
        """Return the euros a group may spend in a turn."""
        return self.budget(group) + self.carried(group, turn)

    def engaged(self, group: str, turn: int) -> int:
        """Return what offers bind of a group's purse: those accepted, and its own that are still open."""
        own = [o for o in self.offers.values() if o.turn == turn and o.state == "pending" and o.from_ == group]
        return self.shared(group, turn) + sum(o.from_pays for o in own)
