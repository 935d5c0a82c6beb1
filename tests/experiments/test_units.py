"""Units have a French form, in one place: every one that a parameter, a setting or a column states, and no other."""

from dataclasses import fields

import pytest
from hydra.utils import get_class

from experiments.calibrate.target_network import SpreadParams
from experiments.catalogue import names
from experiments.choices import SEED, SHARES, option
from experiments.execute import UNITS as OF_COLUMNS
from experiments.expand import SEEDS
from experiments.groups import defaults
from scenarios.aid import ProjectAid
from scenarios.scenario import HORIZON
from sim.errors import ParameterError
from sim.processes.operate import OperateParams
from sim.units import UNITS, unit_in


def stated():
    """Return every unit that the code states."""
    groups = ("territory", "start", "instruments", "innovations", "shocks")
    options = [get_class(option(group, name)["_target_"]) for group in groups for name in names(group)]
    kinds = {*map(type, defaults().values()), *options, ProjectAid, SpreadParams}
    found = {field.metadata["unit"] for kind in kinds for field in fields(kind) if "unit" in field.metadata}
    found |= {unit for columns in OF_COLUMNS.values() for unit in columns.values()}
    return found | {rule["unit"] for rule in (*HORIZON.values(), SEED, SEEDS, SHARES)}


def test_every_unit_stated_has_a_french_form_and_no_form_is_left_over():
    assert stated() == set(UNITS)


def test_french_forms_are_french():
    same = {unit for unit, said in UNITS.items() if unit == said}
    assert same == {"euros", "km", "sites"}
    assert not [said for said in UNITS.values() if {"of", "the", "share", "year"} & set(said.split())]
    assert list(UNITS) == sorted(UNITS), "in the order of the alphabet, for those who look one up"


def test_a_refusal_in_french_names_the_unit_in_french():
    with pytest.raises(ParameterError) as found:
        OperateParams(upkeep=-1.0)
    said = found.value
    assert "(part du capital par an)" in said.text("fr") and "(share of capital a year)" in said.text("en")


def test_a_unit_of_ones_own_is_shown_as_it_is_stated():
    assert unit_in("cups of coffee", "fr") == unit_in("cups of coffee", "en") == "cups of coffee"
