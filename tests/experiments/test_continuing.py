"""Going on: killed runs end as if they had not been, and a policy may follow another, from a notebook as in a room."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

import essaimage as es
from agents.actor import Actor
from experiments.checkpoint import read_checkpoint
from experiments.cli import main
from experiments.one_run import TABLES
from scenarios.instruments.seed_grant import SeedGrant
from scenarios.policy import Policy
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[2]
GRID = {"territory": "grid", "citizens": 800, "years": 5,
        "params": {"territory.width": 4, "territory.height": 4, "territory.population": 20_000}}  # fmt: skip
WORDS = ["territory=grid", "territory.width=4", "territory.height=4", "territory.population=20000", "citizens=800"]


def run(policy="current_mix", **more):
    return es.run(policy=policy, **{**GRID, **more})


def tables(one):
    return {name: getattr(one, name) for name in TABLES}


def same(one, other):
    return all(frame.equals(getattr(other, name)) for name, frame in tables(one).items()) and one.run_id == other.run_id


def csv_in(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.glob("csv/**/*.csv"))}


def test_a_run_killed_in_its_middle_ends_as_one_that_was_not(tmp_path):
    """A real process, a real SIGKILL, and a second process that finishes the work."""
    flags = ["policy=fund_people", "shocks=[lockdown]", "seed=3", "years=15"]
    command = [sys.executable, "-m", "experiments.cli", "run", *WORDS, *flags]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    killed, whole, folder = tmp_path / "killed", tmp_path / "whole", tmp_path / "killed" / "checkpoint"
    with subprocess.Popen([*command, "checkpoint.every=7", f"out={killed}"], env=environment, cwd=tmp_path,
                          stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:  # fmt: skip
        while process.poll() is None and not list(folder.glob("seed_*.npz")):
            time.sleep(0.01)
        process.send_signal(signal.SIGKILL)
    (kept,) = folder.glob("seed_*.npz")
    assert process.returncode == -signal.SIGKILL and 0 < read_checkpoint(kept).month < 180 and not csv_in(killed)
    for more in (["checkpoint.every=40", f"resume={killed}", f"out={killed}"], [f"out={whole}"]):
        subprocess.run([*command, *more], env=environment, cwd=tmp_path, check=True, capture_output=True)
    assert csv_in(killed) == csv_in(whole) and len(csv_in(whole)) == len(TABLES)
    tables_of = [{p.name: p.read_bytes() for p in (folder / "tables").iterdir()} for folder in (killed, whole)]
    assert tables_of[0] == tables_of[1]
    assert read_checkpoint(kept).month == 160 and not list(folder.glob(".tmp*"))


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return the folder of a run of fund_people, with its checkpoint of month 40."""
    folder = tmp_path_factory.mktemp("kept") / "out"
    assert main(["run", *WORDS, "years=5", "policy=fund_people", "checkpoint.every=40", f"out={folder}"]) == 0
    return folder


def test_without_settings_a_run_goes_on_by_those_of_its_checkpoint(kept, tmp_path, capsys):
    assert main(["run", f"resume={kept}", f"out={tmp_path / 'a'}", "lang=en"]) == 0
    assert "fund_people" in capsys.readouterr().out
    assert csv_in(tmp_path / "a") == csv_in(kept)
    (file,) = (kept / "checkpoint").iterdir()
    assert main(["run", f"resume={file}", "years=7", f"out={tmp_path / 'b'}", "lang=en"]) == 0
    assert main(["run", *WORDS, "years=7", "policy=fund_people", f"out={tmp_path / 'c'}", "lang=en"]) == 0
    assert csv_in(tmp_path / "b") == csv_in(tmp_path / "c") != csv_in(kept)


def test_seeds_go_on_each_from_its_own_and_those_without_start_anew(kept, tmp_path):
    words = [*WORDS, "years=5", "policy=fund_people", "seeds=2", "lang=en"]
    assert main(["run", *words, f"resume={kept}", f"out={tmp_path / 'a'}", "checkpoint.every=30"]) == 0
    assert main(["run", *words, "engine=serial", f"out={tmp_path / 'b'}"]) == 0
    assert csv_in(tmp_path / "a") == csv_in(tmp_path / "b")
    assert sorted(f.name[:7] for f in (tmp_path / "a" / "checkpoint").iterdir()) == ["seed_1_", "seed_2_"]
    assert main(["run", f"resume={tmp_path / 'a'}", f"out={tmp_path / 'c'}"]) == 2  # two: which one?


