"""How like two pictures are, where letters may move by less than a pixel (ressemblance de deux images).

A pixel is like those of the other picture where, in each of red, green and blue, it lies between the least and the
most of the 3 x 3 pixels around the same place there, ± LEVELS. So a letter or a line that moves by one pixel at most,
in any direction, is like; a bar that is missing, longer by 2 pixels, or of another colour is not, nor is a thin line
that is gone: each picture is asked of the other. LEVELS holds what storing with 16 levels a channel rounds (8.5 of
255) and as much again for the greys of edges. UNLIKE pixels are let pass: at 60 dots an inch a letter of 7.5 points is
6 pixels high and 4 wide, so this is one letter drawn otherwise by another version of a library; the thinnest bar of
the figures has 10 times as many.
"""

from io import BytesIO
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from PIL import Image
from scipy.ndimage import maximum_filter, minimum_filter

from experiments.figures.save import png

STEP = 17  # 16 levels a channel: pictures that a repository can hold
LEVELS = 17  # of 255
UNLIKE = 24  # pixels
DPI = 60
LARGEST = 80_000  # pixels: large figures, such as slides, are stored smaller


def pixels(fig: Figure) -> np.ndarray:
    """Return a figure as it is stored: shape (height, width, 3), uint8."""
    data = png(fig, min(DPI, int((LARGEST / (fig.get_figwidth() * fig.get_figheight())) ** 0.5)))
    seen = np.asarray(Image.open(BytesIO(data)).convert("RGB"), dtype=float)
    return (STEP * np.round(seen / STEP)).astype(np.uint8)


def read(path: Path) -> np.ndarray:
    """Return the pixels of a stored picture."""
    return np.asarray(Image.open(path).convert("RGB"))


def write(image: np.ndarray, path: Path) -> None:
    """Store the pixels of a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(image).save(path, optimize=True)


def unlike(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Return which pixels of either picture are not like the other's; pictures of two sizes are unlike throughout."""
    if one.shape != other.shape:
        return np.ones(one.shape[:2], dtype=bool)
    found = np.zeros(one.shape[:2], dtype=bool)
    for mine, yours in ((one.astype(int), other.astype(int)), (other.astype(int), one.astype(int))):
        low, high = (near(yours, size=(3, 3, 1)) for near in (minimum_filter, maximum_filter))
        found |= ((mine < low - LEVELS) | (mine > high + LEVELS)).any(axis=2)
    return found
