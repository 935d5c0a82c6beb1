"""The report and the note: self-contained, escaped, bilingual, honest about what is missing, two pages printed."""

import json
import re
import shutil
import subprocess
from html import escape
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from experiments import brief, drawing, runner
from experiments import unfinished as partial_results
from experiments.cli import main
from experiments.report import command, pieces
from experiments.report.assumed import by_dial
from experiments.report.browser import browser, pages, printed
from experiments.report.command import SIZES, fitted_note
from experiments.report.markup import Safe, items, section, table, tag
from experiments.report.pages import note_page, report_page
from experiments.report.pieces import Pieces
from experiments.report.style import SCREEN
from experiments.results import Sweep
from experiments.store import read
from experiments.unfinished import opened
from experiments.words import forbidden
from sim.errors import Text
from tests.experiments.figures.test_style import contrast
from tests.experiments.test_commands import SMALL, SWEEP

CHROMIUM = browser()
printing = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium, Chrome or Edge browser is installed here")
WIDE = [a for a in SWEEP if not a.startswith("start=")] + ["start=[equipped,staffed]"]


class Page(HTMLParser):
    """What a page holds: its elements with their attributes, its headings, its text."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.open, self.headings, self.words = [], [], [], []
        self.feed(text)

    def handle_starttag(self, name, attributes):
        self.elements.append((name, dict(attributes)))
        if name not in ("img", "meta"):
            self.open.append(name)

    def handle_endtag(self, name):
        assert self.open.pop() == name, f"</{name}> closes another element"

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("style", "pre"):
            self.words.append(data)
        if self.open and re.fullmatch("h[1-6]", self.open[-1]):
            self.headings.append((int(self.open[-1][1]), data))

    def of(self, name):
        return [attributes for found, attributes in self.elements if found == name]


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    out = tmp_path_factory.mktemp("report") / "out"
    assert main(["sweep", *WIDE, f"out={out}"]) == 0
    return out


@pytest.fixture(scope="module")
def written(swept):
    """The pages in both languages, without a browser."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ESSAIMAGE_BROWSER", "")
        found = {}
        for lang in ("en", "fr"):
            assert main(["report", str(swept), f"lang={lang}"]) == 0
            found[lang] = (swept / "report.html").read_text(encoding="utf-8")
    return found


def test_the_report_is_one_page_that_asks_nothing_of_another_machine(written, swept):
    for text in written.values():
        assert not re.search(r"https?://|src=\"(?!data:)|url\(|@import|<script|<link|<iframe", text)
        policy = next(a["content"] for a in Page(text).of("meta") if "http-equiv" in a)
        assert policy.startswith("default-src 'none'")
        assert all(a["href"].startswith("#") for a in Page(text).of("a"))
    assert not list(swept.glob("*.tmp*")) and not list(swept.glob(".*"))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_report_says_everything_it_should(written, lang):
    page = Page(written[lang])
    assert page.of("html")[0]["lang"] == lang and not page.open
    anchors = [a["id"] for name, a in page.elements if name == "h2"]
    assert anchors == ["question", "answer", "diffusion", "benefit", "costs", "assumptions", "limits", "redo"]
    assert {a["href"][1:] for a in page.of("a")} == {*anchors, "content"}
    words = " ".join(page.words)
    wanted = {"en": ("worlds tested", "Licences", "Windfall", "Exploratory"),
              "fr": ("mondes testés", "Ce que cela coûte", "Aubaine", "pas une prévision")}[lang]  # fmt: skip
    assert all(said in words for said in wanted) and not forbidden(words)
    assert "NBSP" not in words and "nan" not in words.lower().split()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_report_can_be_read_without_seeing_it(written, lang):
    page = Page(written[lang])
    levels = [level for level, _ in page.headings]
    assert levels[0] == 1 and levels.count(1) == 1 and all(b - a <= 1 for a, b in pairwise(levels))
    pictures = page.of("img")
    assert len(pictures) >= 12 and all(len(a["alt"]) > 20 for a in pictures)
    assert len({a["alt"] for a in pictures}) == len(pictures)
    assert len(page.of("caption")) == len(page.of("table")) >= 8
    assert all(a.get("scope") in ("col", "row") for a in page.of("th"))
    assert page.of("a")[0]["class"] == "skip" and ("main", {"id": "content"}) in page.elements
    ids = [a["id"] for _, a in page.elements if "id" in a]
    assert len(ids) == len(set(ids))


