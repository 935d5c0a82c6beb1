"""What a notebook holds after a run or a sweep: tidy tables, comparisons, a short table to show (résultats)."""

import html
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from agents.actor import Actor
from agents.public_actor import PublicActor
from experiments.catalogue import names
from experiments.compare import additionality, costs, dial_effects, equal_cost, paired, regret, regret_summary, summary
from experiments.compose import build
from experiments.credit import source_line
from experiments.design import dials_of
from experiments.execute import tables_of
from experiments.expand import Experiment, experiment_named
from experiments.identity import run_id
from experiments.intervals import ended
from experiments.store import Store, read
from experiments.words import DISCLAIMER
from scenarios.scenario import Scenario
from sim.errors import InputError, Text, unknown
from sim.measures import INDICATORS

TABLES = ("indicators", "places", "territory", "projects", "lineage", "ledger")
USUAL = {"actor": Actor, "public_actor": PublicActor}


class Run:
    """One run: its resolved configuration ``cell`` and its tables, units in ``attrs["units"]``.

    deciders: names of the classes of agents that decided in place of the usual ones; part of the ``run_id``.
    """

    def __init__(
        self, cell: Mapping[str, Any], tables: Mapping[str, pd.DataFrame], policy: str = "",
        deciders: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.cell, self.policy, self.deciders = dict(cell), policy, dict(deciders or {})
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
        return _html(f"Run {self.run_id}: {head}", ("indicator", "end", "unit"), rows)


class Sweep:
    """Many runs of one experiment, in a folder."""

    def __init__(self, store: Store) -> None:
        self.store, self.folder = store, store.folder
        manifest = store.manifest
        self.name, self.reference = str(manifest.get("design", "sweep")), str(manifest.get("reference", ""))
        self._cache: dict[str, pd.DataFrame] = {}

    def table(self, name: str) -> pd.DataFrame:
        """Return a table of the sweep: plan, runs, indicators, places, projects, lineage, ledger."""
        if name not in self._cache:
            self._cache[name] = self.store.table(name)
        return self._cache[name]

    @property
    def plan(self) -> pd.DataFrame:
        """Return one row for each world, policy and seed whose run ended, with its dials and its run."""
        return ended(self.table("plan"), self.table("runs"))

    @property
    def indicators(self) -> pd.DataFrame:
        """Return every indicator each January: run_id, step, year, indicator, value."""
        return self.table("indicators")

    @property
    def places(self) -> pd.DataFrame:
        """Return each place and innovation at the last step of each run."""
        return self.table("places")

    @property
    def territory(self) -> pd.DataFrame:
        """Return how each place fares at the last step of each run."""
        return self.table("territory")

    @property
    def projects(self) -> pd.DataFrame:
        """Return one row for each project ever started in each run."""
        return self.table("projects")

    @property
    def lineage(self) -> pd.DataFrame:
        """Return which project was copied from which in each run."""
        return self.table("lineage")

    @property
    def ledger(self) -> pd.DataFrame:
        """Return the euros of each run by year, flow, instrument and section."""
        return self.table("ledger")

    @property
    def experiment(self) -> Experiment:
        """Return the experiment this sweep is of; a bare one for runs of no named experiment."""
        if self.name in names("experiment"):
            return experiment_named(self.name)
        policies = tuple(dict.fromkeys(self.table("plan")["policy"]))
        return Experiment(self.name, policies, self.reference)

    @property
    def policies(self) -> list[str]:
        """Return the policies, in the order of the plan."""
        return list(dict.fromkeys(self.plan["policy"]))

    @property
    def versus(self) -> tuple[str, str] | None:
        """Return the two policies whose difference answers the question, None where they were not both run."""
        pair = self.experiment.versus
        return (pair[0], pair[1]) if len(pair) == 2 and set(pair) <= set(self.policies) else None

    @property
    def dials(self) -> list[str]:
        """Return the dials that were turned."""
        return dials_of(self.table("plan"))

    def base(self, reference: str | None = None) -> str:
        """Return the policy to compare with. Raises InputError, with the nearest name, if it was not run."""
        chosen = reference or self.reference
        if chosen not in self.policies:
            where = Text(f"reference={chosen}", f"reference={chosen}")
            raise InputError(
                unknown(
                    Text("policy of these results", "politique de ces résultats"),
                    chosen,
                    self.policies,
                    where,
                )
            )
        return chosen

    def compare(self, reference: str | None = None, indicators: Sequence[str] | None = None) -> pd.DataFrame:
        """Return paired differences to the reference, means of the worlds, and in how many worlds they hold."""
        wanted = list(indicators or self.experiment.indicators)
        base, plan = self.base(reference), self.plan
        frames = [summary(plan, self.indicators, base, name).assign(indicator=name) for name in wanted]
        found = pd.concat(frames, ignore_index=True)
        found.insert(0, "indicator", found.pop("indicator"))
        return found

    def worlds(self, indicator: str, reference: str | None = None) -> pd.DataFrame:
        """Return the paired difference of each policy in each world."""
        return paired(self.plan, self.indicators, self.base(reference), indicator)

    def dial_effects(self, a: str, b: str, indicator: str) -> pd.DataFrame:
        """Return the difference a - b in each world."""
        return dial_effects(self.plan, self.indicators, a, b, indicator)

    def regret(self, indicator: str) -> pd.DataFrame:
        """Return how far each policy stands from the best one, in each world."""
        return regret(self.plan, self.indicators, indicator)

    def regret_summary(self, indicator: str) -> pd.DataFrame:
        """Return each policy's mean, 90th centile and largest regret over worlds."""
        return regret_summary(self.regret(indicator))

    def costs(self, reference: str | None = None) -> pd.DataFrame:
        """Return euros per adopter, per surviving site and per job."""
        return costs(self.plan, self.indicators, self.ledger, self.base(reference))

    def additionality(self, reference: str | None = None) -> pd.DataFrame:
        """Return what share of the sites each policy supported would not live under the reference."""
        return additionality(self.plan, self.projects, self.base(reference))

    def equal_cost(self, reference: str | None = None) -> pd.DataFrame:
        """Return whether each policy spent what the reference spent."""
        return equal_cost(self.plan, self.ledger, self.base(reference))

    def cell(self, run: str) -> dict[str, Any]:
        """Return the resolved configuration of one run."""
        return self.store.cell(run)

    def source_line(self, lang: str = "en") -> str:
        """Return the attribution to show beside what is drawn of the territories."""
        cells = [self.cell(str(run)) for run in self.plan.drop_duplicates("world")["run_id"]]
        return " ".join(dict.fromkeys(source_line(cell, lang) for cell in cells))

    def _repr_html_(self) -> str:
        head = f"{self.name}: {len(self.table('runs'))} runs in {self.folder}"
        rows = []
        if len(self.policies) > 1:
            table = self.compare()
            rows = [
                (r.policy, r.indicator, f"{r.estimate:+.3g}", f"{r.low:.3g} to {r.high:.3g}",
                 f"{r.above} + / {r.below} - of {r.worlds}")
                for r in table.itertuples()
            ]  # fmt: skip
        columns = ("policy", "indicator", f"less {self.reference}", "95% interval", "worlds")
        return _html(head, columns, rows)


def load(path: str | Path) -> Sweep | Run:
    """Return the results in a folder: a Run where there is one run only, else a Sweep.

    Raises InputError where there are none, StoreError where they are unfinished.
    """
    sweep = Sweep(read(path))
    runs = sweep.table("runs")
    if len(runs) > 1 or sweep.dials:
        return sweep
    found = {name: sweep.table(name).drop(columns="run_id") for name in TABLES}
    for name, frame in found.items():
        frame.attrs = sweep.table(name).attrs
    return Run(sweep.cell(str(runs["run_id"].iloc[0])), found, sweep.reference)


def run_cell(cell: Mapping[str, Any], policy: str = "", scenario: Scenario | None = None, **deciders: Any) -> Run:
    """Run one cell in this process, or ``scenario``, whose cell it is.

    deciders: classes of agents, as Scenario.model takes them.
    """
    scenario = scenario or build(cell)
    others = {key: f"{k.__module__}.{k.__qualname__}" for key, k in deciders.items() if k is not USUAL[key]}
    return Run(cell, tables_of(scenario, scenario.run(cell["seed"], **deciders)), policy, others)


def _html(title: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    head = "".join(f"<th>{html.escape(str(name))}</th>" for name in columns)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(str(v))}</td>" for v in row) + "</tr>" for row in rows)
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>" if rows else ""
    return f"<p><b>{html.escape(title)}</b></p>{table}<p><i>{DISCLAIMER.en}</i></p>"
