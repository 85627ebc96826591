import http.client
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlencode, urlsplit

import pytest
from django.db import connection
from django.db.models import F
from django.test import RequestFactory

from tests.accounts.people import (
    CODE,
    PASSWORD,
    code_of,
    give_second_factor,
    is_signed_in,
    make_person,
    sign_in,
)
from uccms.accounts.actions import counting_attempts
from uccms.accounts.actions.counting_attempts import ADDRESS, NAME, count_attempt, forget_old_attempts
from uccms.accounts.addresses import network_of
from uccms.accounts.backend import StaffBackend
from uccms.accounts.jobs import forget_attempts
from uccms.accounts.models import Attempts
from uccms.audit.models import Event
from uccms.privacy import pia


def attempts_of(limit, of):
    return Attempts.objects.filter(key=counting_attempts._key(limit, of)).first()


def pass_time(minutes: int) -> None:
    Attempts.objects.update(since=F("since") - timedelta(minutes=minutes))


@pytest.mark.django_db
def test_five_failures_pause_a_name_even_for_the_right_password(client, dana):
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 422
    assert sign_in(client).status_code == 422
    pass_time(14)
    assert sign_in(client).status_code == 422
    pass_time(2)
    assert sign_in(client).status_code == 302


@pytest.mark.django_db
def test_four_failures_pause_nobody_and_success_forgets_them(client, dana):
    for _ in range(2):
        for _ in range(4):
            sign_in(client, password="wrong")
        assert sign_in(client).status_code == 302
        client.post("/account/sign-out/")


@pytest.mark.django_db
def test_tries_during_the_pause_do_not_make_it_longer(client, dana):
    for _ in range(5):
        sign_in(client, password="wrong")
    pass_time(10)
    for _ in range(3):
        sign_in(client, password="wrong")
    pass_time(6)
    assert sign_in(client).status_code == 302


@pytest.mark.django_db
def test_a_pause_of_one_name_is_none_of_another(client, dana):
    make_person("luis", name="Luis Ferreira")
    for _ in range(6):
        sign_in(client, "luis", "wrong")
    assert sign_in(client).status_code == 302


@pytest.mark.django_db
def test_fifty_failures_from_one_address_pause_it_for_every_name(client, dana):
    for number in range(50):
        count_attempt(ADDRESS, "127.0.0.1")
        assert number < 50
    assert sign_in(client).status_code == 422
    assert sign_in(client, REMOTE_ADDR="").status_code == 422
    attempts_of(NAME, "dana").delete()
    pass_time(16)
    assert sign_in(client).status_code == 302


@pytest.mark.django_db
def test_success_takes_back_its_own_attempt_of_the_address_and_no_other(client, dana):
    for _ in range(3):
        sign_in(client, "nobody", "wrong")
    sign_in(client)
    assert attempts_of(ADDRESS, "127.0.0.1").count == 3


@pytest.mark.django_db
def test_names_and_addresses_are_kept_as_keyed_hashes_for_their_window_only(client, dana, settings):
    sign_in(client, password="wrong")
    keys = set(Attempts.objects.values_list("key", flat=True))
    assert all(len(key) == 64 for key in keys)
    settings.SECRET_KEY = "another key of another installation, long enough"
    assert counting_attempts._key(NAME, "dana") not in keys
    pass_time(16)
    assert forget_old_attempts() == 2
    assert forget_old_attempts() == 0


@pytest.mark.django_db
def test_an_attempt_sweeps_away_counts_whose_window_is_over(dana):
    count_attempt(NAME, "somebody")
    pass_time(16)
    count_attempt(NAME, "somebody else")
    assert Attempts.objects.count() == 1


@pytest.mark.django_db
def test_five_wrong_codes_pause_the_second_factor(client, dana):
    secret = give_second_factor(dana)
    sign_in(client)
    for _ in range(5):
        assert client.post(CODE, {"code": "000000"}).status_code == 422
    refused = client.post(CODE, {"code": code_of(secret)})
    assert refused.status_code == 422
    assert "After 5 tries there is a pause of 15 minutes" in refused.content.decode()
    client.post("/account/sign-out/")
    sign_in(client)
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 422, "the password resets it"
    pass_time(16)
    assert client.post(CODE, {"code": code_of(secret)}).status_code == 302
    assert is_signed_in(client)
    assert Event.objects.filter(kind="sign_in_failed", actor_id=dana.pk).count() == 7


@pytest.mark.parametrize(
    ("proxies", "forwarded", "expected"),
    [
        (0, "", "10.0.0.9"),
        (0, "203.0.113.5", "10.0.0.9"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "198.51.100.1, 203.0.113.5", "203.0.113.5"),
        (2, "198.51.100.1, 203.0.113.5", "198.51.100.1"),
        (2, "203.0.113.5", "10.0.0.9"),
        (1, "not an address", ""),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
    ],
)
def test_only_trusted_proxies_are_believed(settings, proxies, forwarded, expected):
    settings.TRUSTED_PROXIES = proxies
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    assert network_of(RequestFactory().get("/", headers=headers, REMOTE_ADDR="10.0.0.9")) == expected


def guess(server: str, token: str, password: str) -> int:
    """Send the sign-in form over a connection of its own."""
    address = urlsplit(server)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    form = {
        "csrfmiddlewaretoken": token,
        "login": "dana",
        "password": password,
        "agree": "on",
        "notice": pia.notice("system_use").version,
        "next": "/account/",
    }
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": f"uccms_csrf={token}"}
    connection.request("POST", "/account/sign-in/", urlencode(form), headers)
    status = connection.getresponse().status
    connection.close()
    return status


@pytest.mark.django_db(transaction=True)
def test_fifty_guesses_at_once_are_counted_exactly(live_server, monkeypatch):
    """allauth's own limit reads, then writes: parallel guesses pass between the two."""
    make_person()
    looked_at = []
    authenticate = StaffBackend.authenticate

    def looking(self, request, username=None, password=None, **kwargs):
        looked_at.append(password)
        return authenticate(self, request, username=username, password=password, **kwargs)

    monkeypatch.setattr(StaffBackend, "authenticate", looking)
    token = "a" * 32
    with ThreadPoolExecutor(50) as threads:
        guesses = [threads.submit(guess, live_server.url, token, f"guess {number}") for number in range(50)]
        assert {each.result() for each in guesses} == {422}
    assert len(looked_at) == 5
    assert attempts_of(NAME, "dana").count == 50
    assert attempts_of(ADDRESS, "127.0.0.1").count == 50
    assert Event.objects.filter(kind="sign_in_failed").count() == 50
    assert guess(live_server.url, token, PASSWORD) == 422
    connection.close()


@pytest.mark.django_db
def test_the_job_forgets_and_can_run_twice():
    count_attempt(NAME, "somebody")
    pass_time(16)
    count_attempt(ADDRESS, "127.0.0.1")
    for _ in range(2):
        forget_attempts(timestamp=0)
        assert Attempts.objects.count() == 1
