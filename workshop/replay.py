"""A whole game played again in this process, without server or room (partie rejouée)."""

from collections.abc import Mapping, Sequence
from tempfile import TemporaryDirectory
from typing import Any

from workshop import worker
from workshop.game import Setting, seeds_for
from workshop.lines import plan_of
from workshop.results import called, result_of

ALL = "all"


def replayed(setting: Mapping[str, Any], moves: Sequence[Mapping[str, Any]]) -> dict[int, dict[str, dict[str, Any]]]:
    """Return the results by turn and group ("all" in the table game): as Turns gives them, on the same seeds.

    moves: turn by turn from turn 1, by group, {instrument: euros} with the "offers" that stood.
    """
    game = Setting.from_dict(setting)
    table = game.game == "table"
    found: dict[int, dict[str, dict[str, Any]]] = {}
    with TemporaryDirectory() as folder:
        for turn in range(1, len(moves) + 1):
            players = [ALL] if table else list(moves[turn - 1])
            for player in players:
                history = list(moves[:turn]) if table else [one.get(player, {}) for one in moves[:turn]]
                plan = plan_of(game, history, table)
                seen = [worker.turn(plan, seed, folder) for seed in range(1, seeds_for(game) + 1)]
                found.setdefault(turn, {})[player] = called(result_of(plan, seen, 0.0), player).to_dict()
    return found
