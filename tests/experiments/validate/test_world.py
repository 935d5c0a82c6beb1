"""What makes a default run an S that lives, and how many replicates must be one."""

import numpy as np
import pytest
from scipy.stats import binom

from experiments.curves import Bass
from experiments.validate import world
from experiments.validate.criterion import FAIL, PASS
from experiments.validate.world import Replicates, alive, explained

T = np.arange(181) / 12
S = 2_000.0 + 100_000.0 * Bass(0.01, 0.5, 1.0).share(T)


@pytest.mark.parametrize("seeds", range(1, 30))
def test_few_replicates_refuse_a_model_that_keeps_the_criterion_in_5_percent_of_draws_at_most(seeds):
    """And one more replicate asked for would refuse it more often than that."""
    fewest = round(Replicates(seeds).fewest * seeds)
    assert binom.cdf(fewest - 1, seeds, 0.9) <= 0.05 < binom.cdf(fewest, seeds, 0.9)


def test_thirty_replicates_are_held_to_nine_in_ten():
    assert Replicates().fewest == 0.9 and Replicates().said is None


def test_a_bass_curve_is_an_s_a_sudden_jump_and_a_dead_run_are_not():
    jumps = np.where(T < 7.5, 2_000.0, 100_000.0) + 1_000.0 * np.sin(T)
    assert explained(S) > 0.9999
    assert not explained(jumps) >= 0.98
    assert not explained(np.full(T.size, 2_000.0)) >= 0.98


RUN = {"adopters": S, "adopted_share": S / 150_000, "sites": S / 500, "places_reached_share": S / 200_000}
DEAD = {
    "too few adopt": {"adopted_share": S / 600_000},
    "nearly all adopt": {"adopted_share": S / 103_000},
    "few sites": {"sites": S / 1_100},
    "few places": {"places_reached_share": S / 400_000},
    "no S": {"adopters": S[::-1]},
}


@pytest.mark.parametrize("what", DEAD)
def test_runs_that_are_not_alive_fail(monkeypatch, what):
    monkeypatch.setattr(world, "default_run", lambda seed: RUN)
    assert alive(Replicates(6)).verdict == PASS
    monkeypatch.setattr(world, "default_run", lambda seed: RUN | (DEAD[what] if seed <= 3 else {}))
    assert alive(Replicates(6)).verdict == FAIL


def test_the_speed_must_lie_in_its_bounds(monkeypatch):
    """Slopes of .3 and 1.2 a year fail, .6 passes."""
    for slope, verdict in ((0.3, FAIL), (0.6, PASS), (1.2, FAIL)):
        run = {name: 1e5 / (1.0 + np.exp(-slope * (T - 7.0))) for name in ("adopters", "sites")}
        monkeypatch.setattr(world, "default_run", lambda seed, run=run: run)
        outcome = world.speed(Replicates(2))
        assert outcome.verdict == verdict
        assert outcome.checks[0].measured == pytest.approx(slope, rel=1e-3)
