"""The entries of the bar. Each app registers its own at start-up, so that the ground knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """One entry: its words, the name of its address, the right it needs, and the addresses it stands for."""

    words: str
    address: str
    right: str
    position: int
    below: tuple[str, ...] = ()
    count: Callable[[HttpRequest], int | None] | None = None


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
            "href": reverse(each.address),
            "here": here == each.address or here in each.below,
            "count": each.count(request) if each.count else None,
        }
        for each in sorted(_entries.values(), key=lambda entry: entry.position)
        if not each.right or request.user.has_perm(each.right)
    ]
