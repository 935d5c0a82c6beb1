"""The sentence that answers: grammatical with every word of the scale, in both languages."""

from types import SimpleNamespace

import pandas as pd
import pytest

from experiments.answer import sentence, sweep_text
from experiments.expand import Experiment, experiment_named
from experiments.words import DISCLAIMER, NBSP, SCALE, forbidden


def sweep(above, below, total, versus=("fund_people", "fund_investments")):
    """Return what the sentence reads of a sweep: a verdict for each world."""
    verdicts = ["above"] * above + ["below"] * below + ["not discernible"] * (total - above - below)
    effects = pd.DataFrame({"verdict": verdicts, "estimate": 0.0174})
    return SimpleNamespace(versus=versus, dial_effects=lambda a, b, indicator: effects)


def test_the_sentence_says_better_less_good_and_neither():
    assert sentence(sweep(4, 2, 12), "en") == (
        "For the same money budgeted, fund_people against fund_investments on adopters among those concerned: better "
        "— mixed (in 4 of 12 worlds tested); less good — rarely (in 2 of 12 worlds tested); no difference discernible "
        f"in 6 of 12 worlds tested (mean of the worlds +1.7{NBSP}points)."
    )
    assert sentence(sweep(4, 2, 12), "fr") == (
        "Pour le même budget ouvert, fund_people face à fund_investments sur « adoptants parmi les personnes "
        "concernées » : mieux — partagé (dans 4 des 12 mondes testés) ; moins bien — rarement (dans 2 des 12 mondes "
        f"testés) ; pas de différence discernable dans 6 des 12 mondes testés (moyenne des mondes : +1,7{NBSP}points)."
    )


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_every_word_of_the_scale_stands_as_a_label(lang):
    said = [sentence(sweep(count, 0, 12), lang) for count in (12, 10, 6, 2, 0)]
    better = {"en": "better", "fr": "mieux"}[lang]
    for text, step in zip(said, SCALE, strict=True):
        assert f": {better} — {step.word.in_(lang)} (" in text and not forbidden(text) and text.count(". ") == 0


def test_a_quantity_that_is_no_share_has_no_points():
    assert "points" not in sentence(sweep(4, 2, 12), "en", "sites")


def test_nothing_is_said_without_the_two_policies():
    assert sentence(sweep(1, 1, 4, None), "en") == ""


@pytest.mark.parametrize(("lang", "words"), [("en", ("Compared:", "Limits:")), ("fr", ("Comparé", "Limites"))])
def test_the_answer_ends_with_what_was_compared_where_it_comes_from_and_its_limits(lang, words):
    """One policy only, so that the text holds nothing else; the sentence of the source document stays in French."""
    experiment = experiment_named("people_vs_investments")
    results = SimpleNamespace(
        versus=None, policies=["none"], base=lambda reference: "none", experiment=experiment,
    )  # fmt: skip
    text = sweep_text(results, lang)
    assert all(f"\n{word}" in text for word in words) and experiment.text("limits", lang) in text
    assert "« Financer les hommes et pas seulement les investissements" in text
    assert text.endswith(DISCLAIMER.in_(lang)) and text.startswith(experiment.text("question", lang))

    results.experiment = Experiment("sweep", ("none",), "none")
    assert sweep_text(results, lang) == DISCLAIMER.in_(lang)
