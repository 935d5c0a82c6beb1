"""Folders of one sweep made on several machines, put together in a new one (réunion de résultats)."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments import parts
from experiments.asked import refuse
from experiments.design import Design, addresses
from experiments.difference import differences, refuse_other, settings_in
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.request import Request
from experiments.runner import announce, conclude
from experiments.store import Store, read, writing
from experiments.stored import cells_of, execute_of
from experiments.vintage import by_another
from sim.errors import InputError, Text

OF_POLICIES = ("shares", "later", "instruments", "competences", "params.finance", "budget", "seed")


def merge(request: Request) -> Outcome:
    """Put the runs of several folders of one experiment into a new one; the folders given stay as they are."""
    refuse(request.problems)
    out, *others = (Path(name).expanduser() for name in request.names)
    if out.resolve() in [other.resolve() for other in others]:
        raise InputError(Text(
            f"{out} comes first and is what is written: it cannot be one of the folders put together.",
            f"{out} vient en premier et sera écrit : ce ne peut pas être l'un des dossiers réunis.",
        ))
    stores, tell = [read(other) for other in others], Teller(request.lang)
    design = united(stores)
    with writing(out, tell) as store:
        found = addresses(design.cells)
        refuse_other(store, design, found)
        announce(store, design, found, execute_of(stores[0]))
        store.done(tell)
        for other in stores:
            _copy(other, store, set(design.run_ids))
        done = store.known & set(design.run_ids)
        failed = [one for other in stores for one in other.failures() if one["run_id"] not in done]
        for one in failed:
            store.add_failure(one["run_id"], {key: value for key, value in one.items() if key != "run_id"})
        left = len(design.run_ids) - len(done) - len({one["run_id"] for one in failed})
        if not left:
            conclude(store, design, sorted({one["run_id"] for one in failed}), {"merged": [str(o) for o in others]})
    return Outcome(_said(out, design, len(done), left).in_(request.lang), None, int(bool(failed)))


def united(stores: Sequence[Store]) -> Design:
    """Return the design that holds every run of several folders.

    Raises InputError where they are of different experiments, versions, dials or settings, naming what differs.
    """
    first = stores[0]
    problems = [text for store in stores if (text := by_another(store))]
    problems += [text for store in stores[1:] for text in _unlike(first, store)]
    if problems:
        raise InputError(*problems)
    plan = _together([store.plan() for store in stores])
    all_of: dict[str, Any] = {"configs": {}, "runs": {}}
    for store in stores:
        for key, found in all_of.items():
            found |= store.design()[key]
    cells = cells_of(all_of, list(dict.fromkeys(plan["run_id"])))
    said = first.manifest
    return Design(
        str(said.get("design")), str(said.get("reference")), cells, plan, question=said.get("question") or {}
    )


def _together(plans: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return plans as one: worlds, which go by their dials, and policies in the order first met, then seeds."""
    dials = [name for name in plans[0].columns if name not in ("world", "policy", "seed", "run_id")]
    worlds: dict[tuple, int] = {}
    policies: dict[str, int] = {}
    rows: dict[tuple[int, int, int], tuple] = {}
    for plan in plans:
        for row in plan[["policy", "seed", *dials, "run_id"]].itertuples(index=False, name=None):
            policy, seed, *values, run = row
            world = worlds.setdefault(tuple(values), len(worlds))
            place = policies.setdefault(policy, len(policies))
            rows[world, place, seed] = (world, policy, seed, *values, run)
    return pd.DataFrame([rows[key] for key in sorted(rows)], columns=["world", "policy", "seed", *dials, "run_id"])


def _unlike(first: Store, other: Store) -> list[Text]:
    """Say what keeps two folders from being one sweep."""
    mine, theirs = first.manifest, other.manifest
    found = []
    for key in ("design", "reference", "dials", "execute"):
        if mine.get(key) != theirs.get(key):
            found.append(_differ(first, other, f"{key}: {mine.get(key)} / {theirs.get(key)}"))
    dials = {str(dial) for dial in mine.get("dials") or ()}
    lines = [
        line for line in differences(settings_in(first.design()), settings_in(other.design()), most=10**6)
        if not _may_differ(line.partition(":")[0], dials)
    ]  # fmt: skip
    if lines:
        found.append(_differ(first, other, "; ".join(lines[:8])))
    return found


def _may_differ(name: str, dials: set[str]) -> bool:
    """Say whether a setting belongs to a policy, a seed or a dial, which halves of one sweep may have of their own."""
    if any(name == key or name.startswith(f"{key}.") for key in (*OF_POLICIES, *dials)):
        return True
    return name.partition(".")[2] in dials or name.partition(".")[0] in {dial.partition(".")[0] for dial in dials}


def _copy(source: Store, target: Store, wanted: set[str]) -> None:
    """Copy the parts of a folder; of a part whose runs are partly there, those that are not.

    Raises InputError where a run is there with other bits.
    """
    for path, runs in source.held().items():
        mine = [run for run in runs or () if run in wanted]
        new = [run for run in mine if run not in target.known]
        names = parts.runs_in(path)[1] if mine else []
        tables = {name: parts.table_in(path, name) for name in names} if mine else {}
        twice = [run for run in mine if run not in new and not target.agrees(run, tables)]
        if twice:
            raise InputError(Text(
                f"{source.folder} and {target.folder} hold run {twice[0]} with different results: verify both.",
                f"{source.folder} et {target.folder} ont des résultats différents pour la simulation {twice[0]} : "
                "vérifiez les deux (verify).",
            ))  # fmt: skip
        if new and len(new) == len(runs or ()):
            target.add(new, names, path.read_bytes())
        elif new:
            target.add(new, names, parts.encode(new, {name: parts.only(t, set(new)) for name, t in tables.items()}))


def _differ(first: Store, other: Store, what: str) -> Text:
    return Text(
        f"{first.folder} and {other.folder} are not of one sweep ({what}): nothing was written.",
        f"{first.folder} et {other.folder} ne sont pas d'une même expérience ({what}) : rien n'a été écrit.",
    )


def _said(out: Path, design: Design, done: int, left: int) -> Text:
    """Say what the new folder holds and what comes next."""
    after = Text(f"essaimage retry {out}", f"essaimage retry {out}") if left else Text(
        f"essaimage compare {out}", f"essaimage compare {out}"
    )  # fmt: skip
    return Text(
        f"{done} of {len(design.run_ids)} runs in {out}, {left} left. Next: {after.en}",
        f"{done} simulations sur {len(design.run_ids)} dans {out}, {left} restantes. Ensuite : {after.fr}",
    )
