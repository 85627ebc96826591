"""What somebody chooses while an answer is on its way stays chosen, on the contact screen."""

import pytest
from playwright.sync_api import Page, Route, expect

from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.contacts.test_contact_screen import NEW, expect_chosen, saved_ticket

DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


class Held:
    """Requests to an address that are kept from the server until they are let go."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self.kept: list[Route] = []
        page.route(address, lambda route: self.kept.append(route))

    def newest(self) -> Route:
        """Wait for a request."""
        for _ in range(400):
            if self.kept:
                return self.kept[-1]
            self.page.wait_for_timeout(50)
        raise AssertionError("Nothing was asked for.")

    def let_go(self) -> None:
        """Let the newest go, and return when the page has drawn what was answered."""
        route = self.newest()
        with self.page.expect_event("requestfinished", lambda request: request == route.request):
            route.continue_()
        self.page.evaluate(DRAWN)
        self.kept.clear()


def test_who_is_chosen_before_the_last_letters_are_answered_is_the_caller(open_as, office):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+c", "whit")
    expect(page.get_by_text("2 customers found")).to_be_visible()
    later = Held(page, "**/contacts/look-up/")
    keys.type("f")
    later.newest()
    page.get_by_role("radio", name="Theo Whitfield").check()
    theo = page.get_by_role("heading", name="Theo Whitfield")
    expect(theo).to_be_visible()
    later.let_go()
    expect(theo).to_be_visible()
    expect(page.get_by_role("radio", name="Theo Whitfield")).to_be_checked()
    keys.write("Alt+t", "office")
    keys.press("Enter", "Control+Enter")
    assert saved_ticket(page).customer.name == "Theo Whitfield"


def test_who_is_chosen_before_the_last_letters_are_even_asked_for_is_not_looked_up_again(open_as, office):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+c", "whit")
    expect(page.get_by_text("2 customers found")).to_be_visible()
    later = Held(page, "**/contacts/look-up/")
    page.evaluate(
        """() => {
            const field = document.querySelector("#id_look_up");
            field.value += "f";
            field.dispatchEvent(new Event("input", { bubbles: true }));
            document.querySelector("[name=customer]").click();
        }"""
    )
    expect(page.locator("#chosen-name")).to_contain_text("Whitfield")
    page.wait_for_timeout(400)
    assert later.kept == []
    keys.write("Alt+c", "quint")
    later.let_go()
    expect(page.get_by_text("1 customer found")).to_be_visible()


@pytest.mark.parametrize(
    ("number", "kept_number"),
    [("571 555 0142", ""), ("571 555 0199", "(571) 555-0199")],
    ids=["known", "unknown"],
)
def test_a_new_customer_who_is_begun_before_the_number_is_answered_stays_new(
    open_as, office, number, kept_number
):
    page = open_as(NEW)
    keys = Keyboard(page)
    later = Held(page, "**/contacts/look-up/")
    keys.write("Alt+c", number)
    later.newest()
    keys.press("Alt+n")
    keys.type("Mari Q")
    later.let_go()
    expect_chosen(page, "customer", "new")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    expect(page.get_by_label("Name", exact=True)).to_have_value("Mari Q")
    expect(page.get_by_label("Telephone", exact=True)).to_have_value(kept_number)
    expect(page.locator("#chosen-name")).to_have_count(0)


def test_a_card_that_comes_late_is_not_shown_beside_another_choice(open_as, office):
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+c", "whitf")
    expect(page.get_by_text("2 customers found")).to_be_visible()
    later = Held(page, "**/contacts/caller/")
    page.get_by_role("radio", name="Theo Whitfield").check()
    later.newest()
    keys.press("Alt+0")
    later.let_go()
    expect_chosen(page, "customer", "none")
    expect(page.locator("#chosen-name")).to_have_count(0)


def test_the_ticket_that_is_chosen_before_similar_ones_are_answered_anew_stays_chosen(open_as, office):
    ticket = cast.ticket(office.agent, matters=[("application", "11/482,918")])
    page = open_as(NEW)
    keys = Keyboard(page)
    keys.write("Alt+m", "11/482,918")
    keys.press("Alt+d")
    expect(page.get_by_text("open ticket with the same number")).to_be_visible()
    later = Held(page, "**/contacts/similar/")
    keys.write("Alt+m", "11482918")
    keys.press("Alt+d")
    later.newest()
    page.get_by_text(f"This is about {ticket.number}").click()
    expect_chosen(page, "about", ticket.number)
    later.let_go()
    expect_chosen(page, "about", ticket.number)
    keys.press("Alt+v")
    keys.write("Alt+d", "Calls again about the oath.")
    keys.press("Alt+6", "Control+Enter")
    assert saved_ticket(page) == ticket
