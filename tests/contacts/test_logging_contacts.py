"""Writing down a contact: on a new ticket or without a request."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.actions.logging_contacts import KeptOpen
from contacts.models import Contact, Customer, Draft, FollowUp, Matter, Ticket
from tests import cast
from tests.contacts.acts import (
    at_once,
    browser,
    business_changes,
    changes_of,
    lines,
    soon,
    written,
)
from tests.contacts.screen import ADDRESS, form, send
from uccms.audit.models import Event
from uccms.privacy import pia
from uccms.privacy.texts import TextRefused

pytestmark = pytest.mark.django_db
SSN = "219-09-9999"


def test_a_call_becomes_a_ticket_with_a_number_to_read_out(dana, filing):
    answer = send(dana)
    contact = Contact.objects.get()
    assert answer.headers["Location"] == f"/contacts/saved/{contact.pk}/"
    assert contact.ticket.number in browser(dana).get(answer.headers["Location"]).content.decode()
    assert (contact.agent, contact.channel, contact.direction) == (dana, "phone", "in")
    assert contact.ended_at > contact.started_at
    ticket = contact.ticket
    assert (ticket.state, ticket.area, ticket.opened_by, ticket.customer) == ("resolved", filing, dana, None)
    assert ticket.resolution == "Explained how to ask for it."
    assert ticket.subject == "Asks for a corrected receipt"
    assert {each.actor_id for each in changes_of("contacts_ticket", ticket.pk)} == {dana.pk}
    assert {each.actor_id for each in changes_of("contacts_contact", contact.pk)} == {dana.pk}


def test_the_ticket_is_opened_next_for_who_prefers_it(dana):
    assert send(dana, next="ticket").headers["Location"] == f"/tickets/T{Ticket.objects.get().pk}/"
    assert send(dana, after="ticket").headers["Location"].startswith("/tickets/T")


def test_a_letter_has_no_length(dana):
    send(dana, channel="postal")
    assert Contact.objects.get().ended_at is None


def test_a_call_whose_clock_is_half_a_minute_ahead_is_saved(dana):
    at = timezone.now() + timedelta(seconds=50)
    assert send(dana, started_at=timezone.localtime(at).strftime("%Y-%m-%dT%H:%M:%S")).status_code == 302


def test_that_the_notice_was_read_is_kept_with_its_version(dana):
    read = timezone.now() - timedelta(minutes=1)
    send(dana, notice=read.isoformat())
    contact = Contact.objects.get()
    assert contact.notice_read_at == read
    assert contact.notice_version == pia.notice("contact").version
    send(dana, description="Another call.")
    assert Contact.objects.latest("id").notice_read_at is None


@pytest.mark.parametrize(
    "noted", ["on", "2126-01-01T00:00:00+00:00", "1990-01-01T00:00:00+00:00", "\x01", "2"]
)
def test_an_unlikely_time_of_the_notice_is_now(dana, noted):
    send(dana, notice=noted)
    assert timezone.now() - Contact.objects.get().notice_read_at < timedelta(minutes=1)


def test_a_ticket_is_kept_as_mine_with_a_promise(dana):
    at = soon()
    assert (
        send(dana, outcome="open", owner="mine", promise="other", promise_at=written(at)).status_code == 302
    )
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.waiting_for, ticket.assignee) == ("waiting", "follow_up", dana)
    assert ticket.due_key == at
    assert FollowUp.objects.get().promised_by == dana


def test_a_ticket_goes_to_the_queue(dana):
    send(dana, outcome="open", owner="queue")
    assert Ticket.objects.get().assignee is None
    assert Ticket.objects.get().state == "open"


def test_a_ticket_is_forwarded_with_a_note(dana, petitions):
    send(dana, outcome="forward", area=petitions.pk, note="Please decide.")
    ticket = Ticket.objects.get()
    assert (ticket.area, ticket.assignee) == (petitions, None)
    assert lines(ticket, "forwarded")[0].text == "Please decide."


def test_a_short_answer_needs_a_topic_and_nothing_else(dana, filing):
    topic = cast.short_answer(to=filing)
    answer = send(dana, topic=topic.pk, description="", outcome="", code="", resolution="")
    assert answer.status_code == 302
    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.resolution) == ("resolved", topic.preset_resolution)
    assert ticket.contacts.get().description == topic.preset_description


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"topic": ""}, "Choose a topic"),
        ({"topic": "99999999999999999999"}, "Choose a topic from the list."),
        ({"topic": "<script>"}, "Choose a topic from the list."),
        ({"description": ""}, "Say what the caller needs."),
        ({"description": "  \n "}, "Say what the caller needs."),
        ({"outcome": ""}, "Say how it ends"),
        ({"code": ""}, "Choose a resolution code."),
        ({"code": "99999999999999999999"}, "Select a valid choice"),
        ({"resolution": ""}, "Say what was done for the customer."),
        ({"started_at": ""}, "required"),
        ({"started_at": "yesterday"}, "Write the day and the time"),
        ({"started_at": "2126-01-01T10:00"}, "The contact cannot start in the future."),
        ({"outcome": "forward"}, "Choose the area that answers."),
        ({"outcome": "forward", "area": "99999999999999999999"}, "Select a valid choice"),
        ({"outcome": "open", "promise": "other"}, "Say for when it is promised."),
        ({"outcome": "open", "promise": "1999-01-01T10:00:00-05:00"}, "only be for a time to come."),
        ({"outcome": "open", "promise": "other", "promise_at": "2020-01-06T10:00"}, "for a time to come"),
        ({"outcome": "open", "promise": "other", "promise_at": "2027-07-05T10:00"}, "is a federal holiday"),
        ({"outcome": "open", "promise": "other", "promise_at": "2027-01-02T10:00"}, "is a weekend"),
        ({"outcome": "open", "promise": "other", "promise_at": "9999-12-31T23:59"}, "a year ahead at most"),
        ({"matter_kind": "patent", "matter_number": "seven"}, "A patent number has"),
        ({"matter_kind": "patent", "matter_number": "7" + "," * 60}, "up to 40 signs"),
        ({"matter_kind": "horoscope", "matter_number": "7"}, "Choose what kind of number it is."),
        ({"matter_kind": "patent", "matter_number": "7\x00"}, "A patent number has"),
        ({"customer": "C99999999999999999999"}, "There is no such customer."),
        ({"customer": "C" + "9" * 5000}, "There is no such customer."),
        ({"customer": "C999999999999999999"}, "There is no such customer."),
        ({"customer": "C-1"}, "There is no such customer."),
        ({"about": "T99999999999999999999"}, "There is no such ticket"),
        ({"about": "T999999999999999999"}, "There is no such ticket"),
        ({"about": "T१"}, "There is no such ticket"),
        ({"customer": "C" + "9" * 5000, "about": "T10001"}, "There is no such ticket"),
        ({"customer": "new"}, "Give a name, a company, an e-mail address or a number."),
        ({"customer": "new", "new_email": "somebody"}, "valid email"),
        ({"customer": "new", "new_telephone": "12"}, "This is no telephone number."),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_what_is_missing_or_wrong_gets_a_sentence_and_stores_nothing(dana, fields, sentence):
    data = form(**fields)
    before = business_changes()
    answer = browser(dana).post(ADDRESS, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert business_changes() == before
    if "description" not in fields:
        assert "Asks for a corrected receipt." in page, "an error never empties a form"


def test_sent_twice_it_is_one_contact(dana):
    data = form()
    client = browser(dana)
    first, second = (client.post(ADDRESS, data) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]
    assert Contact.objects.count() == Ticket.objects.count() == 1


@pytest.mark.parametrize(
    "caller",
    [
        {"customer": "new", "new_name": "Ines Okafor", "new_telephone": "571 555 0188"},
        {"matter_kind": "patent", "matter_number": "7,123,456"},
        {},
    ],
    ids=["a new customer", "a matter", "a customer"],
)
def test_sent_twice_it_is_not_taken_for_one_more_of_its_own_customer_or_ticket(dana, caller):
    known = caller or {"customer": cast.customer(dana, "Ines Okafor", number="202 555 0100").number}
    data = form(outcome="open", owner="mine", **known)
    client = browser(dana)
    first, second = (client.post(ADDRESS, data) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert Contact.objects.count() == Ticket.objects.count() == 1
    somebody = cast.customer(dana, "Theo Marchetti", number="703 555 0111").number
    for otherwise in ({"description": "Asks for more."}, {"customer": somebody}, {"channel": "fax"}):
        other = client.post(ADDRESS, data | otherwise)
        assert (other.status_code, Contact.objects.count()) == (422, 1), otherwise
        assert "This was sent before, from another window" in other.content.decode()


@pytest.mark.django_db(transaction=True)
def test_sent_eight_times_at_once_it_is_one_contact_of_one_customer(dana):
    data = form(customer="new", new_name="Ines Okafor", new_telephone="571 555 0188", new_anyway="1")
    clients = [browser(dana) for _ in range(8)]
    answers = at_once(
        [lambda client=client: client.post(ADDRESS, data).headers.get("Location") for client in clients]
    )
    assert len(set(answers)) == 1
    assert Contact.objects.count() == Ticket.objects.count() == Customer.objects.count() == 1


def test_the_form_of_another_agent_is_not_sent_again_by_somebody_else(dana, luis):
    data = form()
    assert browser(dana).post(ADDRESS, data).status_code == 302
    assert browser(luis).post(ADDRESS, data).status_code == 403
    assert Contact.objects.get().agent == dana


@pytest.mark.parametrize("field", ["description", "resolution", "new_name", "new_company"])
def test_a_finding_stays_on_the_screen_and_nowhere_else(dana, field):
    data = form(**{"customer": "new", "new_name": "Ines", field: f"Number {SSN} it is."})
    before = business_changes()
    answer = browser(dana).post(ADDRESS, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count(SSN) == 1
    assert "social security number" in page
    assert business_changes() == before
    assert Draft.objects.count() == 0


def test_the_action_itself_refuses_what_a_form_let_through(dana):
    with pytest.raises(TextRefused):
        cast.contact(dana, description=f"It is {SSN}.")


def test_what_no_database_can_hold_is_left_out(dana):
    assert cast.contact(dana, description="A\ud800 lone\x00 surrogate.").description == "A lone surrogate."


def test_matters_are_kept_and_found_by_their_key(dana):
    answer = send(
        dana,
        matter_kind=["application", "patent", "patent"],
        matter_number=["11/482,917", "7,123,456", "7123456"],
    )
    assert answer.status_code == 302
    assert set(Matter.objects.values_list("kind", "key")) == {
        ("application", "11482917"),
        ("patent", "7123456"),
    }


# A new customer


def test_a_new_customer_is_kept_with_the_contact(dana):
    send(
        dana,
        customer="new",
        new_name="Ines Okafor",
        new_telephone="571 555 0188 ext. 12",
        new_email="i@okafor.example",
    )
    customer = Customer.objects.get()
    assert Ticket.objects.get().customer == Contact.objects.get().customer == customer
    assert [each.extension for each in customer.telephones.all()] == ["12"]
    assert [each.address for each in customer.email_addresses.all()] == ["i@okafor.example"]


def test_a_likely_duplicate_is_shown_before_anything_is_saved(dana, marisol):
    data = form(customer="new", new_name="Marisol Quintero", new_telephone="(571) 555-0142")
    client = browser(dana)
    answer = client.post(ADDRESS, data)
    assert answer.status_code == 422
    assert marisol.number in answer.content.decode()
    assert Customer.objects.count() == 1
    assert Contact.objects.count() == 0
    assert Event.objects.filter(kind="look_up", shown__contains=[marisol.number], actor_id=dana.pk).exists()
    assert client.post(ADDRESS, data | {"new_anyway": "1"}).status_code == 302
    assert Customer.objects.count() == 2


# No request


@pytest.mark.parametrize("reason", ["wrong_number", "dropped", "transferred"])
def test_a_contact_without_request_is_one_key(dana, reason):
    data = {name: form()[name] for name in ("submission_id", "channel", "direction", "started_at")}
    client = browser(dana)
    for _ in range(2):
        assert client.post(ADDRESS, data | {"no_request": reason}).status_code == 302
    contact = Contact.objects.get()
    assert (contact.no_request, contact.ticket, contact.agent) == (reason, None, dana)
    assert Ticket.objects.count() == 0


def test_a_contact_without_request_that_cannot_be_saved_says_why_and_keeps_what_was_typed(dana):
    answer = send(dana, no_request="dropped", started_at="nonsense", description="Half a sentence")
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Write the day and the time" in page
    assert "Half a sentence" in page
    assert send(dana, no_request="magic").status_code == 422
    assert Contact.objects.count() == 0


def test_when_we_promised_to_get_back_ends_with_one_full_stop(dana, marisol):
    made = cast.contact(dana, customer=marisol, outcome=KeptOpen("mine", soon()))
    page = browser(dana).get(f"/contacts/saved/{made.pk}/").content.decode()
    assert re.search(r"We promised to get back <strong>[^<]+ 10:00 a\.m\.</strong>\s*</p>", page)
