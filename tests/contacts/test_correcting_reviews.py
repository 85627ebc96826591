"""Who wrote a comment or an answer corrects it until it was answered or seen; what slipped in is removed."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from contacts.actions.answering_reviews import answer_review, read_review, see_answer
from contacts.actions.correcting_reviews import correct_review, remove_from_review
from contacts.models import Review, Ticket
from contacts.queries.desk import desk
from tests import cast
from tests.contacts.acts import browser, changes_of, find, resolve
from uccms.accounts import roles

pytestmark = pytest.mark.django_db
TEXT = "The petition also needs the reply of Ms. Okafor."
BETTER = "The petition also needs the reply to the last office action."
SSN = "219-09-9999"


@pytest.fixture
def review(ticket, dana, sven) -> Review:
    """Sven's comment on what dana resolved."""
    resolve(ticket, dana)
    find(sven, Ticket.objects.get(pk=ticket.pk), "comment_on", text=TEXT)
    return Review.objects.get()


@pytest.fixture
def greta(filing):
    """A second supervisor of that area."""
    return cast.staff("greta", filing, role=roles.SUPERVISOR, name="Greta Whitfield")


def address(review: Review, part: str, verb: str) -> str:
    return f"/reviews/{review.pk}/{part}/{verb}/"


def shown(person, review: Review) -> str:
    return browser(person).get(f"/tickets/T{review.ticket_id}/").content.decode()


def correct(person, review: Review, part: str = "text", **fields):
    version = Review.objects.get(pk=review.pk).version
    form = {"submission_id": str(uuid.uuid4()), "version": version, "to": BETTER} | fields
    return browser(person).post(address(review, part, "correct"), form)


def remove(person, review: Review, part: str = "text", **fields):
    form = {
        "submission_id": str(uuid.uuid4()),
        "version": Review.objects.get(pk=review.pk).version,
        "remaining": "The petition also needs the reply.",
        "basis": "slipped_in",
        "reason": "A name that is not needed.",
    }
    return browser(person).post(address(review, part, "remove"), form | fields)


def test_prepared_texts_are_offered_where_a_review_is_written_answered_and_corrected(
    ticket, review, sven, dana
):
    other = cast.ticket(dana)
    resolve(other, dana)
    for person, page in (
        (sven, f"/supervision/review/T{other.pk}/"),
        (dana, f"/reviews/{review.pk}/answer/"),
        (sven, address(review, "text", "correct")),
    ):
        text = browser(person).get(page).content.decode()
        assert 'data-prepared="id_' in text and "Ctrl ;" in text


def test_a_gap_of_a_prepared_text_is_not_sent(ticket, review, sven, dana):
    other = cast.ticket(dana)
    resolve(other, dana)
    gap = "Dear {customer name}, thank you."
    answers = (
        find(sven, Ticket.objects.get(pk=other.pk), "comment_on", text=gap),
        browser(dana).post(f"/reviews/{review.pk}/answer/", {"submission_id": uuid.uuid4(), "answer": gap}),
        correct(sven, review, to=gap),
    )
    for answer in answers:
        assert answer.status_code == 422
        assert "{customer name}" in answer.content.decode()
    assert Review.objects.count() == 1 and Review.objects.get().text == TEXT


def test_a_corrected_comment_is_on_the_agents_desk_again_and_says_that_it_was_changed(review, sven, dana):
    read_review(review, by=dana)
    assert desk(cast.again(dana)).reviews == []
    assert correct(sven, review).status_code == 302
    assert [each.text for each in desk(cast.again(dana)).reviews] == [BETTER]
    page = shown(dana, review)
    assert BETTER in page and TEXT not in page and "Changed " in page
    assert address(review, "text", "correct") not in page
    assert address(review, "text", "correct") in shown(sven, review)


def test_the_history_says_that_it_was_corrected_without_the_words(review, sven):
    correct(sven, review)
    last = changes_of("contacts_review", review.pk)[-1]
    assert last.actor_id == sven.pk and last.after["text"] is None and last.before["text"] is None


