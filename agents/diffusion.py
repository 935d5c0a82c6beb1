"""Public actors make an innovation their own policy, or drop it (diffusion des politiques publiques).

Learning, competition, imitation and incentive after Shipan & Volden (2008); no public actor binds another.
"""
from dataclasses import dataclass

import numpy as np

from agents.learning import attention
from sim.draws import key, named, uniforms
from sim.names import ETAT, INVESTOR
from sim.param import Parameters, param
from sim.peers import Peers, over_territories, told_by_peers
from sim.state import State


@dataclass(frozen=True)
class DiffusionParams(Parameters):
    """What makes a public actor take up an innovation as its own policy: a yearly logit; signs from the literature."""

    constant: float = param(
        -6.0, unit="utility", allowed=(-50, 50), plausible=(-7, -5),
        source="assumption, calibrated, docs/assumptions.md",
        meaning="Reluctance where nothing speaks for it.",
    )
    learning: float = param(
        3.0, unit="utility per point of belief above .5", allowed=(-50, 50), plausible=(1, 5),
        source="assumption; sign: Shipan & Volden (2008)",
        meaning="What evidence that it works adds.",
    )
    absorbing: float = param(
        2.0, unit="utility per point of belief above .5, at full absorptive capacity", allowed=(-50, 50),
        plausible=(0, 4), source="assumption",
        meaning="What able staff make of that evidence.",
    )
    competition: float = param(
        0.5, unit="utility, if all peers have it", allowed=(-50, 50), plausible=(0, 1),
        source="assumption; sign: Shipan & Volden (2008)",
        meaning="What peers who have it add, the more alike the more.",
    )
    imitation: float = param(
        1.0, unit="utility, at once", allowed=(-50, 50), plausible=(0, 2),
        source="assumption; sign and fading: Shipan & Volden (2008)",
        meaning="What a larger peer's example adds when it is new.",
    )
    imitation_years: float = param(
        2.0, unit="years", allowed=(0.1, 100), plausible=(1, 4), source="assumption",
        meaning="How long that example lasts: exp(-age / this).",
    )
    incentive: float = param(
        1.5, unit="utility, if others paid the whole price", allowed=(-50, 50), plausible=(0.5, 3),
        source="assumption; sign: Berry & Berry (2018)",
        meaning="What co-financing by the other levels that have adopted it adds.",
    )
    need: float = param(
        2.0, unit="utility, at full unmet need", allowed=(-50, 50), plausible=(0, 4), source="assumption",
        meaning="What unmet need on the territory adds.",
    )
    resources: float = param(
        0.5, unit="utility, with the price of a copy at hand", allowed=(-50, 50), plausible=(0, 1.5),
        source="assumption; sign: Shipan & Volden (2008)",
        meaning="What ordinary means for a copy add.",
    )
    pressure: float = param(
        2.0, unit="utility, at overwhelming pressure", allowed=(-50, 50), plausible=(0, 4), source="assumption",
        meaning="What petitions and pleas p add: p / (1 + p).",
    )
    obligation: float = param(
        0.0, unit="utility, once the State has it", allowed=(0, 50), plausible=(0, 0),
        source="no public actor has tutelage over another (Constitution, art. 72): only by law",
        meaning="What a law of the State adds for the other levels.",
    )
    pressure_kept: float = param(
        0.5, unit="kept a year", allowed=(0, 1), plausible=(0.2, 0.8), source="assumption",
        meaning="Share of petitions and pleas still felt a year later.",
    )
    doubt: float = param(
        0.45, unit="belief", allowed=(0, 1), plausible=(0.3, 0.5), source="assumption",
        meaning="Belief below which a policy is dropped.",
    )
    patience: float = param(
        2.0, unit="years", allowed=(0, 100), plausible=(1, 6), source="assumption",
        meaning="Least age at which a policy is dropped.",
    )
    grounds: float = param(
        12.0, unit="trials", allowed=(0, 1_000), plausible=(6, 24), source="assumption",
        meaning="Least evidence that lets a public actor drop a policy.",
    )


def utility(state: State, peers: Peers, rows: np.ndarray, params: DiffusionParams, cofinancing: float) -> np.ndarray:
    """Return how much speaks for each innovation with each of ``rows`` (n,), shape (n, I).

    cofinancing: share of a copy's price that each other level pays where it has adopted the innovation.
    """
    public, places = state.authorities, state.places
    taken = public.adopted >= 0
    conviction = public.successes[rows] / (public.successes[rows] + public.failures[rows]) - 0.5
    learnt = (params.learning + params.absorbing * public.absorptive[rows, None]) * conviction
    alike = told_by_peers(peers, rows, taken) / np.maximum(peers.total[rows], 1e-12)[:, None]
    paid = over_territories(state, taken[places.levels].sum(axis=0).T)[rows] - taken[rows]
    unmet = over_territories(state, places.need[state.innovations.domain] * places.unmet)[rows]
    prices = state.modes.price[state.modes.price > 0.0]
    means = np.minimum(1.0, public.envelope[rows] / prices.min())[:, None] if prices.size else 1.0
    heard = public.pressure[rows] / (1.0 + public.pressure[rows])
    law = over_territories(state, taken[places.levels[ETAT]].T)[rows]
    return (
        params.constant + learnt + params.competition * alike + params.imitation * example(state, peers, rows, params)
        + params.incentive * np.minimum(1.0, cofinancing * paid) + params.need * unmet + params.resources * means
        + params.pressure * heard + params.obligation * law
    )  # fmt: skip


def example(state: State, peers: Peers, rows: np.ndarray, params: DiffusionParams) -> np.ndarray:
    """Return how fresh the example of each row's leader is, 1 when new to 0; shape (n, I)."""
    leader = peers.leader[rows]
    since = state.authorities.adopted[leader]
    led = (leader >= 0)[:, None] & (since >= 0)
    return np.where(led, np.exp(-(state.step - since) / 12.0 / params.imitation_years), 0.0)


def chosen(state: State, peers: Peers, rows: np.ndarray, params: DiffusionParams, *, cofinancing: float,
           most: int) -> np.ndarray:  # fmt: skip
    """Return which innovations are the policy of each of ``rows`` (n,) from this year on, a mask of shape (n, I).

    Only what is followed (``most`` innovations) is considered; investors have no policy of their own. A policy is
    dropped when it is old enough, evidence is enough, and belief is below ``doubt``.
    """
    public, year = state.authorities, state.step // 12
    taken, known = public.adopted[rows] >= 0, public.successes[rows] + public.failures[rows]
    age = (state.step - public.adopted[rows]) / 12.0
    doubted = public.successes[rows] / known < params.doubt
    dropped = taken & doubted & (known >= params.grounds) & (age >= params.patience)
    chance = 1.0 / (1.0 + np.exp(-utility(state, peers, rows, params, cofinancing)))
    streams = [named(key(state.seed, "policy"), code) for code in state.innovations.code]
    luck = np.array([uniforms(stream, public.code[rows], year) for stream in streams]).T
    able = attention(state, rows, most) & (public.level[rows] != INVESTOR)[:, None]
    return (taken & ~dropped) | (able & ~taken & (luck < chance))


def put_in_force(state: State, held: np.ndarray, kept: float) -> None:
    """Write which policies hold, a mask (U, I), with the month they began; then let pressure fade by ``kept``."""
    public = state.authorities
    public.adopted[:] = np.where(held, np.where(public.adopted >= 0, public.adopted, state.step), -1)
    public.pressure[:] *= kept
