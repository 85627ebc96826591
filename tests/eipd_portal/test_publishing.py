"""Publishing: read once, checked, at a set time, all files of an edition or none; withdrawn with a reason."""

import hashlib
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from eipd_portal.actions.publishing import publish_edition, withdraw_version
from eipd_portal.bringing_in import bring_in
from eipd_portal.errors import PublishingError
from eipd_portal.models import EditionFile, EditionVersion
from sales_orders.models import Edition
from tests.contacts.acts import browser
from tests.eipd_portal.files import WEEK_46, WEEK_47, publish, storage, stored_files, written
from tests.sales_orders import office as offices
from tests.sales_orders.catalogue import submission
from uccms.audit.models import Change

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["storage"]


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=0)


def test_the_command_publishes_with_sums_and_adds_the_edition(office, tmp_path, capsys):
    paths = written(tmp_path, a__zip=b"a" * 5000, b__txt=b"b")
    call_command("publish_edition", "EIP-5350P-OL", "2026-11-24", *map(str, paths))
    said = capsys.readouterr()
    for path in paths:
        assert f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}" in said.out
    assert "100%" in said.err, "a progress bar"
    version = EditionVersion.objects.get()
    assert (version.number, version.issue_date, version.product) == (1, WEEK_47, office.download)
    assert Edition.objects.get(product=office.download).label == "Week 48, November 24, 2026"
    assert (str(version.period_begins), str(version.period_ends)) == ("2026-11-18", "2026-11-24")
    assert list(version.files.values_list("name", "size")) == [("a.zip", 5000), ("b.txt", 1)]
    assert Client().get("/eipd/EIP-5350P-OL/2026-11-24/").status_code == 200


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["EIP-9999P-OL", "2026-11-24", "a.zip"], "no product EIP-9999P-OL"),
        (["EIP-5350P-OL", "2026-11-24", "gone.zip"], "gone.zip does not exist"),
        (["EIP-5350P-OL", "2026-11-24", "a.zip", "empty.zip"], "empty.zip is empty"),
        (["EIP-5350P-OL", "2026-11-24", "a.zip", "a.zip"], "called a.zip"),
        (["EIP-5350P-OL", "2026-11-24", "SHA256SUMS"], "leave it out"),
        (["EIP-5350P-OL", "2026-11-24", "a.zip", "--corrects"], "no files yet"),
        (["EIP-5350P-OL", "2026-11-24", "old.zip"], "old.zip was used before, for Week 47"),
        (["EIP-5350P-OL", "2026-11-17", "a.zip"], "has files already"),
        (["EIP-5350P-OL", "2026-11-24", "."], "no file"),
    ],
)
def test_what_cannot_be_published_is_said_and_leaves_nothing(office, tmp_path, storage, arguments, said):
    publish(tmp_path, office.download, WEEK_46, contents={"old__zip": b"old"})
    written(tmp_path, a__zip=b"a", empty__zip=b"", SHA256SUMS=b"x")
    before = stored_files(storage)
    code, day, *rest = arguments
    files = [each if each.startswith("--") else str(tmp_path / each) for each in rest]
    with (
        pytest.raises(CommandError, match=said.replace(".", r"\."))
        if said != "no file"
        else pytest.raises(CommandError)
    ):
        call_command("publish_edition", code, day, *files, verbosity=0)
    assert EditionVersion.objects.count() == 1
    assert stored_files(storage) == before, "nothing half is left"


def test_a_file_that_changes_while_it_is_read_is_refused_with_all_others(office, tmp_path, storage):
    paths = written(tmp_path, a__zip=b"a" * 10, b__zip=b"b" * 3_000_000)

    def meddle(count: int) -> None:
        with paths[1].open("ab") as file:
            file.write(b"more")

    with pytest.raises(PublishingError, match="changed while it was read"):
        bring_in(office.download, WEEK_47, paths, told=meddle, by=None)
    assert stored_files(storage) == []
    assert not Edition.objects.filter(product=office.download).exists()


@pytest.mark.parametrize(
    ("day", "more", "said"),
    [
        ("24.11.2026", [], "“24.11.2026” is no day. Write it as 2026-11-24."),
        ("2026-11-24", ["--at", "tomorrow"], "“tomorrow” is no time. Write it as 2026-11-24 00:10."),
        ("2026-11-24", ["--at", "2025-11-24 00:10"], "lies between now and a year from now"),
        ("2026-11-24", ["--at", "2099-11-24 00:10"], "lies between now and a year from now"),
    ],
)
def test_the_command_says_what_is_wrong_with_a_day_or_a_time(office, tmp_path, storage, day, more, said):
    [path] = written(tmp_path, a__zip=b"a")
    with pytest.raises(CommandError) as refused:
        call_command("publish_edition", "EIP-5350P-OL", day, str(path), *more, verbosity=0)
    assert said in str(refused.value)
    assert not EditionVersion.objects.exists()
    assert stored_files(storage) == [], "nothing was read"


