"""The logit gives back planted weights; people or walls follow the first-order condition."""

import numpy as np
import pytest

from experiments.validate.public import BEYOND, logit
from experiments.validate.walls import Prices, closed_form


def test_a_logit_finds_the_weights_that_made_its_answers():
    """Within 4 standard errors, and its standard errors fall as the square root of the answers."""
    luck, planted, errors = np.random.default_rng(1), np.array([-1.0, 2.0, 0.5]), []
    for n in (5_000, 20_000):
        x = np.column_stack([np.ones(n), luck.normal(size=(n, 2))])
        y = (luck.uniform(size=n) < 1.0 / (1.0 + np.exp(-x @ planted))).astype(float)
        weights, spread = logit(x, y)
        errors.append(np.sqrt(np.diag(spread)))
        assert (np.abs(weights - planted) < 4.0 * errors[-1]).all()
    assert errors[0] / errors[1] == pytest.approx(2.0, rel=0.1)
    assert BEYOND == 3.0


@pytest.mark.parametrize("sigma", [0.3, 0.6, 1.5, 2.0])
@pytest.mark.parametrize("ratio", [0.125, 1.0, 8.0])
def test_no_other_share_serves_more_than_the_closed_form(sigma, ratio):
    """Against output written down again here, on a fine grid of shares."""
    prices, share = Prices(150_000.0, 400_000.0, 135_000.0), np.linspace(0, 1, 2_001)
    k = np.sqrt(0.08 * ratio) + (1 - share) * prices.euros / prices.capital
    e = np.sqrt(0.08 / ratio) + share * prices.euros / prices.work
    r = (sigma - 1) / sigma
    best = share[int(((0.4 * k**r + 0.6 * e**r) ** (1 / r)).argmax())]
    assert closed_form(prices, ratio, sigma) == pytest.approx(best, abs=1e-3)