@pytest.mark.parametrize(("more", "said"), [
    (["policy=none"], ["policy.shares.people_funding (1 there, nothing here)", "(1 là-bas, rien ici)"]),
    (["policy=fund_people", "adopt.contagion=9", "seed=2"], ["adopt.contagion (12 there, 9 here), seed (1 there, 2 h",
                                                             "adopt.contagion (12 là-bas, 9 ici), seed (1 là-bas"]),
    (["policy=fund_people", "years=2"], ["of month 40, but the run ends at month 24", "est du mois 40, mais la simul"]),
    (["policy=fund_peple"], ["Did you mean fund_people?", "Vouliez-vous dire fund_people"]),
])  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_a_checkpoint_of_another_run_is_refused_before_anything_is_written(kept, tmp_path, capsys, more, said, lang):
    out = tmp_path / "out"
    assert main(["run", *WORDS, "years=5", *more, f"resume={kept}", f"out={out}", f"lang={lang}"]) == 2
    assert said[lang == "fr"] in capsys.readouterr().err and not out.exists()


@pytest.mark.parametrize("given", ["resume=nowhere.npz", "resume=.", "checkpoint.every=0", "checkpoint.every=1.5",
                                   "checkpoint.every=often"])  # fmt: skip
def test_what_cannot_be_used_is_refused(tmp_path, monkeypatch, capsys, given):
    monkeypatch.chdir(tmp_path)
    assert main(["run", *WORDS, given, "out=out", "lang=en"]) == 2
    assert given.partition("=")[0] in capsys.readouterr().err and not (tmp_path / "out").exists()


def test_a_damaged_checkpoint_is_refused(kept, tmp_path, capsys):
    (file,) = (kept / "checkpoint").iterdir()
    cut = tmp_path / "cut.npz"
    cut.write_bytes(file.read_bytes()[:-3000])
    assert main(["run", f"resume={cut}", f"out={tmp_path / 'out'}", "lang=fr"]) == 2
    assert "est abîmé, incomplet" in capsys.readouterr().err


def test_other_commands_take_no_checkpoint(capsys):
    for command in ("sweep", "demo"):
        assert main([command, "checkpoint.every=12", "lang=en"]) == 2
        assert f"essaimage {command} does not take checkpoint.every" in capsys.readouterr().err


@pytest.mark.parametrize("policy", ["none", "ptce", "phased"])
def test_from_a_notebook_a_run_goes_on_to_the_same_bits(policy, tmp_path):
    whole, part = run(policy), run(policy, months=23)
    assert part.checkpoint and whole.checkpoint is None and part.run_id != whole.run_id
    assert part.indicators.equals(whole.indicators[whole.indicators["step"] <= 23].reset_index(drop=True))
    path = tmp_path / "turn.npz"
    path.write_bytes(part.checkpoint)
    for source in (part, part.checkpoint, path, str(path)):
        assert same(es.resume(source), whole)
    assert same(es.resume(es.resume(part, months=10), policy), whole)
    assert same(es.resume(es.resume(part, months=37)), whole)  # stopped at the horizon itself


def test_another_policy_follows_and_what_was_before_stays():
    part = run("fund_people", months=29, budget=600_000.0)
    changed, usual = es.resume(part, "fund_investments"), es.resume(part)
    for name in ("indicators", "places", "territory"):
        one, other = (getattr(r, name) for r in (changed, usual))
        assert one[one["step"] <= 36].equals(other[other["step"] <= 36]) and not one.equals(other)
    promised = changed.ledger[changed.ledger["instrument"] == "people_funding"].set_index("flow")["euros"]
    after = promised[promised.index.isin(["paid", "released", "outstanding"])]
    assert promised["committed"].sum() == pytest.approx(after.sum())
    assert set(changed.ledger["instrument"][changed.ledger["step"] >= 36]) >= {"people_funding", "investment_grant"}
    assert changed.ledger["instrument"].isin(["", "people_funding", "investment_grant"]).all()
    assert changed.cell["before"][0]["until"] == 29 and changed.run_id != run("fund_investments").run_id
    assert changed.policy == "fund_investments" and changed.scenario.policy.instruments == ["investment_grant"]


