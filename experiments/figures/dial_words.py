"""How dials and their values are called on figures and in reports (noms des hypothèses croisées)."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from experiments.words import NBSP, number
from sim.errors import Text

ORDER = ("equipped", "balanced", "staffed")  # of starts, on figures
NAMES = {
    "start": Text("sites start", "départ des sites"),
    "people_funding.term": Text("term of posts", "durée des postes"),
    "finance.transferable": Text("transferable share", "part transférable"),
    "operate.sigma": Text("substitution σ", "substitution σ"),
    "operate.income_order": Text("income pays first", "les recettes paient d'abord"),
    "budget": Text("budget, € a year", "budget, € par an"),
    "people_funding.public_share": Text("public share of posts", "part publique des postes"),
    "people_funding.delay": Text("delay of posts, months", "délai des postes, mois"),
    "investment_grant.delay": Text("delay of grants, months", "délai des subventions, mois"),
    "finance.pooled": Text("budgets in common", "budgets en commun"),
    "subsidy_cut.budgets": Text("cut of policy budgets", "baisse des budgets"),
    "subsidy_cut.support": Text("cut of ordinary support", "baisse du soutien ordinaire"),
    "subsidy_cut.months": Text("months of the cut", "mois de baisse"),
    "competitive_call.call": Text("kind of call", "forme de l'appel"),
    "competitive_call.application_days": Text("work of a file, days", "travail d'un dossier, jours"),
    "belief.ranking_noise": Text("error in ranking files", "erreur de classement"),
    "public.absorptive": Text("absorptive capacity", "capacité d'absorption"),
    "public.openness": Text("openness of staff", "ouverture des agents"),
    "participate.attention": Text("requests seen to", "demandes traitées"),
    "consultation.calls": Text("calls to take part", "appels à participer"),
    "catalysis.sites_each": Text("sites per catalyst", "sites par catalyseur"),
    "in_migration.rate": Text("newcomers a year", "arrivées par an"),
    "in_migration.where": Text("where they settle", "où ils s'installent"),
    "plant_closure.jobs": Text("jobs lost", "emplois perdus"),
    "emerge.ideas": Text("ideas that come", "idées spontanées"),
    "emerge.pool": Text("ideas of those laid off", "idées des licenciés"),
    "branching.rate": Text("branching attempts", "tentatives d'antennes"),
    "affiliation.rate": Text("affiliation attempts", "tentatives d'affiliation"),
    "fertilisation.rate": Text("fertilisation attempts", "tentatives de fertilisation"),
    "diversification.rate": Text("diversification attempts", "tentatives de diversification"),
    "cooperation.rate": Text("cooperation attempts", "tentatives de coopération"),
    "affiliation.tolerance": Text("tolerance of affiliation", "tolérance de l'affiliation"),
    "survive.governance": Text("protection by governance", "protection par la gouvernance"),
    "govern.speed": Text("speed of governance", "vitesse de la gouvernance"),
    "govern.animation": Text("governance by animation", "gouvernance par l'animation"),
    "mutualise.trickle": Text("trickle-down next door", "ruissellement alentour"),
    "mutualise.talent_drain": Text("talent drain", "fuite des talents"),
    "swarm.envelope": Text("ordinary means, €/inhab.", "moyens ordinaires, €/hab."),
    "swarm.far": Text("attempts far away", "tentatives au loin"),
}
VALUES = {
    "equipped": Text("equipped", "équipés"),
    "balanced": Text("balanced", "équilibrés"),
    "staffed": Text("staffed", "dotés en postes"),
    "tiga_announced": Text("one stage (TIGA)", "une étape (TIGA)"),
    "ami_aap": Text("interest, then projects", "AMI puis AAP"),
    "everywhere": Text("everywhere", "partout"),
    "dense": Text("dense places", "lieux denses"),
    "attractive": Text("attractive places", "lieux attractifs"),
    "capital_first": Text("capital", "le capital"),
    "wages_first": Text("wages", "les salaires"),
}
COUNTED = {"people_funding.term": (Text("year", "an"), Text("years", "ans"))}  # dials that count: one, several


def dial_name(name: str, lang: str) -> str:
    """Return how a dial is called: its label, or its dotted name."""
    return NAMES[name].in_(lang) if name in NAMES else name


def in_order(values: Iterable[Any]) -> list[Any]:
    """Return the values of a dial in the order figures show them: numbers and names ascend, starts have an order."""
    return sorted(values, key=lambda value: ORDER.index(value) if value in ORDER else value)


def dial_said(name: str, value: object, lang: str) -> str:
    """Return a value of a dial, with its unit where neither its name nor the number says it: "5 years", « 5 ans »."""
    said = dial_value(value, lang)
    if name not in COUNTED or not isinstance(value, (int, float, np.integer, np.floating)):
        return said
    one, many = COUNTED[name]
    return f"{said}{NBSP}{(one if value < 2 and (lang == 'fr' or value == 1) else many).in_(lang)}"


def dial_value(value: object, lang: str) -> str:
    """Return a value of a dial as people write it."""
    if isinstance(value, (int, float, np.integer, np.floating)):
        text = number(float(value), lang, 4)
        return text.rstrip("0").rstrip(".,") if {".", ","} & set(text) else text
    return VALUES[str(value)].in_(lang) if str(value) in VALUES else str(value)
