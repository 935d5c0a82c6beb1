"""What a cabinet asks: sums over classes are totals, concentration on known cases, both languages, honest lacks."""

import json
import shutil

import numpy as np
import pandas as pd
import pytest

from experiments.cabinet.by_group import COUNTS, by_group, by_place, differences, invented_share, measured
from experiments.cabinet.concentration import concentration, top_share
from experiments.cabinet.ground import DENSITY, DEPARTEMENT, GROUPINGS
from experiments.cabinet.tables import KINDS, cabinet_of
from experiments.cabinet.text import cabinet_text
from experiments.cli import main
from experiments.execute import execute_small
from experiments.expand import Experiment, expand
from experiments.results import load
from experiments.runner import run_design
from experiments.store import read
from experiments.words import forbidden
from sim.errors import InputError

SMALL = (
    "territory=grid", "territory.width=5", "territory.height=5", "territory.epci_cells=3", "citizens=800", "years=4",
    "budget=3000000",
)  # fmt: skip


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    """Return the folder of a sweep in which money goes to projects, to places and to the whole territory."""
    folder = tmp_path_factory.mktemp("cabinet") / "out"
    plan = Experiment("trial", ("none", "seed_only", "scale_up", "competitive_call"), "none", 3)
    run_design(expand(plan, (*SMALL, "operate.sigma=[0.3,2]")), folder, execute_small, "serial", progress=None)
    return folder


@pytest.fixture(scope="module")
def sweep(out):
    return load(out)


def final(sweep, indicator):
    table = sweep.indicators
    last = table[(table["indicator"] == indicator) & (table["step"] == table["step"].max())]
    return last.set_index("run_id")["value"]


@pytest.mark.parametrize("grouping", GROUPINGS)
@pytest.mark.parametrize(("count", "indicator"), [
    ("adopters", "adopters"), ("sites", "sites"), ("jobs", "jobs"), ("inhabitants", "inhabitants"),
    ("paid", "money_paid"), ("repaid", "money_repaid"), ("private", "private_money"),
])  # fmt: skip
def test_sums_over_groups_are_the_totals_of_the_model(sweep, grouping, count, indicator):
    sums = by_group(by_place(sweep), grouping).groupby("run_id")[count].sum()
    assert sums.to_numpy() == pytest.approx(final(sweep, indicator)[sums.index].to_numpy())


def test_some_money_went_to_no_place_and_is_a_group_of_its_own(sweep):
    sums = by_group(by_place(sweep), DENSITY)
    nowhere = sums[sums["group"] == ""]
    assert nowhere["paid"].sum() > 0.0 and nowhere["inhabitants"].sum() == 0.0
    assert measured(nowhere, "paid")["value"].isna().all()


def test_differences_by_group_weigh_up_to_the_whole(sweep):
    """Inhabitants times the difference for 1,000 of them, summed over classes, is the difference of adopters."""
    table = by_place(sweep)
    sums = by_group(table, DENSITY)
    people = sums[sums["inhabitants"] > 0].groupby("group")["inhabitants"].mean()
    rows = differences(sweep.plan, sums, "none")
    mine = rows[(rows["measure"] == "adopters") & (rows["policy"] == "seed_only")].set_index("group")["estimate"]
    whole = sweep.compare("none", ["adopters"]).set_index("policy").loc["seed_only", "estimate"]
    assert (mine * people / 1_000.0).sum() == pytest.approx(whole)


def test_a_policy_against_itself_differs_in_no_group(sweep):
    plan = sweep.plan[sweep.plan["policy"] == "seed_only"]
    twice = pd.concat([plan, plan.assign(policy="twin")], ignore_index=True)
    rows = differences(twice, by_group(by_place(sweep), DEPARTEMENT), "seed_only")
    assert (rows["estimate"] == 0.0).all() and (rows["verdict"] == "identical").all()


@pytest.mark.parametrize(("euros", "share"), [
    ([1.0] * 20, 0.1),  # equal: a tenth of the places has a tenth
    ([0.0] * 19 + [5.0], 1.0),  # all in one of twenty: the first two hold it
    ([3.0, 1.0] + [0.0] * 3, 0.375),  # five places: half of the first one counts
])  # fmt: skip
def test_the_share_of_the_first_tenth_on_known_cases(euros, share):
    assert top_share(np.array(euros), np.ones(len(euros))) == pytest.approx(share)


