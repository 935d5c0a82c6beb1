"""What a workshop is told of beforehand: actors, cards of instruments, ready settings, rights (bibliothèque)."""

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from experiments.catalogue import label, listing, names
from experiments.words import euros
from sim.errors import InputError, Text, unknown
from workshop.dashboard import CRITERIA, CURVES, GOOD, KPI, MAPS, NEUTRAL, TILES

PRESETS = ("3h", "cinq_jours")  # the demonstration first
TEXTS = {  # short names of the source documents (docs/from-the-sources.md) -> what people read
    "Pionniers": Text("meeting of the pioneers of alliances in territories, 2019",
                      "rencontre des pionniers des alliances en territoire, 2019"),
    "Crois/Sens": Text("notes of Crois/Sens, 2018–2019", "notes de Crois/Sens, 2018–2019"),
    "CGET": Text("CGET survey, 2017", "enquête du CGET, 2017"),
    "Session H": Text("M. Matray and J.-P. Poulnot, Session H", "M. Matray et J.-P. Poulnot, session H"),
    "Centre": Text("note on Centre-Val de Loire, 2016", "note sur le Centre-Val de Loire, 2016"),
}  # fmt: skip
LEVELS = ("commune", "epci", "departement", "region", "etat", "investor")
LEVEL_LABELS = {
    "commune": Text("commune", "commune"), "epci": Text("EPCI", "intercommunalité (EPCI)"),
    "departement": Text("département", "département"), "region": Text("région", "région"),
    "etat": Text("State", "État"),
    "investor": Text("public and solidarity investors", "investisseurs publics et solidaires"),
}  # fmt: skip


@cache
def said(name: str) -> dict[str, Any]:
    """Return what a file of configs/workshop/ says."""
    found = yaml.safe_load(files("configs").joinpath("workshop", f"{name}.yaml").read_text(encoding="utf-8"))
    return dict(found)


@cache
def rights() -> dict[str, dict[str, str]]:
    """Return which level may use which instrument, with the one that leads."""
    return dict(yaml.safe_load(files("configs").joinpath("competences.yaml").read_text(encoding="utf-8")))


def actors() -> dict[str, dict[str, Any]]:
    """Return the actors that a group may be."""
    return said("actors")


def payer(instrument: str, actor: str = "") -> str:
    """Return the level that pays an instrument for an actor, "" where none may; without actor, the one that leads.

    What communes lead is paid by the EPCI for them: a hundred purses of a few euros would pay for nothing.
    """
    own = rights().get(instrument, {"lead": "epci", "epci": "may"})
    if not actor:
        return "epci" if own["lead"] == "commune" else own["lead"]
    levels = actors()[actor]["levels"]
    able = [level for right in ("may", "convention") for level in levels if own.get(level) == right]
    return able[0] if able else ""


def competences(actor: str) -> list[str]:
    """Return the instruments that an actor may pay for."""
    return [name for name in actors()[actor]["instruments"] if payer(name, actor)]


def spoken(value: Any, lang: str) -> Any:
    """Return a value with each {fr:, en:} in one language."""
    if isinstance(value, dict):
        if set(value) == {"fr", "en"}:
            return value[lang]
        return {key: spoken(part, lang) for key, part in value.items()}
    return [spoken(part, lang) for part in value] if isinstance(value, list) else value


def card(name: str, lang: str) -> dict[str, Any]:
    """Return the card of an instrument: what it is, an example, cost, who may pay, how it is modelled, its limit."""
    own = said("cards")[name]
    able = {level: right for level, right in rights()[name].items() if level in LEVELS and right != "no"}
    who = [LEVEL_LABELS[level].in_(lang) + (" (convention)" if right == "convention" else "")
           for level, right in able.items()]  # fmt: skip
    cost = f"{name}.{own['cost']}" if own["cost"] else None
    return {
        "name": name, "label": label("instruments", name, lang), "what": own["what"][lang],
        "example": f"{own['example'][lang]} ({_sources(own, lang)})", "example_source": own["source"],
        "unit": own["unit"][lang], "unit_cost": own["euros"], "cost_parameter": cost, "who": who,
        "lead": rights()[name]["lead"], "modelled": own["modelled"][lang],
        "limit": " ".join(filter(None, (own["limit"][lang], _cost_said(own, lang)))),
    }  # fmt: skip


