"""``essaimage validate``: measure every criterion, print the table, write figures and page (commande)."""

import json
import shlex
from itertools import chain
from pathlib import Path

from experiments.asked import engine_of, noted, refuse
from experiments.engines import ENGINES
from experiments.files import write_atomic
from experiments.messages import Teller
from experiments.outcome import Outcome, plain
from experiments.provenance import commit, now, versions
from experiments.request import Request
from experiments.validate.criterion import FAIL, VERDICTS
from experiments.validate.registry import chosen, criteria
from experiments.validate.report import Found, as_data, counts, draw, found, line, page
from experiments.warm import warm_up
from sim.errors import Text


def validate(request: Request) -> Outcome:
    """Measure the criteria named, or all; exit code 1 where one fails."""
    problems = list(request.problems)
    with noted(problems):
        names = [criterion.id for criterion in chosen(request.names)]
    engine = ENGINES.get(engine_of(request, problems).kind, ENGINES["serial"])
    refuse(problems)
    tell, full = Teller(request.lang), "--quick" not in request.flags
    out = Path(request.option("out") or f"results/validate-{now()[:19].replace(':', '')}")
    warm_up(tell)
    rows: list[Found] = []
    here = [(name, full) for name in names if criteria()[name].alone]
    elsewhere = [(name, full) for name in _slowest_first(names) if not criteria()[name].alone]
    for one in chain(map(found, here), engine(found, elsewhere)):
        rows.append(one)
        tell(_progress(one, len(rows), len(names)))
    rows.sort(key=lambda one: names.index(one.id))
    command = shlex.join(["essaimage", "validate", *request.names, *(() if full else ("--quick",))])
    meta = {
        "at": now(), "size": "full" if full else "quick", "versions": versions(), "commit": commit(),
        "command": command,
    }  # fmt: skip
    data = plain(as_data(rows, meta))
    draw(rows, out / "figures", request.lang)
    write_atomic(out / "validation.json", (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode())
    write_atomic(out / "validation.md", page(data, "figures", request.lang).encode())
    text = "\n".join([*(line(one, request.lang) for one in rows), "", counts(rows, request.lang)])
    where = Text(f"Page and figures: {out}", f"Page et figures : {out}").in_(request.lang)
    failed = any(one.verdict == FAIL for one in rows)
    return Outcome(f"{text}\n{where}", data, int(failed), "\n".join(one.error for one in rows if one.error))


def _slowest_first(names: list[str]) -> list[str]:
    """Return the names so that the longest are not begun last: those of the whole model, then of networks."""
    long = ("V18", "V2", "V7", "V13", "V14", "V11", "V8", "V9", "V10", "P2")
    return sorted(names, key=lambda name: long.index(name) if name in long else len(long))


def _progress(one: Found, done: int, wanted: int) -> Text:
    said = (VERDICTS[one.verdict].in_(lang) for lang in ("en", "fr"))
    return Text(*(f"[{done}/{wanted}] {one.id} {verdict} ({one.seconds:.0f} s)" for verdict in said))
