"""What a supervisor types about a resolved ticket, and what the agent answers: kept while they type."""

import html
import re
import uuid

import pytest

from contacts.actions.merging_tickets import merge_tickets
from contacts.models import Draft, Review, Ticket
from tests import cast
from tests.contacts.acts import BY_NAME, at_once, browser, find

pytestmark = pytest.mark.django_db
SAVE = "/contacts/drafts/"
WORDS = "Say which form, and"


def comment(ticket: Ticket, **more) -> dict:
    version = Ticket.objects.values_list("version", flat=True).get(pk=ticket.pk)
    known = {"draft_form": "review", "draft_ticket": ticket.pk, "draft_page": str(uuid.uuid4())}
    return known | {"submission_id": str(uuid.uuid4()), "version": version, "text": WORDS} | more


def answer(review: Review, **more) -> dict:
    known = {"draft_form": "answer_review", "draft_ticket": review.ticket_id, "draft_about": review.pk}
    return known | {"submission_id": str(uuid.uuid4()), "answer": WORDS} | more


def shown(user, address: str) -> str:
    return html.unescape(browser(user).get(address).content.decode())


@pytest.fixture
def commented(resolved, sven) -> Review:
    """A comment that dana may answer."""
    find(sven, resolved, "comment_on", text="Say which form.")
    return Review.objects.get()


def test_a_comment_that_was_begun_is_there_again_for_its_author(resolved, sven, greta):
    sent = comment(resolved)
    assert browser(sven).post(SAVE, sent).status_code == 200
    address = f"/supervision/review/T{resolved.pk}/"
    assert WORDS in shown(sven, address)
    assert WORDS not in shown(greta, address)
    page = browser(sven).get(f"{SAVE}{sent['submission_id']}/")
    assert page.headers["Location"] == f"{address}?draft={sent['submission_id']}"


@pytest.mark.parametrize("verdict", ["comment_on", "send_back"])
def test_it_goes_with_the_verdict_and_a_late_save_makes_none(verdict, resolved, sven):
    sent = comment(resolved)
    browser(sven).post(SAVE, sent)
    assert find(sven, resolved, verdict, **sent).status_code == 302
    assert not Draft.objects.exists()
    assert browser(sven).post(SAVE, sent).json()["sent"] is True
    assert not Draft.objects.exists()


def test_who_comes_back_after_the_ticket_changed_is_told(resolved, sven, dana):
    browser(sven).post(SAVE, comment(resolved))
    BY_NAME["note"].send(dana, resolved)
    page = shown(sven, f"/supervision/review/T{resolved.pk}/")
    assert "The ticket changed since you wrote this draft" in page
    assert WORDS in page
    read = re.search(r'name="version" value="(\d+)"', page)[1]
    sent = comment(resolved, version=read, submission_id=str(Draft.objects.get().submission_id))
    assert find(sven, resolved, "comment_on", **sent).status_code == 302


def test_who_comes_back_after_somebody_else_reviewed_it_has_the_words(resolved, sven, greta):
    browser(sven).post(SAVE, comment(resolved))
    find(greta, resolved, "find_fine")
    page = shown(sven, f"/supervision/review/T{resolved.pk}/")
    assert WORDS in page
    assert "What do you find?" not in page


def test_an_agent_has_no_draft_of_a_review(resolved, dana):
    assert browser(dana).post(SAVE, comment(resolved)).status_code == 400


def test_an_answer_that_was_begun_is_there_again_and_goes_when_it_is_sent(commented, dana):
    sent = answer(commented)
    browser(dana).post(SAVE, sent)
    address = f"/reviews/{commented.pk}/answer/"
    assert WORDS in shown(dana, address)
    assert WORDS in shown(dana, "/desk/")
    page = browser(dana).get(f"{SAVE}{sent['submission_id']}/")
    assert page.headers["Location"] == f"{address}?draft={sent['submission_id']}"
    assert browser(dana).post(address, sent).status_code == 302
    assert not Draft.objects.exists()
    assert browser(dana).post(SAVE, sent).status_code == 400
    assert not Draft.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_saving_and_answering_at_once_leaves_no_draft_behind(commented, dana):
    sent = answer(commented)
    clients = [browser(dana) for _ in range(6)]
    saves = [lambda each=each: each.post(SAVE, sent).status_code for each in clients[1:]]
    results = at_once([lambda: clients[0].post(f"/reviews/{commented.pk}/answer/", sent).status_code, *saves])
    assert 302 in results and set(results) <= {200, 302, 400}
    assert not Draft.objects.exists()


def test_nobody_else_keeps_an_answer_to_it(commented, mara, sven):
    for person in (mara, sven):
        assert browser(person).post(SAVE, answer(commented)).status_code == 400


def test_a_review_that_was_begun_stays_with_the_ticket_that_it_is_about(resolved, sven, dana):
    browser(sven).post(SAVE, comment(resolved))
    merge_tickets(resolved, into=cast.ticket(dana), submission_id=uuid.uuid4(), by=dana)
    assert Draft.objects.get().ticket_id == resolved.pk
