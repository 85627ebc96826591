import asyncio
import logging
import signal
from typing import Any

import psycopg
import psycopg_pool
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException

from uccms.database import local
from uccms.launch.watch import end_with_launcher
from uccms.web import logs

logger = logging.getLogger("uccms.worker")
GRACE = 3.0  # seconds for the jobs at hand when the worker is told to stop; what is cut off runs again
PAUSE = 1.0  # seconds; while the database restarts


class Command(BaseCommand):
    """Do the jobs of the queue until told to stop (SIGTERM, SIGINT), through restarts of the database."""

    help = "Do background jobs until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        end_with_launcher()
        logs.log_what_nobody_caught()
        local.start_if_ours()
        asyncio.run(work_until_stopped())


async def work_until_stopped() -> None:
    """Run procrastinate's worker, and again when it ended because the database went away."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    while not stopping.is_set():
        worker = asyncio.create_task(_work())
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({worker, stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if not worker.done():
            worker.cancel()
        try:
            await worker
        except asyncio.CancelledError:
            return
        except (psycopg.Error, psycopg_pool.PoolTimeout, ConnectorException) as error:
            logger.warning("The database went away; the worker starts again.", exc_info=error)
        await asyncio.wait({asyncio.create_task(stopping.wait())}, timeout=PAUSE)


async def _work() -> None:
    with app.replace_connector(app.connector.get_worker_connector()) as running:
        async with running.open_async():
            await running.run_worker_async(
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=GRACE,
                concurrency=4,
            )
