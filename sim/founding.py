"""Birth of a project: its row, its carrier, what it starts with (naissance d'un projet)."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.clock import first_users
from sim.draws import Word, code_of, exponential, fold, key, named, uniform, uniform_at
from sim.jit import inline, jit
from sim.names import EPCI, EXPERIMENT, FIRM, IDEA, PROOF, STRUCTURED, TAKEN_OVER
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class FoundingParams(Parameters):
    """What projects start with."""

    first_sites: int = param(
        32, unit="sites", allowed=(0, 10_000), plausible=(12, 48), source="assumption, calibrated, docs/assumptions.md",
        meaning="Sites open at month 0, placed by population, shared over the innovations.",
    )
    first_users: float = param(
        60.0, unit="persons", allowed=(0, 1e6), plausible=(0, 300), source="assumption",
        meaning="People who already use each site open at month 0.",
    )
    first_cash: float = param(
        25_000.0, unit="euros", allowed=(0, 1e7), plausible=(10_000, 50_000), source="assumption",
        meaning="Cash of a first site and of a copy when it opens.",
    )
    idea_cash: float = param(
        4_000.0, unit="euros", allowed=(0, 1e6), plausible=(0, 10_000), source="assumption",
        meaning="Cash that the people behind an idea bring.",
    )
    fit: float = param(
        0.8, unit="share", allowed=(0, 1), plausible=(0.5, 1), source="assumption",
        meaning="How well a site fits the lives of those concerned, before early involvement.",
    )
    stance: float = param(
        0.1, unit="-1 to 1", allowed=(-1, 1), plausible=(-0.2, 0.4), source="assumption",
        meaning="Mean stance of carriers toward innovations that are not their own.",
    )
    stance_spread: float = param(
        0.5, unit="plus or minus", allowed=(0, 1), plausible=(0.2, 0.8), source="assumption",
        meaning="How much stances differ between carriers.",
    )
    solidarity_firms: float = param(
        0.2, unit="share of firms", allowed=(0, 1), plausible=(0.05, 0.3), source="assumption",
        meaning="Firms approved as enterprises of social use (ESUS); associations and cooperatives all count as such.",
    )
    merit_spread: float = param(
        0.15, unit="plus or minus", allowed=(0, 0.5), plausible=(0.05, 0.25), source="assumption",
        meaning="How much the true merit of projects differs around that of their innovation.",
    )
    head_start: float = param(
        0.3, unit="share of the skill that is missing", allowed=(0, 1), plausible=(0, 0.6), source="assumption",
        meaning="Skill that a new team takes from what is known in its place, where all is known.",
    )


USUAL_GOVERNANCE = np.array([0.5, 0.7, 0.3])  # G by legal form (association, cooperative, firm); assumption


@inline
def owner_kind(p, row):
    """Return by which modality a project is public now, 0 where it is its carrier's."""
    return p.modality[row] if p.stage[row] == TAKEN_OVER else 0


@jit
def set_statutes(rows, p, form, public, out):
    """Set ``out`` (n,) to the G of statutes: by legal form, and by kind of take-over."""
    for k in range(rows.size):
        usual = USUAL_GOVERNANCE[form[p.actor[rows[k]]]]
        out[k] = min(1.0, max(0.0, usual + public[owner_kind(p, rows[k])]))


@jit
def set_volunteers(rows, p, usual, public, out):
    """Set ``out`` (n,) to the usual volunteers, FTE: by innovation, fewer under some public owners."""
    for k in range(rows.size):
        out[k] = usual[p.innovation[rows[k]]] * public[owner_kind(p, rows[k])]


def statutes(state: State, rows: np.ndarray) -> np.ndarray:
    """Return the G that the statutes of projects ``rows`` give, shape (n,): by legal form, and by kind of take-over."""
    found = np.empty(rows.size)
    set_statutes(rows, records(state.projects), state.actors.form, state.modalities.governance, found)
    return found


