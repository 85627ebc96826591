"""What a change of a placed order comes to: the same reckoning for the page that asks and for changing."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sales_orders import business_day
from sales_orders.actions.crediting import worth
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderLine, ShippingZone
from sales_orders.money import ZERO
from sales_orders.pricing import NewLine, PricedOrder, price_order, shipping_cost
from sales_orders.promising import PromisedLine, promise
from sales_orders.zones import Rezoned, rezone


@dataclass(frozen=True)
class Asked:
    """What the customer wants now.

    `to_send` says, by the key of a line, how many of its units are still to be sent; a line that it does not
    name stays as it is, and so does the shipping zone when there is none.
    """

    to_send: Mapping[int, int]
    added: Sequence[NewLine]
    ship_to: str
    bill_to: str
    email: str
    zone: ShippingZone | None = None


@dataclass(frozen=True)
class Less:
    """Units of a line that will not be sent, and what they are credited with, in US dollars."""

    line: OrderLine
    units: int
    credit: Decimal

    @property
    def from_shelf(self) -> int:
        """How many of them are copies that the shelf had promised: what is backordered goes first."""
        return max(0, self.units - self.line.backordered)

    @property
    def unpicks(self) -> bool:
        """Whether so much goes that something picked has to go back on the shelf."""
        return self.line.ready - self.from_shelf < self.line.picked


@dataclass(frozen=True)
class Plan:
    """What the order loses and gains. Amounts are US dollars."""

    less: list[Less]
    promised: list[PromisedLine]
    priced: PricedOrder
    rezoned: list[Rezoned]
    texts: list[tuple[str, str, str]]  # words, before, after
    charged: Decimal
    charged_after: Decimal
    balance: Decimal
    balance_after: Decimal
    goes_back: bool
    keeps_shipping: bool = False  # in another zone, because it was set by hand

    @property
    def is_empty(self) -> bool:
        return not (self.less or self.promised or self.texts)

    @property
    def gains(self) -> list[tuple[PromisedLine, object]]:
        """What is added, each with its price."""
        kept = [each for each in self.promised if each.line.quantity]
        return list(zip(kept, self.priced.lines, strict=True))

    @property
    def difference(self) -> Decimal:
        return self.charged_after - self.charged

    @property
    def owed(self) -> Decimal:
        """What the customer has paid too much."""
        return max(ZERO, -self.balance_after)

    @property
    def mark(self) -> str:
        """A short sign of all that is shown, so that only what somebody has seen is confirmed."""
        facts = [
            [(each.line.pk, each.units, str(each.credit)) for each in self.less],
            [
                (line.line.product.pk, line.line.quantity, line.given, line.line.issues, str(price.total))
                for line, price in self.gains
            ],
            [(each.line.pk, str(each.unit_price), str(each.shipping)) for each in self.rezoned],
            self.texts,
            str(self.balance_after),
        ]
        return hashlib.sha256(json.dumps(facts).encode()).hexdigest()[:32]


def more_of(line: OrderLine, units: int) -> NewLine:
    """So many more of a line: a line of its own, at the price of today."""
    when_short = "fill" if line.when_short == "fill" else "wait"
    return NewLine(line.product, units, edition=line.edition, when_short=when_short)


def added_lines(lines: Sequence[OrderLine], asked: Asked) -> list[NewLine]:
    """Everything that would be new on the order: more of what is there, then what was added."""
    more = [
        more_of(line, asked.to_send[line.pk] - line.remaining)
        for line in lines
        if asked.to_send.get(line.pk, 0) > line.remaining
    ]
    return [*more, *asked.added]


def plan(order: Order, lines: Sequence[OrderLine], asked: Asked, *, free: Mapping[int, int]) -> Plan:
    """What the change would do to the order as it stands, when so many copies of each edition are free.

    Copies that the order itself gives back count as free. What is added costs what it costs today, and its
    shipping is what the parcel costs more. Raises OrderError with a sentence.
    """
    less = []
    for line in lines:
        wanted = asked.to_send.get(line.pk, line.remaining)
        if wanted < 0:
            raise OrderError(f"{line.title}: fewer than none cannot be sent.")
        if line.subscription_id and wanted != line.remaining:
            raise OrderError(f"{line.title}: issues are renewed or cancelled on the subscription's page.")
        if wanted < line.remaining:
            units = line.remaining - wanted
            less.append(Less(line, units, worth(line, units)))
    left = dict(free)
    for each in less:
        if each.line.edition_id and each.line.product.keeps_stock:
            left[each.line.edition_id] = left.get(each.line.edition_id, 0) + each.from_shelf
    promised = promise(added_lines(lines, asked), left)
    kept = [each.line for each in promised if each.line.quantity]
    gone = {each.line.pk: each.units for each in less}
    if not kept and not any(line.remaining - gone.get(line.pk, 0) for line in lines):
        instead = "the remainder" if order.units_shipped else "the order"
        raise OrderError(f"Nothing would remain to be sent: cancel {instead} instead.")
    zone = asked.zone or order.zone
    rezoned = rezone(order, lines, gone, zone) if zone != order.zone else []
    priced = price_order(
        kept,
        zone=zone,
        day=business_day.today(),
        shipping=_more_shipping(zone, lines, gone, kept),
    )
    charged = order.charged - sum((each.credit for each in less), ZERO)
    lowest = charged  # what is charged when the last credit is written
    for each in rezoned:
        charged += each.difference
        lowest = min(lowest, charged)
    restored = max(ZERO, order.written_off - lowest)
    charged_after = charged + priced.total
    was = {
        "Ship to": order.ship_to, "Bill to": order.bill_to, "E-mail": order.email,
        "Shipping zone": order.zone.name,
    }  # fmt: skip
    now = {
        "Ship to": asked.ship_to, "Bill to": asked.bill_to, "E-mail": asked.email, "Shipping zone": zone.name,
    }  # fmt: skip
    return Plan(
        keeps_shipping=zone != order.zone and bool(order.shipping_reason),
        less=less,
        promised=promised,
        priced=priced,
        rezoned=rezoned,
        texts=[(words, was[words], now[words]) for words in was if was[words] != now[words]],
        charged=order.charged,
        charged_after=charged_after,
        balance=order.balance,
        balance_after=order.balance + charged_after - order.charged + restored,
        goes_back=any(each.unpicks for each in less)
        or bool(order.units_picked and (asked.ship_to != order.ship_to or zone != order.zone)),
    )


def _more_shipping(
    zone: ShippingZone, lines: Sequence[OrderLine], gone: Mapping[int, int], added: Sequence[NewLine]
) -> Decimal:
    """What the parcel of all that is still to be sent costs more with what is added."""
    stays = sum(
        line.product.grams * (line.remaining - gone.get(line.pk, 0))
        for line in lines
        if not line.subscription_id
    )
    more = sum(line.product.grams * line.units for line in added)
    if not more:
        return ZERO
    day = business_day.today()
    without = shipping_cost(zone, stays, day)
    return max(ZERO, shipping_cost(zone, stays + more, day) - without)
