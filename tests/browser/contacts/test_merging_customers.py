"""Two records of one customer in a browser: found, merged by keyboard, undone; also without script."""

import pytest
from playwright.sync_api import expect

from contacts.actions.keeping_customers import change_customer, create_customer
from contacts.forms.telephones import read_number
from contacts.models import Customer, Ticket
from tests import cast
from tests.browser.contacts.keyboard import Keyboard
from tests.browser.waiting import follow
from tests.contacts.merging import fresh


@pytest.fixture
def double(office) -> Customer:
    """A second record of the office's customer, with two tickets."""
    made = create_customer(
        by=office.agent,
        name="M. Quintero",
        emails=["quintero@home.example"],
        numbers=[read_number("571 555 0142")],
        addresses=["18 Sample Court\nSpringfield, VA 22150"],
    )
    for _ in range(2):
        cast.ticket(office.agent, customer=made)
    return made


def test_a_double_is_found_merged_and_undone_but_for_what_changed(open_as, office, double, examine):
    page = open_as(f"/customers/C{office.marisol.pk}/")
    examine(page, "customer-doubles")
    follow(page.get_by_role("link", name="Merge with another customer"))
    page.get_by_label("Number, telephone").fill("Whitfield")
    page.get_by_role("button", name="Find", exact=True).click()
    expect(page.get_by_role("heading", name="2 found")).to_be_visible()
    examine(page, "choosing-doubles")
    follow(page.get_by_role("link", name=double.number))
    examine(page, "merging-customers")
    page.get_by_role("group", name="Name").get_by_label("M. Quintero").check()
    page.get_by_role("group", name="E-mail addresses").get_by_label("quintero@home.example").uncheck()
    keys = Keyboard(page)
    keys.follow("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"Merge {double.number} into {office.marisol.number}?"
    )
    expect(page.get_by_text("Left out")).to_be_visible()
    examine(page, "merging-customers-preview")
    keys.follow("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"{double.number} is {office.marisol.number} now"
    )
    examine(page, "customer-merge")
    assert fresh(office.marisol).name == "M. Quintero"
    assert Ticket.objects.filter(customer=office.marisol).count() == 4
    page.goto(f"/customers/C{double.pk}/")
    examine(page, "merged-customer")
    page.get_by_role("link", name=f"Open {office.marisol.number}").click()
    expect(page.get_by_role("heading", name="Merged into this one")).to_be_visible()
    now = fresh(office.marisol)
    change_customer(now, version=now.version, by=office.colleague, name="Marisol Q. Reyes", emails=[])
    follow(page.get_by_role("link", name=double.number))
    keys.follow("z")
    expect(page.get_by_role("heading", name="Not undone")).to_be_visible()
    expect(page.get_by_text("Luis Ferreira changed it since.")).to_be_visible()
    examine(page, "customer-merge-undone")
    assert Ticket.objects.filter(customer=double).count() == 2


def test_it_works_without_script(open_as, office, double):
    page = open_as(f"/customers/C{office.marisol.pk}/merge/C{double.pk}/", script=False)
    page.get_by_role("button", name="Show what will be").click()
    page.get_by_role("button", name="Back to the choices").click()
    page.get_by_role("group", name="Which number stays?").get_by_label(double.number).check()
    page.get_by_role("button", name="Show what will be").click()
    page.get_by_role("button", name=f"Merge {office.marisol.number} into {double.number}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        f"{office.marisol.number} is {double.number} now"
    )
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{office.marisol.number} is itself again")
