"""docs/sensitivity.md: which assumptions decide between people and investments, as measured (hypothèses décisives)."""

from collections.abc import Mapping, Sequence
from typing import Any

from experiments.sensitivity.indices import MORRIS

HEAD = """<!-- Written by `python -m experiments.docs --sensitivity OUT …` from runs: measure again, do not edit. -->
# Which assumptions decide (hypothèses décisives)

The guiding question compares two policies of equal cost. Here every assumption with a plausible range is moved over
that range, and the question is which of them the difference between the policies rests on. First all of them, group by
group (Morris' screening); then, one by one, the parameters of the groups that weigh most; then shares of variance
(Sobol'). Plausible ranges are judgements too: [parameters.md](parameters.md) has each, [assumptions.md](assumptions.md)
why.

> {caution}
"""
METHODS = {MORRIS: "Morris' elementary effects", "sobol": "Sobol' shares of variance"}


def page(summaries: Sequence[Mapping[str, Any]], figures: Sequence[str]) -> str:
    """Return the page of several analyses, in the order given.

    summaries: what ``essaimage sensitivity`` leaves as sensitivity.json; figures: the picture of each, from docs/.
    """
    parts = [HEAD.format(caution=summaries[0]["caution"]["en"])]
    for data, figure in zip(summaries, figures, strict=True):
        what = "groups of parameters" if data["grouped"] else "parameters one by one"
        meta = data["meta"]
        versions = ", ".join(f"{name} {version}" for name, version in meta["versions"].items())
        parts.append(
            f"\n## {METHODS[data['method']]}, {what}\n\n"
            f"Measured on {meta['when'][:10]}: {data['parameters']} parameters, {data['points']} worlds, "
            f"{len(data['seeds'])} common seeds ({versions}).\n\n"
            f"```text\n{data['text']['en']}\n```\n\n![{METHODS[data['method']]}]({figure})\n\n"
            f"To measure again: `{data['command']}`."
        )
    return "\n".join(parts) + "\n"
