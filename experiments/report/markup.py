"""HTML in which everything is escaped but what this module made itself (balisage)."""

import base64
import html
from collections.abc import Iterable, Sequence

VOID = ("img", "meta", "br", "hr")


class Safe(str):
    """HTML that may be put in a page as it is; any other text is escaped."""


def tag(name: str, /, *content: str, **attributes: str) -> Safe:
    """Return an element; contents that are not Safe are escaped, and so is the value of every attribute.

    An attribute is written as a Python name: class_, aria_label, http_equiv.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(value, quote=True)}"' for key, value in attributes.items()
    )
    return Safe(f"<{name}{written}>" if name in VOID else f"<{name}{written}>{together(content)}</{name}>")


def together(parts: Iterable[str]) -> Safe:
    """Return parts one after the other, escaped where they are not Safe."""
    return Safe("".join(part if isinstance(part, Safe) else html.escape(part, quote=True) for part in parts))


def items(lines: Iterable[str], kind: str = "ul") -> Safe:
    """Return a list; nothing where there is no line."""
    found = [tag("li", line) for line in lines if line]
    return tag(kind, *found) if found else Safe("")


def paragraphs(*lines: str) -> Safe:
    """Return a paragraph for each line that is not empty."""
    return together(tag("p", line) for line in lines if line)


def table(caption: str, head: Sequence[str], rows: Iterable[Sequence[str]], words: bool = False) -> Safe:
    """Return a table with its caption; the first cell of a row names it. On a small screen it scrolls in its frame.

    words: its cells hold words, set from the left, and not numbers.
    """
    top = tag("tr", *(tag("th", cell, scope="col") for cell in head))
    body = [tag("tr", tag("th", first, scope="row"), *(tag("td", c) for c in rest)) for first, *rest in rows]
    kind, named = ("words" if words else "numbers"), tag("caption", tag("span", caption))
    inside = tag("table", named, tag("thead", top), tag("tbody", *body), class_=kind)
    return tag("div", inside, class_="frame", role="region", tabindex="0", aria_label=caption)


def picture(png: bytes, alt: str, *caption: str) -> Safe:
    """Return a figure whose picture is in the page itself, with what it shows in words and its caption."""
    source = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    return tag("figure", tag("img", src=source, alt=alt), tag("figcaption", *caption))


def section(anchor: str, title: str, *content: str, level: str = "h2") -> Safe:
    """Return a section under its heading, which a link can point to; nothing where it is empty."""
    inside = together(content)
    if not inside:
        return Safe("")
    return tag("section", tag(level, title, id=anchor), inside, aria_labelledby=anchor)
