"""The whole model against its main rules in plain Mesa (modèle entier)."""
from dataclasses import replace

from scenarios.scenario import Scenario


def neutral(scenario: Scenario) -> Scenario:
    """Return a scenario whose public actors stay as they are: what the version in plain Mesa leaves out."""
    params = replace(scenario.params, fertilisation=replace(scenario.params.fertilisation, rate=0.0))
    return replace(
        scenario, params=params, diffusion=replace(scenario.diffusion, constant=-50.0),
        public=replace(scenario.public, mobility=0.0, joint_learning=0.0),
    )  # fmt: skip
