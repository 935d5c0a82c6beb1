"""Who may do what: every route, every role; and nobody is sent what it may not know."""

import json
from types import SimpleNamespace

import pytest

from tests.workshop.server import SETTING, codes_of, join, room
from workshop.routes import facilitator, group, keeper, public, watch

SHOP = SimpleNamespace()
PATHS = {"gid": "g2", "turn:int": "1", "turn": "1", "group": "g2", "oid": "o1", "role": "g", "path": "x"}


def calls(part):
    """Return method and path of every route of a part."""
    found = []
    for route in part.routes(SHOP):
        for method in getattr(route, "methods", None) or ():
            if method != "HEAD":
                found.append((method, route.path))
    return sorted(found)


def filled(path, sid):
    for name, value in {**PATHS, "sid": sid}.items():
        path = path.replace("{" + name + "}", value)
    return path


def asked(member, method, path):
    body = {"json": {"turn": 1, "moves": {}}, "headers": {"idempotency-key": "x"}} if method == "POST" else {}
    return member.page.request(method, filled(path, member.sid), **body)


@pytest.fixture(scope="module")
def played(server):
    """A workshop with one turn played, a draft, a brief, and each role."""
    briefs = [{**g, "brief": {"fr": f"CONFIDENTIEL{k}", "en": f"CONFIDENTIEL{k}"}} for k, g in
              enumerate(SETTING["groups"], start=1)]  # fmt: skip
    lead, groups = room(server, groups=briefs)
    groups[0].submit(1, {"seed_grant": 17_393}, rationale="raison1")
    groups[1].submit(1, {"seed_grant": 27_183}, rationale="raison2")
    lead.go("locked", "running", "reveal", "open")
    groups[1].draft(2, moves={"seed_grant": 48_611}, rationale="brouillon2")
    links = lead.get("links").json()
    screen, observer = (join(server, links[name]["url"])[1] for name in ("screen", "observer"))
    return SimpleNamespace(lead=lead, one=groups[0], two=groups[1], p=screen, o=observer)


@pytest.mark.parametrize(("method", "path"), [c for c in calls(group) if "{gid}" in c[1]])
def test_a_group_gets_nowhere_with_another_groups_routes(played, method, path):
    answer = asked(played.one, method, path)
    assert answer.status_code == 403 and codes_of(answer) == ["E23"]


@pytest.mark.parametrize(("method", "path"), calls(facilitator) + calls(keeper))
@pytest.mark.parametrize("who", ["one", "p", "o", None])
def test_only_the_facilitator_leads(played, server, method, path, who):
    member = getattr(played, who) if who else SimpleNamespace(page=server.page(), sid=played.lead.sid)
    answer = asked(member, method, path)
    assert answer.status_code == 403 and codes_of(answer) == ["E60"]


@pytest.mark.parametrize(("method", "path"), calls(group) + calls(watch))
def test_without_a_cookie_nothing_opens(played, server, method, path):
    answer = asked(SimpleNamespace(page=server.page(), sid=played.lead.sid), method, path)
    assert answer.status_code == 401 and codes_of(answer) == ["E06"]


@pytest.mark.parametrize(("method", "path"), calls(watch))
def test_a_group_does_not_look_through_the_screens_eyes(played, method, path):
    assert asked(played.one, method, path).status_code == 403


def everything(member, part, names=("g1", "g2")):
    """Return all the text that a role can be sent by reading, streams included."""
    ear = member.listen()
    texts = [json.dumps(ear.wait("hello"), ensure_ascii=False)]
    ear.close()
    for method, path in calls(part):
        if method == "GET" and not path.endswith("events"):
            for name in names:
                for turn in "012":
                    own = path.replace("{gid}", member.group or "").replace("{group}", name).replace("{turn:int}", turn)
                    texts.append(member.page.get(own.replace("{sid}", member.sid)).text)
    return "\n".join(texts)


def test_a_group_is_sent_nothing_of_another(played):
    text = everything(played.one, group)
    assert "CONFIDENTIEL1" in text and "raison1" in text and "17393" in text
    for secret in ("CONFIDENTIEL2", "raison2", "27183", "48611", "brouillon2", "plant_closure"):
        assert secret not in text


@pytest.mark.parametrize("who", ["p", "o"])
def test_the_screen_is_sent_what_is_revealed_and_no_more(played, who):
    text = everything(getattr(played, who), watch)
    assert "27183" in text
    for secret in ("CONFIDENTIEL", "48611", "brouillon2", "raison", "plant_closure"):
        assert secret not in text


def test_hidden_names_are_hidden_on_the_screen_only(played):
    played.lead.post("anonymise", {"on": True})
    try:
        text = everything(played.p, watch, ("x1", "x2"))
        assert codes_of(played.p.get("results/g1/1")) == ["E37"] and "27183" in text
        assert "Les Prés" not in text and "La Côte" not in text and "Groupe A" in text and '"g1"' not in text
        assert "Les Prés" in played.lead.get("state").text
    finally:
        played.lead.post("anonymise", {"on": False})


def test_results_are_seen_once_revealed(server):
    lead, (one, _) = room(server)
    screen = join(server, lead.get("links").json()["screen"]["url"])[1]
    one.submit(1, {"seed_grant": 10})
    lead.go("locked", "running")
    lead.until(lambda s: s["computed"])
    assert lead.get("results/g1/1").status_code == 200
    for hidden in (one.get("results/1"), one.get("why/1"), screen.get("results/g1/1")):
        assert codes_of(hidden) == ["E42"]
    assert not one.state()["results"] and not screen.get("compare").json()["kpi"]
    lead.go("reveal")
    assert one.get("results/1").status_code == screen.get("results/g1/1").status_code == 200
    assert [row["turn"] for row in one.state()["results"]] == [1]


def test_a_preview_that_is_not_allowed_is_not_sent(server):
    lead, (one, _) = room(server)
    assert codes_of(one.post("preview", {"moves": {"seed_grant": 5}})) == ["E28"]
    assert "apercu" not in one.get("state").text and one.state()["preview"] is False
    lead.post("preview", {"on": True})
    shown = one.post("preview", {"moves": {"seed_grant": 5}})
    assert shown.status_code == 200 and shown.json()["apercu"] is True
    lead.post("preview", {"on": False})
    assert codes_of(one.post("preview", {"moves": {"seed_grant": 5}})) == ["E28"]


def test_a_surprise_is_one_until_its_turn_is_revealed(played):
    assert {s["type"] for s in played.lead.state()["shocks"]} == {"plant_closure"}
    assert played.one.state()["shocks"] == [] == played.p.state()["shocks"]


def test_the_open_routes_tell_nothing_of_a_room(played, server):
    for method, path in calls(public):
        if method == "GET" and "static" not in path:
            text = server.page().get(path.replace("{code}", played.lead.sid).replace("{territory}", "grid")).text
            assert "CONFIDENTIEL" not in text and "27183" not in text
