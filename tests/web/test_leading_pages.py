"""The facilitator in a browser: practice, shocks, undoing, what-if, the story, files, restoring, deleting."""

import re

import pytest

from tests.web.visitor import game


@pytest.fixture
def lead_page(visit):
    def opened(links, tab="board"):
        a = visit(links["facilitator"]["url"])
        a.see(f"#tab-{tab}")
        return a.click(f"#tab-{tab}")

    return opened


def test_a_practice_turn_leaves_no_trace_in_the_first(visit, server, lead_page):
    lead, groups, links = game(server, practice=True, turns=1, shocks=[])
    g, a = visit(links["groups"][0]["url"]), lead_page(links)
    g.see("#lines")
    assert "essai" in g.text(".phase-now")
    g.page.fill("#field-seed_grant", "5000")
    g.click("#submit").see("#asked-yes")
    assert "tour d’essai" in g.text("dialog")
    g.click("#asked-yes").see("#played")
    lead.go("locked", "running", "reveal")
    g.see("#results")
    assert "tour d’essai" in g.text("#results")
    a.click("#tab-compare").see("[data-map] canvas")
    lead.go("open")
    g.page.wait_for_function("() => /Tour 1/.test(document.querySelector('.phase-now').textContent)")
    g.see("#lines")
    assert g.page.input_value("#field-seed_grant") == "0" and groups[0].state()["draft"] is None


def test_indicators_are_drawn_from_turn_to_turn_for_each_group(server, lead_page):
    lead, _groups, links = game(server, turns=2, shocks=[])
    lead.go("locked", "running", "reveal", "open", "locked", "running", "reveal")
    a = lead_page(links, "compare")
    a.see(".slope")
    assert a.page.locator(".slope").count() == 2 * 3
    assert "Tour 1" in a.page.locator(".slope").first.get_attribute("aria-label")
    a.click("section:has(> h3:text('Différence')) summary").see("caption:text('Différence entre deux groupes')")


def test_values_that_stand_together_have_as_many_decimals(visit):
    said = """async lang => { const n = await import('/static/js/numbers.js'), sites = {unit: 'sites', shown: 'sites'};
      n.speak(lang); return [n.measured(33, sites, {among: [33, 25.5]}), n.measured(33, sites), n.euros(-1234),
        n.measured(-7.5, {unit: ''}, {sign: true, among: [120.4]})]; }"""
    one = visit("/")
    assert one.page.evaluate(said, "fr") == ["33,0\u00a0sites", "33\u00a0sites", "\u22121\u202f234\u00a0€", "\u22128"]
    assert one.page.evaluate(said, "en") == ["33.0\u00a0sites", "33\u00a0sites", "\u2212€1,234", "\u22128"]


def test_a_shock_is_seen_at_once_and_a_surprise_once_revealed(visit, server, lead_page):
    lead, _groups, links = game(server, shocks=[])
    g, a = visit(links["groups"][0]["url"]), lead_page(links)
    g.see("#lines")
    a.page.select_option("#shock", "plant_closure")
    a.page.check("#shock-hide")
    a.click("#strike").click("#asked-yes").see("#panel li:has-text('surprise')")
    a.page.select_option("#shock", "subsidy_cut")
    a.page.uncheck("#shock-hide")
    name = a.page.eval_on_selector("#shock", "s => s.selectedOptions[0].textContent")
    a.click("#strike").click("#asked-yes")
    g.see(f".note.warn:has-text('{name}')")
    assert g.page.locator(".note.warn:has-text('Choc ce tour')").count() == 1
    assert "plant_closure" not in g.page.evaluate("async () => (await fetch('g1/state'.replace(/^/, 'api/'))).text()")
    lead.go("locked", "running", "reveal")
    assert [one["type"] for one in lead.state()["shocks"]] == ["plant_closure", "subsidy_cut"]


