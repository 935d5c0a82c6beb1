"""The scale of wording and the number formats, and docs/words.md that states them."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.words import (
    DISCLAIMER,
    FORBIDDEN,
    MINUS,
    NARROW,
    NBSP,
    NONE_DISCERNIBLE,
    SCALE,
    decimals_for,
    direction,
    euros,
    forbidden,
    frequency,
    interval,
    luck_phrase,
    number,
    percent,
    points,
    worlds_phrase,
)
from sim.errors import ParameterError

DOCS = Path(__file__).parents[2] / "docs" / "words.md"


def rows(heading: str) -> list[list[str]]:
    """Return the cells of the table under a heading of docs/words.md, without its head."""
    part = DOCS.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    lines = [line for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


@pytest.mark.parametrize(
    ("value", "decimals", "french", "english"),
    [
        (1234567.0, 0, f"1{NARROW}234{NARROW}567", "1,234,567"),
        (1234.56, 1, f"1{NARROW}234,6", "1,234.6"),
        (-3.5, 1, f"{MINUS}3,5", f"{MINUS}3.5"),
        (999.0, 0, "999", "999"),
    ],
)
def test_numbers_are_written_as_each_language_writes_them(value, decimals, french, english):
    assert (number(value, "fr", decimals), number(value, "en", decimals)) == (french, english)


@given(st.floats(-0.0499, 0.0), st.sampled_from(["fr", "en"]), st.booleans())
def test_what_rounds_to_zero_has_no_sign(value, lang, sign):
    assert number(value, lang, 1, sign=sign) == ("0,0" if lang == "fr" else "0.0")


@given(st.floats(-1e12, 1e12), st.integers(0, 4))
def test_french_and_english_hold_the_same_figures(value, decimals):
    french = number(value, "fr", decimals).replace(NARROW, "").replace(",", ".").replace(MINUS, "-")
    assert float(french) == float(number(value, "en", decimals).replace(",", "").replace(MINUS, "-"))
    assert float(french) == pytest.approx(value, abs=0.5 * 10.0**-decimals + abs(value) * 1e-12)


def test_a_plus_is_written_only_when_asked():
    assert number(2.0, "en", sign=True) == "+2" and number(2.0, "en") == "2"


def test_percent_has_a_no_break_space_in_french_only():
    assert percent(0.345, "fr", 1) == f"34,5{NBSP}%"
    assert percent(0.345, "en", 1) == "34.5%"


def test_a_difference_of_shares_is_in_points():
    assert points(0.032, "fr") == f"+3,2{NBSP}points"
    assert points(-0.032, "en") == f"{MINUS}3.2{NBSP}pts"


def test_euros_stand_after_in_french_and_before_in_english():
    assert euros(-1234.0, "fr") == f"{MINUS}1{NARROW}234{NBSP}€"
    assert euros(-1234.0, "en") == f"{MINUS}€1,234"
    assert euros(1_230_000.0, "fr", 1, "M") == f"1,2{NBSP}M€"
    assert euros(1_230_000.0, "en", 1, "M", sign=True) == "+€1.2M"


def test_what_is_not_defined_is_said_so():
    assert number(float("nan"), "fr") == "n.d." and euros(float("nan"), "en") == "n/a"
    assert number(float("-inf"), "en") == f"{MINUS}∞"


def test_intervals_are_words_not_brackets():
    assert interval(-1.23, 3.4, "fr", 1, "%") == f"de {MINUS}1,2 à 3,4{NBSP}%"
    assert interval(-1.23, 3.4, "en", 1, "%") == f"{MINUS}1.2 to 3.4%"


def test_an_interval_whose_bounds_read_the_same_is_one_number():
    assert interval(1.01, 1.02, "en", 1) == "1.0"


def test_worlds_are_counted_in_both_languages():
    assert worlds_phrase(17, 24, "en") == "in 17 of 24 worlds tested"
    assert worlds_phrase(17, 24, "fr") == "dans 17 des 24 mondes testés"


def test_one_world_is_not_many():
    assert worlds_phrase(1, 1, "fr") == "dans le seul monde testé"
    assert worlds_phrase(0, 1, "en") == "not in the one world tested"


@pytest.mark.parametrize(
    ("count", "word"),
    [
        (24, "always"),
        (23, "mostly"),
        (18, "mostly"),
        (17, "mixed"),
        (7, "mixed"),
        (6, "rarely"),
        (1, "rarely"),
        (0, "never"),
    ],
)
def test_the_word_changes_at_the_bounds_of_the_scale(count, word):
    assert frequency(count, 24, "en") == word


def test_the_scale_has_french_words():
    words = [frequency(count, 8, "fr") for count in (8, 6, 4, 2, 0)]
    assert words == ["toujours", "le plus souvent", "partagé", "rarement", "jamais"]


@given(st.integers(1, 400), st.data())
def test_more_worlds_never_give_a_weaker_word(total, data):
    fewer = data.draw(st.integers(0, total))
    more = data.draw(st.integers(fewer, total))
    order = [step.word.en for step in reversed(SCALE)]
    assert order.index(frequency(fewer, total, "en")) <= order.index(frequency(more, total, "en"))


@pytest.mark.parametrize(("count", "total"), [(5, 4), (-1, 4), (0, 0)])
def test_impossible_counts_are_refused(count, total):
    with pytest.raises(ParameterError, match="total must be 1 or more"):
        worlds_phrase(count, total, "en")


def test_an_unknown_language_is_refused():
    with pytest.raises(ParameterError, match="lang is 'de'"):
        number(1.0, "de")


def test_direction_needs_an_interval_wholly_on_one_side():
    assert [direction(*pair) for pair in ((0.1, 2), (-2, -0.1), (-1, 1), (0, 1), (-1, 0))] == [1, -1, 0, 0, 0]


def test_one_scale_has_one_precision():
    assert [decimals_for(v) for v in (250.0, 25.0, 2.5, 0.25, 0.0)] == [0, 1, 2, 3, 0]
    assert decimals_for(0.001, -120.0, float("nan")) == 0


def test_forbidden_words_are_found_whatever_the_case():
    assert forbidden("A Significant effect proves it; la politique gagne.") == [
        "significant",
        "proves",
        "gagne",
    ]
    assert forbidden("des écarts significatifs") == ["significatifs"]


def test_ordinary_words_are_allowed():
    assert forbidden("proof, preuve, signal, la signification, il regagne, approves") == []


def test_our_own_words_are_allowed():
    texts = [*DISCLAIMER, *(word for step in SCALE for word in (*step.rule, *step.word))]
    assert forbidden(" ".join(texts)) == []


def test_the_docs_state_the_scale_of_the_code():
    assert rows("How often something holds") == [[*step.rule, *step.word] for step in SCALE]


def test_the_docs_state_what_luck_would_do_as_the_code_says_it():
    said = [[luck_phrase(*counts, lang) for lang in ("en", "fr")] for counts in ((0, 19), (2, 5))]
    assert rows("What luck would do") == [[*NONE_DISCERNIBLE], *said]


def test_the_docs_state_the_forbidden_words_of_the_code():
    assert rows("Words that are not used") == [[", ".join(FORBIDDEN["en"]), ", ".join(FORBIDDEN["fr"])]]


def test_the_docs_state_the_disclaimer_of_the_code():
    assert rows("On every surface") == [[DISCLAIMER.en, DISCLAIMER.fr]]


def test_the_docs_show_the_numbers_the_code_writes():
    written = {row[0]: row[1:] for row in rows("Numbers")}
    assert written["difference of two percentages"] == [
        points(0.032, "en").replace(NBSP, " "),
        points(0.032, "fr").replace(NBSP, " "),
    ]
    assert written["millions of euros"][1] == euros(1.23e6, "fr", 1, "M").replace(NBSP, " ")
    assert written["interval"] == [interval(1.2, 3.4, "en"), interval(1.2, 3.4, "fr")]
