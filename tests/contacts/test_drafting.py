"""Drafts: kept while somebody types, with blanks for what the guard finds."""

import uuid

import pytest

from contacts.models import Contact, Draft
from tests import cast
from tests.contacts.acts import at_once, browser
from tests.contacts.screen import ADDRESS, form

pytestmark = pytest.mark.django_db
SAVE = "/contacts/drafts/"
SSN = "219-09-9999"


def save(user, **fields):
    known = {"submission_id": str(uuid.uuid4()), "draft_form": "contact"}
    return browser(user).post(SAVE, known | fields)


def test_what_was_typed_is_on_the_desk_and_opens_on_another_machine(dana):
    topic = cast.topic()
    assert save(dana, description="Half a sent", topic=topic.pk).status_code == 200
    draft = Draft.objects.get()
    assert topic.name in browser(dana).get("/desk/").content.decode()
    assert "Half a sent" in browser(dana).get(f"{SAVE}{draft.submission_id}/").content.decode()


def test_a_finding_is_blanks_in_the_draft(dana):
    save(dana, description=f"It is {SSN}.", note=SSN, new_name=SSN)
    draft = Draft.objects.get()
    assert draft.fields["description"] == [f"It is {' ' * len(SSN)}."]
    assert SSN not in str(draft.fields) + draft.summary


def test_only_what_the_form_asks_for_is_kept(dana):
    save(
        dana,
        **{SSN: "x", "look_up": "Quintero", "csrfmiddlewaretoken": "x", "any\x00name": "x", "note": "kept"},
    )
    assert {*Draft.objects.get().fields} == {"submission_id", "note"}


def test_a_draft_of_somebody_else_is_neither_opened_nor_changed_nor_discarded(dana, mara):
    save(dana, description="Mine")
    draft = Draft.objects.get()
    client = browser(mara)
    assert client.get(f"{SAVE}{draft.submission_id}/").status_code == 404
    assert client.post(f"{SAVE}{draft.submission_id}/discard/").status_code == 404
    assert save(mara, submission_id=draft.submission_id, description="Theirs").status_code == 403
    assert Draft.objects.get().fields["description"] == ["Mine"]


def test_a_form_that_was_sent_leaves_no_draft_and_makes_none(dana):
    data = form()
    save(dana, submission_id=data["submission_id"], description="Half")
    assert browser(dana).post(ADDRESS, data).status_code == 302
    assert Draft.objects.count() == 0
    assert save(dana, submission_id=data["submission_id"], description="Late").json()["sent"] is True
    assert Draft.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_saving_and_sending_at_once_leaves_no_draft_behind(dana):
    data = form()
    clients = [browser(dana) for _ in range(8)]
    calls = [
        lambda each=each: each.post(SAVE, data | {"draft_form": "contact"}).status_code
        for each in clients[1:]
    ]
    results = at_once([lambda: clients[0].post(ADDRESS, data).status_code, *calls])
    assert set(results) == {200, 302}
    assert Contact.objects.count() == 1
    assert Draft.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"submission_id": "x"},
        {"draft_form": "spell"},
        {"draft_form": "note"},
        {"draft_form": "note", "draft_ticket": "9" * 30},
    ],
)
def test_a_form_that_cannot_be_kept_is_refused(dana, fields):
    assert save(dana, **fields).status_code == 400
    assert Draft.objects.count() == 0


def test_a_note_on_a_ticket_one_may_not_open_is_not_kept(luis, ticket):
    assert save(luis, draft_form="note", draft_ticket=ticket.pk, text="x").status_code == 400


def test_discarding_takes_it_off_the_desk(dana):
    save(dana, description="Never mind this")
    address = f"{SAVE}{Draft.objects.get().submission_id}/discard/"
    for _ in range(2):  # the same button, pressed twice
        assert browser(dana).post(address).status_code == 302
    assert Draft.objects.count() == 0
