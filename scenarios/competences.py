"""Which level of public action may use which instrument (compétences des collectivités)."""
from collections.abc import Mapping
from dataclasses import dataclass, field

from sim.errors import ParameterError, Text, unknown
from sim.names import LEVELS

RIGHTS = ("may", "convention", "no")


def of_line(name: str) -> str:
    """Return the instrument of a line NAME@WHO (scenarios/line.py); any other name is its own."""
    return name.partition("@")[0]


@dataclass(frozen=True)
class Competences:
    """By instrument: ``lead``, the level that pays unless another is asked, and each level's right to use it.

    A right is "may", "convention" (by convention with the level that may: a longer delay) or "no"; levels not named
    may not. An instrument that the table does not name is open to every level, the EPCI first.
    Raises ParameterError, with every fault, where a level or a right is not known or the lead may not.
    """

    table: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        where = Text("configs/competences.yaml", "configs/competences.yaml")
        found = []
        for name, said in self.table.items():
            rights = {level: right for level, right in said.items() if level != "lead"}
            found += [unknown(Text("level", "niveau"), lv, LEVELS, where) for lv in rights if lv not in LEVELS]
            found += [unknown(Text("right", "droit"), r, RIGHTS, where) for r in rights.values() if r not in RIGHTS]
            if rights.get(said.get("lead", "")) != "may":
                able = ", ".join(level for level, right in rights.items() if right == "may") or "none"
                found.append(Text(
                    f"competences.{name}.lead is {said.get('lead')!r}, but must be a level that may use it ({able}). "
                    "Change configs/competences.yaml.",
                    f"competences.{name}.lead vaut {said.get('lead')!r}, mais doit être un niveau qui le peut "
                    f"({able}). "
                    "Changez configs/competences.yaml.",
                ))
        if found:
            raise ParameterError(*found)

    def __hash__(self) -> int:
        return hash(tuple((name, tuple(sorted(said.items()))) for name, said in sorted(self.table.items())))

    def rights(self, instrument: str) -> dict[str, str]:
        """Return the right of each level to use an instrument, in the order of LEVELS."""
        said = self.table.get(of_line(instrument))
        return {level: said.get(level, "no") if said else "may" for level in LEVELS}

    def payer(self, instrument: str, asked: str) -> tuple[int, bool]:
        """Return the level (index in LEVELS) that pays, and whether it needs a convention; ``asked`` may be "lead"."""
        level = self.table.get(of_line(instrument), {}).get("lead", "epci") if asked == "lead" else asked
        return LEVELS.index(level), self.rights(instrument)[level] == "convention"

    def fault(self, instrument: str, asked: str) -> Text | None:
        """Say why the level ``asked`` may not use an instrument; None where it may."""
        rights = self.rights(instrument)
        if asked == "lead" or rights[asked] != "no":
            return None
        able = ", ".join(f"{n} (convention)" if r == "convention" else n for n, r in rights.items() if r != "no")
        return Text(
            f"{instrument}.payer is {asked}, but that level may not use it. It can be {able} "
            "(configs/competences.yaml).",
            f"{instrument}.payer vaut {asked}, mais ce niveau n'en a pas la compétence. Ce peut être {able} "
            "(configs/competences.yaml).",
        )
