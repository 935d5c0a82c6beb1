"""What differs between the versions of Mesa that are supported, 3.3 and 3.5, in one place (versions de Mesa)."""
from inspect import signature
from typing import Any

import mesa
import networkx as nx
from mesa.discrete_space import Network

try:
    from mesa.agentset import GroupBy  # Mesa 3.5
except ImportError:
    from mesa.agent import GroupBy  # Mesa 3.3

__all__ = ["GroupBy", "forget", "place_network"]

HAS_LAYOUT = "layout" in signature(Network.__init__).parameters


def place_network(graph: nx.Graph, positions: dict[int, Any], random: Any) -> Network:
    """Return a discrete space whose cells are the nodes; Mesa 3.5 would spend seconds on a layout of its own."""
    return Network(graph, random=random, layout=positions) if HAS_LAYOUT else Network(graph, random=random)


def forget(model: mesa.Model) -> None:
    """Let a model that has ended be freed: Mesa 3.3 counts identities in a table that holds every model for good."""
    counters = getattr(mesa.Agent, "_ids", None)
    if isinstance(counters, dict):
        counters.pop(model, None)
