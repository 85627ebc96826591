"""Writing down a contact on a ticket that there is, and who may."""

import pytest
from django.core.exceptions import PermissionDenied

from contacts.actions.logging_contacts import Forwarded, KeptOpen, Resolved
from contacts.errors import TicketError
from contacts.models import Contact, Ticket
from tests import cast
from tests.contacts.acts import (
    BY_NAME,
    browser,
    business_changes,
    lines,
    promise,
    resolve,
    soon,
    written,
)
from tests.contacts.screen import ADDRESS, form, send

pytestmark = pytest.mark.django_db


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
