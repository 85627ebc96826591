"""The entries of the bar. Each app registers its own at start-up, so that the ground knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest

from uccms.web.link_addresses import link_address


@dataclass(frozen=True)
class Entry:
    """One entry: its words, the name of its address, the right it needs, and the addresses it stands for.

    `starts` stands for all addresses whose full name begins so; `shown_to` asks more than the right says.
    """

    words: str
    address: str
    right: str
    position: int
    below: tuple[str, ...] = ()
    count: Callable[[HttpRequest], int | None] | None = None
    starts: str = ""
    shown_to: Callable[..., bool] | None = None

    def is_here(self, address: str) -> bool:
        return (
            address == self.address
            or address in self.below
            or bool(self.starts and address.startswith(self.starts))
        )

    def is_for(self, user) -> bool:
        return (not self.right or user.has_perm(self.right)) and (
            self.shown_to is None or self.shown_to(user)
        )


_entries: dict[str, Entry] = {}


def register(entry: Entry) -> None:
    """Add an entry to the bar, or replace the one with the same address; called from `AppConfig.ready()`."""
    _entries[entry.address] = entry


def entries_for(request: HttpRequest) -> list[dict]:
    """What the bar shows to this person on this page."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [
        {
            "words": each.words,
            "href": link_address(each.address, (), None),
            "here": each.is_here(here),
            "count": each.count(request) if each.count else None,
        }
        for each in sorted(_entries.values(), key=lambda entry: entry.position)
        if each.is_for(request.user)
    ]
