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
  plan                 how large a sweep is, how long it takes and what disk it needs, from one measured run
  status OUT           how far a sweep is: done, failed, left, disk
  retry OUT            the runs of a sweep that failed or are missing
  merge OUT FROM …     folders of one sweep made on several machines (part=1/2, part=2/2) put together in OUT
  export OUT           its tables in OUT/export: CSV, or format=csv-fr, xlsx, netcdf, duckdb
  verify OUT           a random sample of its runs (size=5) made again and compared to the bit
  compare OUT          paired differences, intervals, costs, regret of a sweep; what a cabinet asks: euros and results
                       for 1,000 inhabitants, by density class and département, windfall, leverage, jobs that last
  compare --territories A,B   what the same policies change in two territories, by inhabitant and density class
  explain [PART …]     why a policy does what it does: instruments, mechanisms or named parts left out in turn
  cases                a village third place and a town cooperative month by month under policy=[a,b], one seed
  budget               each policy with a fifth less and a fifth more money (change=.2)
  explore              the model month by month in a browser of this machine: map, curves, sliders (port=8765)
  plot OUT             every figure of a folder of results, PNG and SVG, in OUT/figures (for=slides: 16:9, large
                       letters, each titled by what was found, in OUT/slides)
  report OUT           OUT/report.html: question, answer, who benefits, costs, assumptions, limits, how to redo it;
                       and report.pdf where a Chromium browser is installed (--note: two A4 pages)
  discover OUT         under which assumptions one policy does less well, regret and thresholds, what is worth
                       measuring: from stored results (sweep, sensitivity), tables and figures in OUT/discovery
  search               mixes of instruments that no other betters, and a policy file for each; resumes
  replay OUT RUN_ID    compute a run again and check that it is the same to the bit
  calibrate TARGET     fit parameters to published figures, or your own; the result is an ensemble, with what it
                       gets wrong on values kept out of the fit; resumes where it was stopped
  validate [ID …]      what shows that the model is right: criteria, bounds, verdicts, figures (--quick: minutes)
  sensitivity          which assumptions a difference between two policies rests on, over their plausible ranges
                       (Morris, then Sobol'); resumes where it was stopped; operate.sigma=.3:2:7 sweeps one
                       parameter, or two, from low to high
  necessity [ID …]     each process and mechanism of the model switched off in turn: what changes (--quick)
  list WHAT            territories, policies, starts, instruments, innovations, shocks, experiments, targets
                       or indicators
  territory check FILE what a file of places holds, or all its errors (CSV, GeoJSON, GeoPackage)
  territory from-geonames --around TOWN|LAT,LON [--within KM] [--country XX] [--out FILE.csv]
                       the towns around a place, anywhere, as a file for territory=file
  policy observed FILE [--out FILE.yaml] [--words WORDS.yaml]
                       the mix of instruments in a list of published grants, as a file for policy=file
  workshop             a room of people around one model: opens a server for their phones and laptops
                       (--port 8000 --host 0.0.0.0 --allow NAME --keep DAYS out=DIR); essaimage workshop --help
  bundle OUT           a folder that installs essaimage on a laptop without network

Settings (key=value)
  territory policy start    one of `essaimage list`; start is what sites open with
  innovations shocks        lists: innovations=[third_place,food_circuit] shocks=[plant_closure]
  seed years first_year citizens
  budget                    euros a year for the whole territory
  experiment seeds reference    of a sweep; a list turns a dial: operate.sigma=[.3,1]; experiment=FILE.yaml: your own
  design size params        worlds drawn instead of crossed: design=lhs size=64 params=[operate.sigma] (plausible range)
                            operate.sigma=.3..2 (yours); also design=sobol, morris
  width most indicator      seeds added until the paired interval is narrower: width=.01 most=200
  part hours yes            part=1/2: half of the runs; hours=4: asked before a longer one (--yes answers beforehand)
  equal_cost                true: policies that may spend different budgets are refused
  params holdout trials seeds   of a calibration: params=[adopt.contagion,adopt.recruiting] holdout=.4
  params port               of explore: its sliders, params=[operate.sigma], over their plausible ranges
  method params groups size indicator from top    of a sensitivity analysis: method=morris size=10 seeds=4, or
                            groups=true, then method=sobol from=FOLDER top=8 size=64; policy=[a,b] compares others
  policy method indicator threshold.NAME    of discover: policy=[a,b] indicator=jobs threshold.adopted_share=.4
                            method=[scores,boxes,regional,regret,information]
  instruments objectives step trials threshold.NAME    of search: instruments=[people_funding,seed_grant] step=.1
                            objectives=[adopted_share,worst.jobs,met] experiment=NAME or operate.sigma=[.3,2] for worlds
  target.path target.edges target.nodes    your own series (calibrate series) or network (calibrate network), CSV
  settings=FILE.yaml        the settings in a file, as a calibration writes them
  out                       folder of results (a dated one under results/ otherwise)
  checkpoint.every resume   of a run: keep its state every so many months, and go on from there: docs/howto/resume.md
  engine                    joblib (all cores), serial, dask (engine.address=tcp://HOST:8786), slurm, oar, pbs
  lang                      en or fr (the locale otherwise)
  any other parameter       by its dotted name: operate.sigma=.3 people_funding.term=5 territory.path=FILE.csv
                            docs/parameters.md lists them
  your own places           territory=file territory.path=FILE territory.epci=[CODE OR NAME,…]
                            territory.departement=… territory.region=… territory.boundaries=MAP
                            territory.sites=FILE.csv: docs/howto/territory.md

Options
  --json                    one JSON object on standard output (not demo, sweep, explore, plot, replay, retry, merge)
  -h, --help    --version

Example
  essaimage run territory=chalon_creusot policy=fund_people seed=1 years=15 citizens=20000 first_year=2025
""",
    """Usage : essaimage COMMANDE [clé=valeur ...] [--json] [--lang en|fr]

Commandes
  demo                 financer les personnes ou les investissements ? L'expérience en réduit, sa réponse, ses figures
  run                  une simulation (ou seeds=N)
  sweep                une expérience : politiques × réglages × tirages communs ; reprend où elle s'est arrêtée
  plan                 la taille d'une expérience, sa durée et sa place sur le disque, d'après une simulation mesurée
  status OUT           où en est une expérience : fait, en échec, restant, place sur le disque
  retry OUT            ses simulations qui ont échoué ou qui manquent
  merge OUT DOSSIER …  dossiers d'une expérience faite sur plusieurs machines (part=1/2, part=2/2), réunis dans OUT
  export OUT           ses tableaux dans OUT/export : CSV, ou format=csv-fr, xlsx, netcdf, duckdb
  verify OUT           un échantillon de ses simulations (size=5) refait et comparé au bit près
  compare OUT          écarts appariés, intervalles, coûts, regret d'une expérience ; ce que demande un cabinet : euros
                       et résultats pour 1 000 habitants, par classe de densité et département, effet d'aubaine,
                       levier, emplois qui restent
  compare --territories A,B   ce que changent les mêmes politiques dans deux territoires, par habitant et densité
  explain [PARTIE …]   pourquoi une politique fait ce qu'elle fait : instruments, mécanismes ou parties ôtés à leur tour
  cases                un tiers-lieu de village et une coopérative de ville, mois par mois sous policy=[a,b]
  budget               chaque politique avec un cinquième d'argent en moins, puis en plus (change=.2)
  explore              le modèle mois par mois dans un navigateur de cette machine : carte, courbes, curseurs
                       (port=8765)
  plot OUT             toutes les figures d'un dossier de résultats, PNG et SVG, dans OUT/figures (for=slides : 16:9,
                       grandes lettres, chacune titrée par ce qui a été trouvé, dans OUT/slides)
  report OUT           OUT/report.html : question, réponse, à qui cela profite, coûts, hypothèses, limites, comment
                       refaire ; et report.pdf si un navigateur Chromium est installé (--note : deux pages A4)
  discover OUT         sous quelles hypothèses une politique fait moins bien, regret et seuils, ce qui vaut d'être
                       mesuré : d'après des résultats gardés (sweep, sensitivity) ; tableaux et figures
                       dans OUT/discovery
  search               les dosages d'instruments qu'aucun autre ne dépasse, un fichier de politique pour chacun ;
                       reprend où elle s'est arrêtée
  replay OUT RUN_ID    recalcule une simulation et vérifie qu'elle est identique au bit près
  calibrate CIBLE      cale des paramètres sur des chiffres publiés, ou les vôtres ; le résultat est un ensemble,
                       avec ce qu'il manque sur des valeurs mises de côté ; reprend où il s'est arrêté
  validate [ID …]      ce qui montre que le modèle est juste : critères, bornes, verdicts, figures (--quick : minutes)
  sensitivity          sur quelles hypothèses repose un écart entre deux politiques, dans leurs plages plausibles
                       (Morris, puis Sobol') ; reprend où elle s'est arrêtée ; operate.sigma=.3:2:7 balaie un
                       paramètre, ou deux, de bas en haut
  necessity [ID …]     chaque processus et mécanisme du modèle coupé l'un après l'autre : ce qui change (--quick)
  list QUOI            territories, policies, starts, instruments, innovations, shocks, experiments, targets
                       ou indicators
  territory check FICHIER    ce que contient un fichier de lieux, ou toutes ses erreurs (CSV, GeoJSON, GeoPackage)
  territory from-geonames --around VILLE|LAT,LON [--within KM] [--country XX] [--out FICHIER.csv]
                       les villes autour d'un lieu, où que ce soit, en un fichier pour territory=file
  policy observed FICHIER [--out FICHIER.yaml] [--words MOTS.yaml]
                       le mélange d'instruments d'une liste de subventions publiées, en un fichier pour policy=file
  workshop             un atelier : ouvre un serveur pour les téléphones et ordinateurs d'une salle
                       (--port 8000 --host 0.0.0.0 --allow NOM --keep JOURS out=DOSSIER) ; essaimage workshop --help
  bundle OUT           un dossier qui installe essaimage sur un ordinateur sans réseau

Réglages (clé=valeur)
  territory policy start    un choix de `essaimage list` ; start : ce avec quoi les sites ouvrent
  innovations shocks        listes : innovations=[third_place,food_circuit] shocks=[plant_closure]
  seed years first_year citizens    graine, années, première année, citoyens simulés
  budget                    euros par an pour tout le territoire
  experiment seeds reference    d'une expérience ; une liste tourne un réglage : operate.sigma=[.3,1] ;
                            experiment=FICHIER.yaml : la vôtre
  design size params        mondes tirés au lieu de croisés : design=lhs size=64 params=[operate.sigma] (plage
                            plausible) operate.sigma=.3..2 (la vôtre) ; aussi design=sobol, morris
  width most indicator      tirages ajoutés jusqu'à un intervalle apparié plus étroit : width=.01 most=200
  part hours yes            part=1/2 : la moitié des simulations ; hours=4 : question avant une plus longue (--yes y
                            répond d'avance)
  equal_cost                true : refuse des politiques qui peuvent dépenser des budgets différents
  params holdout trials seeds   d'un calage : params=[adopt.contagion,adopt.recruiting] holdout=.4
  params port               d'explore : ses curseurs, params=[operate.sigma], dans leurs plages plausibles
  method params groups size indicator from top    d'une analyse de sensibilité : method=morris size=10 seeds=4,
                            ou groups=true, puis method=sobol from=DOSSIER top=8 size=64 ; policy=[a,b] pour
                            en comparer d'autres
  policy method indicator threshold.NOM    de discover : policy=[a,b] indicator=jobs threshold.adopted_share=.4
                            method=[scores,boxes,regional,regret,information]
  instruments objectives step trials threshold.NOM    de search : instruments=[people_funding,seed_grant] step=.1
                            objectives=[adopted_share,worst.jobs,met] ; experiment=NOM ou operate.sigma=[.3,2] (mondes)
  target.path target.edges target.nodes    votre série (calibrate series) ou votre réseau (calibrate network), en CSV
  settings=FICHIER.yaml     les réglages d'un fichier, tels qu'un calage les écrit
  out                       dossier des résultats (sinon un dossier daté dans results/)
  checkpoint.every resume   d'une simulation : garder son état tous les tant de mois, et repartir de là :
                            docs/howto/resume.md
  engine                    joblib (tous les cœurs), serial, dask (engine.address=tcp://MACHINE:8786), slurm, oar, pbs
  lang                      en ou fr (sinon la langue du système)
  tout autre paramètre      par son nom pointé : operate.sigma=.3 people_funding.term=5 territory.path=FICHIER.csv
                            docs/parameters.md les donne tous
  vos propres lieux         territory=file territory.path=FICHIER territory.epci=[CODE OU NOM,…]
                            territory.departement=… territory.region=… territory.boundaries=CARTE
                            territory.sites=FICHIER.csv : docs/howto/territory.md

Options
  --json                    un objet JSON sur la sortie standard (hors demo, sweep, explore, plot, replay, retry, merge)
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
