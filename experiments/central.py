"""The world that figures of one world show: the one nearest the default dials (monde central)."""

from typing import Any

import pandas as pd

from experiments.groups import defaults


def central_world(plan: pd.DataFrame, dials: list[str]) -> Any:
    """Return the world to draw where one must be chosen: dials at their defaults, else in their middle."""
    worlds = plan.drop_duplicates("world")
    for dial in dials:
        values = list(dict.fromkeys(worlds[dial]))
        default = _default(dial)
        chosen = default if default in values else values[(len(values) - 1) // 2]
        kept = worlds[worlds[dial] == chosen]
        worlds = kept if len(kept) else worlds
    return worlds["world"].iloc[0]


def _default(dial: str) -> Any:
    if dial == "start":
        return "balanced"
    group, _, name = dial.partition(".")
    return getattr(defaults().get(group), name, None)
