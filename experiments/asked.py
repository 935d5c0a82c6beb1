"""What any command is asked: where results go, which machine computes; all that is wrong said at once (demande)."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from experiments.engines import LOCAL, Machine, machine_named
from experiments.expand import SEEDS
from experiments.overrides import ENGINE, said_of
from experiments.request import Request
from sim.errors import InputError, Text
from sim.param import problem

AT_HOME = ("calibrate", "validate")  # commands that use this machine only


@contextmanager
def noted(problems: list[Text]) -> Iterator[None]:
    """Note the problems of what the block refuses, so that all are said at once."""
    try:
        yield
    except InputError as error:
        problems.extend(error.problems)


def output_folder(request: Request, name: str, problems: list[Text]) -> Path:
    """Return the folder of results; note an engine or a folder that cannot be used."""
    engine_of(request, problems)
    if "out" in request.options:
        given = request.options["out"].text.partition("=")[2].strip()
        path = Path(given).expanduser()
        if not given or path.is_file():
            text = Text(
                f"out is '{given}', which is a file, but must name a folder." if given else "out must name a folder.",
                f"out vaut « {given} », un fichier, mais doit nommer un dossier."
                if given
                else "out doit nommer un dossier.",
            )
            problems.append(said_of(request.options["out"], text))
        return path
    stamp = datetime.now().astimezone().strftime("%Y-%m-%d_%H%M%S")
    return Path("results") / f"{stamp}_{name}"


def engine_of(request: Request, problems: list[Text]) -> Machine:
    """Return the machine that engine= and engine.SETTING= name; note what is wrong and keep this one then."""
    name = str(request.option("engine", "joblib"))
    changes = {key.removeprefix(ENGINE): o.value for key, o in request.options.items() if key.startswith(ENGINE)}
    found = machine_named("joblib")
    with noted(problems):
        found = machine_named(name, changes)
    if request.command in AT_HOME and not found.local:
        problems.append(Text(
            f"essaimage {request.command} computes on this machine only: engine is {name}, but must be one of "
            f"{', '.join(LOCAL)}.",
            f"essaimage {request.command} ne calcule que sur cette machine : engine vaut {name}, mais doit être l'un "
            f"de {', '.join(LOCAL)}.",
        ))
    return found


def refuse(problems: Sequence[Text]) -> None:
    """Raise InputError with all the problems, each once, where there are any."""
    if problems:
        raise InputError(*dict.fromkeys(problems))


def seeds_of(request: Request, default: int, problems: list[Text]) -> int:
    """Return how many common seeds are asked for; note a number that cannot be."""
    if "seeds" not in request.options:
        return default
    override = request.options["seeds"]
    said = problem("scenario", "seeds", override.value, SEEDS)
    if said:
        problems.append(said_of(override, said))
        return default
    return int(override.value)