def test_colours_of_the_page_are_read_on_white():
    colours = dict(re.findall(r"--(ink|soft|link):(#[0-9a-f]{3,6})", SCREEN))
    assert len(colours) == 3 and min(contrast(colour) for colour in colours.values()) >= 4.5


def test_under_each_figure_stands_the_command_that_remakes_it(written, swept):
    text = written["fr"]
    figures = re.findall(r"<figure>.*?</figure>", text, flags=re.DOTALL)
    assert re.findall(r"<p>Figure (\d+)\.", text) == [str(k) for k in range(1, len(figures) + 1)]
    names = {match for figure in figures for match in re.findall(r"\(figures/([a-z_0-9]+)\.png\)", figure)}
    assert len(figures) == len(names) and all(f"essaimage plot {swept} lang=fr" in figure for figure in figures)
    drawn = {name for name, _ in drawing.Album(Sweep(read(swept)), "fr").figures()}
    assert names <= drawn


def test_the_page_tells_model_commit_seeds_and_settings(written, swept):
    manifest = json.loads((swept / "manifest.json").read_text())
    text = written["en"]
    assert manifest["versions"]["model"] in text and str(manifest["commit"]) in text
    assert f"{manifest['updated'][:16].replace('T', ' ')} UTC" in text, "universal time, to the minute"
    assert "2 (1–2)" in text and "&quot;citizens&quot;: 400" in text
    assert f"essaimage replay {swept} {read(swept).run_ids()[0]}" in text


def test_the_answer_is_that_of_compare(written, swept):
    sweep = Sweep(read(swept))
    for indicator in sweep.experiment.indicators:
        assert tag("p", brief.answer(sweep, indicator, "fr"))[3:-4] in written["fr"]
    found = sweep.compare(indicators=["jobs"])
    for row in brief.rows(found):
        assert brief.span_text("jobs", row.low, row.high, "fr") in written["fr"]
    for row in brief.rows(by_dial(pieces.Pieces(sweep, "fr"), "operate.sigma")):
        gap, span = brief.gap_and_span("adopted_share", row, "fr")
        assert tag("td", gap) + tag("td", span) in written["fr"], "each value of an assumption has its interval"


def test_whatever_is_text_stays_text(swept, monkeypatch):
    evil = "<script>alert(1)</script>\"'&"
    for module in (brief, drawing, pieces):
        monkeypatch.setattr(module, "label", lambda group, name, lang: f"{name} {evil}")
    both = Pieces(Sweep(read(swept)), "en")
    for page in (report_page(both, [evil]), note_page(both, [])):
        assert "<script" not in page and "&lt;script&gt;" in page
        assert Page(page).of("script") == []


def test_only_markup_of_our_own_is_not_escaped():
    assert tag("p", "a<b", Safe("<i>x</i>"), title='"q"') == '<p title="&quot;q&quot;">a&lt;b<i>x</i></p>'
    assert items(["<", ""]) == "<ul><li>&lt;</li></ul>" and items([]) == "" and section("a", "A") == ""
    assert "&lt;b&gt;" in table("<b>", ["x"], [["<b>"]]) and "<b>" not in table("<b>", ["<b>"], [["<b>", "<b>"]])


def test_what_failed_or_is_not_done_is_said(swept):
    sweep = Sweep(read(swept))
    runs = sweep.table("runs")
    runs.loc[0, "status"], runs.loc[1, "status"] = "failed", "planned"
    assert [text.en.split(":")[0] for text in command.lacking(sweep)] == [
        f"1 run of {len(runs)} not computed yet", f"1 run of {len(runs)} failed"]  # fmt: skip


def unfinished(swept, folder, kept):
    """Return a copy of a sweep that was killed after ``kept`` parts."""
    shutil.copytree(swept, folder)
    shutil.rmtree(folder / "tables")
    for path in sorted((folder / "parts").glob("*.zip"))[kept:]:
        path.unlink()
    manifest = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(manifest | {"status": "planned"}))
    return folder


