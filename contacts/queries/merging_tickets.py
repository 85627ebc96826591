"""What merging two tickets would move, and which tickets are likely the other one."""

from dataclasses import dataclass

from django.db.models import Func, IntegerField, Subquery

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
    numbers = _counted(merged, survivor)
    moves = [each.counted(number) for each, number in zip(movables(), numbers, strict=True) if number]
    links = len(links_to_move(merged, survivor))
    if links:
        moves.append(f"{links} link{'s' if links > 1 else ''} to other tickets")
    if merged.customer_id and not survivor.customer_id:
        moves.append(f"its customer, {merged.customer}")
    return Preview(survivor, merged, moves, refused(merged, survivor))


def _counted(merged: Ticket, survivor: Ticket) -> tuple[int, ...]:
    """How many rows of each kind would move, in one query."""
    number = Func("pk", function="COUNT", output_field=IntegerField())
    rows = (each.rows(merged, survivor).order_by() for each in movables())
    counts = [Subquery(each.annotate(how_many=number).values("how_many")) for each in rows]
    return Ticket.objects.filter(pk=merged.pk).values_list(*counts).get()


def candidates(ticket: Ticket, user) -> list[Ticket]:
    """Open tickets that are likely about the same: linked, of the same customer, or with the same matter."""
    keys = {each.other_than(ticket) for each in TicketLink.objects.of(ticket)}
    if ticket.customer_id:
        theirs = Ticket.objects.filter(customer=ticket.customer_id).unresolved().order_by("-pk")
        keys.update(theirs.values_list("pk", flat=True)[: CANDIDATES + 1])
    keys.update(with_matters([(each.kind, each.key) for each in ticket.matters.all()]))
    found = Ticket.objects.visible_to(user).unresolved().filter(pk__in=keys - {ticket.pk})
    return list(found.select_related("topic", "area", "customer").order_by("-pk")[:CANDIDATES])
