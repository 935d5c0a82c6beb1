"""The table game in browsers: offers made, accepted, refused and forgotten; who paid what; briefs that stay private."""

import pytest

from tests.web.visitor import game

GROUPS = [
    {"name": "État", "actor": "etat", "purse": 90_000, "brief": {"fr": "SECRET-ETAT", "en": "SECRET-STATE"}},
    {"name": "Région", "actor": "region", "purse": 50_000, "competences": ["people_funding"],
     "brief": {"fr": "SECRET-REGION", "en": "SECRET-REGION"}},
    {"name": "Habitants", "actor": "inhabitants", "purse": 10_000, "brief": {"fr": "SECRET-GENS", "en": "SECRET-FOLK"}},
]  # fmt: skip


def offered(one, euros, to="g2"):
    one.page.evaluate("document.getElementById('offer').open = true")
    one.page.select_option("#offer-to", to)
    one.page.select_option("#offer-what", "seed_grant")
    one.page.fill("#offer-sum", str(euros))
    one.page.fill("#offer-share", "25")
    one.click("#offer-send")
    one.see(f"[data-offer]:has-text('{euros // 1000}\u202f000')")


def answered(one, text, button):
    one.click(f"[data-offer]:has-text('{text}') button:has-text('{button}')").click("#asked-yes")


@pytest.fixture
def table(visit, server):
    lead, groups, links = game(server, game="table", groups=GROUPS, shocks=[])
    pages = [visit(link["url"]) for link in links["groups"]]
    for one in pages:
        one.see("#lines")
    return lead, groups, links, pages


def test_offers_are_made_answered_and_shown_with_who_paid(table, visit):  # B35
    lead, _groups, links, (state, region, folk) = table
    offered(state, 20_000)
    offered(state, 8_000)
    region.page.evaluate("document.getElementById('offer').open = true")
    region.page.fill("#offer-sum", "1234")  # what is being typed stays while others offer
    offered(state, 4_000)
    assert region.page.input_value("#offer-sum") == "1234"
    answered(region, "20\u202f000", "Accepter")
    answered(region, "8\u202f000", "Refuser")
    state.see("[data-offer]:has-text('8\u202f000') .chip.bad")
    state.page.wait_for_function("() => document.getElementById('left').textContent.includes('72\u202f000')")
    region.page.wait_for_function("() => document.getElementById('left').textContent.includes('45\u202f000')")
    assert region.page.locator("#range-seed_grant").count() == 0  # not of its competence
    for one, mine, others in ((state, "SECRET-ETAT", "SECRET-REG"), (folk, "SECRET-GENS", "SECRET-ETAT")):
        one.page.evaluate("document.getElementById('brief').open = true")
        assert mine in one.text() and others not in one.text()
    assert folk.page.locator("[data-offer]").count() == 0
    lead.go("locked")
    state.see("[data-offer]:has-text('4\u202f000') .chip.calm:has-text('expirée')")
    lead.go("running", "reveal")
    folk.see(".ledger")
    rows = folk.page.locator(".ledger tbody tr").all_inner_texts()
    assert any("État" in row and "15\u202f000" in row for row in rows)
    assert any("Région" in row and "5\u202f000" in row for row in rows)
    assert "habitants" in folk.text(".stances").lower() and "État" in folk.text(".stances")
    screen = visit(links["screen"]["url"])
    screen.see(".ledger")
    assert "SECRET" not in screen.text() and "Région" in screen.text(".ledger")


def test_a_group_plays_by_the_hand_of_the_facilitator_what_it_may_pay(table, visit):
    _lead, groups, links, (_state, region, _folk) = table
    a = visit(links["facilitator"]["url"])
    a.see("#tab-board")
    a.click("#tab-board").click("[data-play=g2]").see("#play-people_funding")
    assert a.page.locator("#play-seed_grant").count() == 0
    a.page.fill("#play-people_funding", "60000")
    assert a.page.is_disabled("#asked-yes")
    a.page.fill("#play-people_funding", "40000")
    a.page.select_option("#play-way-jobs", "up")
    a.page.fill("#play-why", "Sur papier")
    a.click("#asked-yes").see("[data-group=g2] .chip.good:has-text('animateur')")
    region.see("#played")
    assert "animateur" in region.text("#played")
    move = groups[1].state()["moves"][0]
    assert (move["by"], move["moves"], move["prediction"]) == (
        "facilitator",
        {"people_funding": 40_000},
        {"jobs": "up"},
    )
