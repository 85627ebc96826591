"""People are listed soon where the planner takes the tables for empty, as after very many were added."""

import psycopg
import pytest
from django.db import connection

from contacts.queries.choosing_people import Workplaces, holders, holders_by_rule, holders_seen_by
from tests import cast
from tests.contacts.crowd import crowd, forty_areas
from uccms.accounts.queries.choosing_people import SHORT
from uccms.database.places import SUPERUSER

pytestmark = pytest.mark.django_db
TABLES = ("accounts_user", "accounts_membership", "accounts_user_groups")


@pytest.fixture
def taken_for_empty(test_server, db):
    """The statistics that autovacuum makes while people are added and not committed: pages without a row."""
    url = test_server.url(SUPERUSER, connection.settings_dict["NAME"])
    change = "UPDATE pg_class SET reltuples = %s, relpages = %s WHERE oid = %s::regclass"
    with psycopg.connect(url, autocommit=True) as superuser:
        known = superuser.execute(
            "SELECT reltuples, relpages, oid::regclass::text FROM pg_class WHERE relname = ANY(%s)",
            [list(TABLES)],
        ).fetchall()
        for table in TABLES:
            superuser.execute(f"VACUUM {table}")  # of what other tests have left, which would count as pages
            superuser.execute(change, [0, 30, table])
        yield
        for row in known:
            superuser.execute(change, row)


def test_thousands_are_listed_before_the_database_loses_its_patience(carol, dana, taken_for_empty):
    areas = forty_areas()
    crowd(*areas, number=2000)
    zoe = cast.staff("zoe", areas[0], name="Zoë Abara")
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '30s'")
    for people in (
        Workplaces(near=[areas[0].pk]),
        holders([each.pk for each in areas]),
        holders_by_rule(carol, areas[0].pk),
        holders_seen_by(carol),
        holders_seen_by(dana),
    ):
        assert len(people.short) <= SHORT
    assert [each.value for each in holders_seen_by(carol).called("Zoë")] == [str(zoe.pk)]
