"""Small made-up tables that tests of figures draw, in either language: time, places, money (tables d'essai)."""

import numpy as np
import pandas as pd

from sim.errors import Text

POLICIES = {
    "none": Text("No support beyond the ordinary", "Aucun soutien en plus de l'ordinaire"),
    "current_mix": Text("Current mix", "Dosage actuel"),
    "seed_only": Text("Seed grants only", "Amorçage seul"),
    "fund_people": Text("Posts that last", "Des postes dans la durée"),
    "fund_investments": Text("Equipment and walls", "Du matériel et des murs"),
    "people_and_investments": Text("Posts and equipment", "Des postes et du matériel"),
    "catalysis": Text("Territorial catalysis", "Catalyse territoriale"),
}
TOOLS = {
    "people_funding": Text("Posts", "Postes"), "investment_grant": Text("Investment grant", "Aide à l'investissement"),
    "seed_grant": Text("Seed grant", "Amorçage"),
}  # fmt: skip
LEDGER = (
    ("budgeted", "", "investissement", 9_000_000.0),
    ("budgeted", "", "fonctionnement", 6_000_000.0),
    ("committed", "people_funding", "fonctionnement", 5_600_000.0),
    ("paid", "people_funding", "fonctionnement", 4_700_000.0),
    ("released", "people_funding", "fonctionnement", 500_000.0),
    ("committed", "investment_grant", "investissement", 6_400_000.0),
    ("paid", "investment_grant", "investissement", 6_100_000.0),
    ("committed", "seed_grant", "investissement", 900_000.0),
    ("paid", "seed_grant", "investissement", 900_000.0),
    ("committed", "seed_grant", "fonctionnement", 300_000.0),
    ("paid", "seed_grant", "fonctionnement", 300_000.0),
    ("outstanding", "people_funding", "fonctionnement", 400_000.0),
    ("outstanding", "investment_grant", "investissement", 300_000.0),
    ("unspent", "", "investissement", 2_300_000.0),
)
EPCI = {  # centre (km), communes, inhabitants
    "CA Le Grand Chalon": (840, 6630, 51, 114_041),
    "CU Creusot Montceau": (805, 6618, 34, 90_346),
    "CC Les Bertranges": (705, 6680, 32, 19_497),
}


def labels(lang, *left_out):
    """Return the label of each policy, but for some."""
    return {policy: label.in_(lang) for policy, label in POLICIES.items() if policy not in left_out}


def adoption(lang="fr", seeds=30, years=15):
    """Logistic curves with a spread over seeds, one row per policy, seed and year."""
    luck, rows = np.random.default_rng(1), []
    for k, (policy, label) in enumerate(POLICIES.items()):
        for seed in range(1, seeds + 1):
            top, middle = luck.normal(0.28 + 0.05 * k, 0.03), luck.normal(7.5 - 0.3 * k, 0.5)
            for year in range(years + 1):
                value = top / (1 + np.exp(-0.6 * (year - middle)))
                rows.append((policy, label.in_(lang), seed, 12 * year, 2025 + year, value))
    return pd.DataFrame(rows, columns=["policy", "label", "seed", "step", "year", "value"])


def stages(lang="fr"):
    """Counts of sites by stage."""
    base = adoption(lang, seeds=5)
    shares = {"experiment": 0.3, "proof": 0.25, "structured": 0.25, "established": 0.2}
    parts = [
        base.assign(indicator=f"sites_{name}", value=base["value"] * 520 * share) for name, share in shares.items()
    ]
    return pd.concat(parts, ignore_index=True)


def territory():
    """Three EPCI in two clusters 110 km apart, like the real one."""
    luck, parts = np.random.default_rng(3), []
    for name, (x, y, count, people) in EPCI.items():
        size = 1 / np.arange(1, count + 1) ** 1.16
        parts.append(pd.DataFrame({
            "epci_name": name, "population": people * size / size.sum(),
            "x_km": x + luck.uniform(-15, 15, count), "y_km": y + luck.uniform(-14, 14, count),
        }))  # fmt: skip
    table = pd.concat(parts, ignore_index=True)
    table["place"] = [f"{code:05d}" for code in range(len(table))]
    return table.assign(source=np.where(table["population"] < 500, "synthetic", "geonames"))


def places(ground, said=None, seeds=2):
    """Coverage by place, two innovations and a few seeds; ``said``: labels of the policies."""
    luck, rows = np.random.default_rng(5), []
    for k, policy in enumerate(POLICIES):
        for seed in range(seeds):
            for innovation in ("third_place", "food_circuit"):
                value = np.clip(0.08 * k + 0.3 * luck.random(len(ground)) + 0.1, 0, 1)
                rows.append(pd.DataFrame({
                    "policy": policy, "label": (said or {}).get(policy, policy), "seed": seed,
                    "place": ground["place"], "innovation": innovation, "coverage": value,
                }))  # fmt: skip
    return pd.concat(rows, ignore_index=True)


def ledger(residual=0.0, lang="fr"):
    """A ledger that closes: budgeted + released = committed + unspent."""
    frame = pd.DataFrame(LEDGER, columns=["flow", "instrument", "section", "euros"])
    frame["instrument_label"] = [TOOLS[name].in_(lang) if name else "" for name in frame["instrument"]]
    frame.loc[frame["flow"] == "unspent", "euros"] -= residual
    return frame.assign(year=2030)


def costs(lang="fr"):
    """Costs by policy; the last policy has no surviving site in some worlds."""
    rows = []
    for k, (policy, label) in enumerate(labels(lang, "none").items()):
        for measure, value in (("adopter", 900), ("site", 105_000), ("job", 31_000)):
            value = value * (1 + 0.15 * k)
            rows.append((policy, label, measure, value, 0.85 * value, 1.2 * value))
    return pd.DataFrame(rows, columns=["policy", "label", "per", "euros", "low", "high"])
