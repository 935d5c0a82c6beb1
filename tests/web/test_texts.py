"""What can be known of the pages without a browser: both languages say the same, and nothing is fetched elsewhere."""

import json
import re

import pytest

from tests.workshop.server import ROOT
from workshop import pages

STATIC = ROOT / "workshop" / "static"
MODULES = sorted((STATIC / "js").glob("*.js"))
TEXTS = {stem: [json.loads((STATIC / "i18n" / f"{stem}{lang}.json").read_text()) for lang in ("fr", "en")]
         for stem in ("", "guide.")}  # fmt: skip


@pytest.mark.parametrize("stem", TEXTS)
def test_both_languages_have_the_same_texts_with_the_same_values(stem):
    fr, en = TEXTS[stem]
    held = re.compile(r"\{\w+\}")
    assert list(fr) == list(en)
    assert all(fr.values()) and all(en.values())
    assert {k for k in fr if sorted(held.findall(fr[k])) != sorted(held.findall(en[k]))} == set()


def test_every_text_a_page_names_is_there():
    known = set(TEXTS[""][0]) | set(TEXTS["guide."][0])
    named = {key for file in MODULES for key in re.findall(r'\bt\("([\w.]+)"', file.read_text())}
    assert named - known == set()


def test_french_has_its_accents_and_no_letter_of_it_stands_in_code():
    words = " ".join(TEXTS[""][0].values()).lower()
    for bare in ("reessay", "verrouille ", "creer", "a la salle ", "resultat ", "territoire prive "):
        assert bare not in words
    strings = re.compile(r"(?<![\w/*])[\"'`][^\"'`\n]*[àâçéèêëîïôûùœ][^\"'`\n]*[\"'`]")
    assert {file.name: found for file in MODULES if (found := strings.findall(file.read_text()))} == {}


def test_modules_are_small_and_pages_hold_no_script_or_style_of_their_own():
    assert [file.name for file in MODULES if len(file.read_text().splitlines()) > 200] == []
    for name in pages.NAMES:
        assert not re.search(r"<style|style=|<script(?![^>]*src=)|\son\w+=|https?://", pages.page(name)), name
    for file in MODULES:
        assert not re.search(r"randomUUID|serviceWorker|navigator\.clipboard|innerHTML|eval\(", file.read_text()), file


@pytest.mark.parametrize("name", ["home", "group", "facilitator", "solo", "screen"])
def test_a_page_weighs_less_than_150_kilobytes_as_it_travels(name):
    import gzip

    held = re.findall(r'(?:href|src)="/static/([^"]+)"', pages.page(name))
    wanted, seen = [STATIC / path for path in held], set()
    while wanted:
        file = wanted.pop()
        if file not in seen:
            seen.add(file)
            if file.suffix == ".js" and "vendor" not in file.parts:
                wanted += [file.parent / path for path in re.findall(r'from "\./([^"]+)"', file.read_text())]
    size = sum(len(gzip.compress(file.read_bytes(), 5)) for file in {*seen, STATIC / "i18n" / "fr.json"})
    assert size < 150_000
