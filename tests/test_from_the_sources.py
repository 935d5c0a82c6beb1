"""The map from sentences of the source documents to the model names only what exists."""

import re
from pathlib import Path

from hydra.utils import get_class

from experiments import figures
from experiments.catalogue import about, names
from experiments.choices import option
from experiments.groups import settable
from sim.measures import INDICATORS

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "from-the-sources.md").read_text(encoding="utf-8")
TEXTS = ("Pionniers", "Crois/Sens", "CGET", "IHEST", "Session H", "Centre")


def table(title):
    """Return the cells of the rows of the table under a heading of the page."""
    part = PAGE.split(f"## {title}\n")[1].split("\n## ")[0]
    rows = [line.strip("|").split("|") for line in part.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row] for row in rows[2:]]


def named(column):
    """Return every name in backticks of a column of the main table, with its sentence."""
    return [(name, row[0]) for row in RULES for name in re.findall(r"`([^`]+)`", row[column])]


def documented():
    """Return the dotted name of every parameter of docs/parameters.md."""
    text = (ROOT / "docs" / "parameters.md").read_text(encoding="utf-8")
    found = {f"policy.shares.{name}" for name in names("instruments")}
    kinds = {name: get_class(option("instruments", name)["_target_"]) for name in names("instruments")}
    for anchors, body in re.findall(r'((?:<a id="\w+"></a>\n)+)(.*?)(?=<a id=|\Z)', text, re.DOTALL):
        groups, fields = re.findall(r'id="(\w+)"', anchors), re.findall(r"^\| `(\w+)` \|", body, re.MULTILINE)
        if groups == ["aid"]:  # what every instrument has is documented once
            found |= {f"{name}.{field}" for field in fields for name, kind in kinds.items() if field in settable(kind)}
        found |= {f"{group}.{field}" for group in groups for field in fields}
    return found


RULES = table("Sentences and rules")


def test_there_are_forty_sentences_at_least_each_quoted_with_its_text():
    assert len(RULES) >= 40 and len({row[0] for row in RULES}) == len(RULES)
    for row in RULES:
        assert len(row) == 5, row
        assert re.fullmatch(r"« .+ » \((.+)\)", row[0]) and row[0].rpartition("(")[2][:-1] in TEXTS, row[0]
        assert "`" in row[1] and any("`" in cell for cell in row[2:4]), row[0]


def test_every_text_is_declared_and_used():
    for key in TEXTS:
        assert f"| **{key}** |" in PAGE and any(row[0].endswith(f"({key})") for row in RULES), key


def test_every_file_exists():
    assert not [(name, sentence) for name, sentence in named(1) if not (ROOT / name).is_file()]


def test_every_parameter_is_documented():
    known = documented()
    assert not [(name, sentence) for name, sentence in named(2) if name not in known]


def test_every_indicator_is_measured_and_every_figure_drawn():
    known = {*INDICATORS, *(name for name in figures.__all__ if callable(getattr(figures, name)))}
    assert not [(name, sentence) for name, sentence in named(3) if name not in known]


def test_every_experiment_exists():
    assert not [(name, sentence) for name, sentence in named(4) if name not in names("experiment")]


def test_every_experiment_and_every_instrument_has_a_sentence():
    assert {name for name, _ in named(4)} == set(names("experiment"))
    groups = {name.partition(".")[0] for name, _ in named(2)} | {Path(name).stem for name, _ in named(1)}
    assert set(names("instruments")) <= groups


def test_every_innovation_has_its_sentence_and_its_domain():
    rows = {row[0].strip("`"): row for row in table("Innovations and their sentences")}
    assert set(rows) == set(names("innovations"))
    for name, (_, domain, sentence) in rows.items():
        assert domain == about("innovations", name)["domain"]
        assert re.fullmatch(r"« .+ » \((.+)\)", sentence) and sentence.rpartition("(")[2][:-1] in TEXTS, sentence


def test_what_is_left_out_is_said_with_a_reason():
    rows = table("Knowingly outside")
    assert len(rows) >= 12 and all(len(row) == 2 and len(row[1]) > 40 for row in rows)
