"""Every page of orders is for everybody: nothing for axe, nothing sideways, in each scheme and size."""

import uuid
from decimal import Decimal

from playwright.sync_api import expect

from sales_orders.actions.holding import hold_order
from sales_orders.actions.noting import add_note
from sales_orders.models import Return, Shipment
from sales_orders.pricing import NewLine
from tests.browser.waiting import follow
from tests.sales_orders.acts import again, closed, held, part_shipped, picked, released
from tests.sales_orders.office import discs, order, subscribed, waiting


def test_the_order_and_its_acts_are_for_everybody(open_as, office, examine, forgiven):
    forgiven.add("status of 409")
    forgiven.add("status of 422")
    placed = order(
        office, discs(office, 2), subscribed(office), waiting(office, 90),
        NewLine(office.download, 1), purchase_order="LPL-2026-311", note="Leave it at the desk.",
        email="orders@lakeshore.example", order_discount=Decimal("10.00"), order_discount_reason="Library",
    )  # fmt: skip
    add_note(placed, text="The customer calls back.", submission_id=uuid.uuid4(), by=office.processor)
    page = open_as(f"/orders/{placed.number}/", office.processor)
    examine(page, "order-entered")
    hold_order(placed, reason="The address is unclear.", by=office.processor)
    part = part_shipped(office)
    for address, name in (
        (f"/orders/{placed.number}/", "order-held"),
        (f"/orders/{placed.number}/lift-hold/", "order-unhold"),
        (f"/orders/{part.number}/", "order-part"),
        (f"/orders/{part.number}/ship/", "order-ship"),
        (f"/orders/{part.number}/cancel-remainder/", "order-remainder"),
        (f"/orders/{part.number}/cancel/", "order-not-possible"),
        ("/orders/help/", "orders-help"),
    ):
        page.goto(address)
        examine(page, name)
    page.goto(f"/orders/{part.number}/ship/")
    follow(page.get_by_role("button", name="Ship"))
    examine(page, "order-ship-errors")
    page.goto(f"/orders/{part.number}/ship/")
    hold_order(again(part), reason="A letter came back.", by=office.supervisor)
    page.get_by_label("Carrier").select_option("UPS")
    page.get_by_role("button", name="Ship").click()
    expect(page.get_by_text("Somebody changed this while you were writing")).to_be_visible()
    examine(page, "order-ship-conflict")


def test_the_lists_are_for_everybody(open_as, office, examine, forgiven):
    forgiven.add("status of 422")
    order(office)
    order(office, waiting(office, 90))
    held(office)
    released(office)
    picked(office)
    page = open_as("/orders/", office.processor)
    Return.objects.create(line=closed(office).lines.get(), expected=1, reason="Scratched")
    for address, name in (
        ("/orders/", "orders"),
        ("/orders/?state=x", "orders-unknown"),
        ("/orders/?source=fax", "orders-none"),
        ("/orders/work/to-release/", "work-to-release"),
        ("/orders/work/to-ship/", "work-to-ship"),
        ("/orders/work/backordered/", "work-backordered"),
        ("/orders/work/on-hold/", "work-on-hold"),
        ("/orders/work/returns/", "work-returns"),
        (f"/orders/pick-list/?parcel={Shipment.objects.get(state='picked').pk}", "pick-list"),
    ):
        page.goto(address)
        examine(page, name)
    page.goto("/orders/work/to-ship/?ticked=all")
    page.get_by_label("Tracking").fill("12")
    page.get_by_label("Carrier").select_option("UPS")
    page.get_by_role("button", name="Ship what is ticked").click()
    expect(page.get_by_text("Not done")).to_be_visible()
    examine(page, "work-to-ship-results")
