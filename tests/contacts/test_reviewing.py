"""Quality review: what each verdict does, and of two at once the second is told."""

import uuid

import pytest

from contacts.actions import reviewing
from contacts.errors import Conflict
from contacts.models import Review, Ticket, TimelineEntry
from contacts.queries.desk import desk
from tests import cast
from tests.contacts.acts import (
    BY_NAME,
    at_once,
    browser,
    business_changes,
    changes_of,
    find,
    lines,
    resolve,
)
from tests.contacts.reviewing import TEXT, say, waiting
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db
SSN = "219-09-9999"
VERDICTS = ("find_fine", "comment_on", "send_back")


def test_fine_writes_a_review_and_leaves_the_ticket_as_it_is(resolved, sven, dana):
    answer = find(sven, resolved, "find_fine")
    assert answer.status_code == 302 and answer["Location"] == "/supervision/review/"
    review = Review.objects.get()
    assert (review.agent, review.reviewer, review.verdict, review.text) == (dana, sven, "fine", "")
    after = Ticket.objects.get(pk=resolved.pk)
    assert (after.state, after.version, after.review_state) == ("resolved", resolved.version, "reviewed")
    assert waiting(sven) == [] and desk(dana).reviews == []


def test_a_comment_is_on_the_agents_desk_and_nowhere_on_the_timeline(resolved, sven, dana, mara):
    before = len(resolved.timeline.all())
    assert find(sven, resolved, "comment_on", text=TEXT).status_code == 302
    assert Ticket.objects.get(pk=resolved.pk).state == "resolved"
    assert TEXT in browser(dana).get("/desk/").content.decode()
    assert "From quality review" not in browser(mara).get("/desk/").content.decode()
    assert len(resolved.timeline.all()) == before


def test_back_opens_it_for_the_agent_who_resolved_it_without_the_reason_on_the_timeline(
    resolved, sven, dana, mara
):
    assert find(sven, resolved, "send_back", text=TEXT).status_code == 302
    after = Ticket.objects.get(pk=resolved.pk)
    assert (after.state, after.assignee, after.reopened_count, after.review_state) == ("open", dana, 1, "")
    entry = lines(resolved, TimelineEntry.Kind.REOPENED)[0]
    assert (entry.by, entry.person, entry.text) == (sven, dana, "")
    page = browser(mara).get(f"/tickets/T{resolved.pk}/").content.decode()
    assert "Given back" in page and "after a quality review" in page and TEXT not in page
    assert TEXT in browser(dana).get("/desk/").content.decode()
    assert after in desk(dana).mine


def test_after_each_the_next_one_is_shown(dana, sven):
    done = [cast.ticket(dana) for _ in range(4)]
    for each in done:
        resolve(each, dana)
    order = [each.pk for each in reversed(done)]
    for verdict, key, following in zip(VERDICTS, order, order[1:], strict=False):
        answer = find(sven, Ticket.objects.get(pk=key), verdict, **say(verdict))
        assert answer["Location"] == f"/supervision/review/T{following}/"


def test_who_has_left_the_area_gets_no_ticket_back_but_a_comment(resolved, sven, dana):
    dana.memberships.all().delete()
    answer = find(sven, resolved, "send_back", text=TEXT)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "does not work in Filing Receipts any more" in page and TEXT in page
    assert find(sven, resolved, "comment_on", text=TEXT).status_code == 302


@pytest.mark.parametrize(
    ("verdict", "sentence"),
    [
        ("comment_on", "Write what Dana Hollis should hear."),
        ("send_back", "Say why it goes back to Dana Hollis."),
    ],
)
def test_without_words_there_is_one_sentence(verdict, sentence, resolved, sven):
    before = business_changes()
    answer = find(sven, resolved, verdict, text="  ")
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert business_changes() == before


def test_fine_drops_no_typed_words(resolved, sven):
    answer = find(sven, resolved, "find_fine", text=TEXT)
    assert answer.status_code == 422
    assert TEXT in answer.content.decode() and "Send it as a comment" in answer.content.decode()
    assert not Review.objects.exists()


