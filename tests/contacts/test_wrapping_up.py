"""Wrap-up after a call: time that is given and can be had again, and that takes nothing when it runs out.

Agents of other systems have the same: Extend and All done (Salesforce), status before (Amazon).
"""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contacts.actions.logging_contacts import KeptOpen
from contacts.actions.wrapping_up import end_wrap_up, extend_wrap_up, forget_wrap_ups, set_wrap_up
from contacts.errors import Conflict, TicketError
from contacts.models import Draft
from contacts.presence import present_members
from tests import cast
from tests.contacts.acts import browser, changes_of
from tests.contacts.screen import send
from tests.contacts.test_number_of_queries import queries
from tests.contacts.test_routing import rule
from uccms.accounts.models import BusinessArea, User, WrapUp
from uccms.audit.models import Change
from uccms.privacy.register import columns

pytestmark = pytest.mark.django_db
EXTEND, END = "/contacts/wrap-up/extend/", "/contacts/wrap-up/end/"
KEEPING = "/areas/filing-receipts/wrap-up/"
STRIP = "data-wrap-up-said"


@pytest.fixture
def minute(filing) -> BusinessArea:
    """The area gives a minute after each call."""
    filing.wrap_up_seconds = 60
    filing.save()
    return filing


def left(user: User) -> int:
    """How many seconds of wrap-up somebody has; 0 for none."""
    found = WrapUp.objects.filter(user=user).first()
    return found.left if found else 0


def ran_out(user: User, **ago) -> None:
    until = timezone.now() - timedelta(**ago)
    WrapUp.objects.filter(user=user).update(until=until, began_at=until - timedelta(seconds=60))


def shown(user: User, address: str = "/desk/") -> str:
    return browser(user).get(address).content.decode()


def test_a_call_that_is_written_down_begins_the_wrap_up_of_its_area(dana, minute):
    assert send(dana).status_code == 302
    assert 55 <= left(dana) <= 60
    for address in ("/desk/", "/contacts/new/", "/tickets/"):
        assert "Wrap-up until" in shown(dana, address)


def test_so_does_a_call_on_a_ticket_that_there_is(dana, minute, ticket):
    WrapUp.objects.all().delete()
    facts = {"channel": "phone", "direction": "out", "ended_at": timezone.now()}
    cast.contact(dana, ticket=ticket, outcome=KeptOpen("as_is"), **facts)
    assert left(dana)


def test_an_area_without_wrap_up_gives_none(dana, filing):
    send(dana)
    assert not WrapUp.objects.exists()
    assert STRIP not in shown(dana)


@pytest.mark.parametrize("facts", [{"channel": "email"}, {"channel": "walk_in"}, {"no_request": "dropped"}])
def test_only_a_call_with_a_request_has_something_to_finish(dana, minute, facts):
    assert send(dana, **facts).status_code == 302
    assert not WrapUp.objects.exists()


def test_a_call_that_is_recorded_later_begins_none(dana, minute):
    ended = timezone.now() - timedelta(minutes=20)
    cast.contact(dana, started_at=ended - timedelta(minutes=5), ended_at=ended)
    assert not WrapUp.objects.exists()


def test_the_area_of_the_call_counts_and_for_who_does_not_work_there_their_own(dana, luis, minute, petitions):
    call = {"ended_at": timezone.now(), "topic": cast.topic()}
    cast.contact(luis, **call)
    assert not left(luis), "petitions gives none"
    BusinessArea.objects.filter(pk=petitions.pk).update(wrap_up_seconds=120)
    cast.contact(luis, **call)
    assert left(luis) > 100
    cast.contact(dana, **call)
    assert left(dana) <= 60
    both = cast.staff("bo", minute, petitions)
    cast.contact(both, ended_at=timezone.now(), topic=cast.topic("Petition: status", petitions))
    assert left(both) > 100


def test_round_robin_passes_over_who_is_in_wrap_up_and_comes_back_when_it_is_over(dana, luis, petitions):
    petitions.wrap_up_seconds = 60
    petitions.save()
    nora = cast.staff("nora", petitions)
    rule(in_turn=True, to=petitions)
    for each in (luis, nora):
        Client().force_login(each)
    cast.contact(luis, ended_at=timezone.now(), topic=cast.topic("Petition: status", petitions))
    given = [cast.ticket(dana, outcome=KeptOpen("queue")).assignee for _ in range(2)]
    assert given == [nora, nora]
    ran_out(luis, seconds=1)
    assert cast.ticket(dana, outcome=KeptOpen("queue")).assignee == luis


def test_all_done_gives_back_what_was_there_before(dana, minute):
    """Amazon Connect made agents “available” after a call, whatever they had been (2020-08)."""
    away = timezone.localdate() + timedelta(days=3)
    User.objects.filter(pk=dana.pk).update(away_until=away)
    send(dana)
    assert browser(dana).post(END).status_code == 302
    assert not WrapUp.objects.exists()
    assert cast.again(dana).away_until == away
    assert dana not in present_members(minute)
    User.objects.filter(pk=dana.pk).update(away_until=None)
    assert dana in present_members(minute)


def test_nothing_is_closed_or_lost_when_it_runs_out(dana, minute):
    send(dana)
    typed = {"submission_id": str(uuid.uuid4()), "description": "Half a sentence"}
    browser(dana).post("/contacts/drafts/", typed)
    ran_out(dana, minutes=6)
    assert STRIP not in shown(dana)
    assert forget_wrap_ups() == 1
    assert Draft.objects.get(owner=dana).fields["description"] == ["Half a sentence"]
    assert send(dana).status_code == 302


