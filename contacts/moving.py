"""What a merge moves from one ticket to the other: each app registers its own rows at start-up.

So merging knows no app of a higher floor. Every foreign key to a ticket is either registered here or stays on
purpose (`STAYS`); a test fails for one that is neither.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.apps import apps
from django.db.models import Model, QuerySet

from contacts.models import Ticket

# What a column says of the ticket that bears it, or of an act of the past, and so stays where it is.
STAYS = {
    "contacts.Ticket.merged_into": "an earlier merge into this ticket, whose rows go on with it",
    "contacts.TimelineEntry.other": "what happened then, between those two",
    "contacts.SeveralRow.ticket": "the result of an earlier act on this ticket",
    "contacts.Merge.merged": "an earlier merge",
    "contacts.Merge.survivor": "an earlier merge",
    "contacts.Participation.ticket": "who took part goes on seeing both: the merge adds rows to the other",
    "contacts.TicketLink.first": "moved as a pair by merging itself",
    "contacts.TicketLink.second": "moved as a pair by merging itself",
}
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
