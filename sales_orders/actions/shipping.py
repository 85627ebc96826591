"""Ship all or a part of what is ready: the copies leave the shelf in the same transaction."""

import uuid
from collections.abc import Mapping, Sequence

from django.utils import timezone

from sales_orders.actions import orders, stock_levels
from sales_orders.actions.mailing import tell_of_shipment
from sales_orders.actions.picking import picked_parcels
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderEntry, OrderLine, Product, Shipment, ShipmentLine, StockMove
from sales_orders.tracking import tracking_number
from uccms.audit.context import action
from uccms.folding import folded
from uccms.privacy.texts import NOTHING_STATED, Statements, admit

Carrier = Shipment.Carrier


@action
def ship_order(
    order: Order,
    *,
    by,
    carrier: str = "",
    tracking: str = "",
    units: Mapping[int, int] | None = None,
    version: int | None = None,
    submission_id: uuid.UUID | None = None,
    statements: Statements = NOTHING_STATED,
) -> list[Shipment]:
    """Ship units of lines, by the lines’ keys; without `units`, what is picked, or else all that is ready.

    Downloads go as a shipment of their own, without a carrier's name. The last unit closes the order. Sent
    twice (same `submission_id`), it ships once and returns nothing the second time. Raises PermissionDenied,
    Conflict, WrongState, TextRefused, or OrderError with a sentence, such as for more units than are ready.
    """
    if orders.done_before(submission_id, by=by):
        return []
    order = orders.locked(order, "ship", by=by, version=version)
    lines = orders.locked_lines(order)
    wanted = _wanted(order, lines, units)
    goods = {line: count for line, count in wanted.items() if not is_download(line)}
    downloads = {line: count for line, count in wanted.items() if is_download(line)}
    sent = []
    if goods:
        if carrier not in Carrier.values or carrier in (Carrier.NONE, Carrier.DOWNLOAD):
            raise OrderError("Choose who carries the parcel.")
        number = tracking_number(admit(tracking, statements=statements), carrier)
        sent.append(_ship(order, goods, carrier, number, by=by, submission_id=submission_id))
        statements.record(tracking, by=by, table="sales_orders_shipment", key=sent[0].pk, column="tracking")
    elif tracking.strip():
        raise OrderError("A download has no tracking number. Leave it empty.")
    if downloads:
        identifier = None if goods else submission_id
        sent.append(_ship(order, downloads, Carrier.DOWNLOAD, "", by=by, submission_id=identifier))
    _finish(order, by=by)
    tell_of_shipment(order, sent, by=by)
    return sent


def open_downloads(order: Order, *, by) -> None:
    """Within an action on the locked, released order, ship its downloads that are ready."""
    lines = [line for line in orders.locked_lines(order) if line.ready and is_download(line)]
    if lines:
        opened = _ship(
            order, {line: line.ready for line in lines}, Carrier.DOWNLOAD, "", by=by, submission_id=None
        )
        _finish(order, by=by)
        tell_of_shipment(order, [opened], by=by)


def is_download(line: OrderLine) -> bool:
    """Whether nothing of it is ever on a shelf or in a parcel."""
    return line.product.medium == Product.Medium.ONLINE


def _wanted(
    order: Order, lines: Sequence[OrderLine], units: Mapping[int, int] | None
) -> dict[OrderLine, int]:
    if units is None:
        picked = {line: line.picked for line in lines if line.picked}
        return picked or {line: line.ready for line in lines if line.ready}
    known = {line.pk: line for line in lines}
    if not units.keys() <= known.keys():
        raise OrderError(f"{order.number} has no such line.")
    for key, count in units.items():
        line = known[key]
        if count < 0:
            raise OrderError(f"{line.title}: a number of units is 0 or more.")
        if count > line.ready:
            are = "is" if line.ready == 1 else "are"
            raise OrderError(f"{line.title}: only {line.ready} {are} ready to ship, not {count}.")
    wanted = {known[key]: count for key, count in units.items() if count}
    if not wanted:
        raise OrderError("Say how many units are shipped.")
    return wanted


def _ship(
    order: Order, units: Mapping[OrderLine, int], carrier: str, tracking: str, *, by, submission_id
) -> Shipment:
    parcel, editions = _parcel_of(order, units, by=by)
    parcel.state, parcel.carrier = Shipment.State.SHIPPED, carrier
    parcel.tracking, parcel.tracking_key = tracking, folded(tracking)
    parcel.shipped_at, parcel.shipped_by = timezone.now(), by
    parcel.version += 1
    parcel.save()
    for line, count in units.items():
        line.ready -= count
        line.shipped += count
        line.save(update_fields=["ready", "picked", "shipped"])
    levels = stock_levels.locked_levels([edition for _, edition, _ in editions])
    for line, edition, count in editions:
        if edition in levels:
            stock_levels.move(
                levels[edition], StockMove.Kind.SHIPPED, by=by, on_hand=-count, allocated=-count, line=line
            )
    order.timeline.record(OrderEntry.Kind.SHIPPED, by=by, shipment=parcel, submission_id=submission_id)
    return parcel


def _parcel_of(
    order: Order, units: Mapping[OrderLine, int], *, by
) -> tuple[Shipment, list[tuple[OrderLine, int | None, int]]]:
    """One parcel with these units, and what is in it: line, edition and count.

    Picked units go first, oldest parcel first. A parcel that is used up becomes the one that leaves, so that
    its packing slip stays true; one of which something is left stays picked.
    """
    packed: dict[tuple[OrderLine, int | None], int] = {}
    missing, emptied = dict(units), []
    for parcel in picked_parcels(order):
        for row in ShipmentLine.objects.filter(shipment=parcel, line__in=units).select_related("line"):
            line = next(each for each in units if each.pk == row.line_id)
            taken = min(row.quantity, missing[line])
            missing[line] -= taken
            line.picked -= taken
            if taken:
                packed[line, row.edition_id] = packed.get((line, row.edition_id), 0) + taken
            row.quantity -= taken
            if row.quantity:
                row.save(update_fields=["quantity"])
            else:
                row.delete()
        if not ShipmentLine.objects.filter(shipment=parcel).exists():
            emptied.append(parcel)
    for line, count in missing.items():
        if count:
            packed[line, line.edition_id] = packed.get((line, line.edition_id), 0) + count
    parcel = emptied.pop(0) if emptied else Shipment.objects.create(order=order, picked_by=by)
    for each in emptied:
        each.state = Shipment.State.CANCELLED
        each.save(update_fields=["state"])
    ShipmentLine.objects.bulk_create(
        ShipmentLine(shipment=parcel, line=line, edition_id=edition, quantity=count)
        for (line, edition), count in packed.items()
    )
    return parcel, [(line, edition, count) for (line, edition), count in packed.items()]


def _finish(order: Order, *, by) -> None:
    orders.recount(order)
    if order.units == order.units_shipped + order.units_cancelled:
        orders.moved(order, Order.State.CLOSED)
        order.timeline.record(OrderEntry.Kind.CLOSED, by=by)
    else:
        orders.changed(order)
