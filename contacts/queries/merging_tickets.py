"""What merging two tickets would move, and which tickets are likely the other one."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from contacts.models import Draft, Matter, Merge, Participation, Ticket, TicketLink, TimelineEntry
from contacts.moving import movables
from contacts.queries.linking_tickets import links_of
from contacts.queries.similar_tickets import with_matters

# The lines that tell of what moves; what was done with the ticket itself is told where it was done.
WITH_WHAT_MOVES = ("promised", "kept", "withdrawn", "due", "corrected", "removed")
CANDIDATES = 8


@dataclass(frozen=True)
class Preview:
    """One way to merge: which ticket stays, which goes, and what moves, in words."""

    survivor: Ticket
    merged: Ticket
    moves: list[str]
    refused: str

    @property
    def customers_differ(self) -> bool:
        return customers_differ(self.merged, self.survivor)


def customers_differ(one: Ticket, other: Ticket) -> bool:
    """Whether each belongs to a customer, and not to the same."""
    return bool(one.customer_id and other.customer_id and one.customer_id != other.customer_id)


def refused(merged: Ticket, survivor: Ticket) -> str:
    """Why `merged` cannot go into `survivor`, as a sentence; empty when it can."""
    for each in (merged, survivor):
        if each.merged_into_id:
            return f"{each} was {each.merged_words} already."
    if not survivor.is_unresolved:
        state = survivor.get_state_display().lower()
        return f"{survivor} is {state}. Reopen it first, or let the other one stay."
    return ""


def preview(merged: Ticket, survivor: Ticket) -> Preview:
    """What would move from `merged` to `survivor`."""
    moves = []
    for movable in movables():
        number = movable.rows(merged, survivor).count()
        if number:
            moves.append(movable.counted(number))
    links = len(links_to_move(merged, survivor))
    if links:
        moves.append(f"{links} link{'s' if links > 1 else ''} to other tickets")
    if merged.customer_id and not survivor.customer_id:
        moves.append(f"its customer, {merged.customer}")
    return Preview(survivor, merged, moves, refused(merged, survivor))


def notes(merged: Ticket, survivor: Ticket) -> QuerySet:
    """The internal notes: they stay internal wherever they are."""
    return TimelineEntry.objects.filter(ticket=merged, kind=TimelineEntry.Kind.NOTE)


def lines_with_what_moves(merged: Ticket, survivor: Ticket) -> QuerySet:
    """Lines about follow-ups, corrections and removals, which go with what they are about."""
    return TimelineEntry.objects.filter(ticket=merged, kind__in=WITH_WHAT_MOVES)


def matters(merged: Ticket, survivor: Ticket) -> QuerySet:
    """The matters that the other ticket does not have yet."""
    known = list(Matter.objects.filter(ticket=survivor).values_list("kind", "key"))
    same = Q(pk=None)
    for kind, key in known:
        same |= Q(kind=kind, key=key)
    return Matter.objects.filter(ticket=merged).exclude(same)


def newcomers(merged: Ticket, survivor: Ticket) -> set[int]:
    """Who took part in `merged`, or is typing on it, and took no part in `survivor`."""
    known = Participation.objects.filter(ticket=survivor).values_list("user", flat=True)
    there = Participation.objects.filter(ticket=merged).values_list("user", flat=True)
    typing = Draft.objects.filter(ticket=merged).values_list("owner", flat=True)
    return {*there, *typing} - set(known)


def links_to_move(merged: Ticket, survivor: Ticket) -> list[TicketLink]:
    """The links of `merged` to third tickets that are not linked to `survivor`."""
    known = {each.other_than(survivor) for each in links_of(survivor)} | {survivor.pk}
    return [each for each in links_of(merged) if each.other_than(merged) not in known]


def candidates(ticket: Ticket, user) -> list[Ticket]:
    """Open tickets that are likely about the same: linked, of the same customer, or with the same matter."""
    keys = {each.other_than(ticket) for each in links_of(ticket)}
    if ticket.customer_id:
        theirs = Ticket.objects.filter(customer=ticket.customer_id).unresolved().order_by("-pk")
        keys.update(theirs.values_list("pk", flat=True)[: CANDIDATES + 1])
    keys.update(with_matters([(each.kind, each.key) for each in ticket.matters.all()]))
    found = Ticket.objects.visible_to(user).unresolved().filter(pk__in=keys - {ticket.pk})
    return list(found.select_related("topic", "area", "customer").order_by("-pk")[:CANDIDATES])


def merges_of(ticket: Ticket) -> Sequence[Merge]:
    """The merges that stand: into this ticket, and the one that took it elsewhere; the newest first."""
    standing = Merge.objects.filter(Q(merged=ticket) | Q(survivor=ticket), undone_at=None)
    return list(standing.select_related("by", "merged__topic", "survivor__topic").order_by("-pk")[:20])
