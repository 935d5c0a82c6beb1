"""A model made of settings and stepped by hand, as Mesa's page handles one (modèle exploré)."""

import shlex
from typing import Any

from agents.model import EssaimageModel
from experiments.compose import composed
from experiments.overrides import as_overrides


class Explored(EssaimageModel):
    """A model as Mesa's page makes and handles one: by settings, month by month, at rest at its horizon.

    kwargs: ``settings``, a list of key=value, and one entry for each slider, by dotted name; Mesa hands them so.

    Raises InputError with every problem of the settings.
    """

    def __init__(self, **kwargs: Any) -> None:
        own = {key: value for key, value in kwargs.items() if key != "settings"}
        kept = [text for text in kwargs.get("settings", ()) if text.partition("=")[0] not in own]
        self.typed = (*kept, *as_overrides(own))
        found, self.cell = composed(self.typed)
        super().__init__(*found.beginning(self.cell["seed"]))
        self.territory, self.months = found.territory, 12 * found.years

    def step(self) -> None:
        """Move one month; nothing moves after the horizon."""
        if self.state.step >= self.months:
            return
        super().step()
        if self.state.step == self.months:
            self.treasury.close()
            self.record.close(self.state)
            self.running = False

    @property
    def command(self) -> str:
        """Return the command that makes the same run."""
        return shlex.join(["essaimage", "run", *self.typed])
