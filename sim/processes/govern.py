"""Governing: who has a voice in a project, who gives time to it, who is for it (gouvernance et positions)."""
from dataclasses import dataclass

import numpy as np

from sim.founding import statutes, usual_volunteers
from sim.jit import inline, jit
from sim.names import ADOPTER, RELAY
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class GovernParams(Parameters):
    """How governance, volunteers and stances move."""

    speed: float = param(
        0.5, unit="share of the gap a year", allowed=(0, 12), plausible=(0.2, 1), source="assumption",
        meaning="Speed at which governance rises to what those present and ways of working make of it; 0 freezes it.",
    )
    erosion: float = param(
        2.0, unit="times", allowed=(0, 20), plausible=(1, 4), source="assumption",
        meaning="How much faster it falls than it rises: a shared governance takes years to build.",
    )
    absence: float = param(
        0.4, unit="share of what the statutes give", allowed=(0, 1), plausible=(0.2, 0.8), source="assumption",
        meaning="Governance lost where no volunteer and no engaged user is there to use their voice.",
    )
    college: float = param(
        0.2, unit="share of users", allowed=(0.001, 1), plausible=(0.1, 0.4), source="assumption",
        meaning="Share of the place's users who are relays from which the college of users is full.",
    )
    animation: float = param(
        0.3, unit="share of the way to 1, at full animation", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="What catalysts add to governance.",
    )
    involvement: float = param(
        0.3, unit="share of the way to 1", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="What a design made wholly with those concerned adds to governance.",
    )
    transparency: float = param(
        0.2, unit="share of the way to 1", allowed=(0, 1), plausible=(0, 0.4), source="assumption",
        meaning="What having written everything down adds to governance.",
    )
    followers: float = param(
        1.0, unit="times the usual volunteers, per point of governance", allowed=(0, 10), plausible=(0, 2),
        source="assumption",
        meaning="Volunteers who come where governance is above what is usual for the legal form, or leave below it.",
    )
    volunteering: float = param(
        0.5, unit="share of the gap a year", allowed=(0, 12), plausible=(0.2, 1), source="assumption",
        meaning="Speed at which volunteers come and go.",
    )
    partners: float = param(
        0.3, unit="share of the gap a year, at full strength", allowed=(0, 12), plausible=(0, 1), source="assumption",
        meaning="Speed at which a carrier's stance moves towards each partner's.",
    )
    sight: float = param(
        0.5, unit="share of the gap a year, at full access", allowed=(0, 12), plausible=(0, 1), source="assumption",
        meaning="Speed at which a carrier's stance moves towards how well what it sees around works.",
    )


@inline
def voice(given, volunteers, engaged, opened, absence):
    """Return where G tends: what statutes give, less where colleges are empty, more where ways of working are open."""
    present = 0.5 * min(1.0, volunteers) + 0.5 * min(1.0, engaged)
    return given * (1.0 - absence * (1.0 - present)) + (1.0 - given) * present * min(1.0, opened)


@jit
def govern(rows, p, form, volunteers, public, counts, animation, weights, speeds):
    """Move each open site's governance and volunteers for a month.

    form: of actors; volunteers: (I,), FTE of a full site; public: governance and volunteers by kind of take-over;
    weights: absence, college, animation, involvement, transparency, followers; speeds: rise and fall of G and of
    volunteers, a year.
    """
    absence, college, animated, involved, written, followers = weights
    rise, fall, come = speeds
    for row in rows:
        i, home = p.innovation[row], p.place[row]
        given, usual = statutes(p, row, form, public[0]), usual_volunteers(p, row, volunteers, public[1])
        relays = counts[i, home, RELAY]
        engaged = relays / max(1, relays + counts[i, home, ADOPTER]) / college
        z = animation[home]
        opened = animated * z / (1.0 + z) + involved * p.involved[row] + written * p.codified[row]
        gap = voice(given, p.volunteers[row] / max(usual, 1e-9), engaged, opened, absence) - p.governance[row]
        p.governance[row] += min(1.0, (rise if gap > 0.0 else fall) / 12.0) * gap
        wanted = usual * max(0.0, 1.0 + followers * (p.governance[row] - given))
        p.volunteers[row] += min(1.0, come / 12.0) * (wanted - p.volunteers[row])


@inline
def take_sides(rows, p, partner, strength, stance, access, service, partners, sight, moved):
    """Move the stance of every living carrier towards its partners' and towards how well things work around it.

    What works: 2 x mean quality - 1, the more telling the better it can be reached. Carriers stand by what they carry.
    moved: (n, I), the carriers' stances after the month; the others' are not looked at.
    """
    for row in rows:
        a, home = p.actor[row], p.place[row]
        for i in range(stance.shape[1]):
            pull = sight * access[i, home] * (2.0 * service[i, home] - 1.0 - stance[a, i])
            for t in range(partner.shape[1]):
                b = partner[a, t]
                if b >= 0:
                    pull += partners * strength[a, t] * (stance[b, i] - stance[a, i])
            moved[a, i] = min(1.0, max(-1.0, stance[a, i] + pull / 12.0))
    for row in rows:
        a, i = p.actor[row], p.innovation[row]
        moved[a, i] = stance[a, i]


@inline
def gather(rows, p, stance, out):
    """Set ``out`` (I, P) to the mean stance of the carriers of each place's living projects, 0 where there is none."""
    out[:] = 0.0
    present = np.zeros(out.shape[1])
    for row in rows:
        present[p.place[row]] += 1.0
        for i in range(out.shape[0]):
            out[i, p.place[row]] += stance[p.actor[row], i]
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] /= max(1.0, present[j])


@jit
def debate(rows, p, partner, strength, stance, access, service, partners, sight, out):
    """Move the stances of living carriers, all at once, and set ``out`` (I, P) to what they make of each place's."""
    moved = np.empty(stance.shape)
    take_sides(rows, p, partner, strength, stance, access, service, partners, sight, moved)
    for row in rows:
        for i in range(stance.shape[1]):
            stance[p.actor[row], i] = moved[p.actor[row], i]
    gather(rows, p, stance, out)


def step(state: State, params: GovernParams) -> None:
    """Move governance, volunteers and stances; after ties have formed, before the next month rests on them."""
    places, a, p, ways = state.places, state.actors, records(state.projects), state.modalities
    weights = (
        params.absence, params.college, params.animation, params.involvement, params.transparency, params.followers,
    )  # fmt: skip
    speeds = (params.speed, params.speed * params.erosion, params.volunteering)
    govern(
        state.operating(), p, a.form, state.innovations.volunteers, (ways.governance, ways.volunteers), places.counts,
        places.animation, weights, speeds,
    )  # fmt: skip
    debate(
        state.alive(), p, a.partner, a.strength, a.stance, places.access, places.service, params.partners,
        params.sight, places.stance,
    )  # fmt: skip
