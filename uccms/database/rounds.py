"""Readings that go on in rounds: what several of them ask in one round travels together.

A reading is a generator: it yields the questions of a round, is sent their answers, and returns its result.
A search of six questions one after another in three sources takes six journeys so, and not eighteen.
"""

from collections.abc import Callable, Generator, Hashable, Mapping
from itertools import islice
from typing import Any, TypeVar

from uccms.database.written_once import Question, together

T = TypeVar("T")
Rounds = Generator[list[Question], list[list], T]
Journey = Callable[..., list[list]]
MOST = 1000  # rounds; readings that take more wait for each other


def alone(reading: Rounds[T]) -> T:
    """The result of one reading, whose questions travel alone."""
    results: dict[str, T] = {}
    side_by_side({"it": reading}, results)
    return results["it"]


def side_by_side(
    readings: Mapping[Hashable, Rounds[T]], results: dict, *, journey: Journey = together
) -> None:
    """Put the result of each reading into `results` as soon as it is there; `journey` asks like `together`.

    What goes wrong on a journey is raised: the results are then those that were there before it.
    Raises RuntimeError where they find no end.
    """
    going = dict(readings)
    answers: dict[Hashable, Any] = dict.fromkeys(readings)  # None begins a reading
    for _ in range(MOST):
        asked: dict[Hashable, list[Question]] = {}
        for name, reading in list(going.items()):
            try:
                asked[name] = reading.send(answers[name])
            except StopIteration as end:
                results[name] = end.value
                del going[name]
        if not going:
            return
        questions = [each for of_one in asked.values() for each in of_one]
        found = iter(journey(*questions) if questions else ())
        answers = {name: list(islice(found, len(of_one))) for name, of_one in asked.items()}
    raise RuntimeError("These readings find no end; perhaps one waits for another that waits for it.")
