"""The Mesa model: what is registered, where it stands, and what a policy may and may not change."""

import random
import warnings

import mesa
import numpy as np
import pytest
from mesa.discrete_space import Network

from agents.actor import Actor
from agents.public_actor import PublicActor
from agents.treasury import FinanceParams
from scenarios.policy import Policy
from scenarios.territory.synthetic import Grid
from sim.measures import INDICATORS
from sim.names import BRANCHING
from sim.processes.emerge import EmergeParams
from sim.schedule import Params

MONEY = {name for name, indicator in INDICATORS.items() if indicator.unit.en == "€" and name != "ordinary_support"}


def same_bytes(one, other, names=None):
    """Say whether two tables hold the same columns, bit for bit."""
    assert one.keys() == other.keys()
    return all(one[name].tobytes() == other[name].tobytes() for name in names or one)


class Miser(PublicActor):
    """Opens its budget and spends nothing of it."""

    def allocate(self):
        """Keep everything."""


class Homebody(Actor):
    """Never scales."""

    def choose_mode(self, project):
        """Stay as it is."""
        return 0


class Brancher(Actor):
    """Always opens sites of its own elsewhere."""

    def choose_mode(self, project):
        """Branch."""
        return BRANCHING


class PoorestFirst(PublicActor):
    """Funds the projects of the places with most unemployment first."""

    sign = 1.0

    def rank(self, projects):
        """Score a file by the unemployment of its place."""
        return self.sign * self.model.state.places.unemployment[self.model.state.projects.place[projects]]


class RichestFirst(PoorestFirst):
    """The other way round."""

    sign = -1.0


def test_deciders_are_registered_mesa_agents(world):
    """One PublicActor for each commune, EPCI, … and investor, one Actor for each carrier, all found through Mesa."""
    model = world().model(1)
    kinds = model.agents_by_type
    assert set(kinds) == {Actor, PublicActor}
    assert len(kinds[PublicActor]) == model.state.authorities.code.size == 33
    assert len(kinds[Actor]) == model.state.n_actors == 24
    assert len(model.agents) == 57
    assert all(isinstance(agent, mesa.Agent) for agent in model.agents)
    assert sorted(agent.row for agent in kinds[Actor]) == list(range(24))


def test_subclasses_are_registered_under_their_own_type(world):
    """An analyst's classes take the place of the project's."""
    model = world().model(1, actor=Homebody, public_actor=Miser)
    assert set(model.agents_by_type) == {Homebody, Miser}
    assert len(model.public_actors) == 33


def test_the_space_is_a_network_whose_cells_are_the_places(world):
    """Every place is a cell, every actor stands in the cell of its place, and in no other."""
    model = world().model(1)
    assert isinstance(model.space, Network)
    assert len(list(model.space.all_cells)) == model.state.places.code.size
    for actor in model.actors:
        assert actor in list(actor.cell.agents)
        assert actor.cell is model.cell_of(int(model.state.actors.place[actor.row]))
    standing = [agent for cell in model.space.all_cells for agent in cell.agents]
    assert len(standing) == len(model.actors) == len(set(standing))


def test_neighbouring_cells_are_near_places(world):
    """On a 4 km grid, links of at most 10 km join a corner with its 7 cells at (1|2, 0|1|2) less (2, 2)."""
    model = world().model(1)
    places = model.state.places
    corner = int(np.argmin(places.x + places.y))
    km = np.hypot(places.x - places.x[corner], places.y - places.y[corner])
    expected = set(np.flatnonzero((km > 0) & (km <= 10.0)))
    assert {cell.coordinate for cell in model.cell_of(corner).neighborhood} == expected
    assert len(expected) == 7


def test_a_column_reads_and_writes_the_array(world):
    """The agent holds no copy: both ways, one value."""
    model = world().model(1)
    actor, authority = model.actors[3], next(iter(model.public_actors))
    assert actor.place == model.state.actors.place[3]
    actor.place = 7
    assert model.state.actors.place[3] == 7
    model.state.actors.form[3] = 2
    assert actor.form == 2
    authority.absorptive = 0.125
    assert model.state.authorities.absorptive[authority.row] == 0.125
    assert not {"place", "form", "key", "partner", "strength"} & set(vars(actor))


