import time

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.core import signing
from django.test import Client

from tests.accounts.people import make_person, sign_in
from uccms.accounts.sessions import SessionStore, signed_in
from uccms.audit.models import Event
from uccms.web import wanted
from uccms.web.middleware import sessions

pytestmark = pytest.mark.django_db
LIMIT, WHOLE = 30 * 60, 12 * 60 * 60


@pytest.fixture
def dana(client, settings):
    settings.SESSION_IDLE_LIMIT, settings.SESSION_COOKIE_AGE = LIMIT, WHOLE
    user = make_person()
    client.force_login(user)
    client.get("/account/")
    return user


def pass_time(client, seconds: int, *, whole: bool = True) -> None:
    """Make the session older, or only longer unused."""
    session = client.session
    session[sessions.LAST_SEEN] -= seconds
    if whole:
        session[sessions.STARTED] -= seconds
    session.save()


def seconds_left(client) -> int:
    return client.get("/account/session/").json()["seconds_left"]


def test_a_session_that_nobody_uses_ends_on_the_server_and_on_the_record(client, dana):
    key = client.session.session_key
    pass_time(client, LIMIT - 5)
    assert client.get("/account/session/").status_code == 200
    pass_time(client, 10)
    assert client.get("/account/").headers["Location"].startswith("/account/sign-in/")
    assert not Session.objects.filter(session_key=key).exists()
    assert Event.objects.filter(kind="sign_out", actor_id=dana.pk).count() == 1


def test_a_page_that_somebody_opens_extends_it(client, dana):
    pass_time(client, LIMIT - 60)
    assert seconds_left(client) <= 60
    client.get("/account/")
    assert LIMIT - 2 <= seconds_left(client) <= LIMIT


def test_asking_how_long_it_lasts_extends_nothing(client, dana):
    pass_time(client, LIMIT - 100)
    for _ in range(3):
        client.get("/account/session/")
        client.get("/favicon.ico")
    assert seconds_left(client) <= 100


def test_staying_signed_in_extends_it_at_once(client, dana):
    pass_time(client, 30)
    assert client.post("/account/session/").json()["seconds_left"] == LIMIT
    assert seconds_left(client) >= LIMIT - 2


def test_who_is_there_is_written_once_a_minute_at_most(client, dana, django_assert_num_queries):
    before = client.session[sessions.LAST_SEEN]
    pass_time(client, sessions.EVERY - 2)
    client.get("/account/")
    assert client.session[sessions.LAST_SEEN] == before - (sessions.EVERY - 2)
    pass_time(client, 2)
    client.get("/account/")
    assert client.session[sessions.LAST_SEEN] >= before


def test_no_session_lasts_longer_than_half_a_day_however_busy(client, dana):
    session = client.session
    session[sessions.STARTED] -= WHOLE - 30
    session.save()
    assert seconds_left(client) <= 30
    assert client.post("/account/session/").json()["seconds_left"] <= 30
    session = client.session
    session[sessions.STARTED] -= 60
    session.save()
    assert client.get("/account/session/").status_code == 401


def test_an_ended_session_is_said_to_scripts_without_a_page(client, dana):
    pass_time(client, LIMIT + 5)
    response = client.get("/account/session/")
    assert (response.status_code, response.json()) == (401, {"seconds_left": 0})
    for header in ("HX-Request", "X-Background"):
        for send in (client.get, client.post):
            response = send("/account/", headers={header: "true"})
            assert response.status_code == 401
            assert response.content.decode() == "Your session has ended. Sign in again."


def test_an_address_registered_as_background_extends_nothing(client, dana, monkeypatch):
    monkeypatch.setattr(sessions, "_background", set(sessions._background))
    sessions.register_background("accounts:notice")
    pass_time(client, 100)
    client.get("/account/notice/")
    assert seconds_left(client) <= LIMIT - 100
    client.post("/account/notice/")
    assert seconds_left(client) > LIMIT - 100, "what somebody sends there does"


