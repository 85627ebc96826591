"""What merging two tickets would move, and which tickets are likely the other one."""

from dataclasses import dataclass

from contacts.models import Ticket, TicketLink
from contacts.moving import customers_differ, links_to_move, movables, refused
from contacts.queries.similar_tickets import with_matters

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


def candidates(ticket: Ticket, user) -> list[Ticket]:
    """Open tickets that are likely about the same: linked, of the same customer, or with the same matter."""
    keys = {each.other_than(ticket) for each in TicketLink.objects.of(ticket)}
    if ticket.customer_id:
        theirs = Ticket.objects.filter(customer=ticket.customer_id).unresolved().order_by("-pk")
        keys.update(theirs.values_list("pk", flat=True)[: CANDIDATES + 1])
    keys.update(with_matters([(each.kind, each.key) for each in ticket.matters.all()]))
    found = Ticket.objects.visible_to(user).unresolved().filter(pk__in=keys - {ticket.pk})
    return list(found.select_related("topic", "area", "customer").order_by("-pk")[:CANDIDATES])
