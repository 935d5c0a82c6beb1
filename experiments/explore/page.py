"""The model month by month in a browser, on Mesa's own page: map, curves, sliders (exploration pas à pas).

The only file that imports mesa.visualization. The page makes a model for each session that opens it; what it starts
from is read in the environment variable SETTINGS, which ``essaimage explore`` sets: a page is loaded by its name.
"""

import json
import os
from functools import partial
from html import escape
from typing import Any

import solara
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from agents.versions import forget
from experiments.catalogue import label, names
from experiments.credit import source_line, territory_title
from experiments.explore.command import SETTINGS
from experiments.explore.model import Explored
from experiments.explore.pictures import LAYERS, curve, map_of, numbers
from experiments.words import DISCLAIMER, NBSP
from sim.errors import Text
from sim.measures import INDICATORS

USUAL = {"settings": [], "sliders": {}, "lang": "en"}
CURVES = ("adopted_share", "sites")  # shown first
LAYER, CURVE = Text("Map", "Carte"), Text("Curve", "Courbe")
TITLE = Text("essaimage: explore", f"essaimage{NBSP}: explorer")
HOW = Text(
    "<b>Step</b> moves one month, <b>▶</b> goes on by itself to the horizon, <b>Reset</b> makes a new model with the "
    "sliders as they stand: before that, they change nothing. <i>Render Interval</i>: months between two pictures.",
    "Les boutons sont ceux de Mesa, en anglais. <b>Step</b> avance d'un mois, <b>▶</b> avance seul jusqu'à l'horizon, "
    f"<b>Reset</b> refait un modèle avec les curseurs tels qu'ils sont{NBSP}: avant cela, ils ne changent rien. "
    f"<i>Play Interval</i>{NBSP}: attente entre deux pas{NBSP}; <i>Render Interval</i>{NBSP}: mois entre deux images.",
)
AGAIN = Text("The same run, with all its tables:", f"La même simulation, avec tous ses tableaux{NBSP}:")


def asked() -> dict[str, Any]:
    """Return what the page starts from: settings, sliders (Mesa's options of each, by name), language."""
    return {**USUAL, **json.loads(os.environ.get(SETTINGS, "{}"))}


@solara.component
def Page() -> None:
    """Show one model of this session's own."""
    given = asked()
    lang, sliders = given["lang"], given["sliders"]
    first = {name: slider["value"] for name, slider in sliders.items()}
    made = solara.use_memo(lambda: Explored(settings=given["settings"], **first), [])
    model: Any = solara.use_reactive(made)
    solara.use_effect(lambda: partial(forget, model.value), [model.value])  # once it is replaced, or the session ends
    parts = solara.use_memo(lambda: _components(lang), [])
    SolaraViz(
        model, components=parts, name=TITLE.in_(lang), model_params={"settings": given["settings"], **sliders}
    )


def _components(lang: str) -> list[Any]:
    """Return the parts of the page, in reading order, each a function of the model."""
    return [(part, 0) for part in (_map(lang), _curve(lang, CURVES[0]), _words(lang), _curve(lang, CURVES[1]))]


def _map(lang: str) -> Any:
    names_of_layers = {layer.in_(lang): key for key, (layer, _) in LAYERS.items()}

    @solara.component
    def Map(model: Explored) -> None:
        """Show one layer of the territory."""
        update_counter.get()  # a step draws again
        layer = solara.use_reactive(next(iter(names_of_layers)))
        with solara.Card(margin=0):
            solara.Select(LAYER.in_(lang), list(names_of_layers), value=layer)
            solara.Image(map_of(model, names_of_layers[layer.value], lang))

    return Map


def _curve(lang: str, name: str) -> Any:
    labels = {found.label.in_(lang): key for key, found in INDICATORS.items()}
    shown = INDICATORS[name].label.in_(lang)

    @solara.component
    def Curve(model: Explored) -> None:
        """Show one indicator by month."""
        update_counter.get()
        label_shown = solara.use_reactive(shown)
        with solara.Card(margin=0):
            solara.Select(CURVE.in_(lang), sorted(labels), value=label_shown)
            solara.Image(curve(model, labels[label_shown.value], lang))

    return Curve


def _words(lang: str) -> Any:
    @solara.component
    def Words(model: Explored) -> None:
        """Say where the run stands, how to go on, and what it is not."""
        update_counter.get()
        picked = dict(text.partition("=")[::2] for text in model.typed)
        policy = picked.get("policy", "current_mix")
        shown = label("policy", policy, lang) if policy in names("policy") else policy
        lines = "".join(f"<li>{escape(line)}</li>" for line in numbers(model, CURVES, lang))
        with solara.Card(f"{territory_title(model.cell, lang)} – {shown}", margin=0):
            solara.HTML("ul", lines)
            solara.HTML("p", HOW.in_(lang))
            solara.HTML("p", f"<i>{DISCLAIMER.in_(lang)}</i> {escape(source_line(model.cell, lang))}")
            solara.HTML("p", AGAIN.in_(lang))
            solara.HTML("pre", escape(model.command), style="white-space: pre-wrap")

    return Words
