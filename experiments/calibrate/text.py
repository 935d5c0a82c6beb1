"""What a calibration says to people: how good, beside what, which values, what not to believe (texte du calage)."""

import math

import numpy as np

from experiments.calibrate.output import Result
from experiments.words import DISCLAIMER, MISSING, NBSP, decimals_for, number, percent
from sim.errors import Text

WARNING = Text(
    "Nobody should believe a forecast of these: the hold-out says how wrong one would have been.",
    "Personne ne devrait croire une prévision de ces séries : la partie mise de côté dit combien elle se serait "
    "trompée.",
)


def result_text(found: Result, lang: str) -> str:
    """Return the verdict, the errors beside simple forecasts, the values with their ranges, and what to do next."""
    ensemble, target = found.ensemble, found.target
    blocks = [f"{target.label.in_(lang)} ({target.citation.in_(lang)})", verdict(found, lang), _errors(found, lang)]
    kept, total = number(len(ensemble.kept), lang), number(len(ensemble.trials), lang)
    draws = number(len(ensemble.draws), lang)
    blocks.append(Text(
        f"Values: the nearest {kept} of {draws} draws ({total} trials in all), weighted\n",
        f"Valeurs{NBSP}: les {kept} tirages les plus proches sur {draws} ({total} essais en tout), pondérés\n",
    ).in_(lang) + _parameters(found, lang))
    if ensemble.blurred:
        blocks.append(_blurred(found).in_(lang))
    blocks.append("\n".join([
        target.caution.in_(lang), WARNING.in_(lang), DISCLAIMER.in_(lang),
        Text(f"Results: {found.out}\nUse them: {found.command}",
             f"Résultats{NBSP}: {found.out}\nLes employer{NBSP}: {found.command}").in_(lang),
    ]))  # fmt: skip
    return "\n\n".join(block for block in blocks if block)


def verdict(found: Result, lang: str) -> str:
    """Say whether the calibration has converged, and if not why."""
    if not found.doubts:
        return Text(
            "Converged: nearer to the data it was fitted on than the naive forecast, and the search had ended.",
            "A convergé : plus près des données calées que la prévision naïve, et la recherche était finie.",
        ).in_(lang)
    head = Text("NOT CONVERGED:", f"N'A PAS CONVERGÉ{NBSP}:").in_(lang)
    return "\n".join([head, *(f"  {doubt.in_(lang)}" for doubt in found.doubts)])


def _blurred(found: Result) -> Text:
    """Say that the noise of the seeds hides differences, and where nothing at all was learnt."""
    seeds, whole = len(found.seeds), len(found.ensemble.kept) == len(found.ensemble.draws)
    nothing = Text(
        " Every draw lies within it: these data tell nothing of these parameters.",
        " Tous y sont compris : ces données ne disent rien de ces paramètres.",
    ) if whole else Text("", "")  # fmt: skip
    return Text(
        f"The noise of {seeds} seeds hides differences between these draws: more seeds would tell more.{nothing.en}",
        f"Le bruit de {seeds} graines cache les différences entre ces tirages{NBSP}: plus de graines en diraient "
        f"davantage.{nothing.fr}",
    )


def _errors(found: Result, lang: str) -> str:
    """Return the errors as a table: on the fit part, then on what was held out."""
    table = found.errors()
    known = table[["fit_rmse", "held_out_rmse"]].to_numpy()
    decimals = decimals_for(float(np.nanmax(known))) if np.isfinite(known).any() else 0

    def cells(kind: str, row: dict) -> list[str]:
        """Return the errors of one part, MAPE and RMSE, as written."""
        mape, rmse = row[f"{kind}_mape"], row[f"{kind}_rmse"]
        shown = MISSING.in_(lang) if math.isnan(mape) else percent(mape, lang, 1)
        return [shown, number(rmse, lang, decimals)]

    held = len(found.seen) - found.fit
    head = Text(
        f"error: {found.fit} fitted, then {held} held out|MAPE|RMSE|MAPE|RMSE",
        f"erreur{NBSP}: sur {found.fit} calées, puis {held} mises de côté|MAPE|RMSE|MAPE|RMSE",
    ).in_(lang)
    rows = [head.split("|")]
    for row in table.to_dict("records"):
        rows.append([row[f"label_{lang}"], *cells("fit", row), *cells("held_out", row)])
    return _aligned(rows)


def _parameters(found: Result, lang: str) -> str:
    head = Text(
        "parameter|prior|median|90% of the ensemble|best trial|narrowed by",
        f"paramètre|a priori|médiane|90{NBSP}% de l'ensemble|meilleur essai|resserré de",
    )
    rows = [head.in_(lang).split("|")]
    for row in found.ensemble.parameters().to_dict("records"):

        def shown(*keys: str, row: dict = row) -> str:
            decimals = decimals_for(row["high"]) + 1
            return " – ".join(number(row[key], lang, decimals) for key in keys)

        rows.append([row["parameter"], shown("low", "high"), shown("median"), shown("q05", "q95"), shown("best"),
                     percent(row["narrowed"], lang)])  # fmt: skip
    lines = _aligned(rows)
    names = [prior.name for prior in found.ensemble.priors]
    table = found.ensemble.correlation().to_numpy(dtype=float)
    pairs = [
        f"{a} × {b} {number(float(table[i, j]), lang, 2, sign=True)}"
        for i, a in enumerate(names)
        for j, b in enumerate(names)
        if i < j
    ]
    said = Text("  correlation in the ensemble: ", f"  corrélation dans l'ensemble{NBSP}: ").in_(lang)
    return lines + (f"\n{said}{', '.join(pairs)}" if pairs else "")


def _aligned(rows: list[list[str]]) -> str:
    widths = [max(len(row[k]) for row in rows) for k in range(len(rows[0]))]
    return "\n".join(
        "  ".join(["", row[0].ljust(widths[0]), *(row[k].rjust(widths[k]) for k in range(1, len(row)))]) for row in rows
    )
