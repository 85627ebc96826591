"""The pick list: what is taken from the shelf for some parcels, sorted as it stands there, by edition."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sales_orders.models import Order, Shipment, ShipmentLine

MOST = 50  # parcels


@dataclass
class Place:
    """One product and edition: how many copies in all, and for which orders."""

    title: str
    code: str
    copies: int = 0
    rows: list[ShipmentLine] = field(default_factory=list)


def pick_list(parcels: Sequence[int], user) -> tuple[list[Place], list[Order]]:
    """What is in these picked parcels, as far as `user` may see their orders; and the orders."""
    rows = (
        ShipmentLine.objects.filter(
            shipment__in=parcels,
            shipment__state=Shipment.State.PICKED,
            shipment__order__in=Order.objects.visible_to(user),
        )
        .select_related("line__product", "shipment__order", "edition")
        .order_by("line__product__code", "edition__issue_date", "shipment__order_id", "pk")
    )
    places: dict[tuple[int, int | None], Place] = {}
    orders: dict[int, Order] = {}
    for row in rows:
        known = places.setdefault(
            (row.line.product_id, row.edition_id), Place(row.line.title, row.line.product.code)
        )
        known.copies += row.quantity
        known.rows.append(row)
        orders[row.shipment.order_id] = row.shipment.order
    return list(places.values()), list(orders.values())
