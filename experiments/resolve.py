"""From a policy and a world to the cell of a run, without composing everything anew (des mondes aux cellules).

Composing settings takes some forty milliseconds: too long for thousands of worlds. What shapes a run (territory,
shocks, policy, network …) is composed once; plain numbers and words of parameters are then placed in that cell, each
group made as composing makes it, so that its own checks hold and the cell is the same to the byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from hydra.utils import get_class

from experiments.catalogue import names
from experiments.choices import option
from experiments.compose import compose
from experiments.design import Cell
from experiments.groups import defaults, values
from experiments.overrides import EVERYDAY, as_overrides

SHAPING = (*EVERYDAY, "policy", "territory", "network")  # keys, or groups, that decide what else there is in a cell
SHARES = "policy.shares."


@dataclass
class Resolver:
    """Gives the cell of each policy, world and seed; ``fixed`` settings hold in all of them.

    mixed: whether shares of the budget in a world are a mix: the other instruments of the policy then keep their
    proportions in the rest, so that what is spent in all stays the same.
    """

    fixed: tuple[str, ...]
    mixed: bool = False
    _composed: dict[tuple[str, ...], Cell] = field(default_factory=dict)

    def __call__(self, policy: str, world: Mapping[str, Any], seed: int) -> Cell:
        """Return the cell of one run. Raises InputError where values are not allowed together."""
        shapes = {*SHAPING, *names("shocks"), *names("innovations")}  # the last two are checked against the whole
        shaping = {key: value for key, value in world.items() if key.partition(".")[0] in shapes}
        if self.mixed:
            shares = {key.removeprefix(SHARES): shaping.pop(key) for key in list(shaping) if key.startswith(SHARES)}
            shaping |= {f"{SHARES}{name}": share for name, share in mix(policy, shares).items()}
        texts = (*of_policy(policy, self.fixed), f"policy={policy}", *as_overrides(shaping))
        if texts not in self._composed:
            self._composed[texts] = compose(texts)
        return {**placed(self._composed[texts], {k: v for k, v in world.items() if k not in shaping}), "seed": seed}


def of_policy(policy: Any, fixed: tuple[str, ...]) -> tuple[str, ...]:
    """Return the settings of one policy of several: policy.path is that of policy=file alone."""
    return tuple(text for text in fixed if policy == "file" or not text.startswith("policy.path="))


def mix(policy: str, shares: Mapping[str, float]) -> dict[str, float]:
    """Return the shares of a policy's budget when some are set: the others keep their proportions in the rest.

    A policy that spends nothing goes on spending nothing.
    """
    usual = {name: float(share) for name, share in option("policy", policy)["shares"].items()}
    total = sum(usual.values())
    if not shares or not total:
        return {}
    others = {name: share for name, share in usual.items() if name not in shares}
    left = max(0.0, total - sum(shares.values()))
    scale = left / sum(others.values()) if sum(others.values()) else 0.0
    return {**shares, **{name: share * scale for name, share in others.items()}}


def placed(cell: Cell, world: Mapping[str, Any]) -> Cell:
    """Return a cell with other values of parameters; those of what it has no use for are passed over."""
    groups: dict[str, dict[str, Any]] = {}
    for name, value in world.items():
        if not name.startswith(SHARES):
            group, _, short = name.partition(".")
            groups.setdefault(group, {})[short] = value
    found = dict(cell)
    for group, changes in groups.items():
        if group in found["params"]:
            made = replace(defaults()[group], **{**found["params"][group], **changes})  # type: ignore[type-var]
            found["params"] = {**found["params"], group: values(made)}
        elif group in found["instruments"]:
            given = found["instruments"][group]
            made = get_class(given["_target_"])(**{k: v for k, v in {**given, **changes}.items() if k != "_target_"})
            found["instruments"] = {**found["instruments"], group: {**given, **values(made)}}
    return found
