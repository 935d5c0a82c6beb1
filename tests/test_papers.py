"""What stands beside the code: citation, licences, versions and links say what the code says."""

import importlib.metadata
import re
import shlex
import tomllib
from pathlib import Path

import pytest
import yaml

import essaimage as es
from experiments.compose import composed
from experiments.request import read_request

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
ROWS = re.findall(r"^\| ([\w-]+) \| ([^|]+) \| ([^|]+) \|$", (ROOT / "THIRD_PARTY.md").read_text("utf-8"), re.MULTILINE)
FAMILIES = {"MIT": "MIT", "BSD": "BSD", "Apache": "Apache", "MPL": "MPL|Mozilla", "PSF": "Python Software Foundation"}
PAGES = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "notebooks" / "README.md"]
NEW = ["RELEASING.md", "SECURITY.md", "THIRD_PARTY.md", "CITATION.cff", "docs/stability.md", "docs/howto/export.md",
       "docs/howto/cite.md", "docs/howto/reproduce.md", "docs/howto/explore.md", "notebooks/README.md"]  # fmt: skip
SHOWN = r"^(?:\$ )?(?:\.venv/bin/)?essaimage (.+)$"  # a line of a block, typed as it stands
OWN = re.compile(r"path=|settings=|policy=my_|coaching|policy=\[")  # stands on files or code of the reader


def name_of(requirement):
    """Return the bare name of a requirement of pyproject.toml."""
    return re.split(r"[\[<>=!~; ]", requirement)[0]


def test_the_citation_file_says_what_the_code_says():
    said = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    bibtex = dict(re.findall(r"(\w+) = \{+([^{}]+)\}", es.cite()))
    assert said["title"] == bibtex["title"] and said["authors"] == [{"name": bibtex["author"]}]
    assert str(said["version"]) == bibtex["version"] == es.MODEL_VERSION
    assert said["license"] == bibtex["license"] == PROJECT["license"] and said["cff-version"] == "1.2.0"


def test_program_and_model_have_the_same_major_and_minor_number():
    assert PROJECT["version"].split(".")[:2] == es.MODEL_VERSION.split(".")[:2]
    assert f"## {PROJECT['version']}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_every_direct_dependency_is_named_with_its_licence_and_what_it_is_for():
    wanted = {name_of(text): "always" for text in PROJECT["dependencies"]}
    for extra, texts in PROJECT["optional-dependencies"].items():
        wanted |= {name_of(text): extra for text in texts if name_of(text) not in wanted}
    assert {name: use for name, _, use in ROWS if name != "package"}.keys() == wanted.keys()
    for name, licence, use in ROWS:
        assert name == "package" or (wanted[name] in use and any(family in licence for family in FAMILIES))


@pytest.mark.parametrize(("name", "licence"), [row[:2] for row in ROWS if row[0] not in ("package", "---")])
def test_a_licence_is_the_one_the_package_states(name, licence):
    try:
        stated = importlib.metadata.metadata(name)
    except importlib.metadata.PackageNotFoundError:
        pytest.skip(f"{name} is not installed")
    texts = [stated.get("License-Expression") or "", stated.get("License") or "", *(stated.get_all("Classifier") or [])]
    said = " ".join(texts)
    for family in (key for key in FAMILIES if key in licence):
        assert re.search(FAMILIES[family], said), said[:200]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_between_pages_lead_somewhere(path):
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8")):
        if not re.match(r"\w+:", target):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", NEW)
def test_papers_name_no_account_no_address_and_no_host_of_packages(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    assert re.findall(r"[\w.]+@[\w-]+\.\w+|(?:github|gitlab)\.\w+/|pypi\.\w+|(?<!\w)@\w+", text) == []


def test_the_readme_leads_to_every_page():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for name in (*NEW, *(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs" / "howto").glob("*.md"))):
        if name.endswith(".md") and name != "RELEASING.md":  # for those who publish: CONTRIBUTING leads there
            assert f"({name})" in readme, name
    assert "(RELEASING.md)" in (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_command_on_a_page_is_one_that_is_understood(path):
    blocks = re.findall(r"```\w*\n(.*?)```", path.read_text(encoding="utf-8").replace("\\\n", " "), re.DOTALL)
    for line in re.findall(SHOWN, "\n".join(blocks), re.MULTILINE):
        asked = read_request([word for word in shlex.split(line, comments=True) if word != "&"])
        assert not asked.problems, (line, asked.problems)
        if asked.command in ("run", "explain", "cases") and not OWN.search(line):
            composed(asked.settings)