def test_the_command_takes_a_time_with_its_zone(office, tmp_path):
    at = (timezone.now() + timedelta(days=1)).replace(microsecond=0)
    [path] = written(tmp_path, a__zip=b"a")
    call_command(
        "publish_edition", "EIP-5350P-OL", "2026-11-24", str(path), "--at", at.isoformat(), verbosity=0
    )
    assert EditionVersion.objects.get().published_at == at


@pytest.mark.parametrize("name", ["../x.zip", "a\nb.zip", "con.txt", "a:b", " x", "x\u202egpj.zip", ""])
def test_names_that_could_be_paths_or_tricks_are_refused(office, name):
    from eipd_portal.actions.publishing import require_publishable

    with pytest.raises(PublishingError):
        require_publishable(office.download, WEEK_47, [name])


def test_it_is_public_from_the_set_time_on_and_nowhere_before(office, tmp_path):
    later = timezone.now() + timedelta(hours=3)
    version = publish(tmp_path, office.download, at=later)
    paths = (
        "/eipd/EIP-5350P-OL/2026-11-24/",
        "/eipd/EIP-5350P-OL/latest/",
        "/eipd/EIP-5350P-OL/2026-11-24/v1/SHA256SUMS",
        "/eipd/EIP-5350P-OL/2026-11-24/v1/manifest.json",
        "/eipd/files/EIP-5350P-OL/2026-11-24/v1/ipg261124.zip",
        "/eipd/EIP-5350P-OL/2026-11-24/download/",
    )
    for path in paths:
        assert Client().get(path).status_code == 404, path
    for path in ("/eipd/", "/eipd/EIP-5350P-OL/", "/eipd/feed.atom", "/data.json"):
        assert b"ipg261124" not in Client().get(path).content, path
    EditionVersion.objects.update(published_at=timezone.now())
    assert [Client().get(path).status_code for path in paths] == [200, 302, 200, 200, 401, 200]
    assert version.published_at == later


def test_a_correction_is_the_next_version_and_the_first_keeps_its_address(office, tmp_path):
    publish(tmp_path, office.download, contents={"a__zip": b"first"})
    with pytest.raises(PublishingError, match="has files already"):
        publish(tmp_path, office.download, contents={"a__zip": b"second"})
    second = publish(tmp_path, office.download, contents={"a__zip": b"second"}, corrects=True)
    assert second.number == 2
    assert second.announced_up_to is None, "who asked was told of the edition already"
    sums = [Client().get(f"/eipd/EIP-5350P-OL/2026-11-24/v{n}/SHA256SUMS").content for n in (1, 2)]
    assert sums[0] != sums[1]
    page = Client().get("/eipd/EIP-5350P-OL/2026-11-24/").content.decode()
    assert "Corrected: version 2" in page
    assert "Older versions" in page


def test_a_withdrawn_version_says_why_everywhere(office, tmp_path):
    version = publish(tmp_path, office.download, by=office.processor)
    reason = "The file for class 705 was incomplete."
    withdraw_version(version, reason=f" {reason}\n", by=office.processor)
    path = "/eipd/files/EIP-5350P-OL/2026-11-24/v1/ipg261124.zip"
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (410, "text/plain; charset=utf-8")
    assert answer.content.decode() == f"This edition was withdrawn: {reason}\n"
    for page in ("/eipd/EIP-5350P-OL/", "/eipd/EIP-5350P-OL/2026-11-24/", "/eipd/feed.atom"):
        assert reason in Client().get(page).content.decode()
    manifest = Client().get("/eipd/EIP-5350P-OL/2026-11-24/v1/manifest.json").json()
    assert manifest["reason"] == reason
    assert Client().get("/eipd/EIP-5350P-OL/latest/").status_code == 404, "there is no other"
    with pytest.raises(PublishingError, match="already"):
        withdraw_version(version, reason="Again", by=office.processor)
    changes = Change.objects.filter(table_name="eipd_portal_editionversion", actor_id=office.processor.pk)
    assert changes.count() == 2, "published and withdrawn, by whom"


def test_only_who_may_publishes(office, tmp_path):
    version = publish(tmp_path, office.download)
    for nobody in (office.agent, office.stranger):
        with pytest.raises(PermissionDenied):
            publish_edition(office.download, WEEK_46, [], by=nobody)
        with pytest.raises(PermissionDenied):
            publish(tmp_path, office.download, WEEK_46, by=nobody)
        with pytest.raises(PermissionDenied):
            withdraw_version(version, reason="No", by=nobody)


