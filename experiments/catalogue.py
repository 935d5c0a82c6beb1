"""What can be chosen: territories, policies, instruments, innovations, shocks, experiments, targets (catalogue)."""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import Any

import yaml

from sim.errors import InputError, Text, unknown

GROUPS = {  # what `essaimage list` names -> folder of configs/
    "territories": "territory",
    "policies": "policy",
    "starts": "start",
    "instruments": "instruments",
    "innovations": "innovations",
    "shocks": "shocks",
    "experiments": "experiment",
    "targets": "target",
    "engines": "engine",
}
LISTABLE = (*GROUPS, "indicators")  # the last in measured.py, which loads the engine
KINDS = {
    "territory": Text("territory", "territoire"),
    "policy": Text("policy", "politique"),
    "start": Text("start", "départ"),
    "instruments": Text("instrument", "instrument"),
    "innovations": Text("innovation", "innovation"),
    "shocks": Text("shock", "choc"),
    "experiment": Text("experiment", "expérience"),
    "target": Text("target", "cible"),
    "engine": Text("engine", "moteur"),
}
SHOCK_LABELS = {
    "plant_closure": Text("Plant closure", "Fermeture d'usine"),
    "in_migration": Text("People moving in", "Arrivée d'habitants"),
    "subsidy_cut": Text("Subsidy cut", "Baisse des subventions"),
    "demand_shock": Text("Demand shock", "Choc de demande"),
    "election": Text("Early election", "Élection anticipée"),
    "lockdown": Text("Lockdown", "Confinement"),
}
INSTRUMENT_LABELS = {
    "seed_grant": Text("Seed grant", "Amorçage"),
    "valorisation": Text("Publicity for what works", "Valorisation"),
    "investment_grant": Text("Investment grant", "Subvention d'investissement"),
    "people_funding": Text("Funded posts", "Postes financés"),
    "catalysis": Text("Catalysis", "Catalyse territoriale"),
    "cluster": Text("Support of clusters", "Soutien aux PTCE"),
    "co_training": Text("Co-training", "Coformation"),
    "study_trips": Text("Study trips", "Voyages d'étude"),
    "ambassadors": Text("Ambassadors", "Ambassadeurs"),
    "advocacy": Text("Advocacy", "Plaidoyer"),
    "citizen_relays": Text("Citizen relays", "Relais citoyens"),
    "consultation": Text("Consultation", "Concertation"),
    "petition": Text("Petition", "Droit de pétition"),
    "recognition": Text("Recognition", "Reconnaissance"),
    "capitalisation": Text("Capitalising on experience", "Capitalisation"),
    "platform": Text("Sharing platform", "Plateforme de partage"),
    "scale_up_support": Text("Scale-up support", "Aide au changement d'échelle"),
    "tiers_lieu": Text("Third place", "Tiers-lieu"),
    "equity": Text("Equity", "Fonds propres"),
    "participatory_title": Text("Participatory security", "Titre participatif"),
    "social_impact_bond": Text("Social impact bond", "Contrat à impact"),
    "competitive_call": Text("Competitive call", "Appel à projets"),
    "take_over": Text("Take-over by public action", "Reprise par l'action publique"),
}


@cache
def names(group: str) -> tuple[str, ...]:
    """Return the options of a folder of configs/, such as "policy", in alphabetical order."""
    folder = files("configs").joinpath(group)
    return tuple(sorted(entry.name[:-5] for entry in folder.iterdir() if entry.name.endswith(".yaml")))


@cache
def about(group: str, name: str) -> dict[str, Any]:
    """Return what the file of one option says. Raises InputError, with the nearest name, if there is none."""
    if name not in names(group):
        raise InputError(unknown(KINDS[group], name, names(group), Text("configs/", "configs/")))
    return yaml.safe_load(files("configs").joinpath(group, f"{name}.yaml").read_text(encoding="utf-8"))


def label(group: str, name: str, lang: str) -> str:
    """Return the label of an option in ``lang``; the name itself where nothing is known of it."""
    known = {"instruments": INSTRUMENT_LABELS, "shocks": SHOCK_LABELS}.get(group, {})
    if name in known:
        return known[name].in_(lang)
    if name not in names(group):
        return name
    if group == "instruments":  # one of the user's own
        module, _, kind = about(group, name)["_target_"].rpartition(".")
        return str(getattr(import_module(module), kind).label.in_(lang))
    return str(about(group, name).get(f"label_{lang}") or name)


def comment(group: str, name: str) -> str:
    """Return the line that says, in English, what the file of an option is."""
    lines = files("configs").joinpath(group, f"{name}.yaml").read_text(encoding="utf-8").splitlines()
    said = [line[2:] for line in lines if line.startswith("# ") and not line.startswith("# @")]
    return said[0] if said else ""


def background(texts: Mapping[str, str], lang: str) -> list[str]:
    """Return what an experiment compares, the sentence it comes from and its limits, a line each, where said.

    texts: about_fr, about_en, source_fr, limits_fr, limits_en, as its file in configs/experiment/ says them.
    """
    said = (
        (Text("Compared:", "Comparé\u00a0:"), f"about_{lang}"),
        (Text("From the source documents:", "D'après les textes sources\u00a0:"), "source_fr"),
        (Text("Limits:", "Limites\u00a0:"), f"limits_{lang}"),
    )
    return [f"{name.in_(lang)} {texts[key]}" for name, key in said if texts.get(key)]


def listing(what: str) -> list[dict[str, Any]]:
    """Return one row for each thing of a kind: name, label_fr, label_en and what else is known of it.

    Raises InputError, with the nearest name, for a kind there is not. Indicators are listed by measured.py.
    """
    if what not in LISTABLE:
        where = Text(f"essaimage list {what}", f"essaimage list {what}")
        raise InputError(unknown(Text("list", "liste"), what, LISTABLE, where))
    return [_option(GROUPS[what], name) for name in names(GROUPS[what])]


def _option(group: str, name: str) -> dict[str, Any]:
    found = about(group, name)
    row: dict[str, Any] = {
        "name": name,
        "label_fr": label(group, name, "fr"),
        "label_en": label(group, name, "en"),
    }
    extra = {
        "policy": ("line_fr", "line_en", "shares", "later"),
        "start": ("capital", "posts"),
        "innovations": ("domain", "kind", "form"),
        "experiment": (
            "question_fr", "question_en", "source_fr", "about_fr", "about_en", "limits_fr", "limits_en", "reference",
            "policies", "seeds", "dials",
        ),
        "target": ("kind", "citation", "caution_fr", "caution_en", "params"),
    }
    row |= {key: found[key] for key in extra.get(group, ()) if key in found}
    if group in ("territory", "innovations", "instruments", "shocks", "target", "engine"):
        row["about"] = comment(group, name)
    return row
