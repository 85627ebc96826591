"""A customer's page: tickets and contacts, newest first, as far as the reader may see them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.actions.logging_contacts import KeptOpen
from contacts.models import Contact, Ticket
from contacts.queries.customer_page import PAGE, customer_page
from tests import cast
from tests.contacts.acts import browser, business_changes
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db


def page(user, customer) -> str:
    answer = browser(user).get(f"/customers/C{customer.pk}/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_shows_how_to_reach_the_customer_and_what_there_was(dana, ticket, marisol):
    shown = page(dana, marisol)
    for words in ("Marisol Quintero", "(571) 555-0142", ticket.subject, ticket.number, "Dana Hollis"):
        assert words in shown


def test_of_tickets_one_may_not_open_it_shows_number_state_area_and_topic_only(dana, luis, ticket, marisol):
    Ticket.objects.update(opened_at=timezone.now() - timedelta(days=400))
    cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"), description="SECRET words")
    shown = page(luis, marisol)
    for words in (ticket.number, "Open", "Filing Receipts", "Filing receipt: correction"):
        assert words in shown
    year = str((timezone.now() - timedelta(days=400)).year)
    main = shown.split("<main")[1].replace(marisol.number, "")  # its digits may be those of the year
    for words in (ticket.subject, "SECRET", "Dana Hollis", f"/tickets/T{ticket.pk}/", year, "Incoming"):
        assert words not in main


def test_who_took_part_sees_the_contacts(dana, luis, ticket, marisol):
    cast.contact(luis, ticket=ticket, outcome=KeptOpen("as_is"), description="I took this call.")
    shown = page(luis, marisol)
    assert "I took this call." in shown
    assert f"/tickets/T{ticket.pk}/" in shown


def test_opening_it_is_a_look_on_the_record_and_changes_nothing_else(dana, marisol):
    before = business_changes()
    page(dana, marisol)
    assert Event.objects.filter(kind="look", subject=marisol.number, actor_id=dana.pk).count() == 1
    assert business_changes() == before


@pytest.mark.parametrize("role", ["petra", "adam"])
def test_roles_without_customers_do_not_know_of_them(role, request, marisol):
    client = browser(request.getfixturevalue(role))
    for address in (f"/customers/C{marisol.pk}/", "/customers/", "/customers/new/", "/customers/C1/change/"):
        assert client.get(address).status_code == 404
    assert not Event.objects.filter(kind="look").exists()


@pytest.mark.parametrize("number", ["C1", "C999999999999999999", "C9999999999999999999", "C٣", "C-1", "Cx"])
def test_a_customer_who_does_not_exist_is_404(dana, number):
    assert browser(dana).get(f"/customers/{number}/").status_code == 404


def test_every_contact_is_on_exactly_one_page_also_when_many_start_in_the_same_minute(dana, ticket, marisol):
    at = timezone.now() - timedelta(hours=1)
    Contact.objects.update(started_at=at)
    for _ in range(PAGE * 2):
        cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"), started_at=at)
    seen, before = [], None
    while True:
        found = customer_page(marisol, dana, tickets_before=None, contacts_before=before)
        seen += [each.pk for each in found.contacts]
        if not found.more_contacts:
            break
        before = found.contacts[-1].pk
    assert sorted(seen) == sorted(Contact.objects.values_list("pk", flat=True))
    assert len(seen) == len(set(seen))


def test_every_ticket_is_on_exactly_one_page(dana, marisol):
    for _ in range(PAGE + 3):
        cast.ticket(dana, customer=marisol)
    first = customer_page(marisol, dana, tickets_before=None, contacts_before=None)
    second = customer_page(marisol, dana, tickets_before=first.tickets[-1].pk, contacts_before=None)
    assert first.more_tickets
    assert not second.more_tickets
    assert len({each.pk for each in [*first.tickets, *second.tickets]}) == PAGE + 3


@pytest.mark.parametrize("place", ["", "1", "x:y:z", "\x00", "a" * 5000])
def test_a_place_that_was_altered_is_the_beginning(dana, ticket, marisol, place):
    answer = browser(dana).get(f"/customers/C{marisol.pk}/", {"tickets": place, "contacts": place})
    assert answer.status_code == 200
    assert ticket.number in answer.content.decode()
