"""Workload W on a networkx graph, states in node attributes (networkx)."""
import math
import random
import time

import networkx
import numpy as np

from benchmarks.workload import Outcome, World, hazard_of_one


def graph_of(world: World) -> networkx.Graph:
    """Return the ties as a networkx graph whose nodes hold cell, threshold and state."""
    graph = networkx.Graph()
    for i, (cell, threshold) in enumerate(zip(world.cell.tolist(), world.threshold.tolist(), strict=True)):
        graph.add_node(i, cell=cell, threshold=threshold, adopted=False)
    origin = np.repeat(np.arange(world.cell.size), np.diff(world.start))
    graph.add_edges_from(zip(origin.tolist(), world.contact.tolist(), strict=True))
    return graph


def run(world: World, steps: int, seed: int) -> Outcome:
    """Run ``steps`` months over the nodes of the graph."""
    graph, luck = graph_of(world), random.Random(seed)
    out, now = np.zeros((steps, world.first.size - 1), np.int64), np.zeros(world.first.size - 1, np.int64)
    begun = time.process_time()
    for t in range(steps):
        convinced = []
        for node, data in graph.nodes(data=True):
            if data["adopted"]:
                continue
            met = sum(graph.nodes[other]["adopted"] for other in graph.neighbors(node))
            degree = graph.degree(node)
            chance = -math.expm1(-hazard_of_one(met / degree if degree else 0.0, data["threshold"]))
            if luck.random() < chance:
                convinced.append(node)
        for node in convinced:
            graph.nodes[node]["adopted"] = True
            now[graph.nodes[node]["cell"]] += 1
        out[t] = now
    return Outcome(out, time.process_time() - begun)
