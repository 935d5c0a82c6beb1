"""The command line ``essaimage``: reads what is asked, loads what it needs, prints (ligne de commande)."""

import gc
import importlib.metadata
import json
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from experiments.messages import HELP, INTERRUPTED, START, WORKSHOP, Teller
from experiments.ranges import ranged
from experiments.request import RUNS, Request, read_request
from sim.errors import EssaimageError, InputError, Text
from sim.version import MODEL_VERSION

STORED = ("status", "retry", "merge", "verify", "export")  # commands about a folder of results
ANALYSIS = {  # command -> libraries of the extra ``analysis``
    "calibrate": ("optuna",), "sensitivity": ("SALib",), "search": ("optuna",),
    "discover": ("ema_workbench", "sklearn"),
}  # fmt: skip
Command = Callable[[Request], int]  # returns an exit code


def main(arguments: list[str] | None = None, above: Mapping[str, Command] | None = None) -> int:
    """Do what the arguments ask and return an exit code.

    above: commands of the floors above this one, handed down by the script that installs as ``essaimage``.

    0: done; 1: a run failed or differs, or a calibration has not converged; 2: bad input; 130: stopped.
    """
    request = read_request(sys.argv[1:] if arguments is None else arguments)
    tell = Teller(request.lang)
    try:
        return _answer(request, tell, above or {})
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


def _answer(request: Request, tell: Teller, above: Mapping[str, Command]) -> int:
    if {"-h", "--help"} & request.flags:
        print(HELP.in_(request.lang), end="")
        return 0
    if "--version" in request.flags:
        print(f"essaimage {_version()} (model {MODEL_VERSION})")
        return 0
    swept = request.command == "sensitivity" and bool(ranged(request.settings))
    if request.command in ANALYSIS and not swept:
        from experiments.extra import needed

        needed(request.command, "analysis", *ANALYSIS[request.command])
    if request.command in RUNS or "territories" in request.options:
        return _computed(request, tell)
    if request.problems and request.command not in ("validate", "discover"):
        raise InputError(*request.problems)
    if request.command in above:
        return above[request.command](request)
    if request.command in ("workshop", "bundle"):
        raise InputError(WORKSHOP)
    if not request.command:
        print(START.in_(request.lang), end="")
        return 0
    if request.command == "list":
        return _listed(request)
    if request.command == "discover":
        from experiments.discovery import discover

        return _printed(request, tell, discover(request))
    if request.command in STORED:
        return _printed(request, tell, _stored(request))
    if request.command == "plot":
        return _plotted(request, tell)
    if request.command == "report":
        from experiments.report.command import report

        return _printed(request, tell, report(request, tell))
    if request.command.startswith("territory "):
        from experiments import territories

        act = {"territory check": territories.check, "territory from-geonames": territories.from_geonames}
        return _printed(request, tell, act[request.command](request))
    if request.command == "policy observed":
        from experiments.observed import observed

        return _printed(request, tell, observed(request))
    if request.command == "validate":
        from experiments.validate.command import validate

        return _printed(request, tell, validate(request))
    from experiments.commands import compare
    from experiments.replay import replay

    return _printed(request, tell, {"compare": compare, "replay": replay}[request.command](request))


def _computed(request: Request, tell: Teller) -> int:
    gc.disable()  # what is imported is no garbage: looking for some, now and at the end, takes a second
    import agents.versions  # noqa: F401, Mesa reads the stack of imports when it is loaded: it is short here
    from experiments.commands import demo, run
    from experiments.sweep import plan, sweep

    gc.freeze()
    gc.enable()
    if request.command == "demo":
        from experiments.drawing import album

        return _printed(request, tell, demo(request, album))
    if request.command == "calibrate":
        from experiments.calibrate import calibrate

        return _printed(request, tell, calibrate(request))
    if request.command == "sensitivity" and ranged(request.settings):
        from experiments.oneway import one_way

        return _printed(request, tell, one_way(request))
    if request.command == "sensitivity":
        from experiments.sensitivity import sensitivity

        return _printed(request, tell, sensitivity(request))
    if request.command == "compare":
        from experiments.facing import facing

        return _printed(request, tell, facing(request))
    if request.command == "explain":
        from experiments.explain_command import explain

        return _printed(request, tell, explain(request))
    if request.command == "cases":
        from experiments.cases import cases

        return _printed(request, tell, cases(request))
    if request.command == "budget":
        from experiments.budget import budget

        return _printed(request, tell, budget(request))
    if request.command == "search":
        from experiments.search import search

        return _printed(request, tell, search(request))
    if request.command == "necessity":
        from experiments.necessity import necessity

        return _printed(request, tell, necessity(request))
    return _printed(request, tell, {"run": run, "sweep": sweep, "plan": plan}[request.command](request))


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


def _listed(request: Request) -> int:
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


def _stored(request: Request) -> Any:
    if request.command in ("status", "retry"):
        from experiments import status

        return {"status": status.status, "retry": status.retry}[request.command](request)
    if request.command == "merge":
        from experiments.merge import merge

        return merge(request)
    if request.command == "verify":
        from experiments.verify import verify

        return verify(request)
    from experiments.export import export

    return export(request)


def _plotted(request: Request, tell: Teller) -> int:
    from experiments.deck import slides
    from experiments.drawing import album
    from experiments.results import Sweep
    from experiments.vintage import readable

    wanted = request.text("for")
    if "for" in request.options and wanted != "slides":
        raise InputError(
            Text(f"for is '{wanted}', but must be slides.", f"for vaut « {wanted} », mais doit être slides.")
        )
    sweep = Sweep(readable(request.names[0]))
    tell(Text("Drawing the figures…", "Dessin des figures…"))
    draw = slides if wanted else album
    for path in draw(sweep, sweep.folder / (wanted or "figures"), request.lang):
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


if __name__ == "__main__":
    sys.exit(main())
