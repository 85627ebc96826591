"""Take a ticket, give it to a member of its area, or put it back into the queue."""

from django.utils import timezone

from contacts.actions import tickets
from contacts.errors import TicketError
from contacts.models import Ticket, TimelineEntry
from uccms.accounts.models import User
from uccms.audit.context import action


@action
def assign_ticket(ticket: Ticket, *, to: User | None, by, version: int | None = None) -> Ticket:
    """Give an unresolved ticket to `to`, or to nobody.

    Raises PermissionDenied, Conflict, or TicketError with a sentence for the agent.
    """
    ticket = tickets.locked(ticket, by=by, version=version)
    if not ticket.is_unresolved:
        raise TicketError("The ticket is resolved. Reopen it before you assign it.")
    if ticket.assignee == to:
        raise TicketError(f"The ticket is already with {to}." if to else "Nobody has the ticket.")
    if to is not None and not can_hold(to, ticket):
        raise TicketError(
            f"{to} does not work in {ticket.area}. Forward the ticket first, or choose somebody there."
        )
    hand_to(ticket, to=to, by=by)
    return ticket


def hand_to(ticket: Ticket, *, to: User | None, by) -> None:
    """Within an action on the locked ticket, give it to `to`; what one took oneself goes back when idle."""
    took = to is not None and by is not None and to.pk == by.pk
    ticket.assignee = to
    ticket.taken_at, ticket.taken_version = (timezone.now(), ticket.version + 1) if took else (None, None)
    ticket.timeline.record(TimelineEntry.Kind.ASSIGNED, by=by, person=to)
    tickets.changed(ticket, by=by, fields=("assignee", "taken_at", "taken_version"))
    if to is not None:
        tickets.took_part(ticket, to)


def can_hold(user: User, ticket: Ticket) -> bool:
    """Whether this person works on tickets, in the ticket's area or the call center, and is still active."""
    works = user.is_active and user.has_perm("contacts.work_ticket")
    return works and (ticket.area in user.areas or user.is_first_tier)
