import base64
import io
import re
import zlib

import pytest
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from tests.accounts.people import (
    CODE,
    PASSWORD,
    code_of,
    give_second_factor,
    is_signed_in,
    make_person,
    secret_of,
    sign_in,
)
from uccms.accounts import encryption
from uccms.audit.models import Change

pytestmark = pytest.mark.django_db
SET_UP, CODES = "/account/second-factor/set-up/", "/account/second-factor/recovery-codes/"


def everything_kept() -> str:
    """Rows of authenticators, sessions and history as they stand in the database, sessions opened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(string_agg(a::text, ''), '') FROM mfa_authenticator a")
        kept = cursor.fetchone()[0]
        cursor.execute("SELECT coalesce(string_agg(c::text, ''), '') FROM audit_change c")
        kept += cursor.fetchone()[0]
        cursor.execute("SELECT session_data FROM django_session")
        for (row,) in cursor.fetchall():
            part = row.split(":")[0]
            compressed = part.startswith(".")
            opened = base64.urlsafe_b64decode(part.lstrip(".") + "=" * (-len(part.lstrip(".")) % 4))
            if compressed:
                opened = zlib.decompress(opened)
            kept += opened.decode()
    return kept


@pytest.fixture
def setting_up(client, dana):
    """A browser on the page that sets a second factor up, and the secret on it."""
    sign_in(client)
    assert client.get(SET_UP).headers["Location"] == f"/account/again/?next={SET_UP.replace('/', '%2F')}"
    assert client.post("/account/again/", {"password": "wrong", "next": SET_UP}).status_code == 422
    assert (
        client.post("/account/again/", {"password": PASSWORD, "next": SET_UP}).headers["Location"] == SET_UP
    )
    page = client.get(SET_UP).content.decode()
    assert "data:" not in page
    return re.search(r"<code>([A-Z2-7]{32})</code>", page)[1]


def test_a_second_factor_is_set_up_with_its_first_code_and_then_asked_for(client, dana, setting_up):
    assert client.post(SET_UP, {"code": "000000"}).status_code == 422
    assert client.get(SET_UP).content.decode().count(setting_up) == 1, "the drawing stays the same"
    assert client.post(SET_UP, {"code": code_of(setting_up)}).headers["Location"] == CODES
    codes = re.findall(r"<code>(\d{8})</code>", client.get(CODES).content.decode())
    assert len(codes) == 10
    assert re.findall(r"<code>\d+</code>", client.get(CODES).content.decode()) == []
    client.post("/account/sign-out/")
    assert sign_in(client).headers["Location"] == CODE
    assert not is_signed_in(client)
    assert client.post(CODE, {"code": code_of(setting_up, steps=1)}).headers["Location"] == "/account/"
    assert is_signed_in(client)


def test_secrets_are_readable_nowhere_in_the_database(client, dana, setting_up):
    assert setting_up not in everything_kept(), "not while it is being set up, either"
    client.post(SET_UP, {"code": code_of(setting_up)})
    assert secret_of(dana) == setting_up
    seed = encryption.decrypt(Authenticator.objects.get(type="recovery_codes").data["seed"])
    kept = everything_kept()
    assert "gAAAAA" in kept
    assert setting_up not in kept and seed not in kept
    history = Change.objects.filter(table_name="mfa_authenticator")
    assert history.exists()
    for each in history:
        assert (each.before or {}).get("data") is None and (each.after or {}).get("data") is None


def test_the_history_names_who_acted_on_a_second_factor(client, dana, setting_up):
    client.post(SET_UP, {"code": code_of(setting_up)})
    client.get(CODES)
    client.post(f"{CODES}new/")
    client.post("/account/sign-out/")
    sign_in(client)
    client.post(CODE, {"code": code_of(setting_up, steps=1)})
    client.post("/account/again/", {"password": PASSWORD, "next": "/account/"})
    assert client.post("/account/second-factor/remove/").status_code == 302
    assert not Authenticator.objects.exists()
    history = Change.objects.filter(table_name="mfa_authenticator")
    assert {"insert", "update", "delete"} == set(history.values_list("operation", flat=True))
    assert set(history.values_list("actor_id", flat=True)) == {dana.pk}


def test_the_drawing_comes_from_our_own_address(client, dana, setting_up):
    response = client.get("/account/second-factor/qr-code.svg")
    assert response.headers["Content-Type"] == "image/svg+xml"
    assert "no-store" in response.headers["Cache-Control"]
    assert response.content.startswith(b"<?xml") and b"<script" not in response.content
    client.post(SET_UP, {"code": code_of(setting_up)})
    assert client.get("/account/second-factor/qr-code.svg").status_code == 404


def test_a_code_works_once(client, dana):
    code = code_of(give_second_factor(dana))
    sign_in(client)
    assert client.post(CODE, {"code": code}).status_code == 302
    other = Client()
    sign_in(other)
    assert other.post(CODE, {"code": code}).status_code == 422
    assert not is_signed_in(other)


def test_a_code_older_than_the_last_one_is_refused(client, dana):
    secret = give_second_factor(dana)
    sign_in(client)
    client.post(CODE, {"code": code_of(secret, steps=1)})
    other = Client()
    sign_in(other)
    assert other.post(CODE, {"code": code_of(secret)}).status_code == 422


def test_the_code_of_setting_up_signs_nobody_in(client, dana, setting_up):
    code = code_of(setting_up)
    client.post(SET_UP, {"code": code})
    other = Client()
    sign_in(other)
    assert other.post(CODE, {"code": code}).status_code == 422


def test_a_recovery_code_works_once(client, dana):
    give_second_factor(dana)
    code = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()[3]
    sign_in(client)
    assert client.post(CODE, {"code": f"{code[:4]} {code[4:]}"}).status_code == 302
    other = Client()
    sign_in(other)
    assert other.post(CODE, {"code": code}).status_code == 422


def test_a_form_without_a_code_is_refused_and_not_an_error(client, dana):
    give_second_factor(dana)
    sign_in(client)
    assert client.post(CODE, {}).status_code == 422


def test_a_sent_form_is_not_kept_while_the_password_is_asked_again(client, dana):
    sign_in(client)
    response = client.post(SET_UP, {"code": "271828"})
    assert response.headers["Location"].startswith("/account/again/")
    assert "271828" not in everything_kept()


def test_outside_the_demonstration_nobody_works_without_a_second_factor(client, dana, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    sign_in(client)
    for address in ("/account/", "/account/password/", "/account/second-factor/"):
        assert client.get(address).headers["Location"] == SET_UP
    assert client.get("/account/session/").status_code == 200
    client.post("/account/again/", {"password": PASSWORD, "next": SET_UP})
    page = client.get(SET_UP).content.decode()
    client.post(SET_UP, {"code": code_of(re.search(r"<code>([A-Z2-7]{32})</code>", page)[1])})
    assert client.get(CODES).status_code == 200
    assert client.get("/account/").status_code == 200
    client.post("/account/second-factor/remove/")
    assert client.get("/account/").headers["Location"] == SET_UP


def test_the_rule_of_the_second_factor_follows_the_demonstration():
    from uccms import settings

    assert settings.SECOND_FACTOR_REQUIRED is not settings.DEMONSTRATION


def test_in_the_demonstration_a_second_factor_is_offered(client, dana):
    sign_in(client)
    assert "Set up a second factor" in client.get("/account/").content.decode()


def test_a_second_factor_of_one_is_none_of_another(client, dana):
    make_person("luis", name="Luis Ferreira")
    code = code_of(give_second_factor(dana))
    sign_in(client, "luis")
    client.post("/account/again/", {"password": PASSWORD, "next": SET_UP})
    client.get(SET_UP)
    assert client.post(SET_UP, {"code": code}).status_code == 422


def test_keys_are_rotated(client, dana, settings):
    secret = give_second_factor(dana)
    old, new = settings.ENCRYPTION_KEYS[0], Fernet.generate_key().decode()
    settings.ENCRYPTION_KEYS = [new, old]
    assert secret_of(dana) == secret
    call_command("rotate_encryption", stdout=io.StringIO())
    settings.ENCRYPTION_KEYS = [new]
    assert secret_of(dana) == secret
    assert len(Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()) == 10
    settings.ENCRYPTION_KEYS = [old]
    with pytest.raises(InvalidToken):
        secret_of(dana)
    with pytest.raises(CommandError, match="fits none of UCCMS_ENCRYPTION_KEYS"):
        call_command("rotate_encryption")
