"""The people of an area: all on its page where they are few, else found by name on a page of their own."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests import cast
from tests.contacts.acts import browser
from tests.contacts.crowd import crowd
from uccms.accounts import roles
from uccms.accounts.models import User
from uccms.accounts.queries.choosing_people import SHORT

pytestmark = pytest.mark.django_db
AREA, PEOPLE = "/areas/filing-receipts/", "/areas/filing-receipts/people/"


def read(answer) -> str:
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


def listed(answer) -> list[str]:
    return re.findall(r'<span class="strong">([^<]+)</span>', read(answer))


def away(username: str, days: int) -> User:
    until = timezone.localdate() + timedelta(days=days)
    User.objects.filter(username=username).update(away_until=until)
    return User.objects.get(username=username)


def queries(user: User, address: str, sent: dict | None = None) -> tuple[int, int]:
    client = browser(user)
    client.get("/account/")  # what only the first page of a session asks is not counted
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(address, sent) if sent else client.get(address)
    return len(captured), len(answer.content)


def test_where_they_are_few_the_page_lists_all_and_asks_for_no_name(sven, dana):
    crowd(cast.area(), number=SHORT - User.objects.filter(memberships__area=cast.area()).count())
    answer = browser(sven).get(AREA)
    assert len(listed(answer)) == SHORT and "Dana Hollis" in listed(answer)
    assert "All by name" not in read(answer) and "id_named" not in read(answer)
    crowd(cast.area(), number=1)
    answer = browser(sven).get(AREA)
    assert listed(answer) == [] and "Nobody is away." in read(answer)
    assert f'<span class="count">{SHORT + 1}</span>' in read(answer)


def test_of_many_those_are_listed_who_are_away_the_next_back_first(sven, dana):
    crowd(cast.area(), number=60)
    away("quill7", 9), away("dana", 2), away("quill9", -1)
    answer = browser(sven).get(AREA)
    assert listed(answer) == ["Dana Hollis", "Quill Stand007"]
    assert f"/people/{dana.pk}/away/" in read(answer)
    User.objects.filter(username__startswith="quill").update(away_until=timezone.localdate() + timedelta(5))
    answer = browser(sven).get(AREA)
    assert len(listed(answer)) == SHORT
    assert f"The {SHORT} who are back first of those who are away" in read(answer)


def test_at_thousands_the_pages_neither_grow_nor_ask_more(sven, dana):
    addresses = ((AREA, None), (PEOPLE, None), (PEOPLE, {"named": "quill"}), (f"{PEOPLE}?page=2", None))
    crowd(cast.area(), number=200)
    few = [queries(sven, *each) for each in addresses]
    crowd(cast.area(), number=2_000)
    many = [queries(sven, *each) for each in addresses]
    assert [count for count, _ in many] == [count for count, _ in few]
    assert all(abs(size - before) < 200 for (_, size), (_, before) in zip(many, few, strict=True))
    assert many[0][1] < 20_000 and all(size < 30_000 for _, size in many)


def test_pages_by_name_follow_each_other_without_gap(sven, dana):
    crowd(cast.area(), number=120)
    names, address = [], PEOPLE
    while address:
        answer = browser(sven).get(address)
        names += listed(answer)
        following = re.search(r'href="(\?page=\d+)" rel="next"', read(answer))
        address = following and PEOPLE + following[1]
    members = User.objects.filter(memberships__area=cast.area()).order_by("name", "pk")
    assert names == [each.name for each in members]
    assert len(names) > 2 * SHORT


@pytest.mark.parametrize("page", ["", "0", "-1", "x", "1e3", "٣", "\x00"])
def test_a_page_that_is_none_is_the_first(sven, page):
    crowd(cast.area(), number=120)
    assert listed(browser(sven).get(PEOPLE, {"page": page}))[0] == "Quill Stand000"
    assert listed(browser(sven).get(PEOPLE, {"page": "999999999"}))[-1] == "Sven Aalto"


def test_somebody_is_found_by_name_with_the_act(sven, dana):
    crowd(cast.area(), number=60)
    cast.staff("zoe", cast.area("Petitions"), name="Zoë Abara")
    answer = browser(sven).post(PEOPLE, {"named": "hol da"})
    assert listed(answer) == ["Dana Hollis"] and f"/people/{dana.pk}/away/" in read(answer)
    assert "Called “hol da”" in read(answer) and 'value="hol da"' in read(answer)
    answer = browser(sven).post(PEOPLE, {"named": "Zoë"})
    assert listed(answer) == []
    assert "Nobody of this area is called “Zoë”. Check how it is written." in read(answer)
    answer = browser(sven).post(PEOPLE, {"named": "quill"})
    assert len(listed(answer)) == SHORT and f"More than {SHORT} are called “quill”" in read(answer)
    assert "<b>" not in browser(sven).post(PEOPLE, {"named": "<b>"}).content.decode()
    for nothing in ("", " ", "\x00"):
        assert len(listed(browser(sven).post(PEOPLE, {"named": nothing}))) == SHORT


def test_who_has_left_is_on_no_list(sven, dana):
    crowd(cast.area(), number=60)
    away("dana", 3)
    User.objects.filter(pk=dana.pk).update(is_active=False)
    assert "Dana Hollis" not in listed(browser(sven).get(AREA))
    assert listed(browser(sven).post(PEOPLE, {"named": "dana"})) == []


def test_an_administrator_finds_people_and_sets_nobody_away(dana):
    crowd(cast.area(), number=60)
    away("dana", 3)
    admin = cast.staff("avery", role=roles.ADMINISTRATOR, name="Avery Stone")
    for answer in (browser(admin).get(AREA), browser(admin).post(PEOPLE, {"named": "dana"})):
        assert listed(answer) == ["Dana Hollis"] and "/away/" not in read(answer)


def test_who_does_not_keep_the_area_finds_nobody(dana):
    other = cast.staff("sol", cast.area("Petitions"), role=roles.SUPERVISOR)
    cast.area()
    for person in (dana, other):
        assert browser(person).get(PEOPLE).status_code == 404
        assert browser(person).post(PEOPLE, {"named": "dana"}).status_code == 404
