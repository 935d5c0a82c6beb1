"""Indicators of knowledge, local resources, third places and places left behind (savoirs et ressources locales)."""
import numpy as np

from sim.errors import Text
from sim.measures.view import SHARE, UNIT, Indicator, View, by_people, mean, over_kinds

LEFT_BEHIND = 24  # months in a row; model assumption, docs/odd.md
PLACES = Text("places", "communes")


def dropout_risk(v: View) -> float:
    """Return the share of open sites to expect closed a year from now at their present hazard; NaN before month 1."""
    hazard = v.state.projects.hazard[v.rows]
    return mean(1.0 - np.exp(-hazard[hazard > 0.0]))


OF_KNOWLEDGE: dict[str, Indicator] = {
    "knowledge_codified": Indicator(UNIT, Text("Written knowledge at hand", "Savoirs écrits disponibles"),
        Text("Written knowledge at hand in places, mean over innovations and people.", "Savoirs écrits disponibles dans les communes, moyenne sur les innovations et les habitants."),
        lambda v: by_people(v, over_kinds(v.state.places.codified))),
    "knowledge_tacit": Indicator(UNIT, Text("Know-how held by people", "Savoir-faire des personnes"),
        Text("Tacit knowledge in places, mean over innovations and people.", "Savoirs tacites dans les communes, moyenne sur les innovations et les habitants."),
        lambda v: by_people(v, over_kinds(v.state.places.tacit))),
    "assets_activated": Indicator(SHARE, Text("Local resources made into assets", "Ressources locales devenues actifs spécifiques"),
        Text("Specific assets over latent local resources, all places.", "Actifs spécifiques sur ressources locales latentes, toutes communes."),
        lambda v: float(v.state.places.assets.sum() / max(1e-9, v.state.places.latent.sum()))),
    "third_places": Indicator(PLACES, Text("Places with a third place", "Communes dotées d'un tiers-lieu"),
        Text("Places where a third place stands, sites of innovations that mix people not counted.", "Communes où un tiers-lieu existe, hors sites d'innovations qui mêlent les habitants."),
        lambda v: float((v.state.places.third_place > 0.0).sum())),
    "mixing": Indicator(UNIT, Text("Mixing of people", "Brassage des habitants"),
        Text("Weight of one's own place in what one hears (mu), mean over people.", "Poids de la commune dans ce que chacun entend (mu), moyenne sur les habitants."),
        lambda v: by_people(v, v.state.places.mixing)),
    "revived": Indicator(Text("projects", "projets"), Text("Projects taken up again", "Projets repris"),
        Text("Dormant projects taken up again by others since month 0.", "Projets dormants repris par d'autres depuis le mois 0."),
        lambda v: float((v.state.projects.revives[: v.state.n_projects] >= 0).sum())),
    "digital_reach": Indicator(SHARE, Text("Digital reach", "Portée du numérique"),
        Text("People with a connection who are at ease with it: access times skill.", "Habitants connectés et à l'aise : accès fois aisance."),
        lambda v: by_people(v, v.state.places.digital_access * v.state.places.digital_skill)),
    "attractiveness": Indicator(UNIT, Text("Attractiveness", "Attractivité"),
        Text("Well-being, services in reach, assets and jobs, weighted; mean over people.", "Bien-vivre, services accessibles, actifs et emplois, pondérés ; moyenne sur les habitants."),
        lambda v: by_people(v, v.state.places.attractiveness)),
    "places_left_behind": Indicator(PLACES, Text("Places left behind", "Communes laissées de côté"),
        Text("Places without a site in reach and among the fifth worst off, for 24 months in a row.", "Communes sans site à portée et parmi le cinquième le moins bien loti, 24 mois de suite."),
        lambda v: float((v.state.places.behind >= LEFT_BEHIND).sum())),
    "dropout_risk": Indicator(SHARE, Text("Sites likely to close within a year", "Sites menacés de fermer dans l'année"),
        Text("Share of open sites to expect closed in a year at their present hazard.", "Part des sites ouverts qui fermeraient en un an à leur risque actuel."),
        dropout_risk),
}  # fmt: skip
