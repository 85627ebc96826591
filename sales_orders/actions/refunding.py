"""Pay money back: one person asks, another approves or declines (NIST SP 800-53 AC-5)."""

import uuid
from datetime import date
from decimal import Decimal

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.utils import timezone

from sales_orders import business_day
from sales_orders.actions import keeping_ledger, orders
from sales_orders.actions.entering_payments import paid_by
from sales_orders.actions.mailing import tell_of_refund
from sales_orders.errors import OrderError
from sales_orders.models import LedgerEntry, Method, Order, OrderEntry, RefundRequest
from sales_orders.money import MOST, ZERO, cents
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import admit

State = RefundRequest.State


def overpaid(order: Order) -> Decimal:
    """What is paid and owed back, less what was asked for already, in US dollars."""
    return max(-order.balance - _asked_for(order), ZERO)


def refundable(order: Order, method: str) -> Decimal:
    """What can still be asked back by this method: never more than was paid by it, nor than is owed back."""
    return max(min(overpaid(order), paid_by(order, method) - _asked_for(order, method=method)), ZERO)


def _asked_for(order: Order, **narrowed) -> Decimal:
    waiting = order.refund_requests.filter(state=State.REQUESTED, **narrowed)
    return waiting.aggregate(sum=Sum("amount"))["sum"] or ZERO


@action
def request_refund(
    order: Order,
    *,
    method: str,
    amount: Decimal,
    reason: str,
    submission_id: uuid.UUID,
    by,
    version: int | None = None,
) -> RefundRequest:
    """Ask that so many US dollars be paid back by a method; sent twice, it is one request.

    Raises PermissionDenied, Conflict, TextRefused, or OrderError with a sentence.
    """
    one_at_a_time(submission_id)
    earlier = RefundRequest.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.requested_by_id != by.pk:
            raise PermissionDenied
        return earlier
    order = orders.locked(order, "request_refund", by=by, version=version)
    request = ask(order, method=method, amount=amount, reason=reason, by=by, submission_id=submission_id)
    orders.changed(order)
    return request


def ask(order: Order, *, method: str, amount: Decimal, reason: str, by, submission_id=None) -> RefundRequest:
    """Within an action on the locked order, write the request and its line on the timeline."""
    reason = admit(reason)
    if method not in Method.values:
        raise OrderError("Choose how it is paid back.")
    if not reason:
        raise OrderError("Say why it is paid back.")
    if not amount.is_finite() or amount != cents(amount) or not 0 < amount <= MOST:
        raise OrderError("An amount has dollars and cents, above zero.")
    if amount > overpaid(order):
        raise OrderError(
            f"${overpaid(order):,.2f} is owed back. For more, cancel or take something back first."
        )
    if amount > refundable(order, method):
        raise OrderError(
            f"By {Method(method).in_a_sentence} ${refundable(order, method):,.2f} can be paid back: "
            "never more than was paid by it."
        )
    request = RefundRequest.objects.create(
        order=order, method=method, amount=amount, reason=reason, requested_by=by, submission_id=submission_id
    )
    order.timeline.record(
        OrderEntry.Kind.REFUND_REQUESTED,
        by=by,
        amount=amount,
        text=reason,
        refund=request,
        submission_id=submission_id,
    )
    return request


@action
def approve_refund(
    request: RefundRequest,
    *,
    by,
    reference: str = "",
    dated: date | None = None,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
) -> LedgerEntry:
    """Approve what somebody else asked for; it is on the ledger at once.

    Raises PermissionDenied, TextRefused, or OrderError with a sentence.
    """
    if orders.done_before(submission_id, by=by):
        return RefundRequest.objects.get(pk=request.pk).entry
    order, request = _to_decide(request, by=by, version=version)
    dated = dated or business_day.today()
    if dated > business_day.today():
        raise OrderError("A refund cannot be dated in the future.")
    # What was owed back when it was asked for may have been paid out, or taken back, since.
    if request.amount > paid_by(order, request.method) or request.amount > -order.balance:
        raise OrderError("This is no longer owed back. Decline it, and say why.")
    entry = keeping_ledger.enter(
        order,
        LedgerEntry.Kind.REFUND,
        request.amount,
        by=by,
        method=request.method,
        dated=dated,
        reference=admit(reference, field="payment"),
    )
    _decide(request, State.APPROVED, by=by, entry=entry)
    order.timeline.record(
        OrderEntry.Kind.REFUND_APPROVED,
        by=by,
        amount=request.amount,
        refund=request,
        ledger_entry=entry,
        submission_id=submission_id,
    )
    tell_of_refund(order, entry, by=by)
    orders.changed(order)
    return entry


@action
def decline_refund(
    request: RefundRequest,
    *,
    because: str,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
) -> RefundRequest:
    """Decline what somebody else asked for, with a reason.

    Raises PermissionDenied, TextRefused, or OrderError with a sentence.
    """
    if orders.done_before(submission_id, by=by):
        return request
    order, request = _to_decide(request, by=by, version=version)
    because = admit(because)
    if not because:
        raise OrderError("Say why the refund is declined.")
    _decide(request, State.DECLINED, by=by, because=because)
    order.timeline.record(
        OrderEntry.Kind.REFUND_DECLINED,
        by=by,
        amount=request.amount,
        text=because,
        refund=request,
        submission_id=submission_id,
    )
    orders.changed(order)
    return request


def _to_decide(request: RefundRequest, *, by, version: int | None) -> tuple[Order, RefundRequest]:
    order = orders.locked(request.order, "decide_refund", by=by, version=version)
    request = RefundRequest.objects.select_for_update().get(pk=request.pk)
    if request.state != State.REQUESTED:
        raise OrderError(f"The refund is {request.get_state_display().lower()} already.")
    if request.requested_by_id == by.pk:
        raise PermissionDenied("Nobody decides a refund that they asked for.")
    return order, request


def _decide(request: RefundRequest, state: str, *, by, entry=None, because: str = "") -> None:
    request.state, request.decided_by, request.decided_at = state, by, timezone.now()
    request.entry, request.decided_because = entry, because
    request.save(update_fields=["state", "decided_by", "decided_at", "entry", "decided_because"])
