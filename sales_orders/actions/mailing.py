"""What customers are told by mail about their orders, through the outbox."""

from collections.abc import Sequence

from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderChange, OrderEntry, OrderLine, Quote
from uccms.mail.actions.queueing_mail import About, queue_mail
from uccms.mail.messages import MailRefused

PLACED = "order_placed"
CHANGED = "order_changed"
ENDING = "subscription_ends"
QUOTED = "quote"


def confirm_order(order: Order, lines: Sequence[OrderLine], *, by) -> None:
    """Within the action that placed an order, write its confirmation, where there is an address for it.

    Raises OrderError with a sentence for what is no address.
    """
    if not order.email:
        return
    order.refresh_from_db(fields=["charged", "paid", "balance"])
    about = About(PLACED, f"{PLACED}:{order.pk}", record=order.number)
    try:
        queue_mail(about, to=order.email, facts={"order": order, "lines": lines}, by=by)
    except MailRefused as error:
        raise OrderError(str(error)) from None
    order.timeline.record(OrderEntry.Kind.MAILED, by=by, text="Confirmation")


def tell_of_change(order: Order, change: OrderChange, *, by) -> None:
    """Within the action that changed an order, write what it is now, where there is an address for it.

    Raises OrderError with a sentence for what is no address.
    """
    if not order.email:
        return
    order.refresh_from_db(fields=["charged", "paid", "balance"])
    about = About(CHANGED, f"{CHANGED}:{change.pk}", record=order.number)
    lines = [line for line in order.lines.order_by("position") if line.units > line.cancelled]
    try:
        queue_mail(about, to=order.email, facts={"order": order, "change": change, "lines": lines}, by=by)
    except MailRefused as error:
        raise OrderError(str(error)) from None
    order.timeline.record(OrderEntry.Kind.MAILED, by=by, text="The order as it is now")


def send_quote(quote: Quote, *, by) -> None:
    """Within the action that gave a quote, write it to the customer, where there is an address.

    Raises OrderError with a sentence for what is no address.
    """
    if not quote.email:
        return
    lines = list(quote.lines.select_related("product"))
    facts = {"quote": quote, "lines": lines, "total": sum(line.total for line in lines)}
    about = About(QUOTED, f"{QUOTED}:{quote.pk}", record=quote.number)
    try:
        queue_mail(about, to=quote.email, facts=facts, by=by)
    except MailRefused as error:
        raise OrderError(str(error)) from None
