"""The command that serves the page of exploration to one person, on this machine (exploration, commande).

Solara reads its settings when it is loaded: they are set first, and the server loads it, and the page, by their names.
"""

import json
import os
import socket
import warnings
from typing import Any

import uvicorn

from experiments.asked import noted, refuse
from experiments.catalogue import names
from experiments.compose import composed
from experiments.groups import SIDE
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.overrides import Override, number_in, read_all, said_of
from experiments.priors import Prior, priors_of
from experiments.request import Request
from experiments.sensitivity.request import picked_of
from experiments.warm import warm_up
from scenarios.scenario import Scenario
from sim.errors import Text

SETTINGS = "ESSAIMAGE_EXPLORE"  # environment variable the page reads: {"settings": […], "sliders": {…}, "lang": "en"}
HOST = "127.0.0.1"  # this machine only: the page has no password
PORT = (1024, 65_535, 8765, Text("port of this machine", "port de cette machine"))
PARAMS = ("operate.sigma", "adopt.contagion", "people_funding.term")  # sliders unless others are asked for
SEEDS = 20  # seeds the slider goes through
QUIET = {  # how Solara serves; it would tell its makers of each start
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",  # the model of a page that was closed is kept a day otherwise
    "SOLARA_THEME_TITLE": "essaimage",
    "SOLARA_CHECK_HOOKS": "off",  # it warns of a line of Mesa's
    "SOLARA_APP": "experiments.explore.page",
}
NOT_A_POLICY = "file"  # it needs a file, which no menu gives
LABELS = {
    "policy": Text("policy", "politique (policy)"), "seed": Text("seed", "graine (seed)"),
    "budget": Text("budget, euros a year", "budget, euros par an"),
}  # fmt: skip


def explore(request: Request) -> Outcome:
    """Serve the page until Ctrl+C. Raises InputError with every problem, before anything is served."""
    problems = list(request.problems)
    port = number_in("port", request.options.get("port"), PORT, problems)
    sliders: dict[str, Any] = {}
    with noted(problems):
        sliders = sliders_of(request, problems)
    if not problems and not free(port):
        problems.append(_taken(request, port))
    refuse(problems)
    tell = Teller(request.lang)
    warm_up(tell)
    tell(Text(
        f"Open http://{HOST}:{port} in a browser of this machine; Ctrl+C stops.",
        f"Ouvrez http://{HOST}:{port} dans un navigateur de cette machine ; Ctrl+C arrête.",
    ))
    given = {"settings": list(request.settings), "sliders": sliders, "lang": request.lang}
    os.environ |= {**QUIET, SETTINGS: json.dumps(given)}
    warnings.filterwarnings("ignore", "Cookies with samesite")  # of pages shown inside those of another site
    uvicorn.run("solara.server.starlette:app", host=HOST, port=port, log_level="warning", access_log=False)
    return Outcome(Text("Stopped.", "Arrêté.").in_(request.lang))


def sliders_of(request: Request, problems: list[Text]) -> dict[str, dict[str, Any]]:
    """Return what the page lets turn, by name, as Mesa's page takes it; note what cannot be turned.

    Raises InputError with every problem of the settings.
    """
    scenario, cell = composed(request.settings)
    typed = {override.key: override for override in read_all(request.settings, [])}
    asked = request.options.get("params") or Override("params", list(PARAMS), "params")
    wanted = asked.value if isinstance(asked.value, list) else [asked.value]
    priors = priors_of([str(name) for name in wanted], asked, picked_of(typed), {}, problems)
    policy = str(typed["policy"].value) if "policy" in typed else "current_mix"
    offered = [name for name in names("policy") if name != NOT_A_POLICY or name == policy]
    found: dict[str, dict[str, Any]] = {
        "policy": {"type": "Select", "value": policy, "values": offered},
        "seed": {"type": "SliderInt", "value": cell["seed"], "min": 1, "max": max(SEEDS, cell["seed"]), "step": 1},
        "budget": _budget(scenario.euros_a_year),
    }
    for name, slider in found.items():
        slider["label"] = LABELS[name].in_(request.lang)
    return found | {prior.name: _slider(prior, value_in(scenario, prior.name)) for prior in priors}


def _budget(euros: float) -> dict[str, Any]:
    """Return the slider of the budget: from nothing to three times the usual one."""
    usual = float(f"{euros:.3g}") or 1e6
    return {"type": "SliderFloat", "value": float(f"{euros:.3g}"), "min": 0.0, "max": 3 * usual, "step": usual / 10}


def _slider(prior: Prior, value: float) -> dict[str, Any]:
    """Return the slider of a parameter over its plausible range, made wider where its value lies outside."""
    low, high = min(prior.low, value), max(prior.high, value)
    step = 1 if prior.whole else float(f"{(high - low) / 40:.1g}")
    kind = "SliderInt" if prior.whole else "SliderFloat"
    return {"type": kind, "label": prior.name, "value": value, "min": low, "max": high, "step": step}


def value_in(scenario: Scenario, name: str) -> Any:
    """Return the value of a parameter in a scenario, by its dotted name."""
    group, _, short = name.partition(".")
    parts: dict[str, Any] = {"territory": scenario.territory, "start": scenario.start, **scenario.instruments}
    named: tuple[Any, ...] = (*scenario.innovations, *scenario.shocks)
    parts |= {part.name: part for part in named}
    parts |= {side: getattr(scenario, side) for side in SIDE}
    return getattr(parts.get(group) or getattr(scenario.params, group), short)


def free(port: int) -> bool:
    """Say whether nobody listens on a port of this machine."""
    with socket.socket() as tried:
        tried.settimeout(1.0)
        return tried.connect_ex((HOST, port)) != 0


def _taken(request: Request, port: int) -> Text:
    text = Text(f"port {port} is taken by another program: name another, such as port={port + 1}.",
                f"Le port {port} est pris par un autre programme : nommez-en un autre (port={port + 1}).")  # fmt: skip
    return said_of(request.options["port"], text) if "port" in request.options else text
