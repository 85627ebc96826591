import asyncio
import logging
import os
import signal
from typing import Any, cast

import psycopg
import psycopg_pool
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

from uccms.database import local
from uccms.database.backend.base import close_pools
from uccms.web import logs

logger = logging.getLogger("uccms.worker")
GRACE = 3.0  # seconds for the jobs at hand when the worker is told to stop; what is cut off runs again
FAREWELL = 1.0  # seconds more, in which a job that was told to end can do so
PAUSE = 1.0  # seconds; while the database restarts


class Command(BaseCommand):
    """Do the jobs of the queue until told to stop (SIGTERM, SIGINT), through restarts of the database."""

    help = "Do background jobs until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        logs.log_what_nobody_caught()
        local.start_if_ours(close_pools)
        asyncio.run(work_until_stopped())


async def work_until_stopped() -> None:
    """Run procrastinate's worker, and again when it ended because the database went away."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        at_work = asyncio.Event()
        worker = asyncio.create_task(_work(at_work))
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({worker, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not worker.done():
            worker.cancel()
            await asyncio.wait({worker}, timeout=GRACE + FAREWELL if at_work.is_set() else 0)
            # What is still in hand is rescued and done again; a pool that is being opened ignores us.
            os._exit(0)
        try:
            await worker
        except (psycopg.Error, psycopg_pool.PoolTimeout, ConnectorException) as error:
            logger.warning("The database went away; the worker starts again.", exc_info=error)
        await asyncio.wait({asyncio.create_task(stopping.wait())}, timeout=PAUSE)


async def _work(at_work: asyncio.Event) -> None:
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with app.replace_connector(connector) as running:
        async with running.open_async():
            at_work.set()
            await running.run_worker_async(
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=GRACE,
                concurrency=4,
            )
