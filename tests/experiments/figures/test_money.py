"""Money: the ledger as a cascade that closes, and what each result costs."""

import numpy as np
import pandas as pd
import pytest

from experiments.figures import Note, cost_bars, ledger_waterfall
from experiments.figures.ledger import cascade
from experiments.words import NARROW, NBSP
from tests.experiments.figures.tables import costs, ledger

NOTE = Note(seeds=30, years=15, first_year=2025, version="0.1.0")


def by_name(bars):
    return {bar.name: bar for bar in bars}


def test_the_cascade_ends_at_zero():
    bars = by_name(cascade(ledger(), "en"))
    assert bars["Residual (must be 0)"].euros == 0.0
    assert bars["Unspent"].start == pytest.approx(0.0)
    assert bars["Committed, still due"].euros == pytest.approx(700_000.0)


def test_a_hole_in_the_ledger_is_shown():
    bars = by_name(cascade(ledger(residual=1234.0), "en"))
    assert bars["Residual (must be 0)"].euros == pytest.approx(1234.0)


def test_each_bar_starts_where_the_one_before_ends():
    bars = [
        bar for bar in cascade(ledger(), "en") if "Residual" not in bar.name and "Released" not in bar.name
    ]
    spent = [bar for bar in bars if bar.name != "Budgeted"]
    top = sum(bar.euros for bar in bars if bar.name == "Budgeted")
    for bar in spent:
        assert bar.start + bar.euros == pytest.approx(top)
        top = bar.start


def test_two_sections_of_one_instrument_stand_apart():
    bars = [bar for bar in cascade(ledger(), "fr") if bar.name == "Amorçage"]
    assert {(bar.section, bar.euros) for bar in bars} == {
        ("investissement", 900_000.0),
        ("fonctionnement", 300_000.0),
    }


def test_several_runs_are_averaged():
    one = ledger()
    both = pd.concat([one.assign(run_id="a"), one.assign(run_id="b")])
    assert list(map(str, cascade(both, "en"))) == list(map(str, cascade(one, "en")))


def test_what_is_unspent_counts_once_however_often_it_is_carried_over():
    frame = ledger()
    earlier = frame[frame["flow"] == "unspent"].assign(year=2029)
    assert by_name(cascade(pd.concat([earlier, frame]), "en"))["Residual (must be 0)"].euros == 0.0


def test_an_award_whose_remainder_is_lost_is_shown():
    frame = ledger()
    lost = frame[(frame["flow"] != "outstanding") | (frame["instrument"] != "people_funding")]
    assert by_name(cascade(lost, "en"))["Residual (must be 0)"].euros == pytest.approx(400_000.0)


def test_what_crossed_between_sections_is_said():
    line = {
        "flow": "transferred_out",
        "instrument": "",
        "section": "investissement",
        "euros": 300_000.0,
        "year": 2030,
    }
    fig, _ = ledger_waterfall(pd.concat([ledger(), pd.DataFrame([line])]), "en", NOTE)
    assert "€300k went from one section to the other." in fig.get_supxlabel().replace("\n", " ")


def test_the_residual_is_drawn_and_written():
    _, ax = ledger_waterfall(ledger(), "en", NOTE)
    rows = [tick.get_text() for tick in ax.get_yticklabels()]
    assert "Residual (must be 0)" in rows
    texts = [text.get_text() for text in ax.texts if text.xy[1] == rows.index("Residual (must be 0)")]
    assert texts == ["€0"]


def test_amounts_are_written_in_french():
    fig, ax = ledger_waterfall(ledger(), "fr", NOTE)
    fig.draw_without_rendering()
    assert f"15{NARROW}000{NBSP}k€" in [text.get_text() for text in ax.texts]
    assert f"10{NBSP}M€" in [tick.get_text() for tick in ax.get_xticklabels()]


def lending():
    """The ledger, in which 200,000 euros are repaid and committed again, 90,000 owed, 40,000 lost, 700,000 private."""
    rows = [
        ("repaid", "seed_grant", "Amorçage", "investissement", 200_000.0),
        ("outstanding", "seed_grant", "Amorçage", "investissement", 200_000.0),
        ("owed", "seed_grant", "Amorçage", "investissement", 90_000.0),
        ("lost", "seed_grant", "Amorçage", "investissement", 40_000.0),
        ("private", "seed_grant", "Amorçage", "investissement", 700_000.0),
    ]
    more = pd.DataFrame(rows, columns=["flow", "instrument", "instrument_label", "section", "euros"])
    return pd.concat([ledger(), more.assign(year=2030)], ignore_index=True)


