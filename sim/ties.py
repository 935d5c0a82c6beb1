"""Ties between carriers: on both sides or on none, how alike they are, the groups they form (liens entre porteurs)."""
import numpy as np

from sim.jit import inline, jit

FORGOTTEN = 0.05  # strength below which a tie is no more


@inline
def fade(strength, partner, kept):
    """Weaken every tie by the factor ``kept`` and free the slots of those forgotten."""
    for a in range(strength.shape[0]):
        for k in range(strength.shape[1]):
            strength[a, k] *= kept
            if strength[a, k] < FORGOTTEN:
                strength[a, k] = 0.0
                partner[a, k] = -1


@inline
def likeness(p, kind, context, one, two):
    """Return how alike two projects are, 0 to 1: same innovation, same kind, same context."""
    i, j = p.innovation[one], p.innovation[two]
    d2 = 0.0
    for c in range(context.shape[0]):
        d2 += (context[c, p.place[one]] - context[c, p.place[two]]) ** 2
    same = (1.0 if i == j else 0.0) + (1.0 if kind[i] == kind[j] else 0.0)
    return (same + 1.0 - np.sqrt(d2 / 3.0)) / 3.0


@inline
def slot(strength, partner, a, b, added):
    """Return where a keeps its tie with b or could keep one of strength ``added``; -1 where all are stronger."""
    weakest = 0
    for k in range(strength.shape[1]):
        if partner[a, k] == b:
            return k
        if strength[a, k] < strength[a, weakest]:
            weakest = k
    return weakest if strength[a, weakest] < added else -1


@inline
def cut(strength, partner, a, k):
    """Free slot k of a, and the slot that its partner kept for a."""
    b = partner[a, k]
    if b >= 0:
        for other in range(strength.shape[1]):
            if partner[b, other] == a:
                strength[b, other], partner[b, other] = 0.0, -1
    strength[a, k], partner[a, k] = 0.0, -1


@jit
def bind(strength, partner, a, b, added):
    """Add to the tie of a and b, on both sides, at most 1; a new one takes the place of weaker ones, or is not made."""
    one, two = slot(strength, partner, a, b, added), slot(strength, partner, b, a, added)
    if one < 0 or two < 0:
        return
    if partner[a, one] == b:
        added = min(1.0, strength[a, one] + added)
    else:
        cut(strength, partner, a, one)
        cut(strength, partner, b, two)
    strength[a, one], partner[a, one] = added, b
    strength[b, two], partner[b, two] = added, a


@jit
def inherit(strength, partner, a, b):
    """Pass the ties of b on to a: with one they both have, the stronger holds."""
    for k in range(strength.shape[1]):
        if partner[b, k] == a:
            cut(strength, partner, b, k)  # first, so that its slot is free for the others
    for k in range(strength.shape[1]):
        c, held = np.int64(partner[b, k]), strength[b, k]
        cut(strength, partner, b, k)
        if c < 0:
            continue
        for own in range(strength.shape[1]):
            if partner[a, own] == c:
                held -= strength[a, own]
        if held > 0.0:
            bind(strength, partner, a, c, held)


@jit
def groups(order, active, strength, partner, least, most, label):
    """Number the groups that ties of strength ``least`` or more make of those ``active``; return how many there are.

    order: actors by which groups begin; a group grows outwards from its first actor, to ``most`` members.
    label: gets the group of each actor, -1 of those not active.
    """
    label[:] = -1
    queue, found = np.empty(active.size, np.int64), 0
    for start in order:
        if not active[start] or label[start] >= 0:
            continue
        queue[0], label[start] = start, found
        done, known = 0, 1
        while done < known:
            a = queue[done]
            done += 1
            for k in range(partner.shape[1]):
                b = partner[a, k]
                if b >= 0 and active[b] and label[b] < 0 and strength[a, k] >= least and known < most:
                    queue[known], label[b] = b, found
                    known += 1
        found += 1
    return found
