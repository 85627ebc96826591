"""Before a contact is saved: open tickets of the same customer or about the same matter, to join one."""

import re
import uuid

import pytest

from contacts.actions.merging_tickets import merge_tickets
from contacts.models import Contact, Ticket
from tests import cast
from tests.contacts.acts import browser, business_changes, resolve
from tests.contacts.screen import ADDRESS, form, send

pytestmark = pytest.mark.django_db
PATENT = {"matter_kind": "patent", "matter_number": "7,123,456"}


@pytest.fixture
def known(dana) -> Ticket:
    """An open ticket about a patent, whose caller gave no name."""
    return cast.ticket(dana, matters=[("patent", "7,123,456")], description="Asks for the fee of a patent.")


def shown(person, **sent) -> str:
    answer = browser(person).post("/contacts/similar/", {"submission_id": str(uuid.uuid4())} | sent)
    assert answer.status_code == 200
    return answer.content.decode()


def test_while_one_types_the_open_tickets_with_the_same_number_are_shown(known, dana, carol):
    for person in (dana, carol):
        page = shown(person, matter_kind="patent", matter_number=" 7 123 456 ")
        assert "1 open ticket with the same number" in page
        assert "Asks for the fee of a patent" in page
        assert f'name="about" value="{known.number}" data-alt="j"' in page
        assert "A new ticket" in page
    assert "open ticket" not in shown(dana, matter_kind="registration", matter_number="7,123,456")
    assert "open ticket" not in shown(dana, matter_kind="patent", matter_number="7,123,457")
    for kind, number in (("patent", "x"), ("nonsense", "7,123,456"), ("", ""), ("patent", "\x00" * 99)):
        assert "open ticket" not in shown(dana, matter_kind=kind, matter_number=number)


def test_a_patent_is_the_same_with_and_without_its_country_and_kind_code(known, dana):
    for number in ("US 7,123,456 B2", "7123456B1", "us7123456"):
        assert known.number in shown(dana, matter_kind="patent", matter_number=number), number
    for number in ("D7,123,456", "7,123,456,1", "RE7,123,456"):
        assert known.number not in shown(dana, matter_kind="patent", matter_number=number), number


def test_what_is_settled_merged_or_not_theirs_to_see_is_not_shown(known, dana, luis):
    assert "open ticket" not in shown(luis, **PATENT), "luis may not see it"
    merge_tickets(known, into=cast.ticket(dana), submission_id=uuid.uuid4(), by=cast.again(dana))
    page = shown(dana, **PATENT)
    assert known.number not in page and "1 open ticket" in page, "the survivor has the matter now"
    for each in Ticket.objects.unresolved():
        resolve(each, dana)
    assert "open ticket" not in shown(dana, **PATENT)


def test_a_ticket_of_another_customer_is_shown_and_cannot_be_joined(dana, marisol):
    theirs = cast.ticket(dana, customer=marisol, matters=[("patent", "7,123,456")])
    ines = cast.customer(dana, "Ines Okafor", number="202 555 0100")
    for customer in (ines.number, "new"):
        page = shown(dana, customer=customer, **PATENT)
        assert "of another customer" in page and 'name="about"' not in page.split("Something new")[0]
        assert "Quintero" not in page
    assert f'value="{theirs.number}"' in shown(dana, customer="none", **PATENT)
    assert "open ticket" not in shown(dana, customer=marisol.number, **PATENT), "beside the caller already"


def test_by_one_key_the_contact_is_added_to_it(known, dana):
    answer = send(dana, **PATENT, about=known.number, outcome="open", owner="as_is")
    assert answer.status_code == 302
    assert known.contacts.count() == 2 and Ticket.objects.count() == 1


def test_without_script_it_is_shown_once_before_a_second_ticket_is_opened(known, dana):
    before = business_changes()
    sent = form(**PATENT, description="Asks for the fee again.")
    client = browser(dana)
    answer = client.post(ADDRESS, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "There is an open ticket with the same number." in page
    assert f'name="about" value="{known.number}"' in page and "Asks for the fee again." in page
    assert business_changes() == before
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    assert seen == [known.number]
    assert client.post(ADDRESS, sent | {"seen": seen}).status_code == 302
    assert Ticket.objects.count() == 2


def test_a_customers_open_tickets_are_shown_once_too(ticket, marisol, dana):
    sent = form(customer=marisol.number)
    client = browser(dana)
    answer = client.post(ADDRESS, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Marisol Quintero has an open ticket already." in page
    assert f"This is about {ticket.number}" in page
    seen = re.findall(r'name="seen" value="([^"]+)"', page)
    assert seen == [marisol.number]
    assert page.count(">A new ticket<") == 1
    assert client.post(ADDRESS, sent | {"seen": seen}).status_code == 302
    assert Contact.objects.filter(customer=marisol).count() == 2


def test_new_is_offered_once_beside_the_caller_or_below_the_number(ticket, known, marisol, dana):
    assert "A new ticket" not in shown(dana, customer=marisol.number, **PATENT)
    assert "A new ticket" in shown(dana, customer="none", **PATENT)
