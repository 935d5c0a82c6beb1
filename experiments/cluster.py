"""The engine that computes on other machines, through a Dask scheduler (moteur sur une grappe de calcul).

A worker that dies gives its batches back, the one it computed and those it held; the runs of a batch whose workers
keep dying are tried one at a time with nothing beside them, once all else is done, and what still does is lost, and
said. Workers must hold the same code as this process, to the byte: results would differ.
"""

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from itertools import islice
from typing import Any

import dask.config
import numba
from distributed import Client, Future, KilledWorker, wait

from experiments.engines import Engine, Lost, Machine
from experiments.provenance import sources
from sim.errors import EssaimageError, InputError, Text

LOOK = 2.0  # seconds between two looks at who is there
AHEAD = 2  # batches that wait on each worker process, so that none is idle
ALONE = threading.Lock()  # a worker with several threads still computes one batch at a time


@contextmanager
def working(machine: Machine) -> Iterator[Engine]:
    """Give the engine of a cluster: its scheduler reached, a worker there, all with this version of the code.

    Raises InputError where one of these is not so.
    """
    logging.getLogger("distributed").setLevel(logging.CRITICAL)  # what matters of it is said in our words
    patience = float(machine.settings["patience"])
    with ExitStack() as stack:
        if machine.kind == "dask":
            where: Any = machine.settings["address"]
            file = machine.settings["scheduler_file"]
            reach = {"scheduler_file": str(file)} if where is None else {"address": str(where)}
            name = str(file if where is None else where)
        else:
            jobs = import_module("experiments.jobs").submitted(machine, stack)
            reach, name = {"address": jobs}, machine.name
        client = stack.enter_context(_reached(reach, name, patience))
        _first_worker(client, name, patience)
        check_versions(client.run(sources, on_error="return"), name)
        yield partial(compute, client, patience)


def compute(
    client: Client, patience: float, function: Callable[[Any], Any], batches: Iterable[Any], most: int | None = None
) -> Iterator[Any]:
    """Compute batches on the workers of a scheduler; yield results, or ``Lost`` batches, as they come.

    Raises EssaimageError where the scheduler is lost, no worker is left for ``patience`` seconds, or one has other
    code.
    """
    send = partial(client.submit, _in_worker, function, expected=sources(), pure=False)
    queue, waiting, suspects = iter(batches), dict[Future, Any](), list[Any]()
    alone, seen = False, time.monotonic()
    try:
        while True:
            room = min(AHEAD * max(1, len(client.nthreads())), most or 2**31)
            for batch in islice(queue, max(0, room - len(waiting))):
                waiting[send(batch)] = batch
            if not waiting:
                if not suspects:
                    return
                alone, batch = True, suspects.pop(0)
                waiting[send(batch)] = batch
            ended = _ended(client, waiting)
            seen = _watched(client, seen, patience)
            for future in ended:
                batch = waiting.pop(future)
                error, found = _looked_at(future, patience)
                if error is None and found is None:  # its worker died with it: it is being computed again
                    waiting[future] = batch
                    continue
                if found is not None:
                    yield found[0]
                elif alone:
                    yield Lost(batch, str(error))
                else:  # it may only have been held by a worker that another one ended
                    suspects += _runs(batch)
                future.release()
    finally:
        if client.status == "running":
            client.cancel(list(waiting))


def check_versions(found: dict[str, Any], where: str) -> None:
    """Refuse workers that hold other code than this process, or none; name them and what differs.

    found: by worker, what ``provenance.sources`` gives there, or the exception it raised.
    """
    mine, problems = sources(), []
    for worker, theirs in sorted(found.items()):
        if isinstance(theirs, BaseException):
            problems.append(Text(
                f"Worker {worker} of {where} cannot load essaimage ({theirs}). {WAY_OUT.en}",
                f"Le processus de calcul {worker} de {where} ne peut pas charger essaimage ({theirs}). {WAY_OUT.fr}",
            ))
        elif theirs != mine:
            problems.append(_differs(worker, theirs, mine))
    if problems:
        raise InputError(*problems)


WAY_OUT = Text(
    "Give workers the same folder, or install the same version there, and start them again.",
    "Donnez-leur le même dossier, ou installez-y la même version, et relancez-les.",
)


