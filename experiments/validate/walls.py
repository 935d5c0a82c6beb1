"""People or walls: how one site best spends a sum, by the rule with which it works (des gens ou des murs)."""
from typing import NamedTuple

import numpy as np

from experiments.compose import build, compose
from experiments.validate.criterion import Criterion, Outcome, Panel, Series, at_least, at_most
from sim.errors import Text
from sim.processes.operate import OperateParams, run_sites
from sim.state import EXPERIMENT, State

SIGMAS = (0.3, 0.4, 0.5, 0.6, 2.0)
FEW = 0.6  # elasticity up to which walls replace people badly
PRODUCT = 0.08  # of K0 / K* and L0 / L*: that of sites that start equipped (.8, .1) or staffed (.1, .8)
SKILL = 0.8  # at which a full site is full


class Purse(NamedTuple):
    """What there is to spend, in full prices of one post and its term; how finely it is shared; starts compared."""

    posts: float = 1.0
    steps: int = 1_000
    starts: int = 25


class Prices(NamedTuple):
    """What one unit of capital k and of work e cost, and the sum to spend, in euros."""

    capital: float
    work: float
    euros: float


def isolated(count: int) -> tuple[State, np.ndarray]:
    """Return a world of one innovation with ``count`` sites, all alike, in one place without animation or assets."""
    state = build(compose(("territory=grid", "innovations=[food_circuit]", "citizens=100"))).model(1).state
    state.make_room(count)
    rows = np.arange(state.n_projects, state.n_projects + count)
    state.n_projects += count
    p = state.projects
    for column in (p.place, p.innovation, p.backlog, p.shared, p.funded):
        column[rows] = 0
    p.stage[rows], p.skill[rows] = EXPERIMENT, SKILL
    return state, rows


def shares(settings: Purse) -> Outcome:
    """Give sites that start with more walls or more people one sum; find the share for people that serves most."""
    state, rows = isolated(settings.steps + 1)
    prices = stated(state, settings)
    ratios = np.geomspace(1 / 8, 8, settings.starts)  # K0/K* over L0/L*, the product kept
    found = {sigma: np.array([_best(state, rows, prices, r, sigma) for r in ratios]) for sigma in SIGMAS}
    theory = {sigma: np.array([closed_form(prices, r, sigma) for r in ratios]) for sigma in SIGMAS}
    even = settings.starts // 2
    gap = max(float(np.abs(found[sigma] - theory[sigma]).max()) for sigma in SIGMAS)
    checks = (
        *(at_least(Text(f"least change of the people share as K0/L0 grows, sigma {sigma:g}",
                        f"plus petite variation de la part des gens quand K0/L0 croît, sigma {sigma:g}".replace(
                            "0.", "0,")), np.diff(found[sigma]).min(), 0.0) for sigma in SIGMAS if sigma <= FEW),
        at_most(Text("people share at sigma 2, K0 = L0", "part des gens à sigma 2, K0 = L0"), found[2.0][even], 0.2),
        at_most(Text("largest gap to the closed form", "plus grand écart à la forme exacte"), gap,
                1.0 / settings.steps),
    )  # fmt: skip
    panels = tuple(
        Panel(RATIO, PEOPLE, (
            Series(Text("closed form ± one step", "forme exacte ± un pas"), ratios, theory[s], "theory",
                   theory[s] - 1.0 / settings.steps, theory[s] + 1.0 / settings.steps),
            Series(Text("measured", "mesuré"), ratios, found[s])),
            Text(f"sigma {s:g}", f"sigma {s:g}".replace(".", ",")))
        for s in SIGMAS
    )  # fmt: skip
    euros = f"{prices.euros:,.0f}"
    return Outcome(checks, panels, Text(
        f"Stated prices: a post for its whole term, {euros} euros (45,000 a year, 3 years), against capital at its "
        "price. People cost a term, walls once: the share is that of one award, not of a life.",
        f"Prix affichés : un poste pour tout son terme, {euros.replace(',', chr(0x202F))} euros (45 000 par an, "
        "3 ans), contre du capital à son prix. Les gens coûtent un terme, les murs une fois : la part est celle d'une "
        "aide.",
    ))


RATIO = Text("K0/K* over L0/L*", "K0/K* sur L0/L*")
PEOPLE = Text("best share for people", "meilleure part pour les gens")


def stated(state: State, settings: Purse) -> Prices:
    """Return the prices of people_funding, its full cost over its term, and of capital; per unit of k and e."""
    tool = build(compose(("policy=fund_people",))).instruments["people_funding"]
    post = tool.post_cost * tool.term  # type: ignore[attr-defined]
    kinds, worth = state.innovations, OperateParams().volunteer_worth
    team = float(kinds.posts[0] + worth * kinds.volunteers[0])
    return Prices(float(kinds.capital[0]), post * team, settings.posts * post)


def _best(state: State, rows: np.ndarray, prices: Prices, ratio: float, sigma: float) -> float:
    """Return the share for people at which output is largest, from what the sites' own kernel gives."""
    kinds, p = state.innovations, state.projects
    share = np.linspace(0.0, 1.0, rows.size)
    k0, l0 = np.sqrt(PRODUCT * ratio), np.sqrt(PRODUCT / ratio)
    post = prices.work / (kinds.posts[0] + OperateParams().volunteer_worth * kinds.volunteers[0])
    p.capital[rows] = k0 * kinds.capital[0] + (1.0 - share) * prices.euros
    p.posts[rows] = l0 * kinds.posts[0] + share * prices.euros / post
    p.volunteers[rows] = l0 * kinds.volunteers[0]  # the whole team in one proportion, so that e0 = L0 / L*
    run_sites(state, rows, OperateParams(sigma=sigma, most_output=3.0))
    return float(share[int(p.output[rows].argmax())])


def closed_form(prices: Prices, ratio: float, sigma: float) -> float:
    """Return the share at which a euro more serves as much either way: k / e = [a / (1 - a) x price of e / of k]^sigma.

    Source: Arrow, Chenery, Minhas & Solow (1961), first-order condition.
    """
    weight = OperateParams().capital_weight
    wanted = (weight / (1.0 - weight) * prices.work / prices.capital) ** sigma
    k0, e0 = np.sqrt(PRODUCT * ratio), np.sqrt(PRODUCT / ratio)
    k, e = prices.euros / prices.capital, prices.euros / prices.work
    return float(np.clip((k0 + k - wanted * e0) / (k + wanted * e), 0.0, 1.0))


CRITERIA = (
    Criterion(
        "V21", Text("People for the equipped, walls for the staffed", "Des gens à qui est équipé, des murs sinon"),
        Text("best people share non-decreasing in K0/L0 for sigma ≤ .6; ≤ .2 at sigma 2 with K0 = L0 (CES, Arrow et "
             "al. 1961)",
             "meilleure part des gens croissante avec K0/L0 pour sigma ≤ 0,6 ; ≤ 0,2 à sigma 2 avec K0 = L0 (CES, "
             "Arrow et al. 1961)"),
        shares, full=Purse(), quick=Purse(1.0, 400, 13),
    ),
)  # fmt: skip
