"""What a result costs: euros per adopter, per surviving site, per job, and equal cost (coûts).

A cost is a ratio of means over seeds; its interval is Fieller's, which uses that money and result come from
the same seeds. It exists only where the denominator's own 95% interval leaves out 0: elsewhere the cost is
"not discernible" and NaN, for a ratio over something that may be nothing means nothing.
"""

import numpy as np
import pandas as pd

from experiments.intervals import cube, interval, over_worlds, row_of, student, values_of

RESULTS = {"adopter": "adopters", "site": "sites", "job": "jobs"}
EQUAL, GAP = 0.01, 0.05  # shares of the reference's money: to 1% equal, to 5% a gap to show
DISCOUNT = 0.032  # a year; assumption (0 to .045 in use): present value of what is budgeted, docs/assumptions.md


def costs(
    plan: pd.DataFrame,
    indicators: pd.DataFrame,
    ledger: pd.DataFrame,
    reference: str,
    step: int | None = None,
) -> pd.DataFrame:
    """Return euros paid per adopter, per surviving site and per job at ``step`` (the last by default).

    gross: all money paid over all results; net: the same less what projects repaid; additional: money beyond the
    reference's over results beyond
    the reference's, on common seeds. Each seed is first averaged over worlds, as in ``summary``. Indicators
    that the results do not hold are skipped. Columns: policy, per, kind, euros, low, high, money, result,
    result_low, result_high, seeds, note ("", "not discernible", "fewer" for fewer results than the
    reference, "one seed", "no value").
    """
    known = set(indicators["indicator"].unique())
    paid, _, policies, _ = cube(plan, money_of(plan, ledger, "paid"))
    back = cube(plan, money_of(plan, ledger, "repaid"))[0]
    base = row_of(policies, reference)
    rows = []
    for per, indicator in RESULTS.items():
        if indicator not in known:
            continue
        result = cube(plan, values_of(plan, indicators, indicator, step))[0]
        for place, policy in enumerate(policies):
            rows.append({"policy": policy, "per": per, "kind": "gross", **ratio(paid[place], result[place])})
            net = ratio(paid[place] - back[place], result[place])
            rows.append({"policy": policy, "per": per, "kind": "net", **net})
            if place != base:
                more = ratio(paid[place] - paid[base], result[place] - result[base])
                rows.append({"policy": policy, "per": per, "kind": "additional", **more})
    return pd.DataFrame(rows)


def equal_cost(
    plan: pd.DataFrame, ledger: pd.DataFrame, reference: str, discount: float = DISCOUNT
) -> pd.DataFrame:
    """Return whether each policy spent what the reference spent, for the same money budgeted.

    Columns: policy, budgeted (present value at ``discount`` a year), paid, repaid (euros), budget_gap, paid_gap
    (shares of the reference's), class: "reference"; "equal" (paid within 1%), "gap" (within 5%: show
    results per euro), "absorption" (more than 5%); "unequal budget" where the money budgeted differs by
    more than 1%, so that equal cost cannot be claimed. Means over the worlds and seeds of each policy that
    the reference has too.
    """
    flows = [
        cube(plan, money_of(plan, ledger, "budgeted", discount)),
        cube(plan, money_of(plan, ledger, "paid")),
        cube(plan, money_of(plan, ledger, "repaid")),
    ]
    policies = flows[0][2]
    base = row_of(policies, reference)
    rows = []
    for place, policy in enumerate(policies):
        means = []
        for values, *_ in flows:
            both = np.isfinite(values[place]) & np.isfinite(values[base])
            means.append([float(values[at][both].mean()) if both.any() else np.nan for at in (place, base)])
        (budgeted, budgeted_base), (paid, paid_base), (repaid, _) = means
        gaps = _gap(budgeted, budgeted_base), _gap(paid, paid_base)
        kind = "reference" if place == base else _class(*gaps)
        rows.append(
            {
                "policy": policy,
                "budgeted": budgeted,
                "paid": paid,
                "repaid": repaid,
                "budget_gap": gaps[0],
                "paid_gap": gaps[1],
                "class": kind,
            }
        )
    return pd.DataFrame(rows)


def money_of(plan: pd.DataFrame, ledger: pd.DataFrame, flow: str, discount: float = 0.0) -> pd.Series:
    """Return the euros of one flow for each row of the plan, discounted by ``discount`` a year.

    A run without a line of this flow counts 0: leave failed runs out of the plan (``intervals.ended``).
    """
    lines = ledger[ledger["flow"] == flow]
    present = lines["euros"] * (1.0 + discount) ** (-lines["step"] / 12.0) if discount else lines["euros"]
    sums = present.groupby(lines["run_id"]).sum()
    return plan["run_id"].map(sums).astype(float).fillna(0.0).set_axis(plan.index)


def ratio(money: np.ndarray, result: np.ndarray) -> dict[str, float | int | str]:
    """Return the ratio of means over seeds with Fieller's interval, and what it is made of.

    money, result: shape (world, seed); each seed is averaged over worlds. Keys: the columns of ``costs``.
    """
    both = np.isfinite(money) & np.isfinite(result)
    x, _ = over_worlds(np.where(both, money, np.nan))
    y, _ = over_worlds(np.where(both, result, np.nan))
    x_mean, _, _, _ = interval(x)
    y_mean, y_low, y_high, count = interval(y)
    note = _note(float(y_mean), float(y_low), float(y_high), int(count))
    euros, low, high = (np.nan,) * 3
    if note == "one seed" and y_mean > 0:
        euros = float(x_mean / y_mean)
    elif not note:
        euros, low, high = _fieller(x, y)
    return {
        "euros": euros,
        "low": low,
        "high": high,
        "money": float(x_mean),
        "result": float(y_mean),
        "result_low": float(y_low),
        "result_high": float(y_high),
        "seeds": int(count),
        "note": note,
    }


def _note(mean: float, low: float, high: float, count: int) -> str:
    """Return why a cost cannot be given, "" where it can."""
    if count < 2:
        return "one seed" if count else "no value"
    if low <= 0.0 <= high:
        return "not discernible"
    return "fewer" if mean < 0 else ""


def _fieller(x: np.ndarray, y: np.ndarray) -> tuple[float, float, float]:
    """Return mean(x)/mean(y) and its 95% interval; y's own interval must leave out 0.

    Source: Fieller (1954), Some Problems in Interval Estimation, JRSS B 16.
    """
    seen = np.isfinite(x) & np.isfinite(y)
    x, y = x[seen], y[seen]
    squared = float(student(np.array(x.size))) ** 2 / x.size
    (xx, xy), (_, yy) = np.cov(x, y) * squared
    a, b, c = y.mean() ** 2 - yy, x.mean() * y.mean() - xy, x.mean() ** 2 - xx
    root = np.sqrt(max(b * b - a * c, 0.0))
    return float(x.mean() / y.mean()), float((b - root) / a), float((b + root) / a)


def _gap(value: float, base: float) -> float:
    """Return the difference as a share of ``base``, 0 where both are 0, NaN where only the base is."""
    if value == base:
        return 0.0
    return (value - base) / base if base else float("nan")


def _class(budget_gap: float, paid_gap: float) -> str:
    """Return what may be said of two policies' cost, from their gaps in money budgeted and paid."""
    if not abs(budget_gap) <= EQUAL:
        return "unequal budget"
    if abs(paid_gap) <= EQUAL:
        return "equal"
    return "gap" if abs(paid_gap) <= GAP else "absorption"
