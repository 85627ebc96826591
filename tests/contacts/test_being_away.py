"""Who is away: said by themselves or their supervisor, who then has their follow-ups on the desk."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.forwarding import forward_ticket
from contacts.models import ClosedDay, MissedTarget, ServiceTarget
from contacts.queries.supervisors_desk import MOST, supervision
from tests import cast
from tests.contacts.acts import browser, changes_of, promise
from tests.contacts.test_number_of_queries import queries
from uccms.accounts import roles
from uccms.accounts.actions.being_away import set_away
from uccms.accounts.models import User

pytestmark = pytest.mark.django_db


def back_in(days: int) -> str:
    return (timezone.localdate() + timedelta(days=days)).isoformat()


def away(person: User, days: int = 5) -> User:
    User.objects.filter(pk=person.pk).update(away_until=back_in(days))
    return cast.again(person)


def promised(user: User) -> list[int]:
    return [each.pk for each in supervision(cast.again(user)).absent]


def test_an_agent_says_until_when_they_are_away_and_the_desk_shows_it(dana):
    sent = {"until": back_in(5), "was": ""}
    assert browser(dana).post(f"/people/{dana.pk}/away/", sent).status_code == 302
    assert cast.again(dana).is_away
    assert changes_of("accounts_user", dana.pk)[-1].actor_id == dana.pk
    page = browser(dana).get("/desk/").content.decode()
    assert "You are away until" in page
    here = {"until": "", "was": back_in(5)}
    assert browser(dana).post(f"/people/{dana.pk}/away/", here).status_code == 302
    assert not cast.again(dana).is_away


def test_on_the_first_day_back_one_is_here(dana):
    assert not away(dana, 0).is_away
    assert away(dana, 1).is_away


def test_their_supervisor_may_say_it_and_nobody_else(dana, mara, sven, luis, adam, petitions):
    sent = {"until": back_in(5), "was": ""}
    other = cast.staff("otto", petitions, role=roles.SUPERVISOR)
    for person in (mara, luis, other, adam):
        assert browser(person).post(f"/people/{dana.pk}/away/", sent).status_code == 404
        with pytest.raises(PermissionDenied):
            set_away(dana, until=timezone.localdate() + timedelta(days=5), was=None, by=person)
    assert browser(sven).post(f"/people/{dana.pk}/away/", sent).status_code == 302
    assert cast.again(dana).is_away
    assert "back on" in browser(sven).get("/areas/filing-receipts/").content.decode()


@pytest.mark.parametrize(
    ("until", "sentence"),
    [
        (back_in(0), "The first day back has to be one to come."),
        (back_in(400), "The first day back can be a year ahead at most."),
        ("soon", "This is no day."),
    ],
)
def test_a_day_that_cannot_be_gets_a_sentence(dana, until, sentence):
    answer = browser(dana).post(f"/people/{dana.pk}/away/", {"until": until, "was": ""})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert cast.again(dana).away_until is None


def test_who_read_something_else_is_told(dana, sven):
    away(dana, 3)
    late = browser(dana).post(f"/people/{dana.pk}/away/", {"until": back_in(9), "was": ""})
    assert late.status_code == 409
    assert "Back on" in late.content.decode()
    day = cast.again(dana).away_until
    for person in (dana, sven):  # what is asked for is there already, as when it is sent twice
        again = browser(person).post(f"/people/{dana.pk}/away/", {"until": day.isoformat(), "was": ""})
        assert again.status_code == 302
    assert cast.again(dana).away_until.isoformat() == back_in(3)


def test_follow_ups_of_who_is_away_are_on_the_supervisors_desk_first_due_first(dana, sven, ticket):
    later = promise(ticket, dana)
    first = promise(cast.ticket(dana), dana)
    type(first).objects.filter(pk=first.pk).update(due_at=timezone.now() - timedelta(hours=2))
    assert promised(sven) == []
    away(dana)
    assert promised(sven) == [first.pk, later.pk]
    page = browser(sven).get("/desk/").content.decode()
    assert "Follow-ups of people who are away" in page
    assert "promised by Dana Hollis" in page and "2 h late" in page
    assert "2 h late" in browser(dana).get("/desk/").content.decode(), "they stay on their own"


def test_so_are_those_of_who_has_left(dana, sven, ticket):
    kept = promise(ticket, dana)
    User.objects.filter(pk=dana.pk).update(is_active=False)
    assert promised(sven) == [kept.pk]


def test_each_promise_goes_to_who_may_open_its_ticket(dana, sven, petitions, ticket):
    """Forwarded, it is the other area's supervisor who sees the ticket."""
    kept = promise(ticket, dana)
    forward_ticket(ticket, to=petitions, by=dana)
    away(dana)
    other = cast.staff("otto", petitions, role=roles.SUPERVISOR)
    assert promised(sven) == []
    assert promised(other) == [kept.pk]
    center = cast.call_center()
    first_tier = cast.staff("cleo", center, role=roles.SUPERVISOR)
    assert promised(first_tier) == [], "nobody of theirs promised it"
    helper = cast.staff("hana", center)
    theirs = promise(cast.ticket(dana), helper)
    away(helper)
    assert promised(first_tier) == [theirs.pk]


def test_an_agent_has_no_supervision_on_the_desk(dana, mara, ticket):
    promise(ticket, dana)
    away(dana)
    assert supervision(mara) is None


def test_a_long_list_is_cut_and_says_so(dana, sven, ticket):
    for _ in range(MOST + 1):
        promise(ticket, dana)
    away(dana)
    found = supervision(sven)
    assert len(found.absent) == MOST
    assert found.more == {"absent"}


def test_the_desk_and_the_area_of_a_supervisor_cost_the_same_with_few_and_many(dana, sven, filing):
    def fill(number: int) -> None:
        for n in range(number):
            colleague = cast.staff(f"agent{n}of{number}", filing)
            ticket = cast.ticket(colleague, customer=cast.customer(dana, f"Quintero {number} {n}"))
            promise(ticket, colleague)
            away(colleague)
            MissedTarget.objects.create(ticket=ticket, kind="resolution", area=filing, due_at=timezone.now())
            ServiceTarget.objects.create(area=filing, topic=cast.topic(f"Topic {number} {n}"), resolution=60)
            day = timezone.localdate() + timedelta(days=n + 10 * number)
            ClosedDay.objects.create(area=filing, day=day, name="Move")

    pages = ("/desk/", "/areas/", "/areas/filing-receipts/", "/holidays/")
    fill(2)
    few = [queries(browser(sven), "get", page, {}) for page in pages]
    fill(6)
    assert [queries(browser(sven), "get", page, {}) for page in pages] == few
    assert max(few) <= 30
