"""What every act on a ticket begins and ends with."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import Min

from contacts.actions import service_clock
from contacts.errors import Conflict
from contacts.models import Participation, Ticket
from contacts.models.tickets import NEVER
from uccms.accounts import permissions


def locked(ticket: Ticket, *, by, right: str = "contacts.work_ticket", version: int | None = None) -> Ticket:
    """The ticket, locked to the end of the action, if `by` sees it and has the right.

    Raises PermissionDenied, or Conflict when `version` is given and somebody else was faster.
    """
    ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
    permissions.require(by, right)
    if not Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists():
        raise PermissionDenied
    if version is not None and version != ticket.version:
        raise Conflict
    return ticket


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
    """Within an action, save the locked ticket's new state; its service clock and due time follow it."""
    service_clock.follow(ticket)
    ticket.due_key = next_due(ticket)
    ticket.save(update_fields=[*fields, *service_clock.FIELDS, "due_key"])


def next_due(ticket: Ticket) -> datetime:
    """The earliest time that was promised and is not settled, or that a target asks for; NEVER for none."""
    if not ticket.is_unresolved:
        return NEVER
    open_ones = ticket.follow_ups.filter(kept_at=None, withdrawn_at=None)
    promised = open_ones.aggregate(first=Min("due_at"))["first"]
    return min([*ticket.service_dues.values(), promised or NEVER])
