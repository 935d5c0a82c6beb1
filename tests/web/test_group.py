"""A group at its turn: two devices, one draft; one move however often one clicks; nothing is lost."""

import re

import pytest

from tests.web.visitor import game
from tests.workshop.server import SETTING

PHASES = ("lobby", "briefing", "open", "locked", "reveal", "debrief", "closed")


def typed(one, name, euros):
    one.page.fill(f"#field-{name}", str(euros))


def value(one, name):
    return int(re.sub(r"\D", "", one.page.input_value(f"#field-{name}")))


def saved(one):
    one.page.wait_for_function("() => /enregistré à|saved at/.test(document.getElementById('saved').textContent)")


@pytest.fixture
def turn(visit, server):
    """Return the facilitator, group 1's API, its browser at an open turn, and what opens others."""
    lead, groups, links = game(server)
    url = links["groups"][0]["url"]
    one = visit(url)
    one.see("#lines")
    return lead, groups, one, lambda **more: visit(url, **more)


def test_two_devices_mirror_a_draft_and_a_conflict_is_said(turn):  # B06
    _, _groups, one, another = turn
    two = another()
    two.see("#lines")
    typed(one, "seed_grant", 1000)
    two.page.wait_for_function("() => document.getElementById('field-seed_grant').value.replace(/\\D/g, '') === '1000'")
    two.context.set_offline(True)
    typed(two, "seed_grant", 3000)
    typed(one, "seed_grant", 2000)
    saved(one)
    two.context.set_offline(False)
    two.page.wait_for_function("() => document.getElementById('errors').textContent.includes('E24')")
    assert value(two, "seed_grant") == 2000


def test_too_much_cannot_be_submitted(turn):  # B07
    _, groups, one, _ = turn
    typed(one, "seed_grant", 150_000)
    one.page.wait_for_function("() => document.getElementById('left').textContent.includes('50\u202f000')")
    assert one.page.is_disabled("#submit")
    typed(one, "seed_grant", "douze")
    assert one.page.is_disabled("#submit")
    typed(one, "people_funding", 500)  # less than the least
    typed(one, "seed_grant", 10)
    assert one.page.is_disabled("#submit")
    refused = groups[0].submit(1, {"seed_grant": 150_000})
    assert refused.status_code == 422


def test_a_double_click_plays_one_move(turn):  # B08
    lead, groups, one, _ = turn
    typed(one, "seed_grant", 5000)
    one.click("#submit").see("#asked-yes")
    one.page.evaluate("const b = document.getElementById('asked-yes'); b.click(); b.click()")
    one.see("#played")
    one.page.evaluate("document.getElementById('submit').click()")
    assert [m["moves"] for m in groups[0].state()["moves"]] == [{"seed_grant": 5000}]
    assert sum('"submitted"' in line for line in lead.get("journal.jsonl").text.splitlines()) == 1


def test_a_reload_keeps_screen_and_values_at_each_phase(visit, server):  # B09
    lead, groups, links = game(server, ())
    one = None
    for phase in PHASES:
        if phase == "reveal":
            groups[0].get("state")
            lead.go("running", "reveal")
        else:
            lead.go(phase)
        one = one or visit(links["groups"][0]["url"]).arrive()
        one.page.wait_for_function("p => document.querySelector('.phase-now')?.textContent.includes(p)", arg={
            "lobby": "attente", "briefing": "consignes", "open": "ouvert", "locked": "verrouillé",
            "reveal": "résultats", "debrief": "débriefing", "closed": "terminé"}[phase])  # fmt: skip
        if phase == "open":
            typed(one, "seed_grant", 7000)
            one.page.fill("#field-rationale", "Parce que")
            saved(one)
        one.page.wait_for_timeout(500)
        before = re.sub(r"\d\d:\d\d", "", one.text())
        one.page.reload()
        one.see(".phase-now")
        one.page.wait_for_timeout(600)
        assert re.sub(r"\d\d:\d\d", "", one.text()) == before, phase
        if phase in ("open", "locked"):
            assert value(one, "seed_grant") == 7000
            assert one.page.input_value("#field-rationale") == "Parce que"


