"""docs/performance.md from what one run measured (page des mesures)."""
from collections.abc import Mapping
from typing import Any

from benchmarks.lines import Line, number

HEAD = """<!-- Written by `python -m benchmarks --page FILE.json` from one run: measure again, do not edit. -->
# Speed (vitesse)

One run of `make bench`{quick}, {date}. {machine}. {versions}.

CPU times of one thread, never the clock on the wall; each ratio is the median over pairs measured one after the other
in the same run. Only ratios within this run count: another machine, or a busier one, gives other times. *agrees*: the
results are those of our kernels, to the adopter for C, in distribution for those with luck of their own; the note gives
the tolerance. A goal that is not met says by how much. Lines of the *first* months flatter us: few have adopted yet,
which is when our kernel works least and objects most; no goal is judged on them.
"""
TITLES = {
    "workload": ("Adoption alone, against others (workload W)",
                 "About 100 citizens a cell of a torus, 8 contacts each, thresholds, all at once each month, adopters "
                 "of each cell noted. `benchmarks/workload.py` defines it, `benchmarks/peers/` has each version."),
    "whole": ("The whole model, against plain Mesa",
              "`benchmarks/pure_mesa.py` says which rules it has and which it leaves out: leaving out makes Mesa "
              "faster, so these ratios are lower bounds. `tests/benchmarks/` checks that both agree where both can."),
    "default": ("A default run, a sweep, the command line", "The configuration of `essaimage run` without settings."),
    "growth": ("Growth with the number of citizens", "The default configuration, two years, with more citizens."),
}  # fmt: skip

REASONS = {  # where a goal is missed: the line begins so, why
    "faster than":
        "The goals come from a trial kernel with fixed rates, which took about a third of the time of ours. Ours is "
        "the kernel of the whole model, run on the workload: it remakes rates each month and keeps stages, spells and "
        "voices. C does no better with the same algorithm, nor cut down to the workload (above): it is the work, not "
        "the language.",
    "faster than plain Mesa":
        "The fewer the citizens, the more of a run is what does not depend on their number: twenty processes a month "
        "on arrays of some hundred sites, yearly decisions, indicators. Mesa's side leaves out twelve of the twenty.",
    "exponent of cost":
        "Ten thousand citizens fit in the cache of the processor, a million do not.",
    "default run":
        "By a profile, timed part by part: clocks and exposure of citizens a fifth, yearly decisions a sixth, the "
        "world at month 0 a twelfth, indicators a twelfth; the rest is thin, some twenty processes of one or two "
        "kernels each, tens of microseconds a month whatever the number of citizens.",
    "sweep of 1,000 runs": "Follows from the default run; cells that share a territory and its network share them.",
    "sweep: time inside": "The rest are the people and ties of each new seed, the indicators, the tables written.",
    "first result of the command line, nothing compiled":
        "Numba compiles every kernel and what it calls, once for each version of the model, in two processes at once; "
        "the figure is the processor time of both together, the wait about half of it where two cores are free.",
    "first result of the command line, compiled":
        "By a profile: Mesa's import 28% of it, the other libraries 20%, the configuration 10%, people and "
        "the compiled kernels read from disk 13%, the run and its tables the rest.",
}


def page(found: Mapping[str, Any], *later: Mapping[str, Any]) -> str:
    """Return the page of one run's JSON, tables in the order they were measured.

    later: runs of a part; each takes the place of that part, and the page says so.
    """
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    quick = {"quick": " (quick: small sizes, single pairs)", "full": " --full"}.get(found["size"], "")
    parts = [HEAD.format(quick=quick, date=found["date"], machine=found["machine"], versions=versions)]
    lines = [Line(**line) for line in found["lines"]]
    again: dict[str, str] = {}
    for run in later:
        fresh = [Line(**line) for line in run["lines"]]
        again |= {line.section: f" Measured again by itself, {run['date']}: {run['machine']}." for line in fresh}
        lines = [line for line in lines if line.section not in {new.section for new in fresh}] + fresh
    for name in [name for name in TITLES if any(line.section == name for line in lines)]:
        title, what = TITLES[name]
        what += again.get(name, "")
        parts.append(f"\n## {title}\n\n{what}\n\n| what | measured | goal | verdict | note |\n|---|---:|---|---|---|")
        parts += [_row(line) for line in lines if line.section == name]
    missed = [line for line in lines if line.verdict.startswith("not met")]
    if missed:
        parts.append("\n## Goals that are not met, and why\n")
        parts += _missed(missed)
    return "\n".join(parts) + "\n"


def _missed(lines: list[Line]) -> list[str]:
    """Return a bullet for each reason: the goals that are missed for it, then why."""
    found: dict[str, list[str]] = {}
    for line in lines:
        said = f"**{line.what}**: {number(line.value)} {line.unit}, goal {_sign(line.goal)}"
        found.setdefault(_why(line.what), []).append(said)
    return [f"- {'; '.join(said)}. {why}" for why, said in found.items()]


def _why(what: str) -> str:
    """Return why a goal is missed: the longest beginning that fits, "" for none."""
    return REASONS.get(max((head for head in REASONS if what.startswith(head)), key=len, default=""), "")


def _sign(goal: str) -> str:
    return goal.replace("<=", "≤").replace(">=", "≥")


def _row(line: Line) -> str:
    """Return a line of a table."""
    value = "–" if line.value != line.value else f"{number(line.value)} {line.unit}"
    note = f"skipped: {line.note}" if line.value != line.value else line.note
    return f"| {line.what} | {value} | {_sign(line.goal)} | {line.verdict} | {note} |"
