"""Innovations: attributes, advantage, and columns that do not depend on their order."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenarios.innovation import KINDS, Innovation, innovation_table
from sim.draws import code_of
from sim.errors import ParameterError
from sim.names import DOMAINS, FORMS

SHARE = st.floats(0, 1)


@given(st.tuples(SHARE, SHARE, SHARE, SHARE, SHARE))
def test_advantage_is_the_mean_of_rogers_attributes(five):
    """All five weigh the same."""
    names = ("relative_advantage", "compatibility", "simplicity", "trialability", "observability")
    kind = Innovation("x", "x", "x", **dict(zip(names, five, strict=True)))
    assert kind.advantage == pytest.approx(np.mean(five))
    assert 0 <= kind.advantage <= 1 + 1e-12


def test_codifiability_is_no_advantage():
    """What can be written down matters for copies, not for adopting."""
    tacit, written = (Innovation("x", "x", "x", codifiability=share) for share in (0.0, 1.0))
    assert tacit.advantage == written.advantage


@pytest.mark.parametrize("wrong", [
    {"domain": "magic"}, {"kind": "odd"}, {"form": "club"}, {"merit": 1.1}, {"capital": 0.0}, {"posts": 0.0},
    {"users": -1.0}, {"price": "cheap"}, {"observability": True},
])  # fmt: skip
def test_values_that_cannot_be_are_refused(wrong):
    """Named with the rule."""
    with pytest.raises(ParameterError, match=rf"innovation\.{next(iter(wrong))} is .* must be"):
        Innovation("x", "x", "x", **wrong)


def test_every_wrong_value_is_said_at_once():
    """Three mistakes, three sentences."""
    with pytest.raises(ParameterError) as caught:
        Innovation("x", "x", "x", domain="magic", merit=2.0, capital=1.0)
    assert len(caught.value.problems) == 3


def test_a_table_is_in_the_order_of_names(world):
    """Every permutation gives the same columns."""
    kinds = world().innovations
    first = innovation_table(kinds)
    for order in permutations(kinds):
        table = innovation_table(order)
        assert all(a.tobytes() == b.tobytes() for a, b in zip(first, table, strict=True))


def test_columns_are_the_innovations_values(world):
    """By name: code, domain, kind, form and numbers."""
    kinds = sorted(world().innovations, key=lambda kind: kind.name)
    table = innovation_table(kinds)
    for row, kind in enumerate(kinds):
        assert table.code[row] == code_of(kind.name)
        assert DOMAINS[table.domain[row]] == kind.domain
        assert KINDS[table.kind[row]] == kind.kind
        assert FORMS[table.form[row]] == kind.form
        for name in ("advantage", "codifiability", "merit", "capital", "posts", "volunteers", "users", "price"):
            assert getattr(table, name)[row] == getattr(kind, name), name


def test_the_project_s_four_innovations_answer_four_needs(world):
    """Third place, food circuit, mobility, school: four domains, two legal forms at least, two labels each."""
    kinds = world().innovations
    assert {kind.name for kind in kinds} == {"third_place", "food_circuit", "solidarity_mobility", "health_school"}
    assert len({kind.domain for kind in kinds}) == 4
    assert len({kind.form for kind in kinds}) >= 2
    assert all(kind.label_fr and kind.label_en for kind in kinds)


def test_a_better_innovation_is_adopted_more(world):
    """The same sites and people on the same seed, with all attributes at .9 or at .3."""
    names = ("relative_advantage", "compatibility", "simplicity", "trialability", "observability")
    share = {}
    for level in (0.3, 0.9):
        kind = Innovation("x", "x", "x", **dict.fromkeys(names, level))
        share[level] = world("none", innovations=(kind,), years=5).run(1).indicators["adopted_share"]
    assert share[0.9][0] == share[0.3][0]
    assert share[0.9][-1] > share[0.3][-1]
