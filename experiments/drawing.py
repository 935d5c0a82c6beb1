"""Every figure of a folder of results, as PNG and SVG (figures d'une expérience)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from experiments.answer import named_indicator
from experiments.cabinet.pictures import group_figure, grouped
from experiments.cabinet.tables import Cabinet, cabinet_of
from experiments.catalogue import label
from experiments.central import central_world
from experiments.compose import build
from experiments.credit import source_line, territory_title
from experiments.figures import (
    Note,
    adoption_fan,
    cost_bars,
    coverage_maps,
    dial_map,
    dial_strips,
    difference_maps,
    diffusion_curves,
    effects_forest,
    exceedance,
    ledger_waterfall,
    lineage_tree,
    regret_table,
    save,
    sites_by_stage,
    slopegraph,
)
from experiments.figures.dial_words import ORDER, dial_name, dial_said
from experiments.figures.strips import crossed
from experiments.one_run import TABLES, Run
from experiments.results import Sweep
from experiments.words import NBSP, semicolon
from scenarios.scenario import places_of
from sim.errors import Text
from sim.version import MODEL_VERSION

Drawn = tuple[str, Callable[[], Any]]
STAGES = "sites_"
ENDS = 6  # values of a dial, and dials, that slopes can show
GUIDING = ("fund_people", "fund_investments")  # the pair of the guiding question, whose figure bears its name


class Album:
    """The figures of a sweep (or of one run), drawn in one world: the one nearest the default dials."""

    def __init__(self, sweep: Sweep, lang: str) -> None:
        self.sweep, self.lang = sweep, lang
        plan = sweep.plan
        self.world = central_world(plan, sweep.dials)
        self.plan = plan[plan["world"] == self.world]
        cell = sweep.cell(str(self.plan["run_id"].iloc[0]))
        self.scenario = build(cell)
        self.note = Note(
            seeds=int(plan["seed"].nunique()), years=cell["years"], first_year=cell["first_year"],
            version=MODEL_VERSION, territory=territory_title(cell, lang),
            command=f"essaimage plot {sweep.folder} lang={lang}" if sweep.folder.name else "",
        )  # fmt: skip
        self.credit = source_line(cell, lang)

    @property
    def bare(self) -> Note:
        """Return the note without its command, for a page that says it itself."""
        return replace(self.note, command="")

    @property
    def here(self) -> Note:
        """Return the note of a figure drawn in one world, which it names."""
        row = self.plan.iloc[0]
        lang, dials = self.lang, self.sweep.dials
        said = ", ".join(f"{dial_name(dial, lang)} {dial_said(dial, row[dial], lang)}" for dial in dials)
        one = Text("{}; one of the worlds tested: {}", f"{{}}{NBSP}; un des mondes testés{NBSP}: {{}}").in_(self.lang)
        return replace(self.note, territory=one.format(self.note.territory, said) if said else self.note.territory)

    def everywhere(self) -> Note:
        """Return the note of a figure of all the worlds."""
        return replace(self.note, worlds=int(self.sweep.plan["world"].nunique()))

    def labelled(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame with the label of each policy, policies in the order of the plan."""
        order = {policy: place for place, policy in enumerate(self.sweep.policies)}
        frame = frame.assign(label=[label("policy", str(p), self.lang) for p in frame["policy"]])
        return frame.sort_values("policy", key=lambda column: column.map(order), kind="stable")

    def runs(self, table: str) -> pd.DataFrame:
        """Return the rows of a table for the runs of the world drawn, with their policy and seed."""
        return self.labelled(self.plan[["policy", "seed", "run_id"]].merge(self.sweep.table(table), on="run_id"))

    def figures(self) -> Iterator[Drawn]:
        """Yield the name of each figure that these results allow, and how to draw it."""
        lang, several = self.lang, len(self.sweep.policies) > 1
        yield "adoption", self._fan
        yield "diffusion", lambda: diffusion_curves(self.indicator("adopted_share"), lang, self.here)
        yield "stages", lambda: sites_by_stage(self._indicators(STAGES), lang, self.here)
        yield "maps", self._maps
        if several and self.sweep.reference in self.sweep.policies:
            yield "maps_difference", self._differences
        yield "lineage", self._lineage
        paid = self.runs("ledger")
        for policy in dict.fromkeys(paid["policy"]):
            yield f"ledger_{policy}", partial(self._ledger, paid[paid["policy"] == policy], policy)
        if several:
            for name in self.sweep.experiment.indicators:
                yield f"effects_{name}", partial(self._effects, name)
                yield f"regret_{name}", partial(self._regret, name)
                yield f"exceedance_{name}", partial(self._exceedance, name)
            for dial in self.slopes:
                yield f"slope_{dial.replace('.', '_')}", partial(self._slope, dial)
            costs = self.labelled(self.sweep.costs())
            yield "costs", lambda: cost_bars(costs, lang, self.everywhere())
            if (paid["flow"] == "repaid").any():
                yield "costs_net", lambda: cost_bars(costs, lang, self.everywhere(), "net")
            yield from self._groups()
        if self.sweep.versus and len(self.sweep.plan["world"].unique()) > 1:
            for name in self.sweep.experiment.indicators:
                yield f"dials_{name}", partial(self._dials, name)

    def _groups(self) -> Iterator[Drawn]:
        """Yield the figures by density class and département, where these results hold euros by place."""
        if self.sweep.reference in self.sweep.policies and "local" in self.sweep.store.table_names():
            found = cabinet_of(self.sweep)
            for grouping, measure in grouped(found):
                yield f"by_{grouping}_{measure}", partial(self._group, found, grouping, measure)

    def _group(self, found: Cabinet, grouping: str, measure: str) -> Any:
        return group_figure(found, grouping, measure, self.lang, self.everywhere())

    def _indicators(self, start: str) -> pd.DataFrame:
        frame = self.runs("indicators")
        return frame[frame["indicator"].str.startswith(start)]

    def indicator(self, name: str) -> pd.DataFrame:
        """Return one indicator at every date of the runs of the world drawn: policy, label, seed, step, year, value."""
        frame = self.runs("indicators")
        return frame[frame["indicator"] == name]

    def _fan(self) -> Any:
        frame, base = self.indicator("adopted_share"), self.sweep.reference
        return adoption_fan(frame, self.lang, self.here, base if base in self.sweep.policies else None, unit="share")

    @property
    def slopes(self) -> list[str]:
        """Return the dials along which policies are followed; "years" alone, for two dates, where none was turned."""
        turned = [dial for dial in self.sweep.dials if 1 < self.sweep.plan[dial].nunique() <= ENDS]
        return turned if 0 < len(turned) <= ENDS else ["years"]

    def ends(self, name: str) -> pd.DataFrame:
        """Return an indicator at the last step of every run of the plan: its policy, label, world, seed and dials."""
        last = self.sweep.indicators
        last = last[(last["indicator"] == name) & (last["step"] == last["step"].max())]
        return self.labelled(self.sweep.plan.merge(last[["run_id", "value"]], on="run_id"))

    def _maps(self) -> Any:
        places, ground = self.ground()
        return coverage_maps(places, ground, self.lang, replace(self.here, source=self.credit))

    def _differences(self) -> Any:
        places, ground = self.ground()
        note = replace(self.here, source=self.credit)
        return difference_maps(places, ground, self.lang, note, self.sweep.reference)

    def ground(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return coverage by place at the last step, and the places to draw it on."""
        places, found = self.runs("places"), places_of(self.scenario.territory)
        places = places[places["step"] == places["step"].max()]
        columns = ("population", "x_km", "y_km", "source", "epci_name")
        ground = pd.DataFrame({"place": found.code, **{name: getattr(found, name) for name in columns}})
        if found.boundary:
            ground["boundary"] = pd.Series(found.boundary, dtype=object)
        return places, ground

    def _lineage(self) -> Any:
        policy = self.sweep.reference if self.sweep.reference in self.sweep.policies else self.sweep.policies[0]
        mine = self.plan[self.plan["policy"] == policy].sort_values("seed").iloc[0]
        tables = [self.sweep.table(name) for name in ("lineage", "projects")]
        lineage, projects = (t[t["run_id"] == mine["run_id"]] for t in tables)
        projects = projects.assign(
            innovation_label=[label("innovations", i, self.lang) for i in projects["innovation"]]
        )
        return lineage_tree(lineage, projects, self.lang, replace(self._under(policy), seeds=1))

    def _ledger(self, lines: pd.DataFrame, policy: str) -> Any:
        lines = lines.assign(instrument_label=[label("instruments", i, self.lang) for i in lines["instrument"]])
        return ledger_waterfall(lines, self.lang, self._under(policy))

    def _under(self, policy: str) -> Note:
        """Return the note of a figure of one policy in one world."""
        named = f"{label('policy', policy, self.lang)}{semicolon(self.lang)}{self.here.territory}"
        return replace(self.here, territory=named)

    def _effects(self, name: str) -> Any:
        average = self.sweep.compare(indicators=[name]).assign(world="all")
        frame = self.labelled(pd.concat([self.sweep.worlds(name), average], ignore_index=True))
        base = label("policy", self.sweep.reference, self.lang)
        return effects_forest(frame, self.lang, self.everywhere(), *named_indicator(name, self.lang), base)

    def _regret(self, name: str) -> Any:
        return regret_table(
            self.labelled(self.sweep.regret(name)), self.lang, self.everywhere(), *named_indicator(name, self.lang)
        )

    def _exceedance(self, name: str) -> Any:
        base = self.sweep.reference if self.sweep.reference in self.sweep.policies else None
        measure = named_indicator(name, self.lang)
        return exceedance(self.ends(name), self.lang, self.everywhere(), *measure, reference=base)

    def _slope(self, dial: str) -> Any:
        name = self.sweep.experiment.indicators[0]
        stressed = self.sweep.versus or (self.sweep.reference,)
        if dial == "years":
            frame, note = self._dates(name), self.here
        else:
            frame, note = self.ends(name).sort_values(dial, key=_rank, kind="stable"), self.everywhere()
            frame = frame.assign(at=[dial_said(dial, v, self.lang) for v in frame[dial]])
            said = Text("{}, by “{}”", f"{{}}, selon «{NBSP}{{}}{NBSP}»").in_(self.lang)
            what = named_indicator(name, self.lang)[0]
            note = replace(note, title=said.format(what, dial_name(dial, self.lang)))
        return slopegraph(frame, self.lang, note, *named_indicator(name, self.lang), stressed)

    def _dates(self, name: str) -> pd.DataFrame:
        """Return an indicator in the middle and at the end of the runs of the world drawn."""
        frame = self.indicator(name)
        steps = sorted(frame["step"].unique())
        frame = frame[frame["step"].isin([steps[len(steps) // 2], steps[-1]])]
        return frame.sort_values("step", kind="stable").assign(at=lambda f: f["year"].astype(str))

    def _dials(self, name: str) -> Any:
        a, b = self.sweep.versus or ("", "")
        said = Text("better with “{}”", f"mieux avec «{NBSP}{{}}{NBSP}»").in_(self.lang)
        sides = (said.format(label("policy", b, self.lang)), said.format(label("policy", a, self.lang)))
        effects, measure = self.sweep.dial_effects(a, b, name), named_indicator(name, self.lang)
        note, guiding = self.everywhere(), (a, b) == GUIDING
        if not (guiding and crossed(effects)):
            title = Text(f"“{label('policy', a, 'en')}” less “{label('policy', b, 'en')}”, world by world",
                         f"«{NBSP}{label('policy', a, 'fr')}{NBSP}» moins «{NBSP}{label('policy', b, 'fr')}{NBSP}», "
                         "monde par monde").in_(self.lang)  # fmt: skip
            note = replace(note, title=title)
        if not crossed(effects):
            return dial_strips(effects, self.lang, note, *measure)
        return dial_map(effects, self.lang, note, *measure, sides)


class Alone(Sweep):
    """One run seen as a sweep of one run, in no folder, so that the same figures draw it."""

    def __init__(self, run: Run) -> None:
        policy = run.policy or "policy"
        self.name, self.reference, self.folder, self._run = "run", policy, Path(), run
        plan = pd.DataFrame({"world": [0], "policy": [policy], "seed": [run.seed], "run_id": [run.run_id]})
        self._cache = {name: getattr(run, name).assign(run_id=run.run_id) for name in TABLES}
        self._cache |= {"plan": plan, "runs": plan[["run_id"]].assign(status="done")}

    def cell(self, run: str) -> dict[str, Any]:
        """Return the resolved configuration of the run."""
        return self._run.cell


def album(results: Sweep | Run, folder: Path, lang: str) -> list[Path]:
    """Write every figure of the results in ``folder`` and return the paths, PNG then SVG."""
    written: list[Path] = []
    for name, draw in Album(Alone(results) if isinstance(results, Run) else results, lang).figures():
        drawn = draw()
        fig: Figure = drawn[0]
        written += save(fig, folder / name)
    return written


def _rank(values: pd.Series) -> pd.Series:
    """Return what orders the values of a dial: starts as they are told, numbers by size."""
    order = {name: place for place, name in enumerate(ORDER)}
    return values.map(lambda value: order.get(value, len(order)) if isinstance(value, str) else value)
