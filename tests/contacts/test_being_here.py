"""Who has a ticket open is seen by whoever else opens it (Zammad #246, Chatwoot #775 and #11062)."""

import re
import time
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.actions.being_here import forget_who_was_here
from contacts.actions.taking_next import give_back_idle_tickets, take_next
from contacts.models import Here, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, browser, business_changes, find, resolve
from uccms.audit.models import Change, Event
from uccms.privacy.register import columns
from uccms.web.middleware import sessions

pytestmark = pytest.mark.django_db
PAGES: dict[str, str] = {}


def page_of(user) -> str:
    """The one page that this person has open, as it names itself."""
    return PAGES.setdefault(user.username, str(uuid.uuid4()))


def says(user, ticket, *, page: str = "", **more) -> HttpResponse:
    """What a page says every now and then."""
    sent = {"page": page or page_of(user)} | more
    return browser(user).post(f"/tickets/T{ticket.pk}/here/", sent, headers={"X-Background": "here"})


def here(user, ticket, **more) -> str:
    """What the page of `user` is told about others when it says that it is there."""
    answer = says(user, ticket, **more)
    assert answer.status_code == 200
    return answer.content.decode()


def asks(user, ticket, mark: str = "") -> HttpResponse:
    """What a page asks in between."""
    return browser(user).get(f"/tickets/T{ticket.pk}/here/", headers={"If-None-Match": mark})


def leaves(user, ticket, page: str = "") -> None:
    sent = {"page": page or page_of(user)}
    assert browser(user).post(f"/tickets/T{ticket.pk}/here/left/", sent).status_code == 204


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
    leaves(mara, ticket)
    assert "Mara" not in here(dana, ticket)
    here(mara, ticket)
    silent_for(mara, seconds=95)
    assert "Mara" not in here(dana, ticket)
    here(mara, ticket, writing=1)
    silent_for(mara, seconds=100)
    assert "Mara" in here(dana, ticket), "a page behind another may speak once a minute only"
    silent_for(mara, seconds=160)
    assert "Mara" not in here(dana, ticket)


def test_who_closes_one_of_two_pages_or_loads_it_anew_is_still_here(dana, mara, ticket):
    """The old page's leaving may arrive after the new one has said that it is there."""
    old, new = str(uuid.uuid4()), str(uuid.uuid4())
    told = [{"page": old, "writing": 1}, {"page": new}]
    for order in (told, reversed(told)):
        for each in order:
            here(mara, ticket, **each)
        shown = here(dana, ticket)
        assert shown.count("Mara") == 1 and "is writing here" in shown, "one name for two pages"
        leaves(mara, ticket, page=old)
        assert "Mara Lind has this open" in here(dana, ticket)
        leaves(mara, ticket, page=new)


def test_nobody_leaves_for_somebody_else(dana, mara, ticket):
    here(mara, ticket)
    leaves(dana, ticket, page=page_of(mara))
    assert "Mara" in here(dana, ticket)


def test_asking_writes_nothing_and_is_answered_304_while_nobody_came_or_went(dana, mara, ticket):
    here(mara, ticket)
    before = list(Here.objects.values())
    answer = asks(dana, ticket)
    assert answer.status_code == 200 and "Mara" in answer.content.decode()
    assert asks(dana, ticket, answer["ETag"]).status_code == 304
    assert list(Here.objects.values()) == before, "who only asks is not noted"
    sent = {"page": page_of(dana)}
    said = browser(dana).post(f"/tickets/T{ticket.pk}/here/", sent, headers={"If-None-Match": answer["ETag"]})
    assert "Mara" in said.content.decode(), "to say it is always answered in full"
    here(mara, ticket, writing=1)
    assert asks(dana, ticket, answer["ETag"]).status_code == 200


def test_what_was_said_a_moment_ago_is_not_written_again(dana, ticket):
    def written(**more) -> bool:
        before = Here.objects.get().seen_at
        with CaptureQueriesContext(connection) as captured:
            says(dana, ticket, **more)
        wrote = any(each["sql"].startswith('INSERT INTO "contacts_here"') for each in captured)
        assert wrote == (Here.objects.get().seen_at != before)
        return wrote

    here(dana, ticket)
    assert not written()
    assert written(writing=1), "that they began to write is new"
    assert not written(writing=1)
    silent_for(dana, seconds=35)
    assert written(writing=1), "and so it does not run out"


def test_a_page_asks_few_queries_however_many_are_here(dana, mara, carol, ticket):
    def asked() -> int:
        browser(dana).get("/account/")
        client = browser(dana)
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/tickets/T{ticket.pk}/here/").status_code == 200
        return len(captured)

    here(mara, ticket)
    few = asked()
    here(carol, ticket)
    here(mara, ticket, page=str(uuid.uuid4()))
    assert asked() == few <= 6


def test_a_stranger_learns_nothing_and_is_not_written_down(dana, luis, ticket):
    here(dana, ticket)
    assert asks(luis, ticket).status_code == 404
    assert says(luis, ticket).status_code == 404
    assert not Here.objects.filter(user=luis).exists()
    other = cast.ticket(luis)
    here(luis, other)
    assert "Luis" not in here(dana, ticket), "each ticket has its own"


