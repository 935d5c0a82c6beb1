"""Figures over the worlds tested: the dial map, the effects and the regret."""

from itertools import product

import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb

from experiments import compare
from experiments.figures import Note, dial_map, effects_forest, regret_table
from experiments.words import MINUS
from sim.errors import ParameterError
from tests.experiments.figures.worlds import effects, forest, regret

NOTE = Note(seeds=30, years=15, first_year=2025, version="0.1.0")


def cells(ax):
    return {tuple(map(int, p.get_gid().split(","))): p for p in ax.patches if "," in (p.get_gid() or "")}


def test_hatched_cells_are_exactly_those_whose_interval_contains_zero():
    frame = effects()
    _, ax = dial_map(frame, "en", NOTE)
    hatched = sum(bool(cell.get_hatch()) for cell in cells(ax).values())
    assert hatched == ((frame["low"] <= 0) & (frame["high"] >= 0)).sum()
    assert 0 < hatched < len(frame) == len(cells(ax))


def test_each_cell_stands_where_its_dials_say():
    frame = effects().assign(estimate=0.0, low=-1.0, high=1.0)
    one = (frame["start"] == "staffed") & (frame["people_funding.term"] == 3)
    one &= (frame["operate.sigma"] == 1.0) & (frame["finance.transferable"] == 0.1)
    frame.loc[one, ["estimate", "low", "high"]] = (-50.0, -60.0, -40.0)
    _, ax = dial_map(frame, "en", NOTE)
    assert [where for where, cell in cells(ax).items() if not cell.get_hatch()] == [(7, 2)]


def test_the_number_of_each_cell_is_its_estimate_and_wave_means_unclear():
    frame = effects().head(4)
    _, ax = dial_map(frame, "fr", NOTE)
    texts = {text.get_text() for text in ax.texts}
    for estimate, low in zip(frame["estimate"], frame["low"], strict=True):
        number = f"{estimate:+.0f}".replace("-", MINUS)
        assert (number if low > 0 else f"≈ {number}") in texts


def test_the_palette_is_symmetric_about_zero():
    frame = effects()
    fig, _ = dial_map(frame, "en", NOTE)
    bound = frame["estimate"].abs().max()
    assert fig.axes[-1].get_xlim() == pytest.approx((-bound, bound))


def test_opposite_effects_have_opposite_colours():
    frame = pd.DataFrame(
        {
            "world": [0, 1],
            "operate.sigma": [0.3, 2.0],
            "start": "equipped",
            "estimate": [10.0, -10.0],
            "low": [9.0, -11.0],
            "high": [11.0, -9.0],
        }
    )
    _, ax = dial_map(frame, "en", NOTE)
    people, investments = (to_rgb(cells(ax)[0, k].get_facecolor()) for k in (0, 1))
    assert people[2] > people[0] and investments[0] > investments[2]


def test_a_dial_that_does_not_vary_takes_no_room():
    frame = effects().query("`people_funding.term` == 3 and `finance.transferable` == .1")
    _, ax = dial_map(frame, "en", NOTE)
    assert ax.get_xlim() == (0, 4) and ax.get_ylim() == (3, 0)
    assert [tick.get_text() for tick in ax.get_yticklabels()] == ["equipped", "balanced", "staffed"]


def test_a_world_without_an_interval_is_hatched_and_the_caption_says_why():
    frame = effects().assign(low=np.nan, high=np.nan)
    fig, ax = dial_map(frame, "en", NOTE)
    assert all(cell.get_hatch() for cell in cells(ax).values())
    assert "or there is none (one seed)" in fig.get_supxlabel().replace("\n", " ")


def test_a_world_taken_out_as_redundant_leaves_an_empty_cell():
    _, ax = dial_map(effects().iloc[1:], "en", NOTE)
    assert len(cells(ax)) == 71


def test_two_rows_with_the_same_dials_are_refused():
    frame = effects()
    with pytest.raises(ParameterError, match="same dials"):
        dial_map(pd.concat([frame, frame.head(1)]), "en", NOTE)


def test_an_unknown_dial_still_finds_its_place():
    frame = pd.DataFrame(
        {
            "world": range(4),
            "adopt.q": [1.0, 1.0, 2.0, 2.0],
            "adopt.p": [0.1, 0.2, 0.1, 0.2],
            "estimate": 1.0,
            "low": 0.5,
            "high": 2.0,
        }
    )
    _, ax = dial_map(frame, "fr", NOTE)
    assert len(cells(ax)) == 4
    assert "0,1" in [tick.get_text() for tick in ax.get_xticklabels()]


