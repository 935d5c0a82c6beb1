"""Each event is told in both languages; a village that was made up is never shown as a real one."""

import pytest

from workshop.chronicle import chronicle
from workshop.game import Setting
from workshop.stances import READINGS, forces
from workshop.tidings import told

SITE = {"month": 14, "year": 2026, "site": 3, "place": "71000", "name": "Tournus", "invented": False,
        "innovation": "food_circuit"}  # fmt: skip
MADE_UP = {"name": "Village 12", "invented": True}
CASES = {
    "opened": ({"kind": "opened"}, "Un site ouvre", "A site opens"),
    "stood": ({"kind": "opened", "month": 0}, "existe déjà", "stands already"),
    "copied": ({"kind": "copied", "from": "Buxy", "from_invented": False}, "copié depuis Buxy", "copied from Buxy"),
    "taken over": ({"kind": "taken_over", "owner": "71"}, "reprend un site", "takes a site over"),
    "closed": ({"kind": "closed", "dormant": False}, "Un site ferme", "A site closes"),
    "dormant": ({"kind": "closed", "dormant": True}, "met en sommeil", "falls dormant"),
}


@pytest.mark.parametrize("name", CASES)
def test_an_event_says_what_which_and_where(name):
    event, fr, en = CASES[name]
    found = told({**SITE, **event})
    assert fr in found["fr"] and "circuit alimentaire de proximité, Tournus." in found["fr"]
    assert en in found["en"] and "short food circuit, Tournus." in found["en"]
    assert {key: found[key] for key in SITE if key not in event} == {k: v for k, v in SITE.items() if k not in event}


def test_an_invented_village_is_named_as_such_also_as_the_one_that_was_copied():
    event = {**SITE, **MADE_UP, "kind": "copied", "from": "Village 7", "from_invented": True}
    found = told(event)
    assert ", un village inventé (n°\u202f12)." in found["fr"]
    assert "copié depuis un village inventé (n°\u202f7)" in found["fr"]
    assert "an invented village (no. 12)" in found["en"] and "Village 7" not in found["en"]
    bands = {"median": 1.0}
    result = {"events": [event], "first_year": 2025, "year": 2027, "turn": 1, "territory": "grid", "seeds": 2,
              "kpi": dict.fromkeys(("adopters", "sites", "jobs"), bands)}  # fmt: skip
    assert "copie un village inventé (n°\u202f7)" in chronicle(result, "fr")


def test_a_shock_is_told():
    found = told({"kind": "shock", "month": 24, "year": 2027, "shock": "plant_closure"})
    assert found["fr"] == "Choc\u00a0: fermeture d'usine." and found["en"] == "Shock: plant closure."


def test_what_holds_an_actor_back_is_said_as_such_and_not_as_a_force():
    setting = Setting.from_dict({"game": "table", "groups": [{"name": "État", "actor": "etat"}]})
    said = {}
    for value in (-0.5, 1.0):
        stands = {"etat": dict.fromkeys(READINGS, value)}
        (actor,) = forces(setting, stands, {})
        said[value] = [{row["what"]: row["fr"] for row in actor[side]} for side in ("forces", "resistances")]
    (low_for, low_against), (high_for, high_against) = said[-0.5], said[1.0]
    assert {**low_for, **low_against}.keys() == {**high_for, **high_against}.keys() == READINGS.keys()
    assert all({**low_for, **low_against}[name] != {**high_for, **high_against}[name] for name in READINGS)
    assert "unemployment" in low_for and "trust" in high_for
