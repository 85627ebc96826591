"""Change how lines wait for copies: take what is there, wait for all, or let younger orders go first."""

import uuid
from collections.abc import Mapping

from sales_orders.actions import orders
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderEntry, OrderLine
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

WhenShort = OrderLine.WhenShort


@action
def change_waiting(
    order: Order,
    *,
    choices: Mapping[int, str],
    reason: str,
    by,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """Say, by the key of a backordered line, how it waits from now on; its place in the age order stays.

    Copies that come free by this are given out by the next filling. Raises PermissionDenied, Conflict,
    WrongState, TextRefused, or OrderError with a sentence.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "change_waiting", by=by, version=version)
    reason = admit(reason, statements=statements)
    if not reason:
        raise OrderError("Say why it waits differently.")
    lines = {line.pk: line for line in orders.locked_lines(order) if line.backordered}
    if not choices.keys() <= lines.keys() or not set(choices.values()) <= set(WhenShort.values):
        raise OrderError(f"No such line of {order.number} waits for copies.")
    other = [(lines[key], choice) for key, choice in choices.items() if lines[key].when_short != choice]
    if not other:
        raise OrderError("Nothing is changed yet.")
    said = [reason]
    for line, choice in other:
        line.when_short = choice
        line.save(update_fields=["when_short"])
        said.append(f"{line.backordered} × {line.title}: {WhenShort(choice).label.lower()}")
    orders.changed(order)
    entry = order.timeline.record(
        OrderEntry.Kind.WAITS, by=by, text="\n".join(said), submission_id=submission_id
    )
    statements.record(entry.text, by=by, table="sales_orders_orderentry", key=entry.pk, column="text")
    return order
