"""The plan of an experiment: policies crossed with dials and common seeds, each distinct run once (plan)."""

import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pandas as pd

from experiments.identity import canonical, config_id, seed_of, seeded_id
from sim.errors import InputError, Text

FIXED = ("world", "policy", "seed", "run_id")  # columns of a plan that are not dials
MAY_BE_EMPTY: dict[str, Any] = {"int64": "Int64", "bool": "boolean"}
Cell = dict[str, Any]
Resolve = Callable[[str, dict[str, Any], int], Cell]


class Address(NamedTuple):
    """Where a run stands: its configuration without the seed, its seed, its id."""

    config: str
    seed: int
    run_id: str


@dataclass(frozen=True, eq=False)
class Design:
    """Who is compared with whom, in which worlds, on which seeds, and the distinct runs that takes.

    cells: the distinct runs, in the order in which their ``run_id`` first appears in ``plan``.
    plan: one row per world, policy and seed, with a column per dial (dotted names) and the run_id;
    rows that resolve to the same cell share one run.
    """

    name: str
    reference: str
    cells: list[Cell]
    plan: pd.DataFrame
    part: tuple[int, int] = (1, 1)  # which part of how many this machine does
    question: Mapping[str, Any] = field(default_factory=dict)  # of a file of one's own: Experiment.question

    def __post_init__(self) -> None:
        missing = [column for column in FIXED if column not in self.plan]
        given = [] if missing else list(dict.fromkeys(self.plan["run_id"]))
        if missing or given != [address.run_id for address in addresses(self.cells)]:
            raise InputError(
                Text(
                    f"design {self.name}: its plan lacks {missing or 'agreement with its cells'}.",
                    f"plan {self.name} : il manque {missing or 'l’accord avec ses cellules'}.",
                )
            )

    @property
    def dials(self) -> list[str]:
        """Return the names of the dials, the columns of the plan that make a world."""
        return dials_of(self.plan)

    @property
    def run_ids(self) -> list[str]:
        """Return the distinct run ids, in the order of ``cells``."""
        return list(dict.fromkeys(self.plan["run_id"]))

    @property
    def policies(self) -> list[str]:
        """Return the policies, in the order of the plan."""
        return list(dict.fromkeys(self.plan["policy"]))


def dials_of(plan: pd.DataFrame) -> list[str]:
    """Return the names of a plan's dials."""
    return [str(column) for column in plan.columns if column not in FIXED]


def cross(
    name: str,
    reference: str,
    policies: Sequence[str],
    dials: Mapping[str, Sequence[Any]],
    seeds: Iterable[int],
    resolve: Resolve,
) -> Design:
    """Return the design that runs every policy in every world on the same seeds.

    A world is one combination of the dials' values, numbered from 0 in the order of their product, the
    last dial turning fastest. ``resolve(policy, dials, seed)`` gives the resolved cell; it is called once
    per policy and world, since seeds may differ in ``cell["seed"]`` only.

    Raises InputError, with all that is wrong, for an empty or doubled list or a reference not compared.
    """
    seeds = [int(seed) for seed in seeds]
    _check(name, reference, policies, dials, seeds)
    worlds = [dict(zip(dials, values, strict=True)) for values in itertools.product(*dials.values())]
    return planned(name, reference, policies, worlds, seeds, resolve)


def planned(
    name: str, reference: str, policies: Sequence[str], worlds: Sequence[Mapping[str, Any]], seeds: Sequence[int],
    resolve: Resolve,
) -> Design:  # fmt: skip
    """Return the design that runs every policy in each of the given worlds on the same seeds.

    worlds: the same dials in each, at least one world; numbered from 0. ``resolve`` as in ``cross``.
    Raises InputError as ``cross`` does.
    """
    _check(name, reference, policies, {}, list(seeds))
    rows, cells = [], {}
    for number, world in enumerate(worlds):
        for policy in policies:
            cell = resolve(policy, dict(world), seeds[0])
            config = config_id(cell)
            for seed in seeds:
                run = seeded_id(config, seed)
                if run not in cells:
                    cells[run] = {**cell, "seed": seed}
                rows.append((number, policy, seed, *world.values(), run))
    _check_seed_alone(resolve, policies[-1], dict(worlds[-1]), seeds[-1], cells[rows[-1][-1]])
    plan = pd.DataFrame(rows, columns=["world", "policy", "seed", *worlds[0], "run_id"])
    for dial in worlds[0]:
        if not _one_kind([world[dial] for world in worlds]):
            plan[dial] = [_label(value) for value in plan[dial]]
    return Design(name, reference, list(cells.values()), plan)


