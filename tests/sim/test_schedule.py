"""The order of a month, and what holds after any month."""

from itertools import pairwise

import numpy as np
import pytest

from sim import schedule
from sim.draws import code_of
from sim.names import DORMANT, EXPERIMENT, MODES, STRUCTURED
from sim.processes.fuse import FuseParams
from sim.processes.operate import OperateParams
from sim.schedule import SCHEDULE, Params, begin, first_cost, month


def test_processes_come_in_the_order_of_the_odd():
    assert [name for name, _ in SCHEDULE] == [
        "gather", "uphold", "inform", "participate", "adopt", "operate", "evidence", "survive", "capitalise",
        "advance", "emerge", "revive", "swarm", "fuse", "cooperate", "govern", "cluster", "mutualise", "wellbeing",
        "attract",
    ]  # fmt: skip


def lived(bare, seed=3, months=96, **sizes):
    """Return a world after some years in which every site scales by affiliation."""
    state = bare.world(seed, **({"places": 8, "citizens": 1_200, "concerned": 0.4} | sizes))
    params = Params()
    begin(state, params)
    for _ in range(months):
        state.projects.choice[: state.n_projects] = MODES.index("affiliation")
        month(state, params)
    return state


@pytest.fixture(scope="module")
def world(bare):
    return lived(bare)


def test_a_month_moves_the_world_by_one_step(world):
    assert world.step == 96


def test_rows_remembered_within_a_month_are_those_found_anew(bare, monkeypatch):
    """After every process of twelve years in which sites open, are copied, merge, are revived and close."""
    seen = []

    def followed(name, process):
        def then_look(state, params):
            process(state, params)
            p, n = state.projects, state.n_projects
            alive = np.flatnonzero(p.closed[:n] < 0)
            assert state.alive().tolist() == alive.tolist(), name
            assert state.operating().tolist() == alive[p.stage[alive] >= EXPERIMENT].tolist(), name
            seen.append((name, alive.size))

        return name, then_look

    monkeypatch.setattr(schedule, "SCHEDULE", tuple(followed(*each) for each in SCHEDULE))
    state, params = bare.world(3, places=8, citizens=1_200, concerned=0.4), Params(fuse=FuseParams(overlap=0.0))
    begin(state, params)
    for month_of in range(144):
        state.projects.choice[: state.n_projects] = MODES.index(("affiliation", "fusion")[month_of // 12 % 2])
        month(state, params)
        assert state.rows_now is None
    moved = {name for (_, before), (name, after) in pairwise(seen) if before != after}
    assert {"survive", "emerge", "revive", "swarm", "fuse"} <= moved


def test_the_world_is_alive(world):
    counts = world.places.counts.sum(axis=(0, 1))

    assert counts[2:].min() > 0
    assert world.n_projects > 30
    assert world.projects.depth[: world.n_projects].max() >= 1
    assert (world.projects.stage[: world.n_projects] >= STRUCTURED).any()


def test_the_same_seed_gives_the_same_bytes_and_another_seed_others(bare, world):
    same, other = lived(bare), lived(bare, seed=4, months=12)

    n = world.n_projects
    assert same.n_projects == n
    for name, column in world.projects._asdict().items():
        assert column[:n].tobytes() == getattr(same.projects, name)[:n].tobytes(), name
    for table in ("places", "audience", "authorities"):
        for one, two in zip(getattr(world, table), getattr(same, table), strict=True):
            assert one.tobytes() == two.tobytes()
    assert not np.array_equal(other.audience.stage[:200], lived(bare, months=12).audience.stage[:200])


@pytest.mark.parametrize(
    ("column", "low", "high"),
    [
        ("skill", 0, 1), ("quality", 0, 1), ("fidelity", 0, 1), ("codified", 0, 1), ("merit", 0, 1),
        ("output", 0, 1.3), ("capital", 0, None), ("posts", 0, 2.5), ("funded", 0, 0), ("backlog", 0, None),
        ("capacity", 0, 780), ("users", 0, 780), ("demand", 0, None), ("successes", 0, None), ("failures", 0, None),
        ("support", 0, None), ("volunteers", 0, None),
    ],
)  # fmt: skip
def test_stocks_and_shares_stay_in_their_range(world, column, low, high):
    values = getattr(world.projects, column)[: world.n_projects]

    assert np.isfinite(values).all()
    assert values.min() >= low
    assert high is None or values.max() <= high * (1 + 1e-12)


@pytest.mark.parametrize("column", ["access", "service", "unmet", "wellbeing", "need", "trust"])
def test_places_stay_between_0_and_1(world, column):
    values = getattr(world.places, column)

    assert values.min() >= 0
    assert values.max() <= 1


def test_citizens_concerned_never_change_in_number(bare, world):
    fresh = bare.world(3, places=8, citizens=1_200, concerned=0.4)

    assert np.array_equal(world.places.counts.sum(axis=2), fresh.places.counts.sum(axis=2))


def test_lineages_are_trees_in_time(world):
    p, n = world.projects, world.n_projects
    copies = np.flatnonzero(p.parent[:n] >= 0)
    parents = p.parent[copies]

    assert copies.size > 0
    assert (parents < copies).all()
    assert (p.depth[copies] == p.depth[parents] + 1).all()
    assert (p.fidelity[copies] <= p.fidelity[parents]).all()
    assert (p.born[copies] > p.opened[parents]).all()
    assert (p.innovation[copies] == p.innovation[parents]).all()
    assert (p.depth[:n][p.parent[:n] < 0] == 0).all()
    assert np.bincount(parents, minlength=n).tolist() == p.children[:n].tolist()


def test_projects_have_identities_of_their_own_and_times_in_order(world):
    p, n = world.projects, world.n_projects
    closed = p.closed[:n]

    assert np.unique(p.key[:n]).size == n
    assert ((closed < 0) | (closed >= p.born[:n])).all()
    assert ((p.opened[:n] < 0) | (p.opened[:n] >= p.born[:n])).all()
    assert ((closed >= 0) == (p.stage[:n] >= DORMANT)).all()
    assert (p.born[:n] <= world.step).all()


def test_open_sites_at_month_0_can_be_reached_at_once(bare):
    state = bare.world(places=8, citizens=1_200)
    begin(state, Params())

    assert state.step == 0
    assert (state.projects.output[: state.n_projects] > 0).all()
    assert (state.places.access > 0).any()


def test_first_cost_is_a_month_of_wages_wear_and_overhead(bare):
    state = bare.world()
    state.start = (0.5, 0.2)

    cost = first_cost(state, OperateParams())

    year = 42_000 * 0.2 * 2.5 + 0.15 * 0.5 * 150_000 + 10_000
    assert cost == pytest.approx(np.full(2, year / 12))


def test_adding_an_innovation_leaves_the_luck_of_the_others_alone(bare):
    """Draws are named by who and what: citizens hear of the first innovation as they did without the second."""
    one, two = (bare.world(5, places=4, citizens=800, kinds=k, layout=1) for k in (1, 2))
    rows = one.audience.stage.size

    assert np.array_equal(one.audience.clock, two.audience.clock[:rows])
    assert one.innovations.code[0] == two.innovations.code[0] == code_of("innovation", 0)
