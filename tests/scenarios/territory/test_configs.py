"""Every territory of configs/ can be built as it stands, and says who it is in two languages."""
from pathlib import Path

import pytest
from hydra.errors import InstantiationException
from hydra.utils import instantiate
from omegaconf import OmegaConf

from sim.errors import InputError

FOLDER = Path(__file__).resolve().parents[3] / "configs" / "territory"
NAMES = ("archipelago", "chalon_creusot", "christaller", "grid", "metropolis")


def built(name, **changes):
    return instantiate(OmegaConf.merge(OmegaConf.load(FOLDER / f"{name}.yaml"), changes), _convert_="object")


@pytest.mark.parametrize("name", NAMES)
def test_each_config_builds_a_territory_of_its_name(name):
    territory = built(name)
    assert territory.name == name and territory.label_fr and territory.label_en != territory.label_fr
    assert territory.source_line("fr") != territory.source_line("en")
    assert territory.places().population.sum() == 223_884


@pytest.mark.parametrize("name", [n for n in NAMES if n != "chalon_creusot"])
def test_configs_state_the_defaults_of_their_class(name):
    assert built(name) == type(built(name))()


def test_the_shipped_territory_gives_its_sources():
    line = built("chalon_creusot").source_line("fr")
    assert "GeoNames, CC BY 4.0" in line and "fictifs" in line and "INSEE 2023" in line
    assert built("chalon_creusot").title("fr").startswith("Chalon")


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
