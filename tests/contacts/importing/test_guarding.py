"""Texts are looked through by processes of their own, and none is lost or let through when one dies."""

import os
import signal

import pytest

from contacts.importing.guarding import Guards, admit

TEXTS = ["Nothing.", "SSN 219-09-9998", "My son holds a bachelor's degree in physics.", "Zoë “x”\n\u2028"]


@pytest.fixture
def guards():
    guards = Guards(1)
    yield guards
    guards.stop()


def test_a_process_says_what_the_guard_says(guards):
    admitted = guards.begin(TEXTS)()
    assert admitted == [admit(text) for text in TEXTS]
    assert [each.text for each in admitted[:3]] == ["Nothing.", "SSN [removed: social security number]", None]
    assert admitted[2].kinds == "education information"


def test_more_than_a_pipe_holds_goes_both_ways(guards):
    texts = ["word " * 5_000] * 60
    assert [each.text for each in guards.begin(texts)()] == texts


@pytest.mark.parametrize("before", [True, False])
def test_the_texts_of_a_killed_process_are_looked_through_here(guards, before):
    process = guards._processes[0]
    result = None if before else guards.begin(TEXTS * 2_000)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    result = result or guards.begin(TEXTS * 2_000)
    assert result() == [admit(text) for text in TEXTS] * 2_000
    assert guards.can_begin
    assert guards.begin(TEXTS)() == [admit(text) for text in TEXTS]


def test_a_process_ends_with_its_input(guards):
    process = guards._processes[0]
    process.stdin.close()
    assert process.wait(timeout=30) == 0
    process.stdin = None
