"""Everything a ticket's page shows, in a constant number of queries."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.http import Http404

from contacts.models import (
    Attachment,
    Contact,
    Draft,
    EmailAddress,
    FollowUp,
    Matter,
    Merge,
    MissedTarget,
    Telephone,
    Ticket,
    TicketLink,
    TimelineEntry,
)
from contacts.queries.stays import Whereabouts, whereabouts
from uccms.database.written_once import Question, Slot, WrittenOnce, together

NEWEST = 200  # of contacts, and of other entries; a ticket with more says so
MOST_FILES = 2_000  # of the lines that are shown
MOST_DRAFTS = 12  # of one person
SHOWN_FILES = 20  # beside the timeline, newest first


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
    files: list[Attachment]
    others: list[Ticket]
    linked: list[Ticket]
    merges: list[Merge]
    visible: set[int]
    drafts: list[Draft]
    missed: list[MissedTarget]
    where: Whereabouts
    mark: str
    beside: list[list]  # answers to what was asked with the page

    @property
    def composed(self) -> list[Draft]:
        """Those of the drafts that were typed on the page itself."""
        return [each for each in self.drafts if each.form in (Draft.Form.NOTE, Draft.Form.TICKET_CONTACT)]


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
    asked = (_contacts, _entries, _files)
    return _timeline(*together(*(each.asking(ticket=ticket.pk) for each in asked)))


def ticket_page(ticket: Ticket, user, *beside: Question) -> TicketPage:
    """The whole page, for somebody who may see the ticket.

    What is `beside` is asked first, in the same journey; the page has the answers.
    """
    of = {"ticket": ticket.pk, "customer": ticket.customer_id}
    asked = (_contacts, _entries, _files, _matters, _others, _follow_ups, _missed, _links, _merges)
    answers = together(
        *beside,
        *(each.asking(**of) for each in asked),
        _drafts.asking(ticket=ticket.pk, owner=user.pk),
        *(each.asking(**of) for each in (_telephones, _addresses)),
    )
    found = answers[len(beside) :]
    contacts, entries, files, matters, others, follow_ups, missed, links, merges, *of_people = found
    drafts, telephones, addresses = of_people
    ticket._prefetched_objects_cache = {"matters": matters}
    if ticket.customer:
        known = {"telephones": telephones, "email_addresses": addresses}
        ticket.customer._prefetched_objects_cache = known
    moments, cut = _timeline(contacts, entries, files)
    there = [each for each in files if not each.is_removed][:SHOWN_FILES]
    linked = [each.second if each.first_id == ticket.pk else each.first for each in links]
    named = {each.entry.other_id for each in moments if each.entry and each.entry.other_id}
    named |= {key for each in merges for key in (each.merged_id, each.survivor_id)}
    visible = _visible({each.pk for each in (*others, *linked)} | named, user)
    mark = _mark(ticket, [each.pk for each in contacts], [each.pk for each in entries])
    where = where_it_was(ticket, moments)
    parts = (moments, cut, follow_ups, there, others, linked, merges, visible, drafts, missed, where, mark)
    return TicketPage(*parts, beside=answers[: len(beside)])


def where_it_was(ticket: Ticket, moments: list[Moment]) -> Whereabouts:
    """How long it was in each area and with whom; of a ticket with more lines than are shown, since those."""
    lines = [each.entry for each in moments if each.entry]
    return whereabouts(ticket, lines, are_all=len(lines) < NEWEST)


def mark_now(ticket: Ticket) -> str:
    """Changes when something happens on the ticket, so that a page that refreshes itself knows."""
    return _mark(ticket, *together(*(each.asking(ticket=ticket.pk) for each in (_contact_keys, _entry_keys))))


def _mark(ticket: Ticket, contacts: list[int], entries: list[int]) -> str:
    return f"{ticket.version}.{max(contacts, default=0)}.{max(entries, default=0)}"


def _timeline(
    contacts: list[Contact], entries: list[TimelineEntry], files: list[Attachment]
) -> tuple[list[Moment], bool]:
    for entry in entries:
        if entry.kind == TimelineEntry.Kind.ATTACHED:
            own = [each for each in files if each.entry_id == entry.pk]
            entry._prefetched_objects_cache = {"attachments": own}
    moments = [Moment(each.started_at, f"c{each.pk}", contact=each) for each in contacts[:NEWEST]]
    moments += [Moment(each.at, f"e{each.pk}", entry=each) for each in entries[:NEWEST]]
    moments.sort(
        key=lambda moment: (moment.at, moment.entry is not None, (moment.entry or moment.contact).pk)
    )
    return moments, len(contacts) > NEWEST or len(entries) > NEWEST


def _sees_all(user) -> bool:
    return user.is_first_tier and user.has_perm("contacts.see_tickets")


def _visible(keys: set[int], user) -> set[int]:
    """The keys of those tickets that the person may open."""
    if not keys or _sees_all(user):
        return keys
    return set(Ticket.objects.visible_to(user).filter(pk__in=keys).values_list("pk", flat=True))


_ticket = WrittenOnce(
    lambda: Ticket.objects.filter(pk=Slot("ticket")).select_related(
        "area", "assignee", "topic", "customer", "resolution_code", "resolved_by", "opened_by"
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
        .select_related("by", "origin", "to", "person", "follow_up", "rule")
        .order_by("-at", "-id")[: NEWEST + 1]
    )
)
# As the page reads them: by the key alone, the planner would walk the whole table for a quiet ticket.
_contact_keys = WrittenOnce(
    lambda: (
        Contact.objects.filter(ticket=Slot("ticket"))
        .order_by("-started_at", "-id")
        .values_list("pk", flat=True)[: NEWEST + 1]
    )
)
_entry_keys = WrittenOnce(
    lambda: (
        TimelineEntry.objects.filter(ticket=Slot("ticket"))
        .order_by("-at", "-id")
        .values_list("pk", flat=True)[: NEWEST + 1]
    )
)
_files = WrittenOnce(
    lambda: Attachment.objects.filter(entry__ticket=Slot("ticket")).order_by("-entry_id", "position")[
        :MOST_FILES
    ]
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
_links = WrittenOnce(
    lambda: (
        TicketLink.objects.filter(Q(first=Slot("ticket")) | Q(second=Slot("ticket")))
        .select_related("first__topic", "first__area", "second__topic", "second__area")
        .order_by("pk")
    )
)
# Into this ticket, and the one that took it elsewhere, as far as they stand; the newest first.
_merges = WrittenOnce(
    lambda: (
        Merge.objects.filter(Q(merged=Slot("ticket")) | Q(survivor=Slot("ticket")), undone_at=None)
        .select_related("by", "merged", "survivor")
        .order_by("-pk")[:20]
    )
)
_missed = WrittenOnce(lambda: MissedTarget.objects.filter(ticket=Slot("ticket")).select_related("seen_by"))
_drafts = WrittenOnce(
    lambda: Draft.objects.filter(ticket=Slot("ticket"), owner=Slot("owner")).order_by("-saved_at", "-pk")[
        :MOST_DRAFTS
    ]
)
_telephones = WrittenOnce(lambda: Telephone.objects.filter(customer=Slot("customer")))
_addresses = WrittenOnce(lambda: EmailAddress.objects.filter(customer=Slot("customer")))