def test_the_screen_publishes_what_is_uploaded_and_sent_twice_it_is_one(office, tmp_path):
    keeper = browser(office.processor)
    assert keeper.get("/publishing/new/").status_code == 200

    def send(**fields):
        known = {
            "product": office.download.pk,
            "issue_date": "2026-11-24",
            "files": [SimpleUploadedFile("a.zip", b"a"), SimpleUploadedFile("b.zip", b"b")],
        }
        return keeper.post("/publishing/new/", known | fields)

    form = submission()
    assert send(**form)["Location"] == "/publishing/"
    assert send(**form).status_code in (302, 422)
    assert EditionVersion.objects.count() == 1
    version = EditionVersion.objects.get()
    assert [file.name for file in version.files.all()] == ["a.zip", "b.zip"]
    assert version.taken_in_by == office.processor
    for wrong in (
        {"files": []},
        {"files": [SimpleUploadedFile("e.zip", b"")], "issue_date": "2026-12-01"},
        {"issue_date": "2026-13-01"},
        {"product": "999999"},
        {"issue_date": "2026-12-01", "at": "2020-01-01T00:00"},
        {"issue_date": "2026-12-01"},  # both names were used
    ):
        assert send(**submission() | wrong).status_code == 422, wrong
    assert EditionVersion.objects.count() == 1


def test_a_script_that_sends_the_form_is_told_where_to_go_and_the_message_waits_there(office, settings):
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000  # so that the upload is a file of its own
    keeper = browser(office.processor)
    content = b"z" * 5000

    def send(day: str, content: bytes):
        fields = {
            "product": office.download.pk,
            "issue_date": day,
            "files": SimpleUploadedFile("z.zip", content),
        }
        return keeper.post("/publishing/new/", submission() | fields, headers={"X-Background": "upload"})

    answer = send("2026-11-24", content)
    assert (answer.status_code, answer.json()) == (200, {"to": "/publishing/"})
    assert "is taken in" in keeper.get("/publishing/").content.decode()
    assert EditionFile.objects.get().sha256 == hashlib.sha256(content).hexdigest()
    wrong = send("2026-13-01", content)
    assert wrong.status_code == 422
    assert "data-upload" in wrong.content.decode()
    keeper.logout()
    assert send("2026-12-01", content).status_code in (401, 403), "and no page"


def test_the_screens_show_and_withdraw(office, tmp_path, django_assert_num_queries):
    version = publish(tmp_path, office.download)
    publish(tmp_path, office.download, WEEK_46, at=timezone.now() + timedelta(days=1))
    keeper = browser(office.processor)
    page = keeper.get("/publishing/").content.decode()
    assert "to come" in page
    address = f"/publishing/{version.pk}/"
    assert version.files.get().sha256 in keeper.get(address).content.decode()
    assert keeper.post(f"{address}withdraw/", submission() | {"reason": ""}).status_code == 422
    ssn = keeper.post(f"{address}withdraw/", submission() | {"reason": "SSN 219-09-9999 was in it"})
    assert ssn.status_code == 422
    done = keeper.post(f"{address}withdraw/", submission() | {"reason": "It was incomplete."})
    assert done["Location"] == address
    assert keeper.get(f"{address}withdraw/").status_code == 409
    assert "It was incomplete." in keeper.get(address).content.decode()


def test_what_the_database_refuses(office, tmp_path):
    version = publish(tmp_path, office.download)
    file = version.files.get()
    facts = {"version": version, "position": 2, "size": 1, "sha256": "0" * 64, "key": "k"}
    wrong = [
        facts | {"name": file.name},
        facts | {"name": "a/b"},
        facts | {"name": ".."},
        facts | {"name": "x", "size": 0},
        facts | {"name": "x", "sha256": "0" * 63},
    ]
    for row in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            EditionFile.objects.create(**row)
    for change in (
        {"number": 0},
        {"withdrawn_because": "no time"},
        {"withdrawn_at": timezone.now()},
        {"period_begins": WEEK_47, "period_ends": WEEK_46},
        {"period_begins": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            EditionVersion.objects.filter(pk=version.pk).update(**change)
    same = {"edition": version.edition, "product": version.product, "issue_date": WEEK_47, "number": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        EditionVersion.objects.create(**same, published_at=timezone.now())


def test_a_product_that_sends_anothers_editions_has_none_of_its_own(office, tmp_path):
    office.subscription.editions_of = office.download
    office.subscription.save()
    with pytest.raises(PublishingError, match="publish it there"):
        publish(tmp_path, office.subscription)
    publish(tmp_path, office.download)
    page = Client().get(f"/eipd/{office.subscription.code}/").content.decode()
    assert "ipg261124.zip" in page, "its page shows what it sends"