def test_a_column_follows_the_table_when_it_grows(world):
    """More carriers than the first table holds: agents read the table of today."""
    model = world(params=Params(emerge=EmergeParams(ideas=60.0)), years=2).model(1)
    while model.state.n_actors <= 256:
        model.step()
    assert model.state.actors.key.size > 256
    assert [int(a.key) for a in model.actors] == model.state.actors.key[: model.state.n_actors].tolist()


def test_random_is_reseeded_from_the_generator(world):
    """The same in every version of Mesa: Random(first word of the seeded generator), whatever Mesa put there."""
    model = world().model(5)
    expected = random.Random(int(np.random.default_rng(5).integers(2**32)))
    assert [model.random.random() for _ in range(4)] == [expected.random() for _ in range(4)]
    assert model.random.random() != world().model(6).random.random()


def test_no_warning_of_any_kind_in_two_years(world):
    """Deprecations are errors, in the space and in the yearly decisions too."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = world(years=2).model(1)
        assert len(list(model.space.all_cells)) == 25
        model.run_years(2)


def test_new_actors_are_registered_as_they_appear(world):
    """After each month there is one agent for each carrier, standing in its place."""
    model, seen = world().model(2), set()
    for _ in range(24):
        model.space  # noqa: B018  made at the first month, kept up after
        model.step()
        assert len(model.agents_by_type[Actor]) == model.state.n_actors
        assert all(actor in list(actor.cell.agents) for actor in model.actors)
        seen.add(model.state.n_actors)
    assert len(seen) > 3


def test_an_actor_knows_its_living_projects(world):
    """Branching gives a carrier several; a closed project is no longer among them next January."""
    model = world("none").model(1, actor=Brancher)
    for _ in range(72):
        model.step()
    p, n = model.state.projects, model.state.n_projects
    model.decide()
    for actor in model.actors:
        assert actor.projects == np.flatnonzero((p.actor[:n] == actor.row) & (p.closed[:n] < 0)).tolist()
    assert max(len(actor.projects) for actor in model.actors) > 1


def test_before_the_first_policy_year_every_run_equals_the_reference(policy, run):
    """Months 0 to 12, every indicator that is not money, bit for bit; money is 0; later the policy acts."""
    reference, other = run("none").indicators, run(policy).indicators
    for name in INDICATORS:
        assert reference[name][:13].tobytes() == other[name][:13].tobytes(), name
    assert all((np.nan_to_num(other[name][:13]) == 0).all() for name in MONEY)  # nothing per nothing is not a number
    assert any(reference[name].tobytes() != other[name].tobytes() for name in INDICATORS if name not in MONEY)


def test_a_later_first_policy_year_waits_longer(run):
    """With policies from year 4, 36 months are the reference's; the budget opens at month 36."""
    finance = FinanceParams(first_policy_year=4)
    reference, other = run("none").indicators, run("current_mix", finance=finance)
    assert all(reference[n][:37].tobytes() == other.indicators[n][:37].tobytes() for n in INDICATORS)
    assert other.ledger["step"].min() == 36
    assert other.indicators["money_budgeted"][37] > 0


@pytest.mark.parametrize("shares", [{}, {"seed_grant": 0.0}])
def test_an_empty_policy_changes_nothing(world, run, shares):
    """Every table is the reference's, bit for bit, money included."""
    empty = world(Policy("empty", "Vide", "Empty", shares=shares)).run(1)
    reference = run("none")
    assert same_bytes(empty.indicators, reference.indicators)
    assert same_bytes(empty.projects, reference.projects)
    assert same_bytes(empty.places, reference.places)
    assert empty.ledger["euros"].size == 0


