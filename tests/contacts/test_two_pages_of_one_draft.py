"""One person, one form, two pages of it: none takes the other's words away."""

import re
import uuid

import pytest

from contacts.models import Contact, Draft, TimelineEntry
from tests.contacts.acts import BY_NAME, browser
from tests.contacts.screen import ADDRESS, form

pytestmark = pytest.mark.django_db
SAVE = "/contacts/drafts/"


class Page:
    """The ticket's page in one window: the form that is on it, and what it saves."""

    def __init__(self, user, ticket, adding: str = "note") -> None:
        self.client = browser(user)
        self.address = f"/tickets/T{ticket.pk}/{'note' if adding == 'note' else 'contact'}/"
        self.text = "text" if adding == "note" else "description"
        self.sent = hidden(self.client.get(f"/tickets/T{ticket.pk}/", {"add": adding}))

    def type(self, text: str) -> dict:
        """What the page saves, and does with the answer."""
        self.sent[self.text] = text
        answer = self.client.post(SAVE, self.sent).json()
        self.sent["submission_id"] = answer.get("submission_id", self.sent["submission_id"])
        if answer.get("sent"):
            return self.type(text)
        return answer


def hidden(answer) -> dict:
    """The hidden fields of the composer, and which channel is chosen in it."""
    composer = answer.content.decode().split('id="composer"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', composer))
    fields |= dict(re.findall(r'<input type="radio" name="(\w+)" value="(\w+)" checked', composer))
    return fields | dict(re.findall(r'name="(started_at)" value="([^"]*)"', composer))


def texts() -> set[str]:
    return {
        "".join(each.get("text", each.get("description", [])))
        for each in Draft.objects.values_list("fields", flat=True)
    }


def test_a_page_saves_again_and_again_over_what_it_saved(ticket, dana):
    page = Page(dana, ticket)
    for text in ("On", "One", "One more"):
        page.type(text)
    assert texts() == {"One more"}


def test_another_machine_goes_on_where_the_first_one_stopped(ticket, dana):
    Page(dana, ticket).type("Begun here")
    page = Page(dana, ticket)
    assert page.sent["draft_read"]
    page.type("Begun here, ended there")
    page.type("Begun here, ended there.")
    assert texts() == {"Begun here, ended there."}


def test_what_another_page_saved_since_is_kept_beside_it(ticket, dana):
    first = Page(dana, ticket)
    first.type("One")
    second = Page(dana, ticket)
    first.type("One, typed on")
    second.type("One, typed differently")
    first.type("One, typed on and on")
    assert texts() == {"One, typed on and on", "One, typed differently"}
    page = browser(dana).get(f"/tickets/T{ticket.pk}/").content.decode()
    assert "One, typed on and on" in page
    assert f"{SAVE}{second.sent['submission_id']}/" in page, "and the other one is a click away"
    address = browser(dana).get(f"{SAVE}{second.sent['submission_id']}/").headers["Location"]
    assert "One, typed differently" in browser(dana).get(address).content.decode()


def test_whoever_takes_it_over_the_other_page_does_not_take_it_back(ticket, dana):
    first = Page(dana, ticket)
    first.type("One")
    second = Page(dana, ticket)
    second.type("One, typed differently")
    first.type("One, typed on")
    assert texts() == {"One, typed on", "One, typed differently"}


def test_the_same_words_on_both_are_one_draft(ticket, dana):
    first = Page(dana, ticket)
    first.type("One")
    second = Page(dana, ticket)
    first.type("One.")
    second.type("One.")
    assert texts() == {"One."}


def test_a_note_and_a_contact_that_were_begun_are_both_found(ticket, dana):
    Page(dana, ticket).type("A note")
    Page(dana, ticket, "contact").type("What she said")
    client = browser(dana)
    for adding, text in (("note", "A note"), ("contact", "What she said")):
        assert text in client.get(f"/tickets/T{ticket.pk}/", {"add": adding}).content.decode()


@pytest.mark.parametrize("adding", ["note", "contact"])
def test_what_is_sent_from_one_page_does_not_swallow_what_the_other_sends(adding, ticket, dana):
    Page(dana, ticket, adding).type("One")
    first, second = Page(dana, ticket, adding), Page(dana, ticket, adding)
    sent = first.sent | {first.text: "One, sent"}
    assert first.client.post(first.address, sent).status_code == 302
    assert first.client.post(first.address, sent).status_code == 302, "sent twice, done once"
    other = second.sent | {second.text: "One, sent differently"}
    answer = second.client.post(second.address, other)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "sent before, from another window, with other words" in page
    assert "One, sent differently" in page
    fresh = re.search(r'name="submission_id" value="([^"]+)"', page)[1]
    assert second.client.post(second.address, other | {"submission_id": fresh}).status_code == 302
    made = [*TimelineEntry.objects.filter(kind="note").values_list("text", flat=True)]
    made += Contact.objects.filter(description__startswith="One").values_list("description", flat=True)
    assert sorted(made) == ["One, sent", "One, sent differently"]


def test_what_is_typed_on_after_the_other_page_was_sent_is_a_draft_of_its_own(ticket, dana):
    Page(dana, ticket).type("One")
    first, second = Page(dana, ticket), Page(dana, ticket)
    first.client.post(first.address, first.sent | {"text": "One, sent"})
    assert not Draft.objects.exists()
    second.type("One, typed differently")
    assert texts() == {"One, typed differently"}
    assert second.client.post(second.address, second.sent).status_code == 302
    assert TimelineEntry.objects.filter(kind="note").count() == 2
    assert not Draft.objects.exists()


def test_an_act_that_another_page_did_is_answered_with_what_happened_and_can_be_sent(ticket, dana):
    act = BY_NAME["prioritize"]
    sent = act.form(ticket, note="A hearing.")
    client = browser(dana)
    assert client.post(act.address(ticket), sent).status_code == 302
    answer = client.post(act.address(ticket), sent | {"to": "normal", "note": "It was moved."})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "It was moved." in page
    fields = dict(re.findall(r'name="(submission_id|version)" value="([^"]+)"', page))
    assert client.post(act.address(ticket), sent | fields | {"to": "normal"}).status_code == 302


def test_the_contact_screen_keeps_two_apart_too(dana):
    data = form(description="One")
    client = browser(dana)
    first, second = str(uuid.uuid4()), str(uuid.uuid4())
    client.post(SAVE, data | {"draft_form": "contact", "draft_page": first})
    page = client.get(f"{SAVE}{data['submission_id']}/").content.decode()
    read = re.search(r'name="draft_read" value="([^"]+)"', page)[1]
    other = data | {"draft_form": "contact", "draft_page": second, "draft_read": read}
    client.post(SAVE, data | {"draft_form": "contact", "draft_page": first, "description": "One, typed on"})
    answer = client.post(SAVE, other | {"description": "One, typed differently"}).json()
    assert texts() == {"One, typed on", "One, typed differently"}
    page = client.get(f"{SAVE}{answer['submission_id']}/").content.decode()
    assert f'name="submission_id" value="{answer["submission_id"]}"' in page
    assert client.post(ADDRESS, data).status_code == 302
    refused = client.post(ADDRESS, data | {"description": "One, sent differently"})
    assert refused.status_code == 422
    assert "sent before, from another window" in refused.content.decode()
    assert Contact.objects.count() == 1


@pytest.mark.parametrize("field", ["draft_page", "draft_read"])
def test_a_page_or_a_time_that_makes_no_sense_is_no_error(field, ticket, dana):
    page = Page(dana, ticket)
    page.type("One")
    page.sent |= {field: "\x00' x"}
    page.type("One more")
    assert "One more" in texts()
