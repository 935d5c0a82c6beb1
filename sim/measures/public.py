"""Indicators of public actors: what they can, believe, follow and decide; who moved in (acteurs publics)."""
import numpy as np

from sim.errors import Text
from sim.measures.view import PERSONS, SHARE, UNIT, Indicator, View
from sim.names import COMMUNE, DEPARTEMENT, EPCI, ETAT, REGION
from sim.sums import dot, weigh


def _by_people(v: View, values: np.ndarray) -> float:
    return dot(v.state.authorities.population, values) / max(1.0, v.served)


def _over_kinds(v: View, values: np.ndarray) -> float:
    return float(weigh(v.state.authorities.population, values).sum()) / max(1.0, v.served) / values.shape[1]


def _belief(v: View) -> float:
    public = v.state.authorities
    return _over_kinds(v, public.successes / (public.successes + public.failures))


def _with_policy(v: View, level: int) -> float:
    return float(v.holding[level])


OF_PUBLIC: dict[str, Indicator] = {
    "absorptive": Indicator(UNIT, Text("Absorptive capacity of public actors", "Capacité d'absorption des acteurs publics"),
        Text("How far staff can take up what others learnt; mean by people served.", "Ce que les agents peuvent reprendre de l'expérience des autres ; moyenne par habitant desservi."),
        lambda v: _by_people(v, v.state.authorities.absorptive)),
    "openness": Indicator(UNIT, Text("Openness of public actors", "Ouverture des acteurs publics"),
        Text("How readily staff hear others, citizens included; mean by people served.", "À quel point les agents écoutent les autres, habitants compris ; moyenne par habitant desservi."),
        lambda v: _by_people(v, v.state.authorities.openness)),
    "belief": Indicator(UNIT, Text("Belief of public actors in innovations", "Confiance des acteurs publics dans les innovations"),
        Text("Mean chance of success that they credit innovations with, by people served.", "Chance de réussite qu'ils prêtent en moyenne aux innovations, par habitant desservi."),
        _belief),
    "trials_heard": Indicator(Text("trials", "essais"), Text("Others' trials heard of", "Essais d'ailleurs connus"),
        Text("Trials of other territories taken in last January, by people served.", "Essais d'autres territoires pris en compte en janvier dernier, par habitant desservi."),
        lambda v: _by_people(v, v.state.authorities.heard)),
    "policies": Indicator(Text("policies", "politiques"), Text("Innovations made public policy", "Innovations devenues politique publique"),
        Text("Pairs of a public actor and an innovation it has made its own policy.", "Couples d'un acteur public et d'une innovation dont il a fait sa politique."),
        lambda v: float((v.state.authorities.adopted >= 0).sum())),
    "policy_communes": Indicator(SHARE, Text("Communes with a policy", "Communes ayant une politique"),
        Text("Communes that have made at least one innovation their own policy.", "Communes ayant fait d'au moins une innovation leur politique."),
        lambda v: _with_policy(v, COMMUNE)),
    "policy_epci": Indicator(SHARE, Text("EPCI with a policy", "EPCI ayant une politique"),
        Text("EPCI that have made at least one innovation their own policy.", "EPCI ayant fait d'au moins une innovation leur politique."),
        lambda v: _with_policy(v, EPCI)),
    "policy_departements": Indicator(SHARE, Text("Départements with a policy", "Départements ayant une politique"),
        Text("Départements that have made at least one innovation their own policy.", "Départements ayant fait d'au moins une innovation leur politique."),
        lambda v: _with_policy(v, DEPARTEMENT)),
    "policy_regions": Indicator(SHARE, Text("Régions with a policy", "Régions ayant une politique"),
        Text("Régions that have made at least one innovation their own policy.", "Régions ayant fait d'au moins une innovation leur politique."),
        lambda v: _with_policy(v, REGION)),
    "policy_state": Indicator(SHARE, Text("State with a policy", "État ayant une politique"),
        Text("1 where the State has made at least one innovation its own policy.", "1 si l'État a fait d'au moins une innovation sa politique."),
        lambda v: _with_policy(v, ETAT)),
    "elections": Indicator(Text("elections", "élections"), Text("Elections held", "Élections tenues"),
        Text("Renewals of the elected so far, by people served.", "Renouvellements des élus jusqu'ici, par habitant desservi."),
        lambda v: _by_people(v, v.state.authorities.mandate)),
    "pressure": Indicator(Text("index", "indice"), Text("Pressure on public actors", "Pression sur les acteurs publics"),
        Text("Petitions and pleas still felt, mean over innovations, by people served; 0 = none.", "Pétitions et plaidoyers encore ressentis, moyenne sur les innovations, par habitant desservi ; 0 = aucun."),
        lambda v: _over_kinds(v, v.state.authorities.pressure)),
    "inhabitants": Indicator(PERSONS, Text("Inhabitants", "Habitants"),
        Text("People of the territory, newcomers included.", "Habitants du territoire, nouveaux venus compris."),
        lambda v: v.inhabitants),
}  # fmt: skip
