"""Everything a ticket's page shows, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime

from django.http import Http404

from contacts.models import (
    Contact,
    Draft,
    EmailAddress,
    FollowUp,
    Matter,
    Telephone,
    Ticket,
    TimelineEntry,
)
from uccms.database.written_once import Slot, WrittenOnce, together

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
    visible: set[int]
    draft: Draft | None


def ticket_or_404(number: int, user) -> Ticket:
    """The ticket with this number.

    Raises Http404 when there is none, or `user` may not know of it.
    """
    if not _sees_all(user) and not Ticket.objects.visible_to(user).filter(pk=number).exists():
        raise Http404
    found = _ticket(ticket=number)
    if not found:
        raise Http404
    return found[0]


def timeline(ticket: Ticket) -> tuple[list[Moment], bool]:
    """What happened, oldest first, and whether older lines were left out."""
    return _timeline(*together(*(each.asking(ticket=ticket.pk) for each in (_contacts, _entries))))


def ticket_page(ticket: Ticket, user) -> TicketPage:
    """The whole page, for somebody who may see the ticket."""
    of = {"ticket": ticket.pk, "customer": ticket.customer_id}
    contacts, entries, matters, others, follow_ups, drafts, telephones, addresses = together(
        *(each.asking(**of) for each in (_contacts, _entries, _matters, _others, _follow_ups)),
        _drafts.asking(ticket=ticket.pk, owner=user.pk),
        *(each.asking(**of) for each in (_telephones, _addresses)),
    )
    ticket._prefetched_objects_cache = {"matters": matters}
    if ticket.customer:
        known = {"telephones": telephones, "email_addresses": addresses}
        ticket.customer._prefetched_objects_cache = known
    moments, cut = _timeline(contacts, entries)
    return TicketPage(moments, cut, follow_ups, others, _visible(others, user), drafts[0] if drafts else None)


def _timeline(contacts: list[Contact], entries: list[TimelineEntry]) -> tuple[list[Moment], bool]:
    moments = [Moment(each.started_at, f"c{each.pk}", contact=each) for each in contacts[:NEWEST]]
    moments += [Moment(each.at, f"e{each.pk}", entry=each) for each in entries[:NEWEST]]
    moments.sort(
        key=lambda moment: (moment.at, moment.entry is not None, (moment.entry or moment.contact).pk)
    )
    return moments, len(contacts) > NEWEST or len(entries) > NEWEST


def _sees_all(user) -> bool:
    return user.is_first_tier and user.has_perm("contacts.see_tickets")


def _visible(tickets: list[Ticket], user) -> set[int]:
    """The keys of those that the person may open."""
    keys = {each.pk for each in tickets}
    if not keys or _sees_all(user):
        return keys
    return set(Ticket.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


_ticket = WrittenOnce(
    lambda: Ticket.objects.filter(pk=Slot("ticket")).select_related(
        "area", "assignee", "topic", "customer", "resolution_code", "resolved_by"
    )
)
_contacts = WrittenOnce(
    lambda: (
        Contact.objects.filter(ticket=Slot("ticket"))
        .select_related("customer", "agent")
        .order_by("-started_at", "-id")[: NEWEST + 1]
    )
)
_entries = WrittenOnce(
    lambda: (
        TimelineEntry.objects.filter(ticket=Slot("ticket"))
        .select_related("by", "origin", "to", "person", "follow_up")
        .order_by("-at", "-id")[: NEWEST + 1]
    )
)
_matters = WrittenOnce(lambda: Matter.objects.filter(ticket=Slot("ticket")))
_others = WrittenOnce(
    lambda: (
        Ticket.objects.filter(customer=Slot("customer"))
        .exclude(pk=Slot("ticket"))
        .unresolved()
        .select_related("topic", "area")
        .order_by("-id")[:5]
    )
)
_follow_ups = WrittenOnce(
    lambda: FollowUp.objects.filter(ticket=Slot("ticket"), kept_at=None, withdrawn_at=None).select_related(
        "promised_by"
    )
)
_drafts = WrittenOnce(
    lambda: Draft.objects.filter(
        ticket=Slot("ticket"), owner=Slot("owner"), form__in=["note", "ticket_contact"]
    ).order_by("pk")[:1]
)
_telephones = WrittenOnce(lambda: Telephone.objects.filter(customer=Slot("customer")))
_addresses = WrittenOnce(lambda: EmailAddress.objects.filter(customer=Slot("customer")))
