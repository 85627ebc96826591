"""Impossible states: each gets its sentence and changes nothing."""

import html
import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from contacts.actions.assigning import assign_ticket
from contacts.actions.following_up import promise_follow_up
from contacts.errors import TicketError
from contacts.models import Draft, FollowUp, Ticket, TimelineEntry
from contacts.models.tickets import NEVER
from tests import cast
from tests.contacts.acts import BY_NAME, browser, business_changes, lines, promise, resolve, soon, written
from uccms.accounts import roles

pytestmark = pytest.mark.django_db

REFUSED = [
    ("forward", "A resolved ticket cannot be forwarded."),
    ("assign", "The ticket is resolved."),
    ("follow_up", "The ticket is resolved."),
    ("wait", "The ticket is resolved."),
    ("resolve", "The ticket is resolved already."),
]


@pytest.mark.parametrize(("name", "sentence"), REFUSED, ids=[name for name, _ in REFUSED])
def test_a_resolved_ticket_stays_where_it_is(ticket, dana, name, sentence):
    resolve(ticket, dana)
    form = BY_NAME[name].form(ticket)
    before = business_changes()
    answer = browser(dana).post(BY_NAME[name].address(ticket), form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert business_changes() == before


@pytest.mark.parametrize("state", ["resolved", "closed"])
def test_only_what_is_not_open_is_opened_again(ticket, dana, state):
    refused = BY_NAME["reopen"].send(dana, ticket)
    assert refused.status_code == 422
    assert "The ticket is open already." in refused.content.decode()
    resolve(ticket, dana)
    Ticket.objects.update(state=state)
    assert BY_NAME["reopen"].send(dana, ticket).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.resolution_code) == ("open", None)


def test_waiting_twice_is_refused(ticket, dana):
    assert BY_NAME["wait"].send(dana, ticket).status_code == 302
    assert "waits for the customer already" in BY_NAME["wait"].send(dana, ticket).content.decode()


@pytest.mark.parametrize(
    ("due_at", "sentence"),
    [
        ("2020-01-06T10:00", "for a time to come"),
        ("9999-12-31T23:59", "a year ahead at most"),
        ("2027-07-05T10:00", "is a federal holiday"),
        ("2027-01-02T10:00", "is a weekend"),
        ("", "Say for when it is promised."),
        ("soon", "Write the day and the time"),
    ],
)
def test_a_promise_needs_a_time_that_can_be_kept(ticket, dana, due_at, sentence):
    before = business_changes()
    answer = BY_NAME["follow_up"].send(dana, ticket, due_at=due_at)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert business_changes() == before


def test_a_promise_is_never_dropped_silently(ticket, dana):
    follow_up = promise(ticket, dana)
    answer = BY_NAME["resolve"].send(dana, ticket)
    assert answer.status_code == 422
    assert "Say whether this follow-up is kept or withdrawn." in answer.content.decode()
    withdrawn = {f"promised_{follow_up.pk}": "withdrawn"}
    answer = BY_NAME["resolve"].send(dana, ticket, **withdrawn)
    assert answer.status_code == 422
    assert "Say why the follow-up is withdrawn." in answer.content.decode()
    because = withdrawn | {"withdraw_because": "Answered by mail."}
    assert BY_NAME["resolve"].send(dana, ticket, **because).status_code == 302
    follow_up.refresh_from_db()
    assert (follow_up.reason, follow_up.withdrawn_by) == ("Answered by mail.", dana)


def test_resolving_asks_of_each_promise_whether_it_is_kept(ticket, dana):
    kept = promise(ticket, dana)
    withdrawn = promise_follow_up(ticket, due_at=soon() + timedelta(hours=2), by=dana)
    page = browser(dana).get(f"/tickets/T{ticket.pk}/resolve/").content.decode()
    assert page.count("Kept by this") == 2
    answers = {
        f"promised_{kept.pk}": "kept",
        f"promised_{withdrawn.pk}": "withdrawn",
        "withdraw_because": "Both were about the same.",
    }
    assert BY_NAME["resolve"].send(dana, ticket, **answers).status_code == 302
    kept.refresh_from_db()
    withdrawn.refresh_from_db()
    ticket.refresh_from_db()
    assert (kept.kept_at is not None, kept.withdrawn_at) == (True, None)
    assert (withdrawn.kept_at, withdrawn.reason) == (None, "Both were about the same.")
    assert [each.follow_up for each in lines(ticket, "kept")] == [kept]
    assert (ticket.state, ticket.due_key) == ("resolved", NEVER)


