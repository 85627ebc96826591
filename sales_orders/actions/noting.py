"""Write an internal note on an order."""

import uuid

from sales_orders.actions import orders
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderEntry
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def add_note(
    order: Order, *, text: str, submission_id: uuid.UUID, by, statements: Statements = NOTHING_STATED
) -> Order:
    """Add a note that only staff see; sent twice (same `submission_id`), it is one.

    A note changes nothing about the order, so it hinders nobody who is changing it.
    Raises PermissionDenied, TextRefused, or OrderError when it is empty.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "note", by=by)
    text = admit(text, statements=statements)
    if not text:
        raise OrderError("The note is empty.")
    note = order.timeline.record(OrderEntry.Kind.NOTE, by=by, text=text, submission_id=submission_id)
    statements.record(text, by=by, table="sales_orders_orderentry", key=note.pk, column="text")
    return order