def _sources(own: dict[str, Any], lang: str) -> str:
    """Return the sources of an example as people read them."""
    said = [TEXTS[one].in_(lang) if one in TEXTS else one for one in own["source"].split("; ")]
    return (" ; " if lang == "fr" else "; ").join(said)


def _cost_said(own: dict[str, Any], lang: str) -> str:
    """Say how well the unit cost is known: its plausible range, and whether a study gives it."""
    if not own["cost"]:
        return ""
    low, high = (euros(end, lang, 0 if end >= 1 else 2) for end in own["plausible"])
    known = Text("an assumption, ", "hypothèse, ").in_(lang) if own["assumed"] else ""
    return Text(f"Unit cost: {known}plausible from {low} to {high}.",
                f"Coût unitaire : {known}plausible de {low} à {high}.").in_(lang)  # fmt: skip


def indicators(lang: str) -> list[dict[str, Any]]:
    """Return what a room looks at, tiles first: label, unit, meaning, which way is better, and where it is shown.

    kpi: a tile; criterion: a group may choose to be judged on it; map: it may be drawn by place.
    """
    every = said("indicators")
    return [
        {
            "name": name, **{key: every[name][key][lang] for key in ("label", "unit", "definition")},
            "good": None if name in NEUTRAL else "down" if GOOD.get(name) == -1 else "up",
            "kpi": name in TILES, "criterion": name in CRITERIA, "map": name in MAPS,
        }
        for name in dict.fromkeys((*TILES, *every))
    ]  # fmt: skip


def assumptions(lang: str) -> list[dict[str, Any]]:
    """Return the parameters that a page lets people change, each with its value, plausible range and source."""
    return [
        {
            "name": name, "label": own["label"][lang], "meaning": own["meaning"][lang], "unit": own["unit"][lang],
            "default": own["value"], "low": own["low"], "high": own["high"],
            **({"step": 1} if isinstance(own["value"], int) else {}), "source": own["source"][lang],
        }
        for name, own in said("assumptions").items()
    ]  # fmt: skip


def territories(lang: str) -> list[dict[str, Any]]:
    """Return the territories, each with its label and its credit."""
    rows = []
    for row in listing("territories"):
        if row["name"] == "file":
            continue
        path = files("configs").joinpath("territory", f"{row['name']}.yaml")
        about = yaml.safe_load(path.read_text(encoding="utf-8"))
        rows.append({
            "name": row["name"], "label": row[f"label_{lang}"], "about": said("territories")[row["name"]][lang],
            "credit": about.get(f"credit_{lang}", ""), "real": "packaged" in about,
        })  # fmt: skip
    return rows


def catalogue(lang: str) -> dict[str, Any]:
    """Return what can be chosen and shown; no brief, because pages of all groups read it."""
    groups = [
        {"actor": name, "label": own["label"][lang], "competences": competences(name)} for name, own in actors().items()
    ]
    return {
        "territories": territories(lang), "instruments": [card(name, lang) for name in names("instruments")],
        "shocks": [{"name": row["name"], "label": row[f"label_{lang}"]} for row in listing("shocks")],
        "actors": groups,
        "indicators": indicators(lang), "assumptions": assumptions(lang),
        "kpi": list(KPI), "curves": list(CURVES), "maps": list(MAPS), "good": GOOD,
    }  # fmt: skip


def preset(name: str, lang: str) -> dict[str, Any]:
    """Return a ready setting as a page may change it. Raises InputError for one there is not."""
    if name not in PRESETS:
        where = Text("preset", "préréglage")
        raise InputError(unknown(where, name, PRESETS, where))
    own = said(name)
    briefs = [dict(group) for group in own["groups"]]  # private briefs keep both languages
    found = {key: spoken(value, lang) for key, value in own.items() if key not in ("about", "questions")}
    every = own["instruments"] == "all"
    found["instruments"] = {one: [0, None] for one in names("instruments")} if every else dict(own["instruments"])
    found["groups"] = [_group(group, own["budget"], lang) for group in briefs]
    found["questions"] = own["questions"]
    return {**found, "lang": lang}


def _group(group: dict[str, Any], budget: int, lang: str) -> dict[str, Any]:
    """Return a group; an actor has its name, its purse, its competences and its private brief."""
    if "actor" not in group:
        return {"name": group["name"][lang]}
    own = actors()[group["actor"]]
    return {
        "name": own["label"][lang], "actor": group["actor"], "purse": round(budget * own["purse"]),
        "competences": competences(group["actor"]), "brief": own["brief"],
    }  # fmt: skip
