"""The words of the model: domains, forms, stages, ways to scale, levels; each with its index (vocabulaire)."""

DOMAINS = (
    "health", "food", "mobility", "energy", "housing", "social_ties", "culture", "digital", "work", "education",
    "environment",
)  # fmt: skip
GROUPS = {  # of domains, inspired by the three dimensions of the Social Progress Index
    "needs": ("health", "food", "housing", "energy", "mobility"),
    "foundations": ("education", "digital", "environment"),
    "opportunity": ("work", "culture", "social_ties"),
}
FORMS = ("association", "cooperative", "firm")
ASSOCIATION, COOPERATIVE, FIRM = range(3)
SECTIONS = ("investissement", "fonctionnement")
INVESTMENT, OPERATING = range(2)
UNAWARE, AWARE, ADOPTER, RELAY, LAPSED = range(5)
STAGES = ("idea", "experiment", "proof", "structured", "established", "taken_over", "dormant", "abandoned")
IDEA, EXPERIMENT, PROOF, STRUCTURED, ESTABLISHED, TAKEN_OVER, DORMANT, ABANDONED = range(8)
MODES = ("", "branching", "affiliation", "fertilisation", "diversification", "cooperation", "fusion", "take_over")
_, BRANCHING, AFFILIATION, FERTILISATION, DIVERSIFICATION, COOPERATION, FUSION, TAKE_OVER = range(8)
MODALITIES = ("", "generalisation", "market", "convention", "direct", "shares")  # of a take-over
LEVELS = ("commune", "epci", "departement", "region", "etat", "investor")
COMMUNE, EPCI, DEPARTEMENT, REGION, ETAT, INVESTOR = range(6)
ROLES = ("carrier", "training", "research", "foundation")
CARRIER, TRAINING, RESEARCH, FOUNDATION = range(4)
FUNNEL = ("filed", "eligible", "debated", "accepted", "voted")  # how far petitions go
FILED, ELIGIBLE, DEBATED, ACCEPTED, VOTED = range(5)
