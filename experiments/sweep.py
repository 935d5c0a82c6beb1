"""An experiment planned, asked about where it is large, and run; what is done is not done again (expérience)."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from experiments.adaptive import Until, grown, until_of
from experiments.asked import engine_of, noted, output_folder, refuse
from experiments.design import Design
from experiments.estimate import WORTH, agreed, measured, said_of_cost, shape
from experiments.execute import execute_small
from experiments.expand import Experiment, adjusted, expand, experiment_named
from experiments.failures import failures_of
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.overrides import number_in, said_of
from experiments.request import Request
from experiments.runner import Report, run_design
from experiments.store import Store
from experiments.warm import warm_up
from sim.errors import Text

OWN = ("seeds", "reference", "design", "size", "params", "equal_cost")  # options that change the plan
HOURS = (0.0, 1e6, 0.0, Text("hours at most, or it is asked", "heures au plus, sinon la question est posée"))


def sweep(request: Request) -> Outcome:
    """Run an experiment and say where its results are and how to read them."""
    design, out, report, failures = swept(request, "sweep", False)
    if design.part != (1, 1):
        return Outcome(_part_done(design, report, out).in_(request.lang), None, int(report.failed > 0), failures)
    text = Text(
        f"{len(design.run_ids)} runs ({report.done} now, {report.resumed} before, {report.failed} failed) in {out}\n"
        f"Next: essaimage compare {out}   essaimage plot {out}   essaimage export {out}",
        f"{len(design.run_ids)} simulations ({report.done} maintenant, {report.resumed} avant, {report.failed} échecs) "
        f"dans {out}\nEnsuite : essaimage compare {out}   essaimage plot {out}   essaimage export {out}",
    )
    return Outcome(text.in_(request.lang), None, int(report.failed > 0), failures)


def plan(request: Request) -> Outcome:
    """Say how large a design is and what it takes, from one measured run; nothing is written."""
    problems = list(request.problems)
    design, _ = _designed(request, request.option("experiment"), False, problems)
    machine = engine_of(request, problems)
    refuse(problems)
    assert design is not None
    warm_up(Teller(request.lang))
    cost = measured(design, len(design.run_ids), execute_small, machine)
    data = {
        "design": design.name, "policies": design.policies, "dials": design.dials, "rows": len(design.plan),
        "worlds": int(design.plan["world"].nunique()), "seeds": int(design.plan["seed"].nunique()),
        "runs": len(design.run_ids),
        **({} if cost is None else {**cost._asdict(), "seconds": cost.seconds, "bytes": cost.bytes}),
    }  # fmt: skip
    lines = [shape(design), _worlds_of(design), said_of_cost(cost, Path())]
    return Outcome("\n".join(line.in_(request.lang) for line in lines), data)


def swept(request: Request, kind: str, small: bool) -> tuple[Design, Path, Report, str]:
    """Run an experiment as asked; every problem is said before anything is written."""
    problems = list(request.problems)
    name = request.option("experiment", "people_vs_investments" if small else None)
    design, experiment = _designed(request, name, small, problems)
    out = output_folder(request, Path(name).stem if name else kind, problems)
    machine, part = engine_of(request, problems), _part(request, problems)
    hours = number_in("hours", request.options.get("hours"), HOURS, problems) if "hours" in request.options else None
    until = until_of(experiment, request.options, problems) if design else None
    if until and part != (1, 1):
        problems.append(Text("part and width do not go together.", "part et width ne vont pas ensemble."))
    refuse(problems)
    assert design is not None
    tell = Teller(request.lang)
    tell(Text(f"{shape(design).en}; in {out}", f"{shape(design).fr} ; dans {out}"))
    warm_up(tell)
    most = len(design.run_ids) * (until.most if until else experiment.seeds) // experiment.seeds
    if most >= WORTH or hours is not None:
        cost = measured(design, most // part[1], execute_small, machine)
        tell(said_of_cost(cost, out))
        agreed(cost, out, hours, request.yes, request.lang)
    design = replace(design, part=part)
    run = partial(run_design, out=out, execute=execute_small, engine=machine, progress=request.lang, on_message=tell)
    if until is None:
        report = run(design)
    else:
        design, report = _until(request, experiment, until, out, run)
    return design, out, report, failures_of(out, design, request.lang)


def _until(request: Request, experiment: Experiment, until: Until, out: Path, run: Any) -> tuple[Design, Report]:
    """Run stage after stage until the paired interval is narrow enough."""
    own = tuple(request.options[key].text for key in OWN if key in request.options and key != "seeds")
    name = request.option("experiment")

    def made(seeds: int) -> Design:
        """Return the design on a number of common seeds."""
        return expand(experiment_named(name) if name else None, (*request.settings, *own, f"seeds={seeds}"))

    pair = experiment.versus if set(experiment.versus) <= set(experiment.policies) else ()
    return grown(made, run, lambda: Store(out), (experiment.seeds, until, pair), Teller(request.lang))


def _designed(
    request: Request, name: str | None, small: bool, problems: list[Text]
) -> tuple[Design | None, Experiment]:
    """Return the design asked for and its experiment as settings change it; note all that is wrong."""
    own = tuple(request.options[key].text for key in OWN if key in request.options)
    found, design = Experiment("sweep", ("current_mix",), ""), None
    with noted(problems):
        experiment = experiment_named(str(name), small) if name else None
        found = adjusted(experiment, (*request.settings, *own), [])
        design = expand(experiment, (*request.settings, *own))
    return design, found


def _part(request: Request, problems: list[Text]) -> tuple[int, int]:
    """Return which part of how many is asked for: part=1/2; note what is none."""
    override = request.options.get("part")
    if override is None:
        return 1, 1
    first, _, last = str(override.value).partition("/")
    if first.isdigit() and last.isdigit() and 1 <= int(first) <= int(last) <= 1000:
        return int(first), int(last)
    problems.append(said_of(override, Text(
        f"part is {override.value!r}, but must be N/OF, such as 1/2 on one machine and 2/2 on another.",
        f"part vaut {override.value!r}, mais doit être N/SUR, par exemple 1/2 sur une machine et 2/2 sur une autre.",
    )))  # fmt: skip
    return 1, 1


def _part_done(design: Design, report: Report, out: Path) -> Text:
    """Say that a part is done, and how parts come together."""
    number, count = design.part
    return Text(
        f"Part {number} of {count}: {report.done} runs now, {report.failed} failed, in {out}\n"
        f"Next, with the folders of the other parts: essaimage merge OUT {out} …",
        f"Partie {number} sur {count} : {report.done} simulations maintenant, {report.failed} échecs, dans {out}\n"
        f"Ensuite, avec les dossiers des autres parties : essaimage merge OUT {out} …",
    )


def _worlds_of(design: Design) -> Text:
    """Say what varies from world to world, and between which values."""
    lines = []
    for dial in design.dials:
        values = design.plan[dial]
        few = list(dict.fromkeys(values))
        if len(few) <= 6:
            lines.append(f"  {dial}: {', '.join(map(str, few))}")
        else:
            lines.append(f"  {dial}: {values.min()} … {values.max()} ({len(few)})")
    text = "\n".join(lines)
    return Text(text or "  one world", text or "  un seul monde")
