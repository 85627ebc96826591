"""The outbox at a real mail server: sent once, tried again, given up, and never twice after a crash."""

import base64
import os
import secrets
import signal
import subprocess
import sys
import uuid
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.contacts.acts import at_once
from tests.mail import servers
from uccms.audit.context import acting
from uccms.mail.actions.queueing_mail import About, announce, queue_mail
from uccms.mail.actions.sending_again import send_again
from uccms.mail.actions.sending_mail import (
    BACKOFF,
    FORSAKEN,
    claim_next,
    delete_old_mail,
    forget_address,
    give_up_forsaken,
    send_waiting,
    settle,
)
from uccms.mail.messages import MailRefused, checked_address, write
from uccms.mail.models import Mail
from uccms.mail.servers import Outcome
from uccms.privacy import pia

FACTS = {"title": "Grants", "name": "Ines Corrigan"}


def queued(cause="order:1", to="ines@library.example", *, facts=FACTS, **about) -> Mail:
    with acting(None):
        return queue_mail(About("example", cause, **about), to=to, facts=facts, by=None)


def again(mail: Mail) -> Mail:
    return Mail.objects.get(pk=mail.pk)


def due_now(mail: Mail) -> None:
    Mail.objects.filter(pk=mail.pk).update(not_before=timezone.now() - timedelta(seconds=1))


@pytest.mark.django_db
def test_a_mail_arrives_as_it_was_written(smtp):
    facts = {"title": "ข้อมูลสิทธิบัตร", "name": "Łucja & <Ines>", "long": "word " * 400}
    mail = queued(facts=facts, unsubscribe="https://uccms.example/u/1")

    assert send_waiting() == 1
    message = smtp.message()
    assert message["Subject"] == "Your disc ข้อมูลสิทธิบัตร is on its way"
    assert message["To"] == "ines@library.example"
    assert message["List-Unsubscribe"] == "<https://uccms.example/u/1>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    text = message.get_body(("plain",)).get_content()
    assert text.startswith("Dear Łucja & <Ines>,")
    assert "\n.\nA line with a dot alone" in text.replace("\r\n", "\n") and text.count("word") == 400
    assert "Łucja &amp; &lt;Ines&gt;" in message.get_body(("html",)).get_content()
    assert max(map(len, smtp.taken[0].content.split(b"\r\n"))) <= 998  # RFC 5322, 2.1.1
    assert (again(mail).state, again(mail).answer, again(mail).tries) == ("sent", "250", 1)
    assert send_waiting() == 0 and len(smtp.taken) == 1


@pytest.mark.django_db
def test_the_same_cause_is_one_mail_and_one_job(smtp):
    assert queued() == queued()
    assert ProcrastinateJob.objects.filter(task_name="uccms.mail.jobs.send_mail").count() == 1
    queued("order:2")

    assert Mail.objects.count() == 2
    assert send_waiting() == 2


@pytest.mark.django_db
def test_a_mail_of_a_transaction_that_failed_was_never_there(smtp):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        queued()
        raise ZeroDivisionError

    assert send_waiting() == 0 and not Mail.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    [
        "ines@library.example\nBcc: all@library.example",
        "ines@library.example\r\nBcc: x@y.example",
        "ines@library.example\u2028Bcc: x@y.example",
        "a@b.example, c@d.example",
        "ines\u202e@library.example",
        "ines\u200b@library.example",
        "ines",
        "",
        f"{'x' * 250}@library.example",
    ],
)
def test_what_is_no_address_or_begins_a_header_is_refused(address):
    with pytest.raises(MailRefused):
        queued(to=address)
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_a_subject_that_begins_a_header_is_refused():
    with pytest.raises(MailRefused, match="one line"):
        write("example", {"title": "x\rBcc: all@library.example", "name": ""})


@pytest.mark.django_db
def test_international_addresses_go_where_the_server_knows_them(settings, smtp):
    queued("1", "ines@büro.example")
    queued("2", "inés@library.example")
    assert send_waiting() == 2
    assert smtp.addresses == ["ines@xn--bro-hoa.example", "inés@library.example"]
    with servers.server(utf8=False) as (old, port):
        settings.MAIL_PORT = port
        refused = queued("3", "inés@library.example")
        send_waiting()
    assert not old.taken
    assert (again(refused).state, again(refused).answer) == ("failed", "the server knows no such address")