def test_turn_by_turn_three_policies_follow_one_another():
    one = run("fund_people", months=24)
    two = es.resume(one, "takeover", months=12)
    three = es.resume(two, "fund_people", months=12)
    last = es.resume(three)
    assert [part["until"] for part in last.cell["before"]] == [24, 36]
    assert last.indicators["step"].max() == 60 and last.indicators[last.indicators["step"] <= 48].reset_index(
        drop=True
    ).equals(three.indicators)
    years = last.ledger[last.ledger["flow"] == "committed"].groupby("instrument")["year"].unique()
    assert 2027 not in years["people_funding"] and set(years["people_funding"]) & {2026, 2028}


def test_settings_of_a_policy_may_change_and_what_is_not_said_stays():
    part = run("fund_people", months=24, params={**GRID["params"], "people_funding.term": 2}, budget=300_000.0)
    richer = es.resume(part, "people_and_investments", budget=900_000.0, params={"finance.transferable": 1.0}, years=6)
    assert richer.cell["budget"] == 900_000 and richer.cell["params"]["finance"]["transferable"] == 1
    assert richer.cell["instruments"]["people_funding"]["term"] == 2 and richer.cell["years"] == 6
    opened = richer.ledger[richer.ledger["flow"] == "budgeted"].groupby("year")["euros"].sum()
    assert opened[2026] == pytest.approx(300_000.0) and opened[2027] == pytest.approx(900_000.0)
    longer = es.resume(part, params={"people_funding.term": 5})
    assert longer.cell["shares"] == {"people_funding": 1.0}
    assert longer.cell["instruments"]["people_funding"]["term"] == 5


class Warm(Actor):
    """An actor of one's own."""


class OwnGrant(SeedGrant):
    """An instrument of one's own."""

    name = "own_grant"


def test_agents_and_instruments_of_ones_own_go_on_when_they_are_given_again():
    mine = Policy("mine", "", "", shares={"own_grant": 1.0})
    grant = OwnGrant(amount=40_000.0)
    whole = run(mine, instruments=[grant], actor=Warm)
    part = run(mine, instruments=[grant], actor=Warm, months=30)
    assert same(es.resume(part, mine, instruments=[grant], actor=Warm), whole)
    with pytest.raises(InputError, match=r"OwnGrant, which is not of this model"):
        es.resume(part, "none", actor=Warm)
    with pytest.raises(InputError, match=r"Warm'\}, and this run has the usual ones"):
        es.resume(part, mine, instruments=[grant])
    after = es.resume(part, "none", instruments=[grant], actor=Warm)
    assert set(after.ledger["instrument"]) == {"", "own_grant"}
    other = es.resume(part, mine, instruments=[replace(grant, amount=80_000.0)], actor=Warm)
    assert not other.ledger.equals(whole.ledger)


@pytest.mark.parametrize(("given", "said"), [
    ({"territory": "grid"}, "territory cannot change in mid-run"),
    ({"params": {"operate.sigma": 0.3, "adopt.contagion": 3.0}}, "operate.sigma, adopt.contagion cannot change"),
    ({"seed": 4}, "seed cannot change"),
    ({"policy": "fund_peple"}, "Did you mean fund_people"),
    ({"months": 0}, "months is 0, but must be a whole number"),
    ({"months": 100}, "within the horizon of 5 years"),
    ({"years": 1}, "of month 20, but the run ends at month 12"),
    ({"years": 500}, "years"),
])  # fmt: skip
def test_what_cannot_follow_is_refused(given, said):
    part = run("none", months=20)
    with pytest.raises(InputError, match=said) as raised:
        es.resume(part, **given)
    assert raised.value.text("fr") != raised.value.text("en")


@pytest.mark.parametrize("source", [None, 3, b"", "nowhere.npz"])
def test_what_is_no_checkpoint_is_refused(source):
    with pytest.raises(InputError, match=r"checkpoint"):
        es.resume(source)


def test_a_run_to_its_horizon_has_no_checkpoint_to_go_on_from():
    with pytest.raises(InputError, match=r"stop a run with months="):
        es.resume(run("none", years=1))
