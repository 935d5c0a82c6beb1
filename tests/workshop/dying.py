"""Starts the server so that it is killed at one point: DIE=before|after:KIND, around writing an entry of a kind."""

import os
import signal
import sys

from workshop.__main__ import main
from workshop.journal import Journal

WHEN, _, KIND = os.environ.get("DIE", "").partition(":")
append = Journal.append


def dying(self, at, by, facts, key=None):
    """Write as always, and be killed before or after."""
    struck = any(kind == KIND or data.get("phase") == KIND for kind, data in facts)
    if struck and WHEN == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    entries = append(self, at, by, facts, key)
    if struck and WHEN == "after":
        os.kill(os.getpid(), signal.SIGKILL)
    return entries


Journal.append = dying
if __name__ == "__main__":
    sys.exit(main())
