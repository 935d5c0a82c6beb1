"""The table says what was measured, the goal, and by how much it is missed."""

import json
from dataclasses import replace

import pytest

from benchmarks.__main__ import SECTIONS, arguments
from benchmarks.lines import Line, number, skipped, text
from benchmarks.page import TITLES, page
from benchmarks.timing import clocked, cpu, exponent

FAST = Line("workload", "faster than Mesa, 100,000", 600.0, "times", least=500.0, note="a note", agrees=True)


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (FAST, "met, agrees"),
        (replace(FAST, value=250.0), "not met by x2, agrees"),
        (replace(FAST, agrees=False), "met, DIFFERS"),
        (Line("default", "a run", 0.5, "s", most=0.25), "not met by x2"),
        (Line("default", "a run", 0.25, "s", most=0.25), "met"),
        (Line("default", "a run", 0.25, "s"), ""),
    ],
)
def test_a_verdict_says_by_how_much(line, verdict):
    assert line.verdict == verdict
    assert verdict in text(line)


def test_numbers_have_three_figures():
    assert [number(value) for value in (0.01234, 1.0, 12.345, 1234.5)] == ["0.0123", "1", "12.3", "1,234"]


def test_the_page_keeps_every_line_and_its_goal():
    lines = [FAST, skipped("workload", "C, 10,000", "no C compiler"), Line("growth", "a peak", 2.0, "GB", most=4.0)]
    told = {"date": "2030-01-01", "machine": "a machine", "versions": {"numpy": "2"}, "size": "quick"}
    made = page(json.loads(json.dumps({**told, "lines": [line.table for line in lines]})))
    assert "| faster than Mesa, 100,000 | 600 times | ≥ 500 | met, agrees | a note |" in made
    assert "skipped: no C compiler" in made and "| a peak | 2 GB | ≤ 4 | met |" in made
    assert "2030-01-01. a machine. numpy 2." in made and "quick" in made


def test_a_part_measured_again_takes_the_place_of_the_first():
    def run(date, *lines):
        return {"date": date, "machine": "M", "versions": {}, "size": "usual", "lines": [line.table for line in lines]}

    peak = Line("growth", "a peak", 2.0, "GB")
    made = page(run("2030-01-01", FAST, peak), run("2030-02-02", replace(FAST, value=100.0)))
    assert "not met by x5" in made and "600 times" not in made and "| a peak | 2 GB |" in made
    assert made.count("Measured again by itself, 2030-02-02: M.") == 1


def test_a_goal_that_is_missed_is_explained_and_only_that():
    missed = replace(FAST, value=250.0)
    told = {"date": "2030-01-01", "machine": "M", "versions": {}, "size": "usual"}
    heading = "## Goals that are not met, and why"
    assert heading not in page({**told, "lines": [FAST.table]})
    made = page({**told, "lines": [missed.table, replace(FAST, what="faster than plain Mesa, 9", value=1.0).table]})
    _, _, why = made.partition(heading)
    assert "**faster than Mesa, 100,000**: 250 times, goal ≥ 500. The goals come" in why
    assert "**faster than plain Mesa, 9**: 1 times, goal ≥ 500. The fewer the citizens" in why


def test_every_section_has_a_title():
    assert TITLES.keys() == SECTIONS.keys()


def test_the_command_line_picks_parts_and_sizes():
    asked = arguments(["--only", "whole", "--only", "growth", "--quick"])
    assert (asked.only, asked.size) == (["whole", "growth"], "quick")
    assert arguments([]).size == "usual"


def test_exponents_and_clocks():
    assert exponent((10, 100, 1_000), (3.0, 30.0, 300.0)) == pytest.approx(1.0)
    with clocked(json, "dumps") as calls:
        json.dumps([1])
        json.dumps([2])
    assert len(calls) == 2 and min(calls) >= 0.0
    assert cpu(lambda: sum(range(100_000))) > 0.0
