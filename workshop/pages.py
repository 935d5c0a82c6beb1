"""The pages as they are served: one shell, with the script, the look and the plots of each (pages)."""

from functools import cache
from pathlib import Path
from string import Template

STATIC = Path(__file__).parent / "static"
SCRIPTS = {"observer": "screen"}  # where a page has not its own name
LOOKS = {"guide": "guide", "screen": "public", "observer": "public"}
PLOTTED = {"solo", "group", "facilitator", "screen", "observer"}
NAMES = ("home", "new", "solo", "guide", "facilitator", "group", "screen", "observer", "sheet")
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
        plots=UPLOT if name in PLOTTED else "",
    )
