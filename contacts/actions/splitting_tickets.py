"""Split a contact off into a ticket of its own. Merging the new ticket back undoes it."""

import uuid
from collections.abc import Sequence

from django.core.exceptions import PermissionDenied

from contacts.actions import service_clock, speaking_last, tickets
from contacts.actions.correcting import titling
from contacts.actions.forwarding import hand_over
from contacts.actions.linking_tickets import tie
from contacts.errors import TicketError
from contacts.models import Contact, Matter, Ticket, TimelineEntry, Topic
from contacts.subjects import subject_of
from uccms.accounts.models import BusinessArea
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED

WITH_THE_CONTACT = (TimelineEntry.Kind.CORRECTED, TimelineEntry.Kind.REMOVED, TimelineEntry.Kind.ATTACHED)


@action
def split_ticket(
    ticket: Ticket,
    *,
    contact: Contact,
    topic: Topic,
    area: BusinessArea,
    submission_id: uuid.UUID,
    by,
    matters: Sequence[Matter] = (),
    version: int | None = None,
) -> Ticket:
    """Move one contact to a new ticket about `topic`, with `area`, and link both; sent twice, it is one.

    `matters` go along. The promises that were made in it stay with the old ticket. Returns the new ticket.
    Raises PermissionDenied, Conflict, or TicketError with a sentence for the agent.
    """
    one_at_a_time(submission_id)
    earlier = TimelineEntry.objects.filter(submission_id=submission_id).select_related("other").first()
    if earlier:
        if earlier.by_id != by.pk or earlier.other is None:
            raise PermissionDenied
        return earlier.other
    ticket = tickets.locked(ticket, by=by, version=version)
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    if contact.ticket_id != ticket.pk:
        raise TicketError("This contact is on another ticket now.")
    if not ticket.contacts.exclude(pk=contact.pk).exists():
        raise TicketError("It is the only contact of the ticket. Forward the ticket, or open a new one.")
    if not area.is_active:
        raise TicketError(f"{area} takes no tickets any more. Choose another area.")

    new = _open(ticket, contact, topic=topic, by=by)
    _move(contact, ticket, new)
    speaking_last.reckon(ticket)
    keys = {each.pk for each in matters}
    if ticket.matters.filter(pk__in=keys).update(ticket=new) != len(keys):
        raise TicketError("One of these numbers is on another ticket now. Look at the page again.")
    tie(ticket, new, by=by)
    ticket.timeline.record(TimelineEntry.Kind.SPLIT, by=by, other=new, submission_id=submission_id)
    new.timeline.record(TimelineEntry.Kind.SPLIT_FROM, by=by, other=ticket)
    tickets.changed(ticket, by=by, fields=("subject", "titled_by", "spoke_last_at"))
    service_clock.reckon(new)
    tickets.moved(new)
    if area.pk != new.area_id:
        hand_over(new, to=area, note="", by=by, statements=NOTHING_STATED)
    tickets.took_part(new, by)
    return new


def _open(ticket: Ticket, contact: Contact, *, topic: Topic, by) -> Ticket:
    """The contact's own ticket, where the old one is, with nobody yet; its clock runs since the contact."""
    is_answer = service_clock.is_answer(channel=contact.channel, direction=contact.direction)
    return Ticket.objects.create(
        customer=contact.customer or ticket.customer,
        topic=topic,
        area=ticket.area,
        subject=subject_of(contact.description),
        opened_at=contact.started_at,
        opened_by=by,
        channel=contact.channel,
        clock_from=contact.started_at,
        answered_at=contact.started_at if is_answer else None,
        spoke_last_at=contact.started_at if contact.direction == Contact.Direction.IN else None,
    )


def _move(contact: Contact, ticket: Ticket, new: Ticket) -> None:
    """Move the contact with the lines about its text; the old ticket is called after its next contact."""
    gave_title = titling(ticket) == contact.pk
    contact.ticket = new
    contact.save(update_fields=["ticket"])
    ticket.timeline.filter(contact=contact, kind__in=WITH_THE_CONTACT).update(ticket=new)
    if contact.agent_id:
        tickets.took_part(new, contact.agent)
    if gave_title:
        following = ticket.contacts.order_by("id")[0]
        ticket.subject, ticket.titled_by = subject_of(following.description), following
