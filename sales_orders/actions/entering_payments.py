"""Enter what was paid, and what a bank refused, each by the finance system's reference."""

import uuid
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied

from sales_orders import business_day
from sales_orders.actions import keeping_ledger, orders
from sales_orders.errors import OrderError
from sales_orders.models import Fee, LedgerEntry, Method, Order, OrderEntry
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import admit

Kind = LedgerEntry.Kind


@action
def enter_payment(
    order: Order,
    *,
    method: str,
    amount: Decimal,
    reference: str,
    dated: date,
    submission_id: uuid.UUID,
    by,
    version: int | None = None,
) -> LedgerEntry:
    """Enter one payment in US dollars; sent twice (same `submission_id`), it is one.

    Raises PermissionDenied, Conflict, TextRefused, or OrderError with a sentence.
    """
    one_at_a_time(submission_id)
    earlier = _earlier(submission_id, by=by)
    if earlier:
        return earlier
    order = orders.locked(order, "pay", by=by, version=version)
    entry = write_payment(
        order,
        method=method,
        amount=amount,
        reference=reference,
        dated=dated,
        by=by,
        submission_id=submission_id,
    )
    orders.changed(order)
    return entry


def write_payment(
    order: Order, *, method: str, amount: Decimal, reference: str, dated: date, by, submission_id=None
) -> LedgerEntry:
    """Within an action on the locked order, enter a payment and its line on the timeline."""
    if method not in Method.values:
        raise OrderError("Choose how it was paid.")
    reference = admit(reference, field="payment")
    if not reference:
        raise OrderError("Enter the receipt reference of Finance, such as R-2026-118204.")
    if dated > business_day.today():
        raise OrderError("A payment cannot be dated in the future.")
    entry = keeping_ledger.enter(
        order,
        Kind.PAYMENT,
        amount,
        by=by,
        method=method,
        dated=dated,
        reference=reference,
        submission_id=submission_id,
    )
    order.timeline.record(
        OrderEntry.Kind.PAID, by=by, amount=amount, ledger_entry=entry, submission_id=submission_id
    )
    return entry


@action
def refuse_payment(
    payment: LedgerEntry,
    *,
    dated: date,
    with_fee: bool,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
) -> LedgerEntry:
    """Take back a payment that the bank refused, and charge the fee for it (37 CFR 1.21(m)) where asked to.

    Raises PermissionDenied, Conflict, or OrderError with a sentence.
    """
    if orders.done_before(submission_id, by=by):
        return LedgerEntry.objects.get(reverses=payment)
    order = orders.locked(payment.order, "refuse_payment", by=by, version=version)
    payment = LedgerEntry.objects.get(pk=payment.pk)
    if payment.kind != Kind.PAYMENT:
        raise OrderError("Only a payment can be refused.")
    if LedgerEntry.objects.filter(reverses=payment).exists():
        raise OrderError("This payment was refused already.")
    if dated < payment.dated or dated > business_day.today():
        raise OrderError("A payment is refused after it was made, and not in the future.")
    if payment.amount > paid_by(order, payment.method):
        raise OrderError("Part of this payment was refunded. Ask Finance before you take it back.")
    entry = keeping_ledger.enter(
        order,
        Kind.REFUSED,
        payment.amount,
        by=by,
        method=payment.method,
        dated=dated,
        reference=payment.reference,
        reverses=payment,
    )
    order.timeline.record(
        OrderEntry.Kind.REFUSED,
        by=by,
        amount=payment.amount,
        ledger_entry=entry,
        submission_id=submission_id,
    )
    if with_fee:
        keeping_ledger.enter(order, Kind.FEE, fee_on(dated).amount, by=by, dated=dated)
    orders.changed(order)
    return entry


def fee_on(day: date) -> Fee:
    """The fee for a refused payment that holds on a day. Raises OrderError when there is none."""
    fee = Fee.objects.filter(kind=Fee.Kind.REFUSED_PAYMENT, effective_from__lte=day).first()
    if fee is None:
        raise OrderError("There was no fee for refused payments on that day.")
    return fee


def paid_by(order: Order, method: str) -> Decimal:
    """What was paid by this method and neither refused nor refunded, in US dollars."""
    signs = {Kind.PAYMENT: 1, Kind.REFUSED: -1, Kind.REFUND: -1}
    entries = order.ledger.filter(method=method, kind__in=signs).values_list("kind", "amount")
    return sum((signs[kind] * amount for kind, amount in entries), Decimal("0.00"))


@action
def write_off(
    order: Order, *, amount: Decimal, reason: str, submission_id: uuid.UUID, by, version: int | None = None
) -> LedgerEntry:
    """Give up what will not be paid, in US dollars, with a reason; sent twice, it is one.

    Raises PermissionDenied, Conflict, TextRefused, or OrderError with a sentence.
    """
    one_at_a_time(submission_id)
    earlier = _earlier(submission_id, by=by)
    if earlier:
        return earlier
    order = orders.locked(order, "write_off", by=by, version=version)
    reason = admit(reason)
    if not reason:
        raise OrderError("Say why it is written off.")
    if amount > order.balance:
        raise OrderError(f"Only ${max(order.balance, Decimal(0)):,.2f} is due.")
    entry = keeping_ledger.enter(
        order, Kind.WRITE_OFF, amount, by=by, reason=reason, submission_id=submission_id
    )
    order.timeline.record(
        OrderEntry.Kind.WRITTEN_OFF,
        by=by,
        amount=amount,
        text=reason,
        ledger_entry=entry,
        submission_id=submission_id,
    )
    orders.changed(order)
    return entry


def _earlier(submission_id: uuid.UUID, *, by) -> LedgerEntry | None:
    """The entry that this form became when it was sent before, if the same person sent it."""
    earlier = LedgerEntry.objects.filter(submission_id=submission_id).first()
    if earlier and earlier.by_id != by.pk:
        raise PermissionDenied
    return earlier