def test_a_promise_that_nobody_answered_for_stops_the_resolution(ticket, dana):
    promise(ticket, dana)
    with pytest.raises(TicketError, match="still promised"):
        resolve(ticket, dana)
    assert Ticket.objects.get(pk=ticket.pk).state == "waiting"


def test_withdrawing_one_of_two_promises_leaves_the_ticket_waiting_for_the_other(ticket, dana):
    first = promise(ticket, dana)
    second = promise_follow_up(ticket, due_at=soon() + timedelta(hours=2), by=dana)
    withdraw = f"/tickets/T{ticket.pk}/follow-up/{first.pk}/withdraw/"
    client = browser(dana)
    form = {"submission_id": "6f1f3c1e-0000-4000-8000-000000000001", "version": 1, "reason": "Too early."}
    assert client.post(withdraw, form).status_code == 302
    ticket.refresh_from_db()
    assert (ticket.state, ticket.due_key) == ("waiting", second.due_at)


@pytest.mark.parametrize("key", ["1", "99999999999999999999"])
def test_a_promise_of_another_ticket_is_not_withdrawn_here(ticket, dana, luis, key):
    theirs = promise(cast.ticket(luis), luis)
    for each in (key, str(theirs.pk)):
        address = f"/tickets/T{ticket.pk}/follow-up/{each}/withdraw/"
        assert browser(dana).post(address, {"reason": "x", "version": 1}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.is_open


@pytest.mark.parametrize("number", ["", "99999999999999999999", "\x00", "-1"])
def test_a_ticket_goes_to_an_area_that_there_is(ticket, dana, number):
    assert BY_NAME["forward"].send(dana, ticket, to=number).status_code == 422


def test_a_ticket_is_not_forwarded_to_where_it_is_or_to_a_closed_area(ticket, dana, filing, petitions):
    assert BY_NAME["forward"].send(dana, ticket, to=filing.pk).status_code == 422
    petitions.is_active = False
    petitions.save()
    assert BY_NAME["forward"].send(dana, ticket).status_code == 422
    ticket.refresh_from_db()
    assert ticket.area == filing


def test_only_who_works_in_the_area_or_the_call_center_can_hold_a_ticket(
    ticket, dana, mara, luis, carol, filing
):
    officer = cast.staff("olga", filing, role=roles.PRIVACY_OFFICER)
    gone = cast.staff("gone", filing)
    gone.is_active = False
    gone.save()
    for person in (luis, officer, gone):
        assert BY_NAME["assign"].send(dana, ticket, to=person.pk).status_code == 422
        with pytest.raises(TicketError, match="does not work in"):
            assign_ticket(ticket, to=cast.again(person), by=dana)
    for person in (mara, carol):
        assert BY_NAME["assign"].send(dana, ticket, to=person.pk).status_code == 302
        assert Ticket.objects.get(pk=ticket.pk).assignee == person


def test_correcting_the_first_contact_changes_the_subject_and_keeps_the_first_version(ticket, dana):
    BY_NAME["correct"].send(dana, ticket)
    ticket.refresh_from_db()
    assert ticket.subject == "The filing receipt shows the wrong applicant"
    key = f"c{ticket.contacts.get().pk}"
    versions = browser(dana).get(f"/tickets/T{ticket.pk}/versions/{key}/").content.decode()
    assert "wrong inventor" in versions
    assert "wrong applicant" in versions


@pytest.mark.parametrize("key", ["c1", "e1", "c99999999999999999999", "x", "c", "c٣"])
def test_a_text_that_is_not_on_the_ticket_is_404(ticket, dana, luis, key):
    other = cast.ticket(luis).contacts.get()
    for each in (key, f"c{other.pk}"):
        for act in ("correct", "remove", "versions"):
            assert browser(dana).get(f"/tickets/T{ticket.pk}/{act}/{each}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"basis": "because"}, "Choose the legal reason."),
        ({"reason": ""}, "Say why it is removed."),
        ({"remaining": "The filing receipt shows the wrong inventor."}, "Take out what has to go"),
    ],
)
def test_removing_needs_a_reason_and_something_to_remove(ticket, dana, fields, sentence):
    before = business_changes()
    answer = BY_NAME["remove"].send(dana, ticket, **fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert business_changes() == before


def test_what_was_removed_is_on_no_page_and_the_timeline_says_why(ticket, dana):
    BY_NAME["remove"].send(dana, ticket)
    client = browser(dana)
    key = f"c{ticket.contacts.get().pk}"
    pages = [
        f"/tickets/T{ticket.pk}/",
        f"/tickets/T{ticket.pk}/versions/{key}/",
        f"/customers/C{ticket.customer_id}/",
    ]
    for address in pages:
        assert "wrong inventor" not in client.get(address).content.decode()
    assert lines(ticket, TimelineEntry.Kind.REMOVED)[0].text == "Not needed."
    assert "Not needed." in client.get(pages[0]).content.decode()


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "lost"},
        {"state": "waiting", "waiting_for": ""},
        {"state": "open", "waiting_for": "customer"},
        {"state": "resolved"},
    ],
)
def test_the_database_itself_refuses_a_state_that_cannot_be(ticket, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(pk=ticket.pk).update(**facts)


def test_the_database_itself_refuses_a_promise_both_kept_and_withdrawn(ticket, dana):
    follow_up = promise(ticket, dana)
    with pytest.raises(IntegrityError), transaction.atomic():
        FollowUp.objects.filter(pk=follow_up.pk).update(kept_at=timezone.now(), withdrawn_at=timezone.now())


def test_a_moment_is_read_in_the_offices_zone(ticket, dana):
    at = soon()
    BY_NAME["follow_up"].send(dana, ticket, due_at=written(at))
    assert ticket.follow_ups.get().due_at == at


def left(answer) -> dict:
    """The form that keeps what was typed as a note."""
    page = html.unescape(answer.content.decode())
    assert "Keep it as an internal note" in page
    fields = dict(re.findall(r'name="(submission_id|version|csrf\w+)" value="([^"]*)"', page))
    return fields | {"text": page.split('name="text"')[1].split(">\n", 1)[1].split("</textarea>")[0]}


@pytest.mark.parametrize(
    ("name", "of_the_first"),
    [("resolve", "resolve"), ("wait", "wait"), ("forward", "resolve"), ("reopen", "reopen")],
)
def test_who_was_slower_keeps_the_words_as_a_note(ticket, dana, mara, name, of_the_first):
    act = BY_NAME[name]
    if name == "reopen":
        resolve(ticket, dana)
    words = "She has the\r\ncorrected <receipt>."
    late = act.form(ticket, **{act.guarded[0]: words})
    BY_NAME[of_the_first].send(mara, ticket)
    client = browser(dana)
    answer = client.post(act.address(ticket), late)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Somebody changed this while you were writing" in page
    assert "cannot be done any more" in page
    assert "Mara Lind" in page.split("What happened since you opened it")[1].split("</ol>")[0]
    sent = left(answer)
    assert f'action="/tickets/T{ticket.pk}/note/"' in page
    again = client.post(act.address(ticket), late | {"version": BY_NAME["note"].version(ticket)})
    assert again.status_code == 422, "who sends it again all the same"
    assert left(again)["text"] == sent["text"]
    assert client.post(f"/tickets/T{ticket.pk}/note/", sent).status_code == 302
    (note,) = lines(ticket, "note")
    assert (note.by, note.text) == (dana, "She has the\ncorrected <receipt>.")


def test_the_draft_of_what_is_kept_as_a_note_is_gone(ticket, dana, mara):
    late = BY_NAME["resolve"].form(ticket)
    known = {"draft_form": "resolve", "draft_ticket": ticket.pk, "draft_page": late["submission_id"]}
    browser(dana).post("/contacts/drafts/", late | known)
    assert Draft.objects.count() == 1
    resolve(ticket, mara)
    sent = left(browser(dana).post(BY_NAME["resolve"].address(ticket), late))
    assert browser(dana).post(f"/tickets/T{ticket.pk}/note/", sent).status_code == 302
    assert Draft.objects.count() == 0


def test_what_the_guard_finds_in_words_that_are_left_stays_on_the_screen_alone(ticket, dana, mara):
    late = BY_NAME["resolve"].form(ticket, resolution="She says 219-09-9999 is it.")
    resolve(ticket, mara)
    answer = browser(dana).post(BY_NAME["resolve"].address(ticket), late)
    assert answer.status_code == 422
    assert "social security number" in answer.content.decode()
    refused = browser(dana).post(f"/tickets/T{ticket.pk}/note/", left(answer))
    assert refused.status_code == 422
    assert not lines(ticket, "note")
