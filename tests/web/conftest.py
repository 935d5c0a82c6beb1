"""A real server and a real browser; without Chromium these tests say so and are skipped."""

import shutil

import pytest

from tests.web.visitor import Visitor
from tests.workshop.server import Server

NAMES = ("chromium", "chromium-browser", "google-chrome")


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    found = Server(tmp_path_factory.mktemp("pages") / "data")
    yield found
    found.stop()


@pytest.fixture(scope="module")
def chromium():
    """Return a browser; of a module, since no other event loop runs in a process while Playwright's is open."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        pytest.skip(f"no browser: install Chromium ({', '.join(NAMES)} are not on the path)")
    api = pytest.importorskip("playwright.sync_api", reason="no Playwright: pip install playwright")
    with api.sync_playwright() as play:
        browser = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(server, chromium):
    """Return what opens a page in a browser of its own; all are closed, and none may have met an error."""
    visitors = []

    def opened(url, **more):
        visitors.append(Visitor(server, chromium, **more))
        return visitors[-1].go(url)

    yield opened
    for one in visitors:
        one.context.close()
    assert [error for one in visitors for error in one.errors] == []
