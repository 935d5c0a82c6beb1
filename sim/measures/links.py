"""Ties and clusters seen at once, for the indicators of cooperation (mesure des liens)."""
from typing import NamedTuple

import numpy as np

from sim.jit import jit
from sim.names import ADOPTER, DOMAINS, FIRM, RELAY
from sim.rows import records
from sim.state import State
from sim.ties import groups


class Links(NamedTuple):
    """What clusters are, leave outside, and how carriers of open sites are tied; sums and counts."""

    inside: float  # open sites of members
    output_inside: float
    output_outside: float
    adopting_inside: float  # citizens, places with a member's site
    concerned_inside: float
    adopting_outside: float
    concerned_outside: float
    same_domain: float  # sum over clusters of the share of sites in the main domain
    extent: float  # sum over clusters of the mean distance to the middle, km
    clusters: float  # clusters with an open site
    member_ties: float  # ties of members
    own_ties: float  # of which with members of their cluster
    carriers: float  # carriers of open sites
    largest: float  # those in the largest group tied together, 0 if nobody is tied
    private: float  # ties between a firm and another form, seen from each carrier
    reaching: float  # carriers who have one


@jit
def look_inside(rows, p, cluster, domain, x, y, middle, domains):
    """Return the sums over clusters of same_domain and extent, and how many have an open site.

    middle: (clusters, 4) zeros: sites, x, y, km; domains: (clusters, D) zeros.
    """
    for row in rows:
        c, home = cluster[p.actor[row]], p.place[row]
        if c >= 0:
            middle[c, 0] += 1.0
            middle[c, 1] += x[home]
            middle[c, 2] += y[home]
            domains[c, domain[p.innovation[row]]] += 1.0
    for row in rows:
        c, home = cluster[p.actor[row]], p.place[row]
        if c >= 0:
            dx, dy = x[home] - middle[c, 1] / middle[c, 0], y[home] - middle[c, 2] / middle[c, 0]
            middle[c, 3] += np.sqrt(dx * dx + dy * dy)
    found, same, extent = 0.0, 0.0, 0.0
    for c in range(middle.shape[0]):
        if middle[c, 0] > 0.0:
            found += 1.0
            main = 0.0
            for d in range(domains.shape[1]):
                main = max(main, domains[c, d])
            same += main / middle[c, 0]
            extent += middle[c, 3] / middle[c, 0]
    return same, extent, found


@jit
def compare(rows, p, cluster, counts):
    """Return output inside and outside, sites inside, and citizens adopting and concerned in places inside, outside."""
    place, out = np.zeros(counts.shape[1], np.bool_), np.zeros(7)
    for row in rows:
        member = cluster[p.actor[row]] >= 0
        out[0] += member
        out[1 if member else 2] += p.output[row]
        place[p.place[row]] = place[p.place[row]] or member
    for j in range(place.size):
        k = 3 if place[j] else 5
        for i in range(counts.shape[0]):
            out[k] += counts[i, j, ADOPTER] + counts[i, j, RELAY]
            for stage in range(counts.shape[2]):
                out[k + 1] += counts[i, j, stage]
    return out


@jit
def count_ties(rows, p, form, cluster, partner, strength):
    """Return members' ties, those with their own, carriers, the largest group of them, private ties, who has any."""
    active, group, out = np.zeros(cluster.size, np.bool_), np.empty(cluster.size, np.int64), np.zeros(6)
    for row in rows:
        active[p.actor[row]] = True
    order, known = np.empty(cluster.size, np.int64), 0
    for a in range(cluster.size):
        if active[a]:
            order[known] = a
            known += 1
    order = order[:known]
    for a in order:
        own = 0
        for k in range(partner.shape[1]):
            b = partner[a, k]
            if b >= 0:
                own += (form[a] == FIRM) != (form[b] == FIRM)
                out[0] += cluster[a] >= 0
                out[1] += cluster[a] >= 0 and cluster[b] == cluster[a]
        out[4] += own
        out[5] += own > 0
    out[2] = order.size
    size = np.zeros(groups(order, active, strength, partner, 1e-9, order.size, group), np.int64)
    for a in order:
        size[group[a]] += 1
        out[3] = max(out[3], size[group[a]])
    if out[3] == 1.0:
        out[3] = 0.0
    return out


def links(state: State, rows: np.ndarray) -> Links:
    """Return the ties and clusters of the carriers of open sites ``rows``."""
    p, a, places, n = records(state.projects), state.actors, state.places, state.n_actors
    cluster, clusters = a.cluster[:n], state.n_clusters
    middle = look_inside(
        rows, p, cluster, state.innovations.domain, places.x, places.y, np.zeros((clusters, 4)),
        np.zeros((clusters, len(DOMAINS))),
    )  # fmt: skip
    seen, tied = compare(rows, p, cluster, places.counts), count_ties(rows, p, a.form, cluster, a.partner, a.strength)
    return Links._make([*seen.tolist(), *middle, *tied.tolist()])
