"""essaimage for notebooks: ``import essaimage as es``; run, sweep, explain, load, plot, list, cite (porte d'entrée).

run = es.run(territory="chalon_creusot", policy="fund_people", seed=1, params={"operate.sigma": 0.3})
run.indicators, run.places, run.projects, run.lineage, run.ledger      # tidy DataFrames, units in attrs
run.compare(es.run(policy="none", seed=1))
es.explain(run, es.run(policy="none", seed=1))                         # why: each instrument left out in turn
sweep = es.sweep("people_vs_investments", seeds=30, out="results/people")
sweep.compare("none")
es.plot(sweep, "results/people/figures")                               # a run can be drawn too
three = es.run(policy="none", months=36)                               # three years, then another policy
es.resume(three, policy="fund_people")
"""

import importlib.metadata
import importlib.util
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

__all__ = [  # noqa: F822, figures load when asked for
    "MODEL_VERSION", "cite", "ema_model", "ema_results", "explain", "figures", "list", "load", "plot", "resume", "run",
    "salib_problem", "sweep",
]  # fmt: skip

OURS = ("sim", "agents", "scenarios", "experiments", "configs")


def foreign(names: Sequence[str] = OURS, home: Path | None = None) -> dict[str, str]:
    """Return the packages found elsewhere than beside this file, with where; none when all is well."""
    home = home or Path(__file__).resolve().parent
    found = {}
    for name in names:
        place = _place(name)
        if place is None:
            found[name] = "nowhere"
        elif place.parent != home:
            found[name] = str(place)
    return found


def _place(name: str) -> Path | None:
    """Return the folder of a package as Python would import it."""
    module = sys.modules.get(name)
    spec = module.__spec__ if module else importlib.util.find_spec(name)
    places = [*(spec.submodule_search_locations or [])] if spec else []
    if places:
        return Path(places[0]).resolve()
    return Path(spec.origin).resolve() if spec and spec.origin else None


def _distribution(name: str) -> str:
    """Return the distribution that installed a package, "" where it is none's."""
    owners = importlib.metadata.packages_distributions().get(name, [])
    return ", ".join(owner for owner in dict.fromkeys(owners) if owner != "essaimage")


def _check_packages() -> None:
    """Raise ImportError where another distribution's packages stand in the way of ours."""
    strangers = foreign()
    if not strangers:
        return
    said = []
    for name, place in strangers.items():
        owner = _distribution(name)
        said.append(f"'{name}' is {place}" + (f" (installed by {owner})" if owner else ""))
    raise ImportError(
        f"essaimage found packages that are not its own: {'; '.join(said)}. Install essaimage in a virtual environment "
        "of its own: python -m venv .venv, then .venv/bin/pip install . (or make demo)."
    )


_check_packages()

from sim.version import MODEL_VERSION  # noqa: E402, the packages must be ours first


def run(
    territory: str | None = None,
    policy: Any = None,
    seed: int = 1,
    *,
    params: Mapping[str, Any] | None = None,
    instruments: Sequence[Any] = (),
    actor: type | None = None,
    public_actor: type | None = None,
    **settings: Any,
) -> Any:
    """Run one scenario in this process and return a Run.

    policy: a name of ``es.list("policies")``, or a scenarios.policy.Policy of one's own.
    params: dotted names, as on the command line: {"operate.sigma": 0.3, "territory.path": "my.csv"}.
    instruments: of one's own, which the policy may use (docs/tutorial-instrument.md).
    actor, public_actor: subclasses of agents.actor.Actor and agents.public_actor.PublicActor that decide otherwise.
    settings: start, innovations, shocks, years, first_year, citizens, budget; and months, where to stop before the
    horizon: the Run then holds a ``checkpoint``, from which ``resume`` goes on.

    Raises InputError with every problem of the settings.
    """
    from experiments.compose import composed
    from experiments.continuing import Way, run_on
    from experiments.messages import Teller
    from experiments.one_run import run_cell
    from experiments.overrides import as_overrides
    from experiments.warm import warm_up

    name, own = (policy, None) if policy is None or isinstance(policy, str) else (None, policy)
    months = settings.pop("months", None)
    given = {"territory": territory, "policy": name, "seed": seed, **settings, **(params or {})}
    texts = as_overrides({key: value for key, value in given.items() if value is not None})
    scenario, cell = composed(texts, own, instruments)
    warm_up(Teller("en"))
    deciders = {key: kind for key, kind in {"actor": actor, "public_actor": public_actor}.items() if kind}
    label = own.name if own else name or "current_mix"
    if months is not None:
        return run_on(Way(scenario, cell, deciders), months, label)
    return run_cell(cell, label, scenario, **deciders)


def resume(
    checkpoint: Any,
    policy: Any = None,
    *,
    months: int | None = None,
    params: Mapping[str, Any] | None = None,
    instruments: Sequence[Any] = (),
    actor: type | None = None,
    public_actor: type | None = None,
    **settings: Any,
) -> Any:
    """Go on from a checkpoint, to the horizon or ``months`` more months, and return a Run from month 0.

    checkpoint: a Run stopped by ``months``, its ``checkpoint`` (bytes), or a file written by checkpoint.every=N.
    policy: from the next January on, as ``run`` takes it; the one of the checkpoint where none is given. The world and
    what was promised stay: docs/howto/resume.md. params: of instruments and finance; settings: budget, years.
    instruments, actor, public_actor: of one's own, again those of the checkpoint, and others for instruments.

    Raises InputError for a checkpoint that cannot be used, and for a setting that cannot change in mid-run.
    """
    from experiments.continuing import Way, resumed, run_on
    from experiments.messages import Teller
    from experiments.turning import way_on
    from experiments.warm import warm_up

    start = resumed(checkpoint)
    name, own = (policy, None) if policy is None or isinstance(policy, str) else (None, policy)
    given = {"policy": name, **settings, **(params or {})}
    scenario, cell = way_on(start, {key: v for key, v in given.items() if v is not None}, own, instruments)
    warm_up(Teller("en"))
    deciders = {key: kind for key, kind in {"actor": actor, "public_actor": public_actor}.items() if kind}
    return run_on(Way(scenario, cell, deciders, start), months, own.name if own else name or "")


