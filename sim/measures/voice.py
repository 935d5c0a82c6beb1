"""Indicators of voice: who asks and is answered, who takes part, who governs, what petitions become (participation)."""
from collections.abc import Callable

from sim.errors import Text
from sim.measures.view import SHARE, UNIT, Indicator, View, by_people, mean, over_kinds
from sim.names import ACCEPTED, DEBATED, ELIGIBLE, FILED, VOTED

REQUESTS, PETITIONS, PROJECTS = Text("requests", "demandes"), Text("petitions", "pétitions"), Text("projects", "projets")


def _answered(v: View) -> float:
    asked = float(v.state.places.asked.sum())
    return float(v.state.places.answered.sum()) / asked if asked > 0.0 else float("nan")


def _stance(v: View) -> float:
    carriers = v.state.projects.actor[v.rows]
    return mean(v.state.actors.stance[carriers])


def _petitions(step: int) -> Callable[[View], float]:
    return lambda v: v.petitions[step]


OF_VOICE: dict[str, Indicator] = {
    "requests": Indicator(REQUESTS, Text("Requests of citizens", "Demandes des habitants"),
        Text("Requests to communes and EPCI, petitions included, since month 0.", "Demandes aux communes et aux EPCI, pétitions comprises, depuis le mois 0."),
        lambda v: float(v.state.places.asked.sum())),
    "requests_answered_share": Indicator(SHARE, Text("Requests answered", "Demandes ayant reçu une réponse"),
        Text("Requests answered over requests, since month 0.", "Demandes ayant reçu une réponse sur demandes, depuis le mois 0."), _answered),
    "civic_engagement": Indicator(Text("times the usual", "fois l'ordinaire"), Text("Civic engagement", "Engagement citoyen"),
        Text("How much readier adopters are to become relays than where nobody asks anything, mean over people.", "De combien les adoptants deviennent plus volontiers relais que là où personne ne demande rien, moyenne sur les habitants."),
        lambda v: by_people(v, v.state.places.civic)),
    "weariness": Indicator(Text("a year", "par an"), Text("Weariness", "Lassitude"),
        Text("Hazard at which relays withdraw for want of answers or called on too often, mean over people.", "Risque annuel que les relais se retirent, faute de réponses ou trop sollicités, moyenne sur les habitants."),
        lambda v: by_people(v, v.state.places.weary)),
    "trust": Indicator(UNIT, Text("Trust", "Confiance"),
        Text("Mean trust over people.", "Confiance moyenne sur les habitants."), lambda v: by_people(v, v.state.places.trust)),
    "outreach": Indicator(Text("times", "fois"), Text("Outreach of ambassadors", "Portée des ambassadeurs"),
        Text("Extra weight of contacts thanks to ambassadors, mean over people and innovations.", "Poids supplémentaire des contacts grâce aux ambassadeurs, moyenne sur les habitants et les innovations."),
        lambda v: by_people(v, over_kinds(v.state.places.outreach))),
    "governance": Indicator(UNIT, Text("Shared governance", "Gouvernance partagée"),
        Text("Mean governance G over open sites.", "Gouvernance G moyenne des sites ouverts."),
        lambda v: mean(v.state.projects.governance[v.rows])),
    "course_changed": Indicator(PROJECTS, Text("Projects whose course was changed", "Projets dont le cours a été infléchi"),
        Text("Projects, since month 0, that once stopped, went on or scaled otherwise than under the usual governance of their legal form on the same draw.", "Projets, depuis le mois 0, une fois arrêtés, maintenus ou essaimés autrement qu'avec la gouvernance habituelle de leur forme juridique, au même tirage."),
        lambda v: float(v.state.projects.swayed[: v.state.n_projects].sum())),
    "contributed_hours": Indicator(Text("hours", "heures"), Text("Hours given by volunteers", "Heures données par les bénévoles"),
        Text("Hours that volunteers gave to sites since month 0.", "Heures données aux sites par les bénévoles depuis le mois 0."),
        lambda v: float(v.state.projects.hours[: v.state.n_projects].sum())),
    "stance": Indicator(Text("−1 to 1", "−1 à 1"), Text("Stance of carriers", "Position des porteurs"),
        Text("Mean stance of carriers of open sites toward every innovation, from against to for.", "Position moyenne des porteurs de sites ouverts envers chaque innovation, de contre à pour."), _stance),
    "fit": Indicator(UNIT, Text("Fit of sites to those concerned", "Adéquation des sites aux personnes concernées"),
        Text("Mean over open sites of how well they fit the lives of those concerned.", "Moyenne sur les sites ouverts de leur adéquation à la vie des personnes concernées."),
        lambda v: mean(v.state.projects.fit[v.rows])),
    "petitions_filed": Indicator(PETITIONS, Text("Petitions filed", "Pétitions déposées"),
        Text("Petitions filed since month 0.", "Pétitions déposées depuis le mois 0."), _petitions(FILED)),
    "petitions_eligible": Indicator(PETITIONS, Text("Eligible petitions", "Pétitions recevables"),
        Text("Petitions within the competences of the council, since month 0.", "Pétitions relevant des compétences du conseil, depuis le mois 0."), _petitions(ELIGIBLE)),
    "petitions_debated": Indicator(PETITIONS, Text("Petitions debated", "Pétitions débattues"),
        Text("Petitions with enough signatures to open a debate, since month 0.", "Pétitions ayant réuni assez de signatures pour ouvrir un débat, depuis le mois 0."), _petitions(DEBATED)),
    "petitions_accepted": Indicator(PETITIONS, Text("Petitions accepted", "Pétitions acceptées"),
        Text("Petitions accepted by the council or by a vote, since month 0.", "Pétitions acceptées par le conseil ou par un vote, depuis le mois 0."), _petitions(ACCEPTED)),
    "petitions_voted": Indicator(PETITIONS, Text("Petitions put to a vote", "Pétitions soumises au vote"),
        Text("Petitions with enough voices for a vote, since month 0.", "Pétitions ayant réuni assez de voix pour un vote, depuis le mois 0."), _petitions(VOTED)),
}  # fmt: skip
