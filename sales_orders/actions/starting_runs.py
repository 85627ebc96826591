"""Have a job send an issue to its subscribers, or ship what was made ready of it."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from procrastinate.exceptions import AlreadyEnqueued

from sales_orders.actions.shipping_issues import CARRIERS
from sales_orders.errors import OrderError
from sales_orders.jobs import send_issue_to_subscribers, ship_issue_to_subscribers
from sales_orders.models import Edition
from sales_orders.models.orders import sees_orders
from uccms.accounts import permissions
from uccms.audit.context import action


@action
def start_run(edition: Edition, *, by) -> None:
    """Have the run done by a job; asked for again while one waits, it is one. Raises PermissionDenied."""
    permissions.require(by, "sales_orders.process_order")
    _once(send_issue_to_subscribers, f"send_issue:{edition.pk}", edition=edition.pk, by=by.pk)


@action
def start_shipping(edition: Edition, *, carrier: str, by) -> None:
    """Have the parcels of an issue shipped by a job; asked for again while one waits, it is one.

    Raises PermissionDenied, or OrderError for a carrier that takes no parcels.
    """
    permissions.require(by, "sales_orders.process_order")
    if not sees_orders(by):
        raise PermissionDenied
    if carrier not in CARRIERS:
        raise OrderError("Choose who carries the parcels.")
    _once(
        ship_issue_to_subscribers,
        f"ship_issue:{edition.pk}",
        edition=edition.pk,
        carrier=carrier,
        by=by.pk,
    )


def _once(task, lock: str, **arguments: int | str) -> None:
    try:
        with transaction.atomic():  # a second one is refused by an index, which would break the transaction
            task.configure(queueing_lock=lock).defer(**arguments)
    except AlreadyEnqueued:
        pass
