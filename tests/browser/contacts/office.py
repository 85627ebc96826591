"""What a browser finds: staff, topics, customers and tickets, made by the same actions as everywhere."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from contacts.actions.following_up import promise_follow_up
from contacts.actions.forwarding import forward_ticket
from contacts.actions.noting import add_note
from contacts.actions.resolving import resolve_ticket
from contacts.models import Customer, Ticket
from contacts.office_time import at_hour, next_open_day
from tests import cast
from uccms.accounts.models import BusinessArea, User


@dataclass
class Office:
    """The call center's agent and a colleague who answers for an area, with what they work on."""

    agent: User
    colleague: User
    receipts: BusinessArea
    marisol: Customer
    ticket: Ticket
    forwarded: Ticket
    resolved: Ticket


def furnish(agent: User) -> Office:
    """Fill an empty database with a small office."""
    center, receipts = cast.call_center(), cast.area("Filing Receipts")
    colleague = cast.staff("luis", receipts, name="Luis Ferreira")
    cast.code("Answered")
    cast.short_answer("Office hours", center)
    cast.topic("Maintenance fee: amount due", center, keywords="pay payment")
    cast.topic("Filing receipt: correction", receipts)
    marisol = cast.customer(agent, company="Quintero Optics", emails=["marisol@quintero.example"])
    for name in ("Ines Whitfield", "Theo Whitfield"):
        cast.customer(agent, name, number="703 555 0188")
    forwarded = cast.ticket(agent, customer=marisol, description="Asks when the patent issues.")
    forward_ticket(forwarded, to=receipts, note="Please answer.", by=agent)
    resolved = cast.ticket(agent, description="Asked for a copy of the assignment.")
    resolve_ticket(resolved, code=cast.code(), resolution="Sent the address of the order page.", by=agent)
    ticket = cast.ticket(agent, customer=marisol, matters=[("application", "11/482,917")])
    promise_follow_up(ticket, due_at=next_morning(), by=agent)
    add_note(ticket, text="The oath names four inventors.", submission_id=uuid.uuid4(), by=agent)
    return Office(agent, colleague, receipts, marisol, *map(as_it_is, (ticket, forwarded, resolved)))


def next_morning() -> datetime:
    """A time for which a follow-up may be promised."""
    return at_hour(next_open_day(timezone.localdate()), 10)


def as_it_is(ticket: Ticket) -> Ticket:
    """The ticket as the database has it now."""
    return Ticket.objects.get(pk=ticket.pk)
