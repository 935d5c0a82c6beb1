"""Pages of docs/ written from the code: parameters.md and indicators.md (documentation générée).

``python -m experiments.docs`` writes them; ``--check`` says which are not current, exit code 1. ``--validation OUT``
makes docs/validation.md of a validation's results, ``--necessity OUT`` docs/necessity.md of ``essaimage necessity``,
``--sensitivity OUT …`` docs/sensitivity.md of one or several ``essaimage sensitivity``.
"""

import json
import shutil
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import Field, fields, is_dataclass
from pathlib import Path
from typing import Any

from hydra.utils import get_class

from experiments.catalogue import comment, label, names
from experiments.choices import SEED, option
from experiments.expand import SEEDS
from experiments.explain.necessity_text import SUMMARY as NECESSITY
from experiments.explain.necessity_text import page as necessity_page
from experiments.groups import defaults, settable
from experiments.sensitivity.page import page as sensitivity_page
from experiments.sensitivity.request import SUMMARY as SENSITIVITY
from experiments.validate.report import page
from scenarios.aid import Aid, ProjectAid
from scenarios.scenario import HORIZON
from sim.measures import INDICATORS
from sim.units import unit_in

DOCS = Path(__file__).resolve().parents[1] / "docs"
HEAD = "<!-- Written by `python -m experiments.docs` (make docs) from the code: change the code, not this page. -->\n"
INTRO = """
Each parameter is set by its dotted name: `essaimage run operate.sigma=.3`, or in a notebook
`es.run(params={"operate.sigma": .3})`. *Allowed*: outside it, an error. *Plausible*: what sensitivity sweeps sample.
*Assumption* in the last column means that no study gives the number.
"""
AIDS = (
    "Every instrument says who pays and which places it is meant for (`payer`, `densest`, `sparsest`); those that go "
    "to projects also which domain, stages and carriers. Set by its name: `seed_grant.sparsest=4`."
)
COLUMNS = ("name", "default", "unit", "unité", "allowed", "plausible", "meaning", "source")


def pages() -> dict[str, str]:
    """Return every generated page by its file name."""
    return {"parameters.md": parameters_page(), "indicators.md": indicators_page()}


def parameters_page() -> str:
    """Return docs/parameters.md: a table for each group people can set."""
    parts = [
        HEAD,
        "# Parameters (paramètres)\n",
        INTRO,
        *_scenario(),
        *_options("territory", "Territories"),
        *_start(),
    ]
    parts.append("\n## Processes, agents and finance\n")
    for group, params in defaults().items():
        parts += _section(group, _first_line(type(params)), type(params), _own(params))
    parts += [*_options("instruments", "Instruments"), *_innovations(), *_options("shocks", "Shocks")]
    return "\n".join(parts) + "\n"


def indicators_page() -> str:
    """Return docs/indicators.md: what is measured each month."""
    rows: list[tuple[str, ...]] = [("name", "label", "libellé", "unit", "unité", "definition", "définition")]
    for name, found in INDICATORS.items():
        text, said = found.label, found.definition
        rows.append((f"`{name}`", text.en, text.fr, found.unit.en, found.unit.fr, said.en, said.fr))
    intro = "\nMeasured at month 0 and at the end of each month.\n"
    return "\n".join([HEAD, "# Indicators (indicateurs)\n", intro, _table(rows)]) + "\n"


def counts() -> dict[str, tuple[int, int]]:
    """Return, by kind, how many parameters people can set and how many of them no study gives (assumptions)."""
    kinds = {
        "processes, agents and finance": [type(params) for params in defaults().values()],
        "instruments": [get_class(option("instruments", name)["_target_"]) for name in names("instruments")],
        "shocks": [get_class(option("shocks", name)["_target_"]) for name in names("shocks")],
        "innovations": [get_class(option("innovations", name)["_target_"]) for name in names("innovations")],
    }
    found = {}
    for name, classes in kinds.items():
        sources = [field.metadata["source"].lower() for kind in classes for field in settable(kind).values()]
        found[name] = len(sources), sum("assumption" in source for source in sources)
    return found


