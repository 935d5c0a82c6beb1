"""Every figure looks as its stored picture; a colour that changes, a bar that goes or a text that moves is seen."""

import numpy as np
import pytest
from matplotlib.patches import Rectangle

from experiments import figures
from tests.experiments.figures.baselines import COMMAND, FOLDER, language, stored
from tests.experiments.figures.gallery import PICTURES
from tests.experiments.figures.likeness import UNLIKE, pixels, read, unlike, write

NAMES = list(PICTURES)


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_looks_as_it_did(name, tmp_path):
    lang = language(name, NAMES)
    path = stored(name, lang)
    assert path.exists(), f"{path} is not there: {COMMAND} {name}"
    drawn, before = pixels(PICTURES[name](lang)[0]), read(path)
    apart = unlike(drawn, before)
    if apart.sum() <= UNLIKE:
        return
    write(drawn, tmp_path / path.name)
    write(np.where(apart[..., None], np.uint8([255, 0, 0]), drawn // 2 + 127).astype(np.uint8), tmp_path / "apart.png")
    shapes = "" if drawn.shape == before.shape else f" (its size was {before.shape[:2]}, it is {drawn.shape[:2]})"
    pytest.fail(
        f"{name}: {apart.sum()} pixels differ from {path}{shapes}. Drawn: {tmp_path / path.name}; where: "
        f"{tmp_path / 'apart.png'}. If it should look so: {COMMAND} {name}"
    )


def test_every_figure_function_is_drawn():
    """Each public function of experiments.figures, whichever name it has in the gallery."""
    called = {name for draw in PICTURES.values() for name in names_in(draw)}
    drawing = {name for name in figures.__all__ if name not in ("Note", "save")}
    assert drawing <= called


def names_in(draw):
    """Return the names that a drawing calls, and those of what it was given."""
    given = [item for item in getattr(draw, "args", ()) if callable(item)]
    function = getattr(draw, "func", draw)
    found = {*function.__code__.co_names, *(item.__name__ for item in given)}
    inner = [function.__globals__[name] for name in found if name.startswith("_") and name in function.__globals__]
    return found | {name for one in inner for name in one.__code__.co_names}


def test_the_stored_pictures_are_light_and_of_both_languages():
    sizes = {path.name: path.stat().st_size for path in FOLDER.glob("*.png")}
    assert set(sizes) == {stored(name, language(name, NAMES)).name for name in NAMES}
    assert max(sizes.values()) < 20_000 and sum(sizes.values()) < 700_000
    assert 0.4 < np.mean([name.endswith("_fr.png") for name in sizes]) < 0.6


def bars(lang="en"):
    fig, axes = PICTURES["costs"](lang)
    return fig, [patch for patch in axes[0].patches if isinstance(patch, Rectangle)]


def test_a_bar_that_goes_is_seen():
    whole, _ = bars()
    fig, patches = bars()
    min(patches, key=Rectangle.get_width).remove()
    assert unlike(pixels(fig), pixels(whole)).sum() > 10 * UNLIKE


def test_a_colour_that_changes_is_seen():
    whole, _ = bars()
    fig, patches = bars()
    patches[0].set_color("#0084CC")  # a blue a little lighter
    assert unlike(pixels(fig), pixels(whole)).sum() > 10 * UNLIKE


def test_a_thin_line_that_goes_is_seen():
    whole, _ = PICTURES["diffusion"]("en")
    fig, axes = PICTURES["diffusion"]("en")
    next(line for line in axes[0].lines if line.get_gid() == "median").remove()
    assert unlike(pixels(fig), pixels(whole)).sum() > UNLIKE


def test_letters_may_move_by_a_pixel_but_not_by_two():
    image = pixels(PICTURES["costs"]("fr")[0])
    for axis in (0, 1):
        assert unlike(np.roll(image, 1, axis), image).sum() <= UNLIKE
        assert unlike(np.roll(image, 2, axis), image).sum() > 10 * UNLIKE
