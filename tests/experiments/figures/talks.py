"""Made-up slides, one of each kind, at the most they are asked to hold (diapositives d'essai)."""

import numpy as np
import pandas as pd
from matplotlib.colors import Normalize

from experiments.figures import Note
from experiments.figures.mosaic import Scale
from experiments.figures.slides import ROWS, adoption_slide, answer_slide, bars_slide, effects_slide, map_slide
from experiments.words import NBSP
from sim.errors import Text
from tests.experiments.figures.tables import POLICIES, adoption, territory

LONG = Text(
    "A policy whose name is long and does not hold on one line",
    "Une politique dont le nom est long et ne tient pas sur une ligne",
)
NAMES = [Text("No policy", "Aucune politique"), LONG, *list(POLICIES.values())[2:]]
SENTENCE = Text(
    "Adopters among the people concerned, “Posts that last” against “Equipment and walls”: better — most often (in 19 "
    "of the 24 worlds tested); less good — rarely (in 2 of the 24 worlds tested)",
    "Adoptants parmi les personnes concernées, « Des postes dans la durée » face à « Du matériel et des murs » : "
    "mieux — le plus souvent (dans 19 des 24 mondes testés) ; moins bien — rarement (dans 2 des 24 mondes testés)",
)
OUTCOMES = (
    Text("Adopters among the people concerned", "Adoptants parmi les personnes concernées"),
    Text("Communes with an open site", "Communes ayant un site ouvert"), Text("Open sites", "Sites ouverts"),
    Text("Jobs", "Emplois"),
)  # fmt: skip
AGAINST = Text("Adopters: difference from “Current mix”", "Adoptants : écart à « Dosage actuel »")
SIDES = (Text("better with “A”", "mieux avec « A »"), Text("better with “B”", "mieux avec « B »"))
WORST = Text("Regret in the worst of the worlds tested.", "Regret dans le pire des mondes testés.")


def note(lang):
    """Return what stands under a slide."""
    return Note(
        seeds=30, years=15, first_year=2025, version="0.2.0", worlds=24, title=SENTENCE.in_(lang),
        territory=Text("Chalon-sur-Saône, Le Creusot–Montceau and Les Bertranges",
                       "Chalon-sur-Saône, Le Creusot–Montceau et Les Bertranges").in_(lang),
        command=f"essaimage plot results/people_vs_investments for=slides lang={lang}",
    )  # fmt: skip


def names(lang):
    """Return as many names as a slide holds."""
    return [name.in_(lang).replace(" »", f"{NBSP}»") for name in NAMES]


def summary(lang="fr"):
    """As many policies as a slide holds, one of them without a discernible difference."""
    estimate = np.linspace(-0.1, 0.06, ROWS)
    return pd.DataFrame({"policy": range(ROWS), "label": names(lang), "estimate": estimate, "low": estimate - 0.01,
                         "high": estimate + 0.01, "above": 18, "below": 12, "contains": 24, "no_interval": 0,
                         "value": estimate + 0.2, "seeds": 5})  # fmt: skip


def counts(lang="fr"):
    """Worlds on each side for four outcomes."""
    labels = [text.in_(lang) for text in OUTCOMES]
    return pd.DataFrame({"label": labels, "better": [4, 1, 0, 5], "even": [11, 18, 17, 15], "less": [9, 5, 7, 4]})


def map_of_gaps(lang):
    """A slide of one map of differences."""
    ground = territory()
    values = pd.Series(np.linspace(-0.1, 0.1, len(ground)), index=ground["place"])
    return map_slide(values, ground, lang, Scale("PuOr", Normalize(-0.1, 0.1), "points", True), note(lang))


SLIDES = {
    "answer": lambda lang: answer_slide(counts(lang), lang, tuple(s.in_(lang) for s in SIDES), note(lang)),
    "effects": lambda lang: effects_slide(summary(lang), lang, note(lang), AGAINST.in_(lang), "share"),
    "adoption": lambda lang: adoption_slide(
        adoption(lang, seeds=3), lang, note(lang), ("fund_people", "fund_investments")
    ),
    "euros": lambda lang: bars_slide(
        summary(lang).assign(low=np.nan, value=lambda t: t["value"] * 1e6), lang, note(lang)
    ),
    "regret": lambda lang: bars_slide(summary(lang).assign(low=np.nan), lang, note(lang), "share", WORST.in_(lang)),
    "map": map_of_gaps,
}


def pictures(lang):
    """Every kind of slide, drawn."""
    return {name: draw(lang) for name, draw in SLIDES.items()}
