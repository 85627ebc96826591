"""The customer called back: change what of a placed order has not shipped, its addresses and its e-mail."""

import uuid
from collections.abc import Sequence

from sales_orders.actions import orders, stock_levels
from sales_orders.actions.crediting import credit
from sales_orders.actions.keeping_ledger import charge_lines
from sales_orders.actions.mailing import tell_of_change
from sales_orders.actions.order_lines import allocate, check_lines, write_lines
from sales_orders.actions.picking import put_parcels_back
from sales_orders.actions.rezoning import move_to_zone
from sales_orders.changes import Asked, Less, Plan, added_lines, plan
from sales_orders.errors import OrderError, StockShort, TotalChanged
from sales_orders.models import Order, OrderChange, OrderEntry, OrderLine
from sales_orders.promising import is_kept
from sales_orders.waiting import free_copies
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@action
def change_order(
    order: Order,
    *,
    asked: Asked,
    why: str,
    by,
    shown: str | None = None,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> Order:
    """Change an open order, and keep what was before and after as a version of it.

    Nothing that was placed is priced anew: what goes is credited with its share, what is added is charged as
    of today, in lines of its own. `shown` is the mark of the plan that the agent saw (`changes.Plan.mark`).
    Raises PermissionDenied, Conflict, WrongState, TextRefused; StockShort when an added line is short and
    says nothing about it; TotalChanged when it comes to something else than was shown; or OrderError.
    """
    if orders.done_before(submission_id, by=by):
        return order
    order = orders.locked(order, "change", by=by, version=version)
    why = admit(why, statements=statements)
    if not why:
        raise OrderError("Say why the order is changed.")
    asked = Asked(
        asked.to_send,
        asked.added,
        admit(asked.ship_to, statements=statements),
        admit(asked.bill_to, statements=statements),
        asked.email.strip(),
        asked.zone,
    )
    lines = orders.locked_lines(order)
    planned = _planned(order, lines, asked)
    if planned.is_empty:
        raise OrderError("Nothing is changed yet.")
    if planned.less and order.units_shipped:
        permissions.require(by, "sales_orders.cancel_after_shipping")
    if any(line.unit_price is not None for line in asked.added):
        permissions.require(by, "sales_orders.override_price")
    if shown is not None and planned.mark != shown:
        raise TotalChanged("This is not what was shown. Look at what changes once more, and confirm it.")

    before = _rows(lines)
    if planned.goes_back:
        put_parcels_back(order, lines, by=by)
    for each in planned.less:
        _take(order, each, by=by, why=why)
    was, charged = order.zone.name, planned.charged
    if asked.zone and asked.zone != order.zone:
        move_to_zone(order, asked.zone, planned.rezoned, by=by, why=why)
    _add(order, planned, by=by, after=max(line.position for line in lines), statements=statements)
    old = (order.ship_to, order.bill_to, order.email)
    order.ship_to, order.bill_to, order.email = asked.ship_to, asked.bill_to, asked.email
    orders.recount(order)
    orders.changed(order, "ship_to", "bill_to", "email", "zone")
    change = OrderChange.objects.create(
        order=order,
        version=order.version,
        by=by,
        why=why,
        lines_before=before,
        lines_after=_rows(orders.locked_lines(order)),
        ship_to_before=old[0],
        ship_to_after=order.ship_to,
        bill_to_before=old[1],
        bill_to_after=order.bill_to,
        email_before=old[2],
        email_after=order.email,
        zone_before=was,
        zone_after=order.zone.name,
        charged_before=charged,
        charged_after=order.charged,
    )
    order.timeline.record(
        OrderEntry.Kind.CHANGED, by=by, amount=order.charged, change=change, submission_id=submission_id
    )
    _keep_statements(statements, order, change, by=by)
    tell_of_change(order, change, by=by)
    return order


def _planned(order: Order, lines: Sequence[OrderLine], asked: Asked) -> Plan:
    """The plan, with every level that it touches locked in the order of their keys."""
    new = added_lines(lines, asked)
    if new:
        check_lines(new)
    taken = {each.edition.pk for each in new if is_kept(each)}
    given = {line.edition_id for line in lines if line.edition_id and line.pk in asked.to_send}
    levels = stock_levels.locked_levels([*taken, *given])
    planned = plan(order, lines, asked, free=free_copies(levels))
    short = {each.place: each.there for each in planned.promised if each.must_ask}
    if short:
        raise StockShort(short)
    return planned


def _take(order: Order, less: Less, *, by, why: str) -> None:
    line = less.line
    stock_levels.release({line: less.from_shelf}, by=by)
    credit(order, line, less.units, by=by, reason=why)
    line.ready -= less.from_shelf
    line.backordered -= less.units - less.from_shelf
    line.cancelled += less.units
    line.save(update_fields=["ready", "backordered", "cancelled"])


def _add(order: Order, planned: Plan, *, by, after: int, statements: Statements) -> None:
    if not planned.priced.lines:
        return
    given = [each.given for each in planned.promised if each.line.quantity]
    rows = write_lines(order, planned.priced, given, statements, after=after)
    allocate(rows, by=by)
    charge_lines(order, rows, by=by)
    order.save(update_fields=["charged"])
    order.refresh_from_db(fields=["balance", "paid_state"])


def _rows(lines: Sequence[OrderLine]) -> list[dict]:
    """What a version keeps of each line: which product, how many units are wanted, and its price."""
    return [
        {
            "position": line.position,
            "code": line.product.code,
            "title": line.title,
            "units": line.units - line.cancelled,
            "ordered": line.units,
            "price": str(line.unit_price),
            "shipping": str(line.shipping),
            "total": str(line.total),
        }
        for line in sorted(lines, key=lambda line: line.position)
    ]


def _keep_statements(statements: Statements, order: Order, change: OrderChange, *, by) -> None:
    for column in ("ship_to", "bill_to"):
        statements.record(
            getattr(order, column), by=by, table="sales_orders_order", key=order.pk, column=column
        )
    statements.record(change.why, by=by, table="sales_orders_orderchange", key=change.pk, column="why")
