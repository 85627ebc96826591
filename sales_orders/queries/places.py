"""Places in a list that is read page by page: signed, and each good for its own list alone."""

from django.core import signing

SALT = "sales_orders.places"


def signed(name: str, *parts: str | int) -> str:
    """The place as it stands in an address; it carries keys, no names."""
    return signing.dumps([name, *parts], salt=SALT)


def place(name: str, text: str) -> list | None:
    """The parts of a place in the list of this name; None for the beginning, and for what we never signed."""
    try:
        found, *parts = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return parts if found == name else None
