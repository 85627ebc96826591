"""The number of queries of a page does not grow with what it shows."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from contacts.actions.drafting import save_draft
from contacts.actions.logging_contacts import KeptOpen
from contacts.models import Customer
from tests import cast
from tests.contacts.acts import BY_NAME, browser, promise
from tests.contacts.screen import ADDRESS

pytestmark = pytest.mark.django_db


def fill(person, other, customer: Customer, *, number: int) -> None:
    """So many of everything that a page shows."""
    for n in range(number):
        ticket = cast.ticket(
            person, customer=customer, matters=[("patent", f"7,000,{n:03}"), ("docket", f"AB-{n}")]
        )
        cast.contact(other, ticket=ticket, outcome=KeptOpen("as_is"))
        BY_NAME["note"].send(other, ticket)
        promise(ticket, person)
        save_draft(by=person, form="note", submission_id=uuid.uuid4(), fields={}, ticket=ticket)
        BY_NAME["forward"].send(other, cast.ticket(other, customer=customer), to=cast.area("Petitions").pk)
        cast.customer(person, f"Quintero {n}", emails=[f"q{n}@quintero.example", f"r{n}@quintero.example"])


def queries(client, method: str, address: str, sent: dict) -> int:
    client.get("/account/")  # what only the first page of a session asks is not counted
    with CaptureQueriesContext(connection) as captured:
        answer = getattr(client, method)(address, sent)
    assert answer.status_code == 200
    return len(captured)


PAGES = {
    "contact_screen": lambda ticket: ("get", ADDRESS, {}),
    "contact_screen_with_caller": lambda ticket: (
        "post",
        ADDRESS,
        {"choose": "1", "customer": f"C{ticket.customer_id}", "look_up": "571 555 0142"},
    ),
    "look_up": lambda ticket: ("post", "/contacts/look-up/", {"look_up": "571 555 0142"}),
    "look_up_by_name": lambda ticket: ("post", "/contacts/look-up/", {"look_up": "Quin"}),
    "caller": lambda ticket: ("post", "/contacts/caller/", {"customer": f"C{ticket.customer_id}"}),
    "ticket": lambda ticket: ("get", f"/tickets/T{ticket.pk}/", {}),
    "desk": lambda ticket: ("get", "/desk/", {}),
    "list": lambda ticket: ("get", "/tickets/", {}),
    "list_of_area": lambda ticket: ("get", "/tickets/?area=petitions&state=all", {}),
    "customers": lambda ticket: ("post", "/customers/", {"look_up": "Quin"}),
    "customer": lambda ticket: ("get", f"/customers/C{ticket.customer_id}/", {}),
    "choose_double": lambda ticket: ("get", f"/customers/C{ticket.customer_id}/merge/", {}),
    "merge_customers": lambda ticket: (
        "get",
        f"/customers/C{ticket.customer_id}/merge/C{Customer.objects.exclude(pk=ticket.customer_id)[0].pk}/",
        {},
    ),
}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("person", ["luis", "carol"])
def test_few_and_many_rows_cost_the_same_number_of_queries(name, person, request, luis, dana, carol):
    person = request.getfixturevalue(person)
    customer = cast.customer(dana)
    fill(luis, dana, customer, number=2)
    ticket = luis.assigned_tickets.first() or customer.tickets.filter(area__slug="petitions").first()
    few = queries(browser(person), *PAGES[name](ticket))
    fill(luis, dana, customer, number=6)
    for _ in range(4):
        cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"))
        BY_NAME["note"].send(luis, ticket)
    many = queries(browser(person), *PAGES[name](ticket))
    assert many == few
    assert many <= 40
