"""The table game: offers accepted, refused, withdrawn, expired; purses to the euro; briefs stay private."""

import json

import pytest

from tests.workshop.server import codes_of, join, room
from workshop import library

GROUPS = [
    {"name": "État", "purse": 100_000, "brief": {"fr": "SECRET-ETAT", "en": "SECRET-ETAT"}},
    {
        "name": "Région",
        "purse": 50_001,
        "competences": ["people_funding"],
        "brief": {"fr": "SECRET-REG", "en": "SECRET-REG"},
    },
    {"name": "EPCI", "purse": 10_000, "brief": {"fr": "SECRET-EPCI", "en": "SECRET-EPCI"}},
]


@pytest.fixture
def table(server):
    return room(server, game="table", groups=GROUPS, shocks=[])


def offered(who, to, euros, share, turn=1, instrument="seed_grant"):
    return who.post("offers", {"turn": turn, "to": to, "instrument": instrument, "euros": euros, "share": share})


def available(member):
    return member.state()["me"]["purse"]["available"]


def test_an_accepted_offer_takes_from_both_purses_to_the_euro(table):
    lead, (state, region, epci) = table
    offer = offered(state, "g2", 10_001, 1 / 3).json()["offer"]
    assert offer["from_pays"] + offer["to_pays"] == 10_001 and offer["to_pays"] == 3_334
    assert available(state) == 100_000 - 6_667 and available(region) == 50_001
    assert region.post(f"offers/{offer['id']}", {"answer": "accepted"}).json()["offer"]["state"] == "accepted"
    assert available(state) == 93_333 and available(region) == 46_667 and available(epci) == 10_000
    assert codes_of(region.post(f"offers/{offer['id']}", {"answer": "refused"})) == ["E29"]
    assert codes_of(state.submit(1, {"seed_grant": 93_334})) == ["E20"]
    assert state.submit(1, {"seed_grant": 93_333}).status_code == 200
    lead.go("locked", "running", "reveal")
    paid = [offer for move in state.state()["moves"] for offer in move["offers"]]
    assert [(o["from_pays"], o["to_pays"]) for o in paid] == [(6_667, 3_334)]


def test_a_refused_a_withdrawn_and_a_forgotten_offer_bind_nobody(table):
    lead, (state, region, _) = table
    names = [offered(state, "g2", 9_000, 0.5).json()["offer"]["id"] for _ in range(3)]
    assert available(state) == 100_000 - 3 * 4_500
    region.post(f"offers/{names[0]}", {"answer": "refused"})
    state.post(f"offers/{names[1]}", {"answer": "withdrawn"})
    assert available(state) == 95_500
    lead.go("locked")
    assert [o["state"] for o in state.state()["offers"]] == ["refused", "withdrawn", "expired"]
    assert available(state) == 100_000 and available(region) == 50_001
    assert codes_of(region.post(f"offers/{names[2]}", {"answer": "accepted"})) == ["E22"]
    lead.go("open")
    assert codes_of(region.post(f"offers/{names[2]}", {"answer": "accepted"})) == ["E29"]


def test_only_the_partner_answers_and_only_within_its_purse(table):
    _, (state, region, epci) = table
    offer = offered(state, "g3", 30_000, 0.5).json()["offer"]["id"]
    assert codes_of(region.post(f"offers/{offer}", {"answer": "accepted"})) == ["E58"]
    assert codes_of(state.post(f"offers/{offer}", {"answer": "accepted"})) == ["E23"]
    assert codes_of(epci.post(f"offers/{offer}", {"answer": "withdrawn"})) == ["E23"]
    assert codes_of(epci.post(f"offers/{offer}", {"answer": "accepted"})) == ["E20"]
    assert codes_of(offered(epci, "g1", 40_000, 0.5)) == ["E20"]
    assert codes_of(offered(epci, "g3", 4_000, 0.5)) == ["E39"] == codes_of(offered(epci, "g1", 4_000, 1.5))


def test_one_pays_only_what_one_is_competent_for(table):
    _, (_, region, _) = table
    assert codes_of(region.submit(1, {"seed_grant": 10})) == ["E38"]
    assert region.submit(1, {"people_funding": 1_000}).status_code == 200


def test_what_is_played_reaches_the_simulation_with_the_offers_that_stand(table):
    lead, (state, region, _) = table
    offer = offered(state, "g2", 8_000, 0.25).json()["offer"]["id"]
    region.post(f"offers/{offer}", {"answer": "accepted"})
    offered(state, "g2", 1_000, 0.5)
    lead.go("locked", "running", "reveal")
    assert lead.get("results/all/1").status_code == 200 and state.get("results/1").status_code == 200
    shown = [
        (o["instrument"], o["from_pays"], o["to_pays"]) for o in region.state()["offers"] if o["state"] == "accepted"
    ]
    assert shown == [("seed_grant", 6_000, 2_000)]


def test_briefs_and_open_offers_stay_between_those_they_concern(table, server):
    lead, (state, _region, epci) = table
    offered(state, "g2", 7_777, 0.5)
    ear = epci.listen()
    text = json.dumps(ear.wait("hello")) + epci.get("state").text
    assert "SECRET-EPCI" in text and "SECRET-ETAT" not in text and "SECRET-REG" not in text and "7777" not in text
    offered(state, "g2", 6_666, 0.5)
    assert "6666" not in json.dumps(ear.wait("state"))
    ear.close()
    screen = join(server, lead.get("links").json()["screen"]["url"])[1]
    assert "SECRET" not in screen.get("state").text and "7777" not in screen.get("state").text
    assert "SECRET-ETAT" in lead.get("state").text


def test_a_brief_is_in_no_answer_that_another_group_or_the_room_can_get(table, server):
    lead, (state, _region, epci) = table
    state.submit(1, {"seed_grant": 5_000})
    lead.go("locked", "running", "reveal")
    own = "".join(epci.get(path).text for path in ("state", "results/1", "why/1", "results.csv"))
    assert "SECRET-EPCI" in own
    links = lead.get("links").json()
    watchers = [join(server, links[role]["url"])[1] for role in ("screen", "observer")]
    paths = ("state", "compare", "results/all/1", "chronicle/all")
    seen = [answer for one in watchers for answer in map(one.get, paths)]
    seen += [server.page().get(path) for path in ("/api/catalogue?lang=fr", f"/api/room/{lead.sid}", "/api/info")]
    assert [answer.status_code for answer in seen] == [200] * len(seen)
    said = own.replace("SECRET-EPCI", "") + "".join(answer.text for answer in seen)
    assert "SECRET" not in said
    assert not [name for name, actor in library.actors().items() if json.dumps(actor["brief"]["fr"])[1:-1] in said
                or actor["brief"]["fr"] in said]  # fmt: skip