def test_only_who_wrote_it_corrects_it(review, sven, dana, greta, mara):
    for person, status in ((greta, 403), (dana, 403), (mara, 404)):
        assert correct(person, review).status_code == status
        assert browser(person).get(address(review, "text", "correct")).status_code == status
    with pytest.raises(PermissionDenied):
        correct_review(review, part="text", to=BETTER, version=1, by=greta)
    assert Review.objects.get().text == TEXT
    assert browser(sven).get(f"/reviews/{review.pk}/verdict/correct/").status_code == 404


def test_what_was_answered_or_seen_stays_as_it_was_read(review, sven, dana):
    answer_review(review, answer="She had sent it.", by=dana)
    refused = correct(sven, review)
    assert refused.status_code == 422
    assert "answered or seen already" in refused.content.decode() and BETTER in refused.content.decode()
    assert correct(dana, review, "answer", to="She had sent it in May.").status_code == 302
    see_answer(review, by=sven)
    assert correct(dana, review, "answer", to="Never mind.").status_code == 422
    kept = Review.objects.get()
    assert (kept.text, kept.answer) == (TEXT, "She had sent it in May.")


def test_a_correction_of_what_changed_since_shows_both(review, sven):
    correct(sven, review)
    late = correct(sven, review, version=1, to="Something else.")
    page = late.content.decode()
    assert late.status_code == 409 and BETTER in page and "Something else." in page
    assert Review.objects.get().text == BETTER


@pytest.mark.parametrize(("to", "sentence"), [("", "The text is empty."), (TEXT, "Nothing was changed.")])
def test_no_correction_gets_a_sentence(to, sentence, review, sven):
    answer = correct(sven, review, to=to)
    assert answer.status_code == 422 and sentence in answer.content.decode()


def test_the_guard_looks_over_a_correction(review, sven):
    answer = correct(sven, review, to=f"She gave {SSN}.")
    assert answer.status_code == 422 and answer.content.decode().count(SSN) == 1
    assert Review.objects.get().text == TEXT


def test_who_wrote_it_and_another_supervisor_remove_something_and_the_agent_cannot(review, sven, dana, greta):
    assert remove(dana, review).status_code == 403
    assert address(review, "text", "remove") not in shown(dana, review)
    assert remove(greta, review).status_code == 302
    assert Review.objects.get().text == "The petition also needs the reply."
    assert remove(sven, review, remaining="").status_code == 302
    assert Review.objects.get().text == ""
    assert "The text was removed." in shown(dana, review)


def test_nobody_removes_what_a_supervisor_wrote_about_their_own_work(ticket, sven, greta):
    resolve(ticket, greta)
    find(sven, Ticket.objects.get(pk=ticket.pk), "comment_on", text=TEXT)
    review = Review.objects.get()
    assert remove(greta, review).status_code == 403
    with pytest.raises(PermissionDenied):
        remove_from_review(
            review,
            part="text",
            remaining="",
            basis="slipped_in",
            reason="No.",
            version=1,
            by=cast.again(greta),
        )
    assert Review.objects.get().text == TEXT


def test_an_answer_is_removed_by_the_agent_and_by_supervisors_and_by_no_other(review, sven, dana, mara):
    answer_review(review, answer="Ms. Okafor had sent it.", by=dana)
    assert remove(mara, review, "answer", remaining="").status_code == 404
    assert remove(sven, review, "answer", remaining="It was sent.").status_code == 302
    assert remove(dana, review, "answer", remaining="Sent.").status_code == 302
    assert Review.objects.get().answer == "Sent."


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"basis": ""}, "Choose the legal reason."),
        ({"reason": ""}, "Say why it is removed."),
        ({"remaining": TEXT}, "Take out what has to go"),
    ],
)
def test_a_removal_that_lacks_something_gets_a_sentence(fields, sentence, review, sven):
    answer = remove(sven, review, **fields)
    assert answer.status_code == 422 and sentence in answer.content.decode()
    assert Review.objects.get().text == TEXT
