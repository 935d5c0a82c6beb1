"""A tiny game that plays within seconds."""

from workshop.game import Setting

WORLD = {"territory.width": 3, "territory.height": 3, "territory.population": 9_000}
TINY = {
    "name": "Essai", "territory": "grid", "turns": 2, "years_a_turn": 2, "budget": 400_000, "citizens": 200, "seeds": 2,
    "groups": [{"name": "=Les Prés"}, {"name": "La Côte"}], "params": WORLD,
}  # fmt: skip
ONE = {"people_funding": 200_000, "catalysis": 90_001, "seed_grant": 60_000}
TWO = {"people_funding": 110_000, "investment_grant": 100_000, "equity": 60_000}


def tiny(**changed):
    return Setting.from_dict({**TINY, **changed})


def table(**changed):
    groups = [{"name": a, "actor": a, "purse": 300_000} for a in ("etat", "region", "epci_1")]
    return tiny(game="table", groups=groups, **changed)
