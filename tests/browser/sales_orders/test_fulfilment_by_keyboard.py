"""From the shelf to the carrier, with nothing but a keyboard."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from sales_orders.models import StockLevel
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.waiting import pages_asked_for
from tests.sales_orders.acts import UPS, again, released
from tests.sales_orders.office import discs, order


def test_an_order_is_released_picked_and_shipped_in_two_parcels(open_as, office):
    placed = order(office, discs(office, 3))
    page = open_as(f"/orders/{placed.number}/", office.processor)
    keys = Keyboard(page)

    keys.follow("r")
    keys.follow("Control+Enter")
    keys.press("n")
    keys.type("The customer calls back.")
    keys.follow("Control+Enter")
    expect(page.locator(".entry--note")).to_contain_text("The customer calls back.")
    keys.follow("p")
    keys.follow("Control+Enter")
    keys.follow("s")
    expect(page.get_by_label("Units of Patents BIB")).to_be_focused()
    keys.press("Control+a")
    keys.type("2")
    keys.write("Alt+t", UPS)
    keys.press("Alt+c")
    keys.type("UPS")
    keys.follow("Control+Enter")

    expect(page.get_by_text("2 shipped", exact=True)).to_be_visible()
    expect(page.get_by_text("Partly shipped")).to_be_visible()
    keys.follow("s")
    keys.press("Alt+c")
    keys.type("Hand")
    keys.follow("Control+Enter")

    expect(page.get_by_text("Closed", exact=True).first).to_be_visible()
    now = again(placed)
    assert (now.state, now.shipped_state) == ("closed", "all")
    assert [(each.carrier, each.tracking) for each in now.shipments.all().order_by("shipped_at")] == [
        ("ups", UPS), ("counter", ""),
    ]  # fmt: skip
    level = StockLevel.objects.get()
    assert (level.on_hand, level.allocated) == (6, 0)


def test_what_is_ticked_is_picked_and_printed(open_as, office):
    first, second, third = (released(office, discs(office, 2)) for _ in range(3))
    page = open_as("/orders/", office.processor)
    keys = Keyboard(page)

    keys.tab_to("Work lists")
    keys.follow("Enter")
    keys.tab_to("To pick")
    keys.follow("Enter")
    keys.tab_to(first.number)
    keys.press("Space")
    keys.tab_to(third.number)
    keys.press("Shift+Tab")
    keys.press("Tab")
    keys.press("Space")
    keys.follow("Control+Enter")

    expect(page.get_by_text("2 picked.")).to_have_count(2)
    assert [again(each).units_picked for each in (first, second, third)] == [2, 0, 2]
    keys.follow("l")
    row = page.get_by_role("row", name="Patents BIB: Grants, December 2026")
    expect(row).to_contain_text("4")
    expect(row).to_contain_text(f"2 for {first.number}")


def test_without_single_keys_a_letter_does_nothing(open_as, office):
    office.processor.shortcuts = False
    office.processor.save()
    placed = order(office)
    page = open_as(f"/orders/{placed.number}/", office.processor)

    asked = pages_asked_for(page)
    page.keyboard.press("r")
    page.keyboard.press("Tab")
    expect(page.locator("kbd:visible").filter(has_text=re.compile(r"^\S$"))).to_have_count(0)
    page.reload()
    assert [urlsplit(each).path for each in asked] == [f"/orders/{placed.number}/"]
