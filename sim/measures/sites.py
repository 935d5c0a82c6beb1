"""Indicators of sites: how many, at what stage, where, born how, for how long, with which jobs (sites)."""
import numpy as np

from sim.errors import Text
from sim.jit import jit
from sim.measures.view import FTE, SHARE, SITES, UNIT, Indicator, View, mean
from sim.names import ESTABLISHED, EXPERIMENT, PROOF, STRUCTURED
from sim.rows import records
from sim.state import State


@jit
def lived(p, n, step, months):
    """Return the share that lived on; see ``survival``."""
    old, alive = 0, 0
    for row in range(n):
        if p.opened[row] >= 0 and p.depth[row] == 0 and step - p.opened[row] >= months:
            old += 1
            alive += p.closed[row] < 0 or p.merged[row] >= 0 or p.closed[row] - p.opened[row] >= months
    return alive / old if old else np.nan


def survival(state: State, months: int) -> float:
    """Return the share alive ``months`` after opening among originals opened at least that long ago; NaN if none.

    A site that became part of another lives on in it.
    """
    return lived(records(state.projects), state.n_projects, state.step, months)


def _depth(v: View, least: int) -> float:
    return float((v.state.projects.depth[v.rows] >= least).sum())


def _ties(v: View) -> float:
    found = np.count_nonzero(v.state.actors.strength[v.state.projects.actor[v.rows]])
    return found / v.rows.size if v.rows.size else float("nan")


OF_SITES: dict[str, Indicator] = {
    "sites": Indicator(SITES, Text("Open sites", "Sites ouverts"),
        Text("Sites open to users: alive and past the idea.", "Sites ouverts aux usagers : vivants et au-delà de l'idée."),
        lambda v: float(v.rows.size)),
    "ideas": Indicator(Text("projects", "projets"), Text("Ideas under way", "Idées en cours"),
        Text("Projects alive and not yet open.", "Projets vivants pas encore ouverts."),
        lambda v: float(v.state.alive().size - v.rows.size)),
    "sites_experiment": Indicator(SITES, Text("Sites experimenting", "Sites en expérimentation"),
        Text("Open sites not yet proven.", "Sites ouverts pas encore prouvés."), lambda v: float(v.sites[EXPERIMENT])),
    "sites_proof": Indicator(SITES, Text("Proven sites", "Sites prouvés"),
        Text("Open sites with proof, not yet structured.", "Sites ouverts ayant fait leur preuve, pas encore structurés."), lambda v: float(v.sites[PROOF])),
    "sites_structured": Indicator(SITES, Text("Structured sites", "Sites structurés"),
        Text("Open sites with a structured organisation.", "Sites ouverts dotés d'une organisation structurée."), lambda v: float(v.sites[STRUCTURED])),
    "sites_established": Indicator(SITES, Text("Established sites", "Sites pérennisés"),
        Text("Open sites whose costs were covered long enough.", "Sites ouverts dont les coûts ont été couverts assez longtemps."), lambda v: float(v.sites[ESTABLISHED])),
    "sites_scaling": Indicator(SITES, Text("Scaling sites", "Sites qui essaiment"),
        Text("Open sites that pass their practice on.", "Sites ouverts qui transmettent leur pratique."),
        lambda v: float(v.state.projects.scaling[v.rows].sum())),
    "places_reached_share": Indicator(SHARE, Text("Places with an open site", "Communes ayant un site ouvert"),
        Text("Places where at least one site is open.", "Part des communes où au moins un site est ouvert."),
        lambda v: np.count_nonzero(np.bincount(v.state.projects.place[v.rows])) / v.state.places.code.size),
    "replicas": Indicator(SITES, Text("Open copies", "Copies ouvertes"),
        Text("Open sites born of another site.", "Sites ouverts nés d'un autre site."), lambda v: _depth(v, 1)),
    "replicas_of_replicas": Indicator(SITES, Text("Open copies of copies", "Copies de copies ouvertes"),
        Text("Open sites born of a copy.", "Sites ouverts nés d'une copie."), lambda v: _depth(v, 2)),
    "lineage_depth": Indicator(Text("copies in a row", "copies successives"), Text("Longest lineage", "Plus longue lignée"),
        Text("Most copies in a row since an original, ever.", "Plus grand nombre de copies successives depuis un original."),
        lambda v: float(v.state.projects.depth[: v.state.n_projects].max(initial=0))),
    "fidelity": Indicator(UNIT, Text("Fidelity of copies", "Fidélité des copies"),
        Text("Mean cumulative fidelity over open copies.", "Fidélité cumulée moyenne des copies ouvertes."),
        lambda v: mean(v.state.projects.fidelity[v.rows][v.state.projects.depth[v.rows] > 0])),
    "survival_3y": Indicator(SHARE, Text("Survival at 3 years", "Survie à 3 ans"),
        Text("Originals alive 3 years after opening, of those opened 3 years ago or more.", "Originaux vivants 3 ans après ouverture, parmi ceux ouverts depuis 3 ans ou plus."),
        lambda v: survival(v.state, 36)),
    "survival_5y": Indicator(SHARE, Text("Survival at 5 years", "Survie à 5 ans"),
        Text("Originals alive 5 years after opening, of those opened 5 years ago or more.", "Originaux vivants 5 ans après ouverture, parmi ceux ouverts depuis 5 ans ou plus."),
        lambda v: survival(v.state, 60)),
    "jobs": Indicator(FTE, Text("Jobs in sites", "Emplois dans les sites"),
        Text("Posts paid from income and under public terms.", "Postes payés sur recettes et sous convention."),
        lambda v: float((v.state.projects.posts[v.rows] + v.state.projects.funded[v.rows]).sum())),
    "funded_jobs": Indicator(FTE, Text("Jobs under a public term", "Emplois sous convention publique"),
        Text("Posts paid in part by a policy now.", "Postes payés en partie par une politique."),
        lambda v: float(v.state.projects.funded[v.rows].sum())),
    "ties": Indicator(Text("ties", "liens"), Text("Ties per carrier", "Liens par porteur"),
        Text("Mean number of living ties of carriers of open sites.", "Nombre moyen de liens vivants des porteurs de sites ouverts."),
        lambda v: _ties(v)),
}  # fmt: skip
