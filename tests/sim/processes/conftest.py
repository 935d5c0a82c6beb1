"""Carriers tied together: what the tests of clusters share."""

from types import SimpleNamespace

import numpy as np
import pytest

from sim.ties import bind

SOCIAL, COOPERATIVE, FIRM = 0, 1, 2  # innovations of ``kinds=3``: carried by associations, cooperatives, firms


def carriers(bare, kinds, *, chain=True, strength=0.5, places=2, **columns):
    """Return a world where carriers of innovations ``kinds`` are tied in a chain, a school near, trust high; rows."""
    state = bare.world(places=places, citizens=100, kinds=3)
    state.places.trust[:] = 0.9
    state.places.training[0] = 1.0
    spread = {"place": np.arange(len(kinds)) % places, "users": 100.0}
    rows = bare.add_sites(state, len(kinds), **(spread | {"innovation": np.array(kinds)} | columns))
    if chain:
        for a in range(len(kinds) - 1):
            bind(state.actors.strength, state.actors.partner, a, a + 1, strength)
    return state, rows


@pytest.fixture(scope="session")
def poles():
    """Return what makes tied carriers, and the innovations that each legal form carries."""
    return SimpleNamespace(carriers=carriers, social=SOCIAL, cooperative=COOPERATIVE, firm=FIRM)
