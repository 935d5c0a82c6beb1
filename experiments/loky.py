"""The engine that uses all the cores of this machine, one process each (moteur sur tous les cœurs)."""

import functools
import os
import signal
import threading
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import joblib
import numba
from joblib.externals.loky.process_executor import BrokenProcessPool

from sim.errors import EssaimageError, Text


def compute(function: Callable[[Any], Any], batches: Iterable[Any], most: int | None = None) -> Iterator[Any]:
    """Compute batches on one process a core, ``most`` at most, one Numba thread each; yield results as they come.

    Raises EssaimageError if a worker process dies, as the system does to one that takes too much memory.
    """
    with joblib.parallel_config(backend="loky", inner_max_num_threads=1):
        parallel = joblib.Parallel(
            n_jobs=min(joblib.cpu_count(), most or joblib.cpu_count()), return_as="generator_unordered",
            batch_size=1, pre_dispatch="2*n_jobs",
        )  # fmt: skip
    results = parallel(joblib.delayed(_in_worker)(function, batch, os.getpid()) for batch in batches)
    try:
        for result in results:  # noqa: UP028, "yield from" would close them before our own finally
            yield result
    except BrokenProcessPool as error:
        raise EssaimageError(
            Text(
                "A worker process was stopped by the system, most likely for lack of memory. What is "
                "done is kept: the same command resumes, and engine=serial takes the least memory.",
                "Un processus de calcul a été arrêté par le système, sans doute faute de mémoire. Ce qui est "
                "fait est gardé : la même commande reprend, et engine=serial est le plus économe en mémoire.",
            )
        ) from error
    finally:
        with warnings.catch_warnings():  # joblib warns that tasks were cancelled: that is what was asked
            warnings.simplefilter("ignore", UserWarning)
            results.close()


def _in_worker(function: Callable[[Any], Any], batch: Any, parent: int) -> Any:
    """Compute one batch in a worker: Ctrl-C is the parent's business, and one thread is all it may use."""
    end_with(parent)
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.environ["NUMBA_NUM_THREADS"] = "1"
    numba.set_num_threads(1)
    return function(batch)


@functools.cache
def end_with(parent: int) -> None:
    """Watch, once a worker, for the death of the process that started it, and end then.

    A killed sweep would otherwise leave its workers computing, then waiting for minutes. Windows does not
    tell a process that its parent is gone: there, idle workers end by themselves after a while.
    """
    if os.name != "nt":
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1.0)
    os._exit(1)
