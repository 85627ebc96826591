"""“The issue is here”: a parcel for each active subscriber, once, in batches that are each done or not."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import connection

from sales_orders.actions import parcels
from sales_orders.actions.parcels import Parcel
from sales_orders.issue_run import Due, Preview, due, preview, still_due
from sales_orders.models import Edition, Order, OrderLine, Subscription
from sales_orders.models.orders import sees_orders
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time

BATCH = 1_000  # subscribers in one transaction
BEYOND = "the subscription's further issue"

NOTE = """
INSERT INTO sales_orders_subscriptionissue (edition_id, subscription_id, line_id, is_paid)
SELECT %s::bigint, given.* FROM unnest(%s::bigint[], %s::bigint[], %s::bool[]) AS given
"""
SENT = """
UPDATE sales_orders_subscription
SET issues_sent = issues_sent + 1, version = version + 1,
    state = CASE WHEN issues_sent + 1 >= issues_paid + issues_extra + grace_allowed
                 THEN 'ended' ELSE state END
WHERE id = ANY(%s)
"""


@dataclass(frozen=True)
class Run:
    """What became of a run: parcels it made, and what is left to do after it."""

    made: int
    left: Preview


def send_issue(edition: Edition, *, by, on_progress: Callable[[int], object] = lambda made: None) -> Run:
    """Pick one parcel of the edition for every subscriber who can be served, the oldest first.

    Each batch is a transaction of its own: broken off, the next run goes on, and nobody is served twice.
    When copies run out, the rest wait, and `Run.left` says how many. `by` is None for the system. Raises
    PermissionDenied.
    """
    made = after = 0
    while True:
        served, after, is_last = send_batch(edition, after=after, by=by)
        made += served
        on_progress(served)
        if is_last:
            return Run(made, preview(edition))


@action
def send_batch(edition: Edition, *, after: int, by) -> tuple[int, int, bool]:
    """Serve the next subscribers behind the key `after`.

    Returns how many were served, the last key that was looked at, and whether nothing more can be done.
    """
    if by is not None:
        permissions.require(by, "sales_orders.process_order")
        if not sees_orders(by):
            raise PermissionDenied
    one_at_a_time(f"send_issue:{edition.pk}")
    found = due(edition, after=after, limit=BATCH)
    if not found:
        return 0, after, True
    # Locked as every act on an order locks: orders, lines, subscriptions, and the shelf last.
    orders = _lock(Order, {each.order for each in found})
    _lock(OrderLine, {each.line for each in found if each.line})
    keys = _lock(Subscription, {each.subscription for each in found})
    known = {(each.subscription, each.line) for each in found}
    ready = [
        each
        for each in still_due(edition, sorted(keys))
        if each.order in orders and (each.subscription, each.line) in known
    ]
    served = _that_copies_are_there_for(edition, ready)
    _send(edition, served, by=by)
    is_last = len(served) < len(ready) or len(found) < BATCH
    return len(served), found[-1].subscription, is_last


def _lock(model, keys: set[int]) -> set[int]:
    rows = model.objects.select_for_update().filter(pk__in=keys).order_by("pk")
    return set(rows.values_list("pk", flat=True))


def _that_copies_are_there_for(edition: Edition, ready: Sequence[Due]) -> Sequence[Due]:
    """The oldest subscribers for whom there are copies; nobody is passed over for a smaller one."""
    left = parcels.available(edition)
    if left is None:
        return ready
    for place, each in enumerate(ready):
        left -= each.copies
        if left < 0:
            return ready[:place]
    return ready


def _send(edition: Edition, served: Sequence[Due], *, by) -> None:
    if not served:
        return
    packed = [Parcel(each.order, each.copies, each.line, each.subscription, each.product) for each in served]
    lines = parcels.pack(edition, packed, by=by, free_because=BEYOND)
    keys, paid = [each.subscription for each in served], [each.is_paid for each in served]
    with connection.cursor() as cursor:
        cursor.execute(NOTE, [edition.pk, keys, lines, paid])
        cursor.execute(SENT, [keys])
