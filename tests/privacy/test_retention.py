from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone

from contacts.models import Draft
from uccms.privacy import pia, retention
from uccms.privacy.jobs import clear_expired_sessions, delete_what_is_over

pytestmark = pytest.mark.django_db


def make_draft(owner, age: timedelta) -> Draft:
    at = timezone.now() - age
    return Draft.objects.create(owner=owner, form="contact", submission_id=uuid4(), saved_at=at)


def test_drafts_go_when_nobody_has_changed_them_for_as_long_as_the_assessment_says(dana):
    kept_for = pia.kept_for("drafts")
    old = make_draft(dana, kept_for + timedelta(minutes=1))
    young = make_draft(dana, kept_for - timedelta(minutes=1))
    delete_what_is_over(timestamp=0)
    assert set(Draft.objects.all()) == {young}
    delete_what_is_over(timestamp=0)
    assert set(Draft.objects.all()) == {young}
    assert old.pk


def test_it_says_what_it_deleted(dana):
    make_draft(dana, timedelta(days=30))
    assert retention.delete_what_is_over()["drafts"] == 1
    assert set(retention.delete_what_is_over().values()) == {0}


def test_what_the_assessment_does_not_count_in_days_cannot_be_registered():
    for name in ("audit", "no such thing"):
        with pytest.raises(KeyError):
            retention.register(name, lambda before: 0)


def test_everything_that_is_counted_in_days_is_deleted_by_somebody():
    counted = {name for name, entry in pia.assessment()["retention"].items() if "days" in entry}
    assert set(retention.delete_what_is_over()) == counted


def test_expired_sessions_go_and_others_stay():
    now = timezone.now()
    Session.objects.create(session_key="old", session_data="", expire_date=now - timedelta(seconds=1))
    Session.objects.create(session_key="young", session_data="", expire_date=now + timedelta(hours=1))
    for _ in range(2):
        clear_expired_sessions(timestamp=0)
        assert list(Session.objects.values_list("session_key", flat=True)) == ["young"]


def test_the_worker_knows_these_jobs():
    from procrastinate.contrib.django import app

    known = {task.name: task.queueing_lock for task in app.tasks.values()}
    for name in ("delete_what_is_over", "clear_expired_sessions"):
        assert known[f"uccms.privacy.jobs.{name}"] == name
    periodic = {task.task.name for task in app.periodic_registry.periodic_tasks.values()}
    assert {
        "uccms.privacy.jobs.delete_what_is_over",
        "uccms.privacy.jobs.clear_expired_sessions",
        "uccms.audit.jobs.make_partitions_ahead",
    } <= periodic
