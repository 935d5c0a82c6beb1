"""Mixes of instruments of one budget: shares that add up to one, in whole steps, as files any run can use (dosages)."""

import math
from collections.abc import Mapping, Sequence

import numpy as np
import yaml
from scipy.stats import qmc

Units = tuple[int, ...]  # steps of the budget for each instrument; their sum is the whole budget


def possible(tools: int, steps: int) -> int:
    """Return how many mixes of ``tools`` instruments there are in ``steps`` steps of the budget."""
    return math.comb(steps + tools - 1, tools - 1)


def in_steps(weights: Sequence[float], steps: int) -> Units:
    """Return the mix nearest to weights, 0 or more each: largest remainders first; equal shares where all are 0."""
    given = np.asarray(weights, float)
    total = float(given.sum())
    exact = steps * (given / total if total > 0 else np.full(given.size, 1 / given.size))
    units = np.floor(exact + 1e-9).astype(int)
    order = np.argsort(units - exact, kind="stable")
    units[order[: steps - int(units.sum())]] += 1
    return tuple(int(unit) for unit in units)


def drawn(tools: int, steps: int, count: int, luck: int) -> list[Units]:
    """Return ``count`` different mixes (all there are, at most): each instrument alone, equal shares, then even draws.

    A longer list begins with a shorter one. Draws fill the simplex evenly: spacings of a scrambled Sobol' sequence.
    """
    wanted = min(count, possible(tools, steps))
    found = dict.fromkeys([*(tuple(steps * (k == j) for j in range(tools)) for k in range(tools)),
                           in_steps([1.0] * tools, steps)])  # fmt: skip
    points = qmc.Sobol(tools, scramble=True, rng=np.random.default_rng(luck))
    for _ in range(60):
        if len(found) >= wanted:
            break
        for row in points.random(64):
            found.setdefault(in_steps(-np.log(np.maximum(row, 1e-12)), steps))
    return list(found)[:wanted]


def shares_of(tools: Sequence[str], units: Units) -> dict[str, float]:
    """Return the share of the budget of each instrument that has one; they add up to 1."""
    steps = sum(units)
    return {tool: unit / steps for tool, unit in zip(tools, units, strict=True) if unit}


def as_settings(shares: Mapping[str, float]) -> tuple[str, ...]:
    """Return shares as settings of a run."""
    return ("policy=file", *(f"policy.shares.{tool}={share!r}" for tool, share in shares.items()))


def policy_yaml(name: str, shares: Mapping[str, float], lines: Sequence[str]) -> str:
    """Return the file of a policy, for policy=file policy.path=FILE; lines: comments on top."""
    body = {
        "name": name, "label_fr": f"Dosage {name}", "label_en": f"Mix {name}",
        "shares": {tool: round(share, 10) for tool, share in shares.items()},
    }  # fmt: skip
    head = "".join(f"# {line}\n" for line in lines)
    return head + yaml.safe_dump(body, sort_keys=False, allow_unicode=True)
