"""The lineage tree: rows that never cross, styles by mode, crosses for what closed."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.figures import Note, lineage_tree
from experiments.figures.lineage import rows_of
from tests.experiments.figures.lineages import grow

NOTE = Note(seeds=1, years=15, first_year=2025, version="0.1.0")


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 120), st.integers(0, 10_000))
def test_no_branch_crosses_a_living_line(count, seed):
    lineage, projects = grow(count, seed, originals=5)
    row = rows_of(lineage, projects.set_index("project")["innovation"])
    assert sorted(row) == list(range(count))
    born, end = lineage.set_index("project")["step"], projects.set_index("project")["closed"].fillna(180)
    for child, parent in zip(lineage["project"], lineage["parent"], strict=True):
        if pd.isna(parent):
            continue
        low, high = sorted((row[child], row[parent]))
        between = row.index[(row > low) & (row < high)]
        at = born[child]
        assert not ((born[between] < at) & (end[between] > at)).any()


def test_trees_of_one_innovation_stay_together():
    lineage, projects = grow(80)
    row = rows_of(lineage, projects.set_index("project")["innovation"])
    kinds = projects.set_index("project")["innovation"][row.sort_values().index]
    assert (kinds != kinds.shift()).sum() == 4


def test_every_site_is_drawn_where_there_are_few():
    lineage, projects = grow(60)
    fig, ax = lineage_tree(lineage, projects, "en", NOTE)
    lives = [seg for item in ax.collections if item.get_gid() == "lives" for seg in item.get_segments()]
    assert len(lives) == 60
    assert "60 sites ever started." in fig.get_supxlabel()


def test_a_cross_stands_at_each_closing_and_nowhere_else():
    lineage, projects = grow(60)
    _, ax = lineage_tree(lineage, projects, "en", NOTE)
    crosses = [x for item in ax.collections if item.get_gid() == "closed" for x in item.get_offsets()[:, 0]]
    assert sorted(crosses) == pytest.approx(sorted(2025 + projects["closed"].dropna().astype(float) / 12))


def test_each_copy_is_tied_to_its_parent_at_its_birth():
    lineage, projects = grow(60)
    _, ax = lineage_tree(lineage, projects, "en", NOTE)
    branches = [seg for item in ax.collections if item.get_gid() == "branches" for seg in item.get_segments()]
    row = rows_of(lineage, projects.set_index("project")["innovation"])
    copies = lineage.dropna(subset=["parent"])
    expected = {
        (round(2025 + step / 12, 6), row[parent], row[project])
        for project, parent, step in copies[["project", "parent", "step"]].itertuples(index=False)
    }
    assert {(round(a[0], 6), a[1], b[1]) for a, b in branches} == expected


def test_modes_have_their_own_line_style():
    lineage, projects = grow(60)
    _, ax = lineage_tree(lineage, projects, "en", NOTE)
    styles = {str(item.get_linestyle()[0]) for item in ax.collections if item.get_gid() == "lives"}
    assert len(styles) == 3


def test_the_legend_names_what_is_drawn_only():
    lineage, projects = grow(30, originals=30)
    _, ax = lineage_tree(lineage, projects, "fr", NOTE)
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["original", "fermé"]


def test_lone_originals_are_counted_where_there_are_many():
    lineage, projects = grow(250)
    fig, ax = lineage_tree(lineage, projects, "en", NOTE)
    alone = lineage["parent"].isna() & ~lineage["project"].isin(lineage["parent"].dropna())
    closed = projects.set_index("project")["closed"][lineage.loc[alone, "project"]].notna().sum()
    caption = fig.get_supxlabel().replace("\n", " ")
    assert f"{alone.sum()} originals never copied are not drawn ({closed} of them closed)" in caption
    lives = [seg for item in ax.collections if item.get_gid() == "lives" for seg in item.get_segments()]
    assert len(lives) == 250 - alone.sum()


def test_a_single_site_is_a_tree():
    lineage, projects = grow(1, originals=1)
    fig, _ = lineage_tree(lineage, projects, "fr", NOTE)
    fig.draw_without_rendering()
