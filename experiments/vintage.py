"""Whether results can be read: written by this version of the model, with all that it writes (millésime)."""

from collections.abc import Iterable
from pathlib import Path

from experiments.compose import build
from experiments.store import Store, read
from sim.errors import EssaimageError, InputError, Text
from sim.measures import INDICATORS
from sim.version import MODEL_VERSION

COLUMNS = {  # of what a sweep keeps; the tables of a single run hold these and more
    "indicators": ("run_id", "step", "year", "indicator", "value"),
    "places": (
        "run_id", "step", "year", "place", "name", "epci", "population", "x_km", "y_km", "source", "innovation",
        "concerned", "aware", "adopters", "coverage", "sites",
    ),
    "territory": (
        "run_id", "step", "year", "place", "wellbeing", "population", "unemployment", "trust", "attractiveness",
        "latent", "assets", "third_place", "digital_access", "digital_skill", "asked", "answered", "behind",
    ),
    "projects": (
        "run_id", "project", "place", "innovation", "form", "stage", "mode", "parent", "born", "opened", "closed",
        "key", "received",
    ),
    "lineage": ("run_id", "project", "parent", "depth", "fidelity", "mode", "place", "step"),
    "ledger": ("run_id", "step", "year", "flow", "instrument", "section", "euros"),
}  # fmt: skip
OPTIONAL = {"local": ("run_id", "place", "jobs", "paid", "repaid", "private")}  # what comparisons by place ask for
ALWAYS = {"plan": ("world", "policy", "seed", "run_id"), "runs": ("run_id", "status")}


def readable(path: str | Path) -> Store:
    """Return the results in a folder, if this version of the model wrote them and nothing is missing.

    Raises InputError, naming the version that wrote them, the one installed and the way out, if not.
    """
    store = read(path)
    problem = by_another(store) or incomplete(store) or unbuildable(store)
    if problem:
        raise InputError(problem)
    return store


def by_another(store: Store) -> Text | None:
    """Say that another version of the model wrote these results, None where it is this one."""
    wrote = _version(store)
    if wrote.en == MODEL_VERSION:
        return None
    return Text(
        f"{store.folder} was written by version {wrote.en} of the model{_made_by(store).en}, but version "
        f"{MODEL_VERSION} is installed, whose numbers and tables differ. {_way_out(wrote).en}",
        f"{store.folder} a été écrit par la version {wrote.fr} du modèle{_made_by(store).fr}, mais la version "
        f"{MODEL_VERSION} est installée : ses nombres et ses tables diffèrent. {_way_out(wrote).fr}",
    )


def incomplete(store: Store) -> Text | None:
    """Say which tables, columns and indicators these results lack, None where they lack nothing.

    An unfinished sweep has no table yet, one whose runs all failed has a plan only: they lack nothing.
    """
    lacking = missing(store)
    if not lacking:
        return None
    wrote = _version(store)
    return Text(
        f"{store.folder} lacks {', '.join(lacking)}, which version {MODEL_VERSION} of the model, installed here, "
        f"writes: version {wrote.en} wrote it{_made_by(store).en} before they were added, or it was changed since. "
        f"{_way_out(wrote).en}",
        f"{store.folder} n'a pas {', '.join(lacking)}, que la version {MODEL_VERSION} du modèle, installée ici, écrit "
        f"pourtant : la version {wrote.fr} l'a écrit{_made_by(store).fr} avant leur ajout, ou il a été modifié depuis. "
        f"{_way_out(wrote).fr}",
    )


def unbuildable(store: Store) -> Text | None:
    """Say that a configuration kept with these results is none of this version; None where it can be built.

    What a user can mend (a file that changed) is said when it is needed.
    """
    for run in store.run_ids()[:1] if store.table_names() else ():
        try:
            build(store.cell(run))
        except EssaimageError:
            return None
        except Exception as error:  # noqa: BLE001, whatever a setting of another time makes classes raise
            return _strange(store, run, error)
    return None


def _strange(store: Store, run: str, error: Exception) -> Text:
    return Text(
        f"{store.folder}: the configuration of run {run}{_made_by(store).en} is none of version {MODEL_VERSION} of the "
        f"model, which is installed here ({error}). {_way_out(_version(store)).en}",
        f"{store.folder} : la configuration de la simulation {run}{_made_by(store).fr} n'est pas de la version "
        f"{MODEL_VERSION} du modèle, installée ici ({error}). {_way_out(_version(store)).fr}",
    )


def missing(store: Store) -> list[str]:
    """Return the names of the tables, columns (table.column) and indicators that results lack, shortened to ten."""
    names = set(store.table_names())
    if not names:
        return []
    wanted = {**ALWAYS, **COLUMNS} if names & set(COLUMNS) else ALWAYS
    lacking = [name for name in wanted if name not in names]
    for name in sorted(names & set(wanted)):
        lacking += _absent(f"{name}.", wanted[name], store.columns(name))
    if not lacking and "indicators" in names:
        lacking = _absent("", INDICATORS, set(store.table("indicators", columns=["indicator"])["indicator"]))
    return lacking if len(lacking) <= 10 else [*lacking[:10], "…"]


def _absent(start: str, wanted: Iterable[str], found: Iterable[str]) -> list[str]:
    return [f"{start}{name}" for name in wanted if name not in set(found)]


def _version(store: Store) -> Text:
    """Return the version that wrote results, as far as their manifest says."""
    versions = store.manifest.get("versions")
    wrote = versions.get("model") if isinstance(versions, dict) else None
    return Text(str(wrote), str(wrote)) if wrote else Text("unknown", "inconnue")


def _made_by(store: Store) -> Text:
    """Return the commit and the date of results, "" where their manifest does not say."""
    commit, when = (str(store.manifest.get(name) or "") for name in ("commit", "updated"))
    said = ", ".join(part for part in (commit[:12] and f"commit {commit[:12]}", when[:10]) if part)
    return Text(f" ({said})", f" ({said})") if said else Text("", "")


def _way_out(wrote: Text) -> Text:
    """Return what to do about results that cannot be read."""
    other = MODEL_VERSION if wrote.en == "unknown" else wrote.en
    return Text(
        f"Run the same sweep again with out=ANOTHER_FOLDER, or install version {other} of essaimage as it was then.",
        f"Relancez la même expérience avec out=AUTRE_DOSSIER, ou installez la version {other} d'essaimage telle "
        "qu'elle était alors.",
    )


def no_local(folder: str) -> Text:
    """Say that results hold no jobs and euros by place, and how to get them."""
    return Text(
        f"{folder} holds no jobs and euros by place (its table local is missing): it was made before they were kept. "
        "Run the same sweep again with out=ANOTHER_FOLDER.",
        f"{folder} n'a ni emplois ni euros par commune (sa table local manque) : il a été fait avant qu'on les garde. "
        "Relancez la même expérience avec out=AUTRE_DOSSIER.",
    )
