"""Who else has a ticket open."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from contacts.models import Here, Ticket
from contacts.models.being_here import GONE_AFTER
from uccms.database.written_once import Slot, WrittenOnce

GONE_WRITING = timedelta(seconds=150)  # a browser lets a page that is not in front speak once a minute
MOST = 5


@dataclass(frozen=True)
class Other:
    """Somebody else who has the ticket open, in however many pages."""

    name: str
    writing: bool


def others_here(ticket: Ticket, user) -> list[Other]:
    """Everybody else who has the ticket open now, those who are writing first."""
    now = timezone.now()
    found: dict[int, Other] = {}
    for each in _heard(ticket=ticket.pk, since=now - GONE_WRITING):
        if each.user_id == user.pk or (not each.writing and each.seen_at < now - GONE_AFTER):
            continue
        writes = each.writing or (each.user_id in found and found[each.user_id].writing)
        found[each.user_id] = Other(each.user.name, writes)
    return sorted(found.values(), key=lambda each: (not each.writing, each.name))[:MOST]


def mark(others: list[Other]) -> str:
    """Changes with who is shown, and with who of them is writing."""
    return hashlib.sha256(repr(others).encode()).hexdigest()[:24]


_heard = WrittenOnce(
    lambda: (
        Here.objects.filter(ticket=Slot("ticket"), seen_at__gte=Slot("since"), user__is_active=True)
        .select_related("user")
        .only("writing", "seen_at", "user__name")
    )
)
