"""The command line ``essaimage``: reads what is asked, loads what it needs, prints (ligne de commande)."""

import gc
import importlib.metadata
import json
import os
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any

from experiments.messages import INTERRUPTED, START, WORKSHOP, Teller
from experiments.ranges import ranged
from experiments.request import RUNS, Request, read_request
from sim.errors import EssaimageError, InputError, Text
from sim.version import MODEL_VERSION

LIBRARIES = {  # command -> the extra whose libraries it needs, and these
    "calibrate": ("analysis", "optuna"), "sensitivity": ("analysis", "SALib"), "search": ("analysis", "optuna"),
    "discover": ("analysis", "ema_workbench", "sklearn"),
    "explore": ("explore", "solara", "solara_assets", "altair", "uvicorn"),
}  # fmt: skip
ANSWERS = {  # command -> module and function that answers it, loaded for it alone
    "run": "experiments.commands:run", "sweep": "experiments.sweep:sweep", "plan": "experiments.sweep:plan",
    "status": "experiments.status:status", "retry": "experiments.status:retry", "merge": "experiments.merge:merge",
    "export": "experiments.export.command:export", "verify": "experiments.verify:verify",
    "compare": "experiments.commands:compare", "compare territories": "experiments.cabinet.facing:facing",
    "explain": "experiments.explain.command:explain", "cases": "experiments.cases:cases",
    "budget": "experiments.cabinet.budget:budget", "replay": "experiments.replay:replay",
    "calibrate": "experiments.calibrate.command:calibrate", "validate": "experiments.validate.command:validate",
    "sensitivity": "experiments.sensitivity.command:sensitivity",
    "sensitivity ranges": "experiments.sensitivity.oneway:one_way",
    "necessity": "experiments.explain.necessity:necessity", "discover": "experiments.discovery.command:discover",
    "search": "experiments.search.command:search", "explore": "experiments.explore.command:explore",
    "territory check": "experiments.territories:check",
    "territory from-geonames": "experiments.territories:from_geonames",
    "policy observed": "experiments.observed:observed",
}  # fmt: skip
Command = Callable[[Request], int]  # returns an exit code


def main(
    arguments: list[str] | None = None, above: Mapping[str, Command] | None = None,
    helps: Mapping[str, Text] | None = None,
) -> int:  # fmt: skip
    """Do what the arguments ask and return an exit code.

    above: commands of the floors above this one, handed down by the script that installs as ``essaimage``; helps: what
    --help says of those that have a help of their own.

    0: done; 1: a run failed or differs, or a calibration has not converged; 2: bad input; 130: stopped.
    """
    request = read_request(sys.argv[1:] if arguments is None else arguments)
    tell = Teller(request.lang)
    try:
        return _answer(request, tell, above or {}, helps or {})
    except InputError as error:
        sys.stderr.write(error.text(request.lang) + "\n")
        return 2
    except EssaimageError as error:
        sys.stderr.write(error.text(request.lang) + "\n")
        return 2 if isinstance(error, ValueError) else 1
    except KeyboardInterrupt:
        tell(INTERRUPTED)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        tell(_refused(error))
        return 1


def _answer(request: Request, tell: Teller, above: Mapping[str, Command], helps: Mapping[str, Text]) -> int:
    if {"-h", "--help"} & request.flags:
        from experiments.usage import usage

        said = helps[request.command] if request.command in helps else usage(request.command)
        print(said.in_(request.lang), end="")
        return 0
    if "--version" in request.flags:
        print(f"essaimage {_version()} (model {MODEL_VERSION})")
        return 0
    command = _meant(request)
    if command in LIBRARIES:
        from experiments.extra import needed

        needed(request.command, *LIBRARIES[command])
    if request.command in RUNS or command == "compare territories":
        _load_engine()
    elif request.problems and command not in ("validate", "discover"):
        raise InputError(*request.problems)
    if command in above:
        return above[command](request)
    if command in OWN:
        return OWN[command](request, tell)
    module, _, name = ANSWERS[command].partition(":")
    return _printed(request, tell, getattr(import_module(module), name)(request))


