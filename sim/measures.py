"""What is measured: every indicator with its unit, its label and its definition (indicateurs)."""
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from sim.errors import Text
from sim.ledger import BUDGETED, COMMITTED, PAID, RELEASED
from sim.state import ADOPTER, ESTABLISHED, EXPERIMENT, PROOF, RELAY, STAGES, STRUCTURED, UNAWARE, State


class View(NamedTuple):
    """The state with what several indicators share."""

    state: State
    rows: np.ndarray  # rows of open sites
    people: np.ndarray  # (5,) persons concerned by stage of adoption, all innovations
    sites: np.ndarray  # open sites by stage


class Indicator(NamedTuple):
    """One number of the world at a month."""

    unit: Text
    label: Text
    definition: Text
    measure: Callable[[View], float]


def view(state: State) -> View:
    """Return the state as measures read it."""
    rows = state.operating()
    stages = np.bincount(state.projects.stage[rows], minlength=len(STAGES))
    return View(state, rows, state.persons * state.places.counts.sum(axis=(0, 1)), stages)


def gini(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the Gini coefficient of non-negative values, 0 (equal) to below 1; 0 where all are zero.

    values, weights: shape (n,), any unit; weights are persons.
    Source: Cowell (2011), Measuring Inequality; area under the Lorenz curve by trapezes.
    """
    order = np.argsort(values, kind="stable")
    w, total = weights[order], (values * weights).sum()
    if total <= 0.0:
        return 0.0
    lorenz = np.cumsum(values[order] * w) / total
    before = np.concatenate([[0.0], lorenz[:-1]])
    return float(1.0 - ((before + lorenz) * w).sum() / w.sum())


def survival(state: State, months: int) -> float:
    """Return the share alive ``months`` after opening among originals opened at least that long ago; NaN if none."""
    p, n = state.projects, state.n_projects
    old = (p.opened[:n] >= 0) & (p.depth[:n] == 0) & (state.step - p.opened[:n] >= months)
    if not old.any():
        return float("nan")
    lived = (p.closed[:n] < 0) | (p.closed[:n] - p.opened[:n] >= months)
    return float(lived[old].mean())


def wellbeing(state: State) -> float:
    """Return the geometric mean over domains of well-being, times (1 - Gini over places), weighted by people."""
    people = state.places.population
    mean = np.exp(np.log(np.maximum(state.places.wellbeing, 1e-3)).mean(axis=0))
    return float((mean * people).sum() / people.sum() * (1.0 - gini(mean, people)))


def _share(v: View, *stages: int) -> float:
    return float(v.people[list(stages)].sum() / max(1.0, v.people.sum()))


def _mean(values: np.ndarray) -> float:
    return float(values.mean()) if values.size else float("nan")


def _depth(v: View, least: int) -> float:
    return float((v.state.projects.depth[v.rows] >= least).sum())


def _coverage(v: View) -> np.ndarray:
    counts = v.state.places.counts.sum(axis=0)
    return (counts[:, ADOPTER] + counts[:, RELAY]) / np.maximum(1, counts.sum(axis=1))


def _budget(v: View, plus: tuple[int, ...], minus: tuple[int, ...] = ()) -> float:
    totals = v.state.ledger.totals
    return float(totals[list(plus)].sum() - totals[list(minus)].sum())


SHARE, PERSONS, SITES, EUROS = Text("share", "part"), Text("persons", "personnes"), Text("sites", "sites"), Text("€", "€")
FTE = Text("FTE", "ETP")

INDICATORS: dict[str, Indicator] = {
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
    "quality": Indicator(Text("0 to 1", "0 à 1"), Text("Quality of service", "Qualité du service"),
        Text("Mean quality over open sites.", "Qualité moyenne des sites ouverts."),
        lambda v: _mean(v.state.projects.quality[v.rows])),
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
        lambda v: np.unique(v.state.projects.place[v.rows]).size / v.state.places.code.size),
    "replicas": Indicator(SITES, Text("Open copies", "Copies ouvertes"),
        Text("Open sites born of another site.", "Sites ouverts nés d'un autre site."), lambda v: _depth(v, 1)),
    "replicas_of_replicas": Indicator(SITES, Text("Open copies of copies", "Copies de copies ouvertes"),
        Text("Open sites born of a copy.", "Sites ouverts nés d'une copie."), lambda v: _depth(v, 2)),
    "lineage_depth": Indicator(Text("copies in a row", "copies successives"), Text("Longest lineage", "Plus longue lignée"),
        Text("Most copies in a row since an original, ever.", "Plus grand nombre de copies successives depuis un original."),
        lambda v: float(v.state.projects.depth[: v.state.n_projects].max(initial=0))),
    "fidelity": Indicator(Text("0 to 1", "0 à 1"), Text("Fidelity of copies", "Fidélité des copies"),
        Text("Mean cumulative fidelity over open copies.", "Fidélité cumulée moyenne des copies ouvertes."),
        lambda v: _mean(v.state.projects.fidelity[v.rows][v.state.projects.depth[v.rows] > 0])),
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
        lambda v: _mean((v.state.actors.strength[v.state.projects.actor[v.rows]] > 0).sum(axis=1))),
    "wellbeing": Indicator(Text("0 to 1", "0 à 1"), Text("Well-being", "Bien-vivre"),
        Text("Geometric mean over domains, times 1 - Gini over places.", "Moyenne géométrique sur les domaines, fois 1 - Gini entre communes."),
        lambda v: wellbeing(v.state)),
    "coverage_gini": Indicator(Text("0 to 1", "0 à 1"), Text("Inequality of coverage", "Inégalité de couverture"),
        Text("Gini over places of adopters among those concerned.", "Gini entre communes de la part d'adoptants."),
        lambda v: gini(_coverage(v), v.state.places.population)),
    "ordinary_support": Indicator(EUROS, Text("Ordinary public support", "Soutien public ordinaire"),
        Text("Support every site has under every policy, added up.", "Soutien que chaque site reçoit sous toute politique, cumulé."),
        lambda v: float(v.state.projects.support[: v.state.n_projects].sum())),
    "money_budgeted": Indicator(EUROS, Text("Money budgeted", "Crédits ouverts"),
        Text("Policy budgets opened, added up.", "Budgets de la politique ouverts, cumulés."), lambda v: _budget(v, (BUDGETED,))),
    "money_committed": Indicator(EUROS, Text("Money committed", "Crédits engagés"),
        Text("Awards made less awards released, added up.", "Engagements nets des dégagements, cumulés."), lambda v: _budget(v, (COMMITTED,), (RELEASED,))),
    "money_paid": Indicator(EUROS, Text("Money paid", "Crédits payés"),
        Text("Paid to projects and places, added up.", "Versé aux projets et aux communes, cumulé."), lambda v: _budget(v, (PAID,))),
    "money_unspent": Indicator(EUROS, Text("Money not committed", "Crédits non engagés"),
        Text("Budgeted and not committed, net of releases.", "Ouverts et non engagés, dégagements déduits."),
        lambda v: _budget(v, (BUDGETED, RELEASED), (COMMITTED,))),
}  # fmt: skip


def measure(state: State) -> list[float]:
    """Return every indicator of the state, in the order of INDICATORS."""
    seen = view(state)
    return [indicator.measure(seen) for indicator in INDICATORS.values()]
