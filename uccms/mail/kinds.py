"""The kinds of mail. Each app registers its own at start-up, so that the ground knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.db.models import Q


class Keeps(Enum):
    """What stays of a mail that came to its end, until its retention is over."""

    WHOLE = "whole"
    NO_TEXT = "no text"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Kind:
    """One kind of mail: its name, its words on screens, and which of its mails somebody may see.

    `name` is also the name of its templates: `mail/<name>.txt`, which begins with a line `Subject: …`, and
    `mail/<name>.html`. `visible` gives the condition on the outbox for a person, or None for nobody.

    A confidential mail holds a link or a code for one person: nobody else reads its text, and it is not
    sent again. `keeps` says what stays of it: of a proof that an address was erased, nothing.
    """

    name: str
    words: str
    visible: Callable[[object], Q | None]
    is_confidential: bool = False
    keeps: Keeps = Keeps.WHOLE


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; called from `AppConfig.ready()`.

    Raises ValueError for one whose text is for one person alone and yet would be kept.
    """
    if kind.is_confidential and kind.keeps is Keeps.WHOLE:
        raise ValueError(f"The text of {kind.name} is confidential and cannot be kept.")
    _registered[kind.name] = kind


def words_of(name: str) -> str:
    """What a kind is called; its name where no app knows it any more."""
    return _registered[name].words if name in _registered else name


def known(name: str) -> bool:
    """Whether an app registered this kind."""
    return name in _registered


def is_confidential(name: str) -> bool:
    """Whether the text of such mails is for their reader alone."""
    return name in _registered and _registered[name].is_confidential


def keeping(*keeps: Keeps) -> list[str]:
    """The names of the kinds of which this is kept."""
    return [kind.name for kind in _registered.values() if kind.keeps in keeps]


def seen_whole(user) -> set[str]:
    """The names of the kinds of which this person may see every mail."""
    return {kind.name for kind in _registered.values() if kind.visible(user) == Q()}


def visible_to(user) -> Q:
    """The condition for the mails that somebody may see."""
    condition = Q(pk__in=[])
    for kind in _registered.values():
        of_kind = kind.visible(user)
        if of_kind is not None:
            condition |= Q(kind=kind.name) & of_kind
    return condition
