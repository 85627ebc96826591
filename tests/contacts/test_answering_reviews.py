"""What the agent makes of a review: read, answered, and one day deleted."""

import uuid
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.answering_reviews import answer_review, read_review, see_answer
from contacts.models import Review
from contacts.queries.desk import desk
from tests.contacts.acts import (
    browser,
    changes_of,
    find,
)
from tests.contacts.reviewing import TEXT
from uccms.privacy import retention

pytestmark = pytest.mark.django_db
SSN = "219-09-9999"


@pytest.fixture
def comment(resolved, sven) -> Review:
    find(sven, resolved, "comment_on", text=TEXT)
    return Review.objects.get()


def test_the_agent_answers_and_who_reviewed_sees_it_until_it_is_seen(comment, dana, sven, greta):
    answer = browser(dana).post(f"/reviews/{comment.pk}/answer/", answer_form("I called her again."))
    assert answer.status_code == 302 and answer["Location"] == "/desk/"
    assert desk(dana).reviews == []
    assert "I called her again." in browser(sven).get("/supervision/review/").content.decode()
    assert "I called her again." not in browser(greta).get("/supervision/review/").content.decode()
    assert browser(sven).post(f"/reviews/{comment.pk}/answer/seen/").status_code == 302
    assert "I called her again." not in browser(sven).get("/supervision/review/").content.decode()
    assert "I called her again." in browser(sven).get(f"/tickets/T{comment.ticket_id}/").content.decode()


def answer_form(text: str) -> dict:
    return {"submission_id": str(uuid.uuid4()), "answer": text}


def test_the_agent_marks_it_as_read(comment, dana):
    for _ in range(2):
        assert browser(dana).post(f"/reviews/{comment.pk}/read/").status_code == 302
    assert desk(dana).reviews == []
    assert Review.objects.get().answered_at is None
    assert len([each for each in changes_of("contacts_review") if each.operation == "update"]) == 1


def test_an_answer_is_given_once_and_the_same_again_changes_nothing(comment, dana):
    form = answer_form("I called her again.")
    client = browser(dana)
    for _ in range(2):
        assert client.post(f"/reviews/{comment.pk}/answer/", form).status_code == 302
    other = client.post(f"/reviews/{comment.pk}/answer/", answer_form("No."))
    assert other.status_code == 422 and "answered this already" in other.content.decode()
    assert Review.objects.get().answer == "I called her again."


def test_nobody_else_answers_reads_or_takes_it_off(comment, mara, sven, greta, cleo, dana):
    for person in (mara, sven, greta, cleo):
        client = browser(person)
        assert client.post(f"/reviews/{comment.pk}/answer/", answer_form("Mine.")).status_code == 404
        assert client.post(f"/reviews/{comment.pk}/read/").status_code == 404
        with pytest.raises(PermissionDenied):
            answer_review(comment, answer="Mine.", by=person)
        with pytest.raises(PermissionDenied):
            read_review(comment, by=person)
    for person in (mara, greta, cleo, dana):
        with pytest.raises(PermissionDenied):
            see_answer(comment, by=person)
        assert browser(person).post(f"/reviews/{comment.pk}/answer/seen/").status_code == 404


def test_a_finding_in_an_answer_is_refused(comment, dana):
    answer = browser(dana).post(f"/reviews/{comment.pk}/answer/", answer_form(f"It was {SSN}."))
    assert answer.status_code == 422 and Review.objects.get().answer == ""


def test_a_review_is_deleted_a_year_after_it_was_written(comment):
    Review.objects.update(at=timezone.now() - timedelta(days=364))
    assert retention.delete_what_is_over()["reviews"] == 0
    Review.objects.update(at=timezone.now() - timedelta(days=366))
    assert retention.delete_what_is_over()["reviews"] == 1
    assert not any(TEXT in str(each.before) + str(each.after) for each in changes_of("contacts_review"))
