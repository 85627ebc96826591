"""On which tickets the customer spoke last: a choice of the queue, in saved views, and a mark on each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.actions.logging_contacts import KeptOpen
from contacts.models import Ticket
from contacts.queries.queue import PAGE, queue
from contacts.queries.queue_choices import Choice
from tests import cast
from tests.contacts.acts import BY_NAME, browser, resolve
from uccms.web.template_words.times import moment

pytestmark = pytest.mark.django_db
MARK = "The customer spoke last, "


def answer(ticket: Ticket, by) -> None:
    cast.contact(by, ticket=ticket, direction="out", started_at=timezone.now(), outcome=KeptOpen("as_is"))


def page(person, address: str) -> str:
    return browser(person).get(address).content.decode()


@pytest.fixture
def ticket(dana, marisol) -> Ticket:
    """An open ticket of a customer who wrote, with dana."""
    return cast.ticket(dana, customer=marisol, channel="email")


@pytest.fixture
def answered(dana) -> Ticket:
    found = cast.ticket(dana)
    answer(found, dana)
    return found


def test_django_helpdesk_243_the_list_of_those_whose_customer_spoke_last(dana, luis, ticket, answered):
    shown = page(dana, "/tickets/?last=customer")
    assert ticket.number in shown and answered.number not in shown
    assert '<option value="customer" selected>the customer</option>' in shown
    assert "<h1>The customer spoke last</h1>" in page(dana, "/tickets/?last=customer&sort=oldest")
    assert ticket.number not in page(luis, "/tickets/?last=customer"), "another area's"
    for sort in ("newest", "oldest", "due"):
        found = queue(cast.again(dana), Choice(last="customer", sort=sort))
        assert ([each.pk for each in found.tickets], found.count) == ([ticket.pk], 1)


def test_it_goes_with_other_choices_and_a_resolved_one_gets_a_sentence(dana, ticket, answered):
    fax = cast.ticket(dana, channel="fax")
    assert fax.number in page(dana, "/tickets/?last=customer&channel=fax")
    assert ticket.number not in page(dana, "/tickets/?last=customer&channel=fax")
    for state in ("resolved", "closed"):
        shown = page(dana, f"/tickets/?last=customer&state={state}")
        assert "What is resolved is answered" in shown and ticket.number in shown
    shown = page(dana, "/tickets/?last=customer&resolved=today")
    assert "this shows resolved tickets" in shown and ticket.number not in shown
    assert "There is no such choice for “Spoke last”" in page(dana, "/tickets/?last=agent")


def test_it_is_kept_in_a_saved_view(dana, ticket, answered):
    form = {
        "submission_id": "6f1f3c1e-0000-4000-8000-000000000002",
        "name": "To answer",
        "back": "last=customer",
    }
    assert browser(dana).post("/tickets/views/", form).url == "/tickets/?last=customer"
    assert "<h1>To answer</h1>" in page(dana, "/tickets/?last=customer")


def test_a_row_and_the_ticket_say_it_until_it_is_answered(dana, ticket):
    at = timezone.now() - timedelta(days=1, minutes=3)
    cast.contact(dana, ticket=ticket, channel="fax", started_at=at, outcome=KeptOpen("as_is"))
    Ticket.objects.filter(pk=ticket.pk).update(spoke_last_at=at)
    words = MARK + moment(at)
    assert "yesterday" in words
    client = browser(dana)
    for address in ("/tickets/", "/tickets/rows/", f"/tickets/T{ticket.pk}/", f"/tickets/T{ticket.pk}/news/"):
        assert words in client.get(address).content.decode(), address
    tag = client.get("/tickets/rows/")["ETag"]
    answer(ticket, dana)
    fresh = client.get("/tickets/rows/", headers={"If-None-Match": tag})
    assert fresh.status_code == 200 and MARK not in fresh.content.decode()
    for address in ("/tickets/", f"/tickets/T{ticket.pk}/", f"/tickets/T{ticket.pk}/news/"):
        assert MARK not in client.get(address).content.decode(), address


def test_a_resolved_or_merged_ticket_has_no_mark(dana, ticket, answered):
    resolve(ticket, dana)
    BY_NAME["merge"].send(dana, answered, other=ticket.number)
    assert MARK not in page(dana, "/tickets/?state=all")


def test_a_long_list_goes_on_from_page_to_page(dana):
    made = [cast.ticket(dana, channel="email") for _ in range(PAGE + 2)]
    choice = Choice(last="customer")
    first = queue(cast.again(dana), choice)
    second = queue(cast.again(dana), choice, at=first.next)
    shown = [each.pk for each in [*first.tickets, *second.tickets]]
    assert shown == sorted((each.pk for each in made), reverse=True)
