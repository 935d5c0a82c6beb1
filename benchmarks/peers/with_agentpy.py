"""Workload W in AgentPy: an AgentList, look then move (AgentPy)."""
import math
import time
from typing import Any

import agentpy
import numpy as np

from benchmarks.workload import Outcome, World, hazard_of_one


class Citizen(agentpy.Agent):
    """Someone who adopts once, when contacts convince."""

    def setup(self) -> None:
        """Begin without the innovation."""
        self.adopted = self.convinced = False
        self.contacts: list[Any] = []

    def look(self) -> None:
        """See who adopts among the contacts, and be convinced or not."""
        if self.adopted:
            return
        met = sum(other.adopted for other in self.contacts)
        share = met / len(self.contacts) if self.contacts else 0.0
        self.convinced = self.model.random.random() < -math.expm1(-hazard_of_one(share, self.threshold))

    def move(self) -> None:
        """Adopt if convinced."""
        if self.convinced and not self.adopted:
            self.adopted = True
            self.model.adopters[self.cell] += 1


class Town(agentpy.Model):
    """Citizens and the adopters of each cell."""

    def setup(self) -> None:
        """Make the citizens and tie them."""
        world = self.p.world
        self.adopters = [0] * (world.first.size - 1)
        self.people = agentpy.AgentList(self, world.cell.size, Citizen)
        self.people.cell = agentpy.AttrIter(world.cell.tolist())
        self.people.threshold = agentpy.AttrIter(world.threshold.astype(float).tolist())
        people, contact, start = list(self.people), world.contact.tolist(), world.start.tolist()
        for i, citizen in enumerate(people):
            citizen.contacts = [people[j] for j in contact[start[i] : start[i + 1]]]

    def step(self) -> None:
        """Move one month."""
        self.people.look()
        self.people.move()


def run(world: World, steps: int, seed: int) -> Outcome:
    """Run ``steps`` months in AgentPy."""
    town = Town({"world": world, "seed": seed})
    town.sim_setup()
    out = np.zeros((steps, world.first.size - 1), np.int64)
    begun = time.process_time()
    for t in range(steps):
        town.step()
        out[t] = town.adopters
    return Outcome(out, time.process_time() - begun)
