"""What the runs without an instrument say of it, in a worker: differences, intervals, sentences (jugement)."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from experiments.answer import indicator_label
from experiments.catalogue import label
from experiments.figures.style import gap_decimals, gap_kind, gap_written
from experiments.intervals import interval, verdict
from experiments.words import NBSP, NO_EFFECT, euros
from sim.measures import INDICATORS
from workshop.dashboard import JUDGED

Row = dict[str, float]
CLEAR = ("above", "below")


def cards(whole: Sequence[Row], without: Mapping[str, Sequence[Row]], spent: Mapping[str, int]) -> list[dict[str, Any]]:
    """Return a card for each instrument: what it added, on the same seeds, to each indicator judged.

    whole, without: indicators at the end, one row a seed. The intervals of all cards hold together in 95% of cases.
    An instrument that nobody used has no runs of its own: it changed exactly nothing.
    """
    count = max(1, len(without) * len(JUDGED))
    found = []
    for tool in spent:
        effects = [_effect(name, whole, without.get(tool), count) for name in JUDGED]
        found.append({
            "instrument": tool, "euros": spent[tool], "used": spent[tool] > 0, "seeds": len(whole),
            "comparisons": count, "effects": effects,
            **{lang: _sentence(tool, spent[tool], effects, lang) for lang in ("fr", "en")},
        })  # fmt: skip
    return sorted(found, key=lambda card: -_strength(card["effects"]))


def _effect(name: str, whole: Sequence[Row], without: Sequence[Row] | None, count: int) -> dict[str, Any]:
    if without is None:
        return {"indicator": name, "delta": 0.0, "low": 0.0, "high": 0.0, "verdict": "identical"}
    gaps = np.array([a[name] - b[name] for a, b in zip(whole, without, strict=True)])
    mean, low, high, seeds = interval(gaps, count)
    said = str(verdict(low, high, seeds))
    return {"indicator": name, "delta": _plain(mean), "low": _plain(low), "high": _plain(high), "verdict": said}


def _plain(value: Any) -> float | None:
    return float(value) if np.isfinite(value) else None


def _strength(effects: Sequence[Mapping[str, Any]]) -> float:
    """Return how far an instrument's clearest effect is from zero, in half widths of its interval; 0 for none."""
    clear = [e for e in effects if e["verdict"] in CLEAR]
    return max((abs(e["delta"]) / max(1e-12, (e["high"] - e["low"]) / 2.0) for e in clear), default=0.0)


def _sentence(tool: str, spent: int, effects: Sequence[Mapping[str, Any]], lang: str) -> str:
    """Say in one sentence what an instrument added, or that nothing can be told from zero."""
    fr, colon = lang == "fr", f"{NBSP}:" if lang == "fr" else ":"
    if not spent:
        tail = "n'a pas été employé, son effet est exactement nul" if fr else "was not used, its effect is exactly zero"
        return f"{label('instruments', tool, lang)}{colon} {tail}."
    head = f"{label('instruments', tool, lang)} ({euros(spent, lang)}){colon}"
    clear = [_told(e, lang) for e in effects if e["verdict"] in CLEAR]
    if clear:
        semi = f"{NBSP}; " if fr else "; "
        against = "face à la même partie sans lui" if fr else "against the same game without it"
        return f"{head} {semi.join(clear)} {against}."
    if all(e["verdict"] == "identical" for e in effects):
        return f"{head} {'exactement 0, rien ne change sans lui' if fr else 'exactly 0, nothing changes without it'}."
    if effects[0]["verdict"] == "one seed":
        return f"{head} {'un seul tirage ne dit rien du hasard' if fr else 'one draw says nothing of chance'}."
    return f"{head} {NO_EFFECT.in_(lang)}."


def _told(effect: Mapping[str, Any], lang: str) -> str:
    """Return one effect with its interval: « emplois dans les sites +3,2 (de 1,1 à 5,3) »."""
    unit = INDICATORS[effect["indicator"]].unit.en
    decimals = gap_decimals(abs(effect["delta"]), unit)
    delta, low, high = (gap_written(effect[key], lang, unit, decimals) for key in ("delta", "low", "high"))
    points = f"{NBSP}points" if gap_kind(unit) == "points" else ""
    name = indicator_label(effect["indicator"], lang)
    span = f"de {low} à {high}" if lang == "fr" else f"{low} to {high}"
    return f"{name[0].lower()}{name[1:]} {delta}{points} ({span})"
