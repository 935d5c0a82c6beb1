"""One or two parameters swept from a value to another: where a difference between policies turns (balayage)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.answer import named_indicator
from experiments.asked import noted, output_folder, refuse
from experiments.catalogue import label
from experiments.choices import hydra_config, kinds
from experiments.compare import dial_effects
from experiments.compose import compose
from experiments.credit import territory_title
from experiments.design import Cell, Design, planned
from experiments.execute import execute_ends
from experiments.expand import Experiment, experiment_named
from experiments.failures import failures_of
from experiments.figures.caption import Note
from experiments.figures.dials import dial_map
from experiments.figures.oneway import oneway_curve
from experiments.figures.save import save
from experiments.groups import settable
from experiments.identity import run_id
from experiments.intervals import ended
from experiments.messages import Teller
from experiments.outcome import Outcome, plain
from experiments.output import write_csv, write_json
from experiments.overrides import Override, as_overrides, number_in, read_all
from experiments.pairs import pair_in, word_in
from experiments.provenance import commit, now, typed, versions
from experiments.ranges import Range, ranged, ranges_in
from experiments.request import Request
from experiments.runner import run_design
from experiments.sensitivity.oneway_text import oneway_text
from experiments.store import read
from experiments.warm import warm_up
from scenarios.scenario import HORIZON
from sim.errors import EssaimageError, Text
from sim.measures import INDICATORS
from sim.version import MODEL_VERSION

DEFAULT = "people_vs_investments"
SEEDS = (2, 1_000, 10, Text("common seeds", "tirages communs"))
SUMMARY = "oneway.json"


@dataclass(frozen=True)
class Swept:
    """A sweep of one or two parameters whose every part has been checked."""

    pair: tuple[str, str]  # the difference studied: the first less the second
    indicator: str
    worlds: tuple[dict[str, Any], ...]
    lines: tuple[str, ...]  # the other settings
    seeds: tuple[int, ...]
    out: Path

    @property
    def dials(self) -> list[str]:
        """Return the parameters swept."""
        return list(self.worlds[0])

    def cell(self, policy: str, world: Mapping[str, Any]) -> Cell:
        """Return the cell of a policy in a world, on the default seed."""
        return compose((*self.lines, f"policy={policy}", *as_overrides(world)))

    def design(self) -> Design:
        """Return the runs to make: both policies at each value, on common seeds."""

        def resolve(policy: str, world: dict[str, Any], seed: int) -> Cell:
            return {**self.cell(policy, world), "seed": seed}

        return planned("oneway", self.pair[1], self.pair, self.worlds, self.seeds, resolve)


def one_way(request: Request) -> Outcome:
    """Run both policies at each value, on common seeds; write the table, the figure and what they say."""
    swept, tell = swept_of(request), Teller(request.lang)
    design = swept.design()
    tell(_begins(swept, len(design.run_ids)))
    warm_up(tell)
    engine = str(request.option("engine", "joblib"))
    report = run_design(design, swept.out, execute_ends, engine, progress=request.lang, on_message=tell)
    table = effects_of(swept)
    data = _written(swept, table, request)
    text = oneway_text(table, swept.pair, swept.indicator, swept.dials, request.lang)
    where = Text(f"Results and figure: {swept.out}", f"Résultats et figure : {swept.out}").in_(request.lang)
    return Outcome(f"{text}\n{where}", data, int(report.failed > 0), failures_of(swept.out, design, request.lang))


def swept_of(request: Request) -> Swept:
    """Return the sweep a command asks for. Raises InputError with all that is wrong, before any writing."""
    problems = list(request.problems)
    asked = ranged(request.settings)
    ranges = ranges_in(request.settings, problems)
    name = str(request.option("experiment", DEFAULT))
    experiment = Experiment(name, (), "")
    with noted(problems):
        experiment = experiment_named(name)
    count = number_in("seeds", request.options.get("seeds"), SEEDS, problems)
    indicator = word_in("indicator", request, tuple(INDICATORS), (*experiment.indicators, "adopted_share")[0], problems)
    out = output_folder(request, "sensitivity-oneway", problems)
    others = [o for key, o in request.options.items() if key in ("method", "params", "groups", "from", "top", "size")]
    problems += [_no_method(o) for o in others]
    typed = read_all([text for text in request.settings if text not in asked], problems)
    pair = pair_in(experiment, {o.key: o for o in typed}, problems)
    settings = {**experiment.settings, **{o.key: o for o in typed if o.key != "policy"}}
    lines = tuple(v.text if isinstance(v, Override) else as_overrides({k: v})[0] for k, v in settings.items())
    picked = {o.key: o.value for o in typed if o.key in ("territory", "start")}
    worlds = _worlds([(one, one.values(_whole(one.name, picked))) for one in ranges])
    first = _checked(worlds, ranges, pair, lines, problems)
    refuse(problems)
    return Swept(pair, indicator, tuple(worlds), lines, tuple(range(first, first + count)), out)


def _worlds(axes: Sequence[tuple[Range, Sequence[Any]]]) -> list[dict[str, Any]]:
    """Return every combination of values, the first parameter turning fastest."""
    worlds: list[dict[str, Any]] = [{}]
    for one, values in reversed(axes):
        worlds = [{one.name: value, **world} for world in worlds for value in values]
    return worlds


def _checked(
    worlds: Sequence[dict[str, Any]], ranges: Sequence[Range], pair: tuple[str, str], lines: tuple[str, ...],
    problems: list[Text],
) -> int:  # fmt: skip
    """Compose both ends of every range and note what is wrong; return the first seed."""
    if not worlds[0]:
        with noted(problems):
            compose(lines)
        return 1
    ends: dict[tuple[str, str], set[str]] = {}
    seed = 1
    before = len(problems)
    for policy in pair:
        for world in (worlds[0], worlds[-1]):
            with noted(problems):
                seed = int(compose((*lines, f"policy={policy}", *as_overrides(world)))["seed"])
    if len(problems) > before:
        return seed
    for policy in pair:
        for one in ranges:
            for value in (worlds[0][one.name], worlds[-1][one.name]):
                world = {**worlds[0], one.name: value}
                cell = compose((*lines, f"policy={policy}", *as_overrides(world)))
                ends.setdefault((one.name, policy), set()).add(run_id(cell))
    problems += [_idle(one) for one in ranges if all(len(ends[(one.name, policy)]) == 1 for policy in pair)]
    return seed


def _whole(name: str, picked: Mapping[str, Any]) -> bool:
    """Say whether a parameter takes whole numbers only."""
    if name in HORIZON:
        return isinstance(HORIZON[name]["default"], int)
    base = {key: part["name"] for key, part in hydra_config("config").items() if key in ("territory", "start")}
    group, _, short = name.partition(".")
    kind = kinds({**base, **picked}).get(group)
    default = settable(kind)[short].default if kind and short in settable(kind) else 0.0
    return isinstance(default, int) and not isinstance(default, bool)


def effects_of(swept: Swept) -> pd.DataFrame:
    """Return the paired difference at each value: the dials, estimate, low, high, seeds, verdict.

    Raises EssaimageError where none of the runs ended.
    """
    store = read(swept.out)
    if "indicators" not in store.table_names():
        raise EssaimageError(
            Text(
                f"None of the runs ended: {swept.out}/failures says why.",
                f"Aucune simulation n'est allée au bout : {swept.out}/failures dit pourquoi.",
            )
        )
    plan = ended(store.table("plan"), store.table("runs"))
    return dial_effects(plan, store.table("indicators"), *swept.pair, swept.indicator)


def _written(swept: Swept, table: pd.DataFrame, request: Request) -> dict[str, Any]:
    """Write the table, the summary and the figure in both languages; return the summary."""
    command = typed(request)
    cell = swept.cell(swept.pair[0], swept.worlds[0])
    for lang in ("en", "fr"):
        note = Note(
            seeds=len(swept.seeds), years=cell["years"], first_year=cell["first_year"], version=MODEL_VERSION,
            worlds=len(swept.worlds), territory=territory_title(cell, lang), command=command,
        )  # fmt: skip
        save(_figure(swept, table, lang, note), swept.out / "figures" / f"oneway_{lang}")
    data: dict[str, Any] = plain({
        "policy": swept.pair[0], "reference": swept.pair[1], "indicator": swept.indicator, "parameters": swept.dials,
        "seeds": list(swept.seeds), "effects": table.to_dict("records"), "command": command,
        "text": {g: oneway_text(table, swept.pair, swept.indicator, swept.dials, g) for g in ("en", "fr")},
        "meta": {"out": str(swept.out), "versions": versions(), "commit": commit(), "when": now()},
    })  # fmt: skip
    write_csv(swept.out / "oneway.csv", table)
    write_json(swept.out / SUMMARY, data)
    return data


def _figure(swept: Swept, table: pd.DataFrame, lang: str, note: Note) -> Any:
    names = [label("policy", name, lang) for name in swept.pair]
    what, unit = named_indicator(swept.indicator, lang)
    if len(swept.dials) == 1:
        return oneway_curve(table, lang, note, (what, unit), (names[0], names[1]))[0]
    heading = Text(f"“{names[0]}” less “{names[1]}”", f"«\u00a0{names[0]}\u00a0» moins «\u00a0{names[1]}\u00a0»")
    more = [Text(f"more with “{name}”", f"plus avec «\u00a0{name}\u00a0»").in_(lang) for name in names]
    return dial_map(table, lang, replace(note, title=heading.in_(lang)), what, unit, (more[1], more[0]))[0]


def _idle(one: Range) -> Text:
    return Text(
        f"{one.name} cannot act in these runs: neither policy uses it ({one.text}). Give policies that do: "
        "policy=[a,b].",
        f"{one.name} ne peut pas agir dans ces simulations : aucune des deux politiques ne l'emploie ({one.text}). "
        "Donnez "
        "des politiques qui l'emploient : policy=[a,b].",
    )


def _no_method(override: Override) -> Text:
    return Text(
        f"{override.text} does not go with a range such as operate.sigma=.3:2:7. Leave one of them out.",
        f"{override.text} ne va pas avec une plage comme operate.sigma=.3:2:7. Ôtez l'un ou l'autre.",
    )


def _begins(swept: Swept, runs: int) -> Text:
    names = ", ".join(swept.dials)
    return Text(
        f"{swept.pair[0]} less {swept.pair[1]}, {swept.indicator}: {names}, {len(swept.worlds)} worlds × "
        f"{len(swept.seeds)} common seeds = {runs} distinct runs, in {swept.out}",
        f"{swept.pair[0]} moins {swept.pair[1]}, {swept.indicator} : {names}, {len(swept.worlds)} mondes × "
        f"{len(swept.seeds)} tirages communs = {runs} simulations distinctes, dans {swept.out}",
    )