def test_what_a_page_says_on_its_own_extends_nothing_where_that_is_registered(client, dana, monkeypatch):
    monkeypatch.setattr(sessions, "_background", set(sessions._background))
    monkeypatch.setattr(sessions, "_said_in_background", set())
    sessions.register_background("accounts:notice", posts=True)
    pass_time(client, 100)
    client.post("/account/notice/")
    assert seconds_left(client) <= LIMIT - 100


@pytest.mark.parametrize(
    "address", ["/account/", "/account/session/", "/account/nothing-here/", "/account/password/"]
)
def test_staff_pages_stay_in_no_cache(client, dana, address):
    assert "no-store" in client.get(address).headers["Cache-Control"]


def test_a_query_waits_for_signing_in_without_standing_in_an_address_or_in_the_database(client, db):
    make_person()
    response = client.get("/account/?number=5715550100")
    assert response.headers["Location"] == "/account/sign-in/?next=/account/"
    assert not Session.objects.exists()
    assert response.cookies["uccms_wanted"]["path"] == "/account/"
    response = sign_in(client)
    assert response.headers["Location"] == "/account/?number=5715550100"
    assert response.cookies["uccms_wanted"]["max-age"] == 0


@pytest.mark.parametrize("kept", ["/elsewhere/?number=5715550100", "https://elsewhere.example/account/"])
def test_a_query_of_another_page_or_a_forged_one_is_not_followed(client, db, kept):
    make_person()
    client.cookies["uccms_wanted"] = signing.get_cookie_signer(salt="uccms_wanted" + wanted.SALT).sign(kept)
    assert sign_in(client).headers["Location"] == "/account/"
    client.post("/account/sign-out/")
    client.cookies["uccms_wanted"] = "/account/?number=5715550100:forged:mark"
    assert sign_in(client).headers["Location"] == "/account/"


def test_the_bar_of_time_is_read_from_one_clock(client, dana):
    assert abs(client.session[sessions.LAST_SEEN] - time.time()) < 5


def test_a_session_that_has_ended_meanwhile_is_not_begun_again_by_what_is_noted_in_it(client, dana):
    session = client.session
    session["noted"] = True
    Session.objects.all().delete()
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


def test_what_is_noted_in_a_session_is_one_statement(client, dana, django_assert_num_queries):
    session = client.session
    session["noted"] = True
    with django_assert_num_queries(1):
        session.save()
    assert client.session["noted"] is True


def test_signed_in_is_who_has_a_session_that_was_used_within_the_limit_and_has_not_ended(client, dana):
    assert signed_in() == [dana.pk]
    pass_time(client, LIMIT - 5, whole=False)
    assert signed_in() == [dana.pk]
    pass_time(client, 10, whole=False)
    assert signed_in() == [], "unused, though it was written just now"


def test_signed_in_is_nobody_whose_session_ended_by_its_hours_or_by_signing_out(client, dana):
    pass_time(client, WHOLE - LIMIT)
    session = client.session
    session[sessions.LAST_SEEN] = int(time.time())
    session.save()
    assert signed_in() == [dana.pk]
    session[sessions.STARTED] -= LIMIT + 5
    session.save()
    assert signed_in() == []
    again = Client()
    again.force_login(dana)
    assert signed_in() == [dana.pk]
    again.post("/account/sign-out/")
    assert signed_in() == []


def test_signed_in_reads_only_sessions_of_the_idle_limit_and_each_whatever_is_in_it(client, dana):
    store = SessionStore()
    store.update({"_auth_user_id": "7", "words": "Ünïcode ÿ?>~" * 40})
    store.save()
    assert sorted(signed_in()) == sorted([dana.pk, 7])
    Session.objects.filter(pk=store.session_key).update(
        expire_date=store.get_expiry_date(expiry=WHOLE - LIMIT - 60)
    )
    assert signed_in() == [dana.pk]
    nobody = SessionStore()
    nobody["account_login"] = "half done"
    nobody.save()
    assert signed_in() == [dana.pk]
    older = signing.dumps({"_auth_user_id": "8", "words": "a" * 500}, salt=store.key_salt, compress=True)
    Session.objects.filter(pk=nobody.session_key).update(session_data=older)
    assert older.startswith(".")
    assert signed_in() == [dana.pk], "one of before, until it is written again"
