"""Every message: both languages, the same values, a French that is written as it should be."""

import re
import string

import pytest

from sim.errors import Text
from workshop.messages import MESSAGES, STATUS, Fault


def places(sentence):
    return sorted(name for _, name, _, _ in string.Formatter().parse(sentence) if name)


@pytest.mark.parametrize("code", MESSAGES)
def test_a_message_says_the_same_in_both_languages(code):
    text = MESSAGES[code]
    assert places(text.en) == places(text.fr)
    assert code == "E12" or (text.en != text.fr and text.en[-1] in "." and text.fr[-1] in ".")
    assert not re.search(
        r"\b(a ete|deja|crees?|verifiez\s+les\s+6\s+caracteres|depasse|termine|echoue|occupe)\b", text.fr, re.I
    )


def test_codes_are_those_of_the_list_and_each_has_a_status():
    assert all(re.fullmatch(r"E[0-6]\d", code) for code in MESSAGES) and set(STATUS) <= set(MESSAGES)
    assert max(MESSAGES) == "E60"


def test_numbers_are_written_as_each_language_writes_them():
    text = Fault("E20", {"x": 1_234_567}).text
    assert "1\u202f234\u202f567 EUR" in text.fr and "1,234,567 EUR" in text.en


def test_names_are_said_in_each_language():
    text = Fault("E24", {"instrument": Text("grant", "subvention"), "v": 1_000}).text
    assert "grant" in text.en and "subvention" in text.fr
