"""What the contact screen opens with: a screen pop, the caller's side, the number to read out."""

import re
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.actions.logging_contacts import KeptOpen, log_contact
from contacts.errors import TicketError
from contacts.models import Ticket
from tests import cast
from tests.contacts.acts import (
    browser,
    business_changes,
    promise,
    put_back,
    resolve,
)
from tests.contacts.screen import ADDRESS, send
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db


def pop(user, **query):
    client = browser(user)
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 302
    clean = answer.headers["Location"]
    assert re.fullmatch(rf"{ADDRESS}\?begun=[\w-]{{8}}", clean), "personal data never stands in an address"
    return client, client.get(clean).content.decode()


def test_a_screen_pop_with_one_match_takes_it(dana, marisol):
    client, page = pop(dana, channel="phone", number="+15715550142")
    assert "Open " + marisol.number in page
    assert Event.objects.filter(kind="look", subject=marisol.number, actor_id=dana.pk).exists()
    again = client.get(ADDRESS).content.decode()
    assert not re.search(rf"\b{marisol.number}\b", again), "it is taken once"


def test_two_windows_that_are_opened_at_once_do_not_get_each_others_caller(dana, marisol):
    client, ines = browser(dana), cast.customer(dana, "Ines Okafor", number="202 555 0100")
    first, second = (client.get(ADDRESS, {"customer": each.number}).url for each in (marisol, ines))
    begun, other = (client.get(each).content.decode() for each in (first, second))
    assert "Open " + marisol.number in begun and "Open " + ines.number not in begun
    assert "Open " + ines.number in other and "Open " + marisol.number not in other
    for address in (first, f"{ADDRESS}?begun=x", f"{ADDRESS}?begun=%00&customer={ines.number}"):
        assert "Open C" not in client.get(address).content.decode()


def test_a_screen_pop_with_several_matches_offers_them(dana, marisol):
    other = cast.customer(dana, "Rafael Quintero")
    _, page = pop(dana, channel="phone", number="571-555-0142")
    assert "2 customers share this number" in page
    assert marisol.number in page
    assert other.number in page
    assert 'id="open-tickets"' not in page


def test_a_screen_pop_of_an_unknown_number_starts_a_new_customer(dana):
    _, page = pop(dana, channel="phone", number="571 555 0199")
    assert "No customer has this number" in page
    assert 'value="(571) 555-0199"' in page
    _, page = pop(dana, channel="email", email="new@somewhere.example")
    assert 'value="new@somewhere.example"' in page
    assert 'name="channel" value="email" checked' in page


@pytest.mark.parametrize(
    "query",
    [
        {"channel": "telepathy", "number": "\x00" * 50},
        {"number": "9" * 10_000},
        {"number": "<script>alert(1)</script>"},
        {"customer": "C" + "9" * 30, "about": "T" + "9" * 30},
        {"customer": "<b>", "about": "<script>alert(1)</script>"},
        {"email": "@", "channel": ""},
    ],
)
def test_a_strange_screen_pop_is_harmless(dana, query):
    _, page = pop(dana, **query)
    assert "<script>alert" not in page


def test_opening_the_screen_changes_no_business_row(dana, marisol):
    before = business_changes()
    pop(dana, channel="phone", number="+15715550142")
    assert business_changes() == before


def test_the_callers_side_shows_of_tickets_of_others_number_state_area_and_topic_only(dana, luis, ticket):
    cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"), description="SECRET second contact")
    promise(ticket, dana)
    page = browser(luis).post("/contacts/caller/", {"customer": f"C{ticket.customer_id}"}).content.decode()
    assert ticket.number in page
    assert "Filing Receipts" in page
    assert "Waiting" in page
    assert "Filing receipt: correction" in page
    for hidden in (
        ticket.subject,
        "SECRET",
        f"/tickets/T{ticket.pk}/",
        "due ",
        "Dana Hollis",
        "Last contacts",
    ):
        assert hidden not in page
    mine = browser(dana).post("/contacts/caller/", {"customer": f"C{ticket.customer_id}"}).content.decode()
    for shown in (ticket.subject, "SECRET", f"/tickets/T{ticket.pk}/", "Last contacts"):
        assert shown in mine


@pytest.mark.parametrize(
    "customer", ["C1", "C99999999999999999999", "C" + "9" * 5000, "", "x", "\x00", "none"]
)
def test_the_callers_side_of_nobody_is_no_error(dana, customer):
    answer = browser(dana).post("/contacts/caller/", {"customer": customer})
    assert answer.status_code == 200
    assert not Event.objects.filter(kind="look").exists()


def test_the_number_is_read_out_to_who_wrote_it_down_only(dana, mara):
    address = send(dana).headers["Location"]
    assert browser(mara).get(address).status_code == 404
    assert browser(dana).get("/contacts/saved/99999999999999999999/").status_code == 404


def test_a_contact_can_be_neither_backwards_nor_in_the_future(dana):
    now = timezone.now()
    with pytest.raises(TicketError, match="before it starts"):
        cast.contact(dana, started_at=now, ended_at=now - timedelta(seconds=1))
    with pytest.raises(TicketError, match="in the future"):
        cast.contact(dana, started_at=now + timedelta(minutes=2))
    with pytest.raises(TicketError, match="Choose a topic"):
        log_contact(
            by=dana, submission_id=uuid.uuid4(), channel="phone", started_at=now,
            outcome=KeptOpen(), description="x",
        )  # fmt: skip


def test_a_ticket_that_was_put_back_can_be_taken_in_a_contact(dana, mara, ticket):
    put_back(ticket, dana)
    send(mara, about=ticket.number, outcome="open", owner="mine")
    ticket.refresh_from_db()
    assert ticket.assignee == mara


def test_a_known_customers_settled_tickets_are_offered_and_a_contact_opens_them_again(dana, marisol):
    ticket = cast.ticket(dana, customer=marisol)
    resolve(ticket, dana)
    page = browser(dana).post("/contacts/caller/", {"customer": marisol.number}).content.decode()
    assert f"Open {ticket.number} again" in page and "No open ticket" in page
    answer = send(dana, customer=marisol.number, about=ticket.number, outcome="open", owner="as_is", topic="")
    assert answer.status_code == 302
    assert Ticket.objects.get(pk=ticket.pk).state == "open"
    page = browser(dana).post("/contacts/caller/", {"customer": marisol.number}).content.decode()
    assert f"This is about {ticket.number}" in page


def test_what_was_settled_long_ago_is_not_offered(dana, marisol):
    ticket = cast.ticket(dana, customer=marisol)
    resolve(ticket, dana)
    Ticket.objects.update(resolved_at=timezone.now() - timedelta(days=91))
    page = browser(dana).post("/contacts/caller/", {"customer": marisol.number}).content.decode()
    assert ticket.number not in page


def test_a_ticket_that_was_merged_is_not_offered(dana, marisol):
    merged, survivor = cast.ticket(dana, customer=marisol), cast.ticket(dana)
    resolve(merged, dana)
    Ticket.objects.filter(pk=merged.pk).update(state="closed", merged_into=survivor)
    page = browser(dana).post("/contacts/caller/", {"customer": marisol.number}).content.decode()
    assert merged.number not in page
