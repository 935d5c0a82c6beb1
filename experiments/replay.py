"""Compute a run again and check that it is the same to the bit (rejeu)."""

import pandas as pd

from experiments.asked import refuse
from experiments.execute import execute, reduced
from experiments.identity import run_id
from experiments.one_run import TABLES
from experiments.outcome import Outcome
from experiments.request import Request
from experiments.vintage import readable
from sim.errors import InputError, Text


def replay(request: Request) -> Outcome:
    """Compute a run again and compare every table with what was stored, to the bit."""
    refuse(request.problems)
    folder, wanted = request.names
    store = readable(folder)
    cell = store.cell(wanted)
    if run_id(cell) != wanted:
        raise InputError(
            Text(
                f"{folder}: the configuration kept for run {wanted} is not the one that was run (it gives "
                f"{run_id(cell)}): design.json was changed. Run the same sweep again with out=ANOTHER_FOLDER.",
                f"{folder} : la configuration gardée pour la simulation {wanted} n'est pas celle qui a été calculée "
                f"(elle donne {run_id(cell)}) : design.json a été modifié. Relancez la même expérience avec "
                "out=AUTRE_DOSSIER.",
            )
        )
    mine, known = [("run_id", "==", wanted)], store.table_names()
    stored = {n: store.table(n, filters=mine).drop(columns="run_id") for n in TABLES if n in known}
    again = execute(cell)
    if len(stored["indicators"]) != len(again["indicators"]):
        again = reduced(again)
    differ = [name for name, frame in stored.items() if not same(frame, again[name])]
    if differ:
        text = Text(
            f"Run {wanted} differs from what was stored, in: {', '.join(differ)}.",
            f"La simulation {wanted} diffère de ce qui était enregistré, dans : {', '.join(differ)}.",
        )
        return Outcome(text.in_(request.lang), None, 1)
    said = Text(
        f"Run {wanted} is the same, to the bit: {', '.join(stored)}.",
        f"La simulation {wanted} est identique au bit près : {', '.join(stored)}.",
    )
    return Outcome(said.in_(request.lang))


def same(stored: pd.DataFrame, again: pd.DataFrame) -> bool:
    """Say whether two tables hold the same bits."""
    if list(stored.columns) != list(again.columns) or len(stored) != len(again):
        return False
    for name in stored:
        left, right = stored[name], again[name]
        if left.isna().to_numpy().tolist() != right.isna().to_numpy().tolist():
            return False
        if not (left[left.notna()].to_numpy() == right[right.notna()].to_numpy()).all():
            return False
    return True
