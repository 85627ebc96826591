import re

import pytest
from django.contrib.auth.hashers import MD5PasswordHasher
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from tests.accounts.people import (
    CODE,
    PASSWORD,
    SIGN_IN,
    code_of,
    give_second_factor,
    is_signed_in,
    make_person,
    sign_in,
)
from uccms.accounts.models import Attempts, User
from uccms.audit.models import Change, Event
from uccms.privacy import pia

pytestmark = pytest.mark.django_db


@pytest.fixture
def notice_changes(monkeypatch):
    """Bring a new version of the system use notice in force."""

    def change():
        monkeypatch.setitem(pia.assessment()["notice"]["system_use"], "version", "2027-01-01")

    return change


def words(response) -> str:
    """A page without what is random or was typed."""
    page = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", response.content.decode())
    return re.sub(
        r'(<input[^>]*name="login"[^>]*) value="[^"]*"',
        r"\1",
        re.sub(r'value="[^"]*"(?=[^>]*name="login")', "", page),
    )


def test_the_notice_stands_on_the_page_with_its_date(client):
    page = client.get(SIGN_IN).content.decode()
    notice = pia.notice("system_use")
    assert notice.opening in page and notice.dated in page
    assert page.index(notice.opening) < page.index('name="password"')


def test_nobody_signs_in_without_agreeing_and_no_attempt_is_counted(client, dana):
    response = sign_in(client, agree="")
    assert response.status_code == 422
    assert "agree to it first" in response.content.decode()
    assert not is_signed_in(client)
    assert not Attempts.objects.exists()


def test_signing_in_keeps_the_version_and_time_of_the_agreement(client, dana):
    assert sign_in(client).headers["Location"] == "/account/"
    dana.refresh_from_db()
    assert dana.notice_version == pia.notice("system_use").version
    assert dana.notice_agreed_at == dana.last_login or dana.notice_agreed_at > dana.last_login
    assert is_signed_in(client)


def test_an_agreement_to_an_older_notice_is_asked_again_at_sign_in(client, dana, notice_changes):
    old = pia.notice("system_use").version
    notice_changes()
    response = sign_in(client, notice=old)
    assert response.status_code == 422
    page = response.content.decode()
    assert "The notice has changed" in page
    assert 'value="2027-01-01"' in page
    assert "checked" not in page
    assert sign_in(client).status_code == 302


def test_a_notice_that_changes_during_a_session_holds_people_until_they_agree(client, dana, notice_changes):
    sign_in(client)
    assert client.get("/account/").status_code == 200
    notice_changes()
    assert client.get("/account/").headers["Location"] == "/account/notice/"
    assert client.post("/account/notice/", {}).status_code == 422
    assert client.get("/account/").status_code == 302
    client.post("/account/notice/", {"agree": "on"})
    assert client.get("/account/").status_code == 200
    dana.refresh_from_db()
    assert dana.notice_version == "2027-01-01"


def test_a_form_begun_before_the_notice_changed_is_not_lost(client, dana, notice_changes):
    sign_in(client)
    notice_changes()
    client.post("/account/", {"after_saving": "ticket", "scheme": "dark"})
    dana.refresh_from_db()
    assert dana.scheme == "dark"
    assert client.get("/account/").headers["Location"] == "/account/notice/"


def test_signing_in_gives_the_session_a_new_id(client, dana):
    client.get(SIGN_IN)
    session = client.session
    session["before"] = True
    session.save()
    client.cookies["uccms_staff"] = session.session_key
    sign_in(client)
    assert client.cookies["uccms_staff"].value != session.session_key
    assert not Session.objects.filter(session_key=session.session_key).exists()


def test_sign_in_failure_and_sign_out_are_events(client, dana):
    sign_in(client, password="wrong")
    sign_in(client)
    client.post("/account/sign-out/")
    kinds = list(Event.objects.order_by("at").values_list("kind", "actor_id", "page"))
    assert kinds == [
        ("sign_in_failed", dana.pk, "account_login"),
        ("sign_in", dana.pk, "account_login"),
        ("sign_out", dana.pk, "account_logout"),
    ]
    change = Change.objects.filter(table_name="accounts_user", operation="update").first()
    assert change.actor_id == dana.pk
    assert not Change.objects.filter(table_name="accounts_user", operation="update", actor_id=None).exists()


