import json
import os

import psycopg
import pytest
from django.db import OperationalError, connection

from uccms.database import fitness
from uccms.database.models import DatabaseMark
from uccms.web.views import health


@pytest.mark.django_db
def test_all_in_order(client):
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok"}
    assert "no-store" in answer["Cache-Control"]
    assert client.head("/healthz").status_code == 200
    assert client.post("/healthz").status_code == 405


@pytest.mark.django_db
def test_a_missing_migration(client, monkeypatch):
    needed = health.needed_migrations() | {("contacts", "9999_tomorrow")}
    monkeypatch.setattr(health, "needed_migrations", lambda: needed)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert answer.json() == {"status": "failing", "failed": "migrations"}


@pytest.mark.django_db
def test_a_database_that_does_not_answer_is_named_and_nothing_more(client, monkeypatch):
    def broken():
        raise OperationalError("connection to server at db.internal failed, user uccms_app")

    monkeypatch.setattr(fitness, "require_new_enough", broken)
    monkeypatch.setattr(connection, "close", lambda: None)
    answer = client.get("/healthz")
    assert answer.status_code == 503
    assert json.loads(answer.content) == {"status": "failing", "failed": "database"}


@pytest.mark.django_db
def test_production_does_not_run_on_a_demonstration(client, settings, monkeypatch):
    monkeypatch.setattr(fitness, "is_demonstration", lambda: True)
    settings.DEMONSTRATION = False
    assert client.get("/healthz").status_code == 503
    settings.DEMONSTRATION = True
    assert client.get("/healthz").status_code == 200


@pytest.mark.django_db(transaction=True)
def test_the_mark_is_what_says_so():
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('database_mark', 'INSERT, UPDATE, DELETE')")
        assert cursor.fetchone() == (False,)
    assert not fitness.is_demonstration()
    with psycopg.connect(os.environ["DATABASE_MIGRATE_URL"]) as owner:
        statement = "INSERT INTO database_mark (name, made_at) VALUES (%s, now())"
        owner.execute(statement, [DatabaseMark.DEMONSTRATION])
    assert fitness.is_demonstration()


@pytest.mark.django_db
def test_an_old_server_is_refused(monkeypatch):
    monkeypatch.setattr(fitness, "OLDEST", 990000)
    with pytest.raises(fitness.DatabaseUnfit, match=r"DATABASE_URL names PostgreSQL \d+: 15 is the oldest"):
        fitness.require_fit_database()
