"""Every screen, in both languages: no request leaves the machine, no fault of access, no text cut off or missing."""

import pytest

from tests.web.visitor import Visitor, game

HIDDEN = """() => [...document.querySelectorAll('.scroll:has(.stack)')]
  .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.ariaLabel)"""
SMALL = """() => [...document.querySelectorAll('button, .button, select, summary, textarea, nav a, .foot a,'
  + ' input:not([type=checkbox], [type=radio], [type=range], [type=file])')].filter(e => e.checkVisibility())
  .filter(e => e.offsetHeight < 44).map(e => e.outerHTML.slice(0, 90))"""
SCREENS = ("home", "new", "solo", "guide", "room", "sheet", "arrival", "waiting", "turn", "board", "results", "compare",
           "screen", "debrief", "debrief-g", "exports", "system")  # fmt: skip


@pytest.fixture(scope="module")
def walk(server, chromium):
    """Go through a whole game; note at each screen what is wrong in each language and width."""
    seen, asked, errors, visitors = {}, [], [], []

    def visitor(url, ready):
        one = Visitor(server, chromium).go(url)
        visitors.append(one)
        one.see(ready)
        return one

    def note(name, one):
        found = {"axe": [], "wide": [], "missing": [], "hidden": [], "small": []}
        for lang in ("en", "fr"):
            one.speak(lang)
            found["axe"] += [f"{lang} {row}" for row in one.violations()]
            for width in (320, 640):  # 640: 1280 at 200 %
                one.resize(width)
                if one.too_wide() > 0:
                    found["wide"].append((lang, width, one.too_wide()))
                if width == 320:
                    found["hidden"] += one.page.evaluate(HIDDEN)
                    found["small"] += one.page.evaluate(SMALL)
            one.resize(1280)
        found["missing"] = one.missing()
        seen[name] = found

    for name, url, ready in (("home", "/", "#code"), ("new", "/new", "#create"), ("solo", "/solo", "#run"),
                             ("guide", "/guide", "#hours td")):  # fmt: skip
        note(name, visitor(url, ready))
    lead, groups, links = game(server, ("lobby",))
    a = visitor(links["facilitator"]["url"], "#reveal-codes")
    g = visitor(links["groups"][0]["url"], "#arrive")
    p = visitor(links["screen"]["url"], ".big-code")
    a.click("#reveal-codes").see("[data-code]")
    note("room", a)
    note("sheet", visitor_of(a, f"/s/{lead.sid}/a/sheet"))
    note("arrival", g)
    g.arrive()
    note("waiting", g)
    lead.go("briefing", "open")
    g.see("#lines")
    g.page.fill("#field-people_funding", "40000")
    note("turn", g)
    a.click("#tab-board").see("#phase")
    note("board", a)
    groups[0].submit(1, {"people_funding": 40_000}, prediction={"jobs": "up"})
    groups[1].submit(1, {"seed_grant": 90_000})
    lead.go("locked", "running", "reveal")
    g.see("#results")
    g.click("#why").see(".cause")
    note("results", g)
    a.click("#tab-compare").see("#ranks")
    note("compare", a)
    p.see("#ranks")
    note("screen", p)
    lead.go("debrief")
    g.see("#note")
    note("debrief-g", g)
    a.click("#tab-debrief").see("#step-why")
    a.click("#step-why").see("#if-run")
    note("debrief", a)
    for tab, ready in (("exports", "[data-export]"), ("system", "#selftest")):
        a.click(f"#tab-{tab}").see(ready)
        note(tab, a)
    for one in visitors:
        asked += one.asked
        errors += one.errors
        one.context.close()
    return {"seen": seen, "asked": asked, "errors": errors}


def visitor_of(other, url):
    """Return another tab of somebody's browser."""
    import copy

    one = copy.copy(other)
    one.page = other.context.new_page()
    one.go(url)
    one.see(".secret")
    return one


def test_all_screens_were_seen_without_error(walk):
    assert set(walk["seen"]) == set(SCREENS)
    assert walk["errors"] == []


def test_no_request_leaves_the_machine(walk, server):  # B17
    assert {url for url in walk["asked"] if not url.startswith((server.url, "data:", "blob:"))} == set()


@pytest.mark.parametrize("screen", SCREENS)
def test_no_fault_of_access(walk, screen):  # B18
    assert walk["seen"][screen]["axe"] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_nothing_is_wider_than_a_phone_or_a_page_zoomed_twice(walk, screen):  # B20
    assert walk["seen"][screen]["wide"] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_no_table_hides_columns_on_a_phone_and_a_thumb_finds_every_button(walk, screen):
    assert walk["seen"][screen]["hidden"] == [] and walk["seen"][screen]["small"] == []


@pytest.mark.parametrize("screen", SCREENS)
def test_no_text_is_missing_in_either_language(walk, screen):  # B23
    assert walk["seen"][screen]["missing"] == []
