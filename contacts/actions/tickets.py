"""What every act on a ticket begins and ends with."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Min

from contacts.actions import service_clock
from contacts.errors import Conflict, TicketError
from contacts.models import Participation, Ticket
from contacts.models.tickets import NEVER
from uccms.accounts import permissions


def locked(
    ticket: Ticket,
    *,
    by,
    right: str = "contacts.work_ticket",
    version: int | None = None,
    merged_too: bool = False,
) -> Ticket:
    """The ticket, locked to the end of the action, if `by` sees it and has the right.

    A ticket that was merged is worked on no more, except where `merged_too` says so.
    Raises PermissionDenied, TicketError, or Conflict when `version` is given and somebody else was faster.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    permissions.require(by, right)
    if not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise PermissionDenied
    if version is not None and version != ticket.version:
        raise Conflict
    if not merged_too:
        refuse_merged(ticket)
    return ticket


def locked_both(
    one: Ticket,
    other: Ticket,
    *,
    by,
    version: int | None = None,
    other_version: int | None = None,
    merged_too: bool = False,
) -> tuple[Ticket, Ticket]:
    """Both tickets as `locked` gives them, in the order of their keys, so that nobody waits in a circle."""
    if one.pk == other.pk:
        raise TicketError("These are not two tickets. Choose another one.")
    read = {one.pk: version, other.pk: other_version}
    found = {
        each.pk: locked(each, by=by, version=read[each.pk], merged_too=merged_too)
        for each in sorted((one, other), key=lambda each: each.pk)
    }
    return found[one.pk], found[other.pk]


def refuse_merged(ticket: Ticket) -> None:
    """Say where the work on a merged ticket goes on.

    Raises TicketError.
    """
    if ticket.merged_into_id:
        raise TicketError(f"{ticket} was {ticket.merged_words}. Do it there.")


def changed(ticket: Ticket, *, by, fields: tuple[str, ...] = ()) -> None:
    """Save what an act changed on the locked ticket, with a new version, and remember that `by` took part."""
    ticket.version += 1
    ticket.save(update_fields=[*fields, "version"])
    if by is not None:
        took_part(ticket, by)


def took_part(ticket: Ticket, user) -> None:
    """Remember that `user` took part in the ticket and so may go on seeing it."""
    Participation.objects.bulk_create([Participation(ticket=ticket, user=user)], ignore_conflicts=True)


def moved(ticket: Ticket, *fields: str) -> None:
    """Within an action, save the locked ticket's new state; its service clock and due time follow it.

    What is resolved is answered: it is nobody's turn until the customer speaks again.
    """
    service_clock.follow(ticket)
    if not ticket.is_unresolved:
        ticket.spoke_last_at = None
    before, ticket.due_key = ticket.due_key, next_due(ticket)
    if ticket.due_key != before:
        note_lateness(ticket, before)
    ticket.save(update_fields=[*fields, *service_clock.FIELDS, "spoke_last_at", "due_key"])


def next_due(ticket: Ticket) -> datetime:
    """The earliest time that was promised and is not settled, or that a target asks for; NEVER for none."""
    if not ticket.is_unresolved:
        return NEVER
    open_ones = ticket.follow_ups.filter(kept_at=None, withdrawn_at=None)
    promised = open_ones.aggregate(first=Min("due_at"))["first"]
    return min([*ticket.service_dues.values(), promised or NEVER])


def note_lateness(ticket: Ticket, due: datetime) -> None:
    """Remember on the locked ticket that what was due then had not been done by then."""
    if due <= service_clock.now() and not ticket.was_overdue:
        ticket.was_overdue = True
        ticket.save(update_fields=["was_overdue"])
