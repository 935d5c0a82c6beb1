"""Runs that raised, told with their tracebacks (échecs)."""

from pathlib import Path

from experiments.design import Design
from experiments.store import read
from sim.errors import Text


def failures_of(out: Path, design: Design, lang: str) -> str:
    """Return the tracebacks of the runs that raised."""
    mine = set(design.run_ids)
    found = [failure for failure in read(out).failures() if failure["run_id"] in mine]
    said = Text("failed", "en échec").in_(lang)
    return "\n".join(f"{f['run_id']} {said}: {f['error']}\n{f.get('traceback', '')}" for f in found)
