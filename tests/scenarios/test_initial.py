"""Month 0: what a file gives is kept, what it does not give is drawn the same for every run."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scenarios.initial import RURAL_TILT, InitialParams, place_table
from scenarios.public import PublicParams, authority_table
from scenarios.territory.synthetic import Grid
from scenarios.territory.table import FileTerritory
from sim.founding import FoundingParams
from sim.names import DOMAINS, EPCI, EXPERIMENT, FORMS, PROOF, STRUCTURED, UNAWARE
from sim.schedule import Params
from tests.conftest import INNOVATIONS

HEADER = "code,nom,population,lat,lon,epci"
ROWS = [
    ("71001,Alpha,12000,46.60,4.80,e1", "18 %", ".3", ".9"),
    ("71002,Beta,3000,46.65,4.85,e1", "", "", ""),
    ("71003,Gamma,900,46.70,4.90,e2", ".05", ".8", "0"),
    ("71004,Delta,400,46.75,4.80,e2", "0", "", ".2"),
]


def read(path, extra=True):
    """Return the places of a file with unemployment, trust and need of health, or without them."""
    head = HEADER + (",chomage,confiance,besoin_sante" if extra else "")
    lines = [",".join(row) if extra else row[0] for row in ROWS]
    path.write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    return FileTerritory(path=str(path)).places()


def test_what_a_file_gives_is_kept_and_the_rest_is_drawn(tmp_path):
    """Cells override draws one by one; an empty cell keeps the very draw it would have had."""
    given_, drawn = (
        place_table(read(tmp_path / f"{extra}.csv", extra), 4, 100, InitialParams()) for extra in (True, False)
    )
    assert given_.unemployment.tolist() == [0.18, drawn.unemployment[1], 0.05, 0.0]
    assert given_.trust.tolist() == [0.3, drawn.trust[1], 0.8, drawn.trust[3]]
    health = DOMAINS.index("health")
    assert given_.need[health].tolist() == [0.9, drawn.need[health, 1], 0.01, 0.2]
    assert np.array_equal(np.delete(given_.need, health, axis=0), np.delete(drawn.need, health, axis=0))


def test_a_given_column_reaches_the_run(tmp_path, world):
    """The model starts from the file's unemployment and trust."""
    read(tmp_path / "a.csv")
    model = world("none", territory=FileTerritory(path=str(tmp_path / "a.csv")), citizens=200, years=1).model(1)
    assert model.state.places.unemployment[[0, 2, 3]].tolist() == [0.18, 0.05, 0.0]
    assert model.state.places.trust[[0, 2]].tolist() == [0.3, 0.8]


def test_month_zero_is_the_same_for_every_seed(world):
    """Seeds change people and luck, not the territory."""
    one, other = (world("none").model(seed).state for seed in (1, 2))
    for name in ("code", "population", "need", "trust", "unemployment", "context", "wellbeing"):
        assert getattr(one.places, name).tobytes() == getattr(other.places, name).tobytes(), name
    assert one.authorities.absorptive.tobytes() == other.authorities.absorptive.tobytes()
    assert one.citizens.engagement.tobytes() != other.citizens.engagement.tobytes()


@settings(max_examples=30)
@given(trust=st.floats(0, 1), unemployment=st.floats(0, 1), need=st.floats(0.01, 1), width=st.floats(0, 0.5))
def test_draws_stay_around_their_mean_and_between_0_and_1(trust, unemployment, need, width):
    """Plus or minus .15 for trust, .04 for unemployment, the spread for needs after their rural tilt."""
    places = Grid(width=4, height=4).places()
    params = InitialParams(trust=trust, unemployment=unemployment, need=need, need_spread=width)
    table = place_table(places, 4, 100, params)
    assert (abs(table.trust - trust) <= 0.15 + 1e-9).all() and table.trust.min() >= 0 and table.trust.max() <= 1
    assert (abs(table.unemployment - unemployment) <= 0.04 + 1e-9).all()
    assert table.unemployment.min() >= 0 and table.unemployment.max() <= 1
    for row, domain in enumerate(DOMAINS):
        middle = need + RURAL_TILT[domain] * (places.density - 4.0) / 3.0
        assert (abs(table.need[row] - np.clip(middle, 0.01, 1.0)) <= width + 0.01 + 1e-9).all()
    assert table.need.min() >= 0.01 and table.need.max() <= 1


def test_rural_places_need_mobility_more_and_housing_less():
    """The tilt by density class, seen without spread."""
    places = Grid(width=6, height=6).places()
    table = place_table(places, 1, 100, InitialParams(need_spread=0.0))
    dense, sparse = places.density.argmin(), places.density.argmax()
    assert places.density[sparse] > places.density[dense]
    for domain, sign in (("mobility", 1), ("housing", -1), ("food", 0)):
        gap = table.need[DOMAINS.index(domain)][sparse] - table.need[DOMAINS.index(domain)][dense]
        assert np.sign(round(gap, 9)) == sign, domain


def test_public_actors_level_after_level_in_code_order(world):
    """25 communes, 4 EPCI, one of each above, investors: with their people, a neutral belief, AC around the mean."""
    places = Grid(width=5, height=5, epci_cells=3).places()
    table = authority_table(places, 4, PublicParams(absorptive=0.6))
    codes = np.unique(places.epci)
    assert np.bincount(table.level).tolist() == [25, 4, 1, 1, 1, 1]
    epci = table.level == EPCI
    assert table.population[epci].tolist() == [places.population[places.epci == code].sum() for code in codes]
    assert table.population[table.level > EPCI].tolist() == [places.population.sum()] * 4
    assert (abs(table.absorptive - 0.6) <= 0.1).all() and np.unique(table.absorptive).size == 33
    np.testing.assert_allclose(table.priority.mean(axis=1), 1.0)
    assert (table.steering <= table.coconstruction).all()
    assert (table.successes == 1).all() and (table.failures == 1).all()
    state = world("none").model(1).state
    assert np.array_equal(codes[state.places.levels[EPCI] - 25], places.epci)