def test_it_is_forgotten_soon_after_and_not_before(dana, minute):
    send(dana)
    assert forget_wrap_ups() == 0
    ran_out(dana, minutes=4)
    assert forget_wrap_ups() == 0, "who is late to extend it still can"
    ran_out(dana, minutes=6)
    assert forget_wrap_ups() == 1


def test_extend_adds_the_areas_time_also_when_it_has_just_run_out(dana, minute):
    send(dana)
    answer = browser(dana).post(EXTEND, {"back": "/tickets/?sort=due"})
    assert (answer.status_code, answer["Location"]) == (302, "/tickets/?sort=due")
    assert 115 <= left(dana) <= 120
    ran_out(dana, seconds=30)
    browser(dana).post(EXTEND)
    assert 55 <= left(dana) <= 60


def test_an_hour_after_the_call_it_is_extended_no_more(dana, minute):
    send(dana)
    now = timezone.now()
    WrapUp.objects.update(began_at=now - timedelta(seconds=3570), until=now + timedelta(seconds=10))
    extend_wrap_up(by=dana)
    assert left(dana) <= 30
    with pytest.raises(TicketError, match="An hour after the call"):
        extend_wrap_up(by=dana)
    assert "Extend" not in shown(dana)
    with pytest.raises(IntegrityError), transaction.atomic():
        WrapUp.objects.update(until=now + timedelta(hours=2))


def test_one_that_is_over_gets_a_sentence_and_ending_it_twice_none(dana, minute):
    client = browser(dana)
    assert "The wrap-up is over already." in client.post(EXTEND, follow=True).content.decode()
    assert "Your wrap-up is over." in client.post(END, follow=True).content.decode()


def test_the_script_gets_the_words_alone_and_stays_where_it_is(dana, minute):
    send(dana)
    client = browser(dana)
    extended = client.post(EXTEND, headers={"X-Wrap-Up": "1"})
    assert extended.status_code == 200
    assert 'data-left="1' in extended.content.decode()
    assert "main" not in extended.content.decode()
    over = client.post(END, headers={"X-Wrap-Up": "1"}).content.decode()
    assert "Your wrap-up is over." in over and "data-left" not in over


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_it_leads_to_no_other_site(dana, minute, back):
    assert browser(dana).post(END, {"back": back})["Location"] == "/desk/"


def test_it_is_ones_own(dana, mara, minute, petra):
    send(dana)
    browser(mara).post(END)
    end_wrap_up(by=mara)
    assert left(dana)
    assert STRIP not in shown(mara)
    for act in (extend_wrap_up, end_wrap_up):
        with pytest.raises(PermissionDenied):
            act(by=petra)


def test_sent_twice_it_is_one_call_and_no_new_wrap_up(dana, minute):
    sent = {"submission_id": str(uuid.uuid4())}
    send(dana, **sent)
    browser(dana).post(END)
    send(dana, **sent)
    assert not WrapUp.objects.exists()


def test_no_history_says_how_long_somebody_took(dana, minute):
    send(dana)
    browser(dana).post(EXTEND)
    assert not Change.objects.filter(table_name="accounts_wrapup").exists()
    declared = {each.name: each.category for each in columns() if each.table == "accounts_wrapup"}
    assert {declared[name] for name in ("user_id", "began_at", "until")} == {"staff.wrap_up"}


def test_pages_and_saving_ask_no_more_than_without(dana, minute):
    send(dana)
    pages = ("/desk/", "/contacts/new/", "/tickets/")
    within = [queries(browser(dana), "get", page, {}) for page in pages]
    WrapUp.objects.all().delete()
    assert [queries(browser(dana), "get", page, {}) for page in pages] == within
    with CaptureQueriesContext(connection) as given:
        send(dana)
    BusinessArea.objects.update(wrap_up_seconds=0)
    with CaptureQueriesContext(connection) as none:
        send(dana)
    assert len(given) == len(none) + 1


def test_a_supervisor_says_how_long_it_is(dana, sven, filing):
    assert "None." in shown(sven, "/areas/filing-receipts/")
    assert browser(sven).post(KEEPING, {"was": 0, "seconds": "90"}).status_code == 302
    assert BusinessArea.objects.get(pk=filing.pk).wrap_up_seconds == 90
    assert changes_of("accounts_businessarea", filing.pk)[-1].actor_id == sven.pk
    assert "90 seconds" in shown(sven, "/areas/filing-receipts/")
    late = browser(sven).post(KEEPING, {"was": 0, "seconds": "30"})
    assert late.status_code == 409
    assert "It is now: 90 seconds" in late.content.decode()
    with pytest.raises(Conflict):
        set_wrap_up(filing, seconds=30, was=0, by=sven)


@pytest.mark.parametrize(
    ("seconds", "sentence"),
    [
        ("", "Write how many seconds, or 0 for none."),
        ("-1", "Write how many seconds, or 0 for none."),
        ("a minute", "This is no number of seconds."),
        ("901", "900 seconds, a quarter of an hour, are the most."),
    ],
)
def test_a_time_that_cannot_be_gets_a_sentence(sven, filing, seconds, sentence):
    answer = browser(sven).post(KEEPING, {"was": 0, "seconds": seconds})
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert BusinessArea.objects.get(pk=filing.pk).wrap_up_seconds == 0


def test_nobody_else_keeps_it_and_the_database_holds_the_limit(dana, sven, filing, petitions):
    for person, area in ((dana, filing), (sven, petitions)):
        with pytest.raises(PermissionDenied):
            set_wrap_up(area, seconds=60, was=0, by=person)
    with pytest.raises(TicketError):
        set_wrap_up(filing, seconds=901, was=0, by=sven)
    with pytest.raises(IntegrityError), transaction.atomic():
        BusinessArea.objects.update(wrap_up_seconds=901)
