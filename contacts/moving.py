"""What a merge moves from one ticket to the other: each app registers its own rows at start-up.

So merging knows no app of a higher floor. Every foreign key to a ticket is either registered here or stays on
purpose (`STAYS`); a test fails for one that is neither.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, Q, QuerySet

from contacts.models import Draft, Matter, Participation, Ticket, TicketLink, TimelineEntry

# What a column says of the ticket that bears it, or of an act of the past, and so stays where it is.
STAYS = {
    "contacts.Ticket.merged_into": "an earlier merge into this ticket, whose rows go on with it",
    "contacts.TimelineEntry.other": "what happened then, between those two",
    "contacts.SeveralRow.ticket": "the result of an earlier act on this ticket",
    "contacts.Review.ticket": "how one resolution of that ticket was judged",
    "contacts.MissedTarget.ticket": "what was missed was missed on that ticket",
    "contacts.Here.ticket": "who has the page of that ticket open",
    "contacts.Merge.merged": "an earlier merge",
    "contacts.Merge.survivor": "an earlier merge",
    "contacts.Participation.ticket": "who took part goes on seeing both: the merge adds rows to the other",
    "contacts.TicketLink.first": "moved as a pair by merging itself",
    "contacts.TicketLink.second": "moved as a pair by merging itself",
}
# The lines that tell of what moves; what was done with the ticket itself is told where it was done.
WITH_WHAT_MOVES = ("promised", "kept", "withdrawn", "due", "corrected", "removed")
Choose = Callable[[Ticket, Ticket], QuerySet]


@dataclass(frozen=True)
class Movable:
    """Rows that go along: of which model, what they are called, and which of them go from one to another."""

    name: str
    model: str
    one: str
    many: str
    position: int
    chosen: Choose | None = None

    @property
    def table(self) -> type[Model]:
        return apps.get_model(self.model)

    def rows(self, merged: Ticket, survivor: Ticket) -> QuerySet:
        """The rows that go from `merged` to `survivor`."""
        if self.chosen:
            return self.chosen(merged, survivor)
        return self.table._default_manager.filter(ticket=merged)

    def counted(self, number: int) -> str:
        """So many of them in words, such as "3 contacts"."""
        return f"{number} {self.one if number == 1 else self.many}"


_registered: dict[str, Movable] = {}


def register(movable: Movable) -> None:
    """Let these rows go along with every merge; their foreign key to the ticket is called `ticket`."""
    _registered[movable.name] = movable


def movables() -> list[Movable]:
    """Everything that goes along, in the order in which a preview tells it."""
    return sorted(_registered.values(), key=lambda each: each.position)


def refused(merged: Ticket, survivor: Ticket) -> str:
    """Why `merged` cannot go into `survivor`, as a sentence; empty when it can."""
    for each in (merged, survivor):
        if each.merged_into_id:
            return f"{each} was {each.merged_words} already."
    if not survivor.is_unresolved:
        state = survivor.get_state_display().lower()
        return f"{survivor} is {state}. Reopen it first, or let the other one stay."
    return ""


def customers_differ(one: Ticket, other: Ticket) -> bool:
    """Whether each belongs to a customer, and not to the same."""
    return bool(one.customer_id and other.customer_id and one.customer_id != other.customer_id)


def notes(merged: Ticket, survivor: Ticket) -> QuerySet:
    """The internal notes: they stay internal wherever they are."""
    return TimelineEntry.objects.filter(ticket=merged, kind=TimelineEntry.Kind.NOTE)


def uploads(merged: Ticket, survivor: Ticket) -> QuerySet:
    """The lines that brought files; the files hang on them."""
    return TimelineEntry.objects.filter(ticket=merged, kind=TimelineEntry.Kind.ATTACHED)


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


def drafts(merged: Ticket, survivor: Ticket) -> QuerySet:
    """What is typed on the ticket; a review, and an answer to one, stay with the work they are about."""
    return Draft.objects.filter(ticket=merged).exclude(form__in=(Draft.Form.REVIEW, Draft.Form.ANSWER))


def newcomers(merged: Ticket, survivor: Ticket) -> set[int]:
    """Who took part in `merged`, or is typing on it, and took no part in `survivor`."""
    known = Participation.objects.filter(ticket=survivor).values_list("user", flat=True)
    there = Participation.objects.filter(ticket=merged).values_list("user", flat=True)
    typing = drafts(merged, survivor).values_list("owner", flat=True)
    return {*there, *typing} - set(known)


def links_to_move(merged: Ticket, survivor: Ticket) -> list[TicketLink]:
    """The links of `merged` to third tickets that are not linked to `survivor`."""
    known = {each.other_than(survivor) for each in TicketLink.objects.of(survivor)} | {survivor.pk}
    return [each for each in TicketLink.objects.of(merged) if each.other_than(merged) not in known]
