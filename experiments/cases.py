"""Two lives followed month by month under two policies, on one seed: a village, a town (cas types)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from agents.versions import forget
from experiments.asked import noted, output_folder, refuse
from experiments.cabinet.ground import DENSITY, ground_of
from experiments.cases_text import cases_text
from experiments.compose import build, compose
from experiments.design import Cell
from experiments.execute import tables_of
from experiments.figures.cases import case_lives
from experiments.figures.save import save
from experiments.messages import Teller
from experiments.outcome import Outcome, plain
from experiments.output import write_csv, write_json
from experiments.overrides import read_all
from experiments.pairs import policies_in
from experiments.provenance import commit, now, typed, versions
from experiments.request import Request
from experiments.warm import warm_up
from scenarios.scenario import places_of
from sim.errors import InputError, Text
from sim.ledger import PAID
from sim.names import ADOPTER, RELAY, STAGES
from sim.state import State

PAIR = ("fund_people", "fund_investments")
VILLAGE, TOWN = "village", "town"
RURAL = ("5", "6", "7")  # density classes of villages
CASES = {
    VILLAGE: Text("A village third place", "Un tiers-lieu de village"),
    TOWN: Text("A cooperative in town (SCIC)", "Une coopérative de ville (SCIC)"),
}
MEASURES = ("stage", "jobs", "capital", "skill", "adopters", "operating", "investment")


@dataclass(frozen=True, eq=False)
class Case:
    """One site followed: what it is, how it was chosen, and its life under each policy.

    lives: policy, step and MEASURES: stage (index in STAGES, nan before birth), jobs (FTE), capital (euros), skill (0
    to 1), adopters (of its innovation in its place, persons), operating and investment (euros received so far).
    """

    kind: str
    key: int
    place: str
    innovation: str
    candidates: int
    rule: Text
    lives: pd.DataFrame


def cases(request: Request) -> Outcome:
    """Follow the two cases under two policies; write their months, a figure and what differs."""
    problems = list(request.problems)
    typed = {o.key: o for o in read_all(request.settings, problems)}
    pair = policies_in(typed.get("policy"), PAIR, problems)
    if len(pair) != 2:
        problems.append(_two(pair))
    out = output_folder(request, "cases", problems)
    cells: list[Cell] = []
    with noted(problems):
        lines = [text for text in request.settings if text.partition("=")[0] != "policy"]
        cells = [compose((*lines, f"policy={policy}")) for policy in pair]
    refuse(problems)
    warm_up(Teller(request.lang))
    found = followed(cells, pair)
    data = _written(found, cells[0], out, request)
    where = Text(f"Results and figure: {out}", f"Résultats et figure : {out}").in_(request.lang)
    return Outcome(f"{cases_text(found, cells[0], pair, request.lang)}\n{where}", data)


def followed(cells: Sequence[Cell], pair: Sequence[str]) -> list[Case]:
    """Return each case with its life under each of two policies, same draws.

    Raises InputError where no site of these runs fits a case.
    """
    ground = ground_of(cells[0]).set_index("place")[DENSITY]
    projects = []
    for cell in cells:
        scenario = build(cell)
        projects.append(tables_of(scenario, scenario.run(cell["seed"], every=12))["projects"])
    picked = {kind: chosen(kind, projects, ground) for kind in CASES}
    keys = [key for key, _, _ in picked.values()]
    lives = pd.concat([lived(cell, keys).assign(policy=policy) for cell, policy in zip(cells, pair, strict=True)])
    places = places_of(build(cells[0]).territory)
    names = dict(zip(places.code.tolist(), places.name.tolist(), strict=True))
    both = pd.concat(projects).drop_duplicates("key").set_index("key")
    return [
        Case(
            kind, key, str(names[both.loc[key, "place"]]), str(both.loc[key, "innovation"]), count, rule,
            lives[lives["key"] == key].drop(columns="key").reset_index(drop=True),
        )
        for kind, (key, count, rule) in picked.items()
    ]  # fmt: skip


def chosen(kind: str, projects: Sequence[pd.DataFrame], ground: pd.Series) -> tuple[int, int, Text]:
    """Return the key of the site to follow, among how many, and the rule that picks it.

    Of the sites of this kind that received money under both policies, the one whose euros under the two together are
    the median (the lower one); equal ones by their key. Where there is none: those opened under both and paid under
    one, then without money, then those opened under one policy only. projects: the table of each run. ground: density
    class by place.

    Raises InputError where no site of this kind ever opened.
    """
    mine = [_of_kind(kind, table, ground) for table in projects]
    opened = [table[table["opened"].notna()].set_index("key")["received"] for table in mine]
    both = opened[0].index.intersection(opened[1].index)
    euros = opened[0].add(opened[1], fill_value=0.0)
    twice = both[(opened[0][both] > 0.0) & (opened[1][both] > 0.0)]
    steps = (
        (euros[twice], PAID_BOTH), (euros[both][euros[both] > 0.0], PAID_ONE), (euros[both], OPENED_BOTH),
        (euros, OPENED_ONE),
    )  # fmt: skip
    for found, rule in steps:
        if len(found):
            order = found.rename_axis("key").rename("euros").reset_index().sort_values(["euros", "key"])
            return int(order["key"].iloc[(len(order) - 1) // 2]), len(order), rule
    raise InputError(_no_case(kind))


def _of_kind(kind: str, projects: pd.DataFrame, ground: pd.Series) -> pd.DataFrame:
    rural = projects["place"].map(ground).isin(RURAL)
    if kind == VILLAGE:
        return projects[rural & (projects["innovation"] == "third_place")]
    return projects[~rural & (projects["form"] == "cooperative")]


def lived(cell: Cell, keys: Sequence[int]) -> pd.DataFrame:
    """Return the life of each site, month by month: key, step and MEASURES; nan before it is born."""
    scenario = build(cell)
    model = scenario.model(int(cell["seed"]))
    model.record.every = 12
    rows = [_seen(model.state, key) for key in keys]
    try:
        for _ in range(12 * scenario.years):
            model.step()
            rows += [_seen(model.state, key) for key in keys]
        lines, state = model.state.ledger.lines(), model.state
        number = {key: _row(state, key) for key in keys}
    finally:
        forget(model)
    table = pd.DataFrame(rows, columns=["key", "step", *MEASURES[:5]])
    months = np.arange(12 * scenario.years + 1)
    for section, name in enumerate(("investment", "operating")):
        table[name] = np.nan
        for key in keys:
            of = (lines["flow"] == PAID) & (lines["project"] == number[key]) & (lines["section"] == section)
            paid = np.bincount(lines["step"][of], lines["euros"][of], months.size).cumsum()
            table.loc[table["key"] == key, name] = np.append(
                0.0, paid[:-1]
            )  # paid in month s is seen at its end, s + 1
    return table


def _row(state: State, key: int) -> int:
    """Return the row of a site, -2 while it is not there: -1 in a ledger is no project."""
    found = np.flatnonzero(state.projects.key[: state.n_projects] == np.uint64(key))
    return int(found[0]) if found.size else -2


def _seen(state: State, key: int) -> tuple[float, ...]:
    row, p = _row(state, key), state.projects
    if row < 0:
        return (key, state.step, *[float("nan")] * 5)
    kind, place = int(p.innovation[row]), int(p.place[row])
    alive = p.closed[row] < 0
    counts = state.places.counts[kind, place]
    users = float(state.places.persons[place] * (counts[ADOPTER] + counts[RELAY]))
    jobs, capital, skill = p.posts[row] + p.funded[row], p.capital[row], p.skill[row]
    return (
        key, state.step, float(p.stage[row]), float(jobs if alive else 0.0), float(capital if alive else 0.0),
        float(skill if alive else float("nan")), users,
    )  # fmt: skip


def _written(found: Sequence[Case], cell: Cell, out: Path, request: Request) -> dict[str, Any]:
    """Write the months, the summary and the figure in both languages; return the summary."""
    pair = list(dict.fromkeys(found[0].lives["policy"]))
    command = typed(request)
    months = pd.concat([case.lives.assign(case=case.kind) for case in found], ignore_index=True)
    months["stage"] = [STAGES[int(stage)] if stage == stage else "" for stage in months["stage"]]
    write_csv(out / "cases.csv", months)
    for lang in ("en", "fr"):
        save(case_lives(found, cell, lang, command)[0], out / "figures" / f"cases_{lang}")
    data: dict[str, Any] = plain({
        "policies": pair, "seed": cell["seed"], "command": command,
        "cases": [
            {"kind": c.kind, "key": str(c.key), "place": c.place, "innovation": c.innovation, "among": c.candidates,
             "rule": c.rule._asdict()} for c in found
        ],
        "text": {lang: cases_text(found, cell, pair, lang) for lang in ("en", "fr")},
        "months": months.to_dict("records"),
        "meta": {"out": str(out), "versions": versions(), "commit": commit(), "when": now()},
    })  # fmt: skip
    write_json(out / "cases.json", data)
    return data


PAID_BOTH = Text(
    "paid under both policies; the median of their euros under the two together",
    "payés sous les deux politiques ; la médiane de leurs euros sous les deux ensemble",
)
PAID_ONE = Text(
    "opened under both policies and paid under one at least; the median of their euros under the two together",
    "ouverts sous les deux politiques et payés sous l'une au moins ; la médiane de leurs euros sous les deux ensemble",
)
OPENED_BOTH = Text(
    "opened under both policies, none of them paid; the middle one by key",
    "ouverts sous les deux politiques, aucun payé ; celui du milieu par identifiant",
)
OPENED_ONE = Text(
    "opened under one of the two policies only; the median of their euros",
    "ouverts sous une seule des deux politiques ; la médiane de leurs euros",
)


def _no_case(kind: str) -> Text:
    what = CASES[kind]
    needs = {
        VILLAGE: Text("third_place among the innovations and villages (density 5 to 7)",
                      "third_place parmi les innovations et des villages (densité 5 à 7)"),
        TOWN: Text("an innovation carried by cooperatives and towns (density 1 to 4)",
                   "une innovation portée par des coopératives et des villes (densité 1 à 4)"),
    }[kind]  # fmt: skip
    return Text(
        f"{what.en}: no site of these runs is one. It takes {needs.en}, and years enough for one to open.",
        f"{what.fr} : aucun site de ces simulations n'en est un. Il faut {needs.fr}, et assez d'années pour qu'un "
        "ouvre.",
    )


def _two(pair: Sequence[str]) -> Text:
    return Text(
        f"Two policies are compared, but {len(pair)} given ({', '.join(pair)}): policy=[fund_people,fund_investments].",
        f"On compare deux politiques, mais {len(pair)} donnée(s) ({', '.join(pair)}) : "
        "policy=[fund_people,fund_investments].",
    )
