"""Contacts about an order: on the ticket it came from, and on tickets that name its number."""

from contacts.models import Contact, Matter
from sales_orders.models import Order
from uccms.database.written_once import Question, Slot, WrittenOnce

NEWEST = 100


def tickets_naming(order: Order) -> Question:
    """The question for the newest tickets that name the order's number."""
    return _naming.asking(number=order.number)


def order_contacts(order: Order, naming: list[int], user) -> list[Contact]:
    """The newest contacts that `user` may read on the order's own ticket and on those that name its number.

    Newest first, with ticket and agent, in one query at most.
    """
    tickets = {order.ticket_id, *naming} - {None}
    if not tickets:
        return []
    return list(
        Contact.objects.visible_to(user)
        .filter(ticket__in=tickets)
        .select_related("ticket", "agent", "customer")
        .order_by("-started_at", "-id")[:NEWEST]
    )


_naming = WrittenOnce(
    lambda: (
        Matter.objects.filter(key=Slot("number"), kind=Matter.Kind.ORDER)
        .order_by("-id")
        .values_list("ticket_id", flat=True)[:NEWEST]
    )
)