@pytest.mark.parametrize("verdict", VERDICTS)
def test_it_is_in_the_history_without_its_words(verdict, resolved, sven):
    find(sven, resolved, verdict, **say(verdict))
    (change,) = changes_of("contacts_review")
    assert (change.actor_id, change.page) == (sven.pk, f"contacts:{verdict}")
    assert change.after["verdict"] and "text" not in change.after and "answer" not in change.after


def test_reading_a_ticket_for_review_is_a_look_and_changes_no_business_row(resolved, sven):
    before = business_changes()
    assert browser(sven).get(f"/supervision/review/T{resolved.pk}/").status_code == 200
    assert business_changes() == before
    look = Event.objects.filter(kind=Event.Kind.LOOK, actor_id=sven.pk).latest("at")
    assert look.subject == resolved.number


@pytest.mark.parametrize("verdict", ["comment_on", "send_back"])
def test_a_finding_stays_on_the_screen_and_nowhere_else(verdict, resolved, sven):
    before = business_changes()
    answer = find(sven, resolved, verdict, text=f"She gave {SSN}.")
    assert answer.status_code == 422
    assert answer.content.decode().count(SSN) == 1
    assert business_changes() == before
    removed = {"text": f"She gave {SSN}.", "remove_finding": "text:9:20"}
    redrawn = find(sven, resolved, "comment_on", **removed)
    assert redrawn.status_code == 200 and SSN not in redrawn.content.decode()


def test_of_two_supervisors_the_second_is_told_and_loses_no_word(resolved, sven, greta):
    assert find(sven, resolved, "comment_on", text="Good, but say which form.").status_code == 302
    answer = find(greta, resolved, "send_back", text=TEXT)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Somebody was faster" in page and "Sven Aalto" in page and "say which form" in page
    assert TEXT in page
    assert Review.objects.count() == 1 and Ticket.objects.get(pk=resolved.pk).state == "resolved"


def test_a_ticket_that_changed_since_it_was_read_is_shown_again_and_can_then_be_reviewed(
    resolved, sven, dana
):
    BY_NAME["note"].send(dana, resolved, text="She wrote that it arrived.")
    answer = find(sven, resolved, "comment_on", text=TEXT, version=resolved.version)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "She wrote that it arrived." in page and TEXT in page
    assert f'name="version" value="{resolved.version + 1}"' in page
    assert find(sven, resolved, "comment_on", text=TEXT).status_code == 302


@pytest.mark.parametrize("verdict", VERDICTS)
def test_sent_twice_it_is_one_review(verdict, resolved, sven):
    form = {"submission_id": str(uuid.uuid4()), "version": resolved.version} | say(verdict)
    for _ in range(2):
        assert find(sven, resolved, verdict, **form).status_code == 302
    assert Review.objects.count() == 1


@pytest.mark.parametrize(
    ("first", "then"),
    [
        ("comment_on", {"verdict": "comment_on", "text": "Other words"}),
        ("comment_on", {"verdict": "send_back"}),
        ("find_fine", {"verdict": "comment_on"}),
        ("comment_on", {"verdict": "find_fine", "text": ""}),
    ],
    ids=["other words", "back", "a comment", "fine"],
)
def test_one_form_in_two_windows_swallows_no_verdict_and_no_words(first, then, resolved, sven):
    """A draft that is open twice has one submission: what the second one says is not taken for the first."""
    form = {"submission_id": str(uuid.uuid4()), "version": resolved.version}
    assert find(sven, resolved, first, **form, **say(first)).status_code == 302
    written = Review.objects.get()
    words = {"text": TEXT} | {name: value for name, value in then.items() if name == "text"}
    late = find(sven, resolved, then["verdict"], **form, **words)
    assert late.status_code == 409
    page = late.content.decode()
    assert "Nothing of yours is saved" in page and words["text"] in page
    again = Review.objects.get()
    assert (again.verdict, again.text) == (written.verdict, written.text)


@pytest.mark.django_db(transaction=True)
def test_at_once_one_of_two_supervisors_reviews_it(resolved, sven, greta):
    def as_(person):
        return lambda: reviewing.find_fine(resolved, submission_id=uuid.uuid4(), by=cast.again(person))

    results = at_once([as_(sven), as_(greta)])
    assert sorted(type(each).__name__ for each in results) == [Conflict.__name__, Review.__name__]
    assert Review.objects.count() == 1
