"""What is attached to mails: made when the mail is sent, so that no copy of it is stored.

Each app registers at start-up how its documents are made: `register("sales_orders.invoice", make)`.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Document:
    """A file as it is attached: its name, its type such as `application/pdf`, and its bytes."""

    name: str
    media_type: str
    content: bytes


Make = Callable[[str], Document]
_registered: dict[str, Make] = {}


def register(name: str, make: Make) -> None:
    """Have `make` called with the key of the record that a document of this name is about."""
    _registered[name] = make


def make(reference: str) -> Document:
    """The document that `name:key` refers to. Raises KeyError when no app makes such documents."""
    name, _, key = reference.partition(":")
    return _registered[name](key)