def test_undoing_a_turn_gives_the_moves_back_as_drafts(visit, server, lead_page):
    lead, groups, links = game(server, shocks=[])
    groups[0].submit(1, {"seed_grant": 12_000})
    lead.go("locked", "running", "reveal")
    g, a = visit(links["groups"][0]["url"]), lead_page(links)
    g.see("#results")
    a.click("#undo").click("#asked-yes")
    g.see("#lines")
    assert re.sub(r"\D", "", g.page.input_value("#field-seed_grant")) == "12000" and g.page.is_enabled("#submit")
    assert not groups[0].state()["results"]


def test_what_is_typed_stays_in_another_language_and_while_the_room_goes_on(server, lead_page):  # B23
    lead, groups, links = game(server, shocks=[])
    a = lead_page(links)
    a.page.fill("#message", "Encore cinq minutes")
    a.page.select_option("#message-to", "g2")
    groups[0].submit(1, {"seed_grant": 1000})
    a.see("[data-group=g1] .chip.good:has-text('validé')")
    lead.go("locked")
    a.see("#go-running")
    a.speak("en")
    a.see("#go-running")
    assert a.page.input_value("#message") == "Encore cinq minutes" and a.page.input_value("#message-to") == "g2"
    a.click("#send")
    a.page.wait_for_function("() => document.getElementById('message').value === ''")
    assert groups[1].state()["messages"][-1]["text"] == "Encore cinq minutes"
    assert groups[0].state()["messages"] == [] and a.missing() == []


def test_the_debrief_replays_a_past_move_and_tells_the_story(visit, server, lead_page):
    lead, groups, links = game(server, shocks=[])
    groups[0].submit(1, {"people_funding": 60_000})
    lead.go("locked", "running", "reveal", "debrief")
    a = lead_page(links, "debrief")
    a.see("#step-what")
    a.click("#panel .card button:has-text('Les Prés')").see("[aria-live] h3")
    assert "Les Prés" in a.text("[aria-live] h3") and len(a.text("#panel [aria-live].card")) > 200
    a.click("#step-why").see("#if-run")
    a.page.fill("#if-people_funding", "douze")
    a.click("#if-run").see("#errors strong:has-text('E32')")
    a.page.fill("#if-people_funding", "0")
    a.click("#if-run").see("caption:has-text('dernier tour')")
    found = lead.post("whatif", {"group": "g1", "turn": 1, "moves": {}}).json()["result"]["kpi"]["jobs"]["median"]
    cells = a.page.locator("#panel tr:has-text('Emplois') td").all_inner_texts()
    assert float(cells[1].split()[0].replace("\u202f", "").replace(",", ".")) == pytest.approx(found, abs=0.51)
    assert a.page.get_attribute("#doubts", "href") == "/solo#grid"


@pytest.mark.web
def test_files_are_taken_home_a_copy_restored_and_a_workshop_deleted(visit, server, lead_page, tmp_path):  # B33, B37
    lead, groups, links = game(server, shocks=[])
    groups[0].submit(1, {"people_funding": 60_000})
    lead.go("locked", "running", "reveal")
    g, a = visit(links["groups"][0]["url"]), lead_page(links, "exports")
    g.see("#results")
    files = {}
    for name in ("zip", "moves.fr", "results.rfc", "yaml", "journal", "backup"):
        with a.page.expect_download() as given:
            a.click(f"[data-export='{name}']")
        path = tmp_path / given.value.suggested_filename
        given.value.save_as(path)
        files[name] = path
    assert files["zip"].read_bytes()[:2] == b"PK"
    assert "60000" in files["moves.fr"].read_text(encoding="utf-8-sig")
    a.click("#tab-system").see("#restore-file")
    a.page.set_input_files("#restore-file", files["backup"])
    a.click("#panel button:has-text('Restaurer ce fichier')").see("#errors strong:has-text('E52')")
    a.page.check("#restore-over")
    with a.page.expect_navigation():
        a.click("#panel button:has-text('Restaurer ce fichier')")
    a.see("#tab-system")
    a.click("#tab-system").see("#delete")
    a.click("#delete").see("#delete-code")
    a.page.fill("#delete-code", lead.sid.lower())
    a.click("#asked-yes").see("#body .button[href='/']")
    assert server.page().get(f"/api/room/{lead.sid}").status_code == 404
    g.page.wait_for_function("() => /supprimé/.test(document.body.textContent)")
