import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder


def one(query: str):
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchone()[0]


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
    assert ContentType.objects.exists() and Permission.objects.exists()
    assert MigrationRecorder.Migration.objects.filter(app="database", name="0001_mark").exists()
    Group.objects.create(name="left behind")
    Permission.objects.all().delete()
