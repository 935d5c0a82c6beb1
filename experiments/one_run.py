"""What a notebook holds after a run: its tidy tables, a comparison, a short table to show (une simulation)."""

import html
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from agents.actor import Actor
from agents.public_actor import PublicActor
from experiments.compose import build
from experiments.credit import source_line
from experiments.execute import tables_of
from experiments.identity import run_id
from experiments.words import DISCLAIMER
from scenarios.scenario import Scenario
from sim.errors import InputError, Text
from sim.measures import INDICATORS

TABLES = ("indicators", "places", "territory", "projects", "lineage", "ledger", "local")
USUAL = {"actor": Actor, "public_actor": PublicActor}


class Run:
    """One run: its resolved configuration ``cell`` and its tables, units in ``attrs["units"]``.

    deciders: names of the classes of agents that decided in place of the usual ones; part of the ``run_id``.
    checkpoint: where the run was stopped before its horizon, what es.resume goes on from; else None.
    """

    def __init__(
        self, cell: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], policy: str = "",
        deciders: Mapping[str, str] | None = None, checkpoint: bytes | None = None,
    ) -> None:  # fmt: skip
        self.cell, self.policy, self.deciders = dict(cell), policy, dict(deciders or {})
        self.checkpoint = checkpoint
        self.run_id = run_id({**cell, "deciders": self.deciders} if self.deciders else cell)
        self.seed = int(cell["seed"])
        self._tables = dict(tables)

    @property
    def indicators(self) -> pd.DataFrame:
        """Return every indicator by month: step, year, indicator, value."""
        return self._tables["indicators"]

    @property
    def places(self) -> pd.DataFrame:
        """Return each place and innovation by year: concerned, aware, adopters, coverage, sites."""
        return self._tables["places"]

    @property
    def territory(self) -> pd.DataFrame:
        """Return how each place fares by year: well-being, work, trust, local assets, tiers-lieu, requests."""
        return self._tables["territory"]

    @property
    def projects(self) -> pd.DataFrame:
        """Return one row for each project ever started."""
        return self._tables["projects"]

    @property
    def lineage(self) -> pd.DataFrame:
        """Return which project was copied from which: project, parent, depth, fidelity, mode, place, step."""
        return self._tables["lineage"]

    @property
    def ledger(self) -> pd.DataFrame:
        """Return every euro of the policy by year, flow, payer, instrument, section, place and project."""
        return self._tables["ledger"]

    @property
    def local(self) -> pd.DataFrame:
        """Return jobs and euros of each place at the end: place ("" for what went to no place), jobs, paid, repaid."""
        return self._tables["local"]

    @property
    def scenario(self) -> Scenario:
        """Return the scenario that was run."""
        return build(self.cell)

    def source_line(self, lang: str = "en") -> str:
        """Return the attribution to show beside what is drawn of the territory."""
        return source_line(self.cell, lang)

    def final(self) -> pd.Series:
        """Return the value of each indicator at the end."""
        last = self.indicators[self.indicators["step"] == self.indicators["step"].max()]
        return last.set_index("indicator")["value"]

    def compare(self, reference: "Run") -> pd.DataFrame:
        """Return each indicator at the end beside the reference's; one seed each: no interval.

        Columns: indicator, unit, value, reference_value, estimate. Raises InputError for another seed: only
        runs on a common seed are comparable.
        """
        if self.seed != reference.seed:
            raise InputError(
                Text(
                    f"These runs have seeds {self.seed} and {reference.seed}, but only runs on one seed are "
                    "comparable. Run both with the same seed.",
                    f"Ces simulations ont les graines {self.seed} et {reference.seed}, mais seules deux simulations "
                    "de même graine sont comparables. Relancez avec la même graine.",
                )
            )
        mine, other = self.final(), reference.final()
        shared = [name for name in mine.index if name in other.index]
        frame = pd.DataFrame({"indicator": shared, "unit": [INDICATORS[name].unit.en for name in shared]})
        frame["value"], frame["reference_value"] = mine[shared].to_numpy(), other[shared].to_numpy()
        return frame.assign(estimate=frame["value"] - frame["reference_value"])

    def _repr_html_(self) -> str:
        rows = [
            (
                INDICATORS[name].label.en,
                f"{value:,.3g}" if abs(value) < 1000 else f"{value:,.0f}",
                INDICATORS[name].unit.en,
            )
            for name, value in self.final().items()
            if name in INDICATORS and np.isfinite(value)
        ]
        where = self.cell["territory"]["name"]
        head = f"{where}, {self.policy or 'policy'}, seed {self.seed}, {self.cell['years']} years"
        return page(f"Run {self.run_id}: {head}", ("indicator", "end", "unit"), rows)


def run_cell(cell: Mapping[str, Any], policy: str = "", scenario: Scenario | None = None, **deciders: Any) -> Run:
    """Run one cell in this process, or ``scenario``, whose cell it is.

    deciders: classes of agents, as Scenario.model takes them.
    """
    scenario = scenario or build(cell)
    others = {key: f"{k.__module__}.{k.__qualname__}" for key, k in deciders.items() if k is not USUAL[key]}
    return Run(cell, tables_of(scenario, scenario.run(cell["seed"], **deciders)), policy, others)


def page(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    """Return a title, a table and what it is not, as HTML for a notebook."""
    head = "".join(f"<th>{html.escape(str(name))}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(str(v))}</td>" for v in row) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    return f"<p><b>{html.escape(title)}</b></p>{table}<p><i>{DISCLAIMER.en}</i></p>"
