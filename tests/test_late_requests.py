"""A test in the browser ends when the server answers nobody any more."""

import threading
import time

from django.core.signals import request_finished, request_started

from tests.browser.late_requests import QUIET, counted


def test_it_waits_for_a_request_that_is_still_answered_and_for_one_more():
    """Not waited for, a late page wrote into the tables of the next test."""
    seen = []

    def answer():
        for _ in range(2):
            request_started.send(sender=None)
            time.sleep(0.15)
            request_finished.send(sender=None)
            seen.append(time.monotonic())
            time.sleep(QUIET / 3)

    with counted() as answering:
        late = threading.Thread(target=answer)
        late.start()
        time.sleep(0.05)
        answering.wait()
        assert len(seen) == 2 and time.monotonic() - seen[-1] >= QUIET
        late.join()


def test_what_the_tests_ask_for_themselves_is_not_waited_for():
    with counted() as answering:
        answering.began()  # by itself: the signal would look after the database, too
        began = time.monotonic()
        answering.wait()
        assert time.monotonic() - began < 1
