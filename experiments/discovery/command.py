"""What deep uncertainty leaves to say: under which assumptions, how robust, what to measure (incertitude profonde)."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from experiments.discovery.boxes import Found, boxes, looked_for, searchable
from experiments.discovery.information import information
from experiments.discovery.output import write_findings
from experiments.discovery.request import Asked, asked_of
from experiments.discovery.scores import curves, ends, feature_scores, regional
from experiments.discovery.text import findings_text
from experiments.discovery.tree import leaves
from experiments.discovery.worlds import Worlds, dials_table
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.request import Request
from experiments.robustness import robustness, satisficing
from sim.errors import Text

SIDES = ("below", "above")  # of 0: the first policy does less well, or better, than the second


@dataclass(frozen=True)
class Side:
    """The worlds where the first policy does less well (or better), and what they have in common."""

    interest: np.ndarray  # (worlds,) 1 where it does
    boxes: tuple[Found, ...] = ()
    tree: Found | None = None
    regional: pd.DataFrame = field(default_factory=pd.DataFrame)
    curves: pd.DataFrame = field(default_factory=pd.DataFrame)


@dataclass(frozen=True)
class Findings:
    """All that was found; a table is empty where its method was not asked for."""

    asked: Asked
    worlds: Worlds
    sides: dict[str, Side]
    scores: pd.DataFrame
    ends: pd.DataFrame
    robustness: pd.DataFrame
    satisficing: pd.DataFrame
    information: pd.DataFrame


def discover(request: Request) -> Outcome:
    """Look at stored results for what the answer rests on; write tables and figures, run nothing."""
    asked = asked_of(request)
    Teller(request.lang)(Text(
        f"Looking at {asked.sweep.folder}: each thing found is looked for again in shuffled tables; minutes where "
        "worlds are many…",
        f"Lecture de {asked.sweep.folder} : ce qui est trouvé est cherché aussi dans des tables mélangées ; des "
        "minutes si les mondes sont nombreux…",
    ))
    found = findings(asked)
    data = write_findings(found)
    return Outcome(findings_text(found, request.lang), data)


def findings(asked: Asked) -> Findings:
    """Return what the methods asked for find in the results."""
    plan, table, first = asked.sweep.plan, asked.sweep.indicators, asked.indicators[0]
    worlds, wants = asked.worlds(first), asked.methods
    sides = {name: _side(worlds, worlds.side(name), wants) for name in SIDES}
    outcomes = {name: asked.worlds(name) for name in asked.indicators} if "scores" in wants else {}
    same = {name: found.estimate for name, found in outcomes.items() if found.dials.index.equals(worlds.dials.index)}
    tornado = ends(worlds).assign(mean=float(worlds.estimate.mean())) if "regional" in wants else pd.DataFrame()
    return Findings(
        asked, worlds, sides,
        feature_scores(worlds.dials, same) if same else pd.DataFrame(), tornado,
        robustness(plan, table, first) if "regret" in wants else pd.DataFrame(),
        satisficing(plan, table, asked.thresholds) if asked.thresholds else pd.DataFrame(),
        information(plan, table, dials_table(plan), first) if "information" in wants else pd.DataFrame(),
    )  # fmt: skip


def _side(worlds: Worlds, interest: np.ndarray, wants: tuple[str, ...]) -> Side:
    """Return what the worlds on one side have in common, where there are enough to look."""
    if not searchable(interest):
        return Side(interest)
    found = boxes(worlds.dials, interest) if "boxes" in wants else []
    tree = looked_for(worlds.dials, interest, leaves, 1) if "boxes" in wants else None
    if "regional" not in wants:
        return Side(interest, tuple(found), tree)
    return Side(
        interest, tuple(found), tree, regional(worlds.dials, interest), curves(worlds.dials, interest)
    )
