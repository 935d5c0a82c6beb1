"""What stands under every figure: seeds, horizon, model version, source, command (légende)."""

from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from experiments.words import DISCLAIMER, NBSP, number
from sim.errors import Text


@dataclass(frozen=True)
class Note:
    """What a reader must know to judge a figure; what is None is read from the frame where it can be.

    seeds: common seeds. years: horizon. first_year: calendar year of step 0. version: MODEL_VERSION.
    worlds: settings of the dials tested. territory: its label. source: attribution line of a map.
    command: what remakes the figure. title: takes the place of the figure's own title.
    """

    seeds: int | None = None
    years: int | None = None
    first_year: int | None = None
    version: str = ""
    worlds: int | None = None
    territory: str = ""
    source: str = ""
    command: str = ""
    title: str = ""

    def filled(self, frame: pd.DataFrame) -> "Note":
        """Return the note with what it lacks taken from ``frame.attrs`` or from the columns of ``frame``."""
        found: dict[str, Any] = {"seeds": _seeds(frame), "worlds": _count(frame, "world")}
        if "year" in frame and len(frame):
            found["first_year"] = int(frame["year"].min())
            found["years"] = int(frame["year"].max()) - found["first_year"]
        found |= {
            name: frame.attrs[name]
            for name in ("seeds", "years", "first_year", "worlds")
            if name in frame.attrs
        }
        found["version"] = str(frame.attrs.get("model_version", ""))
        empty = {name: value for name, value in found.items() if getattr(self, name) in (None, "")}
        return replace(self, **empty)

    def caption(self, lang: str, *remarks: str) -> str:
        """Return the caption in ``lang``: remarks, facts, disclaimer, source and command."""
        facts = [
            self.territory,
            self._worlds(lang),
            self._seeds(lang),
            self._horizon(lang),
            self._version(lang),
        ]
        line = (f"{NBSP}; " if lang == "fr" else "; ").join(fact for fact in facts if fact)
        head = " ".join([*(remark for remark in remarks if remark), f"{line[:1].upper()}{line[1:]}."])
        lines = [f"{head} {DISCLAIMER.in_(lang)}", self.source]
        if self.command:
            lines.append(Text("To remake it: ", f"Pour la refaire{NBSP}: ").in_(lang) + self.command)
        return "\n".join(text for text in lines if text)

    def _worlds(self, lang: str) -> str:
        if not self.worlds:
            return ""
        many = "s" if self.worlds > 1 else ""
        count = number(self.worlds, lang)
        return Text(f"{count} world{many} tested", f"{count} monde{many} testé{many}").in_(lang)

    def _seeds(self, lang: str) -> str:
        if not self.seeds:
            return Text("number of seeds not stated", "nombre de tirages non indiqué").in_(lang)
        if self.seeds == 1:
            return Text("1 seed", "1 tirage").in_(lang)
        count = number(self.seeds, lang)
        return Text(f"{count} common seeds", f"{count} tirages communs").in_(lang)

    def _horizon(self, lang: str) -> str:
        if not self.years:
            return Text("horizon not stated", "horizon non indiqué").in_(lang)
        many = "s" if self.years > 1 else ""
        span = f" ({self.first_year}–{self.first_year + self.years})" if self.first_year is not None else ""
        return Text(f"{self.years} year{many}{span}", f"{self.years} an{many}{span}").in_(lang)

    def _version(self, lang: str) -> str:
        if not self.version:
            return Text("model version not stated", "version du modèle non indiquée").in_(lang)
        return Text(f"model {self.version}", f"modèle {self.version}").in_(lang)


def _seeds(frame: pd.DataFrame) -> int | None:
    if "seed" in frame:
        return _count(frame, "seed")
    return int(frame["seeds"].max()) or None if "seeds" in frame and len(frame) else None


def _count(frame: pd.DataFrame, column: str) -> int | None:
    if column not in frame:
        return None
    return int(frame.loc[frame[column].astype(str) != "all", column].nunique()) or None
