"""The demonstration: what a newcomer finds after the first start."""

import os

import psycopg
import pytest
from django.core.management import CommandError, call_command

from contacts.demonstration import read
from contacts.models import Customer, Telephone, Topic
from uccms.accounts.models import BusinessArea, User
from uccms.accounts.roles import ROLES
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
def demonstration(marked):
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
    assert {role for user in User.objects.all() for role in user.roles} == set(ROLES)
    assert User.objects.get(username="dana").check_password("demonstration")
    assert Topic.objects.filter(children=None).exclude(parent__name="Imported examples").count() >= 60
    assert Topic.objects.exclude(preset_code=None).count() >= 15
    assert BusinessArea.objects.filter(first_tier=True).count() == 1
    assert 40 <= Customer.objects.count() <= 60
    numbers = [str(each.number.national_number) for each in Telephone.objects.all()]
    assert numbers and all(number[3:8] == "55501" for number in numbers)


def test_short_answers_pass_the_guard():
    topics = [topic for group in read("topics.toml")["group"] for topic in group["topics"]]
    texts = [topic[key] for topic in topics for key in ("asks", "answer") if key in topic]
    assert len(texts) >= 30
    assert [text for text in texts if guard.find(text)] == []