def test_who_may_see_the_ticket_no_longer_reads_no_names(dana, luis, ticket):
    here(dana, ticket)
    there = cast.area("Petitions")
    Ticket.objects.filter(pk=ticket.pk).update(area=there)
    assert "Dana" in asks(luis, ticket).content.decode()
    Ticket.objects.filter(pk=ticket.pk).update(area=ticket.area)
    assert asks(luis, ticket).status_code == 404


def test_whose_account_ended_is_not_here(dana, mara, ticket):
    here(mara, ticket)
    mara.is_active = False
    mara.save()
    assert "Mara" not in here(dana, ticket)


@pytest.mark.parametrize("page", ["", "1", "x" * 500, "\x00"])
def test_a_page_that_does_not_name_itself_is_refused(dana, ticket, page):
    sent = browser(dana).post(f"/tickets/T{ticket.pk}/here/", {"page": page})
    assert sent.status_code == 400
    assert not Here.objects.exists()


def test_every_page_on_which_one_writes_on_a_ticket_says_so(dana, sven, ticket):
    client = browser(dana)
    writes = f'data-here="/tickets/T{ticket.pk}/here/" data-page="[0-9a-f-]{{36}}" data-here-writes>'
    for name in ("note/", "attach/", "merge/", "link/", "split/", "forward/", "resolve/"):
        content = client.get(f"/tickets/T{ticket.pk}/{name}").content.decode()
        assert re.search(writes, content), name
    page = client.get(f"/tickets/T{ticket.pk}/").content.decode()
    assert "data-here=" in page and not re.search(writes, page), "to read it is not to write"
    resolve(ticket, dana)
    reviewing = browser(sven).get(f"/supervision/review/T{ticket.pk}/").content.decode()
    assert f'data-here="/tickets/T{ticket.pk}/here/"' in reviewing
    find(sven, Ticket.objects.get(pk=ticket.pk), "comment_on", text="Say which form.")
    review = ticket.reviews.get()
    for user, name in ((dana, "answer"), (sven, "text/correct")):
        answer = browser(user).get(f"/reviews/{review.pk}/{name}/")
        assert re.search(writes, answer.content.decode()), name


def test_it_is_no_look_no_business_and_in_no_history(dana, ticket):
    before, looks = business_changes(), Event.objects.count()
    here(dana, ticket, writing=1)
    asks(dana, ticket)
    assert business_changes() == before and Event.objects.count() == looks
    assert not Change.objects.filter(table_name="contacts_here").exists()


def test_it_keeps_no_session_alive(dana, ticket):
    client = browser(dana)
    client.get("/account/")
    session = client.session
    session[sessions.LAST_SEEN] = last = int(time.time()) - 300
    session.save()
    client.get(f"/tickets/T{ticket.pk}/here/")
    client.post(f"/tickets/T{ticket.pk}/here/", {"page": page_of(dana)})
    client.post(f"/tickets/T{ticket.pk}/here/left/", {"page": page_of(dana)})
    assert client.session[sessions.LAST_SEEN] == last
    BY_NAME["note"].send(dana, ticket)
    client.post(f"/tickets/T{ticket.pk}/note/", {"text": ""})
    assert client.session[sessions.LAST_SEEN] > last, "what a person sends does"


def test_it_is_declared_as_what_it_is():
    declared = {each.name: each.category for each in columns() if each.table == "contacts_here"}
    about = {name for name, category in declared.items() if category == "staff.presence"}
    assert about == {"user_id", "writing", "seen_at", "wrote_at"}


def test_a_taken_ticket_in_which_somebody_types_does_not_go_back(dana, ticket, settings):
    """A follow-up is promised in a form without a draft: only this says that it is worked on."""
    ticket.assignee = None
    ticket.save()
    taken = take_next(by=dana)
    taken.taken_at = timezone.now() - timedelta(minutes=settings.TAKEN_IDLE_MINUTES + 5)
    taken.save()
    here(dana, taken, writing=1)
    here(dana, taken)
    silent_for(dana, minutes=20)
    forget_who_was_here()
    assert give_back_idle_tickets() == 0, "who reads on in the middle of a text has not left it"
    Here.objects.update(wrote_at=timezone.now() - timedelta(minutes=settings.TAKEN_IDLE_MINUTES + 1))
    here(dana, taken)
    assert give_back_idle_tickets() == 1, "to have it open is not enough"


def test_who_was_here_is_forgotten(dana, mara, carol, ticket, settings):
    here(dana, ticket)
    here(mara, ticket)
    here(carol, ticket, writing=1)
    silent_for(mara, minutes=6)
    silent_for(carol, minutes=6)
    assert forget_who_was_here() == 1
    assert {each.user for each in Here.objects.all()} == {dana, carol}
    Here.objects.filter(user=carol).update(
        wrote_at=timezone.now() - timedelta(minutes=settings.TAKEN_IDLE_MINUTES + 1)
    )
    assert forget_who_was_here() == 1
    assert Here.objects.get().user == dana
