"""Two policies and an indicator, as commands ask for them: checked, the nearest name suggested (paire comparée)."""

from collections.abc import Mapping, Sequence

from experiments.catalogue import KINDS, names
from experiments.expand import Experiment
from experiments.overrides import Override
from experiments.request import Request
from sim.errors import Text, unknown


def word_in(key: str, request: Request, known: Sequence[str], default: str, problems: list[Text]) -> str:
    """Return one of the words known; note another one."""
    override = request.options.get(key)
    if override is None or override.value in known:
        return default if override is None else str(override.value)
    problems.append(unknown(Text(key, key), str(override.value), known, override.where))
    return default


def pair_in(experiment: Experiment, typed: Mapping[str, Override], problems: list[Text]) -> tuple[str, str]:
    """Return the two policies whose difference is studied: those of policy=[a,b], else those of the experiment."""
    override = typed.get("policy")
    found = override.value if override else experiment.versus
    if isinstance(found, (list, tuple)) and len(set(found)) == len(found) == 2:
        return str(found[0]), str(found[1])
    where = override.where if override else Text(f"experiment={experiment.name}", f"experiment={experiment.name}")
    problems.append(
        Text(
            f"Two policies must be compared, the first less the second: policy=[fund_people,fund_investments] "
            f"({where.en}).",
            f"Il faut comparer deux politiques, la première moins la seconde : policy=[fund_people,fund_investments] "
            f"({where.fr}).",
        )
    )
    return "fund_people", "fund_investments"


def policies_in(override: Override | None, default: Sequence[str], problems: list[Text]) -> tuple[str, ...]:
    """Return the policies of policy=[a,b,…], or the default ones; note those there are not, and doubles."""
    if override is None:
        return tuple(default)
    given = [str(name) for name in (override.value if isinstance(override.value, list) else [override.value])]
    bad = [name for name in given if name not in names("policy")]
    problems += [unknown(KINDS["policy"], name, names("policy"), override.where) for name in bad]
    if not given or len(set(given)) < len(given):
        problems.append(
            Text(
                f"policy must name at least one policy, each once ({override.where.en}).",
                f"policy doit nommer au moins une politique, chacune une seule fois ({override.where.fr}).",
            )
        )
    return tuple(given) if given and not bad else tuple(default)
