"""Revival: what closed but left its knowledge in writing is taken up again by others (reprendre un projet dormant)."""
from dataclasses import dataclass

import numpy as np

from sim.belief import posterior_mean
from sim.draws import code_of, fold, key, named, uniform
from sim.founding import FoundingParams, found, known, open_site
from sim.jit import jit
from sim.names import ABANDONED, DORMANT, EPCI
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State

REVIVAL = code_of("revival")  # the word that names the project taken up; the ordinals of copies are small numbers
YEAR_OF_TRIALS = 12.0  # as for proof


@dataclass(frozen=True)
class ReviveParams(Parameters):
    """When dormant projects are taken up again."""

    rate: float = param(
        0.4, unit="a year, where all is known, needed and welcome", allowed=(0, 12), plausible=(0.1, 1),
        source="assumption",
        meaning="Hazard of being taken up again, times written knowledge and unmet need in the place, and AC.",
    )
    proven: float = param(
        0.6, unit="posterior mean of success", allowed=(0, 1), plausible=(0.5, 0.8), source="assumption",
        meaning="Evidence from which the EPCI pays for an experiment at once; else it comes back as an idea.",
    )


@jit
def wake(n, p, payers, absorptive, codified, unmet, rate, enough, step, stream, taken, out):
    """Draw which dormant projects are taken up this month, those never taken up before; return how many are in ``out``.

    What was abandoned and has been written down since (``enough`` of it) is dormant too, but not what became part of
    another site. A draw is named by the project and the months it slept.
    payers: (P,), row of each place's EPCI; taken: (n,), zeros.
    """
    for row in range(n):
        if p.revives[row] >= 0:
            taken[p.revives[row]] = True
    found = 0
    for row in range(n):
        if p.stage[row] == ABANDONED and p.codified[row] >= enough and p.merged[row] < 0:
            p.stage[row] = DORMANT
        if p.stage[row] == DORMANT and not taken[row]:
            i, j = p.innovation[row], p.place[row]
            hazard = rate * codified[i, j] * unmet[i, j] * absorptive[payers[j]]
            if uniform(fold(fold(stream, p.key[row]), step - p.closed[row])) < 1.0 - np.exp(-hazard / 12.0):
                out[found] = row
                found += 1
    return found


def take_up(state: State, old: int, founding: FoundingParams) -> int:
    """Start dormant project ``old`` again as an idea of new people, and return its row.

    Place, practice, evidence and what was written are kept; the team, its skill and its money are not. It is an
    original of its own: nobody passed it on, and what a copy had lost of its parent's practice is its practice now.
    """
    p, name = state.projects, named(state.projects.key[old], REVIVAL)
    row = found(state, name, int(p.place[old]), int(p.innovation[old]), None, founding)
    p = state.projects  # the tables may have grown
    for column in (p.merit, p.fit, p.successes, p.failures, p.codified):
        column[row] = column[old]
    p.revives[row] = old
    return row


def open_at_once(state: State, row: int, founding: FoundingParams, skill: float) -> None:
    """Open a project taken up as an experiment, where the EPCI can pay for it: no payer, no site.

    An EPCI that saves for a copy it promised pays for nothing else.
    """
    p, places = state.projects, state.places
    kind, place = p.innovation[row], p.place[row]
    payer = places.levels[EPCI, place]
    public = state.authorities
    if public.promised[payer, 0] >= 0 or public.envelope[payer] < founding.first_cash:
        return
    public.envelope[payer] -= founding.first_cash
    p.cash[row] = founding.first_cash
    open_site(state, np.array([row]), skill + founding.head_start * (1.0 - skill) * known(state, place)[kind])


def step(state: State, params: ReviveParams, founding: FoundingParams, skill: float, codified_enough: float) -> None:
    """Take up the dormant projects whose month it is; ``skill`` of a new team."""
    p, places, n = state.projects, state.places, state.n_projects
    woken = np.empty(n, np.int64)
    found = wake(
        n, records(p), places.levels[EPCI], state.authorities.absorptive, places.codified, places.unmet, params.rate,
        codified_enough, state.step, key(state.seed, "revive"), np.zeros(n, np.bool_), woken,
    )  # fmt: skip
    for old in state.by_name(woken[:found]).tolist():
        row, p = take_up(state, old, founding), state.projects
        shown = posterior_mean(p.successes[row], p.failures[row])
        if p.successes[row] + p.failures[row] >= YEAR_OF_TRIALS and shown >= params.proven:
            open_at_once(state, row, founding, skill)
