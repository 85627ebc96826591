"""The worker looks after its own queue."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from uccms.database import jobs


def run(task) -> None:
    """Run one of the periodic jobs as the worker does."""

    async def inside() -> None:
        with app.replace_connector(app.connector.get_worker_connector()) as running:
            async with running.open_async():
                await task(SimpleNamespace(app=running), 0)

    # In a thread of its own: a browser's test may have left its loop in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(inside())).result()


def job(status: str, heartbeat: str, age: str = "0 s") -> int:
    """A job that a worker had in hand, with the time of that worker's last sign of life."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH worker AS (INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)"
            " RETURNING id) INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, worker_id)"
            " SELECT 'default', 'example', '{}', %s, id FROM worker RETURNING id",
            [heartbeat, status],
        )
        key = cursor.fetchone()[0]
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - %s::interval WHERE job_id = %s", [age, key]
        )
        return key


def status_of(key: int) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [key])
        row = cursor.fetchone()
        return row and row[0]


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_worker_died_is_queued_again_and_one_at_work_is_not():
    dead, at_work = job("doing", "5 minutes"), job("doing", "1 second")
    run(jobs.rescue_stalled_jobs)
    assert status_of(dead) == "todo"
    assert status_of(at_work) == "doing"


@pytest.mark.django_db(transaction=True)
def test_a_failed_job_is_kept_for_a_month():
    old, recent = (job("todo", "1 second", age) for age in ("31 days", "29 days"))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing'")
        cursor.execute("UPDATE procrastinate_jobs SET status = 'failed'")
        cursor.execute(
            "UPDATE procrastinate_events SET at = now() - interval '31 days' WHERE job_id = %s", [old]
        )
    run(jobs.forget_old_jobs)
    assert status_of(old) is None
    assert status_of(recent) == "failed"
