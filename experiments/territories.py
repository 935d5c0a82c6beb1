"""The commands about the user's own places: check a file, make one from GeoNames (territoires de l'utilisateur)."""

from pathlib import Path

from experiments.files import write_new
from experiments.messages import Teller
from experiments.outcome import Outcome
from experiments.overrides import texts_of
from experiments.request import Request
from experiments.territory_text import report_text
from experiments.words import NBSP, number
from scenarios.territory.cut import Cut
from scenarios.territory.geonames import CREDIT, Asked, as_csv, territory_around
from scenarios.territory.loading import Wanted, loaded
from scenarios.territory.reading import number as read_number
from scenarios.territory.reading import plain
from scenarios.territory.report import report
from sim.errors import InputError, Text
from sim.version import MODEL_VERSION

NAMED = 6  # towns named one by one


def check(request: Request) -> Outcome:
    """Read a file of places and say what is in it; raises InputError with all that is wrong with it."""
    found = loaded(_wanted(request))
    facts = report(found)
    said = facts.pop("warnings")
    facts["warnings"] = [warning.in_(request.lang) for warning in said]
    return Outcome(report_text(facts, request.lang), {"territory": facts, "meta": {"model": MODEL_VERSION}})


def from_geonames(request: Request) -> Outcome:
    """Write the towns around a place as a file that territory=file reads."""
    within = read_number(request.text("within") or "40")
    around = request.text("around")
    problems = []
    if within is None:
        given = request.text("within")
        problems.append(Text(f"--within is '{given}', but must be a number of km, such as 40.",
                             f"--within vaut « {given} », mais doit être un nombre de km, par exemple 40."))
    if not around:
        problems.append(Text('--around is missing: the name of a town, or a point, such as --around "43.4,3.7".',
                             '--around manque : le nom d\'une ville, ou un point, par exemple --around "43.4,3.7".'))
    if problems or within is None:
        raise InputError(*problems)
    Teller(request.lang)(Text("Reading GeoNames, some seconds …", "Lecture de GeoNames, quelques secondes …"))
    towns = territory_around(Asked(around, within, request.text("country")))
    path = Path(request.text("out") or f"{plain(around) or 'towns'}_{within:g}km.csv").expanduser()
    write_new(path, as_csv(towns).encode())
    people = float(sum(town.population for town in towns))
    largest = sorted(towns, key=lambda town: -town.population)[:NAMED]
    lang = request.lang
    text = Text(
        f"{path}: {len(towns)} towns within {within:g} km of {around}, {number(people, 'en')} inhabitants\n"
        f"  the largest: {', '.join(town.name for town in largest)}\n"
        f"  source: {CREDIT}. Villages below about 500 inhabitants are not in GeoNames, and its populations are of\n"
        "  several years; parts of large cities may stand beside the city. Check the file before relying on it.\n"
        f"Next: essaimage run territory=file territory.path={path}",
        f"{path}{NBSP}: {number(len(towns), 'fr')} villes à moins de {within:g} km de {around}, {number(people, 'fr')} "
        f"habitants\n  les plus grandes{NBSP}: {', '.join(town.name for town in largest)}\n"
        f"  source{NBSP}: {CREDIT}. Les villages de moins de 500 habitants environ n'y sont pas, et les\n"
        "  populations sont de plusieurs années ; des quartiers de grandes villes peuvent figurer à côté de la ville.\n"
        "  Vérifiez le fichier.\n"
        f"Ensuite{NBSP}: essaimage run territory=file territory.path={path}",
    )
    data = {
        "file": str(path), "towns": len(towns), "inhabitants": people, "credit": CREDIT, "within": within,
        "around": around, "meta": {"model": MODEL_VERSION},
    }  # fmt: skip
    return Outcome(text.in_(lang), data)


def _wanted(request: Request) -> Wanted:
    def path(name: str) -> Path | None:
        given = request.text(f"territory.{name}")
        return Path(given).expanduser() if given else None

    cut = Cut(*(texts_of(request.text(f"territory.{kind}")) for kind in Cut._fields))
    file = Path(request.names[0]).expanduser()
    return Wanted(file, cut, path("boundaries"), path("sites"), request.text("territory.layer"))
