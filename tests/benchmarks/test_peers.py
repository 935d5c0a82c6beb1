"""Every implementation of workload W does the same thing: only then do their times compare."""

from importlib import import_module
from shutil import which

import numpy as np
import pytest

from benchmarks import spreading
from benchmarks.peers import ours
from benchmarks.workload import FLOOR, by_cell, hazard, hazard_of_one, world
from sim.jit import cache_folder

PEOPLE, MONTHS = 2_500, 110


@pytest.fixture(scope="module")
def small():
    """Return a small world, with the spread of our own runs on it."""
    given = world(PEOPLE)
    return given, spreading.spread_of_ours(given, MONTHS)


@pytest.mark.skipif(not (which("cc") or which("gcc") or which("clang")), reason="no C compiler")
def test_c_finds_the_same_adopters(small):
    hand = import_module("benchmarks.peers.c")
    for seed in range(3):
        mine = ours.run(small[0], MONTHS, seed).adopters
        assert mine[0].sum() < PEOPLE / 20 < PEOPLE / 2 < mine[-1].sum()
        for bare in (False, True):
            assert (hand.run(small[0], MONTHS, seed, bare).adopters == mine).all()


@pytest.mark.parametrize("peer", [peer.file for peer in spreading.PEERS])
def test_a_peer_agrees_in_distribution(peer, small):
    """Mean share half-way and half-time of 5 runs, within 4 standard errors by the spread of 40 of ours."""
    if peer == "with_mesa_frames" and not (cache_folder() / "benchmarks" / "mesa-frames" / "ready").exists():
        pytest.skip("its environment is made by `make bench` only")
    library = pytest.importorskip(f"benchmarks.peers.{peer}", exc_type=ImportError)
    given, mine = small
    runs = [library.run(given, MONTHS, seed).adopters for seed in range(5)]
    for adopters in runs:
        assert adopters.shape == (MONTHS, given.first.size - 1)
        assert (np.diff(adopters, axis=0) >= 0).all()  # nobody gives up
    note, agrees = spreading.agreement(runs, mine, PEOPLE)
    assert agrees, note


def test_agreement_is_refused_to_another_law(small):
    """Thresholds a quarter lower are another law: the tolerance is narrow enough to see it."""
    easier = small[0]._replace(threshold=np.float32(0.75) * small[0].threshold)
    runs = [ours.run(easier, MONTHS, seed).adopters for seed in range(8)]
    assert not spreading.agreement(runs, small[1], PEOPLE)[1]


def test_goals_are_judged_over_all_months():
    """Over the first months few adopt, our kernel has little to do, and any ratio looks better than it is."""
    for peer in spreading.PEERS:
        assert peer.least is None or peer.months[100_000] == spreading.MONTHS


def test_the_network_has_eight_contacts_most_of_them_near():
    given = world(40_000)
    side = round((given.first.size - 1) ** 0.5)
    origin = np.repeat(np.arange(given.cell.size), np.diff(given.start))
    x, y = np.abs(np.array(np.divmod(given.cell[origin], side)) - np.divmod(given.cell[given.contact], side))
    near = np.maximum(np.minimum(x, side - x), np.minimum(y, side - y)) <= 1
    assert 7.8 < given.contact.size / given.cell.size <= 8.0
    assert near.mean() > 0.75
    assert (given.contact[np.lexsort((origin, given.contact))] == np.sort(origin)).all()  # ties go both ways


def test_the_hazard_is_one_law_written_for_arrays_and_for_one():
    share, threshold = np.meshgrid(np.linspace(0.0, 1.0, 9), np.linspace(0.0, 0.6, 7))
    one = [hazard_of_one(s, t) for s, t in zip(share.ravel(), threshold.ravel(), strict=True)]
    assert hazard(share, threshold).ravel() == pytest.approx(one, rel=1e-12)
    assert hazard(np.array([0.0, 1e-9, 0.5]), np.full(3, 0.6)) == pytest.approx([5e-4, 5e-4, 5e-4 + FLOOR], rel=1e-5)


def test_cells_are_counted():
    assert by_cell(np.array([True, False, True, True]), np.array([0, 1, 4])).tolist() == [1, 2]
