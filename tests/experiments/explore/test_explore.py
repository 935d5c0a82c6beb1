"""The page of exploration: its model is the one that runs, it is served here only, each session has its own."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import numpy as np
import pytest

import essaimage as es
from experiments import extra
from experiments.cli import LIBRARIES, main
from experiments.explore.model import Explored
from experiments.explore.pictures import LAYERS, curve, layer_of, map_of, numbers, series
from experiments.request import read_request
from sim.errors import InputError

ROOT = Path(__file__).resolve().parents[3]
SMALL = ["territory=grid", "citizens=400", "years=2"]
SHAPE = {"territory.width": 4, "territory.height": 4, "territory.population": 20_000}
PNG = b"\x89PNG"


@pytest.fixture
def model():
    return Explored(settings=[*SMALL, *(f"{k}={v}" for k, v in SHAPE.items())], policy="fund_people", seed=3)


def test_stepped_by_hand_it_is_the_run_of_the_command(model):
    for _ in range(30):
        model.step()
    run = es.run(territory="grid", policy="fund_people", seed=3, citizens=400, years=2, params=SHAPE)
    assert model.state.step == 24 and not model.running
    for name in ("adopted_share", "sites", "money_paid"):
        mine = run.indicators[run.indicators["indicator"] == name]["value"].to_numpy()
        assert np.array_equal(series(model, name), mine)


def test_the_command_shown_makes_the_same_run(model):
    words = model.command.split()
    assert words[:2] == ["essaimage", "run"]
    from experiments.compose import compose

    assert compose(tuple(words[2:])) == model.cell


def test_a_slider_takes_the_place_of_the_setting_of_its_name():
    made = Explored(settings=[*SMALL, "operate.sigma=0.3"], **{"operate.sigma": 1.5})
    assert made.cell["params"]["operate"]["sigma"] == 1.5 and made.command.count("operate.sigma") == 1


@pytest.mark.parametrize("layer", LAYERS)
def test_a_layer_is_of_now_and_is_drawn(model, layer):
    before = layer_of(model.state, layer)
    for _ in range(24):
        model.step()
    after = layer_of(model.state, layer)
    assert before.shape == after.shape == model.state.places.code.shape
    assert not np.array_equal(before, after, equal_nan=True)
    assert map_of(model, layer, "fr").startswith(PNG)


def test_what_the_pictures_show_is_said_in_words_in_both_languages(model):
    model.step()
    english, french = (numbers(model, ["sites"], lang) for lang in ("en", "fr"))
    sites = int(series(model, "sites")[-1])
    assert "month 1" in english[0] and "mois 1" in french[0]
    assert f"{sites}" in english[1] and "Sites ouverts\u00a0:" in french[1]
    assert curve(model, "sites", "fr") != curve(model, "adopted_share", "fr")


def test_without_the_extra_it_says_how_to_get_it(monkeypatch, capsys):
    monkeypatch.setattr(extra, "find_spec", lambda name: None)
    assert main(["explore", "lang=en"]) == 2
    said = capsys.readouterr().err
    assert "needs solara" in said and "pip install '.[explore]'" in said


def installed():
    """Skip, saying why, where the extra is not installed."""
    lacking = [name for name in LIBRARIES["explore"][1:] if extra.find_spec(name) is None]
    if lacking:
        pytest.skip(f"the extra explore is not installed: {', '.join(lacking)}")


def test_sliders_span_plausible_ranges_and_start_from_the_settings():
    installed()
    from experiments.explore.command import sliders_of

    request = read_request(["explore", *SMALL, "operate.sigma=0.4", "params=[operate.sigma,people_funding.term]"])
    found = sliders_of(request, [])
    assert set(found) == {"policy", "seed", "budget", "operate.sigma", "people_funding.term"}
    assert found["operate.sigma"]["value"] == 0.4 and found["people_funding.term"]["type"] == "SliderInt"
    for slider in (s for s in found.values() if s["type"] != "Select"):
        assert slider["min"] <= slider["value"] <= slider["max"] and slider["step"] > 0
    json.dumps(found)


def test_all_that_is_wrong_is_said_at_once():
    installed()
    from experiments.explore.command import explore

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"port {port} is taken"):
            explore(read_request(["explore", *SMALL, f"port={port}", "lang=en"]))
    with pytest.raises(InputError) as caught:
        explore(read_request(["explore", "policy=fund_peple", "port=1", "lang=en"]))
    assert "fund_people" in str(caught.value) and "port is 1" in str(caught.value)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Return the address of a page served by a process of its own, in French."""
    installed()
    port, folder = free_port(), tmp_path_factory.mktemp("explore")
    log = (folder / "log").open("w+")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(folder)}
    server = subprocess.Popen(
        [sys.executable, "-m", "experiments.cli", "explore", *SMALL, f"port={port}", "lang=fr"],
        cwd=folder, env=environment, stdout=log, stderr=log,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}/"
    try:
        for _ in range(240):
            try:
                urllib.request.urlopen(address, timeout=5)
                break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None, (folder / "log").read_text()
                time.sleep(0.5)
        yield address, folder / "log"
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(timeout=30)


def test_the_page_answers_on_this_machine(served):
    address, log = served
    with urllib.request.urlopen(address, timeout=20) as answer:
        text = answer.read().decode()
    assert answer.status == 200 and "essaimage" in text
    assert address.rstrip("/") in log.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def browser():
    """Return a headless Chromium, or skip, saying why."""
    drive = pytest.importorskip("playwright.sync_api", reason="playwright, which drives a browser, is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium browser is installed")
    with drive.sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield found
        found.close()


def opened(browser, address, strange):
    """Return a page in a session of its own; requests to elsewhere, or refused, are noted in ``strange``."""
    page = browser.new_context(viewport={"width": 1400, "height": 1000}).new_page()
    local = (address, "data:", "blob:", address.replace("http", "ws"))
    page.on("request", lambda r: None if r.url.startswith(local) else strange.append(r.url))
    page.on("response", lambda r: strange.append(r.url) if r.status >= 400 else None)
    page.goto(address)
    page.get_by_role("button", name="Step").wait_for(timeout=90_000)
    page.get_by_text(re.compile("mois 0 /")).wait_for(timeout=90_000)
    return page


def test_a_step_moves_the_curve_of_its_own_session_only(served, browser):
    strange = []
    one, other = (opened(browser, served[0], strange) for _ in range(2))
    one.locator("img").nth(2).wait_for()
    before = [image.get_attribute("src") for image in one.locator("img").all()]
    one.get_by_role("button", name="Step").click()
    one.get_by_text(re.compile("mois 1 /")).wait_for(timeout=30_000)
    after = [image.get_attribute("src") for image in one.locator("img").all()]
    assert len(before) == len(after) == 3 and all(a != b for a, b in zip(before, after, strict=True))
    other.wait_for_timeout(500)
    assert other.get_by_text(re.compile("mois 0 /")).count() == 1
    other.get_by_role("button", name="Step").click()
    other.get_by_text(re.compile("mois 1 /")).wait_for(timeout=30_000)
    one.get_by_role("button", name="Reset").click()
    one.get_by_text(re.compile("mois 0 /")).wait_for(timeout=30_000)
    assert other.get_by_text(re.compile("mois 1 /")).count() == 1
    assert strange == []  # nothing is fetched from elsewhere: it works without a network
    assert "Traceback" not in served[1].read_text(encoding="utf-8")
