"""What a browser sends to an order's addresses, and orders in each state."""

import uuid
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.urls import reverse

from sales_orders.actions import keeping_ledger
from sales_orders.actions.cancelling import cancel_order
from sales_orders.actions.holding import hold_order
from sales_orders.actions.picking import pick_order
from sales_orders.actions.releasing import release_order
from sales_orders.actions.shipping import ship_order
from sales_orders.models import LedgerEntry, Order
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.office import discs, order
from uccms.accounts.models import User
from uccms.audit.context import acting

UPS = "1Z999AA10123456784"


def again(placed: Order) -> Order:
    """The order as it is now."""
    return Order.objects.get(pk=placed.pk)


def address(name: str, placed: Order) -> str:
    return reverse(f"orders:{name}", args=[placed.number_key])


def form(placed: Order, **fields) -> dict:
    """What the page of an act sends."""
    return {"submission_id": str(uuid.uuid4()), "version": again(placed).version} | fields


def send(person: User, name: str, placed: Order, **fields) -> HttpResponse:
    """Send one act as this person."""
    return browser(person).post(address(name, placed), form(placed, **fields))


def released(office: offices.Office, *lines, **facts) -> Order:
    """An order that is to be picked."""
    return release_order(order(office, *lines, **facts), by=office.processor)


def picked(office: offices.Office, *lines, **facts) -> Order:
    """An order of which all that is ready is picked."""
    placed = released(office, *lines, **facts)
    pick_order(placed, by=office.processor)
    return again(placed)


def part_shipped(office: offices.Office, quantity: int = 3, shipped: int = 1) -> Order:
    """An order of some discs of which some have left."""
    placed = released(office, discs(office, quantity))
    line = placed.lines.get()
    ship_order(placed, carrier="ups", tracking=UPS, units={line.pk: shipped}, by=office.processor)
    return again(placed)


def closed(office: offices.Office) -> Order:
    """An order of which all has left."""
    placed = released(office)
    ship_order(placed, carrier="counter", by=office.processor)
    return again(placed)


def held(office: offices.Office) -> Order:
    return hold_order(order(office), reason="The address is unclear.", by=office.processor)


def cancelled(office: offices.Office) -> Order:
    return cancel_order(order(office), reason="Ordered twice.", by=office.agent)


IN_STATE = {
    "entered": order,
    "on_hold": held,
    "released": released,
    "closed": closed,
    "cancelled": cancelled,
}


def pay(placed: Order, amount: str, *, by: User) -> None:
    """Money by check, on the ledger."""
    with acting(by):
        keeping_ledger.enter(
            Order.objects.select_for_update().get(pk=placed.pk),
            LedgerEntry.Kind.PAYMENT,
            Decimal(amount),
            by=by,
            method="check",
            dated=date(2026, 11, 20),
            reference="R-2026-118204",
        )
