"""Units that come back: expected, received, restocked and credited, each by an act of its own."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import F, Sum
from django.utils import timezone

from sales_orders.actions import crediting, keeping_stock, orders
from sales_orders.errors import OrderError
from sales_orders.models import LedgerEntry, Order, OrderEntry, OrderLine, Return, StockMove
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import admit


@action
def expect_return(
    line: OrderLine,
    *,
    units: int,
    reason: str,
    submission_id: uuid.UUID,
    by,
    version: int | None = None,
) -> Return:
    """Note that so many shipped units will come back, and why; sent twice, it is one return.

    Raises PermissionDenied, Conflict, TextRefused, or OrderError with a sentence.
    """
    one_at_a_time(submission_id)
    earlier = Return.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.expected_by_id != by.pk:
            raise PermissionDenied
        return earlier
    order = orders.locked(line.order, "expect_return", by=by, version=version)
    line = OrderLine.objects.select_for_update().get(pk=line.pk, order=order)
    reason = admit(reason)
    if not reason:
        raise OrderError("Say why it comes back.")
    if not 1 <= units <= returnable(line):
        raise OrderError(
            f"{returnable(line)} of {line.title} can come back: what has shipped and has not yet."
        )
    back = Return.objects.create(
        line=line, expected=units, reason=reason, expected_by=by, submission_id=submission_id
    )
    order.timeline.record(
        OrderEntry.Kind.RETURN_EXPECTED, by=by, text=reason, came_back=back, submission_id=submission_id
    )
    orders.changed(order)
    return back


def returnable(line: OrderLine) -> int:
    """How many shipped units of a line are not back, nor expected back."""
    open_ones = line.returns.filter(is_settled=False).aggregate(
        sum=Sum(F("expected") - F("received"), default=0)
    )
    return line.shipped - line.returned - open_ones["sum"]


@action
def receive_return(
    back: Return, *, units: int, by, version: int | None = None, submission_id: uuid.UUID | None = None
) -> Return:
    """Note that so many of the expected units arrived.

    Raises PermissionDenied, Conflict, or OrderError with a sentence.
    """
    if orders.done_before(submission_id, by=by):
        return back
    order, line, back = _locked(back, "receive_return", by=by, version=version)
    if not 1 <= units <= back.expected - back.received:
        raise OrderError(f"{back.expected - back.received} more are expected.")
    back.received += units
    back.received_at, back.received_by = timezone.now(), by
    line.returned += units
    line.save(update_fields=["returned"])
    _done(
        order,
        back,
        OrderEntry.Kind.RETURN_RECEIVED,
        by=by,
        what=f"{units} of {line.title}",
        submission_id=submission_id,
    )
    orders.recount(order)
    return back


@action
def restock_return(
    back: Return, *, units: int, by, version: int | None = None, submission_id: uuid.UUID | None = None
) -> Return:
    """Put so many received copies back on the shelf.

    Raises PermissionDenied, Conflict, or OrderError with a sentence.
    """
    if orders.done_before(submission_id, by=by):
        return back
    order, line, back = _locked(back, "restock_return", by=by, version=version)
    edition = line.edition
    if edition is None or not line.product.keeps_stock:
        raise OrderError(f"{line.title} keeps no stock.")
    if not 1 <= units <= back.received - back.restocked:
        raise OrderError(f"{back.received - back.restocked} were received and are not on the shelf.")
    levels = keeping_stock.locked_levels([edition.pk])
    keeping_stock.move(levels[edition.pk], StockMove.Kind.RESTOCKED, by=by, on_hand=units, line=line)
    back.restocked += units
    back.restocked_at, back.restocked_by = timezone.now(), by
    _done(
        order,
        back,
        OrderEntry.Kind.RESTOCKED,
        by=by,
        what=f"{units} of {line.title}",
        submission_id=submission_id,
    )
    return back


@action
def credit_return(
    back: Return, *, units: int, by, version: int | None = None, submission_id: uuid.UUID | None = None
) -> LedgerEntry | None:
    """Take what was charged for so many received units from the order; a refund can then be asked for.

    Raises PermissionDenied, Conflict, or OrderError with a sentence.
    """
    if orders.done_before(submission_id, by=by):
        return None
    order, line, back = _locked(back, "credit_return", by=by, version=version)
    if not 1 <= units <= back.received - back.credited:
        raise OrderError(f"{back.received - back.credited} were received and are not credited.")
    entry = crediting.credit(order, line, units, by=by, reason=back.reason)
    back.credited += units
    amount = entry.amount if entry else None
    _done(
        order,
        back,
        OrderEntry.Kind.CREDITED,
        by=by,
        what=f"{units} of {line.title}",
        amount=amount,
        submission_id=submission_id,
    )
    return entry


@action
def settle_return(
    back: Return, *, because: str, by, version: int | None = None, submission_id: uuid.UUID | None = None
) -> Return:
    """Close a return as it is: what is still missing will not come, or is not credited, and why.

    Raises PermissionDenied, Conflict, TextRefused, or OrderError with a sentence.
    """
    if orders.done_before(submission_id, by=by):
        return back
    order, _line, back = _locked(back, "receive_return", by=by, version=version)
    because = admit(because)
    if not because:
        raise OrderError("Say why the return is closed as it is.")
    back.is_settled = True
    _done(order, back, OrderEntry.Kind.RETURN_SETTLED, by=by, what=because, submission_id=submission_id)
    return back


def _locked(back: Return, move: str, *, by, version: int | None) -> tuple[Order, OrderLine, Return]:
    order = orders.locked(back.line.order, move, by=by, version=version)
    line = (
        OrderLine.objects.select_for_update(of=("self",))
        .select_related("product", "edition")
        .get(pk=back.line_id)
    )
    back = Return.objects.select_for_update().get(pk=back.pk)
    if back.is_settled:
        raise OrderError("This return is closed.")
    return order, line, back


def _done(order: Order, back: Return, kind: str, *, by, what: str, submission_id, amount=None) -> None:
    back.is_settled = back.is_settled or back.received == back.credited == back.expected
    back.version += 1
    back.save()
    order.timeline.record(kind, by=by, text=what, amount=amount, came_back=back, submission_id=submission_id)
    orders.changed(order)
