"""Orders on the pages of contacts, as far as one may see them; contacts on an order's timeline."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.actions.logging_contacts import KeptOpen
from sales_orders.actions.drafting import save_order_draft
from sales_orders.queries.order_contacts import order_contacts, tickets_naming
from tests import cast
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.office import discs, order
from tests.sales_orders.test_order_entry import text_of
from uccms.database.written_once import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=60)


def ticket_of(person, **facts):
    return cast.ticket(person, topic=cast.topic("Orders", cast.area("Petitions")), **facts)


def test_a_customers_and_a_tickets_page_show_their_orders_as_far_as_one_may_see_them(office):
    ticket = ticket_of(office.stranger, customer=office.customer)
    from_ticket = order(office, ticket=ticket)
    named = order(office, customer=cast.customer(office.agent, "Theo Whitfield", number="703 555 0188"))
    cast.contact(office.stranger, ticket=ticket, matters=[("order", named.number)], outcome=KeptOpen("as_is"))
    customer, at = f"/customers/{office.customer.number}/", f"/tickets/{ticket.number}/"

    page = browser(office.agent).get(at).content.decode()
    for placed in (from_ticket, named):
        assert f'href="/orders/{placed.number}/"' in page
    assert f"/orders/new/?ticket={ticket.number}" in page
    page = browser(office.agent).get(customer).content.decode()
    assert f'href="/orders/{from_ticket.number}/"' in page
    assert named.number not in page
    assert "Unpaid · Not shipped" in page
    assert f"/orders/new/?customer={office.customer.number}" in page

    for address in (at, customer):
        page = browser(office.stranger).get(address).content.decode()
        assert from_ticket.number in page
        assert "Entered" in page
        assert "/orders/" not in page
        assert "$112.25" not in page


def test_a_ticket_without_orders_says_nothing_to_those_who_enter_none(office):
    ticket = ticket_of(office.stranger)
    assert "h-orders" not in browser(office.stranger).get(f"/tickets/{ticket.number}/").content.decode()
    assert "h-orders" in browser(office.agent).get(f"/tickets/{ticket.number}/").content.decode()


def test_the_desk_of_a_processor_shows_what_waits_and_nobody_elses_does(office):
    placed = order(office)
    held = order(office)
    held.state, held.held_because = "on_hold", "Waits for a check."
    held.save()

    said = text_of(browser(office.processor).get("/desk/"))
    assert "1 to release" in said
    assert "1 on hold" in said
    assert placed.number in said
    for person in (office.agent, office.stranger):
        assert placed.number not in text_of(browser(person).get("/desk/"))


def test_panels_ask_as_often_for_many_orders_as_for_few(office):
    ticket = ticket_of(office.stranger, customer=office.customer)
    pages = ("/desk/", f"/customers/{office.customer.number}/", f"/tickets/{ticket.number}/")

    def asked() -> list[int]:
        found = []
        for address in pages:
            client = browser(office.supervisor if address == "/desk/" else office.agent)
            client.get("/account/")
            with CaptureQueriesContext(connection) as captured:
                assert client.get(address).status_code == 200
            found.append(len(captured))
        return found

    def fill(number: int) -> None:
        for _ in range(number):
            order(office, ticket=ticket)
            save_order_draft(
                by=office.supervisor, submission_id=uuid.uuid4(), fields={}, customer=office.customer
            )

    fill(1)
    few = asked()
    fill(8)
    assert asked() == few
    assert max(few) <= 40


def test_contacts_about_an_order_are_those_of_its_ticket_and_those_that_name_it(office):
    ticket = ticket_of(office.stranger, customer=office.customer, description="Wants a disc.")
    placed = order(office, ticket=ticket)
    about = cast.contact(
        office.agent,
        topic=cast.topic("Filing receipt: correction"),
        description="Asks where the disc is.",
        matters=[("order", placed.number)],
    )
    cast.contact(office.agent, description="Of something else.")

    found = {each.description for each in contacts_about(placed, cast.again(office.agent))}
    assert found == {"Asks where the disc is.", "Wants a disc."}
    assert [each.pk for each in contacts_about(placed, cast.again(office.stranger))] == [
        ticket.contacts.get().pk
    ]
    page = browser(office.agent).get(f"/orders/{placed.number}/").content.decode()
    assert f'href="/tickets/{about.ticket.number}/#c{about.pk}"' in page
    assert "Wants a disc." in page
    assert "Of something else." not in page
    processors = browser(office.processor).get(f"/orders/{placed.number}/").content.decode()
    assert "Wants a disc." not in processors, "tickets of other areas stay theirs"


def contacts_about(placed, user):
    (naming,) = together(tickets_naming(placed))
    return order_contacts(placed, naming, user)


def test_a_timeline_asks_as_often_for_many_contacts_as_for_few(office):
    ticket = ticket_of(office.stranger, customer=office.customer)
    placed = order(office, discs(office), ticket=ticket)
    client = browser(office.agent)

    def asked() -> int:
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/orders/{placed.number}/")
        return len(captured)

    few = asked()
    for _ in range(4):
        cast.contact(office.agent, ticket=ticket, outcome=KeptOpen("as_is"))
        cast.contact(office.agent, matters=[("order", placed.number)])
    assert asked() == few
