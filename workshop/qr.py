"""QR codes as drawings to put into a page or print (QR codes)."""

import io
from functools import lru_cache

import segno


@lru_cache(maxsize=64)
def svg(text: str) -> str:
    """Return the QR code of a text as an ``<svg>``, black on white with its quiet border, without styles."""
    out = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(out, kind="svg", xmldecl=False, svgns=True, omitsize=True, border=4, dark="#000", light="#fff")
    return out.getvalue().decode()
