"""What all figures share: style, contrast, axis numbers, captions, files written whole."""

import errno
from io import BytesIO
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties

from experiments import figures
from experiments.figures import Note, regret_table, save
from experiments.figures.style import CYCLE, GREY, INK, AxisNumbers, fitted, grid_of, ink_on, kind_of
from experiments.words import MINUS, NARROW, NBSP, forbidden
from sim.errors import StoreError

FRAME = pd.DataFrame(
    {
        "policy": ["a", "b"],
        "label": ["Amorçage", "Catalyse"],
        "max": [3.0, 2.0],
        "p90": [2.0, 1.0],
        "mean": [1.0, 0.5],
    }
)
NOTE = Note(seeds=30, years=15, first_year=2025, version="0.1.0", command="essaimage plot out=results/a")


def contrast(colour):
    """Contrast of a colour on white (WCAG)."""
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def ticks(lang, kind, marks, sign=False):
    fig = Figure()
    ax = fig.subplots()
    ax.set_xticks(marks)
    ax.xaxis.set_major_formatter(AxisNumbers(lang, kind, sign))
    fig.draw_without_rendering()
    return [tick.get_text() for tick in ax.get_xticklabels()]


def test_series_colours_are_seen_on_white_and_text_is_dark():
    assert min(map(contrast, CYCLE)) >= 3.0
    assert contrast(GREY) >= 4.5 and contrast(INK) >= 7.0


def test_the_style_file_and_the_code_have_one_cycle():
    with matplotlib.rc_context(fname=figures.style.STYLE):
        cycle = matplotlib.rcParams["axes.prop_cycle"].by_key()
    assert [f"#{colour.lstrip('#')}" for colour in cycle["color"]] == list(CYCLE)
    assert len({str(style) for style in cycle["linestyle"]}) == len(CYCLE)


def test_french_axes_have_a_comma_a_narrow_space_and_a_true_minus():
    assert ticks("fr", "number", [0, 0.5, 1]) == ["0,0", "0,5", "1,0"]
    assert ticks("fr", "number", [-2000, 0, 2000]) == [f"{MINUS}2{NARROW}000", "0", f"2{NARROW}000"]


def test_english_axes_have_a_point_and_a_comma():
    assert ticks("en", "number", [0, 0.25, 0.5]) == ["0.00", "0.25", "0.50"]
    assert ticks("en", "number", [0, 2000]) == ["0", "2,000"]


def test_shares_points_and_euros_have_their_signs():
    assert ticks("fr", "share", [0, 0.2]) == [f"0{NBSP}%", f"20{NBSP}%"]
    assert ticks("en", "points", [-0.05, 0, 0.05], sign=True) == [f"{MINUS}5", "0", "+5"]
    assert ticks("en", "euros", [0, 1.5e6, 3e6]) == ["€0", "€1.5M", "€3.0M"]
    assert ticks("fr", "euros", [0, 2e4]) == [f"0{NBSP}€", f"20{NBSP}k€"]


def test_numbers_in_cells_are_read_on_their_colour():
    for level in range(0, 256, 5):
        grey = (level / 255,) * 3
        back, ink = contrast(grey), contrast(ink_on(grey))
        assert max(back, ink) / min(back, ink) >= 3.5


def test_a_unit_says_how_numbers_are_written():
    assert [kind_of(unit) for unit in ("share of the concerned", "€", "participants", "")] == [
        "share",
        "euros",
        "number",
        "number",
    ]


def test_there_is_always_a_cell_for_the_legend():
    for count in range(1, 20):
        rows, columns = grid_of(count)
        assert rows * columns > count
    assert grid_of(7) == (2, 4)


def test_a_caption_without_facts_says_that_they_are_missing():
    caption = Note().caption("en")
    assert "number of seeds not stated" in caption.lower() and "model version not stated" in caption


def test_the_caption_ends_with_the_command():
    assert NOTE.caption("fr").endswith(f"Pour la refaire{NBSP}: essaimage plot out=results/a")


