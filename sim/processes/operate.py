"""Operating: each site turns capital and people into service, income into wages and walls (fonctionner)."""
from dataclasses import dataclass

import numpy as np

from sim.jit import inline, jit
from sim.param import Parameters, param
from sim.rows import records
from sim.service import serve
from sim.state import State

HOURS_A_YEAR = 1_607.0  # of a full-time post in France
EPSILON = 1e-6  # inputs are at least this, so that a CES with poor substitution stays finite


@dataclass(frozen=True)
class OperateParams(Parameters):
    """How a site works, earns and spends."""

    sigma: float = param(
        0.5, unit="elasticity of substitution of people and capital", allowed=(0.05, 10), plausible=(0.3, 2),
        source="assumption; a dial of the guiding question",
        meaning="How easily walls replace people (1: Cobb-Douglas).",
    )
    capital_weight: float = param(
        0.4, unit="share", allowed=(0.01, 0.99), plausible=(0.3, 0.5), source="assumption",
        meaning="Weight of capital in output (a).",
    )
    most_output: float = param(
        1.3, unit="times the full output", allowed=(1, 3), plausible=(1, 1.5), source="assumption",
        meaning="Ceiling of output y.",
    )
    volunteer_worth: float = param(
        0.45, unit="FTE of a post per FTE of volunteers", allowed=(0, 1), plausible=(0.2, 0.7), source="assumption",
        meaning="What volunteers weigh beside posts (nu).",
    )
    animation_effect: float = param(
        0.35, unit="share", allowed=(0, 2), plausible=(0.1, 0.6), source="assumption",
        meaning="Most that territorial animation adds to people's work (kappa).",
    )
    asset_effect: float = param(
        0.3, unit="share", allowed=(0, 2), plausible=(0, 0.6), source="assumption",
        meaning="What activated local assets add to the work of an innovation that fully relies on them.",
    )
    wage: float = param(
        42_000.0, unit="euros a year, loaded", allowed=(10_000, 200_000), plausible=(36_000, 50_000),
        source="assumption",
        meaning="Cost of a post paid from the site's income.",
    )
    upkeep: float = param(
        0.05, unit="share of capital a year", allowed=(0, 1), plausible=(0.02, 0.1), source="assumption",
        meaning="Upkeep of equipment and premises.",
    )
    overhead: float = param(
        10_000.0, unit="euros a year", allowed=(0, 1e6), plausible=(5_000, 20_000), source="assumption",
        meaning="Running cost that does not depend on size.",
    )
    depreciation: float = param(
        0.10, unit="share of capital a year", allowed=(0, 1), plausible=(0.05, 0.15), source="assumption",
        meaning="Wear of capital; set aside to replace it.",
    )
    income_order: str = param(
        "capital_first", unit="order", allowed=("capital_first", "wages_first"),
        plausible=("capital_first", "wages_first"), source="assumption; a dial",
        meaning="What income pays after upkeep: replacing capital, or keeping posts.",
    )
    ordinary_support: float = param(
        0.30, unit="share of full cost", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="Public support that every site has under every policy.",
    )
    reserve: float = param(
        3.0, unit="months of cost", allowed=(0, 36), plausible=(1, 6), source="assumption",
        meaning="Cash kept before hiring or buying.",
    )
    max_dependence: float = param(
        0.7, unit="share of income", allowed=(0, 1), plausible=(0.5, 0.9), source="assumption",
        meaning="Most that one funder may bring for a site to count as covering its costs.",
    )
    hiring: float = param(
        2.0, unit="a year", allowed=(0, 12), plausible=(1, 4), source="assumption",
        meaning="Speed at which posts move towards what is affordable, and surplus rebuilds capital.",
    )
    turnover: float = param(
        0.15, unit="a year", allowed=(0, 2), plausible=(0.10, 0.20), source="16-21% a year seen; assumption",
        meaning="Loss of skill with people who leave (tau0).",
    )
    term_anxiety: float = param(
        0.5, unit="a year", allowed=(0, 5), plausible=(0.2, 0.8), source="assumption",
        meaning="Added turnover when a funded post nears its end, times the funded share of posts.",
    )
    overload: float = param(
        0.5, unit="a year", allowed=(0, 5), plausible=(0.2, 0.8), source="assumption",
        meaning="Added turnover per unit of demand above capacity.",
    )
    learning: float = param(
        0.4, unit="a year", allowed=(0, 5), plausible=(0.2, 0.8), source="assumption",
        meaning="Speed of learning by doing.",
    )
    first_skill: float = param(
        0.45, unit="0 to 1", allowed=(0, 1), plausible=(0.3, 0.6), source="assumption",
        meaning="Skill of a newly formed team (H0), towards which turnover brings it back.",
    )
    work_share: float = param(
        0.5, unit="share of posts", allowed=(0, 1), plausible=(0.25, 0.75), source="assumption",
        meaning="Most of a team's time that copies and application files may take.",
    )


