"""Figures over time: the adoption fan and the sites by stage."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from experiments.figures import Note, adoption_fan, sites_by_stage
from experiments.words import DISCLAIMER, NBSP
from tests.experiments.figures.tables import POLICIES, adoption, stages

NOTE = Note(version="0.1.0", territory="Chalon, Creusot-Montceau, Les Bertranges")


@pytest.fixture
def frame():
    return adoption("en", seeds=6)


def test_the_fan_has_one_panel_per_policy_on_one_scale(frame):
    fig, axes = adoption_fan(frame, "en", NOTE)
    fig.draw_without_rendering()
    assert [ax.get_title("left").replace("\n", " ") for ax in axes] == [text.en for text in POLICIES.values()]
    assert len({(ax.get_xlim(), ax.get_ylim()) for ax in axes}) == 1
    assert axes[0].get_ylim()[0] <= 0


def test_the_line_of_the_fan_is_the_median_of_the_seeds(frame):
    _, axes = adoption_fan(frame, "en", NOTE)
    line = next(line for line in axes[3].lines if line.get_gid() == "median")
    people = frame[frame["policy"] == "fund_people"]
    assert np.allclose(line.get_ydata(), people.groupby("year")["value"].median())
    assert line.get_xdata()[0] == 2025 and line.get_xdata()[-1] == 2040


def test_the_bands_hold_the_middle_90_and_50_percent(frame):
    _, axes = adoption_fan(frame, "en", NOTE)
    values = frame[(frame["policy"] == "none") & (frame["year"] == 2040)]["value"]
    for band, levels in zip(axes[0].collections, ((0.05, 0.95), (0.25, 0.75)), strict=True):
        vertices = band.get_paths()[0].vertices
        ends = vertices[vertices[:, 0] == 2040, 1]
        assert [ends.min(), ends.max()] == pytest.approx(values.quantile(levels).tolist())


def test_the_reference_is_repeated_in_every_other_panel(frame):
    _, axes = adoption_fan(frame, "en", NOTE, reference="current_mix")
    repeated = [[line for line in ax.lines if line.get_gid() == "reference"] for ax in axes]
    assert [len(lines) for lines in repeated] == [1, 0, 1, 1, 1, 1, 1]
    expected = frame[frame["policy"] == "current_mix"].groupby("year")["value"].median()
    assert np.allclose(repeated[0][0].get_ydata(), expected)
    assert to_hex(repeated[0][0].get_color()) == "#767676"


def test_shares_are_percentages_in_french():
    fig, axes = adoption_fan(adoption("fr", seeds=3), "fr", NOTE)
    fig.draw_without_rendering()
    ticks = [tick.get_text() for tick in axes[0].get_yticklabels()]
    assert f"20{NBSP}%" in ticks and "0.2" not in ticks


def test_the_caption_says_seeds_horizon_version_and_what_it_is_not(frame):
    fig, _ = adoption_fan(frame, "en", NOTE)
    caption = fig.get_supxlabel().replace("\n", " ")
    assert "6 common seeds" in caption and "15 years (2025–2040)" in caption
    assert "model 0.1.0" in caption and DISCLAIMER.en in caption


def test_the_french_caption_is_french():
    fig, _ = adoption_fan(adoption("fr", seeds=3), "fr", NOTE)
    caption = fig.get_supxlabel().replace("\n", " ")
    assert "3 tirages communs" in caption and "15 ans (2025–2040)" in caption and DISCLAIMER.fr in caption


def test_the_areas_stack_to_the_mean_number_of_sites():
    frame = stages("en")
    _, axes = sites_by_stage(frame, "en", NOTE)
    top = max(path.vertices[:, 1].max() for area in axes[6].collections for path in area.get_paths())
    last = frame[(frame["policy"] == "catalysis") & (frame["year"] == 2040)]
    assert top == pytest.approx(last["value"].sum() / last["seed"].nunique())


def test_a_stage_never_reached_is_no_error():
    frame = stages("en")
    _, axes = sites_by_stage(frame[frame["indicator"] != "sites_established"], "en", NOTE)
    assert len(axes[0].collections) == 4


@pytest.mark.parametrize(("lang", "said"), [("en", "one seed"), ("fr", "une seule graine")])
def test_one_seed_is_a_curve_without_bands(lang, said):
    frame = adoption(lang, seeds=1)
    fig, axes = adoption_fan(frame, lang, NOTE, reference="none")
    assert not any(ax.collections for ax in axes)
    texts = [text.get_text() for text in fig.axes[-1].get_legend().get_texts()]
    assert texts[0] == said and len(texts) == 2 and "median" not in texts[1] and "médiane" not in texts[1]
    mine = frame[frame["policy"] == "catalysis"]
    assert np.allclose(axes[-1].lines[-1].get_ydata(), mine["value"])


def test_an_empty_reference_draws_no_grey_line(frame):
    fig, axes = adoption_fan(frame, "en", NOTE, reference="")
    assert [len(ax.lines) for ax in axes] == [1] * len(POLICIES)
    assert len(fig.axes[-1].get_legend().get_texts()) == 3
    _, axes = adoption_fan(frame, "en", NOTE)
    assert [len(ax.lines) for ax in axes] == [1] + [2] * (len(POLICIES) - 1)
