"""The desk: promises first, what nobody has, what is mine."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import FollowUp, MissedTarget
from contacts.queries.desk import MOST, desk
from tests import cast
from tests.contacts.acts import BY_NAME, browser, promise, resolve
from uccms.web.middleware import sessions

pytestmark = pytest.mark.django_db


def test_overdue_promises_come_first(dana, ticket):
    later, late = promise(ticket, dana), promise(cast.ticket(dana), dana)
    FollowUp.objects.filter(pk=late.pk).update(due_at=timezone.now() - timedelta(hours=2))
    assert [each.pk for each in desk(dana).follow_ups] == [late.pk, later.pk]
    assert "2 h late" in browser(dana).get("/desk/").content.decode()


def test_what_was_forwarded_to_my_areas_and_is_not_taken(dana, luis, ticket):
    BY_NAME["forward"].send(dana, ticket)
    assert [each.pk for each in desk(cast.again(luis)).forwarded] == [ticket.pk]
    assert desk(cast.again(dana)).forwarded == []
    BY_NAME["take"].send(luis, ticket)
    assert desk(cast.again(luis)).forwarded == []
    assert [each.pk for each in desk(luis).mine] == [ticket.pk]


def test_a_resolved_ticket_is_off_the_desk(dana, ticket):
    resolve(ticket, dana)
    assert desk(dana).mine == []


def test_a_long_list_is_cut_and_says_so(dana):
    for _ in range(MOST + 1):
        cast.ticket(dana)
    found = desk(dana)
    assert len(found.mine) == MOST
    assert "mine" in found.more
    assert f"{MOST} of {MOST + 1}" in browser(dana).get("/desk/").content.decode()


def test_what_is_counted_stops_somewhere_and_says_so(dana, monkeypatch):
    monkeypatch.setattr("contacts.queries.desk.COUNTED", MOST + 1)
    for _ in range(MOST + 2):
        cast.ticket(dana)
    assert f"{MOST} of {MOST + 1}+" in browser(dana).get("/desk/").content.decode()


def noticed(user, act: Callable[[], object]) -> bool:
    """Whether the desk that this person opened before the act says that something changed."""
    client = browser(cast.again(user))
    mark = re.search(r'data-mark="([^"]+)"', client.get("/desk/").content.decode())[1]
    act()
    return client.get("/desk/news/", headers={"If-None-Match": f'"{mark}"'}).status_code == 204


def test_a_desk_that_stays_open_notices_what_is_new(dana, luis, mara, ticket):
    assert not noticed(luis, lambda: None)
    assert noticed(luis, lambda: BY_NAME["forward"].send(dana, ticket)), "forwarded to the area"
    assert noticed(luis, lambda: BY_NAME["take"].send(luis, ticket)), "a colleague took it"
    assert not noticed(luis, lambda: BY_NAME["note"].send(luis, ticket)), "a note changes no list"
    assert noticed(luis, lambda: promise(ticket, luis))
    late = timezone.now() - timedelta(minutes=1)
    assert noticed(luis, lambda: FollowUp.objects.update(due_at=late)), "a promise fell due"
    assert noticed(luis, lambda: FollowUp.objects.all().delete())
    assert not noticed(mara, lambda: None)
    assert "contacts:desk_news" in sessions._background, "and it keeps no session alive"


def test_a_desk_with_long_lists_notices_what_comes_below_the_rows_it_shows(dana, luis, sven, filing):
    for _ in range(MOST + 2):
        cast.ticket(luis)
        ticket = cast.ticket(dana)
        BY_NAME["forward"].send(dana, ticket)
        MissedTarget.objects.create(
            ticket=ticket, kind="resolution", area=filing, due_at=timezone.now() - timedelta(hours=1)
        )

    def miss() -> None:
        MissedTarget.objects.create(
            ticket=cast.ticket(dana), kind="resolution", area=filing, due_at=timezone.now()
        )

    assert not noticed(luis, lambda: None)
    assert noticed(luis, lambda: BY_NAME["forward"].send(dana, cast.ticket(dana)))
    assert noticed(luis, lambda: cast.ticket(luis)), "due never, it is the last of mine"
    assert noticed(sven, miss)