def _differs(worker: str, theirs: dict[str, str], mine: dict[str, str]) -> Text:
    said = ", ".join(f"{key} {theirs.get(key)} / {mine[key]}" for key in mine if theirs.get(key) != mine[key])
    return Text(
        f"Worker {worker} holds another version of the code than this machine ({said}): its results would differ. "
        f"{WAY_OUT.en}",
        f"Le processus de calcul {worker} a une autre version du code que cette machine ({said}) : ses résultats "
        f"différeraient. {WAY_OUT.fr}",
    )


def _in_worker(function: Callable[[Any], Any], batch: Any, expected: dict[str, str]) -> Any:
    """Compute one batch in a worker on one Numba thread, if the worker (it may have come late) has the same code."""
    if sources() != expected:
        raise EssaimageError(_differs("", sources(), expected))
    with ALONE:
        numba.set_num_threads(1)
        return function(batch)


@contextmanager
def _reached(reach: dict[str, Any], name: str, patience: float) -> Iterator[Client]:
    """Give a client of a scheduler. Raises InputError where none answers."""
    with dask.config.set({"distributed.comm.timeouts.connect": min(patience, 30.0)}):
        try:
            client = Client(**reach, timeout=patience, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            raise InputError(Text(
                f"No Dask scheduler answers at {name} ({type(error).__name__}). Start one (dask scheduler), check its "
                "address, or use another engine; what is done is kept, and the same command resumes.",
                f"Aucun ordonnanceur Dask ne répond à {name} ({type(error).__name__}). Lancez-en un (dask scheduler), "
                "vérifiez son adresse, ou prenez un autre moteur ; ce qui est fait est gardé, et la même commande "
                "reprend.",
            )) from None
        try:
            yield client
        finally:
            client.close(timeout=5)


def _first_worker(client: Client, name: str, patience: float) -> None:
    """Wait for a worker. Raises InputError where none comes."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError:
        raise InputError(Text(
            f"{name} has had no worker for {patience:.0f} seconds. Start some (dask worker ADDRESS --nthreads 1), or "
            "wait longer with engine.patience=SECONDS.",
            f"{name} n'a pas de processus de calcul depuis {patience:.0f} secondes. Lancez-en (dask worker ADRESSE "
            "--nthreads 1), ou attendez plus avec engine.patience=SECONDES.",
        )) from None


def _ended(client: Client, waiting: dict[Future, Any]) -> Sequence[Future]:
    """Return what has ended, after waiting a moment for something to."""
    try:
        with client.as_current():
            done = wait(list(waiting), timeout=LOOK, return_when="FIRST_COMPLETED").done
    except TimeoutError:
        done = {future for future in waiting if future.done()}
    except CancelledError as error:
        raise _lost() from error
    return [future for future in waiting if future in done]


def _watched(client: Client, seen: float, patience: float) -> float:
    """Return when a worker was last there. Raises EssaimageError where the scheduler, or every worker, is gone."""
    now = time.monotonic()
    if client.status == "running" and client.nthreads():
        return now
    if now - seen > patience or client.status in ("closed", "closing"):
        raise _lost()
    return seen


def _looked_at(future: Future, patience: float) -> tuple[KilledWorker | None, tuple[Any] | None]:
    """Return what ended the workers of a batch, if anything did, and what it gave: None where that was lost.

    What a batch gave stays with its worker until it is fetched; where that worker dies first, whoever waits for it
    without a limit would wait for ever if no other worker comes.
    """
    try:
        if future.status == "finished":
            return None, (future.result(timeout=patience),)
        return (_error(future), None) if future.status in ("error", "cancelled") else (None, None)
    except (TimeoutError, KilledWorker):
        return None, None


def _error(future: Future) -> KilledWorker:
    """Return what ended the workers of a batch. Raises whatever else happened to it."""
    if future.status == "cancelled":
        raise _lost()
    error = future.exception()
    if isinstance(error, KilledWorker):
        return error
    raise error


def _runs(batch: Any) -> list[Any]:
    """Return a batch as batches of one run."""
    return [[one] for one in batch] if isinstance(batch, list) else [batch]


def _lost() -> EssaimageError:
    return EssaimageError(Text(
        "The scheduler, or its last worker, is gone. What is done is kept: the same command does the rest, with this "
        "engine or another.",
        "L'ordonnanceur, ou son dernier processus de calcul, a disparu. Ce qui est fait est gardé : la même commande "
        "fait le reste, avec ce moteur ou un autre.",
    ))
