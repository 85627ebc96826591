"""What goes wrong between us and a mail server, and what a mail costs others meanwhile."""

import signal
import threading

import pytest
from django.db import connection, transaction

from tests.mail import servers
from tests.mail.test_sending_mail import again, due_now, process, queued
from uccms.database.management.commands.work import FAREWELL, GRACE
from uccms.launch.parts import STOP_WITHIN
from uccms.mail import documents, jobs
from uccms.mail.actions.sending_mail import claim_next, give_up_forsaken, send_waiting, settle
from uccms.mail.models import Mail
from uccms.mail.servers import Outcome

# Tells its job soon to end, and leaves long after: a busy machine lets a job hear late.
PATIENT_WORKER = """
import sys
import django
import manage
django.setup()
from uccms.database.management.commands import work
work.GRACE, work.FAREWELL = 0.5, 40.0
sys.argv = ["manage.py", "work"]
manage.main()
"""
LONG = "https://eipd.example/unsubscribe/" + "a1B2-" * 40


@pytest.mark.django_db
def test_a_long_link_to_unsubscribe_stays_a_link(smtp):
    queued(unsubscribe=LONG)
    send_waiting()
    # As bytes: an encoded word would read the same, and no mail program takes it for a link (RFC 8058).
    assert f"\r\nList-Unsubscribe: <{LONG}>\r\n".encode() in smtp.taken[0].original_content


@pytest.mark.django_db
def test_a_document_that_cannot_be_made_is_tried_again_and_stops_no_other_mail(smtp, monkeypatch):
    def make(key: str) -> documents.Document:
        raise ZeroDivisionError("in the middle of a page")

    monkeypatch.setattr(documents, "_registered", {"broken": make})
    broken, missing, good = queued("1", document="broken:7"), queued("2", document="none:7"), queued("3")
    assert send_waiting() == 3
    assert [again(mail).state for mail in (broken, missing, good)] == ["waiting", "waiting", "sent"]
    assert again(broken).answer == "it cannot be written"
    monkeypatch.setattr(
        documents,
        "_registered",
        {"broken": lambda key: documents.Document("Rechnung № 7.pdf", "application/pdf", b"%PDF")},
    )
    due_now(broken)
    send_waiting()
    [attached] = smtp.message(1).iter_attachments()
    assert (attached.get_filename(), attached.get_content()) == ("Rechnung № 7.pdf", b"%PDF")


@pytest.mark.django_db
def test_a_sender_that_is_refused_is_no_fault_of_the_mail(smtp, settings):
    smtp.answer_mail = lambda: "550 5.7.1 sender not allowed"
    mail = queued()
    send_waiting()
    assert (again(mail).state, again(mail).answer) == ("waiting", "550")
    smtp.answer_mail = lambda: "552 5.3.4 message too big"
    due_now(mail)
    send_waiting()
    assert (again(mail).state, again(mail).answer) == ("failed", "552")


@pytest.mark.django_db
def test_a_server_that_goes_away_costs_one_mail_one_try(smtp):
    smtp.answer_rcpt = lambda address: "421 going down"
    mails = [queued(str(number), f"reader{number}@library.example") for number in range(3)]
    send_waiting()
    assert [again(mail).tries for mail in mails] == [1, 0, 0]


@pytest.mark.django_db
def test_an_answer_that_comes_after_all_still_counts_but_only_a_good_one(smtp):
    for answer, state in (("waiting", "unknown"), ("sent", "sent")):
        queued(answer)
        claimed = claim_next()
        Mail.objects.filter(pk=claimed.pk).update(claimed_at="2026-01-01T00:00Z")
        give_up_forsaken()
        assert again(claimed).state == "unknown"
        settle(claimed, Outcome(answer, "250"))
        assert again(claimed).state == state
    assert send_waiting() == 0


@pytest.mark.django_db
def test_a_worker_that_is_stopped_ends_between_two_mails(smtp):
    mails = [queued(str(number), f"reader{number}@library.example") for number in range(3)]
    send_waiting(stop=lambda: len(smtp.taken) == 1)
    assert [again(mail).state for mail in mails] == ["sent", "waiting", "waiting"]


@pytest.mark.django_db(transaction=True)
def test_whoever_queues_a_mail_waits_for_nobody_elses_transaction():
    """An index that allows one waiting job would let them take turns, and lock each other out."""
    failed = []

    def other() -> None:
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '2s'")
                queued("other")
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    with transaction.atomic():
        queued("mine")
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(20)
    assert failed == [] and Mail.objects.count() == 2


@pytest.mark.django_db
def test_the_jobs_send_one_after_the_other_and_announcements_apart(smtp):
    known = {
        task.name.rpartition(".")[2]: task for task in vars(jobs).values() if hasattr(task, "queueing_lock")
    }
    assert {name: (task.lock, task.queueing_lock) for name, task in known.items() if task.lock} == {
        "send_mail": ("send_mail", None),
        "send_due_mail": ("send_mail", "send_due_mail"),
        "send_announcements": ("send_announcements", "send_announcements"),
    }


@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_what_was_queued_at_once_and_when_stopped_leaves_the_rest_waiting(settings, tmp_path):
    """The whole way: transaction, job, worker, server; and SIGTERM while the first mail is handed over."""
    mails = [queued(str(number), f"reader{number}@library.example") for number in range(3)]
    certificate = servers.make_certificate(tmp_path)
    with servers.server(certificate=certificate) as (handler, port):
        handler.go_on.clear()
        worker = process(settings, certificate, port, "-c", PATIENT_WORKER)
        assert handler.came.wait(60), "nothing arrived"
        worker.send_signal(signal.SIGTERM)
        threading.Timer(4, handler.go_on.set).start()
        worker.wait(60)
    assert [again(mail).state for mail in mails] == ["sent", "waiting", "waiting"]
    assert handler.addresses == ["reader0@library.example"]


def test_a_worker_has_left_before_whoever_started_it_ends_it_by_force():
    assert GRACE + FAREWELL < STOP_WITHIN
