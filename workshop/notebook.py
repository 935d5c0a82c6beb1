"""A notebook that plays a workshop again and compares the indicators with those of the room (carnet)."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from workshop.game import Setting, seeds_for

Row = Mapping[str, Any]
ABOUT = """# Rejouer l'atelier / Play the workshop again

Même modèle, mêmes tirages, mêmes mises : les médianes doivent être celles de la salle.
Same model, same draws, same moves: the medians must be those of the room."""
COMPARED = """largest = 0.0
for turn, groups in expected.items():
    for group, medians in groups.items():
        for name, value in medians.items():
            mine = found[int(turn)][group]["kpi"][name]["median"]
            assert (mine is None) == (value is None), (turn, group, name)
            if value is not None:
                gap = abs(mine - value) / max(1.0, abs(value))
                assert gap <= 1e-12, (turn, group, name, mine, value)
                largest = max(largest, gap)
largest
"""


def notebook_of(
    setting: Setting, history: Sequence[Mapping[str, Row]], results: Mapping[int, Mapping[str, Row]]
) -> dict[str, Any]:
    """Return a notebook (nbformat 4) that needs essaimage alone: setting, moves and expected medians are in it."""
    first = next((r for turn in results.values() for r in turn.values()), None)
    seeds = first["seeds"] if first else seeds_for(setting)
    played = [{group: _amounts(move) for group, move in turn.items()} for turn in history]
    wanted = {
        str(turn): {group: {name: own["median"] for name, own in r["kpi"].items()} for group, r in found.items()}
        for turn, found in results.items()
    }
    whole = {**setting.to_dict(), "seeds": seeds}
    told = "".join(f"{name} = json.loads({_literal(value)})\n" for name, value in
                   (("setting", whole), ("moves", played), ("expected", wanted)))  # fmt: skip
    cells = [
        _text(ABOUT), _code(f"import json\n\nfrom workshop.replay import replayed\n\n{told}"),
        _code("found = replayed(setting, moves)"), _code(COMPARED),
    ]  # fmt: skip
    kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
    return {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}


def _amounts(move: Row) -> dict[str, Any]:
    """Return what a group played in a turn, with the offers that stood, as the simulation takes it."""
    offers = move.get("offers") or move["moves"].get("offers")
    return {**{k: v for k, v in move["moves"].items() if k != "offers"}, **({"offers": list(offers)} if offers else {})}


def _literal(value: Any) -> str:
    """Return a value as a Python string literal of its JSON: whatever a name holds, it stays text."""
    return repr(json.dumps(value, ensure_ascii=True, sort_keys=True))


def _text(source: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "id": "about", "metadata": {}, "source": source}


def _code(source: str) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "id": f"c{len(source)}",
        "metadata": {},
        "execution_count": None,
        "outputs": [],
        "source": source,
    }
