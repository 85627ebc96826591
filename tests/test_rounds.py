"""Readings that go on side by side, a journey to the database for each round of all of them."""

import pytest

from uccms.database.rounds import alone, side_by_side
from uccms.database.written_once import Question, keys_of, together

pytestmark = pytest.mark.django_db


def numbers(*rounds: int):
    """Asks in each round for so many numbers; returns all of them."""
    found = []
    for most in rounds:
        answers = yield [Question("SELECT %s", [each]) for each in range(most)]
        assert len(answers) == most
        found += [number for [(number,)] in answers]
    return found


def counting(journeys: list[int]):
    def journey(*questions: Question) -> list[list]:
        journeys.append(len(questions))
        return together(*questions)

    return journey


def test_a_round_of_all_is_one_journey_and_everybody_gets_their_own_answers():
    journeys, results = [], {}
    readings = {"long": numbers(2, 1, 3), "short": numbers(3), "none": numbers()}
    side_by_side(readings, results, journey=counting(journeys))
    assert results == {"long": [0, 1, 0, 0, 1, 2], "short": [0, 1, 2], "none": []}
    assert journeys == [5, 1, 3]
    assert alone(numbers(2, 1)) == [0, 1, 0]


def test_a_round_without_a_question_is_no_journey():
    journeys, results = [], {}
    side_by_side({"one": numbers(0, 2), "two": numbers(1, 0)}, results, journey=counting(journeys))
    assert (journeys, results) == ([1, 2], {"one": [0, 1], "two": [0]})


def test_what_goes_wrong_is_raised_and_what_was_there_before_is_kept():
    def broken():
        yield [Question("SELECT 1", [])]
        raise LookupError("of this reading")

    results = {}
    with pytest.raises(LookupError):
        side_by_side({"quick": numbers(1), "broken": broken(), "long": numbers(1, 1)}, results)
    assert results == {"quick": [0]}


def test_those_who_wait_for_each_other_are_stopped():
    def waiting():
        while True:
            yield []

    with pytest.raises(RuntimeError, match="no end"):
        alone(waiting())


def test_keys_are_answered_once_in_their_order():
    rows = "SELECT * FROM (VALUES (3, 'a'), (1, 'b'), (3, 'c')) AS row (key, words)"
    assert together(keys_of(rows, [])) == [[3, 1]]
