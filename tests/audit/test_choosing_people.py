"""By whom the record is filtered, in an office of thousands: chosen by name, with script and without."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import cast
from tests.contacts.choosing import read
from tests.contacts.crowd import crowd, forty_areas
from uccms.accounts import roles
from uccms.accounts.models import User
from uccms.accounts.queries.choosing_people import SHORT
from uccms.audit import looks
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db
ADDRESS, WHOSE = "/privacy/record/", "/privacy/record/whose/"
NOBODY = "There is nobody of whom you see acts by this choice. Choose again."


@pytest.fixture
def officer(db):
    return cast.staff("robin", role=roles.PRIVACY_OFFICER, name="Robin Vale")


@pytest.fixture
def supervisor(db):
    return cast.staff("ellen", cast.area(), role=roles.SUPERVISOR, name="Ellen Marsh")


@pytest.fixture
def zoe(db):
    return cast.staff("zoe", cast.area("Petitions"), name="Zoë Abara")


@pytest.fixture
def gwen(db):
    """Has left the office."""
    person = cast.staff("gwen", cast.area("Petitions"), name="Gwen Gone")
    User.objects.filter(pk=person.pk).update(is_active=False)
    return person


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def select_of(answer) -> str:
    return re.search(r'<select[^>]* ?name="person".*?</select>', read(answer), re.S)[0]


def offered(answer) -> list[str]:
    return re.findall(r">([^<]+)</option>", select_of(answer))


def suggested(user: User, named: str) -> list[str]:
    answer = browser(user).post(ADDRESS + "people/", {"named": named})
    assert answer.status_code == 200
    return re.findall(r">([^<]+)</option>", read(answer))


def page(user: User, **chosen) -> tuple[int, int]:
    """How many queries the page takes, and how many bytes it has."""
    client = browser(user)
    client.get("/account/")  # what only the first page of a session asks is not counted
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(ADDRESS, chosen)
    assert answer.status_code == 200
    return len(captured), len(answer.content)


@pytest.mark.parametrize("who", ["officer", "supervisor"])
def test_at_two_thousand_people_the_page_lists_none_of_them_and_asks_no_more(request, zoe, who):
    viewer = request.getfixturevalue(who)
    areas = [cast.area(), *forty_areas()]
    crowd(*areas, number=60 * len(areas))
    looks.looked("T20482", by=zoe)
    for chosen in ({"kind": "sign_in"}, {"person": viewer.pk, "kind": "sign_in"}):
        few = page(viewer, **chosen)
        crowd(*areas, number=1_000)
        many = page(viewer, **chosen)
        assert many[0] == few[0] and abs(many[1] - few[1]) < 200
        assert many[1] < 15_000


def test_where_all_fit_they_are_listed_and_nothing_asks_for_a_name(officer, zoe, gwen):
    crowd(cast.area(), number=SHORT - User.objects.count())
    answer = browser(officer).get(ADDRESS)
    assert len(offered(answer)) == SHORT + 1
    assert "Gwen Gone, no longer active" in offered(answer)
    assert not re.search("data-people|data-combobox|noscript", select_of(answer))
    assert "by name …" not in read(answer)
    crowd(cast.area(), number=1)
    assert 'data-people="/privacy/record/people/"' in select_of(browser(officer).get(ADDRESS))


def test_of_many_those_are_listed_whose_acts_the_page_shows(officer, zoe, gwen):
    crowd(*forty_areas(), number=60)
    looks.looked("T20482", by=zoe)
    assert offered(browser(officer).get(ADDRESS, {"kind": "look"})) == ["Everybody", "Zoë Abara"]
    looks.looked("T20482", by=gwen)
    listed = offered(browser(officer).get(ADDRESS, {"kind": "look"}))
    assert listed[:2] == ["Everybody", "Gwen Gone, no longer active"]
    assert 'data-path="Petitions"' in select_of(browser(officer).get(ADDRESS, {"kind": "look"}))


def test_somebody_is_found_by_the_beginnings_of_the_name_who_left_too(officer, supervisor, zoe, gwen):
    crowd(cast.area(), number=60)
    assert suggested(officer, "aba zo") == ["Zoë Abara"]
    assert suggested(officer, "gwen") == ["Gwen Gone, no longer active"]
    assert suggested(officer, "robin") == ["Robin Vale"], "oneself, too"
    assert len(suggested(officer, "quill")) == SHORT
    for nothing in ("", " ", "—", "\x00"):
        assert suggested(officer, nothing) == []


def test_a_supervisor_finds_the_people_of_their_areas_only(supervisor, zoe):
    crowd(cast.area(), number=60)
    assert suggested(supervisor, "zoe") == []
    assert suggested(supervisor, "ellen") == ["Ellen Marsh"]
    answer = browser(supervisor).post(WHOSE, {"named": "zoe"})
    assert "Nobody who can be chosen here is called “zoe”." in read(answer)
    answer = browser(supervisor).get(ADDRESS, {"person": zoe.pk})
    assert answer.status_code == 422 and NOBODY in read(answer)
    assert "Zoë" not in read(answer)


def test_what_no_text_can_hold_is_refused_too(officer):
    assert browser(officer).get(ADDRESS, {"person": "\x00"}).status_code == 422


@pytest.mark.parametrize("who", ["zoe", "gwen"])
def test_a_kept_address_goes_on_showing_who_is_in_no_list(request, officer, zoe, gwen, who):
    person = request.getfixturevalue(who)
    crowd(*forty_areas(), number=60)
    looks.looked("T20482", by=person)
    answer = browser(officer).get(f"{ADDRESS}?person={person.pk}&kind=sign_in&number=&day=")
    assert answer.status_code == 200 and "T20482" not in read(answer)
    assert f'<option value="{person.pk}" data-path="Petitions" selected>' in select_of(answer)
    answer = browser(officer).get(f"{ADDRESS}?person={person.pk}")
    assert "T20482" in read(answer) and person.name in read(answer)


@pytest.mark.parametrize("person", ["0", "999999999", "9" * 40, "-1", "1 OR 1=1", "Zoë", "٣"])
@pytest.mark.parametrize("many", [False, True], ids=["few", "many"])
def test_somebody_who_is_unknown_gets_a_sentence(officer, many, person):
    if many:
        crowd(*forty_areas(), number=60)
    answer = browser(officer).get(ADDRESS, {"person": person, "kind": "look"})
    assert answer.status_code == 422
    assert NOBODY in read(answer)
    assert '<option value="look" selected>' in read(answer)
    assert not Event.objects.filter(subject="record").exists()


def test_without_script_a_page_takes_the_name_and_keeps_the_rest(officer, zoe, gwen):
    crowd(*forty_areas(), number=60)
    answer = browser(officer).get(ADDRESS, {"kind": "look", "day": "2026-11-02", "number": "Zoë"})
    (address,) = re.findall(r'<noscript><a href="([^"]+)"', read(answer))
    assert "Zo" not in address
    assert "Whose acts?" in read(browser(officer).get(address))
    sent = {"back": "kind=look&day=2026-11-02&next=//evil&number=Zoe", "named": "gwen g"}
    answer = browser(officer).post(WHOSE, sent)
    assert answer.status_code == 302
    assert answer.url == f"{ADDRESS}?kind=look&day=2026-11-02&person={gwen.pk}"
    assert browser(officer).get(answer.url).status_code == 200


def test_several_of_a_name_are_links_and_cost_no_query_each(officer, zoe):
    def asked() -> tuple[int, str]:
        client = browser(officer)
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            answer = client.post(WHOSE, {"back": "kind=look", "named": "abara"})
        assert answer.status_code == 422
        return len(captured), read(answer)

    cast.staff("zoltan", cast.area("Petitions"), name="Zoltan Abara")
    few, text = asked()
    assert "2 are called “abara”. Choose one of them" in text
    assert f'<a href="{ADDRESS}?kind=look&person={zoe.pk}">Zoë Abara</a>' in text
    for n in range(20):
        cast.staff(f"abara{n}", cast.area("Petitions"), name=f"Ada Abara{n}")
    assert asked()[0] == few


def test_who_sees_no_record_is_told_nothing(zoe):
    for answer in (
        browser(zoe).post(ADDRESS + "people/", {"named": "zoe"}),
        browser(zoe).post(WHOSE, {"named": "zoe"}),
        browser(zoe).get(WHOSE),
    ):
        assert answer.status_code == 404
