"""What a room looks at: indicators of results, curves and maps, in this order (tableau de bord)."""

KPI = (
    "jobs", "sites", "adopters", "adopted_share", "wellbeing", "coverage_gini", "places_reached_share", "rural_gap",
    "sites_established", "sites_taken_over", "replicas", "survival_3y", "funded_jobs", "clusters", "third_places",
    "trust", "relational_capability", "requests_answered_share", "private_money", "money_budgeted", "money_committed",
    "money_paid", "money_unspent", "euros_per_adopter", "euros_per_job", "euros_per_site", "places_left_behind",
)  # fmt: skip
CURVES = (
    "jobs", "sites", "adopters", "adopted_share", "wellbeing", "coverage_gini", "places_reached_share",
    "sites_established", "replicas", "funded_jobs", "trust", "money_paid",
)  # fmt: skip
MAPS = ("coverage", "sites", "wellbeing", "trust", "unemployment", "attractiveness", "third_place")
JUDGED = ("adopters", "jobs", "sites", "wellbeing", "coverage_gini")  # what cards speak of
GOOD = {"coverage_gini": -1, "euros_per_adopter": -1, "euros_per_job": -1, "euros_per_site": -1,
        "places_left_behind": -1, "unemployment": -1}  # fmt: skip  # where less is better
TILES = ("jobs", "sites", "adopters", "wellbeing", "coverage_gini", "places_reached_share")  # shown large
CRITERIA = (*TILES, "trust", "sites_established", "survival_3y", "places_left_behind", "third_places",
            "relational_capability", "euros_per_adopter")  # fmt: skip  # a group chooses three
NEUTRAL = ("rural_gap", "money_budgeted", "money_committed", "money_paid", "money_unspent", "private_money",
           "sites_taken_over", "funded_jobs")  # fmt: skip  # neither more nor less is better
