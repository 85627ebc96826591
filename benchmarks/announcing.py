"""Announce one edition to a million registrants, kill the job with `kill -9` in between, begin it again.

    .venv/bin/python -m benchmarks.announcing --registrants 1000000 --killed-after 340000

Says how long it took, how many mails stand in the outbox, and to how many addresses; nobody may have two.
"""

import os
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil
import psycopg
from django.conf import settings

from benchmarks import publishing
from benchmarks.database import connected, dropped, server
from benchmarks.downloads import MB, database_name
from uccms.database.local import VAR
from uccms.database.places import APP, SUPERUSER

JOB = "import django; django.setup(); from eipd_portal.actions.announcing import announce_due; announce_due()"
REGISTRANTS = """
INSERT INTO eipd_portal_registrant (email) SELECT 'reader' || g || '@example.org'
FROM generate_series(1, %s) g;
INSERT INTO eipd_portal_noticewish (registrant_id, product_id)
SELECT r.id, p.id FROM eipd_portal_registrant r, sales_orders_product p WHERE p.code = %s"""


def main() -> None:
    """Measure and print; the database, which is full of mails afterwards, is removed."""
    parser = ArgumentParser(prog="python -m benchmarks.announcing", description=__doc__)
    parser.add_argument("--registrants", type=int, default=1_000_000)
    parser.add_argument("--killed-after", type=int, default=340_000, help="how many mails (340,000)")
    chosen = parser.parse_args()
    with ExitStack() as stack:
        running = stack.enter_context(server())
        stack.enter_context(connected(running, 1000))
        name = database_name()
        stack.callback(dropped, running, name)
        os.environ["DATABASE_URL"] = running.url(APP, name)
        folder = Path(stack.enter_context(TemporaryDirectory(dir=VAR)))
        settings.FILES_DELIVERY, settings.FILES_ROOT = "application", folder / "files"
        outbox = stack.enter_context(psycopg.connect(running.url(SUPERUSER, name), autocommit=True))
        begun = time.monotonic()
        publish(outbox, folder, chosen.registrants)
        print(f"{chosen.registrants:,} registrants who asked: {time.monotonic() - begun:.0f} s")
        before = size(outbox)
        for killed_after in (chosen.killed_after, None, None):
            print(announced(outbox, killed_after), flush=True)
        print(f"The database grew by {(size(outbox) - before) / MB:,.0f} MB.")


def publish(outbox: psycopg.Connection, folder: Path, registrants: int) -> None:
    """The registrants by SQL, without their history; then one edition that is to be announced to them."""
    publishing.product()
    with outbox.transaction():
        outbox.execute("SET LOCAL session_replication_role = replica")
        for statement in REGISTRANTS.split(";"):
            outbox.execute(statement, [registrants if "series" in statement else publishing.CODE])
    outbox.execute("VACUUM (ANALYZE)")
    publishing.publish(publishing.write_file(folder, 1))


def announced(outbox: psycopg.Connection, killed_after: int | None) -> str:
    """Run the job to its end, or kill it after so many mails; a sentence about what it did."""
    begun, most = time.monotonic(), 0
    job = subprocess.Popen([sys.executable, "-c", JOB], cwd=Path(__file__).parents[1])
    process = psutil.Process(job.pid)
    while job.poll() is None:
        most = max(most, process.memory_info().rss)
        if killed_after and written(outbox) >= killed_after:
            job.send_signal(signal.SIGKILL)
        time.sleep(1)
    took = time.monotonic() - begun
    mails, addresses = written(outbox), written(outbox, 'DISTINCT "to"')
    ended = "killed" if job.returncode == -signal.SIGKILL else f"ended with {job.returncode}"
    return f"{ended} after {took:.0f} s: {mails:,} mails to {addresses:,} addresses, {most / MB:.0f} MB"


def written(outbox: psycopg.Connection, what: str = "*") -> int:
    """How many mails the outbox has, or to how many addresses."""
    return outbox.execute(f"SELECT count({what}) FROM mail_mail").fetchone()[0]


def size(outbox: psycopg.Connection) -> int:
    """Bytes of the database."""
    return outbox.execute("SELECT pg_database_size(current_database())").fetchone()[0]


if __name__ == "__main__":
    main()
