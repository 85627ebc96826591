"""The outbox's pages: who reads what, how it is sent again, and what a demonstration shows to everybody."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.contacts.acts import browser
from uccms.audit.context import acting
from uccms.audit.models import Event
from uccms.database.models import DatabaseMark
from uccms.mail.actions.queueing_mail import About, queue_mail
from uccms.mail.actions.sending_mail import send_waiting
from uccms.mail.models import Mail
from uccms.mail.queries import outbox as query

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail(settings) -> Mail:
    settings.MAIL_DELIVERY = "page"
    facts = {"title": "Grants", "name": "<script>alert(1)</script>"}
    with acting(None):
        queued = queue_mail(
            About("example", "order:1", record="S27000001"), to="ines@library.example", facts=facts, by=None
        )
    send_waiting()
    return Mail.objects.get(pk=queued.pk)


def test_who_may_see_the_record_reads_its_mail_and_that_is_on_record(mail, dana, luis):
    page = browser(dana).get(reverse("mail:mail", args=[mail.pk]))

    assert "&lt;script&gt;" in page.content.decode() and "<script>alert" not in page.content.decode()
    assert Event.objects.filter(kind="look", subject=mail.number, actor_id=dana.pk).count() == 1
    assert mail.subject in browser(dana).get(reverse("mail:outbox")).content.decode()
    assert browser(luis).get(reverse("mail:mail", args=[mail.pk])).status_code == 404
    assert mail.subject not in browser(luis).get(reverse("mail:outbox")).content.decode()


def test_an_unknown_state_gets_its_sentence(mail, dana):
    answer = browser(dana).get(reverse("mail:outbox") + "?state=lost&at=forged")

    assert answer.status_code == 422 and "no such state" in answer.content.decode()


def test_sending_again_asks_where_to_keeps_what_was_typed_and_is_done_once(mail, dana):
    address, form = reverse("mail:again", args=[mail.pk]), {"submission_id": str(uuid.uuid4())}
    wrong = browser(dana).post(address, form | {"to": "ines@library.example\nBcc: x@y.example"})
    assert wrong.status_code == 422 and Mail.objects.count() == 1
    for _ in range(2):
        assert browser(dana).post(address, form | {"to": "other@library.example"}).status_code == 302
    new = Mail.objects.get(to="other@library.example")
    assert browser(dana).post(reverse("mail:again", args=[new.pk]), form | {"to": new.to}).status_code in (
        302,
        409,
    )
    assert Mail.objects.count() == 2


def test_pages_of_the_outbox_follow_one_another(mail, dana, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(query, "PAGE", 2)
    for number in range(4):
        with acting(None):
            queue_mail(About("example", str(number)), to="a@b.example", facts={"title": number}, by=dana)
    seen, at = [], ""
    query.outbox(dana)  # what somebody may see is read once a request
    while True:
        with django_assert_num_queries(1):
            page = query.outbox(dana, at=at)
        seen += [each.pk for each in page.mails]
        if not page.earlier:
            break
        at = page.earlier
    assert seen == sorted(seen, reverse=True) and len(seen) == 5
    back = query.outbox(dana, at=page.later)
    assert [each.pk for each in back.mails] == seen[2:4] and back.later and back.earlier


@pytest.mark.parametrize(
    ("setting", "mark", "shown"), [(True, True, 200), (True, False, 302), (False, True, 302)]
)
def test_only_a_demonstration_with_both_marks_shows_mail_to_everybody(
    mail, settings, monkeypatch, setting, mark, shown
):
    settings.DEMONSTRATION = setting
    marks = [DatabaseMark.DEMONSTRATION] if mark else []
    monkeypatch.setattr(query.DatabaseMark.objects, "filter", lambda name: _Found(name in marks))
    for address in (reverse("mail:outbox"), reverse("mail:mail", args=[mail.pk])):
        assert Client().get(address).status_code == shown
    assert Client().get(reverse("mail:again", args=[mail.pk])).status_code == 302


class _Found:
    """What the owner's table of marks answers; the role that runs cannot write it."""

    def __init__(self, there: bool) -> None:
        self.there = there

    def exists(self) -> bool:
        return self.there
