"""Survival: sites close, by legal form, stage, ties and strain (survivre ou fermer)."""
from dataclasses import dataclass

import numpy as np

from sim.draws import fold, key, uniform
from sim.founding import USUAL_GOVERNANCE
from sim.jit import jit
from sim.names import ABANDONED, DORMANT, EPCI, TAKE_OVER
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class SurviveParams(Parameters):
    """What makes a site close."""

    association: float = param(
        0.08, unit="a year", allowed=(0, 5), plausible=(0.05, 0.12), source="assumption, between the two others",
        meaning="Base hazard of closing of an association.",
    )
    cooperative: float = param(
        0.08, unit="a year", allowed=(0, 5), plausible=(0.05, 0.11),
        source="calibrated on survival of SCOP and SCIC (82.5% at 3 years, 66.1% at 5), docs/assumptions.md",
        meaning="Base hazard of closing of a cooperative.",
    )
    firm: float = param(
        0.12, unit="a year", allowed=(0, 5), plausible=(0.08, 0.16),
        source="calibrated on survival of French firms (66% at 3 years, 50% at 5), docs/assumptions.md",
        meaning="Base hazard of closing of a firm.",
    )
    idea: float = param(
        2.0, unit="times", allowed=(0, 20), plausible=(1, 4), source="assumption", meaning="Hazard of an idea.",
    )
    experiment: float = param(
        1.2, unit="times", allowed=(0, 20), plausible=(1, 2), source="assumption",
        meaning="Hazard while experimenting.",
    )
    structured: float = param(
        0.9, unit="times", allowed=(0, 20), plausible=(0.6, 1), source="assumption", meaning="Hazard once structured.",
    )
    established: float = param(
        0.6, unit="times", allowed=(0, 20), plausible=(0.3, 0.9), source="assumption",
        meaning="Hazard once established.",
    )
    ties: float = param(
        0.15, unit="exponent", allowed=(0, 2), plausible=(0, 0.4),
        source="assumption; sign from network survival studies",
        meaning="Protection by ties: hazard x (1 + ties)^-b.",
    )
    governance: float = param(
        0.5, unit="exponent per point of G", allowed=(0, 5), plausible=(0, 1), source="assumption",
        meaning="Protection by governance beyond what is usual for the legal form: hazard x exp(-b (G - usual G)).",
    )
    clustered: float = param(
        0.8, unit="times", allowed=(0, 2), plausible=(0.6, 1), source="assumption",
        meaning="Hazard of a site whose carrier belongs to a cluster.",
    )
    weak_output: float = param(
        0.5, unit="output y", allowed=(0.01, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Output below which the hazard rises, by up to a half.",
    )
    codified_enough: float = param(
        0.5, unit="share of knowledge", allowed=(0, 1), plausible=(0.3, 0.7), source="assumption",
        meaning="Written-down share from which a closed site is dormant (its knowledge remains) rather than lost.",
    )


@jit
def survive(rows, p, form, cluster, strength, step, form_hazard, stage_times, mode_times, weights, stream, closing):
    """Draw which sites close this month; ``closing`` gets 1 where one does.

    weights: times the hazard in a cluster, exponent of ties, weak output, and what governance beyond that usual for
    the form spares (logarithm); a site that closes, or not, because of its governance is ``swayed``.
    Each site keeps its hazard, a year: how likely it is to drop out.
    """
    clustered, ties_exponent, weak, governance = weights
    for k in range(rows.size):
        row, a = rows[k], p.actor[rows[k]]
        strain = 1.0 + 0.5 * max(0.0, weak - p.output[row]) / weak
        if p.cash[row] < 3.0 * p.cost[row]:
            strain += 0.5
        strain += 0.25 * min(1.0, max(0.0, p.demand[row] / max(p.capacity[row], 1.0) - 1.0))
        hazard = form_hazard[form[a]] * (clustered if cluster[a] >= 0 else 1.0)
        hazard *= stage_times[p.stage[row]] * mode_times[p.mode[row]]
        ties = 0.0
        for t in range(strength.shape[1]):
            ties += strength[a, t] > 0.0
        hazard *= strain * (1.0 + ties) ** -ties_exponent
        u = uniform(fold(fold(stream, p.key[row]), step - p.born[row]))
        p.hazard[row] = hazard * np.exp(-governance * (p.governance[row] - USUAL_GOVERNANCE[form[a]]))
        closing[k] = u < 1.0 - np.exp(-p.hazard[row] / 12.0)
        if closing[k] != (u < 1.0 - np.exp(-hazard / 12.0)):
            p.swayed[row] = 1


@jit
def shut(rows, p, payers, envelope, codified_enough, step):
    """Close projects ``rows``; see ``close``. payers: (P,), row of each place's EPCI."""
    for row in rows:
        envelope[payers[p.place[row]]] += p.purse[row]
        p.purse[row] = 0.0
        p.stage[row], p.closed[row] = DORMANT if p.codified[row] >= codified_enough else ABANDONED, step
        p.posts[row] = p.funded[row] = p.dues[row] = p.granted[row] = p.volunteers[row] = 0.0
        p.users[row] = p.demand[row] = p.capacity[row] = p.output[row] = p.quality[row] = 0.0
        p.scaling[row] = 0


def close(state: State, rows: np.ndarray, codified_enough: float) -> None:
    """Close projects: they keep what they learnt on paper, lose their team, and serve nobody.

    What is left of money set aside for copies goes to the EPCI's means for receiving copies.
    """
    payers, envelope = state.places.levels[EPCI], state.authorities.envelope
    shut(rows, records(state.projects), payers, envelope, codified_enough, state.step)
    state.recount()


def step(state: State, params: SurviveParams) -> None:
    """Close the sites whose month it is."""
    rows, a = state.alive(), state.actors
    forms = np.array([params.association, params.cooperative, params.firm])
    owned = state.modes.hazard[TAKE_OVER]
    stages = np.array([params.idea, params.experiment, 1.0, params.structured, params.established, owned, 0.0, 0.0])
    closing = np.zeros(rows.size, np.bool_)
    survive(
        rows, records(state.projects), a.form, a.cluster, a.strength, state.step, forms, stages, state.modes.hazard,
        (params.clustered, params.ties, params.weak_output, params.governance), key(state.seed, "survive"), closing,
    )  # fmt: skip
    if closing.any():
        close(state, rows[closing], params.codified_enough)
