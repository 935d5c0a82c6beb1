"""Comparing to the byte sees one bit; relabelling moves rows and nothing else."""

import numpy as np
import pytest

from experiments.compose import build, compose
from experiments.validate import identity
from experiments.validate.criterion import FAIL
from experiments.validate.identity import Permuted, permuted
from experiments.validate.relabel import (
    citizens_in_another_order,
    file_in_another_order,
    put_actors_in_another_order,
)
from experiments.validate.repeat import _departs, digest

SMALL = ("territory=grid", "territory.width=5", "territory.height=5", "citizens=1500", "years=3")


@pytest.fixture
def record():
    return build(compose((*SMALL, "policy=current_mix"))).run(1)


def test_one_bit_changes_the_digest(record):
    before = digest(record)
    assert digest(build(compose((*SMALL, "policy=current_mix"))).run(1)) == before
    row = record.projects["skill"]
    row[0] = np.nextafter(row[0], 2.0)
    assert digest(record) != before


def test_one_bit_before_the_first_euro_is_seen_and_after_it_is_told_apart(record):
    first, other = int(record.ledger["step"].min()), build(compose((*SMALL, "policy=current_mix"))).run(1)
    assert _departs(record, other) == (0, 0)
    other.rows[first][3] = np.nextafter(other.rows[first][3], np.inf)
    assert _departs(record, other) == (1, 0)
    other.rows[first + 1][3] = np.nextafter(other.rows[first + 1][3], np.inf)
    assert _departs(record, other) == (1, 1)


def test_relabelling_moves_rows_and_keeps_who_is_who():
    one, two = (build(compose(SMALL)).model(1).state for _ in range(2))
    two.citizens, two.audience = citizens_in_another_order(two, np.random.default_rng(1))
    put_actors_in_another_order(two, np.random.default_rng(1))
    n, m = one.n_actors, one.n_projects
    assert (one.citizens.code != two.citizens.code).mean() > 0.9 and (one.actors.key[:n] != two.actors.key[:n]).any()
    assert np.array_equal(one.actors.key[one.projects.actor[:m]], two.actors.key[two.projects.actor[:m]])
    ties = [
        {(s.citizens.code[a.citizen[r]], s.citizens.code[a.citizen[c]])
         for r in range(a.stage.size) for c in a.contact[a.start[r] : a.start[r + 1]]}
        for s, a in ((one, one.audience), (two, two.audience))
    ]  # fmt: skip
    assert ties[0] == ties[1] and len(ties[0]) > 100


def test_a_file_in_another_order_has_the_same_lines(tmp_path):
    source, target = tmp_path / "a.csv", tmp_path / "b.csv"
    source.write_text("code,nom\n" + "".join(f"{k},n{k}\n" for k in range(50)), encoding="utf-8")
    file_in_another_order(source, target, np.random.default_rng(1))
    one, two = (path.read_text(encoding="utf-8").splitlines() for path in (source, target))
    assert one[0] == two[0] and sorted(one) == sorted(two) and one != two


def test_a_world_whose_rows_are_mixed_up_fails(monkeypatch):
    """Carriers whose projects do not follow them are other carriers."""

    def careless(state, luck):
        n = state.n_actors
        state.actors.form[:n] = luck.permutation(state.actors.form[:n])

    monkeypatch.setattr(identity, "put_actors_in_another_order", careless)
    outcome = permuted(Permuted(("current_mix",), 4, 2_000))
    assert outcome.verdict == FAIL
    assert [check.kept for check in outcome.checks[:6]] == [True, True, False, False, True, True]
