"""Contacts about an order: on the ticket it came from, and on tickets that name its number."""

from contacts.models import Contact, Matter
from sales_orders.models import Order

NEWEST = 100


def order_contacts(order: Order, user) -> list[Contact]:
    """The newest contacts about this order that `user` may read, newest first, with ticket and agent.

    Two queries, however many there are.
    """
    about = Matter.objects.filter(key=order.number, kind=Matter.Kind.ORDER).order_by("-id")
    tickets = {order.ticket_id, *about.values_list("ticket_id", flat=True)[:NEWEST]} - {None}
    return list(
        Contact.objects.visible_to(user)
        .filter(ticket__in=tickets)
        .select_related("ticket", "agent", "customer")
        .order_by("-started_at", "-id")[:NEWEST]
    )