def _meant(request: Request) -> str:
    """Return the command, or the form of it that its options ask for."""
    if request.command == "compare" and "territories" in request.options:
        return "compare territories"
    if request.command == "sensitivity" and ranged(request.settings):
        return "sensitivity ranges"
    return request.command


def _load_engine() -> None:
    gc.disable()  # what is imported is no garbage: looking for some, now and at the end, takes a second
    import agents.versions  # noqa: F401, Mesa reads the stack of imports when it is loaded: it is short here
    import experiments.commands  # noqa: F401

    gc.freeze()
    gc.enable()


def _started(request: Request, tell: Teller) -> int:
    print(START.in_(request.lang), end="")
    return 0


def _demonstrated(request: Request, tell: Teller) -> int:
    from experiments.commands import demo
    from experiments.drawing import album

    return _printed(request, tell, demo(request, album))


def _reported(request: Request, tell: Teller) -> int:
    from experiments.report.command import report

    return _printed(request, tell, report(request, tell))


def _elsewhere(request: Request, tell: Teller) -> int:
    raise InputError(WORKSHOP)


def _printed(request: Request, tell: Teller, outcome: Any) -> int:
    """Print an outcome; tracebacks of failed runs go to standard error, at the end."""
    if request.json:
        from experiments.outcome import plain

        print(json.dumps(plain(outcome.data), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        print(outcome.text)
    if outcome.failures:
        tell(Text(outcome.failures, outcome.failures))
    return int(outcome.code)


def _listed(request: Request, tell: Teller) -> int:
    from experiments.catalogue import background, listing

    if request.names[0] == "indicators":
        from experiments.measured import indicators

        rows = indicators()
    else:
        rows = listing(request.names[0])
    if request.json:
        meta = {"essaimage": _version(), "model": MODEL_VERSION}
        print(json.dumps({request.names[0]: rows, "meta": meta}, ensure_ascii=False, indent=1))
        return 0
    width = max(len(row["name"]) for row in rows)
    for row in rows:
        line = (
            row.get(f"line_{request.lang}")
            or row.get(f"question_{request.lang}")
            or row.get(f"definition_{request.lang}")
        )
        print(f"{row['name']:<{width}}  {row[f'label_{request.lang}']}" + (f" – {line}" if line else ""))
        for said in background(row, request.lang):
            print(f"{'':<{width}}  {said}")
    return 0


def _plotted(request: Request, tell: Teller) -> int:
    from experiments.cabinet.pictures import BUDGET, budget_figures
    from experiments.deck import slides
    from experiments.drawing import album
    from experiments.results import Sweep
    from experiments.vintage import readable

    wanted = request.text("for")
    if "for" in request.options and wanted != "slides":
        raise InputError(
            Text(f"for is '{wanted}', but must be slides.", f"for vaut « {wanted} », mais doit être slides.")
        )
    drawing = Text("Drawing the figures…", "Dessin des figures…")
    folder = Path(request.names[0])
    if (folder / BUDGET).exists() and not wanted:
        tell(drawing)
        paths = budget_figures(folder, request.lang)
    else:
        sweep = Sweep(readable(folder))
        tell(drawing)
        paths = (slides if wanted else album)(sweep, sweep.folder / (wanted or "figures"), request.lang)
    for path in paths:
        print(path)
    return 0


def _version() -> str:
    try:
        return importlib.metadata.version("essaimage")
    except importlib.metadata.PackageNotFoundError:
        return MODEL_VERSION


def _refused(error: OSError) -> Text:
    name = error.filename or ""
    return Text(
        f"The system refuses: {error.strerror or error} {name}. Free some space or choose another folder with out=DIR.",
        f"Le système refuse : {error.strerror or error} {name}. Libérez de la place ou choisissez un autre dossier "
        "avec out=DOSSIER.",
    )


OWN: dict[str, Callable[[Request, Teller], int]] = {
    "": _started, "list": _listed, "demo": _demonstrated, "plot": _plotted, "report": _reported,
    "workshop": _elsewhere, "bundle": _elsewhere,
}  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
