"""The portal's kinds of mail. Each is for one person and leaves nothing; no staff read them."""

from uccms.mail import kinds
from uccms.mail.kinds import Keeps, Kind

WORDS = {
    "portal_register": "Portal: confirm an address",
    "portal_sign_in": "Portal: sign in",
    "portal_erase": "Portal: confirm erasing",
    "portal_erased": "Portal: address erased",
    "portal_edition": "Portal: new edition",
}


def register() -> None:
    """Make them known to the outbox."""
    for name, words in WORDS.items():
        kinds.register(Kind(name, words, lambda user: None, is_confidential=True, keeps=Keeps.NOTHING))
