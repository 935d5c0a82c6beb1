"""What ``essaimage workshop --help`` and ``essaimage bundle --help`` print (aide des commandes de l'atelier)."""

from sim.errors import Text

WORKSHOP = Text(
    """Usage: essaimage workshop [--port 8000] [--host 0.0.0.0] [--allow NAME] [--keep 180] [out=DIR] [--lang en|fr]

Opens a server on this laptop for the phones and laptops of a room; no internet is needed. Ctrl-C stops it, and nothing
is lost: the same command opens the same workshops again.

  --port 8000      TCP port. Where another program holds it, name another one, such as --port 8080
  --host 0.0.0.0   who may reach it: 0.0.0.0, every network this laptop is on; 127.0.0.1, this laptop alone
  --allow NAME     other names by which devices call this laptop, separated by commas, such as a name of your hotspot
  --keep 180       days a workshop is kept untouched; then it is deleted, with the first names it holds
  out=DIR          where workshops and their backups are kept (results/workshop otherwise). It holds personal data:
                   it belongs on an encrypted disk. To go on from another laptop, take a backup along, not this folder
  --lang en|fr     language of what is printed here; each page has its own switch

The addresses it prints
  http://127.0.0.1:8000/            this laptop alone: the first page, to prepare a workshop or try alone (/solo)
  http://192.168.…:8000/            the room: what phones type, with the 6 characters of the workshop, then of the group
  http://127.0.0.1:8000/s/CODE/a/#k=…   facilitator's link, one for each workshop. What follows # is the key to it all:
                                    keep it to yourself. Links of groups and of the screen are on the page it opens

Example
  essaimage workshop --port 8080 out=ateliers
Before and on the day: docs/workshop.md, and /guide once it is open.
""",
    """Usage : essaimage workshop [--port 8000] [--host 0.0.0.0] [--allow NOM] [--keep 180] [out=DOSSIER] [--lang en|fr]

Ouvre sur cet ordinateur un serveur pour les téléphones et les ordinateurs d'une salle, sans internet. Ctrl-C l'arrête
et rien n'est perdu : la même commande rouvre les mêmes ateliers.

  --port 8000      port TCP. Si un autre programme l'occupe, donnez-en un autre, par exemple --port 8080
  --host 0.0.0.0   qui peut l'atteindre : 0.0.0.0, tous les réseaux de cet ordinateur ; 127.0.0.1, lui seul
  --allow NOM      autres noms sous lesquels on appelle cet ordinateur, séparés par des virgules (votre point d'accès)
  --keep 180       jours de conservation d'un atelier inactif ; ensuite il est supprimé, avec les prénoms qu'il contient
  out=DOSSIER      où sont gardés les ateliers et leurs sauvegardes (sinon results/workshop). Il contient des données
                   personnelles : mettez-le sur un disque chiffré. Pour continuer sur un autre ordinateur, emportez une
                   sauvegarde et non ce dossier
  --lang en|fr     langue de ce qui s'affiche ici ; chaque page a son propre choix

Les adresses affichées
  http://127.0.0.1:8000/            cet ordinateur seul : l'accueil, pour préparer un atelier ou essayer seul (/solo)
  http://192.168.…:8000/            la salle : ce que les téléphones tapent, puis les 6 caractères de chaque code
  http://127.0.0.1:8000/s/CODE/a/#k=…   lien de l'animateur, un par atelier. Ce qui suit # donne tous les droits :
                                    gardez-le pour vous. La page qu'il ouvre donne ceux des groupes et de l'écran

Exemple
  essaimage workshop --port 8080 out=ateliers
Avant et le jour même : docs/workshop.md, et /guide une fois ouvert.
""",
)
BUNDLE = Text(
    """Usage: essaimage bundle OUT [--lang en|fr]

Fills the empty folder OUT with all that installs the workshop on a laptop without network: wheels, start.sh (Linux,
macOS), start.bat (Windows), README.txt. To be made where there is a network, from the sources of essaimage, on a
machine with the system and the Python version of the laptop. What follows start.sh or start.bat goes to essaimage
workshop:
  sh start.sh --port 8080
Workshops are kept in OUT/ateliers.

Example
  essaimage bundle /media/key/essaimage
""",
    """Usage : essaimage bundle OUT [--lang en|fr]

Remplit le dossier vide OUT de tout ce qui installe l'atelier sur un ordinateur sans réseau : paquets, start.sh (Linux,
macOS), start.bat (Windows), README.txt. À faire là où il y a un réseau, depuis les sources d'essaimage, sur une machine
de même système et de même version de Python que l'ordinateur. Ce qui suit start.sh ou start.bat va à la commande
essaimage workshop :
  sh start.sh --port 8080
Les ateliers sont gardés dans OUT/ateliers.

Exemple
  essaimage bundle /media/cle/essaimage
""",
)
HELPS = {"workshop": WORKSHOP, "bundle": BUNDLE}
