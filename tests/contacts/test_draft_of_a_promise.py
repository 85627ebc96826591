"""The day and time that is typed in “Promise a follow-up” is kept like the texts of the other forms."""

import html
import uuid

import pytest

from contacts.models import Draft, FollowUp
from tests.contacts.acts import BY_NAME, at_once, browser, lines, soon, written
from uccms.web.template_words.times import moment

pytestmark = pytest.mark.django_db
SAVE = "/contacts/drafts/"
ACT = BY_NAME["follow_up"]


def typed(ticket, **more) -> dict:
    """The form as its page saves it."""
    known = {"draft_form": "follow_up", "draft_ticket": ticket.pk, "draft_about": ""}
    return ACT.form(ticket) | known | {"draft_page": str(uuid.uuid4())} | more


def shown(user, address: str) -> str:
    return html.unescape(browser(user).get(address).content.decode())


def test_it_is_found_in_the_form_on_the_ticket_and_on_the_desk(ticket, dana, mara):
    sent = typed(ticket)
    assert browser(dana).post(SAVE, sent).json()["saved_at"]
    page = shown(dana, ACT.address(ticket))
    assert f'name="due_at" value="{written(soon())}"' in page
    assert f'name="submission_id" value="{sent["submission_id"]}"' in page
    assert f"Promised for {moment(soon())}" in shown(dana, "/desk/")
    assert f"{SAVE}{sent['submission_id']}/" in shown(dana, f"/tickets/T{ticket.pk}/")
    answer = browser(dana).get(f"{SAVE}{sent['submission_id']}/")
    assert answer["Location"].startswith(ACT.address(ticket))
    assert f'name="due_at" value="{written(soon())}"' not in shown(mara, ACT.address(ticket)), (
        "it is its author's alone"
    )


def test_no_time_is_no_draft_and_one_that_is_taken_out_again_none(ticket, dana):
    sent = typed(ticket)
    assert browser(dana).post(SAVE, sent | {"due_at": ""}).json()["saved_at"] == ""
    browser(dana).post(SAVE, sent)
    assert Draft.objects.count() == 1
    browser(dana).post(SAVE, sent | {"due_at": " "})
    assert Draft.objects.count() == 0


def test_it_goes_when_it_is_promised_and_a_late_save_makes_none(ticket, dana):
    sent = typed(ticket)
    browser(dana).post(SAVE, sent)
    assert browser(dana).post(ACT.address(ticket), sent).status_code == 302
    assert str(lines(ticket, "promised")[0].submission_id) == sent["submission_id"]
    assert Draft.objects.count() == 0
    assert browser(dana).post(SAVE, sent).json()["saved_at"] == ""
    assert Draft.objects.count() == 0
    assert browser(dana).post(ACT.address(ticket), sent).status_code == 302, "promised once"
    assert FollowUp.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_saving_and_promising_at_once_leaves_no_draft_behind(ticket, dana):
    sent = typed(ticket)
    clients = [browser(dana) for _ in range(6)]
    saves = [lambda each=each: each.post(SAVE, sent).status_code for each in clients[1:]]
    results = at_once([lambda: clients[0].post(ACT.address(ticket), sent).status_code, *saves])
    assert sorted(results) == [200] * 5 + [302]
    assert Draft.objects.count() == 0


def test_who_comes_back_after_the_ticket_changed_sees_what_happened(ticket, dana, mara):
    browser(dana).post(SAVE, typed(ticket))
    BY_NAME["note"].send(mara, ticket, text="Mara was faster.")
    page = shown(dana, ACT.address(ticket))
    assert "The ticket changed since you wrote this draft" in page
    assert f'name="due_at" value="{written(soon())}"' in page


def test_what_is_no_time_stays_as_it_was_typed(ticket, dana):
    browser(dana).post(SAVE, typed(ticket, due_at="next Tuesday"))
    assert 'name="due_at" value="next Tuesday"' in shown(dana, ACT.address(ticket))
    assert "next Tuesday" in shown(dana, "/desk/")
