"""What a notebook holds after a sweep: tidy tables, comparisons, a short table to show; folders loaded (résultats)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.catalogue import names
from experiments.compare import additionality, costs, dial_effects, equal_cost, paired, regret, regret_summary, summary
from experiments.credit import source_line
from experiments.design import dials_of
from experiments.expand import Experiment, experiment_named
from experiments.intervals import ended
from experiments.one_run import TABLES, Run, page
from experiments.store import Store
from experiments.vintage import no_local, readable
from sim.errors import InputError, Text, unknown


class Sweep:
    """Many runs of one experiment, in a folder."""

    _manifest: Mapping[str, Any] = {}  # of one run in no folder

    def __init__(self, store: Store) -> None:
        self.store, self.folder = store, store.folder
        self._manifest = store.manifest
        self.name = str(self._manifest.get("design", "sweep"))
        self.reference = str(self._manifest.get("reference", ""))
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
    def local(self) -> pd.DataFrame:
        """Return jobs and euros of each place at the end of each run.

        Raises InputError, with the way out, for results made before they were kept.
        """
        if "local" not in self._cache and "local" not in self.store.table_names():
            raise InputError(no_local(str(self.folder)))
        return self.table("local")

    @property
    def experiment(self) -> Experiment:
        """Return the experiment this sweep is of, as its file said; a bare one for runs of no experiment."""
        kept = self._manifest.get("question")
        if not kept and self.name in names("experiment"):
            return experiment_named(self.name)
        policies = tuple(dict.fromkeys(self.table("plan")["policy"]))
        bare = Experiment(self.name, policies, self.reference)
        if not kept:
            return bare
        indicators, versus = tuple(kept["indicators"]), tuple(kept["versus"])
        return replace(bare, indicators=indicators, versus=versus, texts=kept["texts"], file=kept["file"])

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
        return page(head, columns, rows)


def load(path: str | Path) -> Sweep | Run:
    """Return the results in a folder: a Run where there is one run only, else a Sweep.

    Raises InputError where there are none or another version of the model wrote them, StoreError where they are
    unfinished.
    """
    sweep = Sweep(readable(path))
    runs = sweep.table("runs")
    if len(runs) > 1 or sweep.dials:
        return sweep
    known = set(sweep.store.table_names())
    found = {name: sweep.table(name).drop(columns="run_id") for name in TABLES if name in known}
    for name, frame in found.items():
        frame.attrs = sweep.table(name).attrs
    return Run(sweep.cell(str(runs["run_id"].iloc[0])), found, sweep.reference)
