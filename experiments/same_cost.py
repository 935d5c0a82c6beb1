"""Equal cost, where it is claimed: every policy that spends may spend the same (coût égal)."""

from collections.abc import Mapping
from typing import Any

from experiments.design import Design
from sim.errors import Text

TOLERANCE = 0.01  # of the largest, as ``costs.equal_cost`` judges what was budgeted


def unequal(design: Design) -> Text | None:
    """Say that policies compared in one world may spend different sums; None where they may all spend the same.

    A policy that spends nothing is a reference, not a contender.
    """
    first = design.plan.drop_duplicates(["world", "policy"])[["world", "policy", "run_id"]]
    cells = dict(zip(design.run_ids, design.cells, strict=True))
    spent: dict[int, dict[str, float]] = {}
    for world, policy, run in zip(*(first[name].tolist() for name in first), strict=True):
        share = allowed(cells[run])
        if share:
            spent.setdefault(world, {})[policy] = share
    for world, sums in spent.items():
        if max(sums.values()) - min(sums.values()) > TOLERANCE * max(sums.values()):
            said = ", ".join(f"{name} {share:.0%}" for name, share in sums.items())
            return Text(
                f"Equal cost is claimed, but in world {world} policies may spend different shares of the budget "
                f"({said}). Make their shares add up to the same, or say equal_cost=false.",
                f"Le coût égal est annoncé, mais dans le monde {world} les politiques peuvent dépenser des parts "
                f"différentes du budget ({said}). Donnez-leur la même somme de parts, ou dites equal_cost=false.",
            )
    return None


def allowed(cell: Mapping[str, Any]) -> float:
    """Return the share of the budget that a cell's policy may spend, averaged over its years."""
    phases = {1: cell["shares"]} | {int(year): shares for year, shares in cell.get("later", {}).items()}
    starts = sorted(phases)
    ends = [*starts[1:], max(cell["years"], starts[-1]) + 1]
    years = [max(0, min(end, cell["years"] + 1) - start) for start, end in zip(starts, ends, strict=True)]
    return sum(n * sum(phases[s].values()) for n, s in zip(years, starts, strict=True)) / max(1, sum(years))
