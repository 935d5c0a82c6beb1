"""The script ``essaimage``: the command line of the floors below, and the workshop (ligne de commande)."""

import sys

from experiments import cli
from experiments.extra import needed
from experiments.request import Request
from workshop.usage import HELPS


def main(arguments: list[str] | None = None) -> int:
    """Do what the arguments ask and return an exit code."""
    return cli.main(arguments, {"workshop": _workshop, "bundle": _bundle}, HELPS)


def _bundle(request: Request) -> int:
    """Make a folder that installs essaimage without network."""
    from workshop.bundle import bundled

    return bundled(request)


def _workshop(request: Request) -> int:
    """Open the workshop; its libraries are loaded for it alone."""
    needed("workshop", "workshop", "starlette", "uvicorn", "segno")
    from workshop.command import serve

    return serve(request)


if __name__ == "__main__":
    sys.exit(main())
