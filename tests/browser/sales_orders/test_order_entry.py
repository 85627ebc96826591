"""The order form by keyboard, and by forms alone."""

import re

import pytest
from playwright.sync_api import Page, expect

from sales_orders.models import Order, OrderDraft
from tests.browser.accessible import assert_accessible, assert_no_sideways_scrolling
from tests.browser.conftest import DESK, TELEPHONE
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.test_contact_screen import wait_for
from tests.browser.waiting import follow
from uccms.accounts.models import User

NEW = "/orders/new/"


@pytest.fixture
def copies() -> int:
    """Fewer than are ordered."""
    return 3


def total(page: Page) -> str:
    """What the button says that the order costs."""
    return page.locator("#place-words").inner_text()


def placed_order(page: Page) -> Order:
    """The order whose number is shown large, to read out."""
    page.wait_for_url("**/orders/S*/")
    return Order.objects.get(number_key=int(page.locator("#number").inner_text().removeprefix("S")))


def test_two_products_and_a_subscription_are_ordered_by_keyboard(open_as, office, screenshot):
    page = open_as(NEW, office.agent)
    keys = Keyboard(page)
    keys.type("corrigan")
    expect(page.get_by_text("1 customer found")).to_be_visible()
    keys.tab_to("Ines Corrigan")
    keys.press("Space")
    expect(page.locator("#chosen-name")).to_have_text("Ines Corrigan")
    expect(page.get_by_label("Confirmation goes to")).to_have_value("orders@lakeshore.example")
    expect(page.locator("#id_ship_to")).to_have_value(
        "Lakeshore Patent Library\nAttention: Ines Corrigan\n400 Example Avenue\nMadison, WI 53703"
    )

    keys.write("Alt+l", "eip-0102")
    expect(page.get_by_role("option", name="Patents BIB: Grants")).to_be_visible()
    keys.press("Enter")
    quantity = page.get_by_label("Quantity of Patents BIB: Grants")
    expect(quantity).to_be_focused()
    keys.type("5")
    expect(page.get_by_text("Only 3 of 5 are on the shelf.")).to_be_visible()
    expect(page.locator("#place-words")).to_have_text("Place order, $524.50")
    keys.press("Alt+1")
    expect(page.get_by_label("Ship 3 now, 2 later")).to_be_checked()
    expect(page.get_by_label("Ship 3 now, 2 later")).to_be_focused()
    keys.write("Alt+l", "full text")
    keys.press("Enter")  # before the list is there: it means the first of it
    expect(page.get_by_label("Quantity of Patent Grant Full Text")).to_be_focused()
    keys.press("Enter")
    expect(page.locator("#id_product_words")).to_be_focused()
    keys.type("assign")
    expect(page.get_by_role("option", name="Patents ASSIGN")).to_be_visible()
    keys.press("Enter")
    expect(page.get_by_label("Quantity of Patents ASSIGN")).to_be_focused()
    keys.press(*["Shift+Tab"] * 5)  # over the three parts of the day and its button
    expect(page.get_by_label("Issues of Patents ASSIGN")).to_be_focused()
    keys.press("Control+a")
    keys.type("4")
    expect(page.locator("#place-words")).to_have_text(re.compile(r"Place order, \$7[0-9]{2}"))

    keys.press("Alt+m")
    keys.type("Check")
    keys.press("Tab")
    keys.type("300")
    keys.press("Tab")
    keys.type("R-2026-118204")
    keys.write("Alt+o", "LPL-2026-311")
    expect(page.get_by_text("Balance due")).to_be_visible()
    screenshot(page, "order-entry-1280")
    shown = total(page).split("$")[1]
    keys.press("Control+Enter")
    order = placed_order(page)
    screenshot(page, "order-placed-1280")
    assert f"{order.charged:,.2f}" == shown
    assert [(line.quantity, line.issues, line.ready, line.backordered) for line in order.lines.all()] == [
        (5, 1, 3, 2),
        (1, 1, 1, 0),
        (1, 4, 0, 0),
    ]
    assert (order.paid, order.purchase_order, order.customer) == (300, "LPL-2026-311", office.customer)
    assert not OrderDraft.objects.exists()