def test_concentration_is_nothing_where_nothing_was_paid_and_0_where_all_got_the_same():
    rows = [("a", 100.0, 50.0), ("a", 300.0, 150.0), ("b", 100.0, 0.0), ("c", 100.0, 0.0), ("c", 100.0, 8.0)]
    table = pd.DataFrame(rows, columns=["run_id", "inhabitants", "paid"])
    found = concentration(table).set_index("run_id")["aid_gini"]
    assert found["a"] == pytest.approx(0.0, abs=1e-12) and np.isnan(found["b"]) and found["c"] == pytest.approx(0.5)


def test_the_money_of_a_cabinet_is_that_of_the_ledger(sweep):
    measures = cabinet_of(sweep, "none").measures.set_index(["policy", "measure"])
    people = final(sweep, "inhabitants")
    for policy in ("seed_only", "competitive_call"):
        runs = sweep.plan[sweep.plan["policy"] == policy]["run_id"]
        for measure, back in (("paid", 0.0), ("net", 1.0)):
            euros = final(sweep, "money_paid")[runs] - back * final(sweep, "money_repaid")[runs]
            expected = (1_000.0 * euros / people[runs]).mean()
            assert measures.loc[(policy, measure), "own"] == pytest.approx(expected)
            assert measures.loc[(policy, measure), "estimate"] == pytest.approx(expected), "none pays nothing"
    assert measures.loc[("none", "paid"), "own"] == 0.0
    assert set(measures.index.get_level_values("measure")) == set(KINDS)


def test_what_was_repaid_is_taken_off_the_net(out):
    """A quarter of every euro paid comes back; of a group, what came back to its places."""
    other = load(out)
    lines = other.ledger
    back = lines[lines["flow"] == "paid"].assign(flow="repaid", euros=lambda t: t["euros"] / 4)
    other._cache["ledger"] = pd.concat([lines, back], ignore_index=True)
    own = cabinet_of(other, "none").measures.set_index(["policy", "measure"])["own"]
    assert own["seed_only", "paid"] > 0 and own["seed_only", "net"] == pytest.approx(0.75 * own["seed_only", "paid"])
    counts = pd.DataFrame([("a", "7", 8.0, 3.0), ("a", "7", 4.0, 0.0)], columns=["run_id", DENSITY, "paid", "repaid"])
    sums = by_group(counts.reindex(columns=["run_id", DENSITY, *COUNTS, "invented"], fill_value=0.0), DENSITY)
    assert sums["net"].tolist() == [9.0]


def test_the_share_of_invented_villages_is_of_inhabitants_each_place_once():
    rows = [("one", 0, "a", "7", 100.0, 100.0), ("one", 0, "b", "7", 300.0, 0.0), ("one", 0, "c", "1", 50.0, 0.0),
            ("two", 0, "a", "7", 100.0, 100.0), ("one", 0, "", "", 0.0, 0.0)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["run_id", "world", "place", DENSITY, "stated", "invented"])
    assert invented_share(table, DENSITY) == {"1": 0.0, "7": 0.25}


@pytest.mark.parametrize(("lang", "words"), [
    ("en", ("What a cabinet asks", "net of repayments", "by density class", "worlds tested", "Constant euros")),
    ("fr", ("Ce que demande un cabinet", "nets des remboursements", "par classe de densité", "mondes testés")),
])  # fmt: skip
def test_it_is_said_in_both_languages(sweep, lang, words):
    text = cabinet_text(cabinet_of(sweep), lang)
    assert all(word in text for word in words) and not forbidden(text)


def test_the_command_gives_it_as_json(out, capsys):
    assert main(["compare", str(out), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)["cabinet"]
    assert {row["grouping"] for row in data["groups"]} == set(GROUPINGS) and data["lacking"] is None


def test_results_without_euros_by_place_say_how_to_get_them(out, tmp_path, capsys):
    old = shutil.copytree(out, tmp_path / "old")
    (old / "tables" / "local.parquet").unlink()
    assert main(["compare", str(old), "lang=en"]) == 0  # all the rest is told
    said = capsys.readouterr().out
    assert "holds no jobs and euros by place" in said and "leverage" in said
    with pytest.raises(InputError, match="out=ANOTHER_FOLDER"):
        by_place(load(old))
    assert "local" not in read(old).table_names()


def test_counts_are_all_there(sweep):
    assert set(COUNTS) <= set(by_place(sweep).columns)


def test_nothing_to_compare_is_said_at_once(capsys):
    assert main(["compare", "seeds=3", "lang=en"]) == 2
    said = capsys.readouterr().err
    assert "needs OUT" in said and "seeds goes with territories" in said
