"""What every test shares: no window, no locale, no luck of its own, and where the data are."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

os.environ["MPLBACKEND"] = "Agg"  # no test opens a window, nor does a process it starts
os.environ["LC_ALL"] = "C.UTF-8"  # messages are English unless a test asks for lang=fr
os.environ.pop("LANGUAGE", None)

settings.register_profile("essaimage", deadline=None, derandomize=True)
settings.load_profile("essaimage")


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """Return the folder of real series and territories: $ESSAIMAGE_DATA, else ../shared/data."""
    beside = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("ESSAIMAGE_DATA") or beside)
    if not folder.is_dir():
        pytest.skip(f"real data are not at {folder}: set ESSAIMAGE_DATA to their folder")
    return folder
