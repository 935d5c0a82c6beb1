"""Trying alone in a browser: a quick look at each move of a slider, the bands after it, assumptions one may change."""

import json
import re
import statistics

import pytest

SMALL = {"territory": "grid", "years_a_turn": 1, "budget": 500_000, "moves": {}, "params": {}}
LOOK = """() => new Promise(done => {
  const r = document.getElementById("range-people_funding"), out = document.getElementById("out");
  const start = performance.now();
  const before = Number(out.querySelector('[data-change]').dataset.change);
  const seen = new MutationObserver(() => {
    const now = out.querySelector('[data-change]');
    if (now && Number(now.dataset.change) > before) {
      seen.disconnect(); requestAnimationFrame(() => setTimeout(() => done(performance.now() - start), 0)); } });
  seen.observe(out, {childList: true, subtree: true});
  r.value = Number(r.value) + Number(r.step); r.dispatchEvent(new Event('input', {bubbles: true})); })"""  # fmt: skip


def kept(one, values):
    one.page.add_init_script(f"localStorage['essaimage:solo'] ??= {json.dumps(json.dumps(values))}")
    return one


def test_a_slider_shows_a_quick_look_then_the_bands(visit, server):
    one = kept(visit("/guide"), SMALL).go("/solo")
    one.see("[data-stage=preview]")
    assert "Aperçu" in one.text("#out h2") and "modèle rapide" in one.text("#out")
    one.page.evaluate("const r = document.getElementById('range-people_funding'); r.value = 200000;"
                      "r.dispatchEvent(new Event('input'))")  # fmt: skip
    one.see("[data-change='1'][data-stage=preview]")
    assert one.page.locator(".tile").count() >= 6 and one.page.locator("canvas").count() >= 1
    one.page.wait_for_selector("[data-change='1']:not([data-stage=preview])", timeout=60_000)
    assert "modèle rapide" not in one.text("#out") and re.search(r"90\s%", one.text("#out"))
    one.page.reload()
    one.see("[data-stage]")
    assert re.sub(r"\D", "", one.page.input_value("#field-people_funding")) == "200000"
    one.speak("en")
    assert "Quick preview" in one.text("#out") or "bands" in one.text("#out")
    assert one.missing() == []


def test_an_assumption_that_is_changed_is_tried(visit, server):
    one = kept(visit("/guide"), SMALL).go("/solo")
    one.see("[data-stage=preview]")
    bodies = []
    one.page.on("request", lambda r: bodies.append(r.post_data_json) if r.url.endswith("/api/solo") else None)
    one.click("#assumptions summary")
    field = one.page.locator("#assumptions input").first
    assert re.search(r"plausible", one.text("#assumptions"))
    field.fill(field.get_attribute("min"))
    one.see("[data-change='1']")
    assert [list(body["values"]["params"].values()) for body in bodies[:1]] == [[float(field.get_attribute("min"))]]


@pytest.mark.web
def test_a_quick_look_is_painted_within_150_milliseconds(visit, server):
    usual = {**SMALL, "territory": "chalon_creusot", "years_a_turn": 5, "budget": 2_000_000}
    one = kept(visit("/guide"), usual).go("/solo")
    one.see("[data-stage=preview]")
    one.page.wait_for_timeout(3000)
    took = [one.page.evaluate(LOOK) for _ in range(40)]
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"\nslider to quick look alone: median {statistics.median(took):.0f} ms, p95 {p95:.0f} ms")
    assert p95 < 150