def test_lines_are_walked_and_removed_by_keyboard_and_the_draft_follows(open_as, office):
    """Without single keys, too: arrows, and keys with Alt, are none."""
    User.objects.filter(pk=office.agent.pk).update(shortcuts=False)
    page = open_as(f"{NEW}?customer={office.customer.number}", office.agent)
    assert NEW in page.url and "customer" not in page.url
    keys = Keyboard(page)
    expect(page.locator("#id_product_words")).to_be_focused()
    for code in ("eip-0102p-dd", "eip-5350p-ol"):
        keys.write("Alt+l", code)
        keys.press("Enter")
        expect(page.locator("[data-line]").last.get_by_role("rowheader")).to_contain_text(code.upper())
        expect(page.locator("[data-column=quantity]").last).to_be_focused()
    keys.press("ArrowUp")
    expect(page.get_by_label("Quantity of Patents BIB: Grants")).to_be_focused()
    keys.type("2")
    expect(page.locator("#place-words")).to_have_text("Place order, $212.25")
    wait_for(lambda: OrderDraft.objects.filter(fields__has_key="line-1-quantity").exists())
    keys.press("ArrowDown", "Alt+Delete")
    expect(page.locator("[data-line]")).to_have_count(1)
    expect(page.get_by_label("Quantity of Patents BIB: Grants")).to_be_focused()
    wait_for(lambda: "line-2-quantity" not in OrderDraft.objects.get().fields)
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.get_by_role("button", name="Shortcuts").press("Enter")
    listed = page.get_by_role("dialog").get_by_role("definition")
    expect(listed.filter(has_text="Remove Patents BIB: Grants")).to_have_count(1)
    keys.press("Escape")

    elsewhere = open_as(f"/orders/drafts/{OrderDraft.objects.get().submission_id}/", office.agent)
    expect(elsewhere.get_by_label("Quantity of Patents BIB: Grants")).to_have_value("2")
    expect(elsewhere.locator("#place-words")).to_have_text("Place order, $212.25")
    Keyboard(elsewhere).press("Control+Enter")
    assert placed_order(elsewhere).lines.get().quantity == 2


def test_an_order_is_placed_without_script(open_as, office, forgiven):
    forgiven.add("status of 4")
    page = open_as(NEW, office.agent, script=False)
    page.get_by_label("Customer: number").fill("corrigan")
    page.get_by_role("button", name="Look up").click()
    page.get_by_label("Ines Corrigan").check()
    page.get_by_role("button", name="Show the chosen customer").click()
    expect(page.locator("#id_ship_to")).to_have_value(re.compile("^Lakeshore Patent Library"))
    for words in ("EIP-0102P-DD", "full text"):
        page.locator("#id_product_words").fill(words)
        follow(page.get_by_role("button", name="Add the line"))
    page.locator("#id_product_words").fill("patents")
    follow(page.get_by_role("button", name="Add the line"))
    page.get_by_label("Patents ASSIGN").check()
    follow(page.get_by_role("button", name="Add the line"))
    expect(page.locator("[data-line]")).to_have_count(3)
    page.get_by_role("button", name="Remove Patent Grant Full Text").click()
    expect(page.locator("[data-line]")).to_have_count(2)
    page.get_by_label("Quantity of Patents BIB: Grants").fill("4")
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_role("alert")).to_contain_text("The stock has changed")
    page.get_by_label("Wait for all 4").check()
    page.get_by_role("button", name="Place order").click()
    order = placed_order(page)
    assert [(line.quantity, line.backordered) for line in order.lines.all()] == [(4, 4), (1, 0)]


def test_a_click_counts_though_the_sum_changes_while_the_button_is_down(open_as, office):
    page = open_as(f"{NEW}?customer={office.customer.number}", office.agent)
    keys = Keyboard(page)
    keys.write("Alt+l", "eip-0102")
    expect(page.get_by_role("option", name="Patents BIB: Grants")).to_be_visible()
    keys.press("Enter")
    quantity = page.get_by_label("Quantity of Patents BIB: Grants")
    expect(quantity).to_be_focused()
    words = page.locator("#place-words")
    expect(words).to_have_text("Place order, $112.25")
    words.hover()
    page.mouse.down()
    quantity.evaluate("each => { each.value = 2; each.dispatchEvent(new Event('input', { bubbles: true })) }")
    expect(words).to_have_text("Place order, $212.25")
    page.mouse.up()
    assert [line.quantity for line in placed_order(page).lines.all()] == [2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_form_and_its_panels_are_for_everybody(open_as, office, screenshot, forgiven, scheme):
    forgiven.add("status of 4")
    page = open_as(f"{NEW}?customer={office.customer.number}", office.processor, scheme=scheme)
    page.locator("#id_product_words").fill("patents")
    expect(page.get_by_role("option").first).to_be_visible()
    assert_accessible(page)
    screenshot(page, f"order-entry-options-{scheme}")
    page.locator("#id_product_words").press("Enter")
    quantity = page.locator("[data-column=quantity]")
    expect(quantity).to_be_focused()
    quantity.fill("9")
    page.get_by_placeholder("0 or 10%").fill("10%")
    page.get_by_placeholder("another").fill("80")
    page.get_by_label("Receipt reference of Finance").fill("4000 0012 3456 7899")
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_role("alert")).to_be_focused()
    for size in (DESK, TELEPHONE):
        page.set_viewport_size(size)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)
        screenshot(page, f"order-entry-refused-{scheme}-{size['width']}")
    for address, name in (
        ("/desk/", "desk"),
        (f"/customers/{office.customer.number}/", "customer"),
        ("/orders/drafts/", "drafts"),
    ):
        page.goto(address)
        assert_accessible(page)
        assert_no_sideways_scrolling(page)
        screenshot(page, f"orders-on-{name}-{scheme}-375")
