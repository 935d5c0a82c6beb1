"""Weighted sums in the order of the rows, the same to the bit on any machine (sommes).

BLAS, behind NumPy's ``@``, splits long sums over as many threads as there are cores: the last digits then depend on
the machine.
"""
import numpy as np

from sim.jit import jit


@jit
def _weigh(weights, values, out):
    for k in range(values.shape[0]):
        for j in range(values.shape[1]):
            out[j] += weights[k] * values[k, j]


@jit
def _dot(weights, values):
    total = 0.0
    for k in range(weights.size):
        total += weights[k] * values[k]
    return total


def weigh(weights: np.ndarray, values: np.ndarray) -> np.ndarray:
    """Return the sum over n of ``weights`` (n,) times ``values`` (n, K), shape (K,)."""
    out = np.zeros(values.shape[1])
    _weigh(np.ascontiguousarray(weights, np.float64), np.ascontiguousarray(values, dtype=np.float64), out)
    return out


def dot(weights: np.ndarray, values: np.ndarray) -> float:
    """Return the sum of ``weights`` times ``values``, both (n,)."""
    return _dot(np.ascontiguousarray(weights, np.float64), np.ascontiguousarray(values, np.float64))
