"""What every act on an order begins and ends with."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Sum
from django.utils import timezone

from contacts.errors import Conflict
from sales_orders.models import Order, OrderEntry, OrderLine
from sales_orders.moves import MOVES, allow
from uccms.accounts import permissions
from uccms.audit.context import one_at_a_time

COUNTED = {
    "units": "units",
    "units_ready": "ready",
    "units_picked": "picked",
    "units_backordered": "backordered",
    "units_shipped": "shipped",
    "units_cancelled": "cancelled",
    "units_returned": "returned",
}


def done_before(submission_id: uuid.UUID | None, *, by) -> bool:
    """Within an action, whether this form was sent before and left its line on a timeline.

    A second sending waits until the first is done. Raises PermissionDenied when somebody else sent it.
    """
    if submission_id is None:
        return False
    one_at_a_time(submission_id)
    earlier = OrderEntry.objects.filter(submission_id=submission_id).first()
    if earlier and earlier.by_id != by.pk:
        raise PermissionDenied
    return earlier is not None


def locked(order: Order, move: str, *, by, version: int | None = None) -> Order:
    """The order, locked to the end of the action, if `by` sees it and may do this, and its state allows it.

    Raises PermissionDenied; WrongState; or Conflict when `version` is given and somebody else was faster.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    permissions.require(by, MOVES[move].right)
    if not Order.objects.visible_to(by).filter(pk=order.pk).exists():
        raise PermissionDenied
    if version is not None and version != order.version:
        raise Conflict
    allow(order, move)
    return order


def locked_lines(order: Order) -> list[OrderLine]:
    """Within an action on the locked order, its lines, locked in the order of their keys."""
    return list(
        OrderLine.objects.select_for_update(of=("self",))
        .select_related("product", "edition")
        .filter(order=order)
        .order_by("pk")
    )


def changed(order: Order, *fields: str) -> None:
    """Save what an act changed on the locked order, with a new version."""
    order.version += 1
    order.save(update_fields=[*fields, "version"])


def moved(order: Order, state: str, *, held_because: str = "") -> None:
    """Give the locked order another state, with a new version."""
    order.state, order.held_because, order.state_at = state, held_because, timezone.now()
    changed(order, "state", "held_because", "state_at")


def recount(order: Order) -> None:
    """Bring the order's counts of units in line with its lines."""
    sums = OrderLine.objects.filter(order=order).aggregate(
        **{name: Sum(column, default=0) for name, column in COUNTED.items()}
    )
    for name, value in sums.items():
        setattr(order, name, value)
    order.save(update_fields=list(sums))
    order.refresh_from_db(fields=["shipped_state"])
