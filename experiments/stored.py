"""A design found again in the folder of its results, and what computes its runs (plan retrouvé)."""

from typing import Any

from experiments.design import Design
from experiments.execute import execute, execute_ends, execute_small
from experiments.runner import Execute
from experiments.store import Store
from sim.errors import InputError, Text

KNOWN: dict[str, Execute] = {f"{f.__module__}.{f.__qualname__}": f for f in (execute, execute_small, execute_ends)}


def design_in(store: Store) -> Design:
    """Return the design a folder was made for, as its command had it. Raises InputError where it was changed since."""
    plan, said = store.plan(), store.manifest
    part = tuple(said.get("part") or (1, 1))
    name, reference = str(said.get("design", "sweep")), str(said.get("reference", ""))
    cells = cells_of(store.design(), list(dict.fromkeys(plan["run_id"])))
    return Design(name, reference, cells, plan, part, said.get("question") or {})


def cells_of(design: dict[str, Any], runs: list[str]) -> list[dict[str, Any]]:
    """Return the cells of some runs of what design.json says; those of one configuration share its values."""
    return [{**design["configs"][config], "seed": seed} for config, seed in (design["runs"][run] for run in runs)]


def execute_of(store: Store) -> Execute:
    """Return what made the tables of the runs in a folder. Raises InputError where it is none of ours."""
    name = store.manifest.get("execute")
    if name not in KNOWN:
        raise InputError(Text(
            f"{store.folder} does not say how its runs were made ({name}), so they cannot be made again here. Give the "
            "command that made it.",
            f"{store.folder} ne dit pas comment ses simulations ont été faites ({name}) : elles ne peuvent pas être "
            "refaites ici. Relancez la commande qui l'a produit.",
        ))
    return KNOWN[name]
