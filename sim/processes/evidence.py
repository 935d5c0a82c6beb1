"""Evidence: one trial a month tells whether a site does what it promises (preuve d'impact)."""
from dataclasses import dataclass

from sim.draws import fold, key, uniform
from sim.jit import jit
from sim.param import Parameters, param
from sim.rows import records
from sim.state import State


@dataclass(frozen=True)
class EvidenceParams(Parameters):
    """What a trial needs, and how knowledge gets written down."""

    full_output: float = param(
        0.4, unit="output y", allowed=(0.01, 1), plausible=(0.2, 0.6), source="assumption",
        meaning="Output below which trials fail more often, in proportion.",
    )
    codifying: float = param(
        0.25, unit="a year, at full codifiability", allowed=(0, 5), plausible=(0.1, 0.5), source="assumption",
        meaning="Speed at which a working site writes down what it knows, times the innovation's codifiability.",
    )


@jit
def trial(rows, p, step, full_output, codifiability, codifying, stream):
    """Draw each site's monthly trial: success with its merit, less where output is low."""
    for row in rows:
        chance = p.merit[row] * min(1.0, p.output[row] / full_output)
        if uniform(fold(fold(stream, p.key[row]), step - p.born[row])) < chance:
            p.successes[row] += 1.0
        else:
            p.failures[row] += 1.0
        p.codified[row] += codifying * codifiability[p.innovation[row]] * (1.0 - p.codified[row]) / 12.0


def step(state: State, params: EvidenceParams) -> None:
    """Add a month's trial to every open site."""
    trial(
        state.operating(), records(state.projects), state.step, params.full_output, state.innovations.codifiability,
        params.codifying, key(state.seed, "evidence"),
    )  # fmt: skip
