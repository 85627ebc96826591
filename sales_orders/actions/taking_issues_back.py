"""An issue whose parcel is put back was not sent: the next run of its edition sends it."""

from collections.abc import Sequence

from sales_orders.actions import stock_levels
from sales_orders.models import (
    Order,
    OrderLine,
    Shipment,
    ShipmentLine,
    StockMove,
    Subscription,
    SubscriptionIssue,
)

State = Subscription.State


def take_issues_back(order: Order, lines: Sequence[OrderLine], *, by) -> None:
    """Within an action on the locked order and lines, let what is picked of paid issues be awaited again.

    Called before the parcels are put back. An issue that was sent without a charge has a line of its own,
    with its edition, and stays promised like every other copy. Of an issue of which a part has left, only
    the rest is awaited again, and it is not sent by a run: it remains to be cancelled and credited.
    """
    paying = {
        line.pk: line for line in lines if line.subscription_id and line.edition_id is None and line.picked
    }
    if not paying:
        return
    picked = ShipmentLine.objects.filter(
        shipment__order=order, shipment__state=Shipment.State.PICKED, line__in=paying
    )
    rows = list(picked.order_by("pk"))
    keys = {paying[row.line_id].subscription_id for row in rows}
    known = {
        each.pk: each for each in Subscription.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    }
    levels = stock_levels.locked_levels([row.edition_id for row in rows])
    for row in rows:
        line = paying[row.line_id]
        line.ready -= row.quantity
        line.picked -= row.quantity
        line.awaited += row.quantity
        line.save(update_fields=["ready", "picked", "awaited"])
        if row.quantity == line.quantity:
            _unsend(known[line.subscription_id], row.edition_id)
        if row.edition_id in levels:
            stock_levels.move(
                levels[row.edition_id], StockMove.Kind.RELEASED, by=by, allocated=-row.quantity, line=line
            )


def _unsend(subscription: Subscription, edition: int) -> None:
    SubscriptionIssue.objects.filter(subscription=subscription, edition=edition).delete()
    subscription.issues_sent -= 1
    if subscription.state == State.ENDED:
        subscription.state = State.ACTIVE
    subscription.version += 1
    subscription.save(update_fields=["issues_sent", "state", "version"])
