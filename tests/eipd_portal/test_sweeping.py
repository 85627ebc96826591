"""Files that no row knows are removed a day later; never those of a publishing that still runs."""

import os
import signal
import subprocess
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from contacts.models import Attachment, Leftover
from eipd_portal import jobs
from eipd_portal.actions import sweeping
from eipd_portal.bringing_in import bring_in
from eipd_portal.models import EditionFile
from tests import cast
from tests.eipd_portal.files import WEEK_46, WEEK_47, publish, storage, stored_files, written
from tests.launch.running import PROJECT
from tests.sales_orders import office as offices
from tests.web.downloads import servers
from uccms.web.downloads import keepers
from uccms.web.downloads.taking_in import take_in

__all__ = ["storage"]
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
DAY = 24 * 60 * 60


def age(root: Path, seconds: int) -> None:
    """Make all files of the storage so old."""
    for path in stored_files(root):
        os.utime(path, (time.time() - seconds,) * 2)


def sweep() -> None:
    jobs.sweep_files(0)


def names(root: Path) -> set[str]:
    return {path.name for path in stored_files(root)}


def test_what_no_row_knows_goes_when_it_is_a_day_old_and_all_else_stays(tmp_path, storage):
    office = offices.open_office(copies=0)
    publish(tmp_path, office.download)
    publish(tmp_path, office.download, WEEK_46)
    known = set(EditionFile.objects.values_list("key", flat=True))
    lost = take_in(*written(tmp_path, lost__zip=b"taken in, and then the power went"))
    note = storage / lost.key[:2] / "README"
    note.write_text("Somebody's own file.")
    half = storage / "incoming" / ("0" * 32)
    half.write_bytes(b"half a fi")
    age(storage, DAY - 60)
    sweep()
    assert names(storage) == known | {lost.key, "README"}, "not a day old; the half one is nobody's"
    age(storage, DAY + 60)
    sweep()
    assert names(storage) == known | {"README"}
    sweep()
    assert names(storage) == known | {"README"}


def test_beside_an_empty_or_another_database_nothing_is_swept(tmp_path, storage):
    office = offices.open_office(copies=0)
    for number in range(2):
        take_in(*written(tmp_path, **{f"a{number}__zip": b"published from another database"}))
    age(storage, 10 * DAY)
    sweep()
    assert len(names(storage)) == 2
    publish(tmp_path, office.download)
    sweep()
    assert len(names(storage)) == 3, "two unknown, one known"


def test_one_run_removes_so_many_and_the_next_the_rest(tmp_path, storage, monkeypatch):
    office = offices.open_office(copies=0)
    contents = {f"a{n}__zip": b"published" for n in range(5)}
    publish(tmp_path, office.download, contents=contents)
    for number in range(5):
        take_in(*written(tmp_path, **{f"b{number}__zip": b"lost"}))
    age(storage, 2 * DAY)
    monkeypatch.setattr(sweeping, "MOST", 3)
    monkeypatch.setattr(sweeping, "AT_ONCE", 4)
    later = timezone.now() - timedelta(days=1)
    assert [sweeping.sweep_files(later, by=None) for _ in range(3)] == [3, 2, 0]


@pytest.mark.django_db(transaction=True)
def test_a_publishing_that_takes_days_loses_nothing_and_one_that_failed_leaves_nothing(tmp_path, storage):
    office = offices.open_office(copies=0)
    publish(tmp_path, office.download, WEEK_46, contents={"a__zip": b"a", "b__zip": b"b", "c__zip": b"c"})
    copied, go_on, failed = threading.Event(), threading.Event(), []

    def told(count: int) -> None:
        if (
            len(stored_files(storage)) >= 5
        ):  # the second file, beside its first and those of the other edition
            copied.set()
            go_on.wait(120)

    def run() -> None:
        try:
            paths = written(tmp_path, d__zip=b"d", e__zip=b"e")
            bring_in(office.download, WEEK_47, paths, told=told, by=None)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert copied.wait(60)
    age(storage, 3 * DAY)
    sweep()
    assert len(stored_files(storage)) >= 5, "the first is there, though no row knows it yet"
    go_on.set()
    thread.join(120)
    assert failed == []
    age(storage, 3 * DAY)
    sweep()
    assert names(storage) == set(EditionFile.objects.values_list("key", flat=True))
    assert EditionFile.objects.count() == 5