def stale(folder: Path = DOCS) -> list[str]:
    """Return the pages that are not what the code says."""
    return [
        name
        for name, text in pages().items()
        if not (folder / name).exists() or (folder / name).read_text(encoding="utf-8") != text
    ]


def main(arguments: list[str]) -> int:
    """Write the pages, or check them; return 1 where some are not current."""
    if "--validation" in arguments:
        publish(Path(arguments[arguments.index("--validation") + 1]))
        return 0
    if "--necessity" in arguments:
        publish_necessity(Path(arguments[arguments.index("--necessity") + 1]))
        return 0
    if "--sensitivity" in arguments:
        publish_sensitivity([Path(word) for word in arguments[arguments.index("--sensitivity") + 1 :]])
        return 0
    if "--check" in arguments:
        old = stale()
        if old:
            sys.stderr.write(f"Not current: {', '.join(f'docs/{name}' for name in old)}. Run make docs.\n")
        return int(bool(old))
    DOCS.mkdir(exist_ok=True)
    for name, text in pages().items():
        (DOCS / name).write_text(text, encoding="utf-8", newline="\n")
    return 0


def publish(folder: Path) -> None:
    """Make docs/validation.md and its figures of the results of ``essaimage validate out=folder``."""
    data = json.loads((folder / "validation.json").read_text(encoding="utf-8"))
    images = DOCS / "images" / "validation"
    shutil.rmtree(images, ignore_errors=True)
    images.mkdir(parents=True)
    for row in data["criteria"]:
        if row["figure"]:
            shutil.copy(folder / "figures" / row["figure"], images)
    (DOCS / "validation.md").write_text(page(data, "images/validation", "en"), encoding="utf-8", newline="\n")


def publish_necessity(folder: Path) -> None:
    """Make docs/necessity.md of the results of ``essaimage necessity out=folder``."""
    data = json.loads((folder / NECESSITY).read_text(encoding="utf-8"))
    (DOCS / "necessity.md").write_text(necessity_page(data, "en"), encoding="utf-8", newline="\n")


def publish_sensitivity(folders: Sequence[Path]) -> None:
    """Make docs/sensitivity.md and its figures of the results of ``essaimage sensitivity``, in that order."""
    images = DOCS / "images" / "sensitivity"
    shutil.rmtree(images, ignore_errors=True)
    images.mkdir(parents=True)
    found = [json.loads((folder / SENSITIVITY).read_text(encoding="utf-8")) for folder in folders]
    figures = []
    for number, folder in enumerate(folders, start=1):
        shutil.copy(folder / "figures" / "bars_en.png", images / f"{number}.png")
        figures.append(f"images/sensitivity/{number}.png")
    (DOCS / "sensitivity.md").write_text(sensitivity_page(found, figures), encoding="utf-8", newline="\n")


def _anchor(name: str) -> str:
    return f'<a id="{name}"></a>'


