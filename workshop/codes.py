"""Codes that people type and secrets that links carry; only their hashes are stored (codes et secrets).

The facilitator's secret is the root: a group's link and typed code are computed from it whenever the facilitator
asks to see them, so that no disk ever holds them.
"""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Callable

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # no sign that can be taken for another
LENGTH = 6
ROUNDS = 20_000  # of PBKDF2 on typed codes: 29 bits are few, so each guess from a stolen disk must cost


def room_code(taken: Callable[[str], bool]) -> str:
    """Return a new code of a workshop: public, it finds the room and opens nothing."""
    while True:
        code = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
        if not taken(code):
            return code


def tidy(code: str) -> str:
    """Return a typed code as it is stored: capitals, without spaces and hyphens."""
    return "".join(code.upper().split()).replace("-", "")[:40]


def facilitator_secret() -> str:
    """Return a new secret of 144 bits."""
    return secrets.token_urlsafe(18)


def device_secret() -> str:
    """Return a new secret of 144 bits for the cookie of one device."""
    return secrets.token_urlsafe(18)


def link_secret(root: str, place: str, generation: int) -> str:
    """Return the secret of 96 bits in the link of ``place`` (g1…, p, o), computed from the facilitator's."""
    return _short(_derived(root, "link", place, generation)[:12])


def typed_code(root: str, place: str, generation: int) -> str:
    """Return the code of six characters of a group, computed from the facilitator's secret."""
    number = int.from_bytes(_derived(root, "code", place, generation)[:16], "big")
    signs = []
    for _ in range(LENGTH):
        number, k = divmod(number, len(ALPHABET))
        signs.append(ALPHABET[k])
    return "".join(signs)


def hashed(secret: str) -> str:
    """Return the SHA-256 of a long secret, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def hashed_code(code: str, salt: str) -> str:
    """Return the slow, salted SHA-256 (PBKDF2) of a typed code."""
    return hashlib.pbkdf2_hmac("sha256", code.encode(), salt.encode(), ROUNDS).hex()


def _derived(root: str, kind: str, place: str, generation: int) -> bytes:
    return hmac.new(root.encode(), f"{kind}:{place}:{generation}".encode(), hashlib.sha256).digest()


def _short(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
