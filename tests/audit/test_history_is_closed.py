"""What somebody could try who got hold of the running role (NIST SP 800-53 AU-9)."""

from uuid import uuid4

import pytest
from django.db import connection, transaction
from psycopg import errors

from tests.audit.databases import changes, connect, history_tables, refusal, run
from uccms.accounts.models import BusinessArea
from uccms.audit import looks
from uccms.audit.context import acting
from uccms.audit.models import Change, Event
from uccms.database.places import SUPERUSER

pytestmark = pytest.mark.django_db

REFUSED = errors.InsufficientPrivilege


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {} SET page = 'nowhere'",
        "UPDATE {} SET actor_id = 1",
        "DELETE FROM {}",
        "TRUNCATE {}",
        "INSERT INTO {} (page, request_id) VALUES ('', '')",
        "INSERT INTO {} OVERRIDING SYSTEM VALUE SELECT * FROM {} LIMIT 1",
        "COPY {} (page) FROM STDIN",
        "MERGE INTO {} h USING (SELECT 1) s ON true WHEN MATCHED THEN DELETE",
        "SELECT * FROM {} FOR UPDATE",
        "LOCK TABLE {} IN ACCESS EXCLUSIVE MODE",
        "ALTER TABLE {} ADD COLUMN mine int",
        "DROP TABLE {}",
        "CREATE RULE mine AS ON INSERT TO {} DO INSTEAD NOTHING",
    ],
)
def test_no_statement_changes_the_history_or_a_partition(statement):
    BusinessArea.objects.create(name="Mail Room", slug="mail")
    tables = history_tables()
    assert len(tables) > 20
    for table in tables:
        assert refusal(statement.replace("{}", table)) is REFUSED, table


def test_no_partition_is_read_around_its_table():
    for table in history_tables():
        parent = table in ("audit_change", "audit_event")
        assert refusal(f"SELECT count(*) FROM {table}") is (None if parent else REFUSED)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE contacts_customer DISABLE TRIGGER audit_history",
        "ALTER TABLE contacts_customer DISABLE TRIGGER ALL",
        "ALTER TABLE audit_change DETACH PARTITION audit_change_rest",
        "DROP TRIGGER audit_history ON contacts_customer",
        "SET session_replication_role = replica",
        "SET SESSION AUTHORIZATION uccms_owner",
        "SET ROLE uccms_owner",
        "SET ROLE uccms_redactor",
        "CREATE OR REPLACE FUNCTION audit_record_change() RETURNS trigger LANGUAGE sql AS 'SELECT 1'",
        "ALTER FUNCTION audit_record_change() SET search_path = pg_temp",
        "DROP FUNCTION audit_record_change() CASCADE",
        "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE TABLE public.audit_change (id int)",
        "CREATE TEMPORARY TABLE audit_change (id int)",
        "CREATE SCHEMA mine",
        "UPDATE privacy_column SET redactable = true",
        "INSERT INTO privacy_redaction (basis) VALUES ('slipped_in')",
        "DELETE FROM privacy_redaction",
        "UPDATE privacy_statement SET stated = 'docket'",
        "DELETE FROM privacy_statement",
    ],
)
def test_no_statement_switches_the_history_off(statement):
    assert refusal(statement) is REFUSED


def test_the_running_role_gives_itself_no_right():
    run("GRANT UPDATE, DELETE ON audit_change TO uccms_app")  # PostgreSQL warns and does nothing
    assert refusal("UPDATE audit_change SET page = 'nowhere'") is REFUSED


def test_a_trigger_function_cannot_be_called_with_forged_rows():
    assert refusal("SELECT audit_record_change()") is REFUSED


def test_a_setting_that_names_nobody_stops_the_write_instead_of_hiding_who_it_was():
    with pytest.raises(Exception, match="invalid input syntax"), transaction.atomic():
        run("SELECT set_config('uccms.actor', 'nobody', true)")
        BusinessArea.objects.create(name="Mail Room", slug="mail")


def test_the_search_path_of_a_session_leads_the_history_nowhere_else():
    run("SET LOCAL search_path = pg_temp, pg_catalog, public")
    area = BusinessArea.objects.create(name="Mail Room", slug="mail")
    assert [each.operation for each in changes("accounts_businessarea", area.pk)] == ["insert"]


@pytest.mark.django_db(transaction=True)
def test_a_temporary_table_of_the_same_name_catches_nothing(test_server):
    """Even where a careless grant lets sessions make temporary tables, which PostgreSQL looks into first."""
    database = connection.settings_dict["NAME"]
    with connect(test_server, SUPERUSER) as superuser:
        superuser.execute(f'GRANT TEMPORARY ON DATABASE "{database}" TO uccms_app')
    try:
        with transaction.atomic():
            run("CREATE TEMPORARY TABLE audit_change (LIKE public.audit_change) ON COMMIT DROP")
            run("CREATE TEMPORARY TABLE audit_event (LIKE public.audit_event) ON COMMIT DROP")
            area = BusinessArea.objects.create(name="Mail Room", slug="mail")
            looks.looked("T10001", by=None)
            looks.looked_up(str(uuid4()), ["C20001"], by=None)
            assert run("SELECT count(*) FROM pg_temp.audit_change") == [(0,)]
            assert run("SELECT count(*) FROM pg_temp.audit_event") == [(0,)]
        assert Change.objects.filter(table_name="accounts_businessarea", row_key=area.pk).count() == 1
        assert Event.objects.count() == 2
    finally:
        with connect(test_server, SUPERUSER) as superuser:
            superuser.execute(f'REVOKE TEMPORARY ON DATABASE "{database}" FROM uccms_app')


@pytest.mark.parametrize(
    ("kind", "subject", "shown"),
    [
        ("gossip", "T10001", []),
        ("look", "Maria Alvarez", []),
        ("look", "maria.alvarez@example.com", []),
        ("look", "571-555-0142", []),
        ("look", "T10001", ["Maria Alvarez"]),
        ("look", "T10001", ["C20001", "5715550142"]),
    ],
)
def test_no_name_or_text_gets_into_the_record_of_looks(kind, subject, shown):
    statement = "SELECT audit_record_event('{}', '{}', '{{{}}}')"
    assert refusal(statement.format("look", "T10001", "C20001")) is None
    forged = statement.format(kind, subject, ",".join(f'"{each}"' for each in shown))
    assert refusal(forged) is errors.CheckViolation


def test_a_look_up_that_the_browser_names_with_a_text_keeps_no_text(django_user_model):
    person = django_user_model.objects.create(username="dana", name="Dana Hollis")
    looks.looked_up("maria.alvarez@example.com", ["C20001"], by=person)
    looks.looked_up("maria.alvarez@example.com", ["C20002"], by=person)
    event = Event.objects.get()
    assert event.shown == ["C20001", "C20002"]
    assert "maria" not in event.subject


def test_history_is_read_only_for_models_too():
    with acting(None):
        BusinessArea.objects.create(name="Mail Room", slug="mail")
    change = Change.objects.latest("at")
    change.page = "nowhere"
    for write in (change.save, change.delete, Change.objects.all().delete):
        with pytest.raises(Exception, match="permission denied"), transaction.atomic():
            write()