@inline
def ces(k, e, weight, sigma, most):
    """Return y = [a k^r + (1 - a) e^r]^(1/r), r = (sigma - 1)/sigma; Cobb-Douglas near sigma = 1."""
    k, e = max(k, EPSILON), max(e, EPSILON)
    if abs(sigma - 1.0) < 1e-3:
        return min(most, k**weight * e ** (1.0 - weight))
    r = (sigma - 1.0) / sigma
    return min(most, (weight * k**r + (1.0 - weight) * e**r) ** (1.0 / r))


@inline
def boost(i, home, reliance, synergy, assets, present, asset_effect):
    """Return what local assets and other sites of the place make of people's work, times.

    present: (I, P), 1 where an innovation has a site.
    """
    helped = 0.0
    for other in range(synergy.shape[1]):
        helped += synergy[i, other] * present[other, home]
    return (1.0 + asset_effect * reliance[i] * assets[home]) * (1.0 + helped)


@jit
def produce(
    rows, p, capital, posts_of, volunteers, users, reliance, synergy, animation, assets, sigma, weight, most,
    volunteer_worth, animation_effect, asset_effect, work_share,
):  # fmt: skip
    """Turn each site's capital and people into output y and capacity; copies and files take their work first.

    capital, posts_of, volunteers, users: (I,) of a full site, whose team has a skill of .8.
    """
    present = np.zeros((users.size, assets.size))
    for row in rows:
        present[p.innovation[row], p.place[row]] = 1.0
    for row in rows:
        i, home = p.innovation[row], p.place[row]
        posts = p.posts[row] + p.funded[row]
        work = min(p.backlog[row], work_share * posts)
        p.backlog[row] -= work
        z = animation[home]
        people = (posts - work + volunteer_worth * p.volunteers[row]) * p.skill[row]
        people *= (1.0 + animation_effect * z / (1.0 + z)) * boost(
            i, home, reliance, synergy, assets, present, asset_effect
        )
        team = (posts_of[i] + volunteer_worth * volunteers[i]) * 0.8
        p.output[row] = ces((p.capital[row] + p.shared[row]) / capital[i], people / team, weight, sigma, most)
        p.capacity[row] = p.output[row] * users[i]


@inline
def account(rows, p, price, full_posts, full_capital, money, capital_first):
    """Close a month's books: income, upkeep, depreciation and wages in their order; then posts and capital move.

    price, full_posts, full_capital: (I,), per user and year, and of a full site.
    """
    wage, upkeep, overhead, depreciation, support, reserve, hiring, dependence = money
    for row in rows:
        i = p.innovation[row]
        fixed = (upkeep * p.capital[row] + overhead) / 12.0 + p.dues[row]
        worn = depreciation * p.capital[row] / 12.0
        wages = wage * p.posts[row] / 12.0
        aid = support * (fixed + worn + wages)
        income = price[i] * p.users[row] / 12.0 + aid
        cash = p.cash[row] + income - fixed - (0.0 if capital_first else wages)
        replaced = min(worn, max(cash, 0.0))
        cash -= replaced + (wages if capital_first else 0.0)
        p.support[row] += aid
        p.cost[row] = fixed + worn + wages
        surplus = cash - reserve * p.cost[row]
        affordable = (12.0 * (income - fixed - (worn if capital_first else 0.0)) + surplus) / wage
        target = min(max(affordable, 0.0), full_posts[i])
        posts = p.posts[row] + (target - p.posts[row]) * hiring / 12.0
        p.posts[row] = max(0.0, posts + 12.0 * min(cash, 0.0) / wage)
        bought = min(max(0.0, full_capital[i] - p.capital[row]), max(0.0, surplus) * hiring / 12.0)
        p.capital[row] += replaced + bought - worn
        p.cash[row] = cash - bought
        public = aid + p.granted[row]
        covers = p.cash[row] >= p.cost[row] and replaced >= worn and public <= dependence * (income + p.granted[row])
        p.covered[row] = p.covered[row] + 1 if covers else 0


