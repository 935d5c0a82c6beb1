"""Two territories face to face: what the same policies change in each, by inhabitant (face à face)."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import stdtrit

from experiments.asked import noted, output_folder, refuse
from experiments.cabinet.by_group import PER_THOUSAND, by_group, by_place, invented_share, measured
from experiments.cabinet.facing_text import facing_text
from experiments.cabinet.ground import DENSITY
from experiments.catalogue import KINDS, names
from experiments.compose import build
from experiments.credit import territory_title
from experiments.execute import execute_small
from experiments.expand import expand
from experiments.failures import failures_of
from experiments.intervals import LEVEL, cube, interval, over_worlds, row_of, values_of, verdict
from experiments.messages import Teller
from experiments.outcome import Outcome, plain
from experiments.output import write_json
from experiments.overrides import Override, number_in
from experiments.provenance import commit, now, typed, versions
from experiments.request import Request
from experiments.results import Sweep
from experiments.runner import run_design
from experiments.vintage import readable
from experiments.warm import warm_up
from scenarios.scenario import places_of
from sim.errors import InputError, Text, unknown

POLICIES = ("none", "current_mix", "fund_people", "fund_investments")
SEEDS = (2, 10_000, 10, Text("seeds", "graines"))
WHOLE = "all"  # group of the whole territory
DIAL = "territory"


@dataclass(frozen=True, eq=False)
class Facing:
    """Two territories compared.

    table: group ("all" or a density class), measure (of PER_THOUSAND), policy, side (0, 1, or 2: the first less the
    second), estimate, low, high, seeds, verdict; differences to the reference for 1,000 inhabitants. facts: for each
    territory its title, places, inhabitants, share in invented villages (whole and by class) and seeds.
    """

    territories: tuple[str, str]
    reference: str
    table: pd.DataFrame
    facts: tuple[dict[str, Any], dict[str, Any]]


def facing(request: Request) -> Outcome:
    """Compare two territories: those of a sweep, or, without a folder, of runs made now."""
    problems = list(request.problems)
    pair = _pair(request.options["territories"], problems)
    out, failures, code = Path(request.names[0]) if request.names else None, "", 0
    if out is None:
        out, failures, code = _run(request, pair, problems)
    elif set(request.options) - {"territories", "reference"} or request.settings:
        problems.append(Text("A folder of results and settings of runs do not go together: leave one of them out.",
                             "Un dossier de résultats et des réglages de simulation ne vont pas ensemble : ôtez l'un "
                             "ou l'autre."))  # fmt: skip
    refuse(problems)
    sweep = Sweep(readable(out))
    found = faced(sweep, pair, str(request.option("reference") or sweep.reference))
    data = _data(found, request)
    if not request.names:
        write_json(out / "territories.json", data)
    where = Text(f"Results: {out}", f"Résultats : {out}").in_(request.lang)
    return Outcome(f"{facing_text(found, request.lang)}\n{where}", data, code, failures)


def _pair(override: Override, problems: list[Text]) -> tuple[str, str]:
    """Return the two territories; note those there are not, and another number of them."""
    value = override.value
    given = [str(v) for v in value] if isinstance(value, list) else [v.strip() for v in str(value).split(",")]
    bad = [name for name in given if name not in names("territory")]
    problems += [unknown(KINDS["territory"], name, names("territory"), override.where) for name in bad]
    if len(set(given)) != 2 or len(given) != 2:
        problems.append(
            Text(
                f"territories must name two different territories, such as territories=[chalon_creusot,mirecourt] "
                f"({override.where.en}).",
                f"territories doit nommer deux territoires différents, par exemple "
                f"territories=[chalon_creusot,mirecourt] ({override.where.fr}).",
            )
        )
    if bad or len(set(given)) != 2:
        return "chalon_creusot", "mirecourt"
    return (given[0], given[1])


def _run(request: Request, pair: tuple[str, str], problems: list[Text]) -> tuple[Path, str, int]:
    """Make the runs that are missing; return their folder, the failures and an exit code."""
    count = number_in("seeds", request.options.get("seeds"), SEEDS, problems)
    out = output_folder(request, "territories", problems)
    own = tuple(request.options[key].text for key in ("reference",) if key in request.options)
    policies = () if any(t.startswith("policy=") for t in request.settings) else (f"policy=[{','.join(POLICIES)}]",)
    design = None
    with noted(problems):
        design = expand(None, (*policies, *request.settings, *own, f"seeds={count}", f"territory=[{','.join(pair)}]"))
    if any(text.partition("=")[0] == "territory" for text in request.settings):
        problems.append(Text("territory and territories are both given: leave territory out.",
                             "territory et territories sont tous deux donnés : ôtez territory."))  # fmt: skip
    refuse(problems)
    assert design is not None
    tell = Teller(request.lang)
    tell(
        Text(
            f"{len(design.run_ids)} distinct runs, in {out}",
            f"{len(design.run_ids)} simulations distinctes, dans {out}",
        )
    )
    warm_up(tell)
    engine = str(request.option("engine", "joblib"))
    report = run_design(design, out, execute_small, engine, progress=request.lang, on_message=tell)
    return out, failures_of(out, design, request.lang), int(report.failed > 0)


def faced(sweep: Sweep, pair: tuple[str, str], reference: str) -> Facing:
    """Return what each policy changes in each of two territories of a sweep, and how far the two differ.

    Raises InputError where the sweep has not both territories, nor euros by place.
    """
    base, plan = sweep.base(reference), sweep.plan
    if DIAL not in plan:
        plan = plan.assign(**{DIAL: sweep.cell(str(plan["run_id"].iloc[0]))["territory"]["name"]})
    held = list(dict.fromkeys(plan[DIAL]))
    lacking = [name for name in pair if name not in held]
    if lacking:
        raise InputError(*(_absent(sweep, name, held) for name in lacking))
    table = by_place(sweep).assign(whole=WHOLE)
    rows = []
    for grouping in ("whole", DENSITY):
        sums = by_group(table, grouping)
        for measure in PER_THOUSAND:
            rows += _measure(plan, measured(sums, measure), pair, base, measure)
    facts = tuple(_facts(sweep, plan[plan[DIAL] == name], table) for name in pair)
    return Facing(pair, base, pd.DataFrame(rows), (facts[0], facts[1]))


def _measure(
    plan: pd.DataFrame, values: pd.DataFrame, pair: tuple[str, str], base: str, measure: str
) -> list[dict[str, Any]]:
    """Return the rows of one measure for every group and policy that both territories have."""
    rows = []
    for group in sorted(set(values.loc[values["value"].notna(), "indicator"])):
        sides = [by_seed(plan[plan[DIAL] == name], values, base, str(group)) for name in pair]
        for policy in [name for name in sides[0] if name in sides[1] and name != base]:
            one, other = sides[0][policy], sides[1][policy]
            key = {"group": group, "measure": measure, "policy": policy}
            for side, found in enumerate((interval(one), interval(other), welch(one, other))):
                mean, low, high, count = found
                rows.append({
                    **key, "side": side, "estimate": float(mean), "low": float(low), "high": float(high),
                    "seeds": int(count), "verdict": str(verdict(low, high, count)),
                })  # fmt: skip
    return rows


def by_seed(plan: pd.DataFrame, values: pd.DataFrame, base: str, indicator: str) -> dict[str, np.ndarray]:
    """Return the difference to ``base`` of each policy, seed by seed, averaged over worlds; shape (seeds,)."""
    found, _, policies, _ = cube(plan, values_of(plan, values, indicator, None))
    at = row_of(policies, base)
    return {policy: over_worlds(found[k] - found[at])[0] for k, policy in enumerate(policies)}


def welch(one: np.ndarray, other: np.ndarray) -> tuple[Any, Any, Any, Any]:
    """Return mean, low, high and least count of the difference of two independent means, 95% by Welch.

    Seeds are names of luck within one territory: two territories share none, so nothing is paired here.
    Source: Welch (1947), The generalization of Student's problem, Biometrika 34.
    """
    one, other = one[np.isfinite(one)], other[np.isfinite(other)]
    count = np.asarray(min(one.size, other.size))
    gap = one.mean() - other.mean() if count else np.nan
    if count < 2:
        return gap, np.nan, np.nan, count
    a, b = one.var(ddof=1) / one.size, other.var(ddof=1) / other.size
    if a + b == 0.0:
        return gap, gap, gap, count
    freedom = (a + b) ** 2 / (a**2 / (one.size - 1) + b**2 / (other.size - 1))
    half = stdtrit(freedom, 0.5 + LEVEL / 2) * np.sqrt(a + b)
    return gap, gap - half, gap + half, count


def _facts(sweep: Sweep, plan: pd.DataFrame, table: pd.DataFrame) -> dict[str, Any]:
    cell = sweep.cell(str(plan["run_id"].iloc[0]))
    places = places_of(build(cell).territory)
    mine = table[table["world"].isin(plan["world"])]
    people = places.population
    return {
        "title": {lang: territory_title(cell, lang) for lang in ("en", "fr")}, "places": len(places),
        "inhabitants": float(people.sum()), "invented": places.invented_share,
        "invented_by_class": invented_share(mine, DENSITY), "seeds": int(plan["seed"].nunique()),
        "people_by_class": {str(k): float(people[places.density == k].sum()) for k in np.unique(places.density)},
    }  # fmt: skip


def _data(found: Facing, request: Request) -> dict[str, Any]:
    data: dict[str, Any] = plain({
        "territories": list(found.territories), "reference": found.reference, "facts": list(found.facts),
        "effects": found.table.to_dict("records"),
        "text": {lang: facing_text(found, lang) for lang in ("en", "fr")},
        "command": typed(request),
        "meta": {"versions": versions(), "commit": commit(), "when": now()},
    })  # fmt: skip
    return data


def _absent(sweep: Sweep, name: str, held: list[str]) -> Text:
    both = ",".join(dict.fromkeys([*held, name]))
    known = unknown(KINDS["territory"], name, held, Text(str(sweep.folder), str(sweep.folder)))
    return Text(
        f"{known.en} To have both: essaimage sweep territory=[{both}] policy=[{','.join(sweep.policies)}].",
        f"{known.fr} Pour avoir les deux : essaimage sweep territory=[{both}] policy=[{','.join(sweep.policies)}].",
    )
