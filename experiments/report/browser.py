"""Printing a page to PDF by a Chromium browser that is already there (impression en PDF)."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from sim.errors import Text

NAMES = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge",
    "brave-browser",
)  # fmt: skip
PLACES = (  # where systems that put nothing on the path keep them
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
CHOICE = "ESSAIMAGE_BROWSER"  # environment: the browser to use, "" for none
PATIENCE = 120.0  # seconds
PAGE = re.compile(rb"/Type\s*/Page(?![a-zA-Z])")
NONE = Text(
    "No Chromium, Chrome or Edge browser was found: no PDF. Open the page and print it, or install one.",
    "Aucun navigateur Chromium, Chrome ou Edge n'a été trouvé : pas de PDF. Ouvrez la page et imprimez-la, ou "
    "installez-en un.",
)


def browser() -> str | None:
    """Return the browser that can print, None where there is none; $ESSAIMAGE_BROWSER chooses."""
    if CHOICE in os.environ:
        return shutil.which(os.environ[CHOICE])
    found = (shutil.which(name) for name in NAMES)
    return next((path for path in (*found, *filter(os.path.exists, PLACES)) if path), None)


def printed(page: str, program: str) -> bytes | Text:
    """Return an HTML page as PDF, or why it could not be printed. Nothing leaves the machine."""
    with tempfile.TemporaryDirectory(prefix="essaimage-") as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        options = ["--headless", "--disable-gpu", "--no-pdf-header-footer", "--no-first-run", "--disable-extensions",
                   "--disable-background-networking", "--disable-sync", "--disable-dev-shm-usage",
                   f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}"]  # fmt: skip
        if getattr(os, "geteuid", lambda: 1)() == 0:  # root has no sandbox
            options.append("--no-sandbox")
        try:
            done = subprocess.run(
                [program, *options, source.as_uri()], capture_output=True, text=True, errors="replace",
                timeout=PATIENCE, env={**os.environ, "HOME": folder},
            )  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            return _failed(program, str(error))
        if not target.exists():
            return _failed(program, " ".join(done.stderr.split())[-200:])
        return target.read_bytes()


def pages(pdf: bytes) -> int:
    """Return how many pages a PDF printed by Chromium has."""
    return len(PAGE.findall(pdf))


def _failed(program: str, why: str) -> Text:
    return Text(
        f"{program} could not print the page ({why}): no PDF. Open the page and print it.",
        f"{program} n'a pas pu imprimer la page ({why}) : pas de PDF. Ouvrez la page et imprimez-la.",
    )
