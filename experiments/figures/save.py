"""Write a figure as PNG and SVG: whole files or none, the same bytes each time (enregistrement)."""

import os
from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

from experiments.figures.style import styled
from sim.errors import StoreError, Text

METADATA: dict[str, dict[str, None]] = {"png": {"Software": None}, "svg": {"Date": None, "Creator": None}}


@styled
def save(fig: Figure, path: str | Path, dpi: int = 200) -> tuple[Path, Path]:
    """Write ``path``.png and ``path``.svg and return both paths.

    path: without suffix; the folder is made. dpi: dots per inch of the PNG.

    Raises StoreError if the folder cannot be written or the disk is full; no half file is left.
    """
    png, svg = Path(f"{path}.png"), Path(f"{path}.svg")
    for target in (png, svg):
        partial = target.with_name(f".{target.name}.{os.getpid()}.tmp")
        kind = target.suffix[1:]
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            fig.savefig(partial, format=kind, dpi=dpi if kind == "png" else "figure", metadata=METADATA[kind])
            os.replace(partial, target)
        except OSError as error:
            raise StoreError(_unwritten(target, error.strerror or str(error))) from error
        finally:
            partial.unlink(missing_ok=True)
    return png, svg


@styled
def png(fig: Figure, dpi: int = 160) -> bytes:
    """Return the figure as the bytes of a PNG, the same each time. dpi: dots per inch."""
    file = BytesIO()
    fig.savefig(file, format="png", dpi=dpi, metadata=METADATA["png"])
    return file.getvalue()


def _unwritten(target: Path, why: str) -> Text:
    return Text(
        f"The figure {target} cannot be written: {why}. Free some space or give another folder with out=DIR.",
        f"La figure {target} ne peut pas être écrite\u00a0: {why}. "
        "Libérez de la place ou donnez un autre dossier avec out=DIR.",
    )
