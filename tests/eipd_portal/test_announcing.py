"""Who asked is told of a new edition once, whatever crashes in between."""

from datetime import timedelta

import pytest
from django.utils import timezone

from eipd_portal import jobs
from eipd_portal.actions import announcing
from eipd_portal.actions.publishing import withdraw_version
from eipd_portal.models import EditionVersion, NoticeWish, Registrant
from eipd_portal.unsubscribing import unsubscribe_address
from tests.eipd_portal.files import WEEK_46, publish, reader, storage
from tests.mail.conftest import smtp
from tests.sales_orders import office as offices
from uccms.mail.actions.sending_mail import send_waiting
from uccms.mail.models import Mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("storage")]
__all__ = ["smtp", "storage"]


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=0)


def wishing(product, count: int) -> list[Registrant]:
    """So many registrants who want notices of a product."""
    made = Registrant.objects.bulk_create(Registrant(email=f"reader{n}@example.org") for n in range(count))
    NoticeWish.objects.bulk_create(NoticeWish(registrant=each, product=product) for each in made)
    return made


def announced() -> list[str]:
    return sorted(Mail.objects.filter(kind="portal_edition").values_list("to", flat=True))


def test_who_asked_is_told_once_when_it_is_public_and_nobody_else(office, tmp_path):
    readers = wishing(office.download, 3)
    reader("other@example.org")
    version = publish(tmp_path, office.download, at=timezone.now() + timedelta(hours=1))
    jobs.announce_editions(0)
    assert announced() == [], "not before its time"
    EditionVersion.objects.update(published_at=timezone.now())
    for _ in range(3):
        jobs.announce_editions(0)
    assert announced() == [each.email for each in readers]
    mail = Mail.objects.filter(to=readers[0].email).get()
    assert mail.unsubscribe == unsubscribe_address(readers[0])
    assert mail.is_announcement
    assert unsubscribe_address(readers[0]) in mail.text
    assert unsubscribe_address(readers[0]) in mail.html
    assert version.files.get().sha256 in mail.text
    assert "/eipd/EIP-5350P-OL/2026-11-24/" in mail.text
    assert "/eipd/es/EIP-5350P-OL/2026-11-24/" in mail.text
    assert announcing.UNSUBSCRIBE not in mail.text + mail.html
    assert "/my/" not in mail.text


def test_a_crash_in_between_goes_on_where_it_stopped_though_sent_mails_are_deleted(
    office, tmp_path, monkeypatch, smtp
):
    readers = wishing(office.download, 7)
    publish(tmp_path, office.download)
    monkeypatch.setattr(announcing, "BATCH", 3)
    whole, calls = announcing.announce, []

    def breaking(mails, *, by):
        count = whole(mails, by=by)
        calls.append(count)
        if len(calls) == 2:
            raise ConnectionError  # after the rows, before the end of the transaction
        return count

    monkeypatch.setattr(announcing, "announce", breaking)
    with pytest.raises(ConnectionError):
        jobs.announce_editions(0)
    assert announced() == [each.email for each in readers[:3]], "the second batch is undone as a whole"
    send_waiting(announced=True)
    assert announced() == [], "nothing is kept of a mail that was sent"
    jobs.announce_editions(0)
    jobs.announce_editions(0)
    send_waiting(announced=True)
    assert sorted(smtp.addresses) == [each.email for each in readers], "everybody, nobody twice"
    assert EditionVersion.objects.get().announced_up_to is None


def test_a_withdrawn_edition_and_a_correction_are_not_announced(office, tmp_path):
    wishing(office.download, 2)
    withdraw_version(publish(tmp_path, office.download), reason="Cut off.", by=None)
    publish(tmp_path, office.download, WEEK_46)
    jobs.announce_editions(0)
    assert len(announced()) == 2
    publish(tmp_path, office.download, WEEK_46, contents={"b__zip": b"b"}, corrects=True)
    jobs.announce_editions(0)
    assert len(announced()) == 2


def test_the_words_are_made_once_for_a_whole_batch(office, tmp_path, django_assert_max_num_queries):
    wishing(office.download, 400)
    publish(tmp_path, office.download)
    with django_assert_max_num_queries(24):
        jobs.announce_editions(0)
    assert len(announced()) == 400