def test_places_get_citizens_by_their_people(world):
    """Within one of the exact share; rows of a place are together."""
    state = world("none").model(1).state
    exact = state.places.population / state.places.population.sum() * 1_500
    counts = np.diff(state.places.first)
    assert counts.sum() == 1_500 and (abs(counts - exact) < 1).all()
    assert np.array_equal(np.repeat(np.arange(25), counts), state.citizens.place)


def test_at_month_zero_sites_are_open_and_everyone_is_counted(world):
    """24 sites shared over four innovations; counts by stage are those of the audience; some people already use."""
    params = Params(founding=FoundingParams(first_sites=24, first_users=300.0))  # two citizens at each
    state = world("none", params=params).model(1).state
    assert np.bincount(state.projects.innovation[:24]).tolist() == [6, 6, 6, 6]
    assert state.operating().size == 24 == state.n_projects
    group = np.repeat(np.arange(100), np.diff(state.audience.first))
    counts = np.zeros((100, 5), int)
    np.add.at(counts, (group, state.audience.stage), 1)
    assert np.array_equal(counts.reshape(4, 25, 5), state.places.counts)
    assert 0 < state.places.counts[:, :, UNAWARE].sum() < state.places.counts.sum()


def test_only_the_concerned_are_in_the_audience(world):
    """Each row of it has the bit of the innovation's domain."""
    state = world("none").model(1).state
    kind = np.repeat(np.repeat(np.arange(4), 25), np.diff(state.audience.first))
    bits = state.citizens.concern[state.audience.citizen] >> state.innovations.domain[kind] & 1
    assert bits.all()
    assert bits.size == sum(((state.citizens.concern >> d) & 1).sum() for d in state.innovations.domain)


def test_nothing_that_changes_is_shared_between_models(world):
    """Two models of one seed share no memory but what never changes."""
    one, other = (world("none").model(1).state for _ in range(2))
    fixed = {
        "code", "x", "y", "density", "levels", "first", "context", "latent", "training", "start", "contact", "citizen",
    }  # fmt: skip
    for table in ("places", "citizens", "audience", "authorities", "actors", "projects"):
        for name in getattr(one, table)._fields:
            if name not in fixed or (table == "citizens" and name != "code"):
                mine, theirs = (getattr(getattr(state, table), name) for state in (one, other))
                assert not np.shares_memory(mine, theirs), name


@pytest.mark.parametrize("wrong", [{"need": 0.0}, {"trust": 1.5}, {"unemployment": -0.1}, {"digital_skill": 2.0}])
def test_values_that_cannot_be_are_refused(wrong):
    """Named with the rule."""
    with pytest.raises(ValueError, match=rf"initial\.{next(iter(wrong))} is"):
        replace(InitialParams(), **wrong)


def test_sites_that_stand_open_with_the_evidence_of_their_age(world, tmp_path):
    """A table of sites takes the place of the drawn ones: three years of trials at most, stage by age."""
    territory = tmp_path / "places.csv"
    rows = [f"p{k},Place {k},{1_000 + k},{46.5 + k / 50},4.8" for k in range(4)]
    territory.write_text("\n".join(["code,nom,population,lat,lon", *rows]), encoding="utf-8")
    sites = tmp_path / "sites.csv"
    sites.write_text("code,innovation,ouverture,forme\np1,third_place,2015,scic\np2,food_circuit,2024,\np2,third_place,,\n",
                     encoding="utf-8")  # fmt: skip
    lands = FileTerritory(path=str(territory), sites=str(sites))
    state = world("none", territory=lands, first_year=2025).model(1).state
    p = state.projects
    kinds = sorted(i.name for i in INNOVATIONS)
    found = {(int(p.place[r]), kinds[p.innovation[r]]): r for r in range(state.n_projects)}
    assert set(found) == {(1, "third_place"), (2, "food_circuit"), (2, "third_place")}
    old, year, new = (found[k] for k in [(1, "third_place"), (2, "food_circuit"), (2, "third_place")])
    assert [p.stage[r] for r in (old, year, new)] == [STRUCTURED, PROOF, EXPERIMENT]
    assert [p.successes[r] + p.failures[r] for r in (old, year, new)] == [36, 12, 0]
    assert p.successes[old] == round(36 * p.merit[old])
    assert FORMS[state.actors.form[p.actor[old]]] == "cooperative"


def test_sites_that_open_after_the_start_are_refused(world, tmp_path):
    territory, sites = tmp_path / "places.csv", tmp_path / "sites.csv"
    territory.write_text("code,nom,population,lat,lon\na,A,900,46.5,4.8\nb,B,800,46.6,4.8\n", encoding="utf-8")
    sites.write_text("code,innovation,ouverture\na,third_place,2030\n", encoding="utf-8")
    scenario = world("none", territory=FileTerritory(path=str(territory), sites=str(sites)))
    with pytest.raises(ValueError, match="line 2: ouverture is 2030, but the run starts in 2025"):
        scenario.model(1)


def test_a_citizen_takes_at_most_60_bytes_and_10_for_each_innovation(world):
    """Citizens twice, as the runs of a seed share one copy, and the rows of those concerned, contacts included."""
    state = world("none", citizens=20_000).model(1).state
    size = sum(column.nbytes for table in (state.citizens, state.citizens, state.audience) for column in table)
    assert state.audience.start.dtype == np.int32
    assert size - state.audience.first.nbytes <= 20_000 * (60 + 10 * len(INNOVATIONS))
