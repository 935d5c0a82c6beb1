"""What worker processes do, who alone load the engine: a run, a check of a setting, a map (processus de calcul)."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.catalogue import names
from experiments.compose import compose, composed
from experiments.execute import tables_of
from scenarios.policy import Policy
from scenarios.scenario import places_of
from sim.errors import EssaimageError, InputError, Text, unknown
from workshop.game import Setting


def run(setting: Setting, turns: list[dict[str, int]], seed: int) -> dict[str, Any]:
    """Return every indicator each January of one run."""
    yearly, policy = spending(setting, turns)
    asked = [f"territory={setting.territory}", f"citizens={setting.citizens}", f"first_year={setting.first_year}",
             f"years={len(turns) * setting.years_a_turn}", f"budget={yearly!r}", *struck(setting, len(turns)),
             *setting.settings()]  # fmt: skip
    scenario, _ = composed(tuple(asked), policy)
    frame = tables_of(scenario, scenario.run(seed, every=12))["indicators"]
    return {str(name): rows["value"].tolist() for name, rows in frame.groupby("indicator", sort=False)}


def faults(setting: Setting) -> list[Text]:
    """Return what the model refuses: territory, citizens, any other setting of a simulation."""
    try:
        compose((f"territory={setting.territory}", f"citizens={setting.citizens}", *setting.settings()))
    except EssaimageError as error:
        return list(error.problems)
    return []


def spending(setting: Setting, turns: Sequence[Mapping[str, int]]) -> tuple[float, Policy]:
    """Return the euros opened each year and the policy that spends what each turn put on each instrument."""
    years = setting.years_a_turn
    yearly = max([sum(turn.values()) for turn in turns] + [1]) / years
    shares = [{name: euros / years / yearly for name, euros in turn.items() if euros} for turn in turns]
    later = {1 + k * years: share for k, share in enumerate(shares) if k}
    return yearly, Policy("workshop", "Atelier", "Workshop", shares=shares[0] if shares else {}, later=later)


def struck(setting: Setting, turns: int) -> list[str]:
    """Return the settings of the shocks that strike in the first ``turns``: each in the first year of its turn."""
    found = {
        kind: setting.first_year + (turn - 1) * setting.years_a_turn
        for turn, kind, _ in setting.shocks
        if turn <= turns
    }
    if not found:
        return []
    return [
        f"shocks=[{','.join(found)}]",
        *(f"{kind}.year={max(year, setting.first_year)}" for kind, year in found.items()),
    ]


def map_of(territory: str) -> dict[str, Any]:
    """Return the places of a territory. Raises InputError for one there is not."""
    if territory not in names("territory"):
        kind, where = Text("territory", "territoire"), Text("in the address", "dans l'adresse")
        raise InputError(unknown(kind, territory, names("territory"), where))
    places = places_of(composed((f"territory={territory}",))[0].territory)
    columns = {
        "code": places.code,
        "name": places.name,
        "x": places.x_km,
        "y": places.y_km,
        "population": places.population,
    }
    rows = zip(*(column.tolist() if hasattr(column, "tolist") else column for column in columns.values()), strict=True)
    return {"territory": territory, "places": [dict(zip(columns, row, strict=True)) for row in rows]}
