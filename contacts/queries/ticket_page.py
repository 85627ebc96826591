"""Everything a ticket's page shows, in a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from contacts.models import Contact, Draft, FollowUp, Merge, Ticket, TimelineEntry
from contacts.queries.linking_tickets import linked_tickets
from contacts.queries.merging_tickets import merges_of

NEWEST = 200  # of contacts, and of other entries; a ticket with more says so


@dataclass(frozen=True)
class Moment:
    """One line of the timeline: a contact or something else that happened."""

    at: datetime
    key: str
    contact: Contact | None = None
    entry: TimelineEntry | None = None

    @property
    def recorded_at(self) -> datetime:
        """When the line was written, which for a contact is later than when it happened."""
        return self.contact.recorded_at if self.contact else self.at


@dataclass(frozen=True)
class TicketPage:
    """What the page shows."""

    moments: list[Moment]
    cut: bool
    follow_ups: list[FollowUp]
    others: list[Ticket]
    linked: list[Ticket]
    merges: Sequence[Merge]
    visible: set[int]
    draft: Draft | None


def ticket_or_404(number: int, user) -> Ticket:
    """The ticket with this number.

    Raises Http404 when there is none, or `user` may not know of it.
    """
    ticket = (
        Ticket.objects.visible_to(user)
        .select_related(
            "area",
            "assignee",
            "topic",
            "customer",
            "resolution_code",
            "resolved_by",
        )
        .prefetch_related("matters")
        .filter(pk=number)
        .first()
    )
    if ticket is None:
        raise Http404
    return ticket


def timeline(ticket: Ticket) -> tuple[list[Moment], bool]:
    """What happened, oldest first, and whether older lines were left out."""
    contacts = list(
        Contact.objects.filter(ticket=ticket)
        .select_related("customer", "agent")
        .order_by("-started_at", "-id")[: NEWEST + 1]
    )
    entries = list(
        TimelineEntry.objects.filter(ticket=ticket)
        .select_related("by", "origin", "to", "person", "follow_up")
        .order_by("-at", "-id")[: NEWEST + 1]
    )
    moments = [Moment(each.started_at, f"c{each.pk}", contact=each) for each in contacts[:NEWEST]]
    moments += [Moment(each.at, f"e{each.pk}", entry=each) for each in entries[:NEWEST]]
    moments.sort(key=lambda moment: (moment.at, moment.entry is not None, moment.key))
    return moments, len(contacts) > NEWEST or len(entries) > NEWEST


def ticket_page(ticket: Ticket, user) -> TicketPage:
    """The whole page, for somebody who may see the ticket."""
    moments, cut = timeline(ticket)
    others = []
    if ticket.customer_id:
        others = list(
            Ticket.objects.filter(customer_id=ticket.customer_id)
            .exclude(pk=ticket.pk)
            .unresolved()
            .select_related("topic", "area")
            .order_by("-id")[:5]
        )
    linked, merges = linked_tickets(ticket), merges_of(ticket)
    keys = {each.pk for each in (*others, *linked)}
    keys |= {each for merge in merges for each in (merge.merged_id, merge.survivor_id)}
    keys |= {each.entry.other_id for each in moments if each.entry and each.entry.other_id}
    visible = set(Ticket.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))
    follow_ups = list(
        FollowUp.objects.filter(ticket=ticket, kept_at=None, withdrawn_at=None).select_related("promised_by")
    )
    draft = Draft.objects.filter(ticket=ticket, owner=user, form__in=["note", "ticket_contact"]).first()
    return TicketPage(moments, cut, follow_ups, others, linked, merges, visible, draft)
