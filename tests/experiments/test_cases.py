"""Two sites followed on one seed: chosen by the stated rule, their months those of the run."""

import numpy as np
import pandas as pd
import pytest

from experiments.cases import OPENED_BOTH, OPENED_ONE, PAID_BOTH, PAID_ONE, VILLAGE, chosen, followed, lived
from experiments.cases_text import cases_text
from experiments.cli import main
from experiments.compose import compose
from experiments.execute import execute
from experiments.words import forbidden
from sim.errors import InputError
from sim.names import STAGES

SMALL = ("territory=grid", "citizens=1500", "years=6", "budget=3000000")


def table(*rows):
    """Return projects in village v or town t. rows: key, place, opened, received."""
    frame = pd.DataFrame(rows, columns=["key", "place", "opened", "received"])
    return frame.assign(innovation="third_place", form="association").astype({"opened": "Int64"})


GROUND = pd.Series({"v": "6", "t": "2"})


def test_the_median_of_those_paid_under_both_is_followed():
    one = table((1, "v", 0, 10.0), (2, "v", 0, 50.0), (3, "v", 0, 90.0), (4, "t", 0, 60.0), (5, "v", 0, 0.0))
    other = table((1, "v", 0, 5.0), (2, "v", 0, 5.0), (3, "v", 0, 5.0), (4, "t", 0, 5.0), (5, "v", 0, 99.0))
    assert chosen(VILLAGE, [one, other], GROUND) == (2, 3, PAID_BOTH)
    assert chosen(VILLAGE, [other, one], GROUND)[0] == 2  # whichever policy comes first


@pytest.mark.parametrize(("one", "other", "key", "rule"), [
    (table((1, "v", 0, 9.0), (2, "v", 0, 0.0)), table((1, "v", 0, 0.0), (2, "v", 0, 0.0)), 1, PAID_ONE),
    (table((1, "v", 0, 0.0)), table((1, "v", 3, 0.0)), 1, OPENED_BOTH),
    (table((1, "v", 0, 7.0)), table((1, "v", None, 0.0)), 1, OPENED_ONE),
])  # fmt: skip
def test_where_none_is_the_rule_widens_and_says_so(one, other, key, rule):
    assert chosen(VILLAGE, [one, other], GROUND) == (key, 1, rule)


def test_where_no_site_fits_it_is_said():
    with pytest.raises(InputError, match="no site of these runs"):
        chosen(VILLAGE, [table((4, "t", 0, 1.0))] * 2, GROUND)


@pytest.fixture(scope="module")
def found():
    cells = [compose((*SMALL, f"policy={name}")) for name in ("fund_people", "fund_investments")]
    return cells, followed(cells, ("fund_people", "fund_investments"))


def test_months_end_as_the_run_does(found):
    """Stage, capital and euros of the last month are those of the project in the tables of the run."""
    cells, cases = found
    for cell, policy in zip(cells, ("fund_people", "fund_investments"), strict=True):
        tables = execute(cell)
        projects = tables["projects"].set_index("key")
        for case in cases:
            life = case.lives[case.lives["policy"] == policy]
            if case.key not in projects.index:
                assert life["stage"].isna().all()
                continue
            end, row = life.iloc[-1], projects.loc[case.key]
            assert STAGES[int(end["stage"])] == row["stage"]
            assert end["operating"] + end["investment"] == pytest.approx(row["received"])
            if pd.isna(row["closed"]):
                assert end["capital"] == pytest.approx(row["capital"]) and end["skill"] == pytest.approx(row["skill"])
            assert life["step"].tolist() == list(range(73))


def test_euros_only_grow_and_nothing_is_seen_before_birth(found):
    for case in found[1]:
        for _, life in case.lives.groupby("policy"):
            assert (np.diff(life[["operating", "investment"]].to_numpy(), axis=0) >= 0).all()
            assert life.loc[life["stage"].isna(), ["jobs", "capital", "skill", "adopters"]].isna().all(axis=None)


def test_the_same_policy_twice_tells_the_same_life(found):
    cell, key = found[0][0], found[1][0].key
    one, other = lived(cell, [key]), lived(cell, [key])
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("A village third place", "Chosen by rule", "same draws")),
    ("fr", ("Un tiers-lieu de village", "Choisi par règle", "Mêmes tirages")),
])  # fmt: skip
def test_it_is_told_in_both_languages(found, lang, words):
    text = cases_text(found[1], found[0][0], ("fund_people", "fund_investments"), lang)
    assert all(word.lower() in text.lower() for word in words) and not forbidden(text)


def test_the_command_writes_months_and_figures(tmp_path, capsys):
    assert main(["cases", *SMALL, f"out={tmp_path / 'o'}", "lang=fr"]) == 0
    months = pd.read_csv(tmp_path / "o" / "cases.csv")
    assert len(months) == 2 * 2 * 73 and (tmp_path / "o" / "figures" / "cases_en.png").exists()
    assert main(["cases", *SMALL, "policy=[fund_peple,none,ptce]", "years=0", "lang=en"]) == 2
    said = capsys.readouterr().err
    assert "Did you mean fund_people?" in said and "years is 0" in said