def sweep(
    experiment: str | None = None,
    *,
    out: str | Path,
    params: Mapping[str, Any] | None = None,
    engine: str = "joblib",
    lang: str = "en",
    progress: bool = True,
    **settings: Any,
) -> Any:
    """Run an experiment in the folder ``out`` and return a Sweep; what is already there is not run again.

    params: dotted names; a list of values turns a dial. settings: seeds, policy (a list), reference, start, years,
    citizens, territory, … progress: whether a bar is shown.

    Raises InputError with every problem, before anything is written.
    """
    from experiments.execute import execute_small
    from experiments.expand import expand, experiment_named
    from experiments.messages import Teller
    from experiments.overrides import as_overrides
    from experiments.results import Sweep
    from experiments.runner import run_design
    from experiments.store import read
    from experiments.warm import warm_up

    design = expand(experiment_named(experiment) if experiment else None, as_overrides({**settings, **(params or {})}))
    warm_up(Teller(lang))
    run_design(design, out, execute_small, engine, progress=lang if progress else None, on_message=Teller(lang))
    return Sweep(read(out))


def explain(
    run: Any, reference: Any, indicator: str = "adopted_share", parts: str | Sequence[str] = "instruments",
    seeds: int | None = None,
) -> Any:  # fmt: skip
    """Return why a run differs from a reference: each part left out in turn on the same seeds, with intervals.

    run, reference: a Run each, made again on ``seeds`` seeds (8 by default), or several of each on the same seeds.
    parts: "instruments", "mechanisms", or names of either (``es.list("instruments")``, configs/necessity.yaml).

    Raises InputError with every problem: other seeds or territories, unknown indicators or parts.
    """
    from experiments.explain.parts import explain as explain_runs

    return explain_runs(run, reference, indicator, parts, seeds)


def load(path: str | Path) -> Any:
    """Return the results in a folder: a Run where there is one run only, else a Sweep."""
    from experiments.results import load as load_results

    return load_results(path)


def plot(results: Any, folder: str | Path, lang: str = "en") -> Any:
    """Write every figure of a Run or a Sweep in ``folder``, as ``essaimage plot`` does; return PNG and SVG paths."""
    from experiments.drawing import album

    return album(results, Path(folder), lang)


def ema_model(
    policies: Sequence[str] = ("fund_people", "fund_investments"),
    uncertainties: Sequence[str] | None = None,
    indicators: Sequence[str] = ("adopted_share", "jobs"),
    seeds: int = 2,
    **settings: Any,
) -> Any:
    """Return a model for ema_workbench: parameters over their plausible ranges, the policy as a lever.

    uncertainties: dotted names, all that can act where None (docs/parameters.md); operate.sigma is called
    operate__sigma there. Each outcome is the mean over ``seeds`` common seeds. settings: territory, years, citizens, …

    Raises InputError with every problem. It needs the extra ``analysis``.
    """
    from experiments.extra import needed

    needed("ema_model", "analysis", "ema_workbench")
    from experiments.bridges import ema_model as made

    return made(policies, uncertainties, indicators, seeds, settings)


def ema_results(sweep: Any) -> Any:
    """Return a Sweep as ema_workbench's analyses take results: a DataFrame of experiments and a dict of outcomes."""
    from experiments.extra import needed

    needed("ema_results", "analysis", "ema_workbench")
    from experiments.bridges import ema_results as made

    return made(sweep.plan, sweep.indicators)


def salib_problem(
    names: Sequence[str] | None = None,
    policies: tuple[str, str] = ("fund_people", "fund_investments"),
    indicator: str = "adopted_share",
    seeds: int = 2,
    **settings: Any,
) -> Any:
    """Return a problem for SALib; its ``run(sample)`` gives the difference between two policies at each row.

    names: dotted names of parameters, all that can act where None. settings: territory, years, citizens, …

    Raises InputError with every problem. It needs the extra ``analysis``.
    """
    from experiments.extra import needed

    needed("salib_problem", "analysis", "SALib", "ema_workbench")
    from experiments.bridges import salib_problem as made

    return made(policies, names, indicator, seeds, settings)


def list(what: str = "policies") -> Any:
    """Return what can be chosen, as a DataFrame: territories, policies, starts, instruments, innovations, …"""
    import pandas as pd

    if what == "indicators":
        from experiments.measured import indicators

        return pd.DataFrame(indicators())
    from experiments.catalogue import listing

    return pd.DataFrame(listing(what))


def cite() -> str:
    """Return how to cite this model, in BibTeX."""
    return (
        "@software{essaimage,\n"
        "  title = {essaimage: an agent-based simulator of how social innovations spread over territories},\n"
        "  author = {{the essaimage authors}},\n"
        f"  version = {{{MODEL_VERSION}}},\n"
        "  license = {MIT},\n"
        "}"
    )


def __getattr__(name: str) -> Any:
    if name == "figures":
        import experiments.figures

        return experiments.figures
    raise AttributeError(f"module 'essaimage' has no attribute {name!r}; it has {', '.join(__all__)}")
