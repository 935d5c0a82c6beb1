"""The audience: the network among those concerned, and what its columns can count."""

import numpy as np
import pytest

from sim.audience import LISTENED, audience_rows, check_sizes
from sim.errors import InputError
from sim.graphs import INT32, of_pairs
from sim.network import NetworkParams, social_network
from sim.state import CitizenTable


def pairs_of(start, contact):
    origin = np.repeat(np.arange(start.size - 1), np.diff(start))
    return list(zip(origin.tolist(), contact.tolist(), strict=True))


def test_the_audience_is_the_network_among_those_concerned(bare):
    s = bare.world(places=5, citizens=4_000, concerned=0.3)
    network = social_network(s.places, s.near, 0.0, s.citizens, NetworkParams(), s.seed)
    first, citizen, start, contact = audience_rows(s.citizens, 5, s.innovations.domain, network)
    friends = set(pairs_of(*network))

    for i in range(2):
        rows = np.arange(first[i * 5], first[(i + 1) * 5])
        concerned = np.flatnonzero(s.citizens.concern >> i & 1)
        assert citizen[rows].tolist() == concerned.tolist()
        for p in range(5):
            assert (s.citizens.place[citizen[first[i * 5 + p] : first[i * 5 + p + 1]]] == p).all()
    origin = np.repeat(np.arange(citizen.size), np.diff(start))
    seen = set(zip(citizen[origin].tolist(), citizen[contact].tolist(), strict=True))
    both = [s.citizens.concern >> i & 1 == 1 for i in range(2)]
    assert seen == {(a, b) for a, b in friends if any(mask[a] and mask[b] for mask in both)}
    groups = np.searchsorted(first, np.arange(citizen.size), side="right") - 1
    assert (groups[origin] // 5 == groups[contact] // 5).all()


def crowd(n):
    """Return n citizens of one place, all concerned by domain 0."""
    return CitizenTable(
        np.arange(n, dtype=np.uint64), np.zeros(n, np.int32), np.ones(n, np.uint16), np.zeros(n, np.float32),
        np.zeros(n, np.float32),
    )  # fmt: skip


def star(leaves):
    """Return a graph in which node 0 is tied to every other."""
    return of_pairs(leaves + 1, np.column_stack([np.zeros(leaves, np.int64), np.arange(1, leaves + 1)]))


def test_a_voice_counts_as_many_contacts_as_its_column_holds():
    """Each adopting contact adds 2 to an int16: 16,383 contacts fit, one more would turn a crowd into its contrary."""
    most = np.iinfo(np.int16).max
    assert 2 * LISTENED <= most < 2 * (LISTENED + 1)
    domains = np.zeros(1, np.int16)

    _, citizen, start, _ = audience_rows(crowd(LISTENED + 1), 1, domains, star(LISTENED))

    assert (citizen.size, start[1]) == (LISTENED + 1, LISTENED)
    with pytest.raises(InputError, match=r"One citizen has 16384 contacts .* 16383 at most"):
        audience_rows(crowd(LISTENED + 2), 1, domains, star(LISTENED + 1))


def test_rows_are_counted_in_32_bits_or_refused():
    """Ten million citizens and twenty innovations that concern all fit; the first size that does not is said."""
    check_sizes(20 * 10_000_000, 8)
    check_sizes(INT32, LISTENED)

    with pytest.raises(InputError, match=r"2147483648 pairs .* 2147483647 at most") as refused:
        check_sizes(INT32 + 1, LISTENED + 1)
    assert "16384 contacts" in str(refused.value)
