"""``import essaimage as es``: quick to import, the same words as the command line, its own packages."""

import os
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

import essaimage as es
from agents.public_actor import PublicActor
from experiments.compose import compose
from experiments.identity import run_id
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
SMALL = {"territory": "grid", "citizens": 300, "years": 3}
SHAPE = {"territory.width": 4, "territory.height": 4, "territory.population": 20_000}


class Miser(PublicActor):
    """A public actor that never spends."""

    def allocate(self) -> None:
        """Keep everything."""


def test_the_public_list_is_all_there():
    for name in es.__all__:
        assert getattr(es, name)
    with pytest.raises(AttributeError, match="sweep"):
        es.swep  # noqa: B018


def test_a_run_is_the_run_of_the_command_line():
    run = es.run(**SMALL, policy="fund_people", seed=3, params={**SHAPE, "operate.sigma": 0.3})
    cell = compose(("territory=grid", "citizens=300", "years=3", "policy=fund_people", "seed=3", "territory.width=4",
                    "territory.height=4", "territory.population=20000", "operate.sigma=.3"))  # fmt: skip
    assert run.run_id == run_id(cell)


def test_a_shock_and_its_date_are_given_as_python_values():
    run = es.run(**SMALL, shocks=["plant_closure"], first_year=2005, params={**SHAPE, "plant_closure.year": 2006})
    assert run.cell["shocks"]["plant_closure"]["year"] == 2006 and run.indicators["year"].min() == 2005


def test_all_the_problems_of_a_call_are_said_at_once():
    with pytest.raises(InputError) as caught:
        es.run(policy="fund_peple", years=0, params={"operate.sigma": 99})
    assert len(caught.value.problems) == 3


def test_an_analyst_can_put_another_rule_in_place():
    usual, miser = (es.run(**SMALL, params=SHAPE, **kind) for kind in ({}, {"public_actor": Miser}))
    assert usual.final()["money_committed"] > 0 == miser.final()["money_committed"]


def test_a_sweep_is_stored_and_loaded_back(tmp_path):
    settings = {**SMALL, "params": SHAPE, "policy": ["none", "seed_only"], "seeds": 2, "engine": "serial"}
    sweep = es.sweep(out=tmp_path / "s", **settings)
    again = es.load(tmp_path / "s")
    pd.testing.assert_frame_equal(sweep.compare(), again.compare())
    assert sweep.policies == ["none", "seed_only"] and len(sweep.plan) == 4


def test_figures_are_functions():
    run = es.run(**SMALL, params=SHAPE)
    frame = run.indicators.query("indicator == 'adopted_share'").assign(policy="current_mix", seed=1)
    fig, _ = es.figures.adoption_fan(frame, "en")
    assert fig.axes


def test_lists_are_tables():
    table = es.list("policies")
    assert {"name", "label_fr", "label_en"} <= set(table) and "fund_people" in set(table["name"])


def test_the_citation_names_the_version():
    assert es.MODEL_VERSION in es.cite() and es.cite().startswith("@software{essaimage")


def test_the_packages_found_are_ours():
    assert es.foreign() == {}


def test_a_stranger_is_found_with_its_place(tmp_path):
    assert set(es.foreign(("agents", "pandas", "no_such_package"), ROOT)) == {"pandas", "no_such_package"}


def test_another_distribution_in_the_way_is_named_with_what_mends_it(tmp_path):
    stranger = tmp_path / "site" / "agents"
    stranger.mkdir(parents=True)
    (stranger / "__init__.py").write_text("")
    info = tmp_path / "site" / "robots-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: robots\nVersion: 1.0\n")
    (info / "RECORD").write_text("agents/__init__.py,,\n")
    code = f"import sys; sys.path[:0] = [{str(tmp_path / 'site')!r}]; sys.path.append({str(ROOT)!r}); import essaimage"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=tmp_path,
                          env={k: v for k, v in os.environ.items() if k != "PYTHONPATH"})  # fmt: skip
    last = done.stderr.strip().splitlines()[-1]
    assert done.returncode == 1 and "'agents' is" in last and "robots" in last and "virtual environment" in last


def test_importing_loads_nothing_slow():
    slow = "{'mesa', 'matplotlib', 'hydra', 'pandas', 'numba', 'numpy'}"
    code = f"import sys, essaimage; print(sorted({slow} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT)
    assert done.stdout.strip() == "[]", done.stderr


def test_a_sweep_can_be_silent(tmp_path, capsys):
    settings = {**SMALL, "params": SHAPE, "policy": ["none"], "seeds": 1, "engine": "serial"}
    es.sweep(out=tmp_path / "silent", progress=False, **settings)
    silent = capsys.readouterr().err
    es.sweep(out=tmp_path / "told", **settings)
    assert "1/1" not in silent and "1/1" in capsys.readouterr().err


def test_a_run_and_a_sweep_can_be_drawn(tmp_path):
    run = es.run(**SMALL, params=SHAPE, policy="seed_only", public_actor=Miser)
    paths = es.plot(run, tmp_path / "run", lang="fr")
    assert {path.stem for path in paths} == {"adoption", "diffusion", "stages", "maps", "lineage", "ledger_seed_only"}
    assert all(path.exists() for path in paths) and {path.suffix for path in paths} == {".png", ".svg"}
    settings = {**SMALL, "params": SHAPE, "policy": ["none", "seed_only"], "seeds": 2, "engine": "serial"}
    sweep = es.sweep(out=tmp_path / "s", progress=False, **settings)
    assert {path.name for path in es.plot(sweep, tmp_path / "sweep")} >= {"costs.png", "effects_adopted_share.svg"}
