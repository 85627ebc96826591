"""Renew a subscription: an order of more issues, of which those sent in grace are paid first."""

import uuid

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.errors import Conflict
from sales_orders.actions.placing_orders import Wanted, place_order
from sales_orders.models import Order, OrderLine, Subscription
from sales_orders.pricing import NewLine
from uccms.audit.context import action, one_at_a_time
from uccms.privacy.texts import NOTHING_STATED, Statements


@action
def renew_subscription(
    subscription: Subscription,
    *,
    issues: int,
    source: str,
    submission_id: uuid.UUID,
    by,
    purchase_order: str = "",
    version: int | None = None,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """Order so many issues more, to where the newest issues go; sent twice, it is one order.

    Raises PermissionDenied, Conflict, TextRefused, or OrderError with a sentence.
    """
    one_at_a_time(submission_id)
    earlier = Order.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.entered_by_id != by.pk:
            raise PermissionDenied
        return earlier
    subscription = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("product", "customer")
        .get(pk=subscription.pk)
    )
    if version is not None and version != subscription.version:
        raise Conflict
    last = newest_order(subscription)
    line = NewLine(
        subscription.product,
        subscription.copies,
        issues=issues,
        starts_on=timezone.localdate(),
        renews=subscription,
    )
    wanted = Wanted(
        zone=last.zone,
        source=source,
        ship_to=last.ship_to,
        bill_to=last.bill_to,
        email=last.email,
        purchase_order=purchase_order,
        bill_before_ship=last.bill_before_ship,
    )
    return place_order(
        by=by,
        submission_id=submission_id,
        wanted=wanted,
        lines=[line],
        customer=subscription.customer,
        statements=statements,
    )


def newest_order(subscription: Subscription) -> Order:
    """The order of its newest line: it says where the issues go."""
    lines = OrderLine.objects.filter(subscription=subscription).select_related("order__zone")
    return lines.latest("pk").order
