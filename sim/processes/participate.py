"""Taking part: citizens ask, public actors answer or not, engagement grows or tires (participer)."""
from dataclasses import dataclass

import numpy as np

from sim.jit import inline, jit
from sim.names import COMMUNE, EPCI, RELAY
from sim.param import Parameters, param
from sim.state import State


@dataclass(frozen=True)
class ParticipateParams(Parameters):
    """What citizens ask, what it takes to answer, and what an answer or silence does to them."""

    requests: float = param(
        2.0, unit="a year per 1,000 inhabitants", allowed=(0, 1_000), plausible=(0.5, 6), source="assumption",
        meaning="Requests and proposals to the commune or the EPCI, before relays, promises and calls add to them.",
    )
    relays: float = param(
        4.0, unit="times, if all concerned were relays", allowed=(0, 50), plausible=(0, 10), source="assumption",
        meaning="How much more is asked where engaged citizens are many.",
    )
    promise: float = param(
        0.5, unit="times", allowed=(0, 10), plausible=(0, 1), source="assumption",
        meaning="How much more is asked where the elected say that they decide with citizens.",
    )
    calls: float = param(
        0.5, unit="times per call", allowed=(0, 10), plausible=(0.1, 1), source="assumption",
        meaning="How much more is asked for each time that public actors lately called on inhabitants to take part.",
    )
    to_epci: float = param(
        0.3, unit="share of requests", allowed=(0, 1), plausible=(0.1, 0.5), source="assumption",
        meaning="Requests that go to the EPCI; the others go to the commune.",
    )
    attention: float = param(
        8.0, unit="a year per 1,000 inhabitants", allowed=(0, 1_000), plausible=(3, 16), source="assumption",
        meaning="Requests a public actor can see to at full absorptive capacity; beyond, each gets less attention.",
    )
    steered: float = param(
        2.0, unit="times", allowed=(0, 10), plausible=(1, 3), source="assumption",
        meaning="Answers where the elected decide with citizens and know how to steer it.",
    )
    adrift: float = param(
        0.7, unit="times", allowed=(0, 10), plausible=(0.3, 1), source="assumption",
        meaning="Answers where they promise it and cannot steer it.",
    )
    civic: float = param(
        0.05, unit="share per answer and 1,000 people", allowed=(0, 1), plausible=(0.02, 0.2), source="assumption",
        meaning="What an answer does to how readily adopters become relays: this share of the way to the most.",
    )
    most_civic: float = param(
        3.0, unit="times", allowed=(1, 20), plausible=(2, 5), source="assumption",
        meaning="Most that answers can do to how readily adopters become relays.",
    )
    silence: float = param(
        0.02, unit="a year, per request and 1,000 people", allowed=(0, 10), plausible=(0, 0.1), source="assumption",
        meaning="How far a request left unanswered makes relays withdraw.",
    )
    bearable: float = param(
        3.0, unit="calls", allowed=(0, 100), plausible=(2, 6), source="assumption",
        meaning="Calls to take part that inhabitants bear before they tire.",
    )
    fatigue: float = param(
        0.1, unit="a year, per call too many and year", allowed=(0, 10), plausible=(0, 0.3),
        source="assumption; sign from the source documents: over-institutionalised participation drives citizens out",
        meaning="How far being called on too often makes relays withdraw.",
    )
    forgetting: float = param(
        0.7, unit="a year", allowed=(0, 12), plausible=(0.3, 1.4), source="assumption",
        meaning="How fast answers, silence and calls are forgotten; .7 halves them in a year.",
    )
    trust: float = param(
        0.005, unit="share per request and 1,000 people", allowed=(0, 1), plausible=(0, 0.02), source="assumption",
        meaning="Trust that an answer gains (towards 1) and that silence loses (towards 0).",
    )


@inline
def ask(population, counts, communes, promised, solicited, ways, out):
    """Set ``out`` (P,) to the requests of each place this month (expected values).

    communes: (P,) rows of public actors; promised: (U,) 1 where they want to decide with citizens; ways: requests,
    relays, calls, promise.
    """
    rate, relays, calls, promise = ways
    for p in range(population.size):
        engaged, concerned = 0, 0
        for i in range(counts.shape[0]):
            engaged += counts[i, p, RELAY]
            for stage in range(counts.shape[2]):
                concerned += counts[i, p, stage]
        busy = 1.0 + relays * engaged / max(1, concerned)
        hopeful = 1.0 + promise * promised[communes[p]]
        out[p] = rate / 12_000.0 * population[p] * busy * hopeful * (1.0 + calls * solicited[p])


