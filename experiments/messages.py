"""What the command line says besides results and help: next steps, progress (messages)."""

import os
import sys

from sim.errors import Text

START = Text(
    """essaimage: how social innovations spread over territories, and what public support does to that.

What next?
  essaimage demo                      fund people, or investments? The answer on a real territory, in minutes
  essaimage run policy=fund_people    one run; its tables in results/
  essaimage list policies             what can be chosen (territories, policies, instruments, …)
  essaimage --help                    every command and setting
""",
    """essaimage : comment les innovations sociales se répandent sur les territoires,
et ce qu'y change le soutien public.

Et maintenant ?
  essaimage demo                      financer les personnes ou les investissements ? La réponse, en quelques minutes
  essaimage run policy=fund_people    une simulation ; ses tableaux dans results/
  essaimage list policies             ce qu'on peut choisir (territories, policies, instruments, …)
  essaimage --help                    toutes les commandes et tous les réglages
""",
)

WORKSHOP = Text(
    "The workshop starts with `essaimage workshop`, or `python -m workshop workshop` in the folder of the project.",
    "L'atelier se lance avec `essaimage workshop`, ou `python -m workshop workshop` dans le dossier du projet.",
)
INTERRUPTED = Text("Stopped.", "Arrêté.")


def locale_language() -> str:
    """Return "fr" where the system speaks French, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        found = os.environ.get(name)
        if found:
            return "fr" if found.lower().startswith("fr") else "en"
    return "en"


class Teller:
    """Says messages on standard error, in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, message: Text) -> None:
        """Write one message."""
        sys.stderr.write(message.in_(self.lang) + "\n")
        sys.stderr.flush()
