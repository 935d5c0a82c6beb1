"""Every message E01 to E60 a person may meet in a workshop, in two languages, always with a way out (messages)."""

from typing import Any, NamedTuple

from experiments.words import NARROW
from sim.errors import EssaimageError, Text

MESSAGES = {
    "E01": Text(
        "No workshop has the code {code}. Check its 6 characters.",
        "Aucun atelier ne porte le code {code}. Vérifiez les 6 caractères.",
    ),
    "E02": Text("Too many tries. Try again in {s} s.", "Trop d'essais. Réessayez dans {s} s."),
    "E03": Text("This workshop is over. See its results.", "Cet atelier est terminé. Voir les résultats."),
    "E04": Text(
        "This group's link has been replaced. Ask for the new QR code.",
        "Ce lien de groupe a été remplacé. Demandez le nouveau QR code.",
    ),
    "E05": Text(
        "This code is not one of the workshop {code}. Check its 6 characters, or scan the QR code.",
        "Ce code n'est pas un code de l'atelier {code}. Vérifiez les 6 caractères ou scannez le QR code.",
    ),
    "E06": Text(
        "This device has not joined the workshop. Scan your group's QR code or type its code.",
        "Cet appareil n'a pas rejoint l'atelier. Scannez le QR code de votre groupe ou tapez son code.",
    ),
    "E07": Text(
        "{n} devices have joined already, the most there can be. Use one of them.",
        "{n} appareils ont déjà rejoint l'atelier, c'est le maximum. Utilisez l'un d'eux.",
    ),
    "E10": Text("The budget must be a number above zero.", "Le budget doit être un nombre positif."),
    "E11": Text(
        "The least is above the most for {instrument}. Exchange them.",
        "Minimum > maximum pour {instrument}. Échangez-les.",
    ),
    "E12": Text("{text}", "{text}"),
    "E20": Text(
        "Over budget by {x} EUR. Reduce at least one line.",
        "Budget dépassé de {x} EUR. Réduisez au moins une ligne.",
    ),
    "E21": Text(
        "Your group has submitted this turn already (at {time} from {device}). Ask the facilitator to reopen it.",
        "Votre groupe a déjà validé ce tour (à {time} depuis {device}). Demandez à l'animateur de le rouvrir.",
    ),
    "E22": Text(
        "Turn {k} is locked. Your draft is kept; it has not been played.",
        "Le tour {k} est verrouillé. Votre brouillon est gardé, il n'a pas été joué.",
    ),
    "E23": Text(
        "This code does not allow playing for another group. Go back to your group's page.",
        "Ce code ne permet pas de jouer pour un autre groupe. Revenez à la page de votre groupe.",
    ),
    "E24": Text(
        "Another device of your group has changed {instrument}. Value now: {v}. Type yours again if you disagree.",
        "Un autre appareil de votre groupe a modifié {instrument}. Valeur actuelle : {v}. "
        "Retapez la vôtre si vous n'êtes pas d'accord.",
    ),
    "E25": Text(
        "The workshop is already at turn {k}, {phase}. The page has been brought up to date: look before you "
        "click again.",
        "L'atelier est déjà au tour {k}, {phase}. La page est à jour : regardez avant de cliquer de nouveau.",
    ),
    "E26": Text(
        "This cannot be done at this moment ({phase}). Wait for the moment it belongs to.",
        "Ce n'est pas possible à ce moment ({phase}). Attendez le moment prévu.",
    ),
    "E27": Text(
        "This is chosen before turn 1 and is now fixed: it serves at the debrief.",
        "Ceci se choisit avant le tour 1 et n'est plus modifiable : on y revient au débriefing.",
    ),
    "E28": Text(
        "The facilitator has not opened the preview. Submit your turn and wait for the results.",
        "L'animateur n'a pas ouvert l'aperçu. Validez votre tour et attendez les résultats.",
    ),
    "E29": Text(
        "This offer is no longer open ({state}). Make a new one.",
        "Cette offre n'est plus ouverte ({state}). Faites-en une nouvelle.",
    ),
    "E30": Text(
        "Connection lost. Your choices are kept on this device; trying again by itself.",
        "Connexion perdue. Vos choix sont gardés sur cet appareil ; nouvel essai automatique.",
    ),
    "E31": Text(
        "The server has restarted. Going on at turn {k}; nothing is lost.",
        "Serveur redémarré. Reprise au tour {k}, rien n'est perdu.",
    ),
    "E32": Text(
        "{instrument} must be a whole number of euros: 0, or from {least} to {most} EUR.",
        "{instrument} doit être un nombre entier d'euros : 0, ou de {least} à {most} EUR.",
    ),
    "E33": Text(
        "{instrument} is not one of the instruments of this workshop. Choose among: {known}.",
        "{instrument} n'est pas un instrument de cet atelier. Choisissez parmi : {known}.",
    ),
    "E34": Text("At most {n} characters: shorten the text.", "Au plus {n} caractères : raccourcissez le texte."),
    "E35": Text(
        "{field} is missing or unreadable. Fill it in again.",
        "{field} manque ou est illisible. Remplissez de nouveau.",
    ),
    "E36": Text("Choose three different criteria.", "Choisissez trois critères différents."),
    "E37": Text(
        "There is no group {group} in this workshop. Reload the page.",
        "Il n'y a pas de groupe {group} dans cet atelier. Rechargez la page.",
    ),
    "E38": Text(
        "Your group may not pay for {instrument}. Make an offer to a partner that may.",
        "Votre groupe n'a pas la compétence pour payer {instrument}. Proposez-le à un partenaire qui l'a.",
    ),
    "E39": Text(
        "The offer goes to another group of the workshop, for a part between 0 and 1. Correct it.",
        "L'offre s'adresse à un autre groupe de l'atelier, pour une part entre 0 et 1. Corrigez-la.",
    ),
    "E40": Text(
        "The simulation failed (ref. {id}). The moves are kept. Run it again.",
        "La simulation a échoué (réf. {id}). Les mises sont conservées. Relancez.",
    ),
    "E41": Text(
        "Longer than expected ({s} s). Wait, or use the fast model.",
        "Calcul plus long que prévu ({s} s). Attendez ou utilisez le modèle rapide.",
    ),
    "E42": Text(
        "These results have not been revealed yet. Wait for the facilitator.",
        "Ces résultats ne sont pas encore révélés. Attendez l'animateur.",
    ),
    "E43": Text(
        "Something went wrong here (ref. {id}). Nothing is lost: reload the page, then try again.",
        "Une erreur s'est produite (réf. {id}). Rien n'est perdu : rechargez la page, puis réessayez.",
    ),
    "E44": Text(
        "{n} workshops are kept here, the most there can be. Delete one that is over.",
        "{n} ateliers sont gardés ici, c'est le maximum. Supprimez un atelier terminé.",
    ),
    "E50": Text("The disk is almost full: export now.", "Disque presque plein : exportez maintenant."),
    "E51": Text(
        "Port {p} is in use. Start with --port and another number.",
        "Port {p} occupé. Lancez avec --port et un autre numéro.",
    ),
    "E52": Text(
        "The workshop {code} is here already. To put the backup in its place, tick « replace ».",
        "L'atelier {code} est déjà ici. Pour mettre la sauvegarde à sa place, cochez « remplacer ».",
    ),
    "E53": Text(
        "This file is not a backup of a workshop ({why}). Choose a file made by « back up now ».",
        "Ce fichier n'est pas une sauvegarde d'atelier ({why}). Choisissez un fichier fait par « sauvegarder ».",
    ),
    "E54": Text("Too many requests. Going on in {s} s.", "Trop de demandes. Reprise dans {s} s."),
    "E55": Text("More than {n} bytes sent. Shorten the text.", "Plus de {n} octets envoyés. Raccourcissez le texte."),
    "E56": Text(
        "This request comes from another site ({origin}). Open the workshop at its own address.",
        "Cette demande vient d'un autre site ({origin}). Ouvrez l'atelier à sa propre adresse.",
    ),
    "E57": Text(
        "The address {host} is not one of this workshop. Use one of those shown when it started, or start it with "
        "--allow {host}.",
        "L'adresse {host} n'est pas celle de cet atelier. Utilisez une de celles affichées au démarrage, ou lancez "
        "avec --allow {host}.",
    ),
    "E58": Text(
        "There is nothing at this address. Go back to the first page.",
        "Il n'y a rien à cette adresse. Revenez à l'accueil.",
    ),
    "E59": Text(
        "The request is not readable JSON. Reload the page.",
        "La demande n'est pas du JSON lisible. Rechargez la page.",
    ),
    "E60": Text("For the facilitator only. Ask for help in the room.", "Réservé à l'animateur. Demandez-lui."),
}  # fmt: skip
PHASE_NAMES = {
    "preparation": Text("preparation", "préparation"),
    "lobby": Text("waiting room", "salle d'attente"),
    "briefing": Text("briefing", "consignes"),
    "open": Text("turn open", "tour ouvert"),
    "locked": Text("turn locked", "tour verrouillé"),
    "running": Text("computing", "calcul en cours"),
    "reveal": Text("results shown", "résultats montrés"),
    "debrief": Text("debrief", "débriefing"),
    "closed": Text("closed", "terminé"),
}
STATUS = {  # of HTTP; 422 where the table says nothing
    "E01": 404, "E02": 429, "E03": 410, "E04": 410, "E05": 403, "E06": 401, "E07": 429,
    "E21": 409, "E22": 409, "E23": 403, "E24": 409, "E25": 409, "E26": 409, "E27": 409, "E28": 403, "E29": 409,
    "E40": 500, "E42": 404, "E43": 500, "E44": 429, "E50": 507, "E52": 409,
    "E54": 429, "E55": 413, "E56": 403, "E57": 421, "E58": 404, "E59": 400, "E60": 403,
}  # fmt: skip


