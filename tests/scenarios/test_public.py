"""Public actors come from codes: each level covers everybody once, and none is without a code."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.mandates import PublicParams
from scenarios.public import authority_table, levels_of, names_of
from scenarios.territory.places import sorted_places
from scenarios.territory.table import FileTerritory
from sim.names import COMMUNE, DEPARTEMENT, EPCI, ETAT, INVESTOR, LEVELS, REGION

CODE = st.sampled_from(["", "a", "b", "71", "58"])


def places_with(epci, departement, region):
    """Return places of the given hierarchy, in rows that are not sorted."""
    n = len(epci)
    codes = [f"p{(7 * k) % 31:02d}" for k in range(n)]
    nowhere = np.full(n, np.nan)
    return sorted_places({
        "code": codes, "name": codes, "epci": epci, "epci_name": epci, "departement": departement, "region": region,
        "population": np.arange(n) * 10.0, "x_km": np.arange(n) * 3.0, "y_km": np.zeros(n), "lat": nowhere,
        "lon": nowhere, "source": ["file"] * n,
    })  # fmt: skip


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(CODE, CODE, CODE), min_size=2, max_size=30))
def test_every_level_covers_everybody_once(rows):
    """Each place has one public actor of each level, who knows its level and its people; none is without a place."""
    places = places_with(*(list(column) for column in zip(*rows, strict=True)))
    levels, table = levels_of(places), authority_table(places, 2, PublicParams())
    assert np.array_equal(np.unique(levels), np.arange(table.code.size))
    for level in range(len(LEVELS)):
        assert (table.level[levels[level]] == level).all()
        people = np.bincount(levels[level], places.population, table.code.size)
        assert np.array_equal(people[table.level == level], table.population[table.level == level])
    assert (table.level == COMMUNE).sum() == len(places) and (np.diff(table.level) >= 0).all()


@settings(max_examples=60)
@given(rows=st.lists(st.tuples(CODE, CODE, CODE), min_size=2, max_size=30))
def test_no_public_actor_is_without_a_code(rows):
    """Places whose code is not stated share one default; names and codes are unique, as many as stated codes + it."""
    given_ = [list(column) for column in zip(*rows, strict=True)]
    places = places_with(*given_)
    table, names = authority_table(places, 2, PublicParams()), names_of(places)
    assert np.unique(table.code).size == table.code.size
    for level, codes in zip((EPCI, DEPARTEMENT, REGION), given_, strict=True):
        mine = names[table.level == level]
        assert mine.size == len(set(codes)) and all(name.removeprefix(LEVELS[level]).strip() for name in mine)
    assert names[table.level == ETAT].tolist() == ["etat"] and names[table.level == INVESTOR].tolist() == ["investor"]


def test_a_file_without_codes_has_one_default_hierarchy(tmp_path):
    """One EPCI, one departement, one region for all; a commune each."""
    rows = [f"Village {k},{100 + k},46.{5 + k},4.8" for k in range(4)]
    (tmp_path / "a.csv").write_text("\n".join(["nom,population,lat,lon", *rows]), encoding="utf-8")
    levels = levels_of(FileTerritory(path=str(tmp_path / "a.csv")).places())
    assert [np.unique(row).size for row in levels] == [4, 1, 1, 1, 1, 1]


def test_a_territory_may_span_regions(tmp_path):
    """An EPCI across two departements of two regions: each has its own people; codes give both."""
    rows = ["71001,Un,1000,46.5,4.8,e1", "58001,Deux,2000,46.6,4.7,e1", "18001,Trois,4000,46.7,4.6,e1"]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(["code_insee,nom,population,lat,lon,epci", *rows]), encoding="utf-8")
    places = FileTerritory(path=str(path)).places()
    table, levels = authority_table(places, 1, PublicParams()), levels_of(places)
    assert [np.unique(row).size for row in levels] == [3, 1, 3, 2, 1, 1]
    assert sorted(table.population[table.level == REGION].tolist()) == [3000.0, 4000.0]
    assert names_of(places)[table.level == REGION].tolist() == ["region 24", "region 27"]


@pytest.mark.parametrize("wrong", [{"mobility": 1.1}, {"joint_learning": -0.1}, {"steering": 2.0}, {"unsteered": -1.0}])
def test_values_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=rf"public\.{next(iter(wrong))} is"):
        PublicParams(**wrong)
