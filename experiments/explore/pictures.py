"""What the page shows of a running model: a map, a curve, numbers in words (images de l'exploration).

Matplotlib's settings belong to the whole process, and sessions draw from threads of their own: one draws at a time.
The style is read when this file is loaded, since Solara then puts settings of its own, unchecked, in their place.
"""

import threading
from collections.abc import Sequence
from io import BytesIO
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
from matplotlib.colors import Normalize

from experiments.figures.maps import MAP
from experiments.figures.mosaic import Scale, mosaic
from experiments.figures.style import CYCLE, STYLE, WIDTH, AxisNumbers, Picture, dress, kind_of, written, year_ticks
from experiments.words import NBSP, number, semicolon
from scenarios.scenario import places_of
from sim.errors import Text
from sim.measures import INDICATORS
from sim.record import by_place, land

LAYERS = {  # what a map can show -> its name, how its numbers are written
    "coverage": (Text("Adopters among those concerned", "Adoptants parmi les personnes concernées"), "share"),
    "aware": (Text("Concerned who have heard of it", "Personnes concernées qui en ont entendu parler"), "share"),
    "sites": (Text("Open sites", "Sites ouverts"), "number"),
    "wellbeing": (Text("Well-being", "Bien-vivre"), "number"),
}
DPI = 110
LOOK = dict(matplotlib.rc_params_from_file(STYLE, use_default_template=False))
DRAWING = threading.Lock()


def layer_of(state: Any, layer: str) -> np.ndarray:
    """Return the value of each place in a layer now, shape (P,): NaN where nobody is concerned."""
    if layer == "wellbeing":
        return land(state)["wellbeing"]
    found, size = by_place(state), state.places.code.size
    sums = {name: found[name].reshape(-1, size).sum(axis=0).astype(float) for name in ("concerned", "aware", "adopters",
                                                                                         "sites")}  # fmt: skip
    if layer == "sites":
        return sums["sites"]
    part = sums["adopters" if layer == "coverage" else "aware"]
    return np.divide(part, sums["concerned"], out=np.full(size, np.nan), where=sums["concerned"] > 0.0)


def ground_of(model: Any) -> pd.DataFrame:
    """Return the places of a model as maps take them."""
    places = places_of(model.territory)
    columns = ("population", "x_km", "y_km", "source", "epci_name")
    ground = pd.DataFrame({"place": places.code, **{name: getattr(places, name) for name in columns}})
    if places.boundary:
        ground["boundary"] = pd.Series(places.boundary, dtype=object)
    return ground


def map_of(model: Any, layer: str, lang: str) -> bytes:
    """Return the map of a layer of LAYERS now, as PNG."""
    title, kind = LAYERS[layer]
    ground = ground_of(model)
    values = pd.Series(layer_of(model.state, layer), index=ground["place"])
    top = 1.0 if kind == "share" or layer == "wellbeing" else max(5.0, float(np.nanmax(values)))
    with DRAWING, matplotlib.rc_context(LOOK):
        scale = Scale(MAP, Normalize(0.0, top), kind)
        fig, _ = mosaic(ground, [(date_of(model, lang), values)], scale, lang)
        dress(fig, title.in_(lang), "")
        return _png(fig)


def curve(model: Any, name: str, lang: str) -> bytes:
    """Return the curve of an indicator from month 0 to now, as PNG; the axis of years is the whole horizon."""
    found, first = INDICATORS[name], model.rules.first_year
    values = series(model, name)
    years = first + np.arange(values.size) / 12.0
    with DRAWING, matplotlib.rc_context(LOOK):
        fig = Picture(figsize=(WIDTH, 3.2))
        ax = fig.subplots()
        ax.plot(years, values, color=CYCLE[0], marker="o", markevery=[-1], markersize=4)
        year_ticks(ax, first, first + model.months / 12)
        ax.set_xlim(first, first + 1.08 * model.months / 12)
        low, high = (float(end) for end in (np.nanmin(values, initial=0.0), np.nanmax(values, initial=0.0)))
        ax.set_ylim(low, high + 0.08 * (high - low or 1.0))
        ax.yaxis.set_major_formatter(AxisNumbers(lang, kind_of(found.unit.in_(lang))))
        dress(fig, found.label.in_(lang), f"{date_of(model, lang)}{semicolon(lang)}{found.unit.in_(lang)}")
        return _png(fig)


def series(model: Any, name: str) -> np.ndarray:
    """Return an indicator at every month so far."""
    at = list(INDICATORS).index(name)
    return np.array([row[at] for row in model.record.rows])


def date_of(model: Any, lang: str) -> str:
    """Return the month reached, as the page says it."""
    step = model.state.step
    month = Text(f"month {step}", f"mois {step}").in_(lang)
    return f"{model.rules.first_year + step // 12}, {month}"


def numbers(model: Any, names: Sequence[str], lang: str) -> list[str]:
    """Return the month reached and the indicators now, a line each: what the pictures show, in words."""
    colon = f"{NBSP}:" if lang == "fr" else ":"
    lines = [f"{date_of(model, lang)} / {number(model.months, lang)}"]
    for name in names:
        found, value = INDICATORS[name], float(series(model, name)[-1])
        lines.append(f"{found.label.in_(lang)}{colon} {written(value, lang, found.unit.in_(lang))}")
    return lines


def _png(fig: Any) -> bytes:
    file = BytesIO()
    fig.savefig(file, format="png", dpi=DPI, metadata={"Software": None})
    return file.getvalue()
