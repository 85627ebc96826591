"""Documents and mails of an order in a browser: for everybody, and printed by one key."""

import uuid

from playwright.sync_api import Route, expect

from sales_orders.actions.printing import print_document
from sales_orders.models import Order, Printing
from sales_orders.subjects import Kind, Subject
from tests.sales_orders.acts import again, part_shipped, picked
from tests.sales_orders.office import pay


def test_documents_and_mails_are_for_everybody(open_as, office, examine, forgiven):
    forgiven.add("status of 422")
    forgiven.add("status of 409")
    placed, waiting = part_shipped(office), picked(office)
    pay(again(placed), "20.00", by=office.agent)
    parcel = placed.shipments.get(state="shipped").pk
    for _ in range(2):
        print_document(Subject(Kind.INVOICE, placed), submission_id=uuid.uuid4(), by=office.agent)
    page = open_as("/orders/", office.processor)
    statement = f"/orders/customers/{office.customer.number}/statement/"
    for address, name in (
        (f"/orders/{placed.number}/documents/confirmation/", "document-confirmation"),
        (f"/orders/{placed.number}/documents/invoice/", "document-invoice"),
        (f"/orders/{placed.number}/documents/packing-slip/{parcel}/", "document-packing-slip"),
        (f"/orders/{placed.number}/documents/label/{parcel}/", "document-label"),
        (statement, "document-statement"),
        (f"{statement}?since=2026-12-01&until=2026-01-01", "document-statement-errors"),
        (f"/orders/{placed.number}/mail/shipped/", "order-mail"),
        (f"/orders/{placed.number}/mail/refund/", "order-mail-not-possible"),
    ):
        page.goto(address)
        examine(page, name)
    page.goto("/orders/work/to-ship/?ticked=all")
    page.get_by_role("button", name="Print labels").click()
    expect(page.get_by_role("link", name="Open the PDF")).to_be_visible()
    expect(page.get_by_text("printed.")).to_be_visible()
    assert Printing.objects.get(kind=Kind.LABEL).order == Order.objects.get(pk=waiting.pk)
    examine(page, "printing-parcels")


def test_an_invoice_is_printed_by_one_key(open_as, office):
    placed = picked(office)
    page = open_as(f"/orders/{placed.number}/documents/invoice/", office.agent)

    answered: list[str] = []

    def read_without_a_viewer(route: Route) -> None:
        """The browser's own viewer of PDFs can hold the end of a test up for ever."""
        if route.request.method != "POST":
            return route.continue_()
        answered.append(route.fetch().headers["content-type"])
        return route.fulfill(content_type="text/html", body="<!doctype html><title>Printed</title>")

    page.route("**/orders/**", read_without_a_viewer)
    page.keyboard.press("p")

    expect(page).to_have_title("Printed")
    assert answered == ["application/pdf"]
    assert Printing.objects.get().by == office.agent
