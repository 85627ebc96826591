"""The tickets that a ticket is linked to, as far as somebody may see them."""

from contacts.models import Ticket, TicketLink


def linked_tickets(ticket: Ticket) -> list[Ticket]:
    """The tickets at the other ends of a ticket's links, whoever may open them."""
    keys = [each.other_than(ticket) for each in TicketLink.objects.of(ticket)]
    return list(Ticket.objects.filter(pk__in=keys).select_related("topic", "area").order_by("pk"))