@inline
def learn_and_leave(rows, p, learning, first_skill, turnover, anxiety, overload):
    """Move skill: learning by doing up, people who leave back towards a new team's skill."""
    for row in rows:
        posts = p.posts[row] + p.funded[row]
        leaving = turnover
        if posts > 0.0:
            leaving += anxiety * p.funded[row] / posts * np.exp(-p.term_left[row] / 12.0)
        workload = p.demand[row] / max(p.capacity[row], 1.0)
        leaving += overload * min(1.0, max(0.0, workload - 1.0))
        change = learning * (1.0 - p.skill[row]) - leaving * (p.skill[row] - first_skill)
        p.skill[row] = min(1.0, max(0.0, p.skill[row] + change / 12.0))


@inline
def follow_posts(rows, p, step, hours):
    """Note when funded posts end and how many posts are left a year and two years after; count volunteers' hours."""
    for row in rows:
        p.most_funded[row] = max(p.most_funded[row], p.funded[row])
        if p.funded[row] > 0.0:
            p.ended[row] = -1
        elif p.ended[row] < 0 and p.most_funded[row] > 0.0:
            p.ended[row] = step
        if p.ended[row] >= 0:
            if step - p.ended[row] == 12:
                p.kept_12[row] = p.posts[row]
            elif step - p.ended[row] == 24:
                p.kept_24[row] = p.posts[row]
        p.hours[row] += hours * p.volunteers[row]


@jit
def end_month(rows, p, price, full_posts, full_capital, money, capital_first, staff, step):
    """Close the books of a month; let teams learn and people leave; follow the posts."""
    learning, first_skill, turnover, anxiety, overload = staff
    account(rows, p, price, full_posts, full_capital, money, capital_first)
    learn_and_leave(rows, p, learning, first_skill, turnover, anxiety, overload)
    follow_posts(rows, p, step, HOURS_A_YEAR / 12.0)


def run_sites(state: State, rows: np.ndarray, params: OperateParams) -> None:
    """Turn the capital and people of sites ``rows`` into output and capacity."""
    kinds, places = state.innovations, state.places
    produce(
        rows, records(state.projects), kinds.capital, kinds.posts, kinds.volunteers, kinds.users, kinds.reliance,
        kinds.synergy, places.animation, places.assets, params.sigma, params.capital_weight, params.most_output,
        params.volunteer_worth, params.animation_effect, params.asset_effect, params.work_share,
    )  # fmt: skip


def step(state: State, params: OperateParams) -> None:
    """Produce, serve those who come, close the books, learn."""
    rows, p, kinds = state.operating(), records(state.projects), state.innovations
    run_sites(state, rows, params)
    serve(state, rows)
    support = params.ordinary_support * state.climate.support
    money = (
        params.wage, params.upkeep, params.overhead, params.depreciation, support, params.reserve, params.hiring,
        params.max_dependence,
    )  # fmt: skip
    staff = (params.learning, params.first_skill, params.turnover, params.term_anxiety, params.overload)
    first_capital = params.income_order == "capital_first"
    end_month(rows, p, kinds.price, kinds.posts, kinds.capital, money, first_capital, staff, state.step)
    state.user_years += float(state.projects.users[rows].sum()) / 12.0