@pytest.mark.django_db
def test_what_is_refused_for_now_is_tried_again_later_and_longer_and_given_up(smtp):
    smtp.answer_rcpt = lambda address: "450 4.2.1 busy"
    mail, waits = queued(), []
    for _ in range(len(BACKOFF)):
        send_waiting()
        waits.append(round((again(mail).not_before - timezone.now()) / timedelta(minutes=1)))
        assert again(mail).state == "waiting" and send_waiting() == 0
        due_now(mail)
    assert waits == [1, 5, 15, 60, 240, 720, 1440]
    send_waiting()
    assert (again(mail).state, again(mail).answer) == ("failed", "450, given up")


@pytest.mark.django_db
@pytest.mark.parametrize("where", ["answer_rcpt", "answer_data"])
def test_what_is_refused_for_good_failed_and_stops_nobody_else(smtp, where):
    wrong = queued("1", "nobody@library.example")
    queued("2")
    right = "ines@library.example"

    def answer(given) -> str:
        address = given if isinstance(given, str) else given.rcpt_tos[0]
        return "250 OK" if address == right else "550 5.1.1 ines@library.example is not here"

    setattr(smtp, where, answer)
    send_waiting()
    assert (again(wrong).state, again(wrong).answer) == ("failed", "550")
    assert Mail.objects.get(cause="2").state == "sent"


@pytest.mark.django_db
def test_without_a_server_everything_waits(settings):
    settings.MAIL_DELIVERY, settings.MAIL_TLS, settings.MAIL_USER = "smtp", "none", ""
    settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", 1
    mail = queued()
    assert send_waiting() == 0
    assert (again(mail).state, again(mail).tries) == ("waiting", 0)
    settings.MAIL_DELIVERY = "off"
    assert send_waiting() == 0


@pytest.mark.django_db
def test_a_demonstration_keeps_its_mail_on_the_page(settings):
    settings.MAIL_DELIVERY = "page"
    mail = queued()
    assert send_waiting() == 1
    assert (again(mail).state, again(mail).answer) == ("sent", "shown here")


@pytest.mark.django_db
def test_starttls_and_a_sign_in_are_asked_for_and_a_false_certificate_is_not_believed(settings, tmp_path):
    certificate = servers.make_certificate(tmp_path)
    with servers.server(certificate=certificate) as (handler, port):
        settings.MAIL_DELIVERY, settings.MAIL_TLS = "smtp", "starttls"
        settings.MAIL_HOST, settings.MAIL_PORT = "localhost", port
        settings.MAIL_USER, settings.MAIL_PASSWORD = servers.USER, servers.PASSWORD
        mail = queued()
        settings.MAIL_CA_FILE = ""
        assert send_waiting() == 0 and again(mail).tries == 0
        settings.MAIL_CA_FILE, settings.MAIL_PASSWORD = str(certificate), "wrong"
        assert send_waiting() == 0 and again(mail).tries == 0
        settings.MAIL_PASSWORD = servers.PASSWORD
        assert send_waiting() == 1
    assert handler.tls == [True]


@pytest.mark.django_db(transaction=True)
def test_a_sender_that_is_killed_after_it_sent_sends_nothing_twice(settings, tmp_path):
    certificate = servers.make_certificate(tmp_path)
    mails = [queued(str(number), f"reader{number}@library.example") for number in range(3)]
    with servers.server(certificate=certificate) as (handler, port):
        handler.go_on.clear()
        sender = _sender(settings, certificate, port)
        assert handler.came.wait(60), "nothing arrived"
        sender.send_signal(signal.SIGKILL)
        sender.wait()
        handler.go_on.set()
        assert [again(mail).state for mail in mails] == ["claimed", "waiting", "waiting"]

        assert _sender(settings, certificate, port).wait(60) == 0
        Mail.objects.filter(state="claimed").update(
            claimed_at=timezone.now() - FORSAKEN - timedelta(seconds=1)
        )
        give_up_forsaken()
        assert _sender(settings, certificate, port).wait(60) == 0
    assert [again(mail).state for mail in mails] == ["unknown", "sent", "sent"]
    assert sorted(handler.addresses) == [f"reader{number}@library.example" for number in range(3)]


