"""What a calibration fits: published or own figures, described in a YAML of configs/target/ (cibles du calage)."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from experiments.calibrate.target_points import Point, Raw, Rules, checked, decimal_year, rows_in, rows_of
from experiments.catalogue import KINDS, about, names
from experiments.overrides import Override, as_overrides, value_of
from experiments.policy_file import yaml_table
from experiments.provenance import ROOT
from sim.errors import InputError, Text, nearest, unknown
from sim.measures import INDICATORS
from sim.names import FORMS

GROWTH, SURVIVAL, FUNNEL, NETWORK = WHAT = ("growth", "survival", "funnel", "network")
LEVELS = ("free", "given")
PREFIX = "target."
FILES = ("path", "edges", "nodes")


@dataclass(frozen=True)
class Description:
    """What the file of a target may say, with what it means where it does not; target.KEY=… changes any of it."""

    kind: str = GROWTH
    name: str = ""
    label_fr: str = ""
    label_en: str = ""
    unit_fr: str = ""
    unit_en: str = ""
    citation: str = ""  # none: a file of one's own
    caution_fr: str = ""
    caution_en: str = ""
    points: Any = None
    path: str = ""  # CSV of dates and values, in place of points
    edges: str = ""  # CSV of ties, for a network
    nodes: str = ""  # CSV of persons and when they adopted, for a network
    relation: str = ""  # the ties used, where the file names several kinds
    community: str = ""  # the only community used, where the file names several
    censored: str = ""  # the time that means "not adopted yet at the end"; the last one where nothing is said
    begins: Any = None  # date of month 0 of a run; the first date where nothing is said
    compare_from: Any = None  # earlier dates are shown, not compared
    level: str = "free"  # free: the territory is not the country, the shape alone is fitted; given: level too
    indicator: str = "sites"
    form: str = ""  # legal form, for survival
    cumulative: bool = True
    gaps: bool = False
    params: Any = ()
    set: Any = None  # settings of the run, as in an experiment


@dataclass(frozen=True)
class Target:
    """Observed values, and how a run is read to compare with them."""

    said: Description
    points: tuple[Point, ...]  # those compared, by date
    before: tuple[Point, ...] = ()  # shown, not compared
    begins: float = 0.0

    @property
    def kind(self) -> str:
        """Return what is compared: growth, survival, funnel or network."""
        return self.said.kind

    @property
    def name(self) -> str:
        """Return the name of the target."""
        return self.said.name

    @property
    def label(self) -> Text:
        """Return the title in both languages."""
        return Text(self.said.label_en or self.name, self.said.label_fr or self.name)

    @property
    def unit(self) -> Text:
        """Return the unit of the values in both languages."""
        return Text(self.said.unit_en, self.said.unit_fr)

    @property
    def caution(self) -> Text:
        """Return what a reader must know of these figures."""
        return Text(self.said.caution_en, self.said.caution_fr)

    @property
    def citation(self) -> Text:
        """Return where the figures come from."""
        own = Text("your own file", "votre propre fichier")
        return Text(self.said.citation, self.said.citation) if self.said.citation else own

    @property
    def free(self) -> bool:
        """Say whether the level is fitted, so that the shape alone is compared."""
        return self.kind == GROWTH and self.said.level == "free"

    @property
    def settings(self) -> tuple[str, ...]:
        """Return the settings that the target asks of a run."""
        return as_overrides(self.said.set or {})

    @property
    def years(self) -> int:
        """Return how many years a run must last to be compared."""
        last = max(point.x for point in self.points)
        return max(1, -int(-(last - self.begins + 1e-9) // 1))

    def held_out(self, share: float) -> int:
        """Return how many points, the last ones, are kept out of the fit: the share rounded down, one at least."""
        return max(1, int(share * len(self.points) + 1e-9)) if share > 0 else 0


def described(name: str, typed: Sequence[Override], problems: list[Text]) -> Description | None:
    """Return what a target's file says, changed by target.KEY=…; note an unknown name or key, or a bad value.

    name: a file of configs/target/, or the path of a YAML file of one's own.
    """
    if name.endswith((".yaml", ".yml")):
        try:
            found = {"name": Path(name).stem, **yaml_table(Path(name).expanduser())}
        except InputError as error:
            problems.extend(error.problems)
            return None
    elif name in names("target"):
        found = dict(about("target", name))
    else:
        where = Text(f"essaimage calibrate {name}", f"essaimage calibrate {name}")
        problems.append(unknown(KINDS["target"], name, names("target"), where))
        return None
    known = {f.name: f.default for f in fields(Description)}
    _note_unknown([*(f"{PREFIX}{key}" for key in found), *(o.key for o in typed)], known, problems)
    given = {**found, **{o.key.removeprefix(PREFIX): _typed(o, known) for o in typed}}
    said = replace(Description(), **{key: value for key, value in given.items() if key in known})
    before = len(problems)
    _check(said, problems)
    return said if len(problems) == before else None


def target_of(said: Description, problems: list[Text]) -> Target | None:
    """Return the target that a description of dated values stands for; note all that is wrong with its values."""
    share = said.kind in (SURVIVAL, FUNNEL)
    rules = Rules(said.cumulative and said.kind == GROWTH, share, said.gaps or share)
    before = len(problems)
    rows: list[Raw] = rows_in(Path(said.path).expanduser(), problems) if said.path else []
    rows = rows or ([] if said.path else rows_of(said.name, said.points, problems))
    points = checked(rows, rules, problems)
    first = _date(said.begins, "begins", problems)
    since = _date(said.compare_from, "compare_from", problems)
    if len(problems) > before:
        return None
    begins = first if first is not None else 0.0 if share else min((p.x for p in points), default=0.0)
    since = begins if since is None else since
    kept = tuple(p for p in points if p.x >= since and p.x >= begins)
    if not kept or (said.kind == GROWTH and not any(p.value for p in kept)):
        problems.append(Text(
            f"{said.name}: no value to compare with from {since:g} on.",
            f"{said.name} : aucune valeur à comparer à partir de {since:g}.",
        ))
        return None
    return Target(said, kept, tuple(p for p in points if p not in kept), begins)


def series_folder() -> Path:
    """Return the folder of real series: that of $ESSAIMAGE_DATA, else beside the repository."""
    return Path(os.environ.get("ESSAIMAGE_DATA") or ROOT.parent / "shared" / "data") / "series"


def located(said: Description, key: str) -> Path:
    """Return the path of a file that a target names: as given, else in the series of $ESSAIMAGE_DATA."""
    path = Path(getattr(said, key)).expanduser()
    beside = series_folder() / path
    return beside if not path.exists() and beside.exists() else path


def _note_unknown(keys: Sequence[str], known: Mapping[str, Any], problems: list[Text]) -> None:
    for key in keys:
        if key.removeprefix(PREFIX) not in known:
            near, hint = nearest(key.removeprefix(PREFIX), known), Text("", "")
            if near:
                hint = Text(f" Did you mean {PREFIX}{near}?", f" Vouliez-vous dire {PREFIX}{near} ?")
            problems.append(Text(
                f"Unknown key '{key}' of a target.{hint.en} Known: {', '.join(known)}.",
                f"Clé de cible inconnue « {key} ».{hint.fr} Connues : {', '.join(known)}.",
            ))


def _typed(override: Override, known: Mapping[str, Any]) -> Any:
    """Return the value of target.KEY=…: text stays as typed where text is wanted."""
    raw = override.text.partition("=")[2].strip()
    key = override.key.removeprefix(PREFIX)
    return raw.strip("'\"") if isinstance(known.get(key), str) else value_of(raw)


def _check(said: Description, problems: list[Text]) -> None:
    """Note what a description lacks, or says that cannot be."""
    choices: list[tuple[str, Any, Sequence[str]]] = [("kind", said.kind, WHAT), ("level", said.level, LEVELS)]
    if said.kind == GROWTH:
        choices.append(("indicator", said.indicator, tuple(INDICATORS)))
    if said.kind == SURVIVAL:
        choices.append(("form", said.form, FORMS))
    for key, value, known in choices:
        if value not in known:
            where = Text(f"{PREFIX}{key} of {said.name}", f"{PREFIX}{key} de {said.name}")
            problems.append(unknown(Text(key, key), str(value), known, where))
    for key in ("cumulative", "gaps"):
        if not isinstance(getattr(said, key), bool):
            problems.append(Text(
                f"{PREFIX}{key} is {getattr(said, key)!r}, but must be true or false.",
                f"{PREFIX}{key} vaut {getattr(said, key)!r}, mais doit être true ou false.",
            ))
    missing = [k for k in ("edges", "nodes") if not getattr(said, k)] if said.kind == NETWORK else []
    missing += ["path"] if said.kind != NETWORK and not said.path and said.points is None else []
    problems += [
        Text(
            f"{said.name}: {PREFIX}{key}=FILE.csv is missing. docs/calibration.md says what it holds.",
            f"{said.name} : il manque {PREFIX}{key}=FICHIER.csv. docs/calibration.md dit ce qu'il contient.",
        )
        for key in missing
    ]
    if said.set is not None and not isinstance(said.set, Mapping):
        problems.append(Text(
            f"{said.name}: set must be a table of settings, such as 'policy: none'.",
            f"{said.name} : set doit être une table de réglages, comme « policy: none ».",
        ))


def _date(value: Any, key: str, problems: list[Text]) -> float | None:
    if value is None or value == "":
        return None
    found = decimal_year(str(value))
    if found is None:
        problems.append(Text(
            f"{PREFIX}{key} is '{value}', but must be a date: 2015, 2015.5 or 2015-07-01.",
            f"{PREFIX}{key} vaut « {value} », mais doit être une date : 2015, 2015,5 ou 2015-07-01.",
        ))
    return found
