"""A link for one person is read by nobody else and goes with its sending; of a proof nothing is left."""

import uuid
from datetime import timedelta

import pytest
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from tests.contacts.acts import browser
from tests.mail.test_sending_mail import again, queued
from tests.privacy.searching import tables_with
from uccms.mail import jobs, kinds
from uccms.mail.actions.queueing_mail import About, announce
from uccms.mail.actions.sending_again import send_again
from uccms.mail.actions.sending_mail import claim_next, forget_address, give_up_forsaken, send_waiting
from uccms.mail.kinds import Keeps, Kind
from uccms.mail.messages import MailRefused, write
from uccms.mail.models import Mail

GONE = "Vanishing.Reader@library.example"
SECRET = "4f1d2c3b4a"


@pytest.fixture(autouse=True)
def kept(request, monkeypatch) -> Keeps:
    """The example kind is confidential, and keeps no text or nothing."""
    keeps = getattr(request, "param", Keeps.NO_TEXT)
    kinds.register(Kind("example", "Link", lambda user: Q(), is_confidential=True, keeps=keeps))
    return keeps


def with_link(cause: str = "1", to: str = GONE) -> Mail:
    return queued(cause, to, facts={"title": "Link", "name": SECRET}, unsubscribe="https://eipd.example/u/1")


@pytest.mark.django_db
def test_staff_see_that_there_is_a_mail_and_not_what_it_says(dana, smtp, settings, monkeypatch):
    mail = with_link()
    page = browser(dana).get(reverse("mail:mail", args=[mail.pk])).content.decode()
    assert GONE in page and SECRET not in page and "/again/" not in page
    assert send_waiting() == 1 and SECRET in smtp.message().get_body(("plain",)).get_content()
    assert (again(mail).state, again(mail).text, again(mail).html, again(mail).unsubscribe) == (
        "sent",
        "",
        "",
        "",
    )
    with pytest.raises(MailRefused, match="ask for a new one"):
        send_again(mail, submission_id=uuid.uuid4(), by=dana)
    assert browser(dana).get(reverse("mail:mail", args=[mail.pk])).status_code == 200


@pytest.mark.django_db
def test_in_a_demonstration_the_link_is_on_the_page(client, settings, monkeypatch):
    monkeypatch.setattr("uccms.mail.queries.outbox.is_shown_to_everybody", lambda: True)
    settings.MAIL_DELIVERY = "page"
    mail = with_link()
    send_waiting()
    assert SECRET in client.get(reverse("mail:mail", args=[mail.pk])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("ends", ["refused", "forsaken"])
def test_a_link_that_did_not_arrive_goes_too(smtp, ends):
    mail = with_link()
    if ends == "refused":
        smtp.answer_rcpt = lambda address: "550 no"
        send_waiting()
    else:
        claim_next()
        Mail.objects.update(claimed_at=timezone.now() - timedelta(hours=1))
        assert give_up_forsaken() == 1
    assert again(mail).state in ("failed", "unknown") and again(mail).text == ""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kept", [Keeps.NOTHING], indirect=True)
def test_an_erased_address_is_nowhere_once_the_proof_is_taken(smtp, test_server, kept):
    smtp.answer_rcpt = lambda address: f"450 {address} later"
    with_link("1")
    announce(
        [(About("example", "edition:1"), GONE.lower(), write("example", {"title": "x", "name": "y"}))],
        by=None,
    )
    send_waiting()
    send_waiting(announced=True)
    assert forget_address(GONE) == 2
    smtp.answer_rcpt = lambda address: "250 OK"
    with_link("proof")
    assert tables_with(test_server, GONE) == ["mail_mail"]
    send_waiting()
    assert smtp.addresses == [GONE]
    assert tables_with(test_server, GONE) == [] and tables_with(test_server, SECRET) == []


@pytest.mark.django_db
@pytest.mark.parametrize("kept", [Keeps.NOTHING], indirect=True)
def test_a_proof_that_nobody_takes_goes_within_a_day(kept):
    with_link()
    jobs.forget_mail(0)
    assert Mail.objects.exists()
    Mail.objects.update(queued_at=timezone.now() - timedelta(hours=23, minutes=1))
    jobs.forget_mail(0)
    assert not Mail.objects.exists()


def test_a_confidential_text_cannot_be_kept():
    with pytest.raises(ValueError, match="cannot be kept"):
        kinds.register(Kind("example", "Link", lambda user: None, is_confidential=True))


@pytest.mark.django_db
def test_announcements_are_listed_when_they_are_asked_for(dana):
    letter = with_link()
    announce(
        [(About("example", "edition:1"), "a@library.example", write("example", {"title": "x"}))], by=None
    )
    news = Mail.objects.get(is_announcement=True)
    for query, shown, hidden in (("", letter, news), ("?state=announcements", news, letter)):
        page = browser(dana).get(reverse("mail:outbox") + query).content.decode()
        assert f">{shown.number}<" in page and f">{hidden.number}<" not in page
