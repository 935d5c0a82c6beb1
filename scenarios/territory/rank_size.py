"""The rank-size law of town populations, in whole persons (loi rang-taille)."""
import numpy as np

EXPONENT = 1.16  # French towns of 2,000 inhabitants and more


def whole_shares(total: int, weights: np.ndarray) -> np.ndarray:
    """Return int64 persons in proportion to ``weights`` that add up to ``total`` exactly.

    weights: shape (n,), >= 0, at least one above zero. Largest remainders get the persons left by
    rounding down; of equal remainders, the first.
    """
    weights = np.asarray(weights, dtype=np.float64)
    exact = total * (weights / weights.sum())
    persons = np.floor(exact).astype(np.int64)
    left = int(total - persons.sum())
    persons[np.argsort(persons - exact, kind="stable")[:left]] += 1
    return persons


def rank_size(total: int, n: int, exponent: float = EXPONENT) -> np.ndarray:
    """Return n populations (int64, descending) in proportion to rank^-exponent, adding up to ``total``."""
    return whole_shares(total, np.arange(1, n + 1, dtype=np.float64) ** -exponent)