@pytest.mark.django_db(transaction=True)
def test_a_publishing_killed_between_the_copies_and_the_rows_is_swept_the_next_day(tmp_path, storage):
    office = offices.open_office(copies=0)
    publish(tmp_path, office.download, WEEK_46)
    [path] = written(tmp_path, d__zip=b"d")
    script = f"""
import django, time; django.setup()
from eipd_portal import bringing_in
bringing_in.publish_edition = lambda *args, **facts: (print("copied", flush=True), time.sleep(600))
from datetime import date
from pathlib import Path
from sales_orders.models import Product
product = Product.objects.get(code="{office.download.code}")
bringing_in.bring_in(product, date(2026, 11, 24), [Path("{path}")], by=None)
"""
    environment = dict(os.environ) | {
        "DJANGO_SETTINGS_MODULE": "uccms.settings",
        "UCCMS_FILES_ROOT": str(storage),
        "UCCMS_FILES_DELIVERY": "application",
    }
    command = [PROJECT / ".venv/bin/python", "-c", script]
    with subprocess.Popen(
        command, cwd=PROJECT, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdout.readline() == "copied\n"
        age(storage, 2 * DAY)
        sweep()
        assert len(names(storage)) == 2, "it still runs"
        os.kill(process.pid, signal.SIGKILL)
    deadline = time.monotonic() + 60
    while len(names(storage)) > 1 and time.monotonic() < deadline:  # until the database sees that it is gone
        sweep()
        time.sleep(0.1)
    assert names(storage) == set(EditionFile.objects.values_list("key", flat=True))


def test_a_bucket_is_swept_too(tmp_path, settings, monkeypatch):
    office = offices.open_office(copies=0)
    settings.FILES_DELIVERY = "s3"
    from uccms.web.downloads.storage import storage as chosen

    with servers.bucket(monkeypatch):
        publish(tmp_path, office.download)
        lost = take_in(*written(tmp_path, lost__zip=b"lost"))
        kept = {lost.key, EditionFile.objects.get().key}
        soon = timezone.now() + timedelta(minutes=1)
        assert set(chosen().kept_before(soon)) == kept
        assert list(chosen().kept_before(timezone.now() - timedelta(days=1))) == []
        assert sweeping.sweep_files(soon, by=None) == 1
        assert list(chosen().kept_before(soon)) == [EditionFile.objects.get().key]


def test_what_a_ticket_keeps_in_the_same_storage_stays(tmp_path, storage):
    publish(tmp_path, offices.open_office(copies=0).download)
    attached = take_in(*written(tmp_path, attached__pdf=b"%PDF of a ticket"))
    leftover = take_in(*written(tmp_path, leftover__pdf=b"%PDF on its way"))
    dana = cast.staff("dana", cast.call_center())
    entry = cast.ticket(dana).timeline.record("attached", by=dana)
    Attachment.objects.create(
        entry=entry, position=1, kind="pdf", name="a.pdf", size=attached.size, storage_key=attached.key,
        sha256=attached.sha256, guard_read="whole",
    )  # fmt: skip
    Leftover.objects.create(storage_key=leftover.key, delete_after=timezone.now())
    age(storage, 2 * DAY)
    sweep()
    assert {attached.key, leftover.key} < names(storage)
    assert keepers.keepers() == [
        "contacts.Attachment.storage_key",
        "contacts.Leftover.storage_key",
        "eipd_portal.EditionFile.key",
    ]
