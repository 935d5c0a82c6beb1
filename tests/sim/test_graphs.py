"""Networks of known shapes: simple, symmetric, of the degrees asked for; files read or refused whole."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.graphs import INT32, degree_preserving, erdos_renyi, index_type, of_pairs, read_edges, ring, watts_strogatz

MAKERS = {
    "ring": lambda n, k, p, seed: ring(n, k),
    "watts_strogatz": watts_strogatz,
    "degree_preserving": degree_preserving,
    "erdos_renyi": lambda n, k, p, seed: erdos_renyi(n, k, seed),
}


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        (0, np.int32), (INT32, np.int32), (INT32 + 1, np.int64), (8 * 10_000_000 * 20, np.int32),
        (2 * 40 * 30_000_000, np.int64),
    ],
)
def test_positions_take_32_bits_where_these_count_them_all(size, kind):
    """Ten million citizens with 8 contacts in each of twenty innovations fit; 40 choices of thirty million do not."""
    assert index_type(size) is kind
    assert int(kind(size)) == size


def pairs_of(graph):
    origin = np.repeat(np.arange(graph.start.size - 1), np.diff(graph.start))
    return list(zip(origin.tolist(), graph.contact.tolist(), strict=True))


@given(st.sampled_from(sorted(MAKERS)), st.integers(9, 120), st.integers(1, 4), st.floats(0, 1), st.integers(0, 99))
@settings(deadline=None)
def test_every_graph_is_simple_and_symmetric_with_sorted_contacts(kind, n, half, rewiring, seed):
    graph = MAKERS[kind](n, 2 * half, rewiring, seed)
    pairs = pairs_of(graph)

    assert graph.start.size == n + 1 and graph.start[-1] == graph.contact.size
    assert pairs == sorted(set(pairs))
    assert set(pairs) == {(j, i) for i, j in pairs}
    assert all(i != j for i, j in pairs)


@given(st.integers(9, 120), st.integers(1, 4), st.floats(0, 1), st.integers(0, 99))
@settings(deadline=None)
def test_swaps_keep_every_degree_and_rewiring_keeps_the_number_of_ties(n, half, rewiring, seed):
    assert (np.diff(degree_preserving(n, 2 * half, rewiring, seed).start) == 2 * half).all()
    assert watts_strogatz(n, 2 * half, rewiring, seed).contact.size == 2 * n * half


def test_a_ring_ties_each_to_those_beside():
    assert pairs_of(ring(6, 4))[:4] == [(0, 1), (0, 2), (0, 4), (0, 5)]
    assert (np.diff(ring(6, 4).start) == 4).all()
    assert ring(5, 0).contact.size == 0


@pytest.mark.parametrize("maker", [watts_strogatz, degree_preserving])
def test_the_share_rewired_is_the_share_asked_for(maker):
    """Ties of the ring that are gone: binomial with the chance asked for (4 standard errors), a share all but exactly.

    A tie drawn anew may fall back on a free place of the ring: chance k / n, below .004 here, and swaps may undo one
    another or find no partner as rarely.
    """
    n, k, share = 3_000, 8, 0.3
    before = set(pairs_of(ring(n, k)))
    left = before & set(pairs_of(maker(n, k, share, 3)))

    error = 4 * np.sqrt(share * (1 - share) / (n * k / 2)) + 0.004
    assert abs(1 - len(left) / len(before) - share) < error
    assert set(pairs_of(maker(n, k, 0.0, 3))) == before


def test_random_graphs_have_the_mean_degree_and_the_spread_of_chance():
    """Degrees are binomial (n - 1, chance): mean and variance within 4 standard errors; every pair may be tied."""
    n, z = 4_000, 3.0
    degree = np.diff(erdos_renyi(n, z, 1).start)
    mean, variance = z, z * (1 - z / (n - 1))

    assert abs(degree.mean() - mean) < 4 * np.sqrt(2 * variance / n)
    assert abs(degree.var() - variance) < 4 * np.sqrt((variance + 2 * variance**2) / n)
    assert pairs_of(erdos_renyi(5, 4.0, 1)) == [(i, j) for i in range(5) for j in range(5) if i != j]
    assert erdos_renyi(5, 0.0, 1).contact.size == 0
    seen = {pair for seed in range(60) for pair in pairs_of(erdos_renyi(5, 2.0, seed))}
    assert len(seen) == 20


def test_one_seed_names_one_graph():
    for maker in (watts_strogatz, degree_preserving):
        one, same, other = (maker(100, 4, 0.5, seed) for seed in (1, 1, 2))
        assert np.array_equal(one.contact, same.contact) and not np.array_equal(one.contact, other.contact)


def written(tmp_path, text):
    path = tmp_path / "ties.csv"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_ties_is_read_whatever_the_order_of_its_lines_and_ends(tmp_path):
    one = read_edges(written(tmp_path, "from,to\na,b\nc, a\n\n"), "abcd")
    two = read_edges(written(tmp_path, "x,y\na,c\nb,a\n"), "abcd")

    assert pairs_of(one) == pairs_of(two) == [(0, 1), (0, 2), (1, 0), (2, 0)]
    assert one.start.tolist() == [0, 2, 3, 4, 4]


def test_nodes_in_another_order_have_the_same_ties(tmp_path):
    path, order = written(tmp_path, "from,to\na,b\nc,a\nd,c\n"), "dbca"
    one, two = read_edges(path, "abcd"), read_edges(path, order)

    named = {(order[i], order[j]) for i, j in pairs_of(two)}
    assert named == {("abcd"[i], "abcd"[j]) for i, j in pairs_of(one)}


def test_every_bad_line_of_a_file_is_said_at_once(tmp_path):
    path = written(tmp_path, "a,b\nanna,bert\nbert,anna\ncarl,carl\nanna,bret\nanna\n")
    with pytest.raises(InputError) as error:
        read_edges(path, ["anna", "bert", "carl", "a"])

    english = error.value.text("en").splitlines()
    said = [line.split(str(path))[1][:8] for line in english]
    assert said == [f", line {number}" for number in (1, 3, 4, 5, 6)]
    assert "repeats the tie of line 2" in english[1] and "tied to itself" in english[2]
    assert "no node is called 'bret'. Did you mean bert?" in english[3] and "1 columns" in english[4]
    assert "répète le lien de la ligne 2" in error.value.text("fr")


def test_many_bad_lines_are_counted_and_a_missing_file_is_said(tmp_path):
    path = written(tmp_path, "from,to\n" + "".join(f"x{i},a\n" for i in range(50)))
    with pytest.raises(InputError, match="… and 30 more"):
        read_edges(path, "ab")
    with pytest.raises(InputError, match="cannot be read"):
        read_edges(tmp_path / "none.csv", "ab")


def test_ties_are_seen_from_both_ends():
    assert pairs_of(of_pairs(3, np.array([[2, 0]]))) == [(0, 2), (2, 0)]
