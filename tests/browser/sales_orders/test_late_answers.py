"""What somebody chooses on the order form while an answer is on its way stays chosen."""

from playwright.sync_api import expect

from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.test_late_answers import Held
from tests.browser.sales_orders.test_order_entry import NEW, placed_order


def test_who_is_chosen_before_the_last_letters_are_answered_is_the_customer(open_as, office):
    page = open_as(NEW, office.agent)
    keys = Keyboard(page)
    keys.type("corri")
    expect(page.get_by_text("1 customer found")).to_be_visible()
    later = Held(page, "**/orders/new/look-up/")
    keys.type("gan")
    later.newest()
    keys.tab_to("Ines Corrigan")
    keys.press("Space")
    expect(page.get_by_label("Confirmation goes to")).to_have_value("orders@lakeshore.example")
    later.let_go()
    expect(page.locator("#chosen-name")).to_have_text("Ines Corrigan")
    keys.write("Alt+l", "eip-0102")
    keys.press("Enter")
    expect(page.get_by_label("Quantity of Patents BIB: Grants")).to_be_focused()
    keys.press("Control+Enter")
    assert placed_order(page).customer == office.customer
