"""Saved views: a choice of tickets under a name, one to start with."""

import uuid

import pytest
from django.db import IntegrityError, transaction

from contacts.models import SavedView
from tests.contacts.acts import browser

pytestmark = pytest.mark.django_db


def save(person, **fields):
    form = {"submission_id": str(uuid.uuid4()), "name": "Faxes", "back": "channel=fax&sort=oldest"}
    return browser(person).post("/tickets/views/", form | fields)


def test_a_view_is_saved_shown_started_with_and_removed(dana):
    assert save(dana, is_start="on").url == "/tickets/?channel=fax&sort=oldest"
    view = SavedView.objects.get()
    client = browser(dana)
    assert client.get("/tickets/").url == "/tickets/?channel=fax&sort=oldest"
    shown = client.get("/tickets/?channel=fax&sort=oldest").content.decode()
    assert "<h1>Faxes</h1>" in shown and "Remove this view" in shown
    assert client.get("/tickets/?state=unresolved").status_code == 200
    for _ in range(2):  # the same button, pressed twice
        gone = client.post(f"/tickets/views/{view.pk}/remove/", follow=True).content.decode()
        assert "“Faxes” is removed." in gone
    assert not SavedView.objects.exists()


def test_the_same_name_replaces_and_one_alone_is_the_start(dana):
    save(dana, is_start="on")
    save(dana, name="Mine", back="assignee=me", is_start="on")
    save(dana, back="channel=fax")
    known = SavedView.objects.values_list("name", "filter", "is_start")
    assert sorted(known) == [("Faxes", "channel=fax", False), ("Mine", "assignee=me", True)]


def test_only_choices_of_the_closed_list_are_kept(dana):
    save(dana, back="channel=fax&order=-assignee__password&next=//evil.example&state=%00")
    assert SavedView.objects.get().filter == "channel=fax"


def test_a_view_is_ones_own(dana, mara):
    save(dana)
    view = SavedView.objects.get()
    assert browser(mara).post(f"/tickets/views/{view.pk}/remove/").status_code == 404
    assert "Faxes" not in browser(mara).get("/tickets/").content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=dana, name="Faxes", submission_id=uuid.uuid4())
    SavedView.objects.update(is_start=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedView.objects.create(owner=dana, name="Two", is_start=True, submission_id=uuid.uuid4())


def test_a_name_passes_the_guard_and_is_needed(dana):
    assert save(dana, name="SSN 123-45-6789").status_code == 422
    assert save(dana, name=" ").status_code == 422
    assert not SavedView.objects.exists()