def test_a_failure_of_an_unknown_name_has_no_actor_and_keeps_no_name(client):
    sign_in(client, "hunter2-typed-as-name")
    event = Event.objects.get()
    assert event.actor_id is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(e::text, ''), '') FROM audit_event e")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT string_agg(a::text, '') FROM accounts_attempts a")
        kept += cursor.fetchone()[0]
    assert "hunter2" not in kept and "127.0.0.1" not in kept


def test_known_unknown_inactive_and_paused_names_get_the_same_words_for_the_same_work(dana, monkeypatch):
    make_person("luis", name="Luis Ferreira")
    User.objects.filter(username="luis").update(is_active=False)
    make_person("priya", name="Priya Raman")
    for _ in range(6):
        sign_in(Client(), "priya", "wrong")
    hashes = []
    encode = MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher, "encode", lambda self, *args: hashes.append(args) or encode(self, *args)
    )
    seen = set()
    for username, password in [
        ("dana", "wrong"),
        ("nobody", "wrong"),
        ("luis", PASSWORD),
        ("priya", PASSWORD),
    ]:
        hashes.clear()
        response = sign_in(Client(), username, password)
        seen.add((response.status_code, words(response), len(hashes)))
    assert len(seen) == 1
    status, page, work = seen.pop()
    assert (status, work) == (422, 1)
    assert "Name or password is not right. After 5 tries there is a pause of 15 minutes." in page


def test_a_password_too_long_is_refused_before_it_is_hashed(client, dana, monkeypatch):
    monkeypatch.setattr(MD5PasswordHasher, "encode", lambda *args: pytest.fail("hashed"))
    response = sign_in(client, password="x" * 257)
    assert response.status_code == 422
    assert "A password has at most 256 characters." in response.content.decode()


def test_a_name_is_the_same_in_any_case_and_with_blanks(client, dana):
    assert sign_in(client, "  DANA ").status_code == 302


def test_after_signing_in_nobody_is_sent_elsewhere(client, dana, settings):
    settings.LOGIN_REDIRECT_URL = "/account/"
    assert sign_in(client, then="https://elsewhere.example/").headers["Location"] == "/account/"


def test_signing_out_ends_the_session_on_the_server(client, dana):
    sign_in(client)
    key = client.cookies["uccms_staff"].value
    response = client.post("/account/sign-out/")
    assert response.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert not Session.objects.filter(session_key=key).exists()
    thief = Client()
    thief.cookies["uccms_staff"] = key
    assert not is_signed_in(thief)


def test_opening_the_sign_out_page_signs_nobody_out(client, dana):
    sign_in(client)
    assert client.get("/account/sign-out/").status_code == 200
    assert is_signed_in(client)


def test_an_account_that_ends_ends_its_sessions_at_once(client, dana):
    sign_in(client)
    User.objects.update(is_active=False)
    assert not is_signed_in(client)


def test_an_account_that_ends_between_password_and_code_stays_out(client, dana):
    secret = give_second_factor(dana)
    assert sign_in(client).headers["Location"] == CODE
    User.objects.update(is_active=False)
    assert client.post(CODE, {"code": code_of(secret)}).headers["Location"] == SIGN_IN
    User.objects.update(is_active=True)
    assert not is_signed_in(client)


def test_an_answer_for_scripts_of_allauth_is_not_given(client, dana):
    response = client.post(SIGN_IN, {"login": "dana"}, headers={"X-Requested-With": "XMLHttpRequest"})
    assert response.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("both_marks", [True, False])
def test_demonstration_sign_ins_are_shown_with_both_marks_only(client, dana, settings, both_marks):
    from uccms.accounts.queries import demonstration

    settings.DEMONSTRATION = True
    page = client.get(SIGN_IN).content.decode()
    assert "<code>dana</code>" not in page
    settings.DEMONSTRATION = both_marks
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            demonstration.DatabaseMark.objects,
            "values_list",
            lambda *names: [("demonstration", dana.created_at)],
        )
        page = client.get(SIGN_IN).content.decode()
    assert ("<code>dana</code>" in page) is both_marks


def test_nobody_signs_up_and_nobody_resets_a_password_by_mail(client):
    for address in ("signup", "password/reset", "email", "confirm-email", "social"):
        assert client.get(f"/account/{address}/").status_code == 404
