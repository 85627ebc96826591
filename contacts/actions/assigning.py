"""Take a ticket, give it to a member of its area, or put it back into the queue."""

import uuid

from django.utils import timezone

from contacts.actions import tickets
from contacts.actions.drafting import sending
from contacts.errors import TicketError
from contacts.models import Ticket, TimelineEntry
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action

WITH = ("assignee", "taken_at", "taken_version")


@action
def assign_ticket(
    ticket: Ticket,
    *,
    to: User | None,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
) -> Ticket:
    """Give an unresolved ticket to `to`, or to nobody.

    Raises PermissionDenied, Conflict, or TicketError with a sentence for the agent.
    """
    if sending(submission_id, by=by, ticket=ticket, kind=TimelineEntry.Kind.ASSIGNED, person=to):
        return ticket
    ticket = tickets.locked(ticket, by=by, version=version)
    if not ticket.is_unresolved:
        raise TicketError("The ticket is resolved. Reopen it before you assign it.")
    if ticket.assignee == to:
        raise TicketError(f"The ticket is already with {to}." if to else "Nobody has the ticket.")
    if to is not None and not can_hold(to, ticket):
        raise TicketError(
            f"{to} does not work in {ticket.area}. Forward the ticket first, or choose somebody there."
        )
    hand_to(ticket, to=to, by=by, submission_id=submission_id)
    return ticket


def hand_to(
    ticket: Ticket,
    *,
    to: User | None,
    by,
    where: BusinessArea | None = None,
    text: str = "",
    submission_id: uuid.UUID | None = None,
) -> TimelineEntry:
    """Within an action on the locked ticket, give it to `to`; `where` and a text if it was forwarded so."""
    put_with(ticket, to, by=by)
    entry = ticket.timeline.record(
        TimelineEntry.Kind.ASSIGNED, by=by, person=to, to=where, text=text, submission_id=submission_id
    )
    tickets.changed(ticket, by=by, fields=WITH)
    return entry


def put_with(ticket: Ticket, person: User | None, *, by) -> None:
    """Within an action on the locked ticket, let this person have it. What one took goes back when idle.

    Its fields `WITH` are still to be saved.
    """
    took = person is not None and by is not None and person.pk == by.pk
    ticket.assignee = person
    ticket.taken_at, ticket.taken_version = (timezone.now(), ticket.version + 1) if took else (None, None)
    if person is not None:
        tickets.took_part(ticket, person)


def can_hold(user: User, ticket: Ticket) -> bool:
    """Whether this person works on tickets, in the ticket's area or the call center, and is still active."""
    return works_on_tickets(user) and (ticket.area in user.areas or user.is_first_tier)


def works_on_tickets(user: User) -> bool:
    """Whether this person is still active and may work on tickets."""
    return user.is_active and user.has_perm("contacts.work_ticket")
