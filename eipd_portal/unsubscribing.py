"""The address that stops all notices to one registrant (RFC 8058). It works without a sign-in, and for ever.

It is signed and not stored, so that writing to a million registrants writes no million tokens.
"""

from django.core import signing

from eipd_portal.languages import ENGLISH, whole_address
from eipd_portal.models import Registrant

SALT = "eipd_portal.unsubscribe"


def unsubscribe_address(registrant: Registrant) -> str:
    """The whole address for `List-Unsubscribe`, and for the foot of a mail."""
    token = signing.Signer(salt=SALT).sign(registrant.pk)
    return whole_address(ENGLISH, "unsubscribe", token)


def registrant_key_in(token: str) -> int | None:
    """Whose notices an address stops, or None for one that was not made here."""
    try:
        return int(signing.Signer(salt=SALT).unsign(token))
    except (signing.BadSignature, ValueError):
        return None
