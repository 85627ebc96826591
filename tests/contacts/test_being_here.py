"""Who has a ticket open is seen by whoever else opens it (Zammad #246, Chatwoot #775 and #11062)."""

from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.actions.being_here import forget_who_was_here
from contacts.actions.taking_next import give_back_idle_tickets, take_next
from contacts.models import Here
from tests import cast
from tests.contacts.acts import browser, business_changes
from uccms.audit.models import Event
from uccms.web.middleware import sessions

pytestmark = pytest.mark.django_db


def here(user, ticket, **query) -> str:
    """What the page of `user` is told about others, as it asks for it."""
    answer = browser(user).get(f"/tickets/T{ticket.pk}/here/", query)
    assert answer.status_code == 200
    return answer.content.decode()


def silent_for(user, **time) -> None:
    Here.objects.filter(user=user).update(seen_at=timezone.now() - timedelta(**time))


def test_two_who_have_a_ticket_open_see_each_other_and_who_is_writing(dana, mara, ticket):
    assert "Dana" not in here(dana, ticket), "nobody reads of oneself"
    shown = here(mara, ticket, writing=1)
    assert "Dana Hollis has this open" in shown and "Mara" not in shown
    shown = here(dana, ticket)
    assert "Mara Lind</span> is writing here" in shown
    here(mara, ticket)
    assert "Mara Lind has this open" in here(dana, ticket), "who has stopped writing is still here"
    assert Here.objects.count() == 2


def test_who_leaves_is_gone_at_once_and_who_is_silent_soon(dana, mara, ticket):
    here(mara, ticket)
    assert browser(mara).get(f"/tickets/T{ticket.pk}/here/", {"left": 1}).status_code == 204
    assert "Mara" not in here(dana, ticket)
    here(mara, ticket)
    silent_for(mara, seconds=55)
    assert "Mara" not in here(dana, ticket)
    here(mara, ticket, writing=1)
    silent_for(mara, seconds=100)
    assert "Mara" in here(dana, ticket), "a page behind another may speak once a minute only"
    silent_for(mara, seconds=160)
    assert "Mara" not in here(dana, ticket)


def test_a_stranger_learns_nothing_and_is_not_written_down(dana, luis, ticket):
    here(dana, ticket)
    assert browser(luis).get(f"/tickets/T{ticket.pk}/here/").status_code == 404
    assert not Here.objects.filter(user=luis).exists()
    other = cast.ticket(luis)
    here(luis, other)
    assert "Luis" not in here(dana, ticket), "each ticket has its own"


def test_it_is_no_look_no_business_and_keeps_no_session_alive(dana, ticket):
    before, looks = business_changes(), Event.objects.count()
    here(dana, ticket, writing=1)
    assert business_changes() == before and Event.objects.count() == looks
    assert "contacts:being_here" in sessions._background


def test_a_taken_ticket_in_which_somebody_types_does_not_go_back(dana, ticket, settings):
    """A resolution is typed in a form without a draft: only this says that it is worked on."""
    ticket.assignee = None
    ticket.save()
    taken = take_next(by=dana)
    taken.taken_at = timezone.now() - timedelta(minutes=settings.TAKEN_IDLE_MINUTES + 5)
    taken.save()
    here(dana, taken, writing=1)
    assert give_back_idle_tickets() == 0
    here(dana, taken)
    assert give_back_idle_tickets() == 1, "to have it open is not enough"


def test_who_was_here_is_forgotten(dana, mara, ticket):
    here(dana, ticket)
    here(mara, ticket)
    silent_for(mara, minutes=6)
    assert forget_who_was_here() == 1
    assert Here.objects.get().user == dana
