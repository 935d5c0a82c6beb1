"""What the command line says besides results: help, next steps, progress (messages)."""

import os
import sys

from sim.errors import Text

START = Text(
    """essaimage: how social innovations spread over territories, and what public support does to that.

What next?
  essaimage demo                      fund people, or investments? The answer on a real territory, in minutes
  essaimage run policy=fund_people    one run; its tables in results/
  essaimage list policies             what can be chosen (territories, policies, instruments, …)
  essaimage --help                    every command and setting
""",
    """essaimage : comment les innovations sociales se répandent sur les territoires,
et ce qu'y change le soutien public.

Et maintenant ?
  essaimage demo                      financer les personnes ou les investissements ? La réponse, en quelques minutes
  essaimage run policy=fund_people    une simulation ; ses tableaux dans results/
  essaimage list policies             ce qu'on peut choisir (territories, policies, instruments, …)
  essaimage --help                    toutes les commandes et tous les réglages
""",
)

HELP = Text(
    """Usage: essaimage COMMAND [key=value ...] [--json] [--lang en|fr]

Commands
  demo                 fund people, or investments? A reduced size of the experiment, its answer and figures
  run                  one run (or seeds=N of them)
  sweep                an experiment: policies × dials × common seeds; resumes where it was stopped
  compare OUT          paired differences, intervals, costs and regret of a sweep
  plot OUT             every figure of a folder of results, PNG and SVG, in OUT/figures
  replay OUT RUN_ID    compute a run again and check that it is the same to the bit
  calibrate TARGET     fit parameters to published figures, or your own; the result is an ensemble, with what it
                       gets wrong on values kept out of the fit; resumes where it was stopped
  validate [ID …]      what shows that the model is right: criteria, bounds, verdicts, figures (--quick: minutes)
  sensitivity          which assumptions a difference between two policies rests on, over their plausible ranges
                       (Morris, then Sobol'); resumes where it was stopped
  necessity [ID …]     each process and mechanism of the model switched off in turn: what changes (--quick)
  list WHAT            territories, policies, starts, instruments, innovations, shocks, experiments, targets
                       or indicators
  territory check FILE what a file of places holds, or all its errors (CSV, GeoJSON, GeoPackage)
  territory from-geonames --around TOWN|LAT,LON [--within KM] [--country XX] [--out FILE.csv]
                       the towns around a place, anywhere, as a file for territory=file
  policy observed FILE [--out FILE.yaml] [--words WORDS.yaml]
                       the mix of instruments in a list of published grants, as a file for policy=file
  workshop             a room of people around one model: opens a server for their phones and laptops
                       (--port 8000 --host 0.0.0.0 --allow NAME --keep DAYS out=DIR)

Settings (key=value)
  territory policy start    one of `essaimage list`; start is what sites open with
  innovations shocks        lists: innovations=[third_place,food_circuit] shocks=[plant_closure]
  seed years first_year citizens
  budget                    euros a year for the whole territory
  experiment seeds reference    of a sweep; a list turns a dial: operate.sigma=[.3,1]
  params holdout trials seeds   of a calibration: params=[adopt.contagion,adopt.recruiting] holdout=.4
  method params groups size indicator from top    of a sensitivity analysis: method=morris size=10 seeds=4, or
                            groups=true, then method=sobol from=FOLDER top=8 size=64; policy=[a,b] compares others
  target.path target.edges target.nodes    your own series (calibrate series) or network (calibrate network), CSV
  settings=FILE.yaml        the settings in a file, as a calibration writes them
  out                       folder of results (a dated one under results/ otherwise)
  engine                    joblib (all cores) or serial
  lang                      en or fr (the locale otherwise)
  any other parameter       by its dotted name: operate.sigma=.3 people_funding.term=5 territory.path=FILE.csv
                            docs/parameters.md lists them
  your own places           territory=file territory.path=FILE territory.epci=[CODE OR NAME,…]
                            territory.departement=… territory.region=… territory.boundaries=MAP
                            territory.sites=FILE.csv: docs/howto-territory.md

Options
  --json                    one JSON object on standard output (all but demo, sweep, plot, replay)
  -h, --help    --version

Example
  essaimage run territory=chalon_creusot policy=fund_people seed=1 years=15 citizens=20000 first_year=2025
""",
    """Usage : essaimage COMMANDE [clé=valeur ...] [--json] [--lang en|fr]

Commandes
  demo                 financer les personnes ou les investissements ? L'expérience en réduit, sa réponse, ses figures
  run                  une simulation (ou seeds=N)
  sweep                une expérience : politiques × réglages × tirages communs ; reprend où elle s'est arrêtée
  compare OUT          écarts appariés, intervalles, coûts et regret d'une expérience
  plot OUT             toutes les figures d'un dossier de résultats, PNG et SVG, dans OUT/figures
  replay OUT RUN_ID    recalcule une simulation et vérifie qu'elle est identique au bit près
  calibrate CIBLE      cale des paramètres sur des chiffres publiés, ou les vôtres ; le résultat est un ensemble,
                       avec ce qu'il manque sur des valeurs mises de côté ; reprend où il s'est arrêté
  validate [ID …]      ce qui montre que le modèle est juste : critères, bornes, verdicts, figures (--quick : minutes)
  sensitivity          sur quelles hypothèses repose un écart entre deux politiques, dans leurs plages plausibles
                       (Morris, puis Sobol') ; reprend où elle s'est arrêtée
  necessity [ID …]     chaque processus et mécanisme du modèle coupé l'un après l'autre : ce qui change (--quick)
  list QUOI            territories, policies, starts, instruments, innovations, shocks, experiments, targets
                       ou indicators
  territory check FICHIER    ce que contient un fichier de lieux, ou toutes ses erreurs (CSV, GeoJSON, GeoPackage)
  territory from-geonames --around VILLE|LAT,LON [--within KM] [--country XX] [--out FICHIER.csv]
                       les villes autour d'un lieu, où que ce soit, en un fichier pour territory=file
  policy observed FICHIER [--out FICHIER.yaml] [--words MOTS.yaml]
                       le mélange d'instruments d'une liste de subventions publiées, en un fichier pour policy=file
  workshop             un atelier : ouvre un serveur pour les téléphones et ordinateurs d'une salle
                       (--port 8000 --host 0.0.0.0 --allow NOM --keep JOURS out=DOSSIER)

Réglages (clé=valeur)
  territory policy start    un choix de `essaimage list` ; start : ce avec quoi les sites ouvrent
  innovations shocks        listes : innovations=[third_place,food_circuit] shocks=[plant_closure]
  seed years first_year citizens    graine, années, première année, citoyens simulés
  budget                    euros par an pour tout le territoire
  experiment seeds reference    d'une expérience ; une liste tourne un réglage : operate.sigma=[.3,1]
  params holdout trials seeds   d'un calage : params=[adopt.contagion,adopt.recruiting] holdout=.4
  method params groups size indicator from top    d'une analyse de sensibilité : method=morris size=10 seeds=4,
                            ou groups=true, puis method=sobol from=DOSSIER top=8 size=64 ; policy=[a,b] pour
                            en comparer d'autres
  target.path target.edges target.nodes    votre série (calibrate series) ou votre réseau (calibrate network), en CSV
  settings=FICHIER.yaml     les réglages d'un fichier, tels qu'un calage les écrit
  out                       dossier des résultats (sinon un dossier daté dans results/)
  engine                    joblib (tous les cœurs) ou serial
  lang                      en ou fr (sinon la langue du système)
  tout autre paramètre      par son nom pointé : operate.sigma=.3 people_funding.term=5 territory.path=FICHIER.csv
                            docs/parameters.md les donne tous
  vos propres lieux         territory=file territory.path=FICHIER territory.epci=[CODE OU NOM,…]
                            territory.departement=… territory.region=… territory.boundaries=CARTE
                            territory.sites=FICHIER.csv : docs/howto-territory.md

Options
  --json                    un objet JSON sur la sortie standard (toutes sauf demo, sweep, plot, replay)
  -h, --help    --version

Exemple
  essaimage run territory=chalon_creusot policy=fund_people seed=1 years=15 citizens=20000 first_year=2025
""",
)

WORKSHOP = Text(
    "The workshop starts with `essaimage workshop`, or `python -m workshop workshop` in the folder of the project.",
    "L'atelier se lance avec `essaimage workshop`, ou `python -m workshop workshop` dans le dossier du projet.",
)
INTERRUPTED = Text("Stopped.", "Arrêté.")


def locale_language() -> str:
    """Return "fr" where the system speaks French, else "en"."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        found = os.environ.get(name)
        if found:
            return "fr" if found.lower().startswith("fr") else "en"
    return "en"


class Teller:
    """Says messages on standard error, in one language."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def __call__(self, message: Text) -> None:
        """Write one message."""
        sys.stderr.write(message.in_(self.lang) + "\n")
        sys.stderr.flush()