def single(name: str, policy: str, cells: Sequence[Cell]) -> Design:
    """Return the design of cells that differ by their seed only, in one world: a run, or a few replicates."""
    found = {
        address.run_id: (address.seed, cell) for address, cell in zip(addresses(cells), cells, strict=True)
    }
    rows = [(0, policy, seed, run) for run, (seed, _) in found.items()]
    return Design(name, policy, [cell for _, cell in found.values()], pd.DataFrame(rows, columns=list(FIXED)))


def addresses(cells: Iterable[Cell]) -> list[Address]:
    """Return the address of each cell; cells made from one another by a change of seed are hashed once."""
    known: dict[tuple, str] = {}
    found = []
    for cell in cells:
        parts = tuple((key, id(value)) for key, value in cell.items() if key != "seed")
        if parts not in known:
            known[parts] = config_id(cell)
        seed = seed_of(cell)
        found.append(Address(known[parts], seed, seeded_id(known[parts], seed)))
    return found


def runs_table(design: Design, failed: Iterable[str]) -> pd.DataFrame:
    """Return one row per distinct run: run_id, policy, seed, status and dials, sorted by run_id.

    Where a run stands for several rows of the plan, the policy is the first one's and a dial on which they
    differ is left empty: it does not matter for that run.
    """
    plan = design.plan.assign(run_id=design.plan["run_id"].astype(str))
    first = plan.drop_duplicates("run_id").set_index("run_id")
    bad = set(failed)
    columns = {name: first[name] for name in ("policy", "seed")}
    columns["status"] = pd.Series(["failed" if run in bad else "done" for run in first.index], first.index)
    codes = {dial: pd.factorize(plan[dial])[0] for dial in design.dials}
    varied = pd.DataFrame({"run_id": plan["run_id"], **codes}).groupby("run_id").nunique() > 1
    for dial in design.dials:
        kind: Any = first[dial].dtype
        column = first[dial].astype(MAY_BE_EMPTY.get(str(kind), kind))
        columns[dial] = column.where(~varied[dial].reindex(first.index))
    return pd.DataFrame(columns).sort_index().reset_index()


def _one_kind(values: Sequence[Any]) -> bool:
    """Say whether a dial's values make a plain column: all text, all yes or no, or all numbers."""
    kinds = {type(value) for value in values}
    return kinds <= {int, float} or kinds in ({str}, {bool})


def _label(value: Any) -> str:
    """Return a dial's value as text, for a column that mixes kinds or holds lists."""
    return value if isinstance(value, str) else canonical(value).decode()


def _check(
    name: str, reference: str, policies: Sequence[str], dials: Mapping[str, Sequence[Any]], seeds: list[int]
) -> None:
    """Refuse a design that compares nothing, doubles something or uses a reserved name; say all at once."""
    problems = []
    for what, values in {"policies": policies, "seeds": seeds, **dials}.items():
        if not values or len({repr(value) for value in values}) < len(values):
            problems.append(
                Text(
                    f"{name}: {what} is {values}, but must hold at least one value, each once.",
                    f"{name} : {what} vaut {values}, mais doit avoir au moins une valeur, "
                    "chacune une seule fois.",
                )
            )
    if min(seeds, default=0) < 0:
        problems.append(
            Text(
                f"{name}: seeds start at {min(seeds)}, but must be whole numbers of 0 or more.",
                f"{name} : les graines commencent à {min(seeds)}, mais doivent être des entiers "
                "supérieurs ou égaux à 0.",
            )
        )
    if reference not in policies:
        problems.append(
            Text(
                f"{name}: reference '{reference}' is not one of the policies: {', '.join(policies)}.",
                f"{name} : la référence « {reference} » n'est pas parmi les politiques : "
                f"{', '.join(policies)}.",
            )
        )
    for dial in set(dials) & set(FIXED):
        problems.append(
            Text(
                f"{name}: a dial may not be called '{dial}'.",
                f"{name} : un réglage ne peut pas s'appeler « {dial} ».",
            )
        )
    if problems:
        raise InputError(*problems)


def _check_seed_alone(resolve: Resolve, policy: str, world: dict[str, Any], seed: int, cell: Cell) -> None:
    """Make sure, on one cell, that what ``resolve`` gives for another seed differs by the seed only."""
    again = resolve(policy, dict(world), seed)
    if config_id(again) != config_id(cell) or again.get("seed") != seed:
        raise InputError(
            Text(
                "resolve() gives cells that depend on the seed beyond cell['seed'].",
                "resolve() donne des cellules où la graine change plus que cell['seed'].",
            )
        )
