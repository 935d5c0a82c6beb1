"""Where each actor of the table stands, what pushes and what holds back, read from the model (forces et freins)."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sim.errors import Text
from workshop.game import Setting


class Reading(NamedTuple):
    """One thing to read of an actor: what it is called as a force and as a resistance, and when it is either."""

    force: Text
    resistance: Text
    push: float  # at or above it is a force, below ``hold`` a resistance; the other way where push < hold
    hold: float


READINGS = {  # thresholds of what is said, not of the model; assumption
    "belief": Reading(Text("believes in the innovations", "croit aux innovations"),
                      Text("doubts the innovations", "doute des innovations"), 0.6, 0.5),
    "openness": Reading(Text("staff hear others", "agents à l'écoute"),
                        Text("staff hear few others", "agents peu à l'écoute"), 0.55, 0.45),
    "absorptive": Reading(Text("staff can take up what is new", "agents capables d'absorber du neuf"),
                          Text("staff can hardly take up what is new", "agents peu capables d'absorber du neuf"),
                          0.6, 0.5),
    "coconstruction": Reading(Text("the elected want to decide with citizens", "élus prêts à co-construire"),
                              Text("the elected decide without citizens", "élus peu prêts à co-construire"), 0.6, 0.4),
    "policies": Reading(Text("has made an innovation its own policy", "a inscrit une innovation dans sa politique"),
                        Text("has made no innovation its policy", "n'a guère inscrit d'innovation dans sa politique"),
                        0.5, 0.2),
    "stance": Reading(Text("carriers are in favour", "porteurs favorables"),
                      Text("carriers are against", "porteurs défavorables"), 0.25, 0.0),
    "short_of_cash": Reading(Text("three months of cash or more", "trois mois de trésorerie ou plus"),
                             Text("less than three months of cash", "moins de trois mois de trésorerie"), 0.15, 0.3),
    "skill": Reading(Text("skilled teams", "équipes compétentes"),
                     Text("teams lack skills", "équipes peu compétentes"), 0.6, 0.5),
    "governance": Reading(Text("shared governance", "gouvernance partagée"),
                          Text("governance little shared", "gouvernance peu partagée"), 0.55, 0.35),
    "quality": Reading(Text("good quality of service", "bonne qualité du service"),
                       Text("poor quality of service", "faible qualité du service"), 0.6, 0.4),
    "trust": Reading(Text("trust", "confiance"), Text("little trust", "peu de confiance"), 0.55, 0.45),
    "unemployment": Reading(Text("low unemployment", "chômage faible"), Text("unemployment", "chômage"), 0.07, 0.1),
    "answered": Reading(Text("requests answered", "demandes ayant reçu une réponse"),
                        Text("requests left unanswered", "demandes restées sans réponse"), 0.6, 0.4),
}  # fmt: skip
STANCE = {"ess": "association", "enterprises": "firm", "inhabitants": "inhabitants"}


def forces(
    setting: Setting, stands: Mapping[str, Mapping[str, float]], epci: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Return, for each group that is an actor: its values, its stance from -1 to 1, its forces and resistances.

    stands: as experiments.relay.standing names them, means over seeds. epci: names by code.
    """
    found = []
    for k, group in enumerate(setting.groups, start=1):
        actor = group.get("actor")
        name = _named(str(actor), stands, epci) if actor else None
        if name is None:
            continue
        values = dict(stands[name])
        told = [(what, READINGS[what], value) for what, value in values.items() if what in READINGS]
        found.append({
            "group": f"g{k}", "actor": actor, "who": name, "label": epci.get(name, ""), "values": values,
            "stance": _stance(values),
            "forces": [_said(what, r.force, value) for what, r, value in told if _side(r, value) > 0],
            "resistances": [_said(what, r.resistance, value) for what, r, value in told if _side(r, value) < 0],
        })  # fmt: skip
    return found


def _named(actor: str, stands: Mapping[str, Any], epci: Mapping[str, str]) -> str | None:
    """Return under what name the model knows an actor; the EPCI in the order in which they were named."""
    if actor.startswith("epci_"):
        known = [code for code in epci if code in stands]
        rank = int(actor.removeprefix("epci_")) - 1
        return known[min(rank, len(known) - 1)] if known else None
    if actor == "region":
        return next((name for name in stands if name.startswith("region")), None)
    return STANCE.get(actor, actor) if STANCE.get(actor, actor) in stands else None


def _side(reading: Reading, value: float) -> int:
    """Return 1 for a force, -1 for a resistance, 0 for neither."""
    sign = 1.0 if reading.push >= reading.hold else -1.0
    return int(sign * value >= sign * reading.push) - int(sign * value < sign * reading.hold)


def _stance(values: Mapping[str, float]) -> float | None:
    """Return the stance toward the innovations, from against to for; belief, where it is all there is, from 0 to 1."""
    if "stance" in values:
        return values["stance"]
    return 2.0 * values["belief"] - 1.0 if "belief" in values else None


def _said(what: str, text: Text, value: float) -> dict[str, Any]:
    return {"what": what, "value": value, "fr": text.fr, "en": text.en}
