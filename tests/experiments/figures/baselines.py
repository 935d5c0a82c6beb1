"""The stored pictures of every figure; run as a script, it rewrites them, or those named (images de référence)."""

import sys
from pathlib import Path
from types import ModuleType

FOLDER = Path(__file__).with_name("baselines")
ROOT = Path(__file__).resolve().parents[3]
COMMAND = "python tests/experiments/figures/baselines.py"
LANGUAGES = ("en", "fr")


def stored(name: str, lang: str) -> Path:
    """Return where the picture of a figure is stored."""
    return FOLDER / f"{name}_{lang}.png"


def language(name: str, names: list[str]) -> str:
    """Return the language in which a figure is stored: they take turns."""
    return LANGUAGES[names.index(name) % 2]


def _rewrite(names: list[str]) -> None:
    """Draw the figures of these names, or all, as the tests do, and store them."""
    from tests.experiments.figures.gallery import PICTURES
    from tests.experiments.figures.likeness import pixels, write

    every = list(PICTURES)
    if strange := set(names) - set(every):
        sys.exit(f"No figure is called {', '.join(sorted(strange))}; there are: {', '.join(every)}.")
    kept = {stored(name, language(name, every)) for name in every}
    for stale in set(FOLDER.glob("*.png")) - kept:
        stale.unlink()
    for name in names or every:
        lang = language(name, every)
        write(pixels(PICTURES[name](lang)[0]), stored(name, lang))
    print(f"{FOLDER} rewritten; look at the pictures, and say in the commit what a reader sees otherwise.")


if __name__ == "__main__":
    package = ModuleType("tests")  # this folder, as pytest has it, and no package of that name that is installed
    package.__path__ = [str(ROOT / "tests")]
    sys.modules["tests"] = package
    sys.path.insert(0, str(ROOT))
    _rewrite(sys.argv[1:])
