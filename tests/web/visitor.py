"""Somebody with a browser: goes to pages, reads them, and notes errors and requests that leave the machine."""

import re
from pathlib import Path

from tests.workshop.server import SETTING, room

AXE = (Path(__file__).parent / "vendor" / "axe.min.js").read_text()
EXPECTED = re.compile(r"status of 4\d\d|ERR_(INTERNET_DISCONNECTED|CONNECTION|INCOMPLETE|EMPTY|NETWORK)|ERR_FAILED")
PLAYED = {**SETTING, "prediction": True, "groups": [{"name": "Les Prés"}, {"name": "La Côte"}]}


class Visitor:
    def __init__(self, server, browser, width=1280, lang="fr", **more):
        self.server, self.errors, self.asked = server, [], []
        self.context = browser.new_context(viewport={"width": width, "height": 800}, locale="fr-FR", **more)
        self.context.add_init_script(f"try {{ localStorage['essaimage:lang'] ??= '{lang}' }} catch {{}}")
        self.page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._said)
        self.page.on("request", lambda request: self.asked.append(request.url))

    def _said(self, message):
        if message.type == "error" and not EXPECTED.search(message.text):
            self.errors.append(message.text)

    def go(self, url):
        self.page.goto(here(self.server, url))
        return self

    def see(self, selector):
        return self.page.wait_for_selector(selector)

    def click(self, selector):
        self.page.click(selector)
        return self

    def speak(self, lang):
        self.page.click(f"#lang-{lang}")
        self.page.wait_for_function("l => document.documentElement.lang === l", arg=lang)
        self.page.wait_for_timeout(150)

    def resize(self, width, height=800):
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.wait_for_timeout(120)

    def too_wide(self):
        return self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")

    def missing(self):
        return self.page.evaluate("[...(window.essaimageMissing || [])]")

    def violations(self):
        self.page.evaluate(f"if (!window.axe) {{ {AXE} }}")
        return self.page.evaluate(
            "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}))"
            ".violations.map(v => v.id + ': ' + v.nodes.slice(0, 2).map(n => n.html.slice(0, 160)).join(' | '))"
        )

    def text(self, selector="#body"):
        return self.page.inner_text(selector)

    def arrive(self):
        self.see("#arrive")
        self.click("#arrive")
        self.page.wait_for_selector("#arrive", state="detached")
        return self


def here(server, url):
    """Return a link as this machine reaches it: the server listens on the loopback only."""
    return re.sub(r"^http://[^/]+", server.url, url) if url.startswith("http") else server.url + url


def game(server, phases=("lobby", "briefing", "open"), **changed):
    """Return the facilitator, the groups and the links of a room, led to a phase."""
    lead, groups = room(server, PLAYED, phases, **changed)
    return lead, groups, lead.get("links").json()
