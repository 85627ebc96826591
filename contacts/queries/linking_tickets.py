"""The tickets that a ticket is linked to, as far as somebody may see them."""

from django.db.models import Q

from contacts.models import Ticket, TicketLink


def links_of(ticket: Ticket) -> list[TicketLink]:
    """The links of a ticket, the oldest first."""
    return list(TicketLink.objects.filter(Q(first=ticket) | Q(second=ticket)).order_by("pk"))


def linked(ticket: Ticket, other: Ticket) -> TicketLink | None:
    """The link between these two; None where there is none."""
    first, second = sorted((ticket.pk, other.pk))
    return TicketLink.objects.filter(first=first, second=second).first()


def linked_tickets(ticket: Ticket) -> list[Ticket]:
    """The tickets at the other ends of a ticket's links, whoever may open them."""
    keys = [each.other_than(ticket) for each in links_of(ticket)]
    return list(Ticket.objects.filter(pk__in=keys).select_related("topic", "area").order_by("pk"))
