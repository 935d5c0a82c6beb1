"""Luck is a pure function of identities, uniform in (0, 1)."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.draws import code_of, exponential, fold, key, mix, named, uniform, uniform_at
from sim.jit import jit

words = st.integers(0, 2**64 - 1)


@jit
def many(stream, out):
    """Fill ``out`` with the draws of words 0, 1, 2 … under ``stream``."""
    for i in range(out.size):
        out[i] = uniform(fold(stream, i))


def sample(stream, n):
    out = np.empty(n)
    many(stream, out)
    return out


def test_mix_gives_the_published_sequence_of_splitmix64():
    """Seed 1234567, Rosetta Code and Vigna's splitmix64.c: the state grows by the golden gamma before each mix."""
    published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431]

    drawn = [int(mix(np.uint64((1234567 + 0x9E3779B97F4A7C15 * (i + 1)) % 2**64))) for i in range(4)]

    assert drawn == published


@given(words, words)
def test_fold_equals_plain_integer_arithmetic(bare, name, word):
    assert int(fold(np.uint64(name), np.uint64(word))) == bare.chain(name, word)


@given(words)
def test_a_draw_lies_strictly_between_0_and_1_and_an_exponential_above_0(word):
    u = uniform(np.uint64(word))

    assert 0.0 < u < 1.0
    assert exponential(np.uint64(word)) == -math.log(u)


@pytest.mark.parametrize("word", [0, 2**64 - 1])
def test_the_ends_of_the_range_are_not_reached(word):
    assert 0.0 < uniform(np.uint64(word)) < 1.0
    assert math.isfinite(exponential(np.uint64(word)))
    assert exponential(np.uint64(word)) > 0.0


def test_draws_are_equidistributed():
    """200,000 draws in 50 bins; each count is Binomial(n, 1/50): 4.5 standard errors for 50 bins at once.

    Also the mean (se 1/sqrt(12 n)) and the correlation of neighbours in the chain (se 1/sqrt(n)), 4 standard errors.
    """
    n, bins = 200_000, 50
    u = sample(key(2026, "equidistribution"), n)

    counts = np.bincount((u * bins).astype(int), minlength=bins)

    assert np.abs(counts - n / bins).max() < 4.5 * math.sqrt(n / bins * (1 - 1 / bins))
    assert abs(u.mean() - 0.5) < 4 / math.sqrt(12 * n)
    assert abs(np.corrcoef(u[:-1], u[1:])[0, 1]) < 4 / math.sqrt(n)


def test_each_of_the_upper_bits_is_fair():
    """Each of the 52 bits used is Bernoulli(1/2): 4.5 standard errors."""
    n = 50_000
    bits = (sample(key(7, "bits"), n) * 2.0**52).astype(np.uint64)

    shares = np.array([((bits >> np.uint64(b)) & np.uint64(1)).mean() for b in range(52)])

    assert np.abs(shares - 0.5).max() < 4.5 * 0.5 / math.sqrt(n)


def test_exponential_draws_follow_their_law():
    """Kolmogorov-Smirnov against Exp(1) on a fixed stream; p > .001 fails for 1 stream in 1,000."""
    stream = key(11, "exponential")
    drawn = [exponential(np.uint64(fold(stream, i))) for i in range(4_000)]

    assert stats.kstest(drawn, "expon").pvalue > 0.001


def test_streams_of_two_names_or_two_seeds_are_uncorrelated():
    """Correlation of independent draws has a standard error of 1/sqrt(n)."""
    n = 50_000
    first = sample(key(1, "adopt"), n)
    for other in (key(1, "survive"), key(2, "adopt")):
        assert abs(np.corrcoef(first, sample(other, n))[0, 1]) < 4 / math.sqrt(n)


def test_a_name_is_its_words_in_their_order():
    stream = key(3, "order")

    assert named(stream, 1, 2) == fold(np.uint64(fold(stream, 1)), 2)
    assert named(stream, 1, 2) != named(stream, 2, 1)
    assert named(stream) == stream
    assert uniform_at(stream, 4, 5) == uniform(named(stream, 4, 5))


def test_codes_tell_names_apart_and_do_not_depend_on_the_process():
    assert code_of("a", "bc") != code_of("ab", "c")
    assert code_of("71076") == code_of("71076")
    assert code_of("71076") == 15564348403440488217  # blake2b, 8 bytes, little endian: never Python's hash()
    assert 0 <= code_of("x") < 2**64
