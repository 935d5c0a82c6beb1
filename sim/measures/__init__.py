"""What is measured: every indicator with its unit, its label and its definition (indicateurs)."""
from sim.measures.cooperation import OF_COOPERATION
from sim.measures.finance import OF_FINANCE
from sim.measures.knowledge import OF_KNOWLEDGE
from sim.measures.money import OF_MONEY
from sim.measures.people import OF_PEOPLE
from sim.measures.public import OF_PUBLIC
from sim.measures.sites import OF_SITES
from sim.measures.territory import OF_TERRITORY
from sim.measures.view import Indicator, view
from sim.measures.voice import OF_VOICE
from sim.state import State

INDICATORS: dict[str, Indicator] = {
    **OF_PEOPLE,
    **OF_SITES,
    **OF_TERRITORY,
    **OF_MONEY,
    **OF_COOPERATION,
    **OF_VOICE,
    **OF_KNOWLEDGE,
    **OF_PUBLIC,
    **OF_FINANCE,
}


def measure(state: State) -> list[float]:
    """Return every indicator of the state, in the order of INDICATORS."""
    seen = view(state)
    return [float(indicator.measure(seen)) for indicator in INDICATORS.values()]
