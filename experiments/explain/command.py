"""The command that says why a policy does what it does, resumable (pourquoi)."""

from pathlib import Path
from typing import Any

import pandas as pd

from experiments.asked import noted, output_folder, refuse
from experiments.catalogue import KINDS, names
from experiments.compose import Cell, compose
from experiments.credit import territory_title
from experiments.execute import execute_ends
from experiments.explain.ablation import INSTRUMENTS, elements
from experiments.explain.parts import REFERENCE, RUN, Explanation, design_of, explained
from experiments.failures import failures_of
from experiments.figures.caption import Note
from experiments.figures.explain import explain_waterfall
from experiments.figures.save import save
from experiments.intervals import ended
from experiments.messages import Teller
from experiments.outcome import Outcome, plain
from experiments.output import write_csv, write_json
from experiments.overrides import number_in, read_all
from experiments.provenance import commit, now, typed, versions
from experiments.request import Request
from experiments.runner import run_design
from experiments.store import Store, read
from experiments.warm import warm_up
from experiments.words import LANGUAGES, counted
from sim.errors import EssaimageError, Text, unknown
from sim.measures import INDICATORS

SEEDS = (2, 10_000, 10, Text("common seeds", "tirages communs"))
SUMMARY = "explain.json"


def explain(request: Request) -> Outcome:
    """Leave each part out of a policy and of its reference, on common seeds, and write what each adds."""
    problems = list(request.problems)
    count = number_in("seeds", request.options.get("seeds"), SEEDS, problems)
    indicator = _indicator(request, problems)
    policy, reference = _pair(request, problems)
    out = output_folder(request, "explain", problems)
    cells: dict[str, Cell] = {}
    with noted(problems):
        settings = tuple(text for text in request.settings if text.partition("=")[0] != "policy")
        cells = {RUN: compose((*settings, f"policy={policy}")), REFERENCE: compose((*settings, f"policy={reference}"))}
    wanted = request.names or (INSTRUMENTS,)
    parts = elements(cells[RUN], cells[REFERENCE], wanted, problems) if cells else []
    refuse(problems)
    design = design_of(cells, parts, range(cells[RUN]["seed"], cells[RUN]["seed"] + count))
    tell = Teller(request.lang)
    tell(_begins(policy, reference, len(parts), len(design.run_ids), out))
    warm_up(tell)
    engine = str(request.option("engine", "joblib"))
    report = run_design(design, out, execute_ends, engine, progress=request.lang, on_message=tell)
    found = explained(design, _stored(read(out)), parts, indicator, (policy, reference))
    data = _written(found, out, request)
    where = Text(f"Results and figures: {out}", f"Résultats et figures : {out}").in_(request.lang)
    text = f"{found.text(request.lang)}\n{where}"
    return Outcome(text, data, int(report.failed > 0), failures_of(out, design, request.lang))


def _indicator(request: Request, problems: list[Text]) -> str:
    override = request.options.get("indicator")
    if override is None or override.value in INDICATORS:
        return "adopted_share" if override is None else str(override.value)
    problems.append(unknown(Text("indicator", "indicateur"), str(override.value), INDICATORS, override.where))
    return "adopted_share"


def _pair(request: Request, problems: list[Text]) -> tuple[str, str]:
    """Return the policy and what it is compared with; note what is no policy, or the same one twice."""
    typed = [o for o in read_all(request.settings, []) if o.key == "policy"]
    policy = str(typed[-1].value) if typed else "current_mix"
    given = request.options.get("reference")
    reference = str(given.value) if given else "none"
    if policy not in names("policy"):
        problems.append(unknown(KINDS["policy"], policy, names("policy"), typed[-1].where))
        policy = "current_mix"
    if given and reference not in names("policy"):
        problems.append(unknown(KINDS["policy"], reference, names("policy"), given.where))
        reference = "none"
    if policy == reference:
        problems.append(
            Text(
                f"The policy and its reference are both {policy}: there is no difference to explain. Give "
                "reference=none, "
                "for instance.",
                f"La politique et sa référence sont toutes deux {policy} : il n'y a pas d'écart à expliquer. Donnez "
                "par "
                "exemple reference=none.",
            )
        )
    return policy, reference


def _stored(store: Store) -> pd.DataFrame:
    """Return the indicators of the runs that ended. Raises EssaimageError where none did."""
    if "indicators" not in store.table_names():
        raise EssaimageError(
            Text(
                f"None of the runs ended: {store.folder}/failures says why.",
                f"Aucune simulation n'est allée au bout : {store.folder}/failures dit pourquoi.",
            )
        )
    values = store.table("indicators")
    return values[values["run_id"].isin(ended(store.table("plan"), store.table("runs"))["run_id"])]


def _written(found: Explanation, out: Path, request: Request) -> dict[str, Any]:
    """Write the table, the summary and a figure for each family and language; return the summary."""
    command = typed(request)
    data: dict[str, Any] = plain(found.data() | {
        "command": command, "meta": {"out": str(out), "versions": versions(), "commit": commit(), "when": now()},
    })  # fmt: skip
    write_csv(out / "explain.csv", found.table)
    write_json(out / SUMMARY, data)
    for lang in ("en", "fr"):
        note = Note(territory=territory_title(found.cell, lang), command=command)
        for family in found.families:
            save(explain_waterfall(found, lang, family, note)[0], out / "figures" / f"explain_{family}_{lang}")
    return data


def _begins(policy: str, reference: str, count: int, runs: int, out: Path) -> Text:
    turns = "ôtées l'une après l'autre" if count > 1 else "ôtée"
    parts = Text(*(counted(count, Text("part", "partie"), Text("parts", "parties"), lang) for lang in LANGUAGES))
    return Text(
        f"{policy} against {reference}: {parts.en} left out in turn, {runs} distinct runs, in {out}",
        f"{policy} face à {reference} : {parts.fr}, {turns}, {runs} simulations distinctes, dans {out}",
    )
