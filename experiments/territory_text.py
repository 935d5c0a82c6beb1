"""What a file of places holds, in words (compte rendu d'un fichier de territoire)."""

from typing import Any

from experiments.words import NBSP, counted, number, percent
from scenarios.territory.columns import OPTIONAL
from sim.errors import Text

NAMED = 4  # EPCI, départements or régions named one by one
NONE = Text("none", "aucune")
PLACE, PLACES = Text("place", "lieu"), Text("places", "lieux")
GROUPS = {
    "epci": Text("EPCI", "EPCI"),
    "departements": Text("Départements", "Départements"),
    "regions": Text("Régions", "Régions"),
}
MEANINGS = {  # columns beside the month-0 ones, as people call them
    "code": Text("code", "code"), "name": Text("name", "nom"), "population": Text("inhabitants", "habitants"),
    "lat": Text("latitude", "latitude"), "lon": Text("longitude", "longitude"),
    "epci_code": Text("EPCI", "EPCI"), "epci_name": Text("name of EPCI", "nom d'EPCI"), "epci": Text("EPCI", "EPCI"),
    "departement": Text("département", "département"), "region": Text("région", "région"),
    "density": Text("density class", "classe de densité"), "source": Text("source", "source"),
    "credit": Text("attribution", "attribution"),
}  # fmt: skip


def report_text(facts: dict[str, Any], lang: str) -> str:
    """Return the facts of scenarios.territory.report, its warnings in ``lang``, as lines for people."""
    rows = [
        (Text("Places", "Lieux"), _places(facts, lang)),
        (Text("Inhabitants", "Habitants"), number(facts["inhabitants"], lang)),
        *((title, _groups(facts[key], lang)) for key, title in GROUPS.items()),
        (Text("Position", "Position"), _position(facts, lang)),
        (Text("Outlines", "Contours"), _outlines(facts, lang)),
        (Text("Density class", "Classe de densité"), _density(facts, lang)),
        (Text("Columns read", "Colonnes lues"), _used(facts["columns_used"], lang)),
        (Text("Columns ignored", "Colonnes ignorées"), ", ".join(facts["columns_ignored"]) or NONE.in_(lang)),
        (Text("Month 0 from file", "Mois 0 du fichier"), _month0(facts["month0"], lang)),
    ]
    if facts["sites"]:
        rows.append((Text("Existing sites", "Sites existants"), number(facts["sites"], lang)))
    if facts["credit"]:
        rows.append((Text("Attribution", "Attribution"), facts["credit"]))
    width = max(len(title.in_(lang)) for title, _ in rows)
    lines = [f"{facts['file']} ({facts['form']})"]
    lines += [f"  {title.in_(lang):<{width}}  {value}" for title, value in rows]
    said = facts["warnings"]
    if said:
        lines += [Text("Worth a second look:", f"À vérifier{NBSP}:").in_(lang), *(f"  - {warning}" for warning in said)]
    good = Text("No error: this works with territory=file.", "Aucune erreur : utilisable avec territory=file.")
    return "\n".join([*lines, good.in_(lang)])


def _places(facts: dict[str, Any], lang: str) -> str:
    all_, empty = number(facts["places"], lang), number(facts["uninhabited"], lang)
    if not facts["uninhabited"]:
        return all_
    return all_ + Text(f" ({empty} without inhabitants)", f" ({empty} sans habitant)").in_(lang)


def _outlines(facts: dict[str, Any], lang: str) -> str:
    if not facts["boundaries"]:
        return Text("none", "aucun").in_(lang)
    count, file = number(facts["boundaries"], lang), facts["outlines"]
    return count + (Text(f", from {file}", f", de {file}").in_(lang) if file else "")


def _groups(found: list[dict[str, Any]], lang: str) -> str:
    """Return how many, and the largest by name with their places and inhabitants."""
    shown = [
        f"{g['name']}{'' if g['name'] == g['code'] else ' (' + g['code'] + ')'}, "
        f"{counted(g['places'], PLACE, PLACES, lang)}, {number(g['inhabitants'], lang)} "
        + Text("inh.", "hab.").in_(lang)
        for g in found[:NAMED]
    ]  # fmt: skip
    more = ["…"] if len(found) > NAMED else []
    return f"{number(len(found), lang)}{NBSP if lang == 'fr' else ''}: {' ; '.join(shown + more)}"


def _position(facts: dict[str, Any], lang: str) -> str:
    plane = "Lambert-93"
    if facts["plane"] != plane:
        plane = Text("local plane in km", "plan local en km").in_(lang)
    share = percent(facts["unplaced_share"], lang, 2 if facts["unplaced_share"] else 0)
    lacking = Text(f"; {share} of the rows without coordinates", f" ; {share} des lignes sans coordonnées")
    return plane + lacking.in_(lang)


def _density(facts: dict[str, Any], lang: str) -> str:
    given, implied = number(facts["density_given"], lang), number(facts["density_implied"], lang)
    classes = ", ".join(f"{level}{NBSP}× {number(n, lang)}" for level, n in facts["density_classes"].items())
    return Text(
        f"given for {given}, implied by population for {implied} (class × places: {classes})",
        f"donnée pour {given}, déduite de la population pour {implied} (classe × lieux{NBSP}: {classes})",
    ).in_(lang)


def _used(columns: dict[str, str], lang: str) -> str:
    said = {word: MEANINGS[name].in_(lang) if name in MEANINGS else word for word, name in columns.items()}
    return ", ".join(word if meaning == word.lower() else f"{word} ({meaning})" for word, meaning in said.items())


def _month0(shares: dict[str, float], lang: str) -> str:
    """Return the month-0 columns the file gives, with the share of places that have a value."""
    if not shares:
        return Text("none: drawn around the defaults (assumptions)", "rien : tiré autour des valeurs par défaut "
                    "(hypothèses)").in_(lang)  # fmt: skip
    return ", ".join(
        f"{OPTIONAL[name][0 if lang == 'fr' else -1]} ({percent(share, lang)})" for name, share in shares.items()
    )
