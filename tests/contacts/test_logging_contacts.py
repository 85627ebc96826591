"""Writing down a contact: on a new ticket, on one that there is, or without a request."""

import re
import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.logging_contacts import Forwarded, KeptOpen, Resolved, log_contact
from contacts.errors import TicketError
from contacts.models import Contact, Customer, Draft, FollowUp, Matter, Ticket
from tests import cast
from tests.contacts.acts import (
    BY_NAME,
    at_once,
    browser,
    business_changes,
    changes_of,
    lines,
    promise,
    put_back,
    resolve,
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


# On a ticket that there is


def test_a_contact_from_the_customer_opens_a_resolved_ticket_again(dana, ticket):
    resolve(ticket, dana)
    send(dana, customer=f"C{ticket.customer_id}", about=ticket.number, outcome="open", owner="as_is")
    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolution, ticket.resolution_code) == ("open", "", None)
    assert lines(ticket, "reopened")[0].by == dana
    assert lines(ticket, "resolved")[0].text == "Sent a corrected receipt.", "it stays on the timeline"


def test_a_contact_of_ours_leaves_a_resolved_ticket_resolved(dana, ticket):
    resolve(ticket, dana)
    send(dana, about=ticket.number, direction="out", outcome="open", owner="as_is")
    ticket.refresh_from_db()
    assert ticket.state == "resolved"


def test_a_promise_in_a_call_of_ours_opens_a_resolved_ticket_again(dana, ticket):
    resolve(ticket, dana)
    promised = {"promise": "other", "promise_at": written(soon())}
    send(dana, about=ticket.number, direction="out", outcome="open", owner="as_is", **promised)
    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolution, ticket.resolution_code) == ("waiting", "", None)
    assert len(lines(ticket, "reopened")) == 1


def test_a_ticket_goes_back_to_the_queue_in_a_contact(dana, ticket):
    send(dana, about=ticket.number, outcome="open", owner="queue")
    ticket.refresh_from_db()
    assert ticket.assignee is None
    assert lines(ticket, "assigned")[0].person is None


def test_who_does_not_work_in_the_area_cannot_make_a_ticket_theirs(dana, luis, ticket, petitions):
    BY_NAME["forward"].send(dana, ticket)
    answer = send(dana, about=ticket.number, outcome="open", owner="mine")
    assert answer.status_code == 422
    assert "You do not work in Petitions" in answer.content.decode()
    assert Contact.objects.count() == 1


def test_a_contact_keeps_a_promise(dana, ticket):
    follow_up = promise(ticket, dana)
    send(dana, about=ticket.number, direction="out", outcome="open", owner="as_is", keeps=follow_up.pk)
    follow_up.refresh_from_db()
    ticket.refresh_from_db()
    assert follow_up.kept_by == ticket.contacts.latest("id")
    assert ticket.state == "open"


def test_a_promised_ticket_is_resolved_only_when_the_promise_is_kept(dana, ticket):
    follow_up = promise(ticket, dana)
    refused = send(dana, about=ticket.number, direction="out")
    assert refused.status_code == 422
    assert "A follow-up is still promised" in refused.content.decode()
    assert Contact.objects.count() == 1
    assert send(dana, about=ticket.number, direction="out", keeps=follow_up.pk).status_code == 302
    ticket.refresh_from_db()
    assert ticket.state == "resolved"


@pytest.mark.parametrize("key", ["99999999999999999999", "x", "-1", ""])
def test_a_promise_that_does_not_exist_is_not_kept(dana, ticket, key):
    follow_up = promise(ticket, dana)
    send(dana, about=ticket.number, outcome="open", owner="as_is", keeps=key)
    follow_up.refresh_from_db()
    assert follow_up.is_open


def test_a_promise_of_another_ticket_is_not_kept(dana, ticket):
    other = promise(cast.ticket(dana), dana)
    send(dana, about=ticket.number, outcome="open", owner="as_is", keeps=other.pk)
    other.refresh_from_db()
    assert other.is_open
    with pytest.raises(TicketError, match="belongs to another ticket"):
        cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"), keeps=[other])


def test_freescout_cve_2026_40591_a_contact_does_not_reach_another_customer(carol, dana, ticket):
    """Phone logging took a foreign customer's number and wrote on that customer's record."""
    other = cast.customer(dana, "Ines Okafor", number="571 555 0188")
    before = business_changes()
    refused = send(carol, customer=other.number, about=ticket.number, outcome="open", owner="as_is")
    assert refused.status_code == 422
    assert "There is no such ticket of this customer." in refused.content.decode()
    assert send(carol, customer="new", new_name="Somebody", about=ticket.number).status_code == 422
    assert business_changes() == before
    with pytest.raises(TicketError, match="another customer"):
        cast.contact(carol, ticket=ticket, customer=other, outcome=KeptOpen("as_is"))
    ticket.refresh_from_db()
    assert ticket.customer.name == "Marisol Quintero"