def test_a_whole_turn_by_keyboard_alone(turn, visit, server):  # B19
    _lead, groups, one, _ = turn
    page = one.page

    def to(selector, most=120):
        for _ in range(most):
            if page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not reach {selector}")

    to("#range-seed_grant")
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    to("#field-people_funding")
    page.keyboard.press("Control+a")
    page.keyboard.type("20000")
    to("[name=way-jobs]")
    page.keyboard.press("Space")
    to("#field-rationale")
    page.keyboard.type("Au clavier")
    to("#submit")
    page.keyboard.press("Enter")
    to("#asked-yes")
    page.keyboard.press("Enter")
    one.see("#played")
    move = groups[0].state()["moves"][0]
    assert move["moves"]["people_funding"] == 20_000 and move["moves"]["seed_grant"] > 0
    assert move["rationale"] == "Au clavier" and move["prediction"] == {"jobs": "up"}
    to("canvas")
    page.keyboard.press("ArrowRight")
    first = one.text(".readout")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    assert "habitants" in first and one.text(".readout") != first


def test_another_language_keeps_what_is_typed_and_writes_numbers_its_way(turn):  # B23
    _, _, one, _ = turn
    typed(one, "seed_grant", 12_345)
    one.page.fill("#field-rationale", "Essai")
    one.page.wait_for_timeout(150)
    assert "87\u202f655\u00a0€" in one.text("#left")
    one.speak("en")
    one.see("#lines")
    assert value(one, "seed_grant") == 12_345 and one.page.input_value("#field-rationale") == "Essai"
    one.page.wait_for_function("() => document.getElementById('left').textContent.includes('87,655')")
    assert one.missing() == []


def test_the_preview_is_absent_where_it_is_not_allowed(turn):  # B29
    lead, groups, one, _ = turn
    assert one.page.locator("#preview").count() == 0
    assert not [url for url in one.asked if "preview" in url]
    assert groups[0].post("preview", {"moves": {}}).status_code == 403
    lead.post("preview", {"on": True})
    one.see("#preview")
    lead.post("preview", {"on": False})
    one.page.wait_for_selector("#preview", state="detached")


def test_the_map_is_painted_as_the_numbers_say(turn, server):  # B32
    _, _, one, _ = turn
    shape = {name: value for name, value in SETTING["params"].items() if name.startswith("territory.")}
    places = server.page().get("/api/map/grid", params=shape).json()["places"]
    assert len(places) == 9  # as the room's setting shapes it
    one.page.locator("canvas").first.scroll_into_view_if_needed()
    one.page.click(".map ~ details summary")
    cells = "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
    rows = one.page.eval_on_selector_all(".map ~ details tbody tr", cells)
    assert [int(re.sub(r"\D", "", row[1])) for row in rows] == [round(p["population"]) for p in places]
    shades = one.page.evaluate("""() => {
      const c = document.querySelector('canvas'), seen = {};
      const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
      for (let i = 0; i < d.length; i += 4) { const k = [...d.slice(i, i + 3)].join(); seen[k] = (seen[k] || 0) + 1; }
      return seen; }""")
    assert len(shades) > 5
    classes = {row[3] for row in rows}
    tokens = {"1": "255,255,204", "2": "161,218,180", "3": "65,182,196", "4": "44,127,184", "5": "37,52,148"}
    assert {k for k, rgb in tokens.items() if shades.get(rgb, 0) > 20} == classes & set(tokens)
    canvas = one.page.locator("canvas").first
    canvas.focus()
    names = set()
    for key in ("ArrowUp", "ArrowUp", "ArrowRight", "ArrowDown", "ArrowLeft", "ArrowLeft"):
        canvas.press(key)
        said = one.text(".readout")
        place = next(p for p in places if said.startswith(p["name"] + " "))
        names.add(place["name"])
        assert f"{round(place['population']):,}".replace(",", "\u202f") in said
    assert len(names) >= 3


def test_what_was_typed_for_a_turn_that_went_by_is_kept_and_said(turn):  # B11
    lead, groups, one, _ = turn
    one.context.set_offline(True)
    typed(one, "seed_grant", 9000)
    one.page.wait_for_function("() => /Hors ligne/.test(document.getElementById('saved').textContent)")
    lead.go("locked", "running", "reveal", "open")
    one.context.set_offline(False)
    one.page.wait_for_function("() => /Tour 2/.test(document.querySelector('.phase-now').textContent)")
    one.page.wait_for_function("() => document.getElementById('errors').textContent.includes('E22')")
    late = groups[0].state()["late"]
    assert (late["turn"], late["moves"]) == (1, {"seed_grant": 9000}) and value(one, "seed_grant") == 0