def test_the_forest_draws_the_mean_of_worlds_and_one_dot_per_world():
    frame = forest()
    _, ax = effects_forest(frame, "en", NOTE, "adopted", "share")
    dots = [item for item in ax.collections if item.get_gid() == "worlds"]
    assert [len(item.get_offsets()) for item in dots] == [24] * 6
    means = [line.get_xdata()[0] for line in ax.lines if line.get_gid() == "average"]
    assert means == pytest.approx(frame.loc[frame["world"] == "all", "estimate"].tolist())


def test_the_phrase_counts_the_worlds_on_each_side():
    frame = pd.DataFrame(
        {
            "policy": "p",
            "label": "P",
            "world": [*map(str, range(4)), "all"],
            "estimate": [1, 1, -1, 0, 0.2],
            "low": [0.5, 0.5, -2, -1, -0.1],
            "high": [2, 2, -0.5, 1, 1],
        }
    )
    _, ax = effects_forest(frame, "en", NOTE)
    phrase = next(text.get_text() for text in ax.texts if text.get_gid() == "phrase")
    assert phrase == "more in 2 of 4 worlds tested\nless in 1 of 4 worlds tested"


def test_no_difference_anywhere_is_said_in_words():
    frame = pd.DataFrame(
        {"policy": "p", "label": "P", "world": ["0", "1"], "estimate": 0.0, "low": -1.0, "high": 1.0}
    )
    _, ax = effects_forest(frame, "fr", NOTE)
    assert "pas de différence discernable" in ax.texts[0].get_text()


def test_one_seed_has_no_interval_and_says_so():
    frame = pd.DataFrame(
        {"policy": "p", "world": [0, 1], "estimate": [1.0, 2.0], "low": np.nan, "high": np.nan}
    )
    _, ax = effects_forest(frame, "en", NOTE)
    assert ax.texts[0].get_text() == "one seed: no interval"


def test_without_an_average_row_no_interval_is_invented():
    frame = forest()
    _, ax = effects_forest(frame[frame["world"] != "all"], "en", NOTE)
    assert not [line for line in ax.lines if line.get_gid() == "interval"]


def test_the_caption_counts_worlds_without_the_average():
    fig, _ = effects_forest(forest(), "en", NOTE)
    assert "24 worlds tested" in fig.get_supxlabel().replace("\n", " ")


def test_regret_is_sorted_by_the_worst_world():
    frame = regret()
    _, ax = regret_table(frame, "fr", NOTE, unit="share")
    worst = frame.groupby("label")["regret"].max().sort_values()
    assert [tick.get_text().replace("\n", " ") for tick in ax.get_yticklabels()] == worst.index.tolist()


def test_regret_numbers_are_max_p90_and_mean():
    frame = pd.DataFrame({"policy": "p", "label": "P", "world": range(11), "regret": np.arange(11.0) * 100})
    _, ax = regret_table(frame, "en", NOTE)
    assert [text.get_text() for text in ax.texts] == ["1,000", "900", "500"]


def test_a_ready_summary_gives_the_same_table():
    frame = pd.DataFrame({"policy": ["p"], "label": ["P"], "max": [1000.0], "p90": [900.0], "mean": [500.0]})
    _, ax = regret_table(frame, "en", NOTE)
    assert [text.get_text() for text in ax.texts] == ["1,000", "900", "500"]


def test_the_figures_take_the_frames_of_compare():
    rows, values = [], []
    luck = np.random.default_rng(8)
    for world, policy, seed in product(range(4), ("none", "fund_people", "fund_investments"), range(5)):
        run = f"{world}{policy}{seed}"
        rows.append((world, policy, seed, (0.3, 2.0)[world % 2], ("equipped", "staffed")[world // 2], run))
        values.append((run, 180, 2040, "adopted_share", luck.normal(0.3, 0.02)))
    plan = pd.DataFrame(rows, columns=["world", "policy", "seed", "operate.sigma", "start", "run_id"])
    table = pd.DataFrame(values, columns=["run_id", "step", "year", "indicator", "value"])
    paired = compare.paired(plan, table, "none", "adopted_share")
    average = compare.summary(plan, table, "none", "adopted_share").assign(world="all")
    fig, ax = effects_forest(pd.concat([paired, average]), "en", NOTE, unit="share")
    assert len([line for line in ax.lines if line.get_gid() == "interval"]) == 2
    assert "4 worlds tested" in fig.get_supxlabel().replace("\n", " ")
    effect = compare.dial_effects(plan, table, "fund_people", "fund_investments", "adopted_share")
    _, ax = dial_map(effect, "en", NOTE, unit="share")
    assert len(cells(ax)) == 4
    _, ax = regret_table(compare.regret(plan, table, "adopted_share"), "en", NOTE, unit="share")
    assert len(ax.texts) == 9
