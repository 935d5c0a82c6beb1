"""The help of each command names all it takes, and shows an example that is understood."""

import re

import pytest

from experiments.request import COMMANDS, FLAGGED, RUNS, TAKES, read_request
from experiments.usage import usage
from experiments.usage_words import COMMANDS as ROWS
from experiments.usage_words import EXAMPLES, SETTINGS


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("command", [name for name in COMMANDS if name != "workshop"])  # the workshop says its own
def test_a_command_says_all_it_takes_and_nothing_of_others(command, lang):
    said = usage(command).in_(lang)
    assert re.search(rf"^Usage\W*essaimage {re.escape(command)}\b", said)
    for name in TAKES.get(command, ()):
        assert re.search(rf"(^|\s){re.escape(name)}", said, re.MULTILINE), name
    for flag, able in FLAGGED.items():
        assert (re.search(rf"^  {flag} ", said, re.MULTILINE) is not None) == (command in able), flag
    assert ("docs/parameters.md" in said) == (command in (*RUNS, "compare"))
    assert max(map(len, said.splitlines())) <= 120


def test_the_whole_help_has_every_row():
    for lang in ("en", "fr"):
        said = usage().in_(lang)
        for row in (*ROWS, *SETTINGS):
            assert re.search(rf"^  {re.escape(row.typed.in_(lang))}( |$)", said, re.MULTILINE), row.typed.en


def test_every_command_has_a_row_and_an_example_that_is_understood():
    assert list(EXAMPLES) == list(dict.fromkeys(row.of[0] for row in ROWS)) and set(EXAMPLES) == set(COMMANDS)
    for command, example in EXAMPLES.items():
        asked = read_request(example.split()[1:])
        assert asked.command == command and not asked.problems, asked.problems


def test_a_row_belongs_to_commands_that_take_it():
    for row in SETTINGS:
        assert set(row.of) <= set(COMMANDS), row.typed.en
        for command in row.of:
            names = re.findall(r"[a-z_.]+", row.typed.en)
            assert row.typed.en == "a list" or any(name in TAKES[command] or command == "calibrate" for name in names)
