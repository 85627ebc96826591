import psycopg
import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from tests.database import BETWEEN_TABLES, Flushing
from uccms.accounts import roles
from uccms.accounts.models import User
from uccms.database.places import SUPERUSER


def one(query: str):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


class Everything:
    """Every row of every table and every sequence, as the superuser reads them."""

    def __init__(self, url: str) -> None:
        self.url, self.flushing = url, Flushing(url)

    def __call__(self) -> list[tuple]:
        with psycopg.connect(self.url) as connection:
            rows = [
                (table, *row)
                for table in self.flushing.tables
                for row in connection.execute(f'SELECT each::text FROM "{table}" AS each ORDER BY 1')
            ]
            return rows + connection.execute("SELECT * FROM pg_sequences ORDER BY 1, 2").fetchall()


@pytest.fixture
def everything(transactional_db, test_server):
    everything = Everything(test_server.url(SUPERUSER, connection.settings_dict["NAME"]))
    yield everything
    everything.flushing.close()


@pytest.mark.django_db
def test_tests_run_as_the_role_that_runs_in_production():
    assert one("SELECT current_user") == "uccms_app"
    assert one("SELECT session_user") == "uccms_app"
    assert one("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole") == 0
    assert one("SELECT count(*) FROM pg_proc WHERE proowner = current_user::regrole") == 0
    rights = "rolsuper OR rolcreatedb OR rolcreaterole OR rolreplication OR rolbypassrls"
    assert one(f"SELECT {rights} FROM pg_roles WHERE rolname = current_user") is False
    assert one("SELECT count(*) FROM pg_auth_members WHERE member = current_user::regrole") == 0
    assert (
        one("SELECT pg_has_role('uccms_owner', 'MEMBER') OR pg_has_role('uccms_redactor', 'MEMBER')") is False
    )


@pytest.mark.django_db
@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TABLE mine (id int)",
        "CREATE TEMPORARY TABLE mine (id int)",
        "SET ROLE uccms_owner",
        "TRUNCATE auth_group",
    ],
)
def test_the_running_role_changes_no_structure(statement):
    with connection.cursor() as cursor, pytest.raises(DatabaseError):
        cursor.execute(statement)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", [1, 2])
def test_a_flush_brings_back_what_the_migrations_left(turn):
    """The second turn sees what the first one's flush made of its changes."""
    assert not Group.objects.filter(name="left behind").exists()
    assert not Session.objects.exists()
    assert ContentType.objects.exists() and Permission.objects.exists()
    assert Group.objects.filter(name=roles.AGENT).exists()
    assert MigrationRecorder.Migration.objects.filter(app="database", name="0001_mark").exists()
    if turn == 2:  # what was rolled back before the first one moved the sequence, too
        assert User.objects.create(username="carol").pk % BETWEEN_TABLES == 1
    Group.objects.create(name="left behind")
    Group.objects.filter(name=roles.AGENT).update(name="renamed")
    Permission.objects.all().delete()
    Session.objects.create(session_key="left", session_data="behind", expire_date=timezone.now())
    User.objects.create(username="dana")


@pytest.mark.django_db(transaction=True)
def test_a_row_that_took_the_place_of_another_is_noticed(everything):
    """As many rows as before, and of the same size."""
    before = everything()
    one_of_them = Permission.objects.order_by("-pk").first()
    Permission.objects.filter(pk=one_of_them.pk).update(codename=one_of_them.codename[::-1])
    assert everything() != before
    everything.flushing.flush()
    assert everything() == before


@pytest.mark.django_db(transaction=True)
def test_a_flush_connects_anew_where_its_connection_was_cut(everything):
    before = everything()
    everything.flushing.close()
    Group.objects.create(name="left behind")
    everything.flushing.flush()
    assert everything() == before
