"""The desk: promises first, what nobody has, what is mine."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from contacts.models import FollowUp
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
    assert f"{MOST}+" in browser(dana).get("/desk/").content.decode()


def is_news(user) -> Iterator[bool | None]:
    """Whether the desk that this person opened before the act says that something changed."""
    client = browser(user)
    mark = re.search(r'data-mark="([^"]+)"', client.get("/desk/").content.decode())[1]
    yield None
    answer = client.get("/desk/news/", headers={"If-None-Match": f'"{mark}"'})
    yield answer.status_code == 204


def test_a_desk_that_stays_open_notices_what_is_new(dana, luis, mara, ticket):
    def noticed(user, act) -> bool:
        asked = is_news(cast.again(user))
        next(asked)
        act()
        return next(asked)

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
