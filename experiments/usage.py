"""The help of the command line, whole or of one command, put together from what can be typed (mode d'emploi)."""

from textwrap import wrap

from experiments.request import FLAGGED, JSON, RUNS
from experiments.usage_words import COMMANDS, EXAMPLES, SETTINGS, Row
from experiments.words import NBSP
from sim.errors import Text

WIDTH, INDENT, INDENT_OF_SETTINGS = 118, 23, 28  # characters; where what a row does begins
FLAGS = {
    "--quick": Text("reduced size, in minutes", "taille réduite, en quelques minutes"),
    "--note": Text("two A4 pages in place of the whole report", "deux pages A4 au lieu du rapport entier"),
    "--yes": Text("answers beforehand what is asked before a long sweep",
                  "répond d'avance à la question posée avant une longue expérience"),
    "--json": Text("one JSON object on standard output", "un objet JSON sur la sortie standard"),
}  # fmt: skip
LANG = Row(Text("lang", "lang"), Text("en or fr (the locale otherwise)", "en ou fr (sinon la langue du système)"))
TITLES = {
    "usage": Text("Usage:", f"Usage{NBSP}:"), "commands": Text("Commands", "Commandes"),
    "settings": Text("Settings (key=value)", "Réglages (clé=valeur)"), "options": Text("Options", "Options"),
    "simulation": Text("Settings of the simulation (key=value)", "Réglages de la simulation (clé=valeur)"),
    "example": Text("Example", "Exemple"),
}  # fmt: skip


def usage(command: str = "") -> Text:
    """Return what ``essaimage --help`` says, or ``essaimage COMMAND --help``."""
    parts = _of_one if command in EXAMPLES else _of_all
    return Text(parts(command, "en"), parts(command, "fr"))


def _of_all(command: str, lang: str) -> str:
    typed = Text("essaimage COMMAND [key=value ...] [--json] [--lang en|fr]",
                 "essaimage COMMANDE [clé=valeur ...] [--json] [--lang en|fr]").in_(lang)  # fmt: skip
    more = Text("essaimage COMMAND --help says what it takes.", "essaimage COMMANDE --help dit ce qu'elle prend.")
    flags = [f"  {name:<26}{said.in_(lang)} ({', '.join(FLAGGED[name])})" for name, said in FLAGS.items()
             if name != "--json"]  # fmt: skip
    without = ", ".join(name for name in EXAMPLES if name not in JSON)
    json = f"  {'--json':<26}{FLAGS['--json'].in_(lang)} ({Text('not', 'hors').in_(lang)} {without})"
    return "\n\n".join((
        f"{TITLES['usage'].in_(lang)} {typed}\n{more.in_(lang)}",
        _block("commands", COMMANDS, INDENT, lang),
        _block("settings", [*(_whose(row) for row in SETTINGS), LANG], INDENT_OF_SETTINGS, lang),
        "\n".join((TITLES["options"].in_(lang), *flags, json, "  -h, --help    --version")),
        _example("run", lang),
    ))  # fmt: skip


def _of_one(command: str, lang: str) -> str:
    about = [row for row in COMMANDS if row.of[0] == command]
    own = [row for row in SETTINGS if command in row.of]
    cell = [row for row in SETTINGS if not row.of] if command in (*RUNS, "compare") else []
    flags = [Row(Text(name, name), said) for name, said in FLAGS.items() if command in FLAGGED[name]]
    title = TITLES["usage"].in_(lang)
    first = "\n".join(f"{title} essaimage {row.typed.in_(lang)}\n{_filled(row, lang)}" for row in about)
    return "\n\n".join((
        first, _block("settings", (*own, LANG), INDENT_OF_SETTINGS, lang),
        *([_block("simulation", cell, INDENT_OF_SETTINGS, lang)] if cell else []),
        *([_block("options", flags, INDENT_OF_SETTINGS, lang)] if flags else []),
        _example(command, lang),
    ))  # fmt: skip


def _whose(row: Row) -> Row:
    """Return a row with the commands it belongs to, where they are few."""
    few = f" ({', '.join(row.of)})" if 0 < len(row.of) < 3 else ""
    return row._replace(meaning=Text(row.meaning.en + few, row.meaning.fr + few))


def _block(title: str, rows: list[Row] | tuple[Row, ...], indent: int, lang: str) -> str:
    return "\n".join((TITLES[title].in_(lang), *(_said(row, indent, lang) for row in rows)))


def _said(row: Row, indent: int, lang: str) -> str:
    """Return a row: what is typed, then what it does, beside it where there is room and below where there is not."""
    typed = f"  {row.typed.in_(lang)}"
    if len(typed) > indent - 1:
        lines = _lines(row, indent, lang)
        return "\n".join((typed, *(" " * indent + line for line in lines)))
    first, *others = _lines(row, indent, lang)
    return "\n".join((f"{typed:<{indent}}{first}", *(" " * indent + line for line in others)))


def _filled(row: Row, lang: str) -> str:
    return "\n".join(f"  {line}" for line in _lines(row, 2, lang))


def _lines(row: Row, indent: int, lang: str) -> list[str]:
    """Return what a row does, cut to the width; French signs stay with the word before them."""
    said = row.meaning.in_(lang)
    if lang == "fr":
        said = said.replace(" :", f"{NBSP}:").replace(" ;", f"{NBSP};").replace(" ?", f"{NBSP}?")
    return wrap(said, WIDTH - indent, break_long_words=False, break_on_hyphens=False)


def _example(command: str, lang: str) -> str:
    return f"{TITLES['example'].in_(lang)}\n  {EXAMPLES[command]}\n"
