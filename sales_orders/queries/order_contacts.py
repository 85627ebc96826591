"""Contacts about an order: on the ticket it came from, and on tickets that name its number."""

from django.db.models import Q

from contacts.models import Contact, Matter
from sales_orders.models import Order

NEWEST = 100


def order_contacts(order: Order, user) -> list[Contact]:
    """The newest contacts about this order that `user` may read, newest first, with ticket and agent.

    Two queries, however many there are.
    """
    about = list(
        Matter.objects.filter(key=order.number, kind=Matter.Kind.ORDER).values_list("ticket_id", flat=True)[
            :NEWEST
        ]
    )
    return list(
        Contact.objects.visible_to(user)
        .filter(Q(ticket__in=about) | Q(ticket=order.ticket_id, ticket__isnull=False))
        .select_related("ticket", "agent", "customer")
        .order_by("-started_at", "-id")[:NEWEST]
    )
