"""What an order costs as of a day: prices, discounts and shipping, line by line, to the cent."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sales_orders.errors import OrderError
from sales_orders.models import Edition, Price, Product, ShippingRate, ShippingZone, Subscription
from sales_orders.money import MOST, ZERO, percentage, spread
from uccms.database.written_once import Question, Slot, WrittenOnce, together

LONGEST_ORDER = 200  # lines


@dataclass(frozen=True)
class NewLine:
    """One line as it is asked for.

    `when_short` says what to do when there are too few copies: `fill` ships what is there, `wait` waits for
    all, `drop` orders only what is there; empty means that nobody was asked yet. `unit_price` overrides the
    price of the day and needs `price_reason`. `discount` is for the line as a whole; `discount_percent` is
    reckoned from what it costs, and added. `renews` is the subscription that a line goes on with.
    """

    product: Product
    quantity: int
    edition: Edition | None = None
    issues: int = 1
    starts_on: date | None = None
    when_short: str = ""
    unit_price: Decimal | None = None
    price_reason: str = ""
    discount: Decimal = ZERO
    discount_percent: Decimal = ZERO
    discount_reason: str = ""
    renews: Subscription | None = None

    @property
    def units(self) -> int:
        return self.quantity * self.issues


@dataclass(frozen=True)
class PricedLine:
    """A line with its amounts in US dollars; `total` is what it adds to the order."""

    line: NewLine
    unit_price: Decimal
    goods: Decimal
    discount: Decimal
    order_discount: Decimal
    shipping: Decimal

    @property
    def total(self) -> Decimal:
        return self.goods - self.discount - self.order_discount + self.shipping


@dataclass(frozen=True)
class PricedOrder:
    """All lines of an order; every sum is a sum of theirs."""

    lines: list[PricedLine]
    grams: int

    def _sum(self, name: str) -> Decimal:
        return sum((getattr(each, name) for each in self.lines), ZERO)

    @property
    def goods(self) -> Decimal:
        return self._sum("goods")

    @property
    def discount(self) -> Decimal:
        return self._sum("discount") + self._sum("order_discount")

    @property
    def shipping(self) -> Decimal:
        return self._sum("shipping")

    @property
    def total(self) -> Decimal:
        return self._sum("total")


def prices_on(products: Sequence[Product], day: date) -> dict[int, Price]:
    """The price of each product that holds on a day, by the product's key; none where there is none yet."""
    return {
        price.product_id: price for price in together(asking_prices([each.pk for each in products], day))[0]
    }


def asking_prices(products: Sequence[int], day: date) -> Question:
    """The prices of the products with these keys, to be asked together with others."""
    return _prices.asking(products=list(products), day=day)


def asking_rates(zone: int, day: date) -> Question:
    """What parcels into the zone with this key cost on a day, to be asked together with others."""
    return _rates.asking(zone=zone, day=day)


@dataclass(frozen=True)
class Tariff:
    """What holds on a day: the prices of some products, and what parcels into one zone cost."""

    prices: dict[int, Price]
    rates: list[ShippingRate]


def asking_tariff(
    lines: Sequence[NewLine], *, zone: ShippingZone, day: date, shipping: Decimal | None = None
) -> list[Question]:
    """What `price_order` has to know of these lines, to be asked together with others (`tariff_of`).

    Rates are asked for when something is weighed, and `shipping` is not given by hand.
    """
    asked = [asking_prices([line.product.pk for line in lines], day)]
    if shipping is None and any(line.product.grams for line in lines):
        asked.append(asking_rates(zone.pk, day))
    return asked


def tariff_of(prices: list[Price], rates: Sequence[ShippingRate] = ()) -> Tariff:
    """The answers to `asking_tariff`."""
    return Tariff({price.product_id: price for price in prices}, list(rates))