def usual_volunteers(state: State, rows: np.ndarray) -> np.ndarray:
    """Return the volunteers that sites ``rows`` have as a rule, FTE, shape (n,): fewer under some public owners."""
    found = np.empty(rows.size)
    set_volunteers(rows, records(state.projects), state.innovations.volunteers, state.modalities.volunteers, found)
    return found


@jit
def spread(stream, name, middle, width):
    """Draw a value within ``width`` of ``middle``, kept between 0 and 1."""
    return min(1.0, max(0.0, middle + width * (2.0 * uniform(fold(stream, name)) - 1.0)))


@jit
def spread_out(stream, names, width, out):
    """Draw each of ``out`` (n,) within ``width`` of the middle that it holds; see ``spread``."""
    for k in range(names.size):
        out[k] = spread(stream, names[k], out[k], width)


@jit
def take_stances(stream, name, codes, middle, width, out):
    """Draw a carrier's stance toward each innovation, -1 to 1."""
    for i in range(codes.size):
        u = uniform(fold(fold(stream, name), codes[i]))
        out[i] = min(1.0, max(-1.0, middle + width * (2.0 * u - 1.0)))


def found_actor(state: State, name: Word, place: int, innovation: int, params: FoundingParams) -> int:
    """Add the carrier of a new project, all for its own innovation, and return its row."""
    a, kinds, row = state.actors, state.innovations, state.n_actors
    a.key[row], a.place[row], a.form[row] = name, place, kinds.form[innovation]
    firm = a.form[row] == FIRM
    a.esus[row] = not firm or uniform_at(key(state.seed, "esus"), int(name)) < params.solidarity_firms
    stream = key(state.seed, "stance")
    take_stances(stream, np.uint64(name), kinds.code, params.stance, params.stance_spread, a.stance[row])
    a.stance[row, innovation] = 1.0
    state.n_actors += 1
    return row


