"""Linking two tickets: both say so, each sees of the other what they may, and the link can be taken away."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from contacts.actions import linking_tickets
from contacts.actions.linking_tickets import link_tickets
from contacts.actions.merging_tickets import merge_tickets
from contacts.errors import TicketError
from contacts.models import Ticket, TicketLink
from tests import cast
from tests.contacts.acts import BY_NAME, at_once, browser, business_changes, lines

pytestmark = pytest.mark.django_db


@pytest.fixture
def other(dana) -> Ticket:
    return cast.ticket(dana, description="Asks about the oath.")


def tie(one: Ticket, two: Ticket, by) -> TicketLink | None:
    return link_tickets(one, other=two, submission_id=uuid.uuid4(), by=cast.again(by))


def test_both_timelines_say_so_and_it_can_be_taken_away(ticket, other, dana, mara):
    BY_NAME["link"].send(dana, ticket, other=f" t{other.pk} ")
    for one, far in ((ticket, other), (other, ticket)):
        assert [each.other for each in lines(one, "linked")] == [far]
        assert f"/tickets/T{far.pk}/" in browser(dana).get(f"/tickets/T{one.pk}/").content.decode()
    assert browser(mara).post(f"/tickets/T{other.pk}/link/T{ticket.pk}/remove/").status_code == 302
    assert not TicketLink.objects.exists()
    for one, far in ((ticket, other), (other, ticket)):
        assert [(each.other, each.by) for each in lines(one, "unlinked")] == [(far, mara)]
    for person, said in ((mara, "are no longer linked."), (dana, "are not linked.")):
        again = browser(person).post(f"/tickets/T{other.pk}/link/T{ticket.pk}/remove/", follow=True)
        assert said in again.content.decode()
    assert len(lines(ticket, "unlinked")) == 1


def test_linked_once_in_whatever_order(ticket, other, dana):
    tie(other, ticket, dana)
    answer = BY_NAME["link"].send(dana, ticket, other=other.number)
    assert answer.status_code == 422
    assert f"{ticket.number} and {other.number} are linked already." in answer.content.decode()
    with pytest.raises(TicketError, match="not two tickets"):
        tie(ticket, ticket, dana)


def test_a_ticket_has_so_many_links_and_no_more(ticket, other, dana, monkeypatch):
    monkeypatch.setattr(linking_tickets, "MOST", 1)
    tie(ticket, other, dana)
    with pytest.raises(TicketError, match="has 1 links already"):
        tie(cast.ticket(dana), other, dana)


def test_of_a_linked_ticket_that_one_may_not_open_only_number_state_area_and_topic_are_shown(
    ticket, dana, luis, carol
):
    """As of a customer's other tickets (docs/access.md)."""
    hidden = cast.ticket(
        luis, topic=cast.topic("Petition: decision", cast.area("Petitions")), description="A secret question."
    )
    tie(ticket, hidden, carol)
    page = browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    for words in (hidden.number, "Petition: decision", "Petitions", "Open"):
        assert words in page.split('id="h-ties"')[1].split("</section>")[0]
    assert "A secret question" not in page and f"/tickets/T{hidden.pk}/" not in page
    assert browser(dana).post(f"/tickets/T{ticket.pk}/link/T{hidden.pk}/remove/").status_code == 404
    assert TicketLink.objects.count() == 1
    whole = browser(carol).get(f"/tickets/T{ticket.pk}/").content.decode()
    assert "A secret question" in whole and f"/tickets/T{hidden.pk}/" in whole


def test_a_link_of_a_ticket_that_is_merged_goes_along(ticket, other, dana):
    third = cast.ticket(dana)
    tie(other, third, dana)
    merge_tickets(other, into=ticket, submission_id=uuid.uuid4(), by=cast.again(dana))
    link = TicketLink.objects.get()
    assert {link.first, link.second} == {ticket, third}
    assert browser(dana).post(f"/tickets/T{third.pk}/link/T{ticket.pk}/remove/").status_code == 302


@pytest.mark.django_db(transaction=True)
def test_two_who_link_crosswise_at_once_make_one_link(ticket, other, dana, mara):
    act, clients = BY_NAME["link"], (browser(dana), browser(mara))
    sent = act.form(ticket, other=other.number), act.form(other, other=ticket.number)
    answers = at_once(
        [
            lambda: clients[0].post(act.address(ticket), sent[0]).status_code,
            lambda: clients[1].post(act.address(other), sent[1]).status_code,
        ]
    )
    assert sorted(answers) == [302, 422]
    assert TicketLink.objects.count() == 1


def test_the_database_itself_keeps_one_link_with_the_lower_number_first(ticket, other, dana):
    tie(ticket, other, dana)
    before = business_changes()
    for first, second in ((other, ticket), (ticket, ticket), (ticket, other)):
        with pytest.raises(IntegrityError), transaction.atomic():
            TicketLink.objects.create(first=first, second=second, by=dana)
    assert business_changes() == before