def shipping_cost(zone: ShippingZone, grams: int, day: date) -> Decimal:
    """What parcels of so many grams cost; heavier than the heaviest rate means several parcels.

    Raises OrderError when the zone has no rate on that day.
    """
    return _shipping_cost(_rates(zone=zone.pk, day=day), zone, grams) if grams else ZERO


def _shipping_cost(rates: list[ShippingRate], zone: ShippingZone, grams: int) -> Decimal:
    if not grams:
        return ZERO
    if not rates:
        raise OrderError(f"There is no shipping rate for {zone} yet. Ask whoever keeps the catalogue.")
    heaviest = rates[-1]
    whole, rest = divmod(grams, heaviest.up_to_grams)
    cost = whole * heaviest.amount
    if rest:
        cost += next(rate.amount for rate in rates if rate.up_to_grams >= rest)
    return cost


def price_order(
    lines: Sequence[NewLine],
    *,
    zone: ShippingZone,
    day: date,
    order_discount: Decimal = ZERO,
    order_discount_percent: Decimal = ZERO,
    shipping: Decimal | None = None,
    tariff: Tariff | None = None,
) -> PricedOrder:
    """The amounts of all lines as of `day`; `shipping` overrides what the rates say.

    `tariff` is what holds on that day, where it was asked already.
    An order's discount is spread over its lines by what they cost, shipping by what they weigh.
    Raises OrderError with a sentence when there is no price, or a discount is larger than what it is for.
    """
    if len(lines) > LONGEST_ORDER:
        raise OrderError(f"An order has up to {LONGEST_ORDER} lines. Place the rest as another order.")
    if tariff is None:
        tariff = tariff_of(*together(*asking_tariff(lines, zone=zone, day=day, shipping=shipping)))
    unit_prices = [_unit_price(line, tariff.prices.get(line.product.pk), zone) for line in lines]
    goods = [price * line.units for price, line in zip(unit_prices, lines, strict=True)]
    off = [
        line.discount + percentage(amount, line.discount_percent)
        for line, amount in zip(lines, goods, strict=True)
    ]
    for line, amount, less in zip(lines, goods, off, strict=True):
        if amount > MOST:
            raise OrderError(f"{line.product.title}: so many cost more than an order can. Order fewer.")
        if less > amount:
            raise OrderError(f"{line.product.title}: the discount is larger than the price.")
    after = [amount - less for amount, less in zip(goods, off, strict=True)]
    order_discount += percentage(sum(after, ZERO), order_discount_percent)
    if order_discount > sum(after, ZERO):
        raise OrderError("The discount is larger than the order.")
    weights = [line.product.grams * line.units for line in lines]
    grams = sum(weights)
    cost = _shipping_cost(tariff.rates, zone, grams) if shipping is None else shipping
    discounts = spread(order_discount, after) if lines else []
    shares = spread(cost, [Decimal(weight) for weight in weights]) if lines else []
    rows = zip(lines, unit_prices, goods, off, discounts, shares, strict=True)
    priced = PricedOrder([PricedLine(*row) for row in rows], grams)
    if priced.total > MOST:
        raise OrderError("So much costs more than an order can. Place a part as another order.")
    return priced


def _unit_price(line: NewLine, price: Price | None, zone: ShippingZone) -> Decimal:
    if line.unit_price is not None:
        return line.unit_price
    if price is None:
        raise OrderError(f"{line.product.title} has no price yet. Ask whoever keeps the catalogue.")
    return price.domestic if zone.is_domestic else price.foreign


_prices = WrittenOnce(
    lambda: (
        Price.objects.filter(product_id__among=Slot("products"), effective_from__lte=Slot("day"))
        .order_by("product_id", "-effective_from")
        .distinct("product_id")
    )
)
_rates = WrittenOnce(
    lambda: (
        ShippingRate.objects.filter(zone=Slot("zone"), effective_from__lte=Slot("day"))
        .order_by("up_to_grams", "-effective_from")
        .distinct("up_to_grams")
    )
)