def test_what_is_repaid_is_there_to_be_used_again():
    bars = by_name(cascade(lending(), "en"))
    repaid = bars["Repaid by projects, to be used again"]
    assert (repaid.start, repaid.euros, repaid.section) == (15_000_000.0, 200_000.0, "investissement")
    assert bars["Residual (must be 0)"].euros == 0.0
    assert bars["Committed, still due"].euros == pytest.approx(900_000.0)
    forgotten = lending()
    forgotten = forgotten[forgotten["flow"] != "repaid"]
    assert by_name(cascade(forgotten, "en"))["Residual (must be 0)"].euros == pytest.approx(-200_000.0)


def test_what_stands_beside_the_balance_is_drawn_where_there_is_any():
    with_, without = by_name(cascade(lending(), "en")), by_name(cascade(ledger(), "en"))
    beside = {
        "Still owed by projects": 9e4, "Owed by projects that closed: lost": 4e4, "Private money brought beside": 7e5,
    }  # fmt: skip
    assert {name: with_[name].euros for name in beside} == beside
    assert not set(beside) & set(without) and "Repaid by projects, to be used again" not in without
    assert all(with_[name].start == 0.0 for name in beside)


@pytest.mark.parametrize(("lang", "said"), [
    ("en", "Paid: €12,000k gross, €11,800k net of repayments."),
    ("fr", f"Payé{NBSP}: 12{NARROW}000{NBSP}k€ brut, 11{NARROW}800{NBSP}k€ net des remboursements."),
])  # fmt: skip
def test_the_caption_says_gross_and_net(lang, said):
    fig, _ = ledger_waterfall(lending(), lang, NOTE)
    assert said in fig.get_supxlabel().replace("\n", " ")
    plain, _ = ledger_waterfall(ledger(), lang, NOTE)
    assert "gross" not in plain.get_supxlabel() and "brut" not in plain.get_supxlabel()


def test_net_costs_have_their_own_title():
    frame = pd.concat([costs().assign(kind="gross"), costs().assign(kind="net", euros=5.0)])
    fig, axes = cost_bars(frame, "en", NOTE, kind="net")
    assert {patch.get_width() for patch in axes[0].patches} == {5.0}
    assert "net of repayments" in fig.get_suptitle()


def test_the_kind_of_cost_is_chosen():
    frame = pd.concat([costs().assign(kind="gross"), costs().assign(kind="additional", euros=-5.0)])
    _, axes = cost_bars(frame, "fr", NOTE, kind="additional")
    assert {patch.get_width() for patch in axes[0].patches} == {-5.0}
    assert axes[0].get_xlim()[0] < 0


def test_cost_bars_start_at_zero():
    _, axes = cost_bars(costs(), "fr", NOTE)
    assert [ax.get_xlim()[0] for ax in axes] == [0.0] * 3
    assert all(patch.get_x() == 0.0 for ax in axes for patch in ax.patches)


def test_the_length_of_a_bar_is_the_cost():
    frame = costs()
    _, axes = cost_bars(frame, "en", NOTE)
    jobs = frame.loc[frame["per"] == "job", "euros"]
    assert [patch.get_width() for patch in axes[2].patches] == pytest.approx(jobs.tolist())


def test_the_whiskers_are_the_interval():
    frame = costs()
    _, axes = cost_bars(frame, "en", NOTE)
    drawn = [tuple(line.get_xdata()) for line in axes[0].lines if line.get_gid() == "interval"]
    rows = frame[frame["per"] == "adopter"]
    assert drawn == list(zip(rows["low"], rows["high"], strict=True))


def test_costs_that_are_all_zero_are_drawn():
    fig, axes = cost_bars(costs().assign(euros=0.0, low=0.0, high=0.0), "en", NOTE)
    fig.draw_without_rendering()
    assert axes[0].get_xlim()[0] == 0.0


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_cost_without_a_result_is_not_a_bar(value):
    frame = costs()
    frame.loc[1, ["euros", "low", "high"]] = value
    fig, axes = cost_bars(frame, "en", NOTE)
    fig.draw_without_rendering()
    assert axes[1].patches[0].get_width() == 0.0
    assert axes[1].texts[0].get_text() == "n/a"
