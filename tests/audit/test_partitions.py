import logging
from datetime import UTC, datetime

import pytest
from django.db import transaction

from tests.audit.databases import connect, run
from uccms.accounts.models import BusinessArea
from uccms.audit.jobs import make_partitions_ahead
from uccms.audit.models import Change
from uccms.audit.partitions import make_partitions
from uccms.database.places import OWNER

LEAVES = "SELECT relid::regclass::text FROM pg_partition_tree(%s) WHERE isleaf ORDER BY 1"


def months_ahead(count: int) -> list[str]:
    now = datetime.now(UTC)
    first = now.year * 12 + now.month - 1
    return [f"{month // 12}_{month % 12 + 1:02}" for month in range(first, first + count)]


def leaves(table: str) -> list[str]:
    return [name for (name,) in run(LEAVES, [table])]


@pytest.fixture
def owner(test_server):
    with connect(test_server, OWNER) as connection:
        yield connection


def write_past(owner, at: str, key: str) -> None:
    owner.execute(
        "INSERT INTO audit_change"
        " (at, database_role, page, request_id, table_name, row_key, operation, after)"
        " VALUES (%s, 'uccms_app', '', '', 'somewhere', %s, 'insert', '{}')",
        [at, key],
    )


@pytest.mark.django_db
@pytest.mark.parametrize("table", ["audit_change", "audit_event"])
def test_this_month_and_the_next_twelve_have_a_partition(table):
    assert set(leaves(table)) == {f"{table}_{month}" for month in months_ahead(13)} | {f"{table}_rest"}


@pytest.mark.django_db
def test_a_change_stands_in_its_month():
    BusinessArea.objects.create(name="Mail Room", slug="mail")
    rows = run("SELECT tableoid::regclass::text FROM audit_change WHERE table_name = 'accounts_businessarea'")
    assert rows == [(f"audit_change_{months_ahead(1)[0]}",)]


@pytest.mark.django_db(transaction=True)
def test_the_daily_job_makes_what_is_missing_and_may_run_twice(owner):
    last = months_ahead(13)[-1]
    for table in ("audit_change", "audit_event"):
        owner.execute(f"DROP TABLE {table}_{last}")
    owner.commit()
    make_partitions_ahead(timestamp=0)
    make_partitions_ahead(timestamp=0)
    assert f"audit_change_{last}" in leaves("audit_change")
    assert f"audit_event_{last}" in leaves("audit_event")
    assert make_partitions() == 0


@pytest.mark.django_db(transaction=True)
def test_what_landed_outside_of_its_month_is_moved_with_its_id(owner):
    """Also at the edge of a month, and whatever the time zone of the session is."""
    for at, key in [
        ("2024-02-01 00:00:00+00", "first"),
        ("2024-02-29 23:59:59.999999+00", "last"),
        ("2024-03-01 00:00:00+00", "next"),
    ]:
        write_past(owner, at, key)
    owner.commit()
    past = Change.objects.filter(table_name="somewhere").order_by("at")
    before = list(past.values_list("id", "row_key"))
    try:
        with transaction.atomic():
            run("SET LOCAL timezone = 'America/New_York'")
            assert make_partitions() == 2
        assert list(past.values_list("id", "row_key")) == before
        where = run(
            "SELECT row_key, tableoid::regclass::text FROM audit_change"
            " WHERE table_name = 'somewhere' ORDER BY at"
        )
        assert where == [
            ("first", "audit_change_2024_02"),
            ("last", "audit_change_2024_02"),
            ("next", "audit_change_2024_03"),
        ]
        for statement in ("UPDATE audit_change_2024_02 SET page = ''", "SELECT * FROM audit_change_2024_02"):
            with pytest.raises(Exception, match="permission denied"):
                run(statement)
        BusinessArea.objects.create(name="Mail Room", slug="mail")
        ids = list(Change.objects.values_list("id", flat=True))
        assert len(ids) == len(set(ids))
    finally:
        owner.execute("DROP TABLE IF EXISTS audit_change_2024_02, audit_change_2024_03")
        owner.commit()


@pytest.mark.django_db(transaction=True)
def test_what_stays_outside_of_its_month_is_reported(owner, caplog):
    write_past(owner, "2024-02-01 00:00:00+00", "first")
    owner.execute("ALTER FUNCTION audit_make_partitions() RENAME TO audit_make_partitions_really")
    owner.execute("CREATE FUNCTION audit_make_partitions() RETURNS integer LANGUAGE sql AS 'SELECT 0'")
    owner.execute("GRANT EXECUTE ON FUNCTION audit_make_partitions() TO uccms_app")
    owner.commit()
    try:
        with caplog.at_level(logging.ERROR, logger="uccms.audit.partitions"):
            make_partitions()
        assert "1 rows of the history stand outside of their months." in caplog.text
    finally:
        owner.execute("DROP FUNCTION audit_make_partitions()")
        owner.execute("ALTER FUNCTION audit_make_partitions_really() RENAME TO audit_make_partitions")
        owner.commit()
