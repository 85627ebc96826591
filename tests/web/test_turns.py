"""Taking turns in a web process."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event, Lock

from uccms.web.turns import Turns


def test_no_more_than_so_many_are_in_at_once_and_all_have_their_turn():
    turns, lock, inside, most = Turns(at_once=2, most_waiting=20, patience=30), Lock(), 0, 0
    pause = Event()

    def work(_: int) -> bool:
        nonlocal inside, most
        with turns.taken() as taken:
            with lock:
                inside += 1
                most = max(most, inside)
            pause.wait(0.01)
            with lock:
                inside -= 1
        return taken

    with ThreadPoolExecutor(10) as threads:
        assert all(threads.map(work, range(20)))
    assert most == 2


def test_who_finds_too_many_waiting_is_sent_away_at_once():
    turns = Turns(at_once=1, most_waiting=0, patience=30)
    with turns.taken() as first, turns.taken() as second:
        assert (first, second) == (True, False)
    with turns.taken() as again:
        assert again, "the place is free again"


def test_who_waits_too_long_is_sent_away_and_leaves_the_place():
    turns = Turns(at_once=1, most_waiting=1, patience=0)
    with turns.taken() as first:
        for _ in range(3):
            with turns.taken() as late:
                assert (first, late) == (True, False)
    with turns.taken() as again:
        assert again


def test_an_error_gives_the_turn_back():
    turns = Turns(at_once=1, most_waiting=0, patience=0)
    try:
        with turns.taken():
            raise LookupError
    except LookupError:
        pass
    with turns.taken() as again:
        assert again
