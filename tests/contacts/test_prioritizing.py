"""A person may change a ticket's priority; a rule only set it when the ticket was opened."""

import pytest
from django.core.exceptions import PermissionDenied

from contacts.actions.prioritizing import set_priority
from contacts.models import ServiceTarget, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, browser, lines, put_back, resolve

pytestmark = pytest.mark.django_db
ACT = BY_NAME["prioritize"]


def test_who_takes_the_next_one_gets_it_before_all_others_and_no_longer_after_it_is_normal(dana, mara):
    older, raised = cast.ticket(dana), cast.ticket(dana)
    for each in (older, raised):
        put_back(each, dana)
    assert ACT.send(mara, raised).status_code == 302
    assert browser(mara).post("/tickets/next/").url == f"/tickets/T{raised.pk}/"
    put_back(raised, mara)
    assert ACT.send(mara, raised, to="normal").status_code == 302
    assert browser(mara).post("/tickets/next/").url == f"/tickets/T{older.pk}/"


def test_the_timeline_and_the_head_of_the_page_say_so(ticket, dana):
    ACT.send(dana, ticket, note="Her hearing is on Monday.")
    page = browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    assert "<strong>Priority high</strong>, set by Dana Hollis" in page
    assert "Her hearing is on Monday." in page and '<span class="badge badge--warn">High</span>' in page
    ACT.send(dana, ticket, to="normal", note="")
    assert (
        "<strong>Priority normal</strong> again"
        in browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    )
    assert [each.priority for each in lines(ticket, "prioritized")] == ["high", "normal"]


def test_the_other_priority_is_chosen_in_the_form_already(ticket, dana):
    address = ACT.address(ticket)
    assert 'value="high" checked' in browser(dana).get(address).content.decode()
    ACT.send(dana, ticket)
    assert 'value="normal" checked' in browser(dana).get(address).content.decode()


@pytest.mark.parametrize(
    ("to", "sentence"),
    [
        ("", "Choose the priority."),
        ("urgent", "Select a valid choice"),
        ("normal", "The priority is normal already."),
    ],
)
def test_what_makes_no_sense_gets_a_sentence_and_changes_nothing(to, sentence, ticket, dana):
    answer = ACT.send(dana, ticket, to=to)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page and "A hearing." in page
    assert Ticket.objects.get(pk=ticket.pk).version == ticket.version


def test_what_is_resolved_has_its_priority_for_good(ticket, dana):
    resolve(ticket, dana)
    answer = ACT.send(dana, ticket)
    assert answer.status_code == 422
    assert "Reopen it before you change its priority." in answer.content.decode()
    assert 'data-key="h"' not in browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()


def test_what_is_due_stays_as_it_was(dana, filing):
    ServiceTarget.objects.create(area=filing, first_answer=60, resolution=480)
    ticket = Ticket.objects.get(pk=cast.ticket(dana, channel="email").pk)
    ACT.send(dana, ticket)
    again = Ticket.objects.get(pk=ticket.pk)
    for name in ("due_key", "first_answer_due", "resolution_due", "clock_from"):
        assert getattr(again, name) == getattr(ticket, name)


def test_the_action_asks_who_it_is(ticket, luis, petra):
    for person in (luis, petra):
        with pytest.raises(PermissionDenied):
            set_priority(ticket, to="high", by=person)