@pytest.mark.parametrize("address", ["https://evil.example/", "//evil.example/", "/\\evil.example"])
def test_rt_cve_2022_25803_nothing_that_is_sent_says_where_to_go_next(dana, address):
    """A parameter led from the agents' own site to another one."""
    sent = {"next": address, "to": address, "back": address, "after": address}
    sent |= {"list": address, "list_after": address, "list_next": address}
    answer = browser(dana).post(ADDRESS, form(**sent), HTTP_REFERER=address)
    assert "evil.example" not in answer.headers.get("Location", "")
    ticket = cast.ticket(dana)
    for liked in ("ticket", "list", "next"):
        type(dana).objects.filter(pk=dana.pk).update(after_acting=liked)
        for name in ("note", "take", "attach", "link"):
            act = BY_NAME[name]
            act.prepare(ticket, dana)
            answer = browser(dana).post(act.address(ticket) + f"?next={address}", act.form(ticket, **sent))
            assert "evil.example" not in answer.headers.get("Location", ""), name


def test_zammad_cve_2026_34722_the_second_parameter_is_checked_too(luis, ticket):
    """Links at create were not authorised: here, the ticket a contact is about and the promises it keeps."""
    follow_up = promise(ticket, ticket.assignee)
    before = business_changes()
    answer = send(luis, about=ticket.number, outcome="open")
    assert answer.status_code == 422
    assert "There is no such ticket" in answer.content.decode()
    customer = f"C{ticket.customer_id}"
    assert send(luis, customer=customer, about=ticket.number).status_code == 422, "it may not be resolved"
    refused = send(luis, customer=customer, about=ticket.number, outcome="open", keeps=follow_up.pk)
    assert refused.status_code == 403
    assert business_changes() == before


def test_whoever_may_open_the_customer_may_add_a_contact_that_changes_nothing_else(luis, ticket):
    ticket.refresh_from_db()
    answer = send(luis, customer=f"C{ticket.customer_id}", about=ticket.number, outcome="open", owner="mine")
    assert answer.status_code == 302
    after = Ticket.objects.get()
    assert (after.area, after.assignee, after.state) == (ticket.area, ticket.assignee, ticket.state)
    assert after.contacts.latest("id").agent == luis


@pytest.mark.parametrize("outcome", ["resolved", "forwarded", "mine", "promised"])
def test_the_action_refuses_a_stranger_anything_but_the_contact(luis, ticket, outcome, filing):
    outcomes = {
        "resolved": Resolved(cast.code(), "Done."),
        "forwarded": Forwarded(cast.area("Petitions")),
        "mine": KeptOpen("mine"),
        "promised": KeptOpen("as_is", soon()),
    }
    with pytest.raises(PermissionDenied):
        cast.contact(luis, ticket=ticket, outcome=outcomes[outcome])


def test_a_ticket_without_customer_is_nobodys_way_in(luis, dana):
    ticket = cast.ticket(dana)
    with pytest.raises(PermissionDenied):
        cast.contact(luis, ticket=ticket, outcome=KeptOpen("as_is"))


def test_a_caller_who_gives_a_name_later_is_the_tickets_customer(dana, marisol):
    ticket = cast.ticket(dana)
    assert send(dana, customer=marisol.number, about=ticket.number, outcome="open").status_code == 302
    ticket.refresh_from_db()
    assert ticket.customer == marisol


def test_roles_without_contacts_have_no_screen(petra, adam):
    for person in (petra, adam):
        assert browser(person).get(ADDRESS).status_code == 404
        assert send(person).status_code == 404
        with pytest.raises(PermissionDenied):
            cast.contact(person)
    assert Contact.objects.count() == 0


def test_an_agent_without_area_is_told_what_to_do(db):
    nobody = cast.staff("noel")
    topic = cast.topic("Nowhere")
    topic.area = None
    topic.save()
    answer = send(nobody, topic=topic.pk)
    assert answer.status_code == 422
    assert "You belong to no business area yet." in answer.content.decode()


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


# Screen pop and the caller's side


def pop(user, **query):
    client = browser(user)
    answer = client.get(ADDRESS, query)
    assert answer.status_code == 302
    assert answer.headers["Location"] == ADDRESS, "personal data never stands in an address"
    return client, client.get(ADDRESS).content.decode()


def test_a_screen_pop_with_one_match_takes_it(dana, marisol):
    client, page = pop(dana, channel="phone", number="+15715550142")
    assert "Open " + marisol.number in page
    assert Event.objects.filter(kind="look", subject=marisol.number, actor_id=dana.pk).exists()
    again = client.get(ADDRESS).content.decode()
    assert not re.search(rf"\b{marisol.number}\b", again), "it is taken once"


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
