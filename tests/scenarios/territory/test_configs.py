"""Every territory of configs/ can be built and run as it stands, and says who it is in two languages."""
from pathlib import Path

import pytest
from hydra.errors import InstantiationException
from hydra.utils import instantiate
from omegaconf import OmegaConf

from sim.errors import InputError

FOLDER = Path(__file__).resolve().parents[3] / "configs" / "territory"
ALL = {path.stem for path in FOLDER.glob("*.yaml")}
PACKAGED = {"chalon_creusot": 223_884, "littoral_occitan": 1_464_321, "saint_die_vosges": 72_582, "mirecourt": 18_346}
INVENTED = dict.fromkeys(("archipelago", "christaller", "grid", "metropolis"), 223_884) | {"france_like": 66_000_000}
PEOPLE = PACKAGED | INVENTED
SMALL = {"france_like": {"n_places": 2_000}}  # what a test can run


def built(name, **changes):
    return instantiate(OmegaConf.merge(OmegaConf.load(FOLDER / f"{name}.yaml"), changes), _convert_="object")


def test_every_territory_is_tested_here():
    assert {"file"} | set(PEOPLE) == ALL


@pytest.mark.parametrize("name", PEOPLE)
def test_each_config_builds_a_territory_of_its_name(name):
    territory = built(name)
    assert territory.name == name and territory.label_fr and territory.label_en != territory.label_fr
    assert territory.source_line("fr") != territory.source_line("en")
    assert territory.places().population.sum() == PEOPLE[name]


@pytest.mark.parametrize("name", sorted(ALL - {"file"}))
def test_each_territory_runs_two_years(world, name):
    record = world("current_mix", territory=built(name, **SMALL.get(name, {})), years=2, citizens=2_000).run(1)
    assert record.indicators["sites"][0] == 24 and record.indicators["adopters"].min() > 0


@pytest.mark.parametrize("name", INVENTED)
def test_configs_state_the_defaults_of_their_class(name):
    assert built(name) == type(built(name))()


@pytest.mark.parametrize("name", PACKAGED)
def test_packaged_territories_give_their_sources(name):
    fr, en = built(name).source_line("fr"), built(name).source_line("en")
    assert "GeoNames, CC BY 4.0" in fr and "fictifs" in fr and "INSEE 2023" in fr
    assert "GeoNames, CC BY 4.0" in en and "invented" in en and "INSEE 2023" in en


def test_titles_say_where_most_is_invented():
    assert built("chalon_creusot").title("fr").startswith("Chalon")
    assert built("saint_die_vosges").title("fr").startswith("Saint-Dié")
    assert built("mirecourt").title("fr") == "Inspiré de Mirecourt et Dompaire"
    assert built("mirecourt").title("en") == "Inspired by Mirecourt and Dompaire"


def test_the_coast_is_never_said_to_be_the_official_list_of_the_plan():
    territory = built("littoral_occitan")
    assert "et non la liste officielle des 171 communes" in territory.source_line("fr")
    assert "not the official list of the 171 communes" in territory.source_line("en")


def test_the_file_territory_asks_for_its_path_and_takes_one(tmp_path):
    with pytest.raises(InstantiationException) as caught:
        built("file")
    assert isinstance(caught.value.__cause__, InputError) and "territory.path" in str(caught.value)
    path = tmp_path / "two.csv"
    path.write_text("code,nom,population,lat,lon\na,A,1,46,4\nb,B,2,46,4\n")
    assert len(built("file", path=str(path)).places()) == 2


def test_every_config_file_starts_with_what_it_is():
    for path in FOLDER.glob("*.yaml"):
        assert path.read_text(encoding="utf-8").startswith("# "), path
