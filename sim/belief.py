"""What trials let one believe: Beta beliefs about the chance of success (croyances)."""
from typing import TypeVar

import numpy as np

from sim.jit import jit

Number = TypeVar("Number", float, np.ndarray)


@jit
def convinced(successes, failures, certainty):
    """Say whether P(q > 1/2) >= certainty under a Beta(1 + successes, 1 + failures) belief.

    For whole a, b: P(Beta(a, b) > 1/2) = P(Binomial(a + b - 1, 1/2) < a).
    """
    n = int(successes + failures) + 1
    term, total = 0.5**n, 0.0
    for k in range(int(successes) + 1):
        total += term
        term *= (n - k) / (k + 1.0)
    return total >= certainty


def posterior_mean(successes: Number, failures: Number) -> Number:
    """Return the mean of the Beta(1 + successes, 1 + failures) belief, 0 to 1."""
    return (1.0 + successes) / (2.0 + successes + failures)
