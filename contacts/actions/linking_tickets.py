"""Link two tickets that are related, and take the link away again."""

import uuid

from django.core.exceptions import PermissionDenied

from contacts.actions import tickets
from contacts.errors import TicketError
from contacts.models import Ticket, TicketLink, TimelineEntry
from uccms.audit.context import action, one_at_a_time

MOST = 20  # links of a ticket: its page shows all


@action
def link_tickets(ticket: Ticket, *, other: Ticket, submission_id: uuid.UUID, by) -> TicketLink | None:
    """Say that two tickets are related; sent twice, it is done once (None where the link is gone again).

    Raises PermissionDenied, or TicketError with a sentence for the agent.
    """
    one_at_a_time(submission_id)
    earlier = TimelineEntry.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.by_id != by.pk:
            raise PermissionDenied
        return TicketLink.objects.between(ticket, other)
    ticket, other = tickets.locked_both(ticket, other, by=by)
    if TicketLink.objects.between(ticket, other):
        raise TicketError(f"{ticket} and {other} are linked already.")
    for each in (ticket, other):
        if TicketLink.objects.of(each).count() >= MOST:
            raise TicketError(f"{each} has {MOST} links already. Take one away first.")
    link = tie(ticket, other, by=by)
    ticket.timeline.record(TimelineEntry.Kind.LINKED, by=by, other=other, submission_id=submission_id)
    other.timeline.record(TimelineEntry.Kind.LINKED, by=by, other=ticket)
    for each in (ticket, other):
        tickets.changed(each, by=by)
    return link


@action
def unlink_tickets(ticket: Ticket, *, other: Ticket, by) -> None:
    """Take the link between two tickets away; sent twice by the same person, it is done once.

    Raises PermissionDenied, or TicketError when there is none.
    """
    ticket, other = tickets.locked_both(ticket, other, by=by, merged_too=True)
    link = TicketLink.objects.between(ticket, other)
    if link is None:
        ties = (TimelineEntry.Kind.LINKED, TimelineEntry.Kind.UNLINKED)
        last = ticket.timeline.filter(kind__in=ties, other=other).order_by("-pk").first()
        if last and last.kind == TimelineEntry.Kind.UNLINKED and last.by_id == by.pk:
            return
        raise TicketError(f"{ticket} and {other} are not linked.")
    link.delete()
    for one, far in ((ticket, other), (other, ticket)):
        one.timeline.record(TimelineEntry.Kind.UNLINKED, by=by, other=far)
        tickets.changed(one, by=by)


def tie(ticket: Ticket, other: Ticket, *, by) -> TicketLink:
    """Within an action on both locked tickets, make the link."""
    first, second = sorted((ticket.pk, other.pk))
    return TicketLink.objects.create(first_id=first, second_id=second, by=by)
