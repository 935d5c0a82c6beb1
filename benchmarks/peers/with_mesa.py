"""Workload W in Mesa as its tutorials write it: an agent a citizen, look then move (Mesa)."""
import math
import time
from typing import Any

import mesa
import numpy as np

from benchmarks.workload import Outcome, World, hazard_of_one


class Citizen(mesa.Agent):
    """Someone who adopts once, when contacts convince."""

    def __init__(self, model: Any, cell: int, threshold: float) -> None:
        super().__init__(model)
        self.cell, self.threshold = cell, threshold
        self.contacts: list[Citizen] = []
        self.adopted = self.convinced = False

    def look(self) -> None:
        """See who adopts among the contacts, and be convinced or not."""
        if self.adopted:
            return
        met = sum(other.adopted for other in self.contacts)
        share = met / len(self.contacts) if self.contacts else 0.0
        self.convinced = self.random.random() < -math.expm1(-hazard_of_one(share, self.threshold))

    def move(self) -> None:
        """Adopt if convinced."""
        if self.convinced and not self.adopted:
            self.adopted = True
            self.model.adopters[self.cell] += 1


class Town(mesa.Model):
    """Citizens and the adopters of each cell, month by month."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(rng=seed)
        self.random.seed(seed)  # Mesa 3.3 leaves it unseeded when rng= is given
        self.adopters = [0] * (world.first.size - 1)
        homes, thresholds = world.cell.tolist(), world.threshold.astype(float).tolist()
        people = list(Citizen.create_agents(self, len(homes), homes, thresholds))
        contact, start = world.contact.tolist(), world.start.tolist()
        for i, citizen in enumerate(people):
            citizen.contacts = [people[j] for j in contact[start[i] : start[i + 1]]]

    def step(self) -> None:
        """Move one month."""
        self.agents.do("look")
        self.agents.do("move")


def run(world: World, steps: int, seed: int) -> Outcome:
    """Run ``steps`` months in Mesa."""
    town, out = Town(world, seed), np.zeros((steps, world.first.size - 1), np.int64)
    begun = time.process_time()
    for t in range(steps):
        town.step()
        out[t] = town.adopters
    return Outcome(out, time.process_time() - begun)
