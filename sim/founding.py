"""Birth of a project: its row, its carrier, what it starts with (naissance d'un projet)."""
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from sim.clock import first_users
from sim.draws import Word, code_of, exponential, fold, key, named, uniform
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


@inline
def statutes(p, row, form, public):
    """Return the G that the statutes of a project give: by legal form, and by kind of take-over."""
    return min(1.0, max(0.0, USUAL_GOVERNANCE[form[p.actor[row]]] + public[owner_kind(p, row)]))


@inline
def usual_volunteers(p, row, usual, public):
    """Return the volunteers that a site has as a rule, FTE: by innovation, fewer under some public owners."""
    return usual[p.innovation[row]] * public[owner_kind(p, row)]


@inline
def spread(stream, name, middle, width):
    """Draw a value within ``width`` of ``middle``, kept between 0 and 1."""
    return min(1.0, max(0.0, middle + width * (2.0 * uniform(fold(stream, name)) - 1.0)))


@jit
def spread_out(stream, names, width, out):
    """Draw each of ``out`` (n,) within ``width`` of the middle that it holds; see ``spread``."""
    for k in range(names.size):
        out[k] = spread(stream, names[k], out[k], width)


@jit
def join(a, row, name, place, innovation, form, codes, solidarity, middle, width, firms, stances):
    """Write a new carrier down; draw whether a firm is one of solidarity, and stances toward innovations, -1 to 1.

    form, codes: (I,); firms, stances: streams of the two draws.
    """
    a.key[row], a.place[row], a.form[row] = name, place, form[innovation]
    a.esus[row] = form[innovation] != FIRM or uniform(fold(firms, name)) < solidarity
    for i in range(codes.size):
        u = uniform(fold(fold(stances, name), codes[i]))
        a.stance[row, i] = 1.0 if i == innovation else min(1.0, max(-1.0, middle + width * (2.0 * u - 1.0)))


def found_actor(state: State, name: Word, place: int, innovation: int, params: FoundingParams) -> int:
    """Add the carrier of a new project, all for its own innovation, and return its row."""
    kinds, row = state.innovations, state.n_actors
    join(
        records(state.actors), row, np.uint64(name), place, innovation, kinds.form, kinds.code,
        params.solidarity_firms, params.stance, params.stance_spread, key(state.seed, "esus"),
        key(state.seed, "stance"),
    )  # fmt: skip
    state.n_actors += 1
    return row


@inline
def learnt(absorptive, codified, tacit):
    """Return how much a new team can build on in its place, 0 to 1: 1 - (1 - AC x written) (1 - tacit).

    What is written must be taken up (absorptive capacity of the EPCI, Cohen & Levinthal 1990); what people know by
    doing is there to be asked.
    """
    return 1.0 - (1.0 - absorptive * codified) * (1.0 - tacit)


@jit
def learn_kinds(place, absorptive, codified, tacit, out):
    """Set ``out`` (I,) to what a new team of each innovation can build on in ``place``; see ``learnt``."""
    for i in range(out.size):
        out[i] = learnt(absorptive, codified[i, place], tacit[i, place])


def known(state: State, place: int) -> np.ndarray:
    """Return how much a new team of each innovation can build on in ``place``, shape (I,), 0 to 1; see ``learnt``."""
    places, out = state.places, np.empty(state.innovations.code.size)
    absorptive = state.authorities.absorptive[places.levels[EPCI, place]]
    learn_kinds(place, absorptive, places.codified, places.tacit, out)
    return out


@jit
def set_down(p, row, name, place, innovation, actor, step, form, volunteers, cash, fit, merit, width, stream):
    """Write a new idea down, and draw its merit; form: of actors; volunteers, merit: (I,)."""
    p.key[row], p.place[row], p.innovation[row], p.actor[row], p.born[row] = name, place, innovation, actor, step
    p.stage[row], p.volunteers[row], p.cash[row] = IDEA, volunteers[innovation], cash
    p.fit[row], p.governance[row] = fit, USUAL_GOVERNANCE[form[actor]]
    p.merit[row] = spread(stream, name, merit[innovation], width)


def found(state: State, name: Word, place: int, innovation: int, actor: int | None, params: FoundingParams) -> int:
    """Add an idea named ``name`` at ``place`` and return its row; a new carrier unless ``actor`` is given."""
    state.make_room(1)
    kinds, row = state.innovations, state.n_projects
    carrier = found_actor(state, name, place, innovation, params) if actor is None else actor
    set_down(
        records(state.projects), row, np.uint64(name), place, innovation, carrier, state.step, state.actors.form,
        kinds.volunteers, params.idea_cash, params.fit, kinds.merit, params.merit_spread, key(state.seed, "merit"),
    )  # fmt: skip
    state.n_projects += 1
    state.recount()
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
def open_up(rows, p, step, start, capital, posts, skill):
    """Open projects ``rows``; start: shares of capital, posts (I,); skill: (n,); see ``open_site``."""
    for k in range(rows.size):
        row = rows[k]
        i = p.innovation[row]
        p.stage[row], p.opened[row] = EXPERIMENT, step
        p.capital[row] = max(p.capital[row], start[0] * capital[i])
        p.posts[row] = start[1] * posts[i]
        p.skill[row] = max(p.skill[row], skill[k])


def open_site(state: State, rows: np.ndarray, skill: float | np.ndarray) -> None:
    """Open projects to users: premises and posts as ``start`` says, a team of ``skill`` (one, or (n,)) at least."""
    kinds, skills = state.innovations, np.zeros(rows.size) + skill
    open_up(rows, records(state.projects), state.step, state.start, kinds.capital, kinds.posts, skills)
    state.recount()


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
