"""Opening hours as people write them: “8:30 a.m. to 12 p.m., 1 to 5 p.m.” to minutes, and back."""

import re
from collections.abc import Sequence
from itertools import pairwise

from contacts.business_hours import MINUTES, Ranges

MOST = 6  # ranges of one day
CLOSED = {"", "closed", "-", "–"}
BETWEEN = re.compile(r"\s*(?:-|–|—|\bto\b|\buntil\b)\s*")
TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*([ap])?\.?\s*(?:m\b\.?)?", re.ASCII)
WORDS = {"noon": 12 * 60, "midnight": MINUTES}


def read_ranges(typed: str) -> Ranges:
    """The ranges of one day, in order; none when it is closed.

    Raises ValueError with a sentence that says what cannot be read.
    """
    typed = " ".join(typed.lower().split())
    if typed in CLOSED:
        return ()
    ranges = sorted(_range(each.strip()) for each in re.split("[,;]", typed) if each.strip())
    if len(ranges) > MOST:
        raise ValueError(f"A day has {MOST} ranges at most.")
    for (_, closes), (opens, _) in pairwise(ranges):
        if opens < closes:
            raise ValueError("Two of these times overlap.")
    return tuple(ranges)


def _range(typed: str) -> tuple[int, int]:
    parts = BETWEEN.split(typed)
    if len(parts) != 2:
        raise ValueError(f"“{typed}” is no range of times. Write it like 8:30 a.m. to 5 p.m.")
    half = re.search(r"\d\s*([ap])\.?\s*m?\b", parts[1])
    opens = _minutes(parts[0], half[1] if half else "", is_first=True)
    closes = _minutes(parts[1])
    if half and half[1] == "p" and opens >= closes and opens >= 12 * 60 and not _has_half(parts[0]):
        opens -= 12 * 60  # “9 to 5 p.m.” begins in the morning
    if closes == 0:
        closes = MINUTES
    if opens >= closes:
        raise ValueError(f"“{typed}” ends before it begins.")
    return opens, closes


def _has_half(typed: str) -> bool:
    return bool(re.search("[ap]", typed))


def _minutes(typed: str, half: str = "", *, is_first: bool = False) -> int:
    typed = re.sub(r"^12\s*(?=noon|midnight)", "", typed)
    if typed in WORDS:
        return 0 if is_first and typed == "midnight" else WORDS[typed]
    match = TIME.fullmatch(typed)
    hour, minute = (int(match[1]), int(match[2] or 0)) if match else (99, 0)
    own = (match[3] if match else None) or half
    if own and 1 <= hour <= 12:
        hour = hour % 12 + (12 if own == "p" else 0)
    if hour * 60 + minute > MINUTES or minute > 59 or (match and match[3] and not 1 <= int(match[1]) <= 12):
        raise ValueError(f"“{typed}” is no time of day. Write it like 8:30 a.m. or 17:00.")
    return hour * 60 + minute


def in_words(minutes: int) -> str:
    """A time of day: 8:30 a.m., 5 p.m., noon, midnight."""
    if minutes in (0, MINUTES):
        return "midnight"
    if minutes == 12 * 60:
        return "noon"
    hour, minute = divmod(minutes, 60)
    written = f"{(hour - 1) % 12 + 1}" + (f":{minute:02}" if minute else "")
    return f"{written} {'a.m.' if hour < 12 else 'p.m.'}"


def ranges_in_words(ranges: Ranges) -> str:
    """The ranges of a day: “8:30 a.m. to noon, 1 p.m. to 5 p.m.”, or “closed”."""
    return ", ".join(f"{in_words(opens)} to {in_words(closes)}" for opens, closes in ranges) or "closed"


def mark_of(week: Sequence[Ranges]) -> str:
    """The week in short, by which a form says which one it read."""
    return "/".join(",".join(f"{opens}-{closes}" for opens, closes in ranges) for ranges in week)


def read_time(typed: str) -> int:
    """A time of day in minutes after midnight.

    Raises ValueError with a sentence.
    """
    return _minutes(" ".join(typed.lower().split()))


def hours_of(minutes: int | None) -> str:
    """Minutes as hours, as one writes them: 8, 1.5."""
    return "" if minutes is None else f"{minutes / 60:.2f}".rstrip("0").rstrip(".")