def _section(name: str, title: str, kind: type, own: Mapping[str, Any], anchors: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield a group: heading, anchors, table of its fields with ``own`` as their defaults."""
    yield "\n".join(_anchor(anchor) for anchor in (name, *anchors))
    yield f"\n### {name}\n\n{title}\n"
    shared = settable(ProjectAid) if issubclass(kind, Aid) and kind is not ProjectAid else {}
    mine = [f for name, f in settable(kind).items() if name not in shared]
    yield _table([COLUMNS, *(_row(f, own.get(f.name, f.default)) for f in mine)]) + "\n"


def _row(field: Field, default: Any) -> tuple[str, ...]:
    meta = field.metadata
    return (
        f"`{field.name}`", _number(default), meta["unit"], unit_in(meta["unit"], "fr"), _range(meta["allowed"]),
        _range(meta["plausible"]), meta["meaning"], meta["source"],
    )  # fmt: skip


def _own(params: Any) -> dict[str, Any]:
    return {f.name: getattr(params, f.name) for f in fields(params)} if is_dataclass(params) else {}


def _scenario() -> list[str]:
    rules: dict[str, dict[str, Any]] = {**HORIZON, "seed": SEED, "seeds": SEEDS}
    rows: list[tuple[str, ...]] = [("name", "default", "unit", "unité", "allowed")]
    for name, rule in rules.items():
        usual = "1,000,000 × inhabitants / 223,884" if name == "budget" else _number(rule["default"])
        high = "0 or more" if name == "seed" else _range(rule["allowed"])
        unit = str(rule["unit"])
        rows.append((f"`{name}`", usual, unit, unit_in(unit, "fr"), high))
    title = "Set at the top level, without a dot: `years=15`. `seeds` is of run, sweep and demo."
    return [_anchor("scenario"), f"\n## scenario\n\n{title}\n", _table(rows), _policies()]


def _policies() -> str:
    rows: list[tuple[str, ...]] = [("policy", "label", "libellé", "shares of the budget")]
    for name in names("policy"):
        own = option("policy", name)
        phases = [_shares(own["shares"])] + [f"from year {y}: {_shares(s)}" for y, s in own.get("later", {}).items()]
        rows.append((f"`{name}`", label("policy", name, "en"), label("policy", name, "fr"), "; ".join(phases)))
    said = "`policy.shares.people_funding=.5` changes a share; shares are 0 to 1 and their sum at most 1."
    return f"\n{_anchor('policy')}\n\n### policy\n\n{said}\n\n{_table(rows)}\n"


def _shares(shares: Mapping[str, float]) -> str:
    return ", ".join(f"{tool} {_number(share)}" for tool, share in shares.items()) or "none"


def _start() -> list[str]:
    kind = get_class(option("start", "balanced")["_target_"])
    found = [*_section("start", _first_line(kind), kind, option("start", "balanced"))]
    rows: list[tuple[str, ...]] = [("start", "label", "libellé", "capital", "posts")]
    for name in names("start"):
        own = option("start", name)
        rows.append((f"`{name}`", own["label_en"], own["label_fr"], _number(own["capital"]), _number(own["posts"])))
    return [*found, _table(rows) + "\n"]


def _options(group: str, title: str) -> list[str]:
    """Return one table for each option of a folder of configs/ that has parameters."""
    found = [f"\n## {title}\n"] + ([_anchor("territory")] if group == "territory" else [])
    if group == "instruments":
        found += _section("aid", AIDS, ProjectAid, {})
    for name in names(group):
        config = option(group, name)
        kind = get_class(config["_target_"])
        if settable(kind):
            said = f"{comment(group, name)}. {_first_line(kind)}"
            if group == "territory":
                said += f" Set as `territory={name} territory.{next(iter(settable(kind)))}=…`."
            found += _section(name, said, kind, config)
        else:
            found.append(f"{_anchor(name)}\n\n### {name}\n\n{comment(group, name)}\n")
    return found


def _innovations() -> list[str]:
    """Return the fields of an innovation, and what each innovation of configs/ has."""
    every = names("innovations")
    kind = get_class(option("innovations", every[0])["_target_"])
    title = f"{_first_line(kind)} Set by the name of the innovation: `third_place.price=150`."
    columns = settable(kind)
    rows: list[tuple[str, ...]] = [("", *(f"`{field}`" for field in columns), "`synergy`")]
    for name in every:
        own: dict[str, Any] = {f: known.default for f, known in columns.items()} | option("innovations", name)
        helps = ", ".join(f"{other} {_number(share)}" for other, share in own.get("synergy", {}).items())
        rows.append((f"`{name}`", *(_number(own[field]) for field in columns), helps))
    return ["\n## Innovations\n", *_section("innovation", title, kind, {}, every), _table(rows) + "\n"]


def _first_line(kind: type) -> str:
    return (kind.__doc__ or "").strip().splitlines()[0]


def _number(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return str(value)
    return str(value) if 1900 <= value <= 2200 and isinstance(value, int) else f"{value:,.10g}"


def _range(allowed: tuple) -> str:
    if isinstance(allowed[0], str):
        return ", ".join(allowed)
    return f"{_number(allowed[0])} to {_number(allowed[1])}"


def _table(rows: list[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * len(rows[0]), *lines[1:]])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
