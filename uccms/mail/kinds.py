"""The kinds of mail. Each app registers its own at start-up, so that the ground knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Kind:
    """One kind of mail: its name, its words on screens, and which of its mails somebody may see.

    `name` is also the name of its templates: `mail/<name>.txt`, which begins with a line `Subject: …`, and
    `mail/<name>.html`. `visible` gives the condition on the outbox for a person, or None for nobody.
    """

    name: str
    words: str
    visible: Callable[[object], Q | None]


_registered: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Make a kind known; called from `AppConfig.ready()`."""
    _registered[kind.name] = kind


def words_of(name: str) -> str:
    """What a kind is called; its name where no app knows it any more."""
    return _registered[name].words if name in _registered else name


def known(name: str) -> bool:
    """Whether an app registered this kind."""
    return name in _registered


def visible_to(user) -> Q:
    """The condition for the mails that somebody may see."""
    condition = Q(pk__in=[])
    for kind in _registered.values():
        of_kind = kind.visible(user)
        if of_kind is not None:
            condition |= Q(kind=kind.name) & of_kind
    return condition
