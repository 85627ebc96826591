"""Finds a text of a ticket by its key in addresses: `c17` is a contact, `e9` another entry."""

import re

from django.http import Http404

from contacts.actions.correcting import Text, column_of
from contacts.models import Contact, Ticket, TimelineEntry
from contacts.queries.ticket_page import Moment

WITH_TEXT = ("note", "attached", "forwarded", "assigned", "waiting", "resolved", "reopened")


def text_or_404(ticket: Ticket, key: str) -> Text:
    """The contact or entry of this ticket.

    Raises Http404 where there is none, or it has no text to change.
    """
    found = re.fullmatch(r"([ce])([0-9]{1,18})", key, re.ASCII)
    if found is None:
        raise Http404
    if found[1] == "c":
        text = Contact.objects.filter(ticket=ticket, pk=int(found[2])).first()
    else:
        text = TimelineEntry.objects.filter(ticket=ticket, pk=int(found[2]), kind__in=WITH_TEXT).first()
    if text is None:
        raise Http404
    return text


def words_of(text: Text) -> str:
    """The text itself."""
    return getattr(text, column_of(text))


def corrections_of(text: Text, *, number: int) -> list[Moment]:
    """The newest `number` lines that say that this text was corrected or something removed from it."""
    kinds = (TimelineEntry.Kind.CORRECTED, TimelineEntry.Kind.REMOVED)
    lines = text.ticket.timeline.filter(kind__in=kinds, contact=text if isinstance(text, Contact) else None)
    newest = list(lines.select_related("by").order_by("-id")[: max(1, number)])
    return [Moment(each.at, f"e{each.pk}", entry=each) for each in reversed(newest)]
