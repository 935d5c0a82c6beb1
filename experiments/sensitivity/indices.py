"""Points to try and the indices they give: elementary effects, shares of variance (indices de sensibilité).

Everything happens on the unit cube: 0 and 1 are the ends of a plausible range, so that an effect is that of a whole
range and is in the unit of the output. SALib draws the points and computes the indices.

Source: Morris (1991), Campolongo et al. (2007); Sobol' (2001), Saltelli et al. (2010); Herman & Usher (2017) for SALib.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from SALib.analyze import morris as morris_analysis
from SALib.analyze import sobol as sobol_analysis
from SALib.sample import morris as morris_sample
from SALib.sample import sobol as sobol_sample

MORRIS, SOBOL = "morris", "sobol"
LEVELS = 4  # of Morris' grid; the usual number
RESAMPLES = 1_000  # of the bootstrap
NORMAL = 1.959964  # half width of a 95% interval, in standard errors
CHANCE = np.sqrt(2.0 / np.pi)  # mean of |x| where x is normal(0, 1)


@dataclass(frozen=True)
class Sample:
    """Points of the unit cube, in the order the method asks for.

    names: one for each column; groups: what each column is moved with (its own name where it moves alone).
    size: trajectories (Morris) or base points (Sobol'); luck: names the draw.
    """

    method: str
    names: tuple[str, ...]
    groups: tuple[str, ...]
    size: int
    luck: int

    @property
    def factors(self) -> list[str]:
        """Return what is moved, each once: parameters, or groups of them."""
        return list(dict.fromkeys(self.groups))

    @property
    def block(self) -> int:
        """Return how many points hang together: a trajectory, or a base point with its crossings."""
        return len(self.factors) + (1 if self.method == MORRIS else 2)

    @property
    def problem(self) -> dict[str, Any]:
        """Return the problem as SALib states it."""
        count, names = len(self.names), list(self.names)
        grouped = {} if self.factors == names else {"groups": list(self.groups)}
        return {"num_vars": count, "names": names, "bounds": [[0.0, 1.0]] * count, **grouped}

    def points(self) -> np.ndarray:
        """Return the points, shape (size × block, names), each from 0 to 1; the same for the same luck."""
        if self.method == MORRIS:
            found = morris_sample.sample(self.problem, self.size, num_levels=LEVELS, seed=self.luck)
        else:
            found = sobol_sample.sample(self.problem, self.size, calc_second_order=False, seed=self.luck)
        return np.clip(found, 0.0, 1.0)


def indices(sample: Sample, outputs: np.ndarray) -> tuple[pd.DataFrame, int]:
    """Return the indices of each factor, the largest first, and how many blocks were left out.

    outputs: shape (points, seeds), the output at each point on each common seed. A block with a point that has no
    value is left out whole: its effects would compare unlike things. Fewer than two blocks have no indices.
    Columns for Morris: factor, mu_star, mu, sigma, each with _low and _high (95%, bootstrap over trajectories), noise
    (what mu_star would be by the luck of seeds alone; NaN with one seed). For Sobol': S1 and ST, likewise.
    """
    with np.errstate(invalid="ignore"):
        mean = np.where(np.isfinite(outputs).all(axis=1), outputs.mean(axis=1), np.nan)
    whole = np.isfinite(mean.reshape(-1, sample.block)).all(axis=1)
    keep = np.repeat(whole, sample.block)
    left_out = int((~whole).sum())
    if whole.sum() < 2:  # one trajectory says nothing of how effects vary
        return pd.DataFrame({"factor": sample.factors}), left_out
    compute = _morris if sample.method == MORRIS else _sobol
    table = compute(sample, sample.points()[keep], mean[keep], outputs[keep])
    by = "mu_star" if sample.method == MORRIS else "ST"
    return table.sort_values([by, "factor"], ascending=[False, True], na_position="last", ignore_index=True), left_out


def effects(sample: Sample, points: np.ndarray, outputs: np.ndarray) -> np.ndarray:
    """Return elementary effects, shape (factors, trajectories, seeds): the change of the output for a whole range.

    A group's effect has no sign: its members move in their own directions.
    """
    x = points.reshape(-1, sample.block, points.shape[1])
    y = outputs.reshape(x.shape[0], sample.block, -1)
    row = {name: k for k, name in enumerate(sample.factors)}
    rows = np.array([row[group] for group in sample.groups])
    alone = np.bincount(rows, minlength=len(row)) == 1
    found = np.full((len(row), x.shape[0], y.shape[2]), np.nan)
    for t in range(x.shape[0]):
        for k in range(sample.block - 1):
            step = x[t, k + 1] - x[t, k]
            column = int(np.abs(step).argmax())
            factor = rows[column]
            change = (y[t, k + 1] - y[t, k]) / step[column]
            found[factor, t] = change if alone[factor] else np.abs(change)
    return found


def _morris(sample: Sample, points: np.ndarray, mean: np.ndarray, outputs: np.ndarray) -> pd.DataFrame:
    found = morris_analysis.analyze(
        sample.problem, points, mean, num_resamples=RESAMPLES, num_levels=LEVELS, seed=sample.luck
    )
    order = [list(found["names"]).index(name) for name in sample.factors]
    star, star_half, spread = (np.asarray(found[key], float)[order] for key in ("mu_star", "mu_star_conf", "sigma"))
    single = effects(sample, points, mean[:, None])[:, :, 0]
    spread_half, mean_half = _halves(single, sample.luck)
    signed = np.isfinite(spread)  # SALib knows no sigma of a group
    centre = np.where(signed, single.mean(axis=1), np.nan)
    seeds = outputs.shape[1]
    error = effects(sample, points, outputs).var(axis=2, ddof=1) / seeds if seeds > 1 else np.nan * single
    return pd.DataFrame({
        "factor": sample.factors,
        "mu_star": star, "mu_star_low": np.maximum(star - star_half, 0.0), "mu_star_high": star + star_half,
        "mu": centre, "mu_low": centre - mean_half, "mu_high": centre + mean_half,
        "sigma": spread, "sigma_low": np.maximum(spread - spread_half, 0.0), "sigma_high": spread + spread_half,
        "noise": CHANCE * np.sqrt(error.mean(axis=1)),
    })  # fmt: skip


def _halves(single: np.ndarray, luck: int) -> tuple[np.ndarray, np.ndarray]:
    """Return half widths of the intervals of the spread and of the mean over trajectories, as SALib makes mu*'s."""
    count = single.shape[1]
    if count < 2:
        return np.full(len(single), np.nan), np.full(len(single), np.nan)
    again = np.random.default_rng(luck).integers(count, size=(RESAMPLES, count))
    drawn = single[:, again]
    return NORMAL * drawn.std(axis=2, ddof=1).std(axis=1, ddof=1), NORMAL * drawn.mean(axis=2).std(axis=1, ddof=1)


def _sobol(sample: Sample, points: np.ndarray, mean: np.ndarray, outputs: np.ndarray) -> pd.DataFrame:
    names = ("S1", "ST")
    if np.ptp(mean) == 0.0:  # nothing varies: shares of it are not defined
        nothing = {f"{name}{end}": np.nan for name in names for end in ("", "_low", "_high")}
        return pd.DataFrame({"factor": sample.factors}).assign(**nothing)
    found = sobol_analysis.analyze(
        sample.problem, mean, calc_second_order=False, num_resamples=RESAMPLES, seed=sample.luck
    )
    table: dict[str, Any] = {"factor": sample.factors}
    for name in names:
        share, half = np.asarray(found[name], float), np.asarray(found[f"{name}_conf"], float)
        table |= {name: share, f"{name}_low": share - half, f"{name}_high": share + half}
    return pd.DataFrame(table)