class Fault(NamedTuple):
    """One message with its values, and the field of the request it is about."""

    code: str
    values: dict[str, Any] = {}  # noqa: RUF012, never changed
    field: str | None = None

    @property
    def text(self) -> Text:
        """Return the sentence in both languages, its numbers written as each language writes them."""
        message = MESSAGES[self.code]
        return Text(
            *(
                sentence.format(**{key: _written(value, lang) for key, value in self.values.items()})
                for sentence, lang in ((message.en, "en"), (message.fr, "fr"))
            )
        )

    def to_dict(self) -> dict[str, Any]:
        """Return the fault as JSON."""
        text, values = self.text, {k: list(v) if isinstance(v, Text) else v for k, v in self.values.items()}
        return {"code": self.code, "fr": text.fr, "en": text.en, "values": values, "field": self.field}


class Refused(EssaimageError):
    """A request that cannot be done: all its faults, and what else the page should know."""

    def __init__(self, *faults: Fault, **more: Any) -> None:
        self.faults, self.more = faults, more
        super().__init__(*(fault.text for fault in faults))

    @property
    def status(self) -> int:
        """Return the HTTP status of the first fault."""
        return STATUS.get(self.faults[0].code, 422)

    def to_dict(self) -> dict[str, Any]:
        """Return the answer as JSON."""
        return {"errors": [fault.to_dict() for fault in self.faults], **self.more}


def refused(code: str, field: str | None = None, /, **values: Any) -> Refused:
    """Return the refusal of one fault."""
    return Refused(Fault(code, values, field))


def _written(value: Any, lang: str) -> str:
    """Return a value as a sentence holds it."""
    if isinstance(value, Text):
        return value.in_(lang)
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 10**15:
        return f"{value:,}".replace(",", NARROW if lang == "fr" else ",")
    return str(value)[:200]
