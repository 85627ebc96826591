"""After an order was placed, by keyboard: call-back, return with refund, renewal; and the pages of these."""

from datetime import date

from playwright.sync_api import expect

from sales_orders.actions.releasing import release_order
from sales_orders.actions.sending_issues import send_batch
from sales_orders.models import Edition, LedgerEntry, Order, StockLevel
from tests.browser.contacts.keyboard import Keyboard
from tests.sales_orders.acts import again, closed, part_shipped
from tests.sales_orders.office import ask_back, discs, order, pay, subscribed
from tests.sales_orders.test_quoting import quoted
from tests.sales_orders.test_standing_orders import stand
from uccms.audit.context import acting


def test_a_customer_calls_back_and_the_order_changes_as_it_was_shown(open_as, office):
    placed = part_shipped(office, quantity=3, shipped=1)
    page = open_as(f"/orders/{placed.number}/", office.processor)
    keys = Keyboard(page)

    keys.follow("e")
    expect(page.get_by_label("Still to be sent of")).to_be_focused()
    keys.press("Control+a")
    keys.type("1")
    keys.write("Alt+l", "full text")
    expect(page.get_by_role("option", name="Patent Grant Full Text")).to_be_visible()
    keys.press("ArrowDown")
    keys.follow("Enter")
    expect(page.get_by_role("textbox", name="Quantity of Patent Grant")).to_have_value("1")
    expect(page.get_by_label("Still to be sent of")).to_have_value("1")
    keys.write("Alt+y", "Called back: one less, and the full text.")
    keys.follow("Control+Enter")
    shown = page.get_by_role("heading", name="What changes")
    expect(shown).to_be_visible()
    expect(page.get_by_role("button", name="Confirm the change, new total $208.17")).to_be_visible()
    assert again(placed).charged == placed.charged, "nothing is done yet"
    keys.follow("Control+Enter")

    expect(page.get_by_text("is changed: $208.17 is due.")).to_be_visible()
    expect(page.locator(".timeline").get_by_text("Called back: one less")).to_be_visible()
    now = again(placed)
    assert (str(now.charged), now.changes.count(), now.lines.count()) == ("208.17", 1, 2)


def test_a_disc_comes_back_and_its_money_is_paid_back_by_two_people(open_as, office):
    placed = closed(office)
    pay(placed, "112.25", by=office.agent)
    page = open_as(f"/orders/{placed.number}/", office.processor)
    keys = Keyboard(page)

    def go(link: str, *fields: tuple[str, str]) -> None:
        keys.tab_to(link)
        keys.follow("Enter")
        for label, text in fields:
            keys.tab_to(label)
            keys.press("Control+a") if label == "How many" else None
            keys.type(text)
        keys.follow("Control+Enter")

    go("Expect a return", ("Product", "1"), ("How many", "1"), ("Why", "Cannot be read."))
    go("Receive", ("How many", "1"))
    go("Restock", ("How many", "1"))
    go("Credit", ("How many", "1"))
    expect(page.get_by_text("1 received · 1 on the shelf · 1 credited")).to_be_visible()
    expect(page.get_by_text("Overpaid", exact=True)).to_be_visible()
    go("Request a refund", ("Why", "The disc came back."))
    assert StockLevel.objects.get().on_hand == 9

    page = open_as(f"/orders/{placed.number}/", office.supervisor)
    keys = Keyboard(page)
    go("Approve", ("Reference of Finance", "R-2026-118300"))
    expect(page.get_by_text("Refunded", exact=True).first).to_be_visible()
    refund = LedgerEntry.objects.get(kind="refund")
    assert (str(refund.amount), refund.by, refund.method) == ("112.25", office.supervisor, "check")
    assert again(placed).balance == 0


def test_a_subscription_is_renewed_after_an_issue_in_grace(open_as, office):
    placed = release_order(order(office, subscribed(office, 1)), by=office.processor)
    subscription = placed.lines.get().subscription
    for place in (1, 2):  # the one that is paid, and one in grace
        edition = Edition.objects.create(
            product=office.subscription, issue_date=date(2027, place, 1), label=f"Issue {place}"
        )
        send_batch(edition, after=0, by=office.processor)
    page = open_as(f"/orders/subscriptions/{subscription.pk}/", office.agent)
    keys = Keyboard(page)

    keys.follow("r")
    expect(page.get_by_text("of 12, 11 would be to come")).to_be_visible()
    keys.type("12")
    keys.follow("Control+Enter")

    renewed = Order.objects.latest("pk")
    expect(page.get_by_role("heading", level=1)).to_have_text(renewed.number)
    line = renewed.lines.get()
    assert (line.issues, line.awaited, line.shipped) == (12, 11, 1)


def test_what_comes_after_is_for_everybody(open_as, office, examine, forgiven):
    forgiven.add("status of 422")
    placed = order(office, discs(office, 3), subscribed(office), email="orders@lakeshore.example")
    pay(placed, "900.00", by=office.agent)
    ask_back(placed, "5.00", by=office.processor)
    with acting(office.processor):
        standing, quote = stand(office), quoted(office)
    subscription = placed.lines.get(subscription__isnull=False).subscription_id
    page = open_as("/orders/", office.supervisor)
    number, customer = placed.number, office.customer.number
    for address, name in (
        (f"/orders/{number}/payments/", "order-payment"),
        (f"/orders/{number}/refunds/", "order-refund"),
        ("/orders/refunds/", "orders-refunds"),
        ("/orders/find/", "orders-find"),
        ("/orders/subscriptions/", "subscriptions"),
        (f"/orders/subscriptions/{subscription}/", "subscription"),
        (f"/orders/subscriptions/{subscription}/renew/", "subscription-renew"),
        (f"/orders/subscriptions/issue/{office.december.pk}/", "issue-run"),
        ("/orders/standing/", "standing-orders"),
        (f"/orders/standing/{standing.pk}/", "standing-order"),
        (f"/orders/standing/new/{customer}/", "standing-order-new"),
        ("/orders/quotes/", "quotes"),
        (f"/orders/quotes/{quote.number}/", "quote"),
        (f"/orders/quotes/{quote.number}/accept/", "quote-accept"),
        (f"/orders/quotes/new/{customer}/", "quote-new"),
        ("/orders/reports/sales/", "report-sales"),
        ("/orders/reports/weekly/", "report-weekly"),
    ):
        page.goto(address)
        examine(page, name)
    page.goto("/orders/find/")
    page.get_by_label("Find an order").fill("Lakeshore")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("link", name=number)).to_be_visible()
    examine(page, "orders-found")
    page.goto(f"/orders/{number}/change/")
    page.get_by_label("Ship to").fill("1 New Road\nOshkosh, WI 54901")
    page.get_by_role("button", name="Look at what changes").last.click()
    expect(page.get_by_text("Say why, such as").first).to_be_visible()
    examine(page, "order-change-errors")
    page.get_by_label("Why does it change?").fill("Moved.")
    page.get_by_role("button", name="Look at what changes").last.click()
    expect(page.get_by_role("heading", name="What changes")).to_be_visible()
    examine(page, "order-change")