@jit
def answer(asks, payers, share, heed, attention, listening, out):
    """Share each public actor's attention over what it is asked this month; ``out`` (P,) gets the requests answered.

    payers, share: (2, P) rows of the commune and the EPCI, and the share of requests to each; heed: (U,) share of
    what it looks at that it answers; attention: (U,) requests a month. Paid listeners see to what is left.
    """
    load = np.zeros(heed.size)
    for p in range(asks.size):
        for k in range(2):
            load[payers[k, p]] += share[k] * asks[p]
    for p in range(asks.size):
        out[p] = 0.0
        for k in range(2):
            u = payers[k, p]
            if load[u] > 0.0:
                out[p] += share[k] * asks[p] * heed[u] * min(1.0, attention[u] / load[u])
        out[p] += min(listening[p], max(0.0, asks[p] - out[p]))


@inline
def feel(asks, answered, population, solicited, effects, kept, civic, weary, trust):
    """Let a month's answers and silence change engagement, weariness and trust, each (P,), in place.

    effects: civic, most_civic, silence, bearable, fatigue, trust; kept: share not forgotten in a month.
    """
    gain, most, silence, bearable, fatigue, moved = effects
    for p in range(asks.size):
        people = max(1.0, population[p]) / 1_000.0
        heard, ignored = answered[p] / people, max(0.0, asks[p] - answered[p]) / people
        usual = 1.0 + (civic[p] - 1.0) * kept
        civic[p] = usual + min(1.0, gain * heard) * max(0.0, most - usual)
        weary[p] = weary[p] * kept + silence * ignored + fatigue / 12.0 * max(0.0, solicited[p] - bearable)
        trust[p] += moved * (heard * (1.0 - trust[p]) - ignored * trust[p])
        trust[p] = min(1.0, max(0.0, trust[p]))


@inline
def remember(asks, answers, kept, asked, answered, solicited, listening):
    """Add the month to what was asked and answered; let calls fade; paid listeners come anew each month."""
    for p in range(asks.size):
        asked[p] += asks[p]
        answered[p] += answers[p]
        solicited[p] *= kept
        listening[p] = 0.0


@inline
def heed(openness, absorptive, coconstruction, steering, manner, out):
    """Set ``out`` (U,) to the share of requests looked at that each public actor answers.

    manner: times that share where the elected decide alone, with citizens, and with citizens as they know how to.
    """
    for u in range(out.size):
        out[u] = min(1.0, openness[u] * (0.5 + absorptive[u]) * manner[coconstruction[u] * (1 + steering[u])])


@jit
def take_part(
    population, counts, levels, solicited, listening, civic, weary, trust, asked, answered, openness, absorptive,
    coconstruction, steering, people, ways, manner, looked_at, shares, effects, kept,
):  # fmt: skip
    """Let people ask, public actors answer, people feel and remember it, for a month.

    levels: (2, P) rows of the commune and the EPCI; people: (U,) inhabitants of public actors; looked_at: requests a
    month for each of them, at full absorptive capacity; shares: of requests to the commune and to the EPCI.
    """
    asks, answers = np.empty(population.size), np.empty(population.size)
    heeded, attention = np.empty(people.size), np.empty(people.size)
    ask(population, counts, levels[0], coconstruction, solicited, ways, asks)
    heed(openness, absorptive, coconstruction, steering, manner, heeded)
    for u in range(people.size):
        attention[u] = looked_at * absorptive[u] * people[u]
    answer(asks, levels, shares, heeded, attention, listening, answers)
    feel(asks, answers, population, solicited, effects, kept, civic, weary, trust)
    remember(asks, answers, kept, asked, answered, solicited, listening)


def step(state: State, params: ParticipateParams) -> None:
    """Ask, answer and feel for a month; before adopting, so that relays come and go by what people have just met."""
    places, public = state.places, state.authorities
    take_part(
        places.population, places.counts, places.levels[COMMUNE : EPCI + 1], places.solicited, places.listening,
        places.civic, places.weary, places.trust, places.asked, places.answered, public.openness, public.absorptive,
        public.coconstruction, public.steering, public.population,
        (params.requests, params.relays, params.calls, params.promise), (1.0, params.adrift, params.steered),
        params.attention / 12_000.0, (1.0 - params.to_epci, params.to_epci),
        (params.civic, params.most_civic, params.silence, params.bearable, params.fatigue, params.trust),
        np.exp(-params.forgetting / 12.0),
    )  # fmt: skip
