"""What public actors come to believe: own sites, closings, and what those who resemble them tell (apprentissage)."""
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.merging import heirs
from sim.param import Parameters, param
from sim.peers import Peers, over_territories, told_by_peers
from sim.state import State


@dataclass(frozen=True)
class BeliefParams(Parameters):
    """How public actors come to believe in an innovation, and how well they rank files."""

    memory: float = param(
        0.98, unit="kept a month", allowed=(0, 1), plausible=(0.95, 0.995), source="assumption",
        meaning="Share of past evidence still counted a month later.",
    )
    reach_km: float = param(
        20.0, unit="km", allowed=(0, 500), plausible=(10, 40), source="assumption",
        meaning="Distance within which communes hear of one another (and near places are known, service.limit_km).",
    )
    likeness: float = param(
        0.25, unit="0 to 1, difference of context", allowed=(0.01, 10), plausible=(0.1, 0.5), source="assumption",
        meaning="Difference of urbanity, fragility and civic life up to which others' experience is held to apply.",
    )
    attention: int = param(
        3, unit="innovations a year", allowed=(0, 1_000), plausible=(1, 6), source="assumption",
        meaning="Innovations a public actor can follow: those with the highest priority x need x pressure.",
    )
    closing: float = param(
        6.0, unit="failed trials", allowed=(0, 120), plausible=(0, 24), source="assumption",
        meaning="What a site that closes counts for, besides its last trials.",
    )
    ranking_noise: float = param(
        0.5, unit="score, at absorptive capacity 0", allowed=(0, 10), plausible=(0.1, 1), source="assumption",
        meaning="Width of the error in ranking files; it falls with absorptive capacity.",
    )
    own_policy: float = param(
        0.5, unit="share", allowed=(0, 5), plausible=(0, 1), source="assumption",
        meaning="How much higher files rank for an innovation that the payer has made its own policy.",
    )


class Trials(NamedTuple):
    """Successes and failures of the last year on each public actor's territory; closings are failures."""

    seen: np.ndarray  # (U, I, 2) trials
    written: np.ndarray  # (U, I, 2) the part of them that is written down


def last_year(state: State, closing: float) -> Trials:
    """Return the trials of the last year, a site's months open at its mean rate of success.

    Sites that closed during the year count, and each closing counts as ``closing`` failed trials besides. One that
    became part of another has not failed: its months count at the rate of the site it lives on in.
    """
    p, step = state.projects, state.step
    opened, closed = p.opened[: state.n_projects], p.closed[: state.n_projects]
    rows = np.flatnonzero((opened >= 0) & ((closed < 0) | (closed > step - 12)))
    shut, lasting = closed[rows] >= 0, heirs(p.merged, rows)
    months = np.maximum(0, np.where(shut, closed[rows], step) - np.maximum(opened[rows], step - 12))
    rate = p.successes[lasting] / np.maximum(1.0, p.successes[lasting] + p.failures[lasting])
    trials = np.array([months * rate, months * (1.0 - rate) + closing * (shut & (p.merged[rows] < 0))])
    kinds = state.innovations.code.size
    where = (state.places.levels[:, p.place[rows]] * kinds + p.innovation[rows]).ravel()

    def summed(values: np.ndarray) -> np.ndarray:
        """Add up by public actor and innovation, on every level."""
        cells = state.authorities.code.size * kinds
        repeated = np.tile(values, (1, state.places.levels.shape[0]))
        return np.array([np.bincount(where, v, cells) for v in repeated]).T.reshape(-1, kinds, 2)

    return Trials(summed(trials), summed(trials * p.codified[rows]))


def attention(state: State, rows: np.ndarray, most: int) -> np.ndarray:
    """Return which innovations each of ``rows`` (n,) follows this year, shape (n, I): the ``most`` pressing ones.

    Pressing = priority of the elected x need of the territory x (1 + pressure).
    """
    public, domain = state.authorities, state.innovations.domain
    need = over_territories(state, state.places.need[domain])[rows]
    score = public.priority[rows][:, domain] * need * (1.0 + public.pressure[rows])
    followed = np.zeros(score.shape, bool)
    first = np.argsort(-score, axis=1, kind="stable")[:, :most]
    np.put_along_axis(followed, first, True, axis=1)
    return followed


def observed(
    state: State, trials: Trials, peers: Peers, rows: np.ndarray, most: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return what each of ``rows`` (n,) learns of its own sites and of its peers', each (n, I, 2); ``most`` followed.

    Peers' trials count by absorptive capacity x openness x likeness x knowledge shared: what is written travels, the
    rest as far as the listener's places hold the knowledge.
    """
    public = state.authorities
    followed = attention(state, rows, most)[:, :, None]
    told = told_by_peers(peers, rows, np.stack([trials.written, trials.seen - trials.written], axis=1))
    at_hand = over_territories(state, state.places.codified)[rows][:, :, None]
    listening = (public.absorptive[rows] * public.openness[rows])[:, None, None]
    return trials.seen[rows] * followed, listening * followed * (told[:, 0] + at_hand * told[:, 1])


def take_in(state: State, rows: np.ndarray, own: np.ndarray, others: np.ndarray, memory: float) -> None:
    """Forget a year's worth, then add what was observed, each (n, I, 2), to the beliefs of ``rows`` (n,)."""
    public, kept = state.authorities, memory**12
    for side, column in enumerate((public.successes, public.failures)):
        column[rows] = np.maximum(0.5, kept * column[rows]) + own[:, :, side] + others[:, :, side]
    public.heard[rows] = others.sum(axis=(1, 2))
