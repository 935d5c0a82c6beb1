"""Indicators of cooperation: clusters, what they are like, what they leave outside, mergers, ties (coopération)."""
import numpy as np

from sim.errors import Text
from sim.measures.view import SHARE, UNIT, Indicator, View, mean
from sim.names import ADOPTER, RELAY


def _ratio(part: float, whole: float, nothing: float = float("nan")) -> float:
    """Return ``part`` over ``whole``; ``nothing`` where there is nothing to share."""
    return part / whole if whole > 0.0 else nothing


def integration(v: View) -> float:
    """Return the share of carriers of open sites in the largest group that living ties make of them, 0 to 1."""
    return _ratio(v.links.largest, v.links.carriers, 0.0)


def relational_capability(v: View) -> float:
    """Return the mean of integration in networks, carriers with private ties, and relays among adopters, 0 to 1."""
    private = _ratio(v.links.reaching, v.links.carriers, 0.0)
    civic = _ratio(float(v.people[RELAY]), float(v.people[ADOPTER] + v.people[RELAY]), 0.0)
    return (integration(v) + private + civic) / 3.0


OF_COOPERATION: dict[str, Indicator] = {
    "clusters": Indicator(Text("clusters", "pôles"), Text("Clusters", "Pôles de coopération"),
        Text("Clusters (PTCE) alive.", "Pôles territoriaux de coopération économique vivants."),
        lambda v: float((v.state.clusters.closed[: v.state.n_clusters] < 0).sum())),
    "clustered_share": Indicator(SHARE, Text("Sites in a cluster", "Sites dans un pôle"),
        Text("Open sites whose carrier belongs to a cluster.", "Part des sites ouverts dont le porteur est membre d'un pôle."),
        lambda v: _ratio(v.links.inside, v.rows.size, 0.0)),
    "cluster_gap_output": Indicator(Text("output y", "production y"), Text("Output, inside less outside clusters", "Production, dans les pôles moins hors des pôles"),
        Text("Mean output of members' open sites less that of the others.", "Production moyenne des sites des membres, moins celle des autres sites ouverts."),
        lambda v: _ratio(v.links.output_inside, v.links.inside) - _ratio(v.links.output_outside, v.rows.size - v.links.inside)),
    "cluster_gap_adopters": Indicator(SHARE, Text("Adopters, places with less places without clusters", "Adoptants, communes avec pôle moins communes sans"),
        Text("Adopters among those concerned in places with a member's site, less the same elsewhere.", "Part d'adoptants dans les communes où un membre a un site, moins la même ailleurs."),
        lambda v: _ratio(v.links.adopting_inside, v.links.concerned_inside) - _ratio(v.links.adopting_outside, v.links.concerned_outside)),
    "cluster_same_domain": Indicator(SHARE, Text("Clusters, sectoral reading", "Pôles, lecture sectorielle"),
        Text("Share of a cluster's sites in its main domain, mean over clusters.", "Part des sites d'un pôle dans son principal domaine, moyenne des pôles."),
        lambda v: _ratio(v.links.same_domain, v.links.clusters)),
    "cluster_ties_inside": Indicator(SHARE, Text("Clusters, relational reading", "Pôles, lecture relationnelle"),
        Text("Members' ties that are with members of their cluster.", "Part des liens des membres qui sont internes à leur pôle."),
        lambda v: _ratio(v.links.own_ties, v.links.member_ties)),
    "cluster_extent": Indicator(Text("km", "km"), Text("Clusters, territorial reading", "Pôles, lecture territoriale"),
        Text("Distance of members' sites to the middle of their cluster, mean over clusters.", "Distance des sites des membres au centre de leur pôle, moyenne des pôles."),
        lambda v: _ratio(v.links.extent, v.links.clusters)),
    "fusions": Indicator(Text("fusions", "fusions"), Text("Mergers of carriers", "Fusions de porteurs"),
        Text("Carriers that became part of another since month 0.", "Porteurs absorbés par un autre depuis le mois 0."),
        lambda v: float((v.state.actors.merged[: v.state.n_actors] >= 0).sum())),
    "skill": Indicator(UNIT, Text("Skill of teams", "Compétence des équipes"),
        Text("Mean skill of the teams of open sites.", "Compétence moyenne des équipes des sites ouverts."),
        lambda v: mean(v.state.projects.skill[v.rows])),
    "study_trips": Indicator(SHARE, Text("Places that remember a study trip", "Communes qui se souviennent d'un voyage d'étude"),
        Text("Places whose people went to see a proven site not long ago.", "Part des communes dont des habitants ont vu récemment un site prouvé."),
        lambda v: np.count_nonzero(v.state.places.visited) / v.state.places.visited.size),
    "network_integration": Indicator(SHARE, Text("Integration in networks", "Intégration dans les réseaux"),
        Text("Carriers of open sites in the largest group tied together.", "Part des porteurs de sites ouverts dans le plus grand groupe relié."),
        integration),
    "private_ties": Indicator(Text("ties", "liens"), Text("Ties between firms and others", "Liens entre entreprises et autres porteurs"),
        Text("Mean number for a carrier of an open site.", "Nombre moyen par porteur de site ouvert."),
        lambda v: _ratio(v.links.private, v.links.carriers, 0.0)),
    "relational_capability": Indicator(UNIT, Text("Relational capability", "Capabilité relationnelle"),
        Text("Mean of integration in networks, carriers with a tie between firm and other, and relays among adopters.",
             "Moyenne de l'intégration dans les réseaux, des porteurs ayant un lien entre entreprise et autre, et des relais parmi les adoptants."),
        relational_capability),
}  # fmt: skip
