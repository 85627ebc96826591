"""Forward a ticket to the area that can answer it, or to a person who works there."""

import uuid

from django.utils import timezone

from contacts.actions import service_clock, tickets
from contacts.actions.assigning import WITH, hand_to, put_with, works_on_tickets
from contacts.actions.drafting import forget_draft, sending
from contacts.errors import TicketError
from contacts.models import Ticket, TimelineEntry
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

WAYS = (TimelineEntry.Kind.FORWARDED, TimelineEntry.Kind.ASSIGNED)


@action
def forward_ticket(
    ticket: Ticket,
    *,
    to: BusinessArea,
    by,
    person: User | None = None,
    note: str = "",
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Ticket:
    """Hand an unresolved ticket to another business area: to nobody yet, or to `person`, who works there.

    To somebody of the area that has it, it is given with the note, and stays where it is.
    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence for the agent.
    """
    if sending(submission_id, by=by, ticket=ticket, kind__in=WAYS, to=to, person=person, text=note):
        return ticket
    ticket = tickets.locked(ticket, by=by, version=version)
    told = {"note": note, "by": by, "submission_id": submission_id, "statements": statements}
    if person is not None and ticket.area_id == to.pk:
        _give(ticket, to=person, **told)
    else:
        hand_over(ticket, to=to, person=person, **told)
        tickets.changed(ticket, by=by)
    forget_draft(submission_id, by=by)
    return ticket


def hand_over(
    ticket: Ticket,
    *,
    to: BusinessArea,
    note: str,
    by,
    statements: Statements,
    person: User | None = None,
    submission_id: uuid.UUID | None = None,
) -> None:
    """Within an action on the locked ticket, move it to another area, and there to `person`."""
    _refuse_resolved(ticket)
    if not to.is_active:
        raise TicketError(f"{to} takes no tickets any more. Choose another area.")
    if ticket.area_id == to.pk:
        raise TicketError(f"The ticket is already with {to}.")
    _refuse_stranger(person, to)
    note = admit(note, statements=statements)
    service_clock.rest(ticket)  # what passed so far counts in the hours of the area that had it
    origin, ticket.area = ticket.area, to
    put_with(ticket, person, by=by)
    ticket.forwarded_at, ticket.forwarded_from = timezone.now(), origin
    ticket.forwarded_count += 1
    tickets.moved(ticket, "area", *WITH, "forwarded_at", "forwarded_from", "forwarded_count")
    entry = ticket.timeline.record(
        TimelineEntry.Kind.FORWARDED,
        by=by,
        origin=origin,
        to=to,
        person=person,
        text=note,
        submission_id=submission_id,
    )
    statements.record(note, by=by, table="contacts_timelineentry", key=entry.pk, column="text")


def _give(
    ticket: Ticket, *, to: User, note: str, by, statements: Statements, submission_id: uuid.UUID | None
) -> None:
    """Give the locked ticket to somebody of its own area, with a note."""
    _refuse_resolved(ticket)
    if ticket.assignee_id == to.pk:
        raise TicketError(f"The ticket is already with {to}.")
    _refuse_stranger(to, ticket.area)
    note = admit(note, statements=statements)
    entry = hand_to(ticket, to=to, by=by, where=ticket.area, text=note, submission_id=submission_id)
    statements.record(note, by=by, table="contacts_timelineentry", key=entry.pk, column="text")


def _refuse_resolved(ticket: Ticket) -> None:
    if not ticket.is_unresolved:
        raise TicketError("A resolved ticket cannot be forwarded. Reopen it first.")


def _refuse_stranger(person: User | None, area: BusinessArea) -> None:
    if person is not None and not (works_on_tickets(person) and area in person.areas):
        raise TicketError(f"{person} does not work in {area}. Choose somebody there, or the area alone.")
