"""Within the action that changes an order: send it to another shipping zone, at what that costs."""

from collections.abc import Sequence

from sales_orders.actions import keeping_ledger
from sales_orders.actions.crediting import credit_amount
from sales_orders.models import LedgerEntry, Order, ShippingZone
from sales_orders.zones import Rezoned


def move_to_zone(order: Order, zone: ShippingZone, rezoned: Sequence[Rezoned], *, by, why: str) -> None:
    """Charge what the locked order costs more in another zone, and credit what it costs less.

    What is dearer stands on the lines afterwards, so that they go on adding up to all that was charged; what
    is cheaper is a credit of the line, and the line stays as it was charged. The caller saves the zone.
    """
    for each in rezoned:
        line, extra = each.line, max(each.unit_price, 0) * each.line.units + max(each.shipping, 0)
        if extra:
            line.unit_price += max(each.unit_price, 0)
            line.shipping += max(each.shipping, 0)
            line.save(update_fields=["unit_price", "shipping"])
            keeping_ledger.enter(order, LedgerEntry.Kind.CHARGE, extra, by=by, line=line, reason=why)
        # Units that were cancelled before are not charged at the dearer price.
        over = max(each.unit_price, 0) * (line.units - each.units)
        credit_amount(order, line, each.credit + over, by=by, reason=why)
    order.zone = zone
