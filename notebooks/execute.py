"""Execute notebooks and store their outputs, without paths, times or progress bars (exécution des carnets).

python notebooks/execute.py                 every notebook of this folder, in place
python notebooks/execute.py IN.ipynb OUT.ipynb
"""

import os
import sys
import tempfile
from pathlib import Path

import nbformat
from nbclient import NotebookClient

HERE = Path(__file__).resolve().parent
KERNEL = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
          "language_info": {"name": "python"}}  # fmt: skip


def execute(source: Path, target: Path, seconds: int = 900) -> None:
    """Execute ``source`` in an empty folder with this tree's essaimage, and write it whole to ``target``.

    seconds: the most a cell may take. Raises nbclient's CellExecutionError, with nothing written, where a cell fails.
    """
    notebook = nbformat.read(source, as_version=4)
    with tempfile.TemporaryDirectory() as empty:
        paths = [str(HERE.parent), os.environ.get("PYTHONPATH", "")]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths)), "TMPDIR": empty}
        client = NotebookClient(
            notebook, timeout=seconds, kernel_name="python3", record_timing=False,
            resources={"metadata": {"path": empty}},
        )  # fmt: skip
        client.execute(env=environment)
    cleaned(notebook)
    nbformat.validate(notebook)
    partial = target.with_suffix(".tmp")
    nbformat.write(notebook, partial)
    os.replace(partial, target)


def cleaned(notebook: nbformat.NotebookNode) -> None:
    """Take out what changes from machine to machine: standard error, metadata, addresses of objects."""
    notebook.metadata = nbformat.from_dict(KERNEL)
    for place, cell in enumerate(notebook.cells):
        cell["id"], cell["metadata"] = f"cell-{place:02d}", nbformat.from_dict({})
        if cell.cell_type != "code":
            continue
        cell.outputs = [o for o in cell.outputs if not (o.output_type == "stream" and o.name == "stderr")]
        for output in cell.outputs:
            if "image/png" in output.get("data", {}):
                output["data"]["text/plain"] = "<figure>"


if __name__ == "__main__":
    given = [Path(name) for name in sys.argv[1:3]]
    for path in given[:1] or sorted(HERE.glob("*.ipynb")):
        execute(path, given[1] if len(given) == 2 else path)
