"""The tutorial of docs/ works as it reads: its blocks are taken from the page, written down and run."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from experiments.compose import composed
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "tutorial-instrument.md").read_text(encoding="utf-8")
BLOCKS = dict(re.findall(r"^`([\w./]+)`:\n\n```\w+\n(.*?)```", PAGE, re.MULTILINE | re.DOTALL))
PACKAGES = ("sim", "agents", "scenarios", "experiments", "configs", "data")


def test_the_page_has_the_blocks_it_speaks_of():
    assert set(BLOCKS) == {"coaching.py", "compare.py", "configs/instruments/coaching.yaml", "run.sh"}


def test_the_instrument_is_twenty_lines():
    """Imports, blank lines and what documents it are not counted."""
    code = re.sub(r'^ *""".*?"""', "", BLOCKS["coaching.py"], flags=re.MULTILINE | re.DOTALL)
    lines = [line for line in code.splitlines() if line.strip() and not line.startswith(("from", "import"))]
    assert len(lines) <= 20


@pytest.fixture
def coaching(tmp_path, monkeypatch):
    """Return the instrument of the page, imported from a folder of the user's own."""
    (tmp_path / "coaching.py").write_text(BLOCKS["coaching.py"], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "coaching", raising=False)
    from coaching import Coaching

    return Coaching


def test_it_runs_from_an_installed_essaimage(coaching, capsys):
    scope = {}
    exec(BLOCKS["compare.py"], scope)
    run = scope["mine"]
    paid = run.ledger.query("flow == 'paid'").groupby("instrument")["euros"].sum()
    assert paid["coaching"] > 0 and paid["people_funding"] > 0
    assert run.policy == "half_coaching" and "adopted_share" in capsys.readouterr().out
    assert run.cell["instruments"]["coaching"]["gain"] == 0.5
    assert run.scenario.instruments["coaching"] == coaching(gain=0.5)


def test_it_does_what_it_says(coaching):
    """Another gain, another run; at gain 0 the euros are paid all the same, and skill is lower."""
    import essaimage as es
    from scenarios.policy import Policy

    policy = Policy("coach", "Pairs", "Peers", shares={"coaching": 1.0})
    given = {"territory": "grid", "citizens": 500, "years": 4, "policy": policy}
    skill, paid = {}, {}
    for gain in (0.0, 2.0):
        run = es.run(instruments=[coaching(gain=gain)], **given)
        skill[gain], paid[gain] = run.projects["skill"].mean(), run.final()["money_paid"]
    assert skill[2.0] > skill[0.0] and min(paid.values()) > 0


def test_it_runs_in_a_copy_of_the_repository(tmp_path):
    """One file and one YAML beside those of the project; nothing else is touched."""
    for name in PACKAGES:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "essaimage.py", tmp_path)
    (tmp_path / "scenarios" / "instruments" / "coaching.py").write_text(BLOCKS["coaching.py"], encoding="utf-8")
    (tmp_path / "configs/instruments/coaching.yaml").write_text(
        BLOCKS["configs/instruments/coaching.yaml"], encoding="utf-8"
    )
    words = BLOCKS["run.sh"].split()
    assert words[0] == "essaimage"
    done = subprocess.run(
        [sys.executable, "-m", "experiments.cli", *words[1:], "out=results", "lang=fr"],
        cwd=tmp_path, env=os.environ | {"PYTHONPATH": str(tmp_path)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    ledger = next((tmp_path / "results" / "csv").rglob("ledger.csv")).read_text(encoding="utf-8")
    assert re.search(r',"paid",[^,]*,"coaching","fonctionnement",', ledger)


def test_what_is_no_instrument_is_told_what_it_lacks(coaching):
    with pytest.raises(InputError, match=r"str is no instrument: it lacks .*price"):
        composed(("territory=grid",), None, ["coaching"])


def test_shares_typed_for_another_policy_are_not_lost_in_silence(coaching):
    from scenarios.policy import Policy

    own = Policy("coach", "Pairs", "Peers", shares={"coaching": 1.0})
    with pytest.raises(InputError, match=r"policy\.shares"):
        composed(("territory=grid", "policy.shares.catalysis=.5"), own, [coaching()])
