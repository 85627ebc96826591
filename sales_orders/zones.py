"""What a placed order costs more, or less, when it goes to another shipping zone: reckoned as of its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Min
from django.utils import timezone

from sales_orders.actions.crediting import left_of
from sales_orders.errors import OrderError
from sales_orders.models import LedgerEntry, Order, OrderLine, ShippingZone
from sales_orders.money import ZERO, spread
from sales_orders.pricing import prices_on, shipping_cost

SHIPPED = "Something has shipped already: the shipping zone stays. What is to go elsewhere is a new order."


@dataclass(frozen=True)
class Rezoned:
    """A line whose amounts are others in the other zone, in US dollars.

    `unit_price` is what each of the `units` that are still to be sent costs more, `shipping` what all of
    them cost more to ship; below zero, less.
    """

    line: OrderLine
    units: int
    unit_price: Decimal
    shipping: Decimal

    @property
    def difference(self) -> Decimal:
        return self.unit_price * self.units + self.shipping

    @property
    def credit(self) -> Decimal:
        """What of the difference is given back; the rest of it is charged."""
        return max(ZERO, -self.unit_price * self.units) + max(ZERO, -self.shipping)


def rezone(
    order: Order, lines: Sequence[OrderLine], gone: Mapping[int, int], zone: ShippingZone
) -> list[Rezoned]:
    """The lines that cost something else in `zone`, when so many units of each are taken off first.

    Prices and rates are those of the day on which the lines were ordered, so nothing is priced anew. A price
    that somebody agreed on with a reason stays, and so does shipping that was set by hand. No line comes to
    less than nothing. Raises OrderError with a sentence.
    """
    if order.units_shipped:
        raise OrderError(SHIPPED)
    units = {line: line.remaining - gone.get(line.pk, 0) for line in lines}
    staying = [line for line in lines if units[line]]
    dearer = _dearer(order, staying, zone)
    shipping = _shipping(order, {line: units[line] for line in staying}, zone)
    found = []
    for line in staying:
        left = left_of(line, units[line], gone=gone.get(line.pk, 0))
        more = max(shipping[line], -left - dearer[line] * units[line])
        if dearer[line] or more:
            found.append(Rezoned(line, units[line], dearer[line], more))
    return found


def _dearer(order: Order, lines: Sequence[OrderLine], zone: ShippingZone) -> dict[OrderLine, Decimal]:
    """What a unit of each line costs more in the other zone."""
    if zone.is_domestic == order.zone.is_domestic:
        return dict.fromkeys(lines, ZERO)
    charged = LedgerEntry.objects.filter(order=order, kind=LedgerEntry.Kind.CHARGE, line__in=lines)
    days = dict(charged.order_by().values("line").annotate(day=Min("dated")).values_list("line", "day"))
    by_day: dict[date, list[OrderLine]] = {}
    for line in lines:
        by_day.setdefault(days.get(line.pk, _day_of(order)), []).append(line)
    found = dict.fromkeys(lines, ZERO)
    for day, ordered in by_day.items():
        prices = prices_on([line.product for line in ordered], day)
        for line in ordered:
            price = prices.get(line.product_id)
            if price and not line.price_reason:
                more = price.domestic - price.foreign
                found[line] = more if zone.is_domestic else -more
    return found


def _shipping(order: Order, units: Mapping[OrderLine, int], zone: ShippingZone) -> dict[OrderLine, Decimal]:
    """What shipping costs more, by line: the difference of the rates, spread by weight."""
    weights = [Decimal(line.product.grams * count) for line, count in units.items()]
    grams = int(sum(weights))
    if order.shipping_reason or not grams:
        return dict.fromkeys(units, ZERO)
    day = _day_of(order)
    more = shipping_cost(zone, grams, day) - shipping_cost(order.zone, grams, day)
    return dict(zip(units, spread(more, weights), strict=True))


def _day_of(order: Order) -> date:
    return timezone.localdate(order.entered_at)