@pytest.fixture(scope="module")
def tiny(tmp_path_factory):
    """A finished sweep of a name of its own, each run in a part of its own."""
    out = tmp_path_factory.mktemp("tiny") / "done"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(runner, "LARGEST", 1)
        assert main(["sweep", *SMALL, "policy=[none,current_mix]", "seeds=2", "engine=serial", f"out={out}"]) == 0
    return out


def test_an_unfinished_sweep_of_one_s_own_settings_says_to_finish_it(tiny, tmp_path, capsys):
    partial = unfinished(tiny, tmp_path / "partial", 1)
    assert main(["report", str(partial)]) == 1 and "not finished" in capsys.readouterr().err
    assert not (partial / "report.html").exists()


def test_an_unfinished_experiment_gives_what_is_stored_and_says_what_is_not(tiny, tmp_path, monkeypatch):
    finished, partial = Sweep(read(tiny)), unfinished(tiny, tmp_path / "partial", 3)
    whole = finished.table("plan")
    larger = pd.concat([whole.assign(world=7, run_id="other"), whole.assign(world=9)])
    monkeypatch.setattr(partial_results, "names", lambda group: ("sweep",))
    monkeypatch.setattr(partial_results, "experiment_named", lambda name: name)
    monkeypatch.setattr(partial_results, "expand", lambda name, own: SimpleNamespace(plan=larger))
    found = opened(read(partial))
    assert found.table("plan")[whole.columns].to_numpy().tolist() == whole.to_numpy().tolist()
    done, order = set(found.table("indicators")["run_id"]), ["run_id", "step", "indicator"]
    assert len(done) == 3 < len(whole) and set(found.plan["run_id"]) == done
    mine = finished.indicators[finished.indicators["run_id"].isin(done)]
    pd.testing.assert_series_equal(found.indicators.sort_values(order)["value"].reset_index(drop=True),
                                   mine.sort_values(order)["value"].reset_index(drop=True))  # fmt: skip
    assert [text.fr for text in command.lacking(found)] == [
        "1 simulation sur 4 pas encore calculées : la même commande, relancée, fera le reste."]  # fmt: skip
    assert "1 simulation sur 4" in report_page(Pieces(found, "fr"), [t.fr for t in command.lacking(found)])
    assert len(list((partial / "parts").glob("*.zip"))) == 3


def test_a_sweep_with_no_run_done_has_a_page_that_says_so(tiny, tmp_path):
    found = Sweep(read(tiny))
    found._cache = {"plan": found.table("plan"), "runs": found.table("runs").assign(status="failed")}
    missing = [text.en for text in command.lacking(found)]
    assert missing[-1].startswith("No run has ended")
    for page in (report_page(Pieces(found, "en"), missing), note_page(Pieces(found, "en"), missing)):
        assert "No run has ended" in page and "<img" not in page and not Page(page).open


@pytest.mark.parametrize("flags", [[], ["--note"]])
def test_one_run_has_a_report_too(tmp_path, flags, monkeypatch, capsys):
    monkeypatch.setenv("ESSAIMAGE_BROWSER", "")
    assert main(["run", *SMALL, "policy=fund_people", f"out={tmp_path / 'one'}"]) == 0
    capsys.readouterr()
    assert main(["report", str(tmp_path / "one"), "lang=fr", "--json", *flags]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["files"] == [str(tmp_path / "one" / ("note.html" if flags else "report.html"))]
    assert "qu'un tirage" in found["missing"][0] and "Chromium" in found["said"][0]
    text = Path(found["files"][0]).read_text(encoding="utf-8")
    assert "Des postes dans la durée" in text and not Page(text).open


def test_results_of_another_version_are_refused(swept, tmp_path, capsys):
    old = tmp_path / "old"
    shutil.copytree(swept, old)
    manifest = json.loads((old / "manifest.json").read_text())
    manifest["versions"]["model"] = "0.0.1"
    (old / "manifest.json").write_text(json.dumps(manifest))
    (old / "report.html").unlink(missing_ok=True)
    assert main(["report", str(old)]) == 2
    assert "version 0.0.1" in capsys.readouterr().err and not (old / "report.html").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["report"], "needs OUT"),
        (["report", "nowhere"], "does not exist"),
        (["report", "x", "seeds=2"], "does not take seeds"),
        (["plot", "x", "--note"], "--note works with report"),
        (["compare", "x", "for=slides"], "does not take for"),
    ],
)
def test_what_the_commands_do_not_take_is_refused(arguments, said, capsys):
    assert main([*arguments, "lang=en"]) == 2
    assert said in capsys.readouterr().err


