"""Who sells what to whom in a demonstration, and the dice that choose."""

import random
import uuid
from dataclasses import dataclass, field
from decimal import Decimal

from contacts.models import Customer
from sales_orders import business_day
from sales_orders.actions.entering_payments import enter_payment
from sales_orders.actions.placing_orders import Wanted, place_order
from sales_orders.actions.releasing import release_order
from sales_orders.actions.shipping import ship_order
from sales_orders.addresses import label_of
from sales_orders.models import Edition, LedgerEntry, Method, Order, Product, ShippingZone
from sales_orders.pricing import NewLine
from uccms.accounts.models import User

INVENTED = "invented"
SOURCES = ["phone", "phone", "phone", "email", "email", "fax", "postal", "walk_in"]
SCARCE = 6  # editions that are out of stock or nearly so
UPS = "1Z999AA10123456784"


@dataclass
class Shop:
    """Who sells what to whom, and the dice that choose."""

    dice: random.Random
    sellers: list[User]
    processor: User
    supervisor: User
    buyers: list[tuple[Customer, ShippingZone]]
    discs: list[Edition]
    others: list[Product]
    subscriptions: list[Product]
    count: int = 0
    free: dict[int, int] = field(default_factory=dict)

    def seller(self) -> User:
        return self.dice.choice(self.sellers)

    def some_discs(self, most: int = 2) -> NewLine | None:
        """A few copies of something that is on the shelf."""
        there = [each for each in self.discs if self.free.get(each.pk, 0) >= most]
        if not there:
            return None
        edition, count = self.dice.choice(there), self.dice.randint(1, most)
        self.free[edition.pk] -= count
        return NewLine(edition.product, count, edition=edition, when_short="fill")

    def some_scarce_one(self) -> Edition:
        """An edition of which there are few copies."""
        by_copies = sorted(self.discs, key=lambda each: self.free.get(each.pk, 0))
        return self.dice.choice(by_copies[:SCARCE])

    def goods(self) -> list[NewLine]:
        """One to three lines of things that ship at once."""
        lines = [self.some_discs() for _ in range(self.dice.choice([1, 1, 2]))]
        if self.dice.random() < 0.3:
            lines.append(NewLine(self.dice.choice(self.others), 1))
        return [each for each in lines if each] or [NewLine(self.dice.choice(self.others), 1)]

    def order(self, *lines: NewLine, **facts) -> Order:
        """Place an order of these lines, or of some goods, for somebody."""
        customer, zone = facts.pop("buyer", None) or self.dice.choice(self.buyers)
        address = customer.mailing_addresses.first()
        to = label_of(customer, address) if address else str(customer)
        mail = customer.email_addresses.first()
        self.count += 1
        return place_order(
            by=self.seller(),
            submission_id=uuid.uuid4(),
            customer=customer,
            lines=lines or self.goods(),
            wanted=Wanted(
                zone=zone,
                source=self.dice.choice(SOURCES),
                ship_to=to,
                bill_to=to,
                email=mail.address if mail and self.dice.random() < 0.4 else "",
                purchase_order=f"PO-{self.dice.randint(10_000, 99_999)}" if self.dice.random() < 0.4 else "",
            ),
            origin=f"{INVENTED}:{self.count}",
            **facts,
        )

    def pay(self, order: Order, amount: Decimal | None = None) -> LedgerEntry | None:
        """What is due, or so much of it, comes in."""
        order.refresh_from_db(fields=["balance"])
        amount = order.balance if amount is None else amount
        if amount <= 0:
            return None
        self.count += 1
        return enter_payment(
            order,
            method=self.dice.choice(Method.values),
            amount=amount,
            reference=f"R-{business_day.today().year}-{200_000 + self.count}",
            dated=business_day.today(),
            submission_id=uuid.uuid4(),
            by=self.seller(),
        )

    def ship(self, order: Order, units: dict[int, int] | None = None) -> Order:
        order = release_order(order, by=self.processor)
        if order.state == Order.State.RELEASED and order.units_ready:
            ship_order(order, carrier="ups", tracking=UPS, units=units, by=self.processor)
        order.refresh_from_db()
        return order
