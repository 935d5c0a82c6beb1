"""What a folder of results says when it cannot be used, and what to do (ce que dit un dossier de résultats)."""

from collections.abc import Sequence
from pathlib import Path

from sim.errors import Text


def damaged(path: Path, why: str) -> Text:
    """Say that a file cannot be read and what mends it."""
    return Text(
        f"{path} is damaged ({why}). Give the command that made it again: what is missing is recomputed.",
        f"{path} est endommagé ({why}). Relancez la commande qui l'a produit : ce qui manque est recalculé.",
    )


def set_aside(path: Path, why: str) -> Text:
    """Say that a part is set aside, and that its runs are computed again."""
    return Text(
        f"{why}: set aside in damaged/, its runs are computed again.",
        f"{path.name} est endommagé et a été mis de côté dans damaged/ : ses simulations sont recalculées.",
    )


def unfinished(folder: Path) -> Text:
    """Say that there are no final tables yet, and what makes them."""
    return Text(
        f"{folder} is not finished: the same command again, or essaimage retry {folder}, computes what is missing.",
        f"{folder} n'est pas terminé : la même commande, ou essaimage retry {folder}, calcule ce qui manque.",
    )


def no_results(folder: Path, why: Text) -> Text:
    """Say that a path is no folder of results, and which to give."""
    return Text(
        f"{folder} {why.en}. Give the folder named by out=DIR in run or sweep.",
        f"{folder} {why.fr}. Donnez le dossier nommé par out=DOSSIER dans run ou sweep.",
    )


def strange_files(folder: Path, names: Sequence[str]) -> Text:
    """Say that a folder holds something else than results."""
    return Text(
        f"out={folder} already holds other files ({', '.join(names[:3])}). Name a new folder.",
        f"out={folder} contient déjà d'autres fichiers ({', '.join(names[:3])}). Nommez un nouveau dossier.",
    )
