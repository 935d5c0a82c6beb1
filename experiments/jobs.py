"""Jobs of a cluster's queue that each hold workers: SLURM, OAR, PBS, by dask-jobqueue (travaux d'un mésocentre)."""

import re
from contextlib import ExitStack
from typing import Any

from dask_jobqueue import OARCluster, PBSCluster, SLURMCluster

from experiments.engines import Machine
from sim.errors import InputError, Text

KINDS = {"slurm": SLURMCluster, "oar": OARCluster, "pbs": PBSCluster}
ACCOUNT = {"oar": "project"}  # what OAR calls an account
ONE_THREAD = tuple(f"export {name}=1" for name in ("NUMBA_NUM_THREADS", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"))
WALLTIME = re.compile(r"(?:(\d+)-)?(\d+):(\d\d)(?::(\d\d))?")


def submitted(machine: Machine, stack: ExitStack) -> Any:
    """Return a scheduler in this process whose jobs are submitted; ``stack`` closes it and ends them.

    A job whose time is over is followed by another one, as long as there is work.
    """
    jobs = stack.enter_context(queue_of(machine))
    count = machine.settings["jobs"]
    jobs.adapt(minimum_jobs=count, maximum_jobs=count)
    return jobs


def queue_of(machine: Machine) -> Any:
    """Return the scheduler of a machine before any job is submitted; ``job_script()`` shows what would be."""
    kind = KINDS[machine.kind]
    said, cores = machine.settings, machine.settings["cores"]
    lifetime = seconds(said["walltime"]) - 60 * (said["margin"] + said["stagger"])
    if lifetime <= 0:
        raise InputError(Text(
            f"engine.walltime is {said['walltime']}, but must be longer than engine.margin and engine.stagger together "
            f"({said['margin']} + {said['stagger']} minutes), the time workers take to hand over.",
            f"engine.walltime vaut {said['walltime']}, mais doit dépasser engine.margin et engine.stagger ensemble "
            f"({said['margin']} + {said['stagger']} minutes), le temps de passer la main.",
        ))
    given = {
        "cores": cores, "processes": cores, "memory": str(said["memory"]), "walltime": str(said["walltime"]),
        "queue": said["queue"], ACCOUNT.get(machine.kind, "account"): said["account"], "interface": said["interface"],
        "job_extra_directives": [str(line) for line in said["directives"]], "log_directory": said["logs"],
        "job_script_prologue": [*ONE_THREAD, *(str(line) for line in said["prologue"])],
        "scheduler_options": {"dashboard": False, "dashboard_address": None},  # no page open to the whole front end
        "worker_extra_args": ["--lifetime", f"{lifetime}s", "--lifetime-stagger", f"{60 * said['stagger']}s"],
    }  # fmt: skip
    return kind(**{key: value for key, value in given.items() if value is not None})


def seconds(walltime: Any) -> int:
    """Return the seconds of a walltime such as 02:00:00 or 1-12:00:00. Raises InputError for another text."""
    found = WALLTIME.fullmatch(str(walltime))
    if not found:
        raise InputError(Text(
            f"engine.walltime is {walltime!r}, but must be hours:minutes:seconds, such as 02:00:00.",
            f"engine.walltime vaut {walltime!r}, mais doit être heures:minutes:secondes, par exemple 02:00:00.",
        ))
    days, hours, minutes, rest = (int(part or 0) for part in found.groups())
    return ((24 * days + hours) * 60 + minutes) * 60 + rest
