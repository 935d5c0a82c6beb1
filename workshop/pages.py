"""The pages as they are served: one shell, with the script, the look and the plots of each (pages)."""

import re
from functools import cache
from pathlib import Path
from string import Template

STATIC = Path(__file__).parent / "static"
SCRIPTS = {"observer": "screen"}  # where a page has not its own name
LOOKS = {"guide": "guide", "screen": "public", "observer": "public"}
PLOTTED = {"solo", "group", "facilitator", "screen", "observer"}
NAMES = ("home", "new", "solo", "guide", "facilitator", "group", "screen", "observer", "sheet")
IMPORTED = re.compile(r'from "\./(\w+)\.js"')
UPLOT = """
  <link rel="stylesheet" href="/static/vendor/uplot/uPlot.min.css">
  <script defer src="/static/vendor/uplot/uPlot.iife.min.js"></script>"""


@cache
def page(name: str) -> str:
    """Return the HTML of the page ``name``, one of NAMES; it holds no data."""
    look = LOOKS.get(name)
    return Template((STATIC / "shell.html").read_text(encoding="utf-8")).substitute(
        script=SCRIPTS.get(name, name),
        look=f' class="{look}"' if look else "",
        plots=(UPLOT if name in PLOTTED else "") + _ahead(SCRIPTS.get(name, name)),
    )


def _ahead(script: str) -> str:
    """Return the links by which a browser asks for all modules of a script at once, and not one layer after another."""
    found, wanted = dict[str, None](), [script]
    while wanted:
        name = wanted.pop(0)
        for other in IMPORTED.findall((STATIC / "js" / f"{name}.js").read_text(encoding="utf-8")):
            if other not in found:
                found[other] = None
                wanted.append(other)
    return "".join(f'\n  <link rel="modulepreload" href="/static/js/{name}.js">' for name in found)
