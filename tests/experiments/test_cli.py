"""The command line: what it prints without running anything, in which language, and how it refuses."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from experiments import cli
from experiments.answer import grid, value_text
from experiments.catalogue import LISTABLE
from experiments.cli import main
from experiments.request import COMMANDS, read_request

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)


def object_of(text):
    found = json.loads(text)
    assert isinstance(found, dict)
    return found


def test_alone_it_says_what_to_do_next(capsys):
    assert main([]) == 0
    out = capsys.readouterr().out
    assert "essaimage demo" in out and "essaimage list" in out


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("flag", ["-h", "--help"])
def test_help_names_every_command(language, flag, capsys):
    assert main([flag, f"lang={language}"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("Usage")
    for command in (*COMMANDS, "--json", "--quick"):
        assert command.removeprefix("territory ") in out
    assert ("réglages" in out) == (language == "fr")


def test_the_locale_chooses_the_language_and_lang_overrules_it(monkeypatch):
    monkeypatch.setenv("LC_ALL", "fr_FR.UTF-8")
    assert read_request(["list"]).lang == "fr"
    assert read_request(["list", "--lang", "en"]).lang == "en" == read_request(["list", "--lang=en"]).lang
    assert read_request(["list", "lang=en"]).lang == "en"
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert read_request(["list"]).lang == "en"


@pytest.mark.parametrize("what", LISTABLE)
def test_list_prints_names_and_one_json_object(what, capsys):
    assert main(["list", what, "lang=fr"]) == 0
    text = capsys.readouterr().out
    assert main(["list", what, "--json"]) == 0
    found = object_of(capsys.readouterr().out)
    options = [line for line in text.splitlines() if not line.startswith(" ")]
    assert list(found) == [what, "meta"] and len(options) == len(found[what])
    for row in found[what]:
        assert row["name"] in text and row["label_fr"] in text


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["rum"], ["Unknown command 'rum'", "Did you mean run"]),
        (["list"], ["needs WHAT"]),
        (["list", "polices"], ["Did you mean policies"]),
        (["run", "fund_people"], ["key=value"]),
        (["run", "--jsn"], ["Did you mean --json"]),
        (["run", "experiment=kodak_then_what"], ["does not take experiment"]),
        (["run", "seeds=0"], ["seeds is 0"]),
        (["run", "engine=jobli"], ["Did you mean joblib"]),
        (["run", "lang=de"], ["must be en or fr"]),
        (["run", "out="], ["out must name a folder"]),
        (["sweep", "experiment=kodak_then"], ["Did you mean kodak_then_what"]),
        (["sweep", "--json"], ["--json works with"]),
        (["compare"], ["needs OUT"]),
        (["compare", "nowhere"], ["nowhere", "does not exist"]),
        (["plot", "nowhere"], ["does not exist"]),
        (["replay", "nowhere", "abc"], ["does not exist"]),
        (["replay", "nowhere"], ["needs RUN_ID"]),
        (["compare", "x", "policy=none"], ["does not take policy"]),
        (["policy=none"], ["A command must come first"]),
        (["demo", "operate.sigma=-1"], ["operate.sigma is -1"]),
    ],
)
def test_a_bad_command_ends_with_2_and_writes_nothing(arguments, said, capsys):
    assert main(arguments) == 2
    streams = capsys.readouterr()
    assert streams.out == ""
    for part in said:
        assert part in streams.err, streams.err
    assert list(Path.cwd().iterdir()) == []


def test_all_the_problems_of_a_command_are_one_message(capsys):
    bad = [
        "run",
        "polcy=none",
        "operate.sigma=99",
        "seed=-1",
        "seeds=0",
        "engine=x",
        "--what",
        "people_funding.term=0",
        "oops",
    ]
    assert main(bad) == 2
    assert len(capsys.readouterr().err.strip().splitlines()) == 8
    assert main([*bad, "lang=fr"]) == 2
    assert "doit être" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments", [[], ["--help"], ["list", "policies"], ["rum"], ["--version"], ["territory", "check", "x"]]
)
def test_what_is_quick_loads_nothing_slow(arguments):
    slow = "{'mesa', 'matplotlib', 'hydra', 'pandas', 'numba', 'scipy', 'joblib'}"
    code = (
        f"import sys; from experiments.cli import main; main({arguments!r}); print(sorted({slow} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.splitlines()[-1] == "[]", done.stdout + done.stderr


def test_a_run_loads_no_drawing_library():
    code = "import sys; import experiments.commands; print('matplotlib' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.parametrize(
    ("name", "value", "en", "fr"),
    [
        ("adopted_share", 0.345, "34.5%", "34,5\u00a0%"),
        ("sites", 12.0, "12.0\u00a0sites", "12,0\u00a0sites"),
        ("money_paid", 1234567.0, "€1,234,567", "1\u202f234\u202f567\u00a0€"),
        ("survival_3y", float("nan"), "n/a", "n.d."),
    ],
)
def test_values_are_written_as_people_do(name, value, en, fr):
    assert value_text(name, value, "en") == en and value_text(name, value, "fr") == fr


def test_columns_are_aligned():
    lines = grid([["a", "10"], ["long", "1"]], (1,)).splitlines()
    assert lines == ["  a     10", "  long   1"]


def test_experiments_are_listed_with_their_sentence_and_their_limits(capsys):
    assert main(["list", "experiments", "lang=fr"]) == 0
    french = capsys.readouterr().out
    assert "D'après les textes sources\u00a0: « Financer les hommes" in french and "Limites\u00a0:" in french
    assert main(["list", "experiments", "lang=en"]) == 0
    english = capsys.readouterr().out
    assert "From the source documents: « Financer les hommes" in english and "Compared: Seven policies" in english


def test_every_command_has_an_answer_and_nothing_else_has():
    forms = {"compare territories", "sensitivity ranges", ""}
    assert {*cli.ANSWERS, *cli.OWN} - forms == set(COMMANDS)
    for place in cli.ANSWERS.values():
        module, _, name = place.partition(":")
        if module != "experiments.explore.command":  # its libraries are an extra
            assert callable(getattr(import_module(module), name)), place