def test_the_note_reads_the_frame_but_what_is_given_prevails():
    frame = pd.DataFrame({"seed": [1, 2, 2], "year": [2025, 2030, 2040], "world": ["0", "1", "all"]})
    frame.attrs["model_version"] = "9"
    assert Note().filled(frame) == Note(seeds=2, years=15, first_year=2025, version="9", worlds=2)
    assert Note(seeds=30, version="1").filled(frame).seeds == 30


def test_both_files_have_the_same_bytes_each_time(tmp_path):
    fig, _ = regret_table(FRAME, "fr", NOTE)
    first = [path.read_bytes() for path in save(fig, tmp_path / "a")]
    again, _ = regret_table(FRAME, "fr", NOTE)
    assert first == [path.read_bytes() for path in save(again, tmp_path / "b")]


def test_the_reader_s_own_settings_change_nothing(tmp_path):
    fig, _ = regret_table(FRAME, "fr", NOTE)
    first = save(fig, tmp_path / "a")[1].read_bytes()
    with matplotlib.rc_context({"font.size": 20, "svg.hashsalt": "other", "axes.grid": False}):
        again, _ = regret_table(FRAME, "fr", NOTE)
        assert save(again, tmp_path / "b")[1].read_bytes() == first


def test_the_svg_holds_its_text_and_no_date(tmp_path):
    fig, _ = regret_table(FRAME, "fr", NOTE)
    svg = save(fig, tmp_path / "deep" / "a")[1].read_text(encoding="utf-8")
    assert "Amorçage" in svg and "<dc:date>" not in svg


def test_save_leaves_two_files_and_nothing_else(tmp_path):
    fig, _ = regret_table(FRAME, "en", NOTE)
    paths = save(fig, tmp_path / "v0.1.regret")
    assert sorted(tmp_path.iterdir()) == sorted(paths)
    assert [path.name for path in paths] == ["v0.1.regret.png", "v0.1.regret.svg"]


def test_a_full_disk_leaves_the_old_file_and_no_half_file(tmp_path, monkeypatch):
    fig, _ = regret_table(FRAME, "en", NOTE)
    png = save(fig, tmp_path / "a")[0]
    before = png.read_bytes()

    def full(self, target, **options):
        Path(target).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Figure, "savefig", full)
    with pytest.raises(StoreError, match="No space left"):
        save(fig, tmp_path / "a")
    assert png.read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.png", "a.svg"]


def test_no_figure_uses_a_forbidden_word():
    folder = Path(figures.__file__).parent
    assert {
        path.name: forbidden(path.read_text(encoding="utf-8"))
        for path in folder.glob("*.py")
        if forbidden(path.read_text(encoding="utf-8"))
    } == {}


def test_titles_and_captions_hold_in_the_figure_at_any_resolution():
    note = Note(seeds=30, years=15, version="0.1.0", title="A title that goes on " * 8, command="essaimage plot " * 20)
    fig, ends = regret_table(FRAME, "en", note)[0], []
    for dpi in (80, 90, 110, 200):  # without the style, as a reader may save it
        file = BytesIO()
        fig.savefig(file, format="png", dpi=dpi)
        file.seek(0)
        dark = matplotlib.image.imread(file)[..., :3].min(axis=2) < 0.8
        title, caption = dark[: dark.shape[0] // 10], dark[-dark.shape[0] // 5 :]
        ends.append([np.flatnonzero(part.any(axis=0)).max() / dark.shape[1] for part in (title, caption)])
    assert np.min(ends) > 0.8 and np.max(ends) < 0.985 and np.ptp(ends, axis=0).max() < 0.01


def test_lines_are_as_long_as_they_can_and_lose_nothing():
    font, text = FontProperties(size=7), f"a\u00a0b {'path/' * 60} and the end"
    lines = fitted(text, 2.0, font).split("\n")
    assert "".join(lines).replace(" ", "") == text.replace(" ", "") and len(lines) > 4
    assert fitted("two words", 2.0, font) == "two words" and fitted("", 2.0, font) == ""


def test_a_figure_and_its_axes_show_themselves():
    drawn = regret_table(FRAME, "en", NOTE)
    fig, ax = drawn
    assert ax is drawn[1] and drawn._repr_png_() == fig._repr_png_()
    assert fig._repr_png_().startswith(b"\x89PNG")