def _sender(settings, certificate, port) -> subprocess.Popen:
    """A process of its own that sends what waits, as the worker does."""
    code = (
        "import django; django.setup();"
        " from uccms.mail.actions.sending_mail import send_waiting; send_waiting()"
    )
    return process(settings, certificate, port, "-c", code)


def process(settings, certificate, port, *words: str) -> subprocess.Popen:
    """A process of its own that sends to this server."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "uccms.settings",
        "UCCMS_SECRET_KEY": secrets.token_urlsafe(60),
        "UCCMS_ENCRYPTION_KEYS": base64.urlsafe_b64encode(secrets.token_bytes(32)).decode(),
        "UCCMS_ALLOWED_HOSTS": "uccms.example",
        "UCCMS_TRUSTED_PROXIES": "1",
        "UCCMS_SMTP_HOST": "localhost",
        "UCCMS_SMTP_PORT": str(port),
        "UCCMS_SMTP_USER": servers.USER,
        "UCCMS_SMTP_PASSWORD": servers.PASSWORD,
        "UCCMS_SMTP_CA_FILE": str(certificate),
        "UCCMS_MAIL_FROM": "UCCMS <no-reply@uccms.example>",
    }
    return subprocess.Popen([sys.executable, *words], env=environment, cwd=settings.BASE_DIR)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_send_each_mail_once(smtp):
    for number in range(40):
        queued(str(number), f"reader{number}@library.example")

    assert sum(at_once([send_waiting, send_waiting])) == 40
    assert sorted(smtp.addresses) == sorted(f"reader{number}@library.example" for number in range(40))


@pytest.mark.django_db
def test_an_announcement_is_written_once_to_each_address_and_never_sent_again(smtp, dana):
    words = write("example", FACTS)
    mails = [(About("example", f"edition:7:{n}"), f"reader{n}@library.example", words) for n in range(12)]
    with acting(None):
        assert announce(mails[:8], by=None) == 8
        assert announce(mails, by=None) == 4
    assert send_waiting() == 0, "announcements hold no other mail up"
    assert send_waiting(announced=True) == 12
    with pytest.raises(MailRefused, match="never sent again"):
        send_again(Mail.objects.first(), submission_id=uuid.uuid4(), by=dana)


@pytest.mark.django_db
def test_a_mail_is_sent_again_as_a_new_one_and_once(smtp, dana):
    mail, identifier = queued(record="S27000001"), uuid.uuid4()
    with pytest.raises(MailRefused, match="on its way"):
        send_again(mail, submission_id=identifier, by=dana)
    send_waiting()
    new = send_again(mail, submission_id=identifier, to="other@library.example", by=dana)
    assert new == send_again(mail, submission_id=identifier, by=dana)
    assert (new.text, new.record, new.queued_by) == (mail.text, mail.record, dana)
    send_waiting()
    assert smtp.addresses == ["ines@library.example", "other@library.example"]


@pytest.mark.django_db
def test_old_mail_goes_and_an_address_can_be_forgotten(smtp):
    old, young = queued("1"), queued("2", "Ines@Library.example")
    Mail.objects.filter(pk=old.pk).update(
        queued_at=timezone.now() - pia.kept_for("mail") - timedelta(hours=1)
    )
    assert delete_old_mail(timezone.now() - pia.kept_for("mail")) == 1
    assert list(Mail.objects.all()) == [young]
    assert forget_address("ines@library.example") == 1
    claimed = queued("3")
    claim_next()
    assert forget_address("ines@library.example") == 0
    settle(again(claimed), Outcome("sent", "250"))
    assert forget_address("ines@library.example") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change", [{"state": "lost"}, {"state": "sent"}, {"state": "claimed"}, {"cause": "other"}]
)
def test_impossible_rows_have_no_place(change):
    queued("other")
    mail = queued()
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.filter(pk=mail.pk).update(**change)


def test_an_address_stays_as_it_is_written():
    assert checked_address(" Ines+orders@Library.example ") == "Ines+orders@Library.example"
