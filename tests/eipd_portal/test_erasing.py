"""Erasing: proven by mail, and then the address is nowhere; again after a restore."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from eipd_portal import erasure_list, jobs
from eipd_portal.actions.deleting_unproven import delete_unproven
from eipd_portal.actions.wishing_notices import version_of, wish_notices
from eipd_portal.models import Erasure, MailedProof, Registrant, RegistrantSession
from tests.eipd_portal.people import ask, mailed, mails, registered, wait, work
from tests.eipd_portal.test_my_data import product
from tests.privacy.searching import dumped, tables_with
from uccms.mail.actions.sending_mail import claim_next, send_waiting
from uccms.mail.models import Mail
from uccms.privacy import retention

MARKED = "zanzibar.quokka+x@example.org"
MARK = "zanzibar.quokka"


@pytest.fixture(autouse=True)
def erasures_file(settings, tmp_path):
    settings.ERASURES_FILE = tmp_path / "erasures.txt"


def erase(browser: Client, email: str = MARKED) -> None:
    """Ask to be erased, and press the mailed button in a browser that is not signed in."""
    assert browser.post("/eipd/my-data/erase/").status_code == 200
    work()
    mail = mails(email)[-1]
    assert mail.kind == "portal_erase"
    assert Client().get(mail.link).status_code == 200
    assert Registrant.objects.filter(email=email).exists(), "opening the link erases nothing"
    answer = Client().post(mail.link)
    assert (answer.status_code, answer["Location"]) == (302, "/eipd/my-data/erased/")


@pytest.mark.django_db(transaction=True)
def test_after_registering_the_database_has_the_address_and_nothing_else(test_server, smtp, settings):
    settings.TRUSTED_PROXIES = 1
    told = {
        "User-Agent": "Okapibrowser/7.1 (Marsupial)",
        "X-Forwarded-For": "203.0.113.77",
        "Accept-Language": "tlh-QO",
        "Referer": "https://search.example/?q=numbat",
    }
    browser = Client(headers=told, REMOTE_ADDR="203.0.113.78")
    browser.get("/eipd/register/")
    mail = mailed(browser, MARKED)
    browser.post("/eipd/register/code/", {"code": mail.code, "name": "Bilby Wombat"})
    browser.post("/eipd/terms/", {"version": "2026-11"})
    for secret in ("okapibrowser", "203.0.113", "tlh-QO", "numbat", "bilby"):
        assert tables_with(test_server, secret) == [], secret
    with_address = {"eipd_portal_registrant", "eipd_portal_mailedproof", "mail_mail"}
    assert set(tables_with(test_server, MARK)) == with_address, "no history, no job has it"
    send_waiting()
    assert smtp.addresses == [MARKED]
    assert set(tables_with(test_server, MARK)) == with_address - {"mail_mail"}
    delete_unproven(timezone.now(), by=None)
    assert tables_with(test_server, MARK) == ["eipd_portal_registrant"]


@pytest.mark.django_db(transaction=True)
def test_an_erased_address_is_nowhere_once_the_mail_server_took_the_proof(test_server, smtp):
    browser, registrant = registered(MARKED)
    wish_notices(registrant, [product().pk], read=version_of([]), by=None)
    send_waiting()
    erase(browser)
    assert browser.get("/eipd/my-data/").status_code == 302, "signed out"
    assert tables_with(test_server, MARK) == ["mail_mail"], "the proof waits"
    assert mails(MARKED)[-1].kind == "portal_erased"
    send_waiting()
    assert smtp.addresses.count(MARKED) == 2, "the link to erase went with everything else"
    assert "message is the proof" in smtp.message(-1).get_body().get_content().replace("\n", " ")
    assert tables_with(test_server, MARK) == []
    assert MARK not in dumped(test_server)


@pytest.mark.django_db
def test_a_proof_that_no_server_takes_is_gone_within_a_day():
    from uccms.mail.jobs import forget_mail

    browser, _ = registered(MARKED)
    erase(browser)
    Mail.objects.update(queued_at=timezone.now() - timedelta(hours=23))
    forget_mail(0)
    assert not Mail.objects.exists()


@pytest.mark.django_db
def test_a_mail_that_is_being_sent_meanwhile_is_deleted_afterwards():
    browser, _ = registered(MARKED)
    Mail.objects.all().delete()
    Mail.objects.create(kind="example", cause="1", to=MARKED, subject="x", text="x")
    being_sent = claim_next()
    erase(browser)
    assert Mail.objects.filter(pk=being_sent.pk).exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args, scheduled_at FROM procrastinate_jobs"
            " WHERE task_name = 'eipd_portal.jobs.forget_mails'"
        )
        [(arguments, at)] = cursor.fetchall()
    arguments = json.loads(arguments)
    assert arguments == {"mails": [being_sent.pk]}, "keys, and no address"
    assert at > timezone.now() + timedelta(minutes=10)
    jobs.forget_mails(**arguments)
    jobs.forget_mails(**arguments)
    assert not Mail.objects.filter(pk=being_sent.pk).exists()


@pytest.mark.django_db
def test_an_open_browser_alone_erases_nobody():
    browser, _ = registered(MARKED)
    assert browser.get("/eipd/my-data/erase/").status_code == 200
    browser.post("/eipd/my-data/erase/")
    assert browser.post("/eipd/my-data/erase/").status_code == 429
    work()
    mail = mails(MARKED)[-1]
    for purpose in ("register", "sign-in", "erase"):
        other = mail.link.replace("/my-data/erase/", f"/confirm/{purpose}/")
        assert Client().post(other).status_code == 404, "it lets nobody in"
    MailedProof.objects.update(expires_at=timezone.now())
    assert Client().post(mail.link).status_code == 410
    assert Registrant.objects.exists()
    assert Client().post("/eipd/my-data/erase/")["Location"] == "/eipd/register/"


@pytest.mark.django_db
def test_erased_means_a_stranger_who_may_register_again():
    browser, registrant = registered(MARKED)
    erase(browser)
    wait()
    mail = mailed(Client(), MARKED)
    assert mail.kind == "portal_register"
    wait()
    again, new = registered(MARKED)
    assert new.pk != registrant.pk
    assert again.get("/eipd/my-data/").status_code == 200


@pytest.mark.django_db
def test_a_restore_erases_again_who_was_erased_and_nobody_else(capsys):
    browser, _ = registered(MARKED)
    _, stays = registered("stays@example.org")
    erase(browser)
    jobs.note_erasures()
    jobs.note_erasures()
    lines = erasure_list.read()
    assert len(lines) == 1, "noted once"
    assert MARK not in str(lines)
    # The backup comes back: the address is there, and nothing of the erasure.
    Erasure.objects.all().delete()
    long_ago = timezone.now() - timedelta(days=3)
    restored = Registrant.objects.create(email=MARKED, registered_at=long_ago)
    RegistrantSession.objects.create(registrant=restored, key_hash="k", expires_at=timezone.now())
    MailedProof.objects.create(email=MARKED, browser_hash="b", asked_at=long_ago)
    Mail.objects.update(to=MARKED, queued_at=long_ago)
    call_command("replay_erasures")
    assert "1 addresses erased again" in capsys.readouterr().out
    assert list(Registrant.objects.all()) == [stays]
    assert not MailedProof.objects.filter(email=MARKED).exists()
    assert not Mail.objects.filter(to=MARKED).exists()
    # Who registered again after they were erased stays.
    Registrant.objects.create(email=MARKED, registered_at=timezone.now() + timedelta(seconds=1))
    call_command("replay_erasures")
    assert Registrant.objects.filter(email=MARKED).exists()


@pytest.mark.django_db
def test_a_list_that_is_none_says_which_line(tmp_path):
    path = tmp_path / "other.txt"
    path.write_text("reader@example.org 2026\n")
    with pytest.raises(CommandError, match=r"Line 1 of other\.txt"):
        call_command("replay_erasures", str(path))
    with pytest.raises(CommandError, match="is no file"):
        call_command("replay_erasures", str(tmp_path / "none.txt"))


@pytest.mark.django_db
def test_hashes_go_when_the_last_backup_is_gone(settings):
    browser, _ = registered(MARKED)
    erase(browser)
    jobs.note_erasures()
    assert settings.ERASURES_FILE.stat().st_mode & 0o077 == 0
    Erasure.objects.update(erased_at=timezone.now() - timedelta(days=61))
    text = settings.ERASURES_FILE.read_text()
    settings.ERASURES_FILE.write_text(text.replace(str(timezone.now().year), "2001") + text)
    retention.delete_what_is_over()
    assert not Erasure.objects.exists()
    assert settings.ERASURES_FILE.read_text() == text


@pytest.mark.django_db
def test_what_nobody_confirmed_is_deleted_after_seven_days():
    ask(Client(), MARKED)
    work()
    MailedProof.objects.update(asked_at=timezone.now() - timedelta(days=6, hours=23))
    retention.delete_what_is_over()
    assert MailedProof.objects.exists()
    MailedProof.objects.update(asked_at=timezone.now() - timedelta(days=7, minutes=1))
    retention.delete_what_is_over()
    assert not MailedProof.objects.exists()
    assert not Registrant.objects.exists()
