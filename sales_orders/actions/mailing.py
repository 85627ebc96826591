"""What customers are told by mail about their orders, through the outbox."""

import uuid
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied

from sales_orders import letters
from sales_orders.actions import orders
from sales_orders.errors import OrderError
from sales_orders.letters import DELAYED, PLACED, REFUNDED, SHIPPED, Letter, mark_of
from sales_orders.models import LedgerEntry, Order, OrderChange, OrderEntry, OrderLine, Quote, Shipment
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time
from uccms.mail.actions.queueing_mail import About, queue_mail, queue_several, queue_written
from uccms.mail.messages import MailRefused, Written, write
from uccms.mail.models import Mail

__all__ = ["CHANGED", "DELAYED", "ENDING", "PLACED", "QUOTED", "REFUNDED", "SHIPPED"]
CHANGED = "order_changed"
ENDING, QUOTED = letters.ENDING, letters.QUOTED


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
    about = About(QUOTED, f"{QUOTED}:{quote.pk}", record=quote.number)
    try:
        queue_written(about, to=quote.email, written=letters.quote_written(quote), by=by)
    except MailRefused as error:
        raise OrderError(str(error)) from None


@action
def send_quote_again(quote: Quote, *, to: str, shown: str, submission_id: uuid.UUID, by) -> Mail:
    """Send an open quote by hand, in the words that were looked at; sent twice, it is one mail.

    Raises PermissionDenied; WrongState when it does not hold any more; or OrderError with a sentence, also
    when the words are no longer those that were shown.
    """
    permissions.require(by, "sales_orders.enter_order")
    one_at_a_time(submission_id)
    quote = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if not Quote.objects.visible_to(by).filter(pk=quote.pk).exists():
        raise PermissionDenied
    cause = f"{QUOTED}:{quote.pk}:{submission_id}"
    if earlier := Mail.objects.filter(cause=cause).first():
        return earlier
    written = letters.quote_written(quote)
    if mark_of(written) != shown:
        raise OrderError("The words have changed since. Look at them once more.")
    try:
        return queue_written(About(QUOTED, cause, record=quote.number), to=to, written=written, by=by)
    except MailRefused as error:
        raise OrderError(str(error)) from None


def tell_of_shipment(order: Order, parcels: Sequence[Shipment], *, by) -> None:
    """Within the action that shipped these parcels, write what has left, where there is an address."""
    if order.email:
        facts = letters.shipped_facts(order, parcels)
        cause = f"{SHIPPED}:{':'.join(str(each.pk) for each in parcels)}"
        _queue(order, About(SHIPPED, cause, record=order.number), write(SHIPPED, facts), by=by)


def tell_of_shipments(told: Iterable[tuple[Order, Shipment, dict]], *, by) -> None:
    """Within the action that shipped a parcel of each of these orders, write to each; they have addresses.

    The facts are those of `letters.parcel_facts`; the caller writes the line on the timeline.
    """
    queue_several(
        (
            (
                About(SHIPPED, f"{SHIPPED}:{parcel.pk}", record=order.number),
                order.email,
                write(SHIPPED, facts),
            )
            for order, parcel, facts in told
        ),
        by=by,
    )


def tell_of_delay(order: Order, *, by) -> None:
    """Within the action that learned of a later day, write to one who waits, where there is an address."""
    if order.email:
        # Each later day is news, even one that was told before an earlier day was hoped for.
        about = About(DELAYED, f"{DELAYED}:{order.pk}:{uuid.uuid4()}", record=order.number)
        _queue(order, about, write(DELAYED, letters.delayed_facts(order)), by=by)


def tell_of_refund(order: Order, refund: LedgerEntry, *, by) -> None:
    """Within the action that approved a refund, write what is paid back, where there is an address."""
    if order.email:
        about = About(REFUNDED, f"{REFUNDED}:{refund.pk}", record=order.number)
        _queue(order, about, write(REFUNDED, letters.refunded_facts(order, refund)), by=by)


@action
def send_letter(
    order: Order, letter: Letter, *, to: str, shown: str, submission_id: uuid.UUID, by
) -> Mail | None:
    """Send a mail by hand, in the words that were looked at (`shown` is their mark); sent twice, it is one.

    It changes nothing about the order. Raises PermissionDenied; WrongState when there is nothing to tell; or
    OrderError with a sentence, also when the words are no longer those that were shown.
    """
    cause = f"{letter.kind}:{order.pk}:{submission_id}"
    if orders.done_before(submission_id, by=by):
        return Mail.objects.filter(cause=cause).first()
    order = orders.locked(order, "mail", by=by)
    written = letter.written(order)
    if mark_of(written) != shown:
        raise OrderError("The order has changed since, and so have the words. Look at them once more.")
    about = About(letter.kind, cause, record=order.number)
    return _queue(order, about, written, by=by, to=to, submission_id=submission_id)


def _queue(
    order: Order, about: About, written: Written, *, by, to: str = "", submission_id: uuid.UUID | None = None
) -> Mail:
    """Write the mail into the outbox, and a line on the order's timeline."""
    try:
        mail = queue_written(about, to=to or order.email, written=written, by=by)
    except MailRefused as error:
        raise OrderError(str(error)) from None
    words = next(each.words for each in letters.LETTERS.values() if each.kind == about.kind)
    order.timeline.record(OrderEntry.Kind.MAILED, by=by, text=words, submission_id=submission_id)
    return mail
