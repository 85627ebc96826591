"""What becomes of an invented order: one function for each story, told with the actions of real orders."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from sales_orders import business_day
from sales_orders.actions.cancelling import cancel_order, cancel_remainder
from sales_orders.actions.changing import change_order
from sales_orders.actions.entering_payments import refuse_payment, write_off
from sales_orders.actions.holding import hold_order
from sales_orders.actions.picking import pick_order
from sales_orders.actions.quoting import Service, accept_quote, decline_quote, give_quote
from sales_orders.actions.refunding import approve_refund, decline_refund, request_refund
from sales_orders.actions.releasing import release_order
from sales_orders.actions.returning import credit_return, expect_return, receive_return, restock_return
from sales_orders.actions.standing_orders import Delivery, begin_standing_order
from sales_orders.addresses import label_of
from sales_orders.changes import Asked
from sales_orders.demonstration.shop import Shop
from sales_orders.models import Order
from sales_orders.pricing import NewLine


def entered(shop: Shop) -> Order:
    order = shop.order()
    if shop.dice.random() < 0.5:
        shop.pay(order)
    return order


def part_paid(shop: Shop) -> Order:
    order = shop.order()
    if order.balance > 20:
        shop.pay(order, Decimal("20.00"))
    return order


def held(shop: Shop) -> Order:
    reasons = ["The address is not complete.", "The purchase order is not signed.", "Asks for a rebate."]
    return hold_order(shop.order(), reason=shop.dice.choice(reasons), by=shop.processor)


def released(shop: Shop) -> Order:
    order = shop.order()
    shop.pay(order)
    return release_order(order, by=shop.processor)


def picked(shop: Shop) -> Order:
    order = released(shop)
    if order.units_ready > order.units_picked:
        pick_order(order, by=shop.processor)
    return order


def part_shipped(shop: Shop) -> Order:
    disc = shop.some_discs(3)
    if disc is None:
        return released(shop)
    order = shop.order(disc, NewLine(shop.dice.choice(shop.others), 1))
    shop.pay(order)
    first = order.lines.order_by("pk").first()
    return shop.ship(order, {first.pk: 1})


def backordered(shop: Shop) -> Order:
    edition = shop.some_scarce_one()
    there = shop.free.pop(edition.pk, 0)  # set aside for this order, until all of it is there
    more = shop.dice.randint(1, 4)
    return shop.order(NewLine(edition.product, there + more, edition=edition, when_short="wait"))


def closed(shop: Shop) -> Order:
    order = shop.order()
    if shop.dice.random() < 0.85:
        shop.pay(order)
    return shop.ship(order)


def cancelled(shop: Shop) -> Order:
    order = shop.order()
    if shop.dice.random() < 0.4:
        shop.pay(order)
    return cancel_order(order, reason="Ordered twice.", by=order.entered_by)


def remainder_cancelled(shop: Shop) -> Order:
    order = part_shipped(shop)
    if order.units_shipped and order.is_open:
        cancel_remainder(order, reason="Does not want to wait.", by=shop.processor)
    return order


def changed(shop: Shop) -> Order:
    order = shop.order()
    extra = NewLine(shop.dice.choice(shop.others), 1)
    asked = Asked({}, [extra], order.ship_to, order.bill_to, order.email)
    return change_order(
        order, asked=asked, why="Called back: one more.", submission_id=uuid.uuid4(), by=order.entered_by
    )


def overpaid(shop: Shop) -> Order:
    order = shop.order()
    shop.pay(order, max(order.balance, Decimal("0.00")) + Decimal("15.00"))
    return shop.ship(order)


def refunded(shop: Shop) -> Order:
    order = shop.order()
    payment = shop.pay(order)
    cancel_order(order, reason="No longer needed.", by=order.entered_by)
    if payment:
        request = request_refund(
            order,
            method=payment.method,
            amount=payment.amount,
            reason="The order was cancelled.",
            submission_id=uuid.uuid4(),
            by=shop.processor,
        )
        decided = shop.dice.random()
        if decided < 0.5:
            approve_refund(
                request, reference=f"R-{business_day.today().year}-{shop.count}", by=shop.supervisor
            )
        elif decided < 0.65:
            decline_refund(request, because="It was paid back by Finance already.", by=shop.supervisor)
    return order


def refused(shop: Shop) -> Order:
    order = shop.order()
    payment = shop.pay(order)
    if payment:
        refuse_payment(payment, dated=business_day.today(), with_fee=True, by=shop.processor)
    return order


def written_off(shop: Shop) -> Order:
    order = shop.order()
    if order.balance > 3:
        shop.pay(order, order.balance - Decimal("2.50"))
        shop.ship(order)
        write_off(
            order,
            amount=Decimal("2.50"),
            reason="Too small to be asked for.",
            submission_id=uuid.uuid4(),
            by=shop.supervisor,
        )
    return order


def returned(shop: Shop) -> Order:
    disc = shop.some_discs(2)
    if disc is None:
        return closed(shop)
    order = shop.order(disc)
    shop.pay(order)
    shop.ship(order)
    back = expect_return(
        order.lines.get(), units=1, reason="Cannot be read", submission_id=uuid.uuid4(), by=shop.processor
    )
    steps = shop.dice.randint(0, 3)
    for step in (receive_return, restock_return, credit_return)[:steps]:
        back = step(back, units=1, by=shop.processor)
    return order


def subscribed(shop: Shop) -> Order:
    product = shop.dice.choice(shop.subscriptions)
    issues = shop.dice.choice([2, 6, 12])
    starts = business_day.today() - timedelta(days=shop.dice.randint(0, 300))
    order = shop.order(NewLine(product, shop.dice.choice([1, 1, 1, 2]), issues=issues, starts_on=starts))
    if shop.dice.random() < 0.8:
        shop.pay(order)
        release_order(order, by=shop.processor)
    return order


def custom(shop: Shop) -> Order:
    order = shop.order(NewLine(shop.dice.choice(shop.others), 1))
    shop.pay(order)
    return shop.ship(order)


def agreements(shop: Shop) -> None:
    """Two standing orders, and quotes that are open, accepted and declined."""
    discs = [each for each in shop.discs if each.product.cycle != "once"]
    for (customer, zone), edition in zip(shop.buyers[:2], discs, strict=False):
        begin_standing_order(
            customer,
            product=edition.product,
            copies=1,
            delivery=_delivery(customer, zone),
            submission_id=uuid.uuid4(),
            by=shop.processor,
        )
    services = [each for each in shop.others if each.kind == "custom_service"]
    for place, (customer, zone) in enumerate(shop.buyers[2:8]):
        if not services:
            break
        quote = give_quote(
            customer,
            services=[
                Service(services[0], "Extract of one class as XML", 1, Decimal(80 + 40 * place)),
                Service(services[0], "Written to a disc and sent", 1, Decimal("25.00")),
            ],
            valid_until=business_day.today() + timedelta(days=30),
            delivery=_delivery(customer, zone),
            submission_id=uuid.uuid4(),
            by=shop.processor,
        )
        if place % 3 == 1:
            accept_quote(quote, by=shop.processor)
        elif place % 3 == 2:
            decline_quote(quote, reason="Too dear.", by=shop.processor)


def _delivery(customer, zone) -> Delivery:
    to = label_of(customer, customer.mailing_addresses.first())
    return Delivery(zone=zone, source="email", ship_to=to, bill_to=to)


# How many of each there are; so that every state has some, and most are what most orders are.
STORIES: list[tuple[Callable[[Shop], Order], int]] = [
    (closed, 50), (entered, 22), (part_paid, 6), (held, 8), (released, 12), (picked, 10),
    (part_shipped, 10), (backordered, 12), (cancelled, 10), (remainder_cancelled, 4), (changed, 6),
    (overpaid, 4), (refunded, 9), (refused, 4), (written_off, 3), (returned, 10), (subscribed, 16),
    (custom, 8),
]  # fmt: skip
