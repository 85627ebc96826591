"""How long a look-up takes in the database, for each way to find a customer or an order."""

import random
import time
from collections.abc import Callable, Mapping, Sequence

from django.db import connection

from benchmarks.figures import percentile
from contacts.models import Customer, NameWord

EACH = 40  # texts for each way
REPEATED = 5


class Clock:
    """Adds up what the database takes and counts what it was asked."""

    def __init__(self) -> None:
        self.milliseconds = 0.0
        self.count = 0

    def __call__(self, execute: Callable, sql: str, params, many: bool, context: dict):
        started = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.milliseconds += (time.perf_counter() - started) * 1000
            self.count += 1


def measure_look_ups(
    ways: Mapping[str, Sequence[str]], ask: Callable[[str], object]
) -> list[tuple[str, float, float, float, int, str]]:
    """For each way: median, 95th percentile, the slowest text's best of five, queries, and that text.

    The best of five tells what a text costs from what else the machine had to do.
    """
    found = []
    for way, typed in ways.items():
        for each in typed[:5]:
            ask(each)
        clocks = {each: [_timed(ask, each) for _ in range(REPEATED)] for each in typed}
        times = [clock.milliseconds for each in clocks.values() for clock in each]
        best = {each: min(clock.milliseconds for clock in of) for each, of in clocks.items()}
        slowest = max(best, key=best.__getitem__)
        queries = max(clock.count for each in clocks.values() for clock in each)
        found.append((way, percentile(times, 0.5), percentile(times, 0.95), best[slowest], queries, slowest))
    return found


def _timed(ask: Callable[[str], object], typed: str) -> Clock:
    clock = Clock()
    with connection.execute_wrapper(clock):
        ask(typed)
    return clock


def ways(chance: random.Random) -> dict[str, list[str]]:
    """For each way to look a customer up, what is typed for so many of them."""
    last = Customer.objects.order_by("-pk").values_list("pk", flat=True)[0]
    keys = [chance.randint(20001, last) for _ in range(EACH * 30)]
    customers = Customer.objects.prefetch_related("telephones", "email_addresses").in_bulk(keys)
    drawn = [customers[key] for key in keys if key in customers]
    telephones = [each.telephones.all()[0].number for each in drawn if each.telephones.all()]
    emails = [each.email_addresses.all()[0].address for each in drawn if each.email_addresses.all()]
    names = [each.name for each in drawn if each.name]
    rare = list(
        NameWord.objects.filter(
            pk__in=[chance.randint(1, NameWord.objects.count()) for _ in range(400)]
        ).values_list("word", flat=True)
    )
    common = ["Smith", "Mary", "James", "Johnson", "Law", "Garcia", "Robotics", "Williams"]
    found = {
        "number": [f"C{each.pk}" for each in drawn],
        "telephone, whole": [each.as_national for each in telephones],
        "telephone, shared": ["(703) 555-0100", "571 555 0123", "571-555-0007", "571.555.0399"],
        "telephone, last four digits": [str(each)[-4:] for each in telephones],
        "telephone, last seven digits": [str(each)[-7:] for each in telephones],
        "telephone, unknown": [
            f"(907) {chance.randint(200, 999)}-{chance.randint(1000, 9999)}" for _ in range(EACH)
        ],
        "e-mail, beginning": [f"{each.split('@')[0]}@" for each in emails],
        "e-mail, whole": emails,
        "name, beginning": [each[:5] for each in names],
        "name, whole": names,
        "common name": common,
        "rare word": rare,
        "two words, turned": [" ".join(reversed(each.split())) for each in names],
        "two common words, turned": [
            "Smith Mary",
            "Johnson James",
            "Garcia Linda",
            "Brown Patricia",
            "Smith Robotics",
            "Law Johnson",
        ],
        "typo in a name": [_with_typo(each, chance) for each in names if len(each) > 9],
        "typo in a common name": ["Smiht", "Jonhson", "Willaims", "Jmaes", "Pattricia", "Elisabeth Smyth"],
        "one letter": list("abcdefghijklmnoprstw"),
        "two letters and a letter": ["jo s", "ma g", "sm r", "wi t", "da m", "an l"],
        "nobody": ["Xyzzyplugh", "Qqwrtzu", "Zzzzzzz Aaaaaaa", "Bxkqmwv Lfdgh", "qx", "zzq x"],
    }
    return {way: [typed[at % len(typed)] for at in range(EACH)] for way, typed in found.items()}


def _with_typo(name: str, chance: random.Random) -> str:
    """The name with two letters of its longest word changed about."""
    longest = max(name.split(), key=len)
    at = chance.randint(1, max(1, len(longest) - 3))
    mistyped = longest[:at] + longest[at + 1 : at + 2] + longest[at : at + 1] + longest[at + 2 :]
    return name.replace(longest, mistyped)
