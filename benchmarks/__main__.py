"""``make bench``: one run, one table of ratios and times, with goals and verdicts (mesures de vitesse).

``python -m benchmarks [--only NAME] [--quick | --full] [--json FILE]`` measures; ``--page FILE`` makes
docs/performance.md of the JSON of a run. Exit code 1 where an implementation does not agree with ours.
"""
import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

os.environ["NUMBA_NUM_THREADS"] = "1"  # before NumPy and Numba are loaded: one core
os.environ["OMP_NUM_THREADS"] = os.environ["OPENBLAS_NUM_THREADS"] = "1"

from benchmarks import growth, running, spreading, whole
from benchmarks.lines import Line, Section, text
from benchmarks.page import page
from benchmarks.timing import ROOT

SECTIONS: dict[str, Section] = {m.NAME: m.measure for m in (spreading, whole, running, growth)}
LIBRARIES = ("essaimage", "numba", "numpy", "mesa", "agentpy", "ndlib", "networkx")


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", choices=SECTIONS, action="append", help="one part; may be given several times")
    size = parser.add_mutually_exclusive_group()
    size.add_argument("--quick", dest="size", action="store_const", const="quick", help="small sizes, minutes")
    size.add_argument("--full", dest="size", action="store_const", const="full", help="ten million citizens, hours")
    parser.add_argument("--json", type=Path, help="file for the measures")
    parser.add_argument("--page", type=Path, nargs="+", metavar="FILE",
                        help="write docs/performance.md from such a file (and later runs of parts); measure nothing")
    parser.set_defaults(size="usual")
    return parser.parse_args(given)


def machine() -> str:
    """Return what the figures were measured on, and how busy it was."""
    model, info = platform.processor() or platform.machine(), Path("/proc/cpuinfo")
    if info.exists():
        named = [line for line in info.read_text().splitlines() if line.startswith("model name")]
        model = named[0].split(":", 1)[1].strip() if named else model
    busy = f", load {os.getloadavg()[0]:.1f} at the start" if hasattr(os, "getloadavg") else ""
    return f"{model}, {os.cpu_count()} cores{busy}, {platform.system()} {platform.release()}"


def versions() -> dict[str, str]:
    """Return the versions of what is compared; a library that is not there is left out."""
    found = {"Python": platform.python_version()}
    for library in LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            continue
    return found


def measured(names: Sequence[str], size: str) -> Iterator[Line]:
    """Yield every line, printed as it comes: a part may take minutes."""
    for name in names:
        print(f"\n{name}", flush=True)
        for line in SECTIONS[name](size):
            print(text(line), flush=True)
            yield line


def main(given: Sequence[str]) -> int:
    """Measure and print, or write the page; return the exit code."""
    asked = arguments(given)
    if asked.page:
        runs = [json.loads(file.read_text(encoding="utf-8")) for file in asked.page]
        (ROOT / "docs" / "performance.md").write_text(page(*runs), encoding="utf-8")
        return 0
    date = datetime.now(UTC).strftime("%Y-%m-%d")
    about: dict[str, Any] = {"date": date, "machine": machine(), "versions": versions(), "size": asked.size}
    print(f"{about['machine']}; " + ", ".join(f"{name} {number}" for name, number in about["versions"].items()))
    lines: list[Line] = []
    for line in measured(asked.only or list(SECTIONS), asked.size):
        lines.append(line)
        if asked.json:  # after each line: a run that is stopped leaves what it found
            about["lines"] = [line.table for line in lines]
            asked.json.write_text(json.dumps(about, indent=1), encoding="utf-8")
    return int(any(line.agrees is False for line in lines))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