def known(state: State, kind: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Return how much a new team can build on in its place, 0 to 1: 1 - (1 - AC x written) (1 - tacit).

    kind, place: rows of innovations and places, of one shape. What is written must be taken up (absorptive capacity
    of the EPCI, Cohen & Levinthal 1990); what people know by doing is there to be asked.
    """
    places = state.places
    absorbed = state.authorities.absorptive[places.levels[EPCI, place]] * places.codified[kind, place]
    return 1.0 - (1.0 - absorbed) * (1.0 - places.tacit[kind, place])


def found(state: State, name: Word, place: int, innovation: int, actor: int | None, params: FoundingParams) -> int:
    """Add an idea named ``name`` at ``place`` and return its row; a new carrier unless ``actor`` is given."""
    state.make_room(1)
    p, kinds, row = state.projects, state.innovations, state.n_projects
    p.key[row], p.place[row], p.innovation[row], p.born[row] = name, place, innovation, state.step
    p.actor[row] = found_actor(state, name, place, innovation, params) if actor is None else actor
    p.stage[row], p.volunteers[row], p.cash[row] = IDEA, kinds.volunteers[innovation], params.idea_cash
    p.fit[row], p.governance[row] = params.fit, USUAL_GOVERNANCE[state.actors.form[p.actor[row]]]
    p.merit[row] = spread(key(state.seed, "merit"), np.uint64(name), kinds.merit[innovation], params.merit_spread)
    state.n_projects += 1
    return row


def involve(state: State, row: int, share: float) -> None:
    """Make ``share`` of what is left of a project's design with those concerned.

    It fits their lives better, and carriers of the place come round to the innovation, each by that share of the way.
    """
    p, a = state.projects, state.actors
    for column in (p.involved, p.fit):
        column[row] += share * (1.0 - column[row])
    here, kind = np.flatnonzero(a.place[: state.n_actors] == p.place[row]), p.innovation[row]
    a.stance[here, kind] += share * (1.0 - a.stance[here, kind])


def involve_ideas(state: State, places: np.ndarray, share: np.ndarray) -> None:
    """Involve those concerned in the design of every idea at ``places``, each by its place's ``share``, shape (n,)."""
    by_place, p, alive = np.zeros(state.places.code.size), state.projects, state.alive()
    by_place[places] = share
    ideas = alive[p.stage[alive] == IDEA]
    for idea in ideas[by_place[p.place[ideas]] > 0.0].tolist():
        involve(state, idea, by_place[p.place[idea]])


@jit
def open_up(rows, p, step, capital, posts, skill):
    """Open projects ``rows``; capital, posts: (I,), skill: (n,); see ``open_site``."""
    for k in range(rows.size):
        row = rows[k]
        i = p.innovation[row]
        p.stage[row], p.opened[row] = EXPERIMENT, step
        p.capital[row] = max(p.capital[row], capital[i])
        p.posts[row] = posts[i]
        p.skill[row] = max(p.skill[row], skill[k])


def open_site(state: State, rows: np.ndarray, skill: float | np.ndarray) -> None:
    """Open projects to users: premises and posts as ``start`` says, a team of ``skill`` (one, or (n,)) at least."""
    kinds, (capital, posts) = state.innovations, state.start
    skills = np.zeros(rows.size) + skill
    open_up(rows, records(state.projects), state.step, capital * kinds.capital, posts * kinds.posts, skills)


class Standing(NamedTuple):
    """A site that stands before month 0."""

    place: int  # row
    innovation: int  # row
    months: int  # since it opened
    form: int  # index in FORMS, -1 = the usual one of its innovation
    ordinal: int  # among those of its place and innovation


def stand(state: State, sites: Sequence[Standing], params: FoundingParams, skill: float) -> None:
    """Open the sites that stand at month 0, with the evidence and the stage of their age.

    A year of trials is proof, two years a structured organisation; trials count for three years at most, at the
    site's true merit: rounded, not drawn. Assumption.
    """
    p = state.projects
    for site in sites:
        name = code_of("stands", state.places.code[site.place], state.innovations.code[site.innovation], site.ordinal)
        row = found(state, name, site.place, site.innovation, None, params)
        p = state.projects
        if site.form >= 0:
            state.actors.form[p.actor[row]] = site.form
            p.governance[row] = USUAL_GOVERNANCE[site.form]
        p.cash[row] = params.first_cash
        open_site(state, np.array([row]), skill)
        trials = min(site.months, 36)
        p.born[row] = p.opened[row] = -site.months
        p.successes[row] = round(trials * p.merit[row])
        p.failures[row] = trials - p.successes[row]
        p.stage[row] = STRUCTURED if site.months >= 24 else PROOF if site.months >= 12 else EXPERIMENT
        first_users(state, site.place, site.innovation, int(p.key[row]), params.first_users)


@jit
def race(stream, codes, mass, out):
    """Give each place the time of an exponential race at rate ``mass``: the first k are a draw without replacement."""
    for i in range(codes.size):
        out[i] = exponential(fold(stream, codes[i])) / mass[i] if mass[i] > 0.0 else np.inf


def first_sites(state: State, params: FoundingParams, skill: float) -> None:
    """Open the sites of month 0, shared over the innovations, each at a place drawn by its population."""
    times = np.empty(state.places.code.size)
    kinds = state.innovations.code.size
    for i, code in enumerate(state.innovations.code):
        race(named(key(state.seed, "first"), code), state.places.code, state.places.population, times)
        share = (params.first_sites + kinds - 1 - i) // kinds
        for place in np.argsort(times, kind="stable")[:share]:
            row = found(state, code_of("first", state.places.code[place], code), int(place), i, None, params)
            state.projects.cash[row] = params.first_cash
            open_site(state, np.array([row]), skill)
            first_users(state, int(place), i, int(state.projects.key[row]), params.first_users)
