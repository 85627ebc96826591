"""How often one may ask, and that nobody learns from the answers who is registered."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from eipd_portal import limits
from eipd_portal.actions.limiting import TooMany, count, forget_old_counts
from eipd_portal.addresses import keyed_hash
from eipd_portal.models import BlockedAddress, MailedProof, Registrant, RequestCount
from tests.eipd_portal.people import READER, ask, mails, wait, work

pytestmark = pytest.mark.django_db


def answer_for(email: str) -> tuple:
    """All that somebody sees who enters an address and then a code."""
    browser = Client()
    first = ask(browser, email)
    work()
    page = browser.get("/eipd/register/code/")
    wrong = browser.post("/eipd/register/code/", {"code": "0000 0000"})
    # What differs by chance, or is what they typed.
    words = [each.content.decode().replace(email, "") for each in (page, wrong)]
    headers = [sorted(set(each.headers) - {"X-Request-ID"}) for each in (first, page, wrong)]
    lengths = [len(cookie.value) for cookie in first.cookies.values()]
    return first.status_code, first["Location"], lengths, words, wrong.status_code, headers


def test_known_new_limited_and_blocked_addresses_look_alike():
    Registrant.objects.create(email="known@example.org")
    BlockedAddress.objects.create(pk=keyed_hash("blocked@example.org", "blocked"))
    for _ in range(limits.MAILED_TO_ADDRESS.most):
        MailedProof.objects.create(email="limited@example.org", browser_hash="somebody else's")
    work()
    names = ("fresh", "known", "limited", "blocked")
    seen = {name: answer_for(f"{name}@example.org") for name in names}
    for name, each in seen.items():
        assert each == seen["fresh"], name
    counted = {name: len(mails(f"{name}@example.org")) for name in seen}
    assert counted == {"known": 1, "fresh": 1, "blocked": 0, "limited": limits.MAILED_TO_ADDRESS.most}


def test_the_request_does_the_same_for_every_address():
    """The same statements, and as much of Python's work; the clock would tell of other programs, too."""
    Registrant.objects.create(email="known@example.org")
    BlockedAddress.objects.create(pk=keyed_hash("block@example.org", "blocked"))
    names = ("known", "fresh", "block")
    statements: dict[str, list[list[str]]] = {name: [] for name in ("first", *names)}
    calls: dict[str, list[int]] = {name: [] for name in ("first", *names)}
    # The first loads what all need. A cache may be full or a collection of garbage due meanwhile, which adds
    # to one request or another: each is asked three times, and its least counts.
    for name in ("first", *names * 3):
        wait()
        MailedProof.objects.all().delete()
        browser = Client()
        with CaptureQueriesContext(connection) as captured, counted_calls() as called:
            ask(browser, f"{name}@example.org")
        shapes = [re.sub("'[^']*'|\"s\\d+_x\\d+\"|[0-9]+", "…", each["sql"]) for each in captured]
        statements[name].append(shapes)
        calls[name].append(called[0])
    assert all(each == statements["fresh"][0] for name in names for each in statements[name])
    least = [min(calls[name]) for name in names]
    assert max(least) - min(least) < 0.005 * max(least) and min(least) > 1000


@contextmanager
def counted_calls() -> Iterator[list[int]]:
    """How many Python functions are called meanwhile."""
    called = [0]

    def note(frame, event: str, _) -> None:
        called[0] += event == "call"

    sys.setprofile(note)
    try:
        yield called
    finally:
        sys.setprofile(None)


def test_one_origin_may_ask_for_an_address_once_a_minute_and_five_times_an_hour():
    assert [ask(Client()).status_code for _ in range(3)] == [302, 429, 429]
    answers = []
    for _ in range(6):
        # The minute is over, the hour is not.
        RequestCount.objects.filter(until__lt=timezone.now() + timedelta(minutes=2)).delete()
        answers.append(ask(Client()).status_code)
    assert answers == [302, 302, 302, 302, 429, 429]


def test_the_wait_is_said_in_words_and_in_the_header():
    ask(Client())
    for path, words in (("/eipd/register/", "seconds"), ("/eipd/es/register/", "segundos")):
        answer = Client().post(path, {"email": READER})
        assert answer.status_code == 429
        seconds = int(answer["Retry-After"])
        assert 1 <= seconds <= 60
        assert f"{seconds} {words}" in answer.content.decode()
        assert not answer.cookies


def test_an_origin_is_held_back_and_others_are_not(settings):
    settings.TRUSTED_PROXIES = 1
    for place in range(limits.ASKED_BY_ORIGIN.most):
        assert ask(Client(), f"r{place}@example.org").status_code == 302
    answer = ask(Client(), "more@example.org")
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 3_500
    assert b"minutes" in answer.content
    other = Client(headers={"X-Forwarded-For": "192.0.2.77"})
    assert ask(other, "more@example.org").status_code == 302


def test_codes_are_tried_so_often_from_one_origin_and_no_more():
    browser = Client()
    ask(browser)
    answers = {browser.post("/eipd/register/code/", {"code": "1"}).status_code for _ in range(60)}
    assert answers == {422}
    assert browser.post("/eipd/register/code/", {"code": "1"}).status_code == 429


def test_counts_are_keyed_hashes_that_go_with_their_window():
    ask(Client(headers={"X-Forwarded-For": "192.0.2.77"}))
    stored = str(list(RequestCount.objects.values()))
    for plain in (READER, "example.org", "127.0.0.1", "192.0.2.77"):
        assert plain not in stored
    assert all(
        each.until - timezone.now() <= limits.ASKED_BY_ORIGIN.window for each in RequestCount.objects.all()
    )
    assert forget_old_counts() == 0
    RequestCount.objects.update(until=timezone.now())
    assert forget_old_counts() > 0
    assert not RequestCount.objects.exists()


def test_a_window_ends_although_people_go_on_asking():
    limit = limits.Limit("example", 2, limits.ASKED_AGAIN.window)
    for _ in range(2):
        count(limit, "a")
    for _ in range(3):
        with pytest.raises(TooMany):
            count(limit, "a")
    RequestCount.objects.update(until=timezone.now())
    count(limit, "a")


def test_an_address_gets_its_mails_of_an_hour_whoever_asks():
    for _ in range(limits.MAILED_TO_ADDRESS.most + 3):
        MailedProof.objects.create(email=READER, browser_hash="x")
    work()
    assert len(mails()) == limits.MAILED_TO_ADDRESS.most
