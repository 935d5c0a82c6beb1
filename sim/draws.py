"""Luck as a pure function of identities: splitmix64 hashes, no state, no order (tirages).

A draw is named by words: (run seed, stream, citizen or project code, innovation, transition, spell …).
The same words give the same luck in any policy, thread, process or row order.

Source: Steele, Lea & Flood (2014), Fast splittable pseudorandom number generators; Salmon et al. (2011)
for counter-based draws.
"""
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from sim.jit import inline, jit

Word = int | np.integer
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
FIRST = np.uint64(0xBF58476D1CE4E5B9)
SECOND = np.uint64(0x94D049BB133111EB)


@inline
def mix(word):
    """Scramble 64 bits: the finaliser of splitmix64."""
    z = np.uint64(word)
    z = (z ^ (z >> np.uint64(30))) * FIRST
    z = (z ^ (z >> np.uint64(27))) * SECOND
    return z ^ (z >> np.uint64(31))


@inline
def fold(key, word):
    """Return the key of ``word`` under ``key``: the next name in a chain of identities."""
    return mix(np.uint64(key) + GOLDEN * (np.uint64(word) + np.uint64(1)))


@inline
def uniform(key):
    """Return the draw of a key, a float64 strictly between 0 and 1."""
    return (np.float64(np.uint64(key) >> np.uint64(12)) + 0.5) * 2.220446049250313e-16


@inline
def exponential(key):
    """Return an Exp(1) draw: how much hazard it takes until the event."""
    return -np.log(uniform(key))


def code_of(*names: object) -> int:
    """Return the 64-bit identity of a name, such as a place's code or an innovation's."""
    return int.from_bytes(blake2b("\x1f".join(map(str, names)).encode(), digest_size=8).digest(), "little")


@lru_cache(maxsize=4096)
def key(seed: int, name: str) -> np.uint64:
    """Return the key of the stream ``name`` of a run: every process and instrument has its own."""
    return np.uint64(code_of("stream", name, seed))


@jit
def _chain(name, words):
    for word in words:
        name = fold(name, word)
    return name


@jit
def _uniform(name):
    return uniform(name)


def named(stream: Word, *words: Word) -> np.uint64:
    """Return the key of ``words`` under ``stream``: what ``fold`` does in kernels, for Python callers."""
    return np.uint64(_chain(np.uint64(stream), np.array(words, dtype=np.uint64)))


def uniform_at(stream: Word, *words: Word) -> float:
    """Return one uniform draw named by ``words``; for the yearly decisions of agents, not for kernels."""
    return _uniform(named(stream, *words))


@jit
def _uniforms(stream, keys, word, out):
    for k in range(keys.size):
        out[k] = uniform(fold(fold(stream, keys[k]), word))


def uniforms(stream: Word, keys: np.ndarray, word: int) -> np.ndarray:
    """Return one uniform draw for each identity in ``keys`` (shape (n,), uint64) and ``word``, such as a year."""
    out = np.empty(keys.size)
    _uniforms(np.uint64(stream), np.ascontiguousarray(keys), word, out)
    return out