def test_plot_takes_slides_only(swept, capsys):
    assert main(["plot", str(swept), "for=slide"]) == 2
    assert "must be slides" in capsys.readouterr().err
    assert main(["plot", str(swept), "--for", "slides", "lang=fr"]) == 0
    paths = [Path(line) for line in capsys.readouterr().out.splitlines()]
    assert {path.parent for path in paths} == {swept / "slides"} and all(path.exists() for path in paths)
    assert paths[0].name == "01_answer.png" and paths[-1].name.endswith("map.svg")


def test_without_a_browser_there_is_a_word_and_no_old_pdf(swept, tmp_path, monkeypatch, capsys):
    out = tmp_path / "out"
    shutil.copytree(swept, out)
    (out / "note.pdf").write_bytes(b"of another time")
    monkeypatch.setenv("ESSAIMAGE_BROWSER", "")
    assert main(["report", str(out), "--note"]) == 0
    assert "No Chromium" in capsys.readouterr().out
    assert (out / "note.html").exists() and not (out / "note.pdf").exists()


def test_a_browser_that_fails_is_told_and_no_error():
    found = printed("<p>x</p>", shutil.which("false") or "/bin/false")
    assert isinstance(found, Text) and "could not print" in found.en


def test_the_note_shrinks_until_it_holds_on_two_pages(swept, monkeypatch):
    tried = []

    def printer(page, program):
        tried.append(float(re.search(r"html\{font-size:([\d.]+)pt\}\nbody", page)[1]))
        return b"/Type /Page\n" * (4 - len(tried))

    monkeypatch.setattr(command, "printed", printer)
    _, pdf = fitted_note(Pieces(Sweep(read(swept)), "en"), [], "browser")
    assert tried == [SIZES[0][0], SIZES[1][0]] and pages(pdf) == 2


@printing
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_note_is_two_a4_pages(swept, lang):
    _, pdf = fitted_note(Pieces(Sweep(read(swept)), lang), [], CHROMIUM)
    assert isinstance(pdf, bytes) and pdf.startswith(b"%PDF") and pages(pdf) == 2
    width, height = map(float, re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf).groups())
    assert (width, height) == pytest.approx((595.3, 841.9), abs=1.0)


@printing
def test_the_report_is_printed_beside_its_page(swept, capsys):
    assert main(["report", str(swept), "lang=fr"]) == 0
    assert capsys.readouterr().out.splitlines() == [str(swept / "report.html"), str(swept / "report.pdf")]
    assert pages((swept / "report.pdf").read_bytes()) >= 5


@printing
@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_never_scrolls_sideways(written, tmp_path, width):
    """The browser lays the page out in a frame of so many pixels and says how far its contents stand out of it."""
    inside = re.sub(r'<meta http-equiv="[^>]*>', "", written["fr"])  # it forbids scripts
    script = "<script>let d=document.documentElement;parent.document.title=d.scrollWidth-d.clientWidth</script></body>"
    page = escape(inside.replace("</body>", script), quote=True)
    frame = f'<title>?</title><iframe srcdoc="{page}" style="border:0;height:900px;width:{width}px"></iframe>'
    (tmp_path / "frame.html").write_text(f"<!DOCTYPE html>{frame}", encoding="utf-8")
    done = subprocess.run(
        [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom",
         f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=4000", (tmp_path / "frame.html").as_uri()],
        capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    found = re.search(r"<title>(\d+)</title>", done.stdout)
    assert found, done.stderr[-500:]
    assert found[1] == "0"
