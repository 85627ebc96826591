"""The demonstration: what a newcomer finds after the first start."""

import os
from datetime import timedelta

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db.models import F
from django.utils import timezone

from contacts.demonstration import read
from contacts.models import (
    Attachment,
    Contact,
    Customer,
    FollowUp,
    MissedTarget,
    PreparedText,
    RoutingRule,
    Telephone,
    Ticket,
    TimelineEntry,
    Topic,
)
from uccms.accounts.models import BusinessArea, User
from uccms.accounts.roles import GROUPS
from uccms.database import demonstration as parts
from uccms.database.models import DatabaseMark
from uccms.privacy import guard


@pytest.fixture
def mark(db):
    """Marks the database as the owner, who alone may."""
    with psycopg.connect(os.environ["DATABASE_MIGRATE_URL"], autocommit=True) as owner:
        yield lambda name: owner.execute(
            "INSERT INTO database_mark (name, made_at) VALUES (%s, now())", [name]
        )
        owner.execute("DELETE FROM database_mark")


@pytest.fixture
def marked(mark, settings):
    settings.DEMONSTRATION = True
    mark(DatabaseMark.DEMONSTRATION)


@pytest.fixture
def demonstration(marked, monkeypatch):
    """All but what higher floors add, which takes long and has tests of its own."""
    monkeypatch.setattr(parts, "_parts", {})
    call_command("make_demonstration", verbosity=0)


def test_production_gets_no_demonstration(marked, settings):
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="no demonstration"):
        call_command("make_demonstration")
    assert not User.objects.exists()


@pytest.mark.django_db
def test_a_database_without_the_mark_gets_no_demonstration(settings):
    settings.DEMONSTRATION = True
    with pytest.raises(CommandError, match="mark"):
        call_command("make_demonstration")
    assert not User.objects.exists()


def test_a_complete_demonstration_is_not_made_again(marked, mark):
    mark(DatabaseMark.DEMONSTRATION_COMPLETE)
    with pytest.raises(CommandError, match="already"):
        call_command("make_demonstration")
    assert not User.objects.exists()


def test_everything_is_there(demonstration):
    """One making, looked at from all sides: it takes seconds."""
    assert {role for user in User.objects.all() for role in user.roles} == set(GROUPS)
    assert User.objects.get(username="dana").check_password("demonstration")
    assert Topic.objects.filter(children=None).exclude(parent__name="Imported examples").count() >= 60
    assert Topic.objects.exclude(preset_code=None).count() >= 15
    assert BusinessArea.objects.filter(first_tier=True).count() == 1
    assert 40 <= Customer.objects.count() <= 60
    numbers = [str(each.number.national_number) for each in Telephone.objects.all()]
    assert numbers and all(number[3:8] == "55501" for number in numbers)

    imported = Ticket.objects.filter(area__marked="imported")
    assert imported.count() >= 1000 and not imported.exclude(topic__parent__name="Imported examples").exists()
    invented = Ticket.objects.exclude(area__marked="imported")
    assert 110 <= invented.count() <= 130
    assert set(invented.values_list("channel", flat=True)) == set(Contact.Channel.values)
    assert not Contact.objects.filter(started_at__gt=timezone.now()).exists()
    assert not TimelineEntry.objects.filter(at__gt=timezone.now()).exists()
    assert not invented.filter(resolved_at__lt=F("opened_at")).exists()
    on_one_day = invented.filter(opened_at__date=timezone.localdate() - timedelta(days=1)).count()
    assert on_one_day < invented.count() / 3

    assert RoutingRule.objects.filter(is_running=True).count() == 2 < RoutingRule.objects.count()
    assert PreparedText.objects.count() == 5
    routed = TimelineEntry.objects.filter(kind="routed").select_related("rule", "ticket")
    assert {each.rule.name for each in routed} == {"Maintenance fee refunds", "Wants a supervisor"}
    assert all(each.at < timezone.now() - timedelta(minutes=10) for each in routed)
    assert invented.filter(priority="high").exists()

    assert [each.name for each in Attachment.objects.all()] == [
        "declaration.pdf",
        "receipt with one inventor.png",
    ]
    dana = User.objects.get(username="dana")
    promised = FollowUp.objects.filter(promised_by=dana, kept_at=None, withdrawn_at=None)
    late = promised.filter(due_at__lt=timezone.now())
    assert promised.count() == 4 and late.count() == 1
    assert late.get().ticket.state == Ticket.State.OPEN
    assert all(each.ticket.due_key <= each.due_at for each in promised)
    assert MissedTarget.objects.filter(seen_at=None).count() >= 3
    assert invented.filter(first_answer_due__gt=timezone.now(), answered_at=None).exists()
    assert User.objects.exclude(away_until=None).get().follow_ups.filter(kept_at=None).exists()
    waiting_for_somebody = invented.unresolved().filter(
        area__in=dana.areas, assignee=None, forwarded_at__isnull=False
    )
    assert waiting_for_somebody.count() == 3
    assert invented.unresolved().filter(assignee=dana).count() >= 8
    assert_that_each_says_it_is_an_example_and_the_invented_are_the_newest()


def assert_that_each_says_it_is_an_example_and_the_invented_are_the_newest() -> None:
    examples = [each.example for each in Ticket.objects.order_by("-pk")]
    invented = examples.index("Imported example")
    assert invented > 100
    assert set(examples[:invented]) == {"Invented example"}
    assert set(examples[invented:]) == {"Imported example"}


def test_other_apps_add_their_parts_in_order_and_all_or_none_is_made(marked, monkeypatch):
    made = []
    monkeypatch.setattr(parts, "_parts", {})
    parts.register(parts.Part("second", 20, lambda: made.append("second") or 1 / 0))
    parts.register(parts.Part("first", 10, lambda: made.append(f"first, {User.objects.exists()}")))

    with pytest.raises(ZeroDivisionError):
        call_command("make_demonstration", verbosity=0)
    assert made == ["first, True", "second"]
    assert not User.objects.exists()


def test_short_answers_pass_the_guard():
    topics = [topic for group in read("topics.toml")["group"] for topic in group["topics"]]
    texts = [topic[key] for topic in topics for key in ("asks", "answer") if key in topic]
    texts += [each["text"] for each in read("rules.toml")["text"]]
    assert len(texts) >= 30
    assert [text for text in texts if guard.find(text)] == []
