"""Indicators of people: who knows, uses, is served, lives better (habitants)."""
import numpy as np

from sim.errors import Text
from sim.measures.view import PERSONS, SHARE, UNIT, Indicator, View, by_people, gini, mean
from sim.names import ADOPTER, DOMAINS, GROUPS, RELAY, UNAWARE
from sim.sums import weigh


def wellbeing(v: View, weights: np.ndarray) -> float:
    """Return the geometric mean of well-being over domains, times (1 - Gini over places), weighted by people.

    weights: shape (D,), >= 0, of the domains, at least one above 0.
    """
    values = np.exp(weigh(weights, v.logs) / weights.sum())
    return by_people(v, values) * (1.0 - gini(values, v.state.places.population))


OF = {group: np.array([float(domain in names) for domain in DOMAINS]) for group, names in GROUPS.items()}


def _share(v: View, *stages: int) -> float:
    return float(sum(v.people[stage] for stage in stages) / max(1.0, v.people.sum()))


OF_PEOPLE: dict[str, Indicator] = {
    "adopted_share": Indicator(SHARE, Text("Adopters among those concerned", "Adoptants parmi les personnes concernées"),
        Text("Adopters and relays over citizens concerned, all innovations.", "Adoptants et relais sur personnes concernées, toutes innovations."),
        lambda v: _share(v, ADOPTER, RELAY)),
    "aware_share": Indicator(SHARE, Text("Aware among those concerned", "Informés parmi les personnes concernées"),
        Text("Every stage after unaware over citizens concerned.", "Tous les stades après « non informé » sur personnes concernées."),
        lambda v: 1.0 - _share(v, UNAWARE)),
    "relay_share": Indicator(SHARE, Text("Relays among those concerned", "Relais parmi les personnes concernées"),
        Text("Adopters who pass the word on, over citizens concerned.", "Adoptants qui passent le mot, sur personnes concernées."),
        lambda v: _share(v, RELAY)),
    "adopters": Indicator(PERSONS, Text("Adopters", "Adoptants"),
        Text("People who use an innovation now; one who uses two counts twice.", "Personnes qui utilisent une innovation ; deux usages comptent deux fois."),
        lambda v: float(v.people[ADOPTER] + v.people[RELAY])),
    "users": Indicator(PERSONS, Text("Users served", "Usagers servis"),
        Text("Users served this month within capacity.", "Usagers servis ce mois, dans la limite de la capacité."),
        lambda v: float(v.state.projects.users[v.rows].sum())),
    "user_years": Indicator(Text("user-years", "usagers-années"), Text("User-years served", "Usagers-années servis"),
        Text("Users served, added up since month 0.", "Usagers servis, cumulés depuis le mois 0."),
        lambda v: v.state.user_years),
    "quality": Indicator(UNIT, Text("Quality of service", "Qualité du service"),
        Text("Mean quality over open sites.", "Qualité moyenne des sites ouverts."),
        lambda v: mean(v.state.projects.quality[v.rows])),
    "wellbeing": Indicator(UNIT, Text("Well-being", "Bien-vivre"),
        Text("Geometric mean over domains by your weights, times 1 - Gini over places.", "Moyenne géométrique sur les domaines selon vos poids, fois 1 - Gini entre communes."),
        lambda v: wellbeing(v, v.state.weights)),
    "wellbeing_needs": Indicator(UNIT, Text("Well-being: needs", "Bien-vivre : besoins"),
        Text("The same over health, food, housing, energy, mobility.", "De même sur santé, alimentation, logement, énergie, mobilité."),
        lambda v: wellbeing(v, OF["needs"])),
    "wellbeing_foundations": Indicator(UNIT, Text("Well-being: foundations", "Bien-vivre : fondations"),
        Text("The same over education, digital, environment.", "De même sur éducation, numérique, environnement."),
        lambda v: wellbeing(v, OF["foundations"])),
    "wellbeing_opportunity": Indicator(UNIT, Text("Well-being: opportunity", "Bien-vivre : possibilités"),
        Text("The same over work, culture, social ties.", "De même sur travail, culture, liens sociaux."),
        lambda v: wellbeing(v, OF["opportunity"])),
    "coverage_gini": Indicator(UNIT, Text("Inequality of coverage", "Inégalité de couverture"),
        Text("Gini over places of adopters among those concerned.", "Gini entre communes de la part d'adoptants."),
        lambda v: gini(v.coverage, v.state.places.population)),
}  # fmt: skip
