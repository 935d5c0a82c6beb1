"""Coming in: by link, by codes; a secret leaves no trace where others may look."""

import io
import re

import pytest
from PIL import Image

from tests.web.visitor import game, here


def scanned(svg):
    """Return what a telephone reads in a code as it is painted."""
    zxingcpp = pytest.importorskip("zxingcpp", reason="no reader of QR codes: pip install zxing-cpp")
    return [found.text for found in zxingcpp.read_barcodes(Image.open(io.BytesIO(svg.screenshot())))]


def test_a_workshop_is_made_in_one_click_and_its_codes_lead_to_each_group(visit, server):  # B01
    a = visit("/new")
    a.see("[id^=preset-]")
    a.click("[id^=preset-]").see("#reveal-codes")
    assert re.fullmatch(r".*/s/\w{6}/a/#\w+", a.page.url)
    a.click("#reveal-codes").see("[data-code]")
    urls = a.page.locator(".card.qr:has([data-code]) .url").all_inner_texts()
    drawn = a.page.locator(".card.qr:has([data-code]) svg").all()
    assert len(urls) >= 2 and len(set(urls)) == len(urls)
    for url, svg in zip(urls, drawn, strict=True):
        assert re.fullmatch(r"http://[\d.:]+/s/\w{6}/g/#k=[\w-]{16}", url)
        assert scanned(svg) == [url]
        one = visit(url).arrive()
        assert "#k=" not in one.page.url


def test_typed_codes_lead_in_and_six_wrong_ones_must_wait(visit, server):  # B02
    lead, _, links = game(server, ("lobby",))
    one = visit("/")
    one.page.fill("#code", lead.sid.lower())
    one.click("#join").see("#group-code")
    one.page.fill("#group-code", "ZZZZZZ")
    for _ in range(6):
        one.click("#enter")
        one.see("#errors strong")
        one.page.wait_for_timeout(120)
    assert "E02" in one.text("#errors")
    other, _, links = game(server, ("lobby",))
    two = visit("/")
    two.page.fill("#code", other.sid)
    two.click("#join").see("#group-code")
    two.page.fill("#group-code", links["groups"][1]["code"])
    two.click("#enter")
    two.see("#arrive")
    assert "La Côte" in two.text()


def test_a_secret_leaves_no_trace_in_addresses_history_or_requests(visit, server):  # B03
    _, _, links = game(server, ("lobby",))
    url = links["groups"][0]["url"]
    secret = url.partition("#k=")[2]
    one = visit(url).arrive()
    one.page.reload()
    one.see("#body h1")
    assert not [asked for asked in one.asked[1:] if secret in asked]
    assert secret not in one.page.evaluate("location.href + JSON.stringify(localStorage) + document.cookie")
    one.page.goto(here(server, "/"))
    one.page.go_back()
    assert secret not in one.page.url
    assert secret not in server.said()


def test_a_name_that_holds_a_script_is_text(visit, server):  # B31
    bad = "<img src=x onerror=alert(1)><b>x"
    _lead, _groups, links = game(server, ("lobby",), groups=[{"name": bad}, {"name": "=1+1"}])
    one = visit(links["groups"][0]["url"])
    one.see("#arrive")
    assert bad in one.text()
    a = visit(links["facilitator"]["url"])
    a.see("#panel [data-group]")
    assert bad in a.text() and a.page.locator("#panel img, #panel b").count() == 0