def test_same_seed_same_bytes(world, run):
    """A run made anew, in the same process, is the same in every table."""
    first, second = run("people_and_investments"), world("people_and_investments").run(1)
    for table in ("indicators", "places", "projects", "ledger"):
        assert same_bytes(getattr(first, table), getattr(second, table)), table


def test_two_models_side_by_side_do_not_touch(world, run):
    """Months of two models taken in turn give what each gives alone: nothing that changes is shared."""
    one, other = world("catalysis").model(1), world("none").model(1)
    for _ in range(72):
        one.step()
        other.step()
    assert np.array(one.record.rows).tobytes() == np.array(run("catalysis").rows).tobytes()
    assert np.array(other.record.rows).tobytes() == np.array(run("none").rows).tobytes()


def test_another_seed_is_another_run(run):
    """Other citizens, other first sites, another story."""
    one, other = run(seed=1), run(seed=2)
    assert not same_bytes(one.indicators, other.indicators, ["adopters"])
    assert one.projects["key"].tobytes() != other.projects["key"].tobytes()


def test_what_an_analyst_sets_in_one_model_stays_there(world):
    """Citizens changed in a notebook do not leak into the next run of the same seed."""
    scenario = world()
    before = scenario.model(1).citizens.get("engagement").copy()
    scenario.model(1).citizens.set("engagement", 0.0).set("threshold", 1.0)
    assert np.array_equal(scenario.model(1).citizens.get("engagement"), before)


def test_a_public_actor_that_spends_nothing(run, world):
    """Budgets open and remain; nothing is committed; files filed in vain still cost work."""
    record = world("seed_only").run(1, public_actor=Miser)
    money = record.indicators
    assert money["money_budgeted"][-1] > 0 == money["money_committed"][-1] == money["money_paid"][-1]
    assert money["money_unspent"][-1] == pytest.approx(money["money_budgeted"][-1], rel=1e-12)
    assert run("seed_only").indicators["money_paid"][-1] > 0


def test_a_public_actor_that_funds_the_poorest_places_first(world):
    """With little money, laureates live where unemployment is higher than under the opposite rule."""
    one_payer = Grid(width=5, height=5, epci_cells=5)
    scenario, found = world("seed_only", budget=200_000.0, territory=one_payer), {}
    for kind in (PoorestFirst, RichestFirst):
        model = scenario.model(3, public_actor=kind)
        start = model.state.places.unemployment.copy()
        ledger = model.run_years(2).ledger
        awarded = (ledger["flow"] == 3) & (ledger["step"] == 12)
        found[kind] = start[ledger["place"][awarded]]
        assert found[kind].size >= 3
    assert found[PoorestFirst].mean() > found[RichestFirst].mean()


def test_an_actor_that_never_scales(world, run):
    """No copy is ever made, where ordinary actors make some."""
    alone = world("none").run(1, actor=Homebody)
    assert (alone.projects["parent"] == -1).all()
    assert (alone.indicators["sites_scaling"] == 0).all()
    assert run("none").indicators["replicas"][-1] > 0


def test_public_actors_decide_each_january_from_the_first_policy_year(world):
    """They learn every year, and allocate from the second."""
    calls = []

    class Diary(PublicActor):
        """Notes what it does and when."""

        def learn(self):
            """Note, then learn."""
            calls.append(("learn", self.row, self.model.state.step))
            super().learn()

        def allocate(self):
            """Note, then allocate."""
            calls.append(("allocate", self.row, self.model.state.step))
            super().allocate()

    world(years=4).run(1, public_actor=Diary)
    for row in range(4):
        assert [step for what, who, step in calls if what == "learn" and who == row] == [0, 12, 24, 36]
        assert [step for what, who, step in calls if what == "allocate" and who == row] == [12, 24, 36]


def test_the_year_counts_from_zero(world):
    """Twelve months are a year, and the record has a row for each month and month 0."""
    model = world().model(1)
    years = [model.year]
    for _ in range(24):
        model.step()
        years.append(model.year)
    assert years == [0] * 12 + [1] * 12 + [2]
    assert len(model.record.rows) == 25
