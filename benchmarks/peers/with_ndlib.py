"""Workload W as a model of NDlib: statuses in dictionaries, an iteration a month (NDlib)."""
import math
import random
import time
from typing import Any

import numpy as np
from ndlib.models.DiffusionModel import DiffusionModel
from ndlib.models.ModelConfig import Configuration

from benchmarks.peers.with_networkx import graph_of
from benchmarks.workload import Outcome, World, hazard_of_one


class Adoption(DiffusionModel):
    """Adoption by hazard, written as NDlib's own ThresholdModel is."""

    status: dict[int, int]  # of the base class

    def __init__(self, graph: Any, seed: int) -> None:
        super().__init__(graph, seed)
        self.available_statuses = {"Susceptible": 0, "Infected": 1}
        described = {"descr": "share of contacts", "range": [0, 1], "optional": False}
        self.parameters = {"model": {}, "nodes": {"threshold": described}, "edges": {}}
        self.name, self.luck = "Adoption", random.Random(seed)

    def iteration(self, node_status: bool = True) -> dict[str, Any]:
        """Move one month."""
        self.clean_initial_status(self.available_statuses.values())
        status = dict(self.status)
        for node in self.graph.nodes:
            if status[node] == 1:
                continue
            contacts = list(self.graph.neighbors(node))
            met = sum(self.status[other] for other in contacts)
            threshold = self.params["nodes"]["threshold"][node]
            chance = -math.expm1(-hazard_of_one(met / len(contacts) if contacts else 0.0, threshold))
            if self.luck.random() < chance:
                status[node] = 1
        delta, count, change = self.status_delta(status)
        self.status = status
        self.actual_iteration += 1
        return {"status": delta.copy(), "node_count": count.copy(), "status_delta": change.copy()}


def run(world: World, steps: int, seed: int) -> Outcome:
    """Run ``steps`` months in NDlib."""
    model, config = Adoption(graph_of(world), seed), Configuration()
    config.add_model_initial_configuration("Infected", [])
    for node, threshold in enumerate(world.threshold.tolist()):
        config.add_node_configuration("threshold", node, threshold)
    model.set_initial_status(config)
    out, now = np.zeros((steps, world.first.size - 1), np.int64), np.zeros(world.first.size - 1, np.int64)
    begun = time.process_time()
    for t in range(steps):
        changed = model.iteration()["status"]
        np.add.at(now, world.cell[[node for node, status in changed.items() if status == 1]], 1)
        out[t] = now
    return Outcome(out, time.process_time() - begun)
