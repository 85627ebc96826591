"""How a run of an issue finds out who was served: by an index that stays quick while the run serves."""

import pytest
from django.db import connection

from sales_orders import issue_run

pytestmark = pytest.mark.django_db


def test_each_subscriber_is_looked_up_and_not_all_who_got_the_edition(office):
    """Planned with what is known before a run, it took twenty seconds a batch when half of it was done."""
    tail = f"AND {issue_run.READY} AND s.id > %(after)s ORDER BY s.id LIMIT %(limit)s"
    asked = issue_run._asked(office.december) | {"after": 0, "limit": 1000}
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {issue_run.DUE} {tail}", asked)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "issue_once_a_subscriber" in plan
    # No index that begins with the edition can answer this, whatever the planner knows of it by then.
    assert "((edition_id + 0) =" in plan
    assert "Anti Join" not in plan
