"""Checking one record: what it becomes here, or why it is rejected."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from django.utils import timezone

from contacts.importing.errors import FileError
from contacts.importing.guarding import Admitted, admit
from contacts.importing.maps import COLUMNS, REQUIRED_COLUMNS, ImportMap, plain
from contacts.importing.reading import Record
from contacts.models import Ticket
from contacts.subjects import subject_of
from uccms.privacy import guard

EARLIEST = 1900
LONGEST_ORIGIN = 80
LONGEST_TOPIC = 80
NOT_STATED = "Not stated"


class Rejected(NamedTuple):
    """A record that is not imported; its cells only where they may be copied."""

    line: int
    reason: str
    cells: Sequence[str] | None


class Row(NamedTuple):
    """What one record becomes: a ticket with a contact, in the words of the models."""

    origin: str
    opened_at: datetime
    channel: str
    topic: str
    area: str
    subject: str
    description: str
    own_words: bool
    state: str
    resolution: str = ""
    code: str = ""
    resolved_at: datetime | None = None


class Unfit(ValueError):
    """Why a record is rejected."""


class RowChecker:
    """Checks the records of one file after its map."""

    def __init__(self, import_map: ImportMap, header: Sequence[str]) -> None:
        """Raises FileError where the file lacks a column that the map needs, or has it twice."""
        self.map = import_map
        self.places, self.instead = _places(import_map, header)
        self.names = {key: header[place] for key, place in self.places.items() if place < len(header)}
        self.pick = itemgetter(*self.places.values())
        self.latest = timezone.now() + timedelta(days=1)
        self.short = lru_cache(maxsize=20_000)(_short)
        self.day_of = lru_cache(maxsize=20_000)(self._day_of)
        self.subject_of = lru_cache(maxsize=20_000)(subject_of)

    def check(self, record: Record) -> Row | Rejected:
        """The row that this record becomes, or the reason why it becomes none.

        The customer's own words stand in the row as they are: `settled` puts in what the guard left of them.
        """
        if record.problem or record.cells is None:
            return Rejected(record.line, record.problem, None)
        try:
            return self._row(record.cells)
        except Unfit as reason:
            return Rejected(record.line, str(reason), copyable(record.cells))

    def settled(self, row: Row, line: int, admitted: Admitted) -> Row | Rejected:
        """The row with the customer's own words as the guard admitted them."""
        if admitted.text is None:
            return Rejected(line, _doubtful(admitted.kinds), None)
        return row._replace(
            own_words=False, description=admitted.text, subject=row.subject or subject_of(admitted.text)
        )

    def _row(self, cells: list[str]) -> Row:
        # One cell more than the file has: what the columns that it lacks are read from.
        identifier, received, channel, topic, subject, own_words, state, answer, resolved = [
            cell.strip() for cell in self.pick([*cells, ""])
        ]
        origin = self._origin(identifier)
        opened_at = self._date("received", received)
        channel = self._word("channel", channel, self.map.channels)
        topic = self._topic(topic)
        description = _lines(own_words) if own_words else self._instead(cells)
        row = Row(
            origin=origin,
            opened_at=opened_at,
            channel=channel,
            topic=topic,
            area=self.map.area_of_topic.get(plain(topic), self.map.area),
            subject=self.subject_of(self.short(subject) or ("" if own_words else description)),
            description=description,
            own_words=bool(own_words),
            state=self._word("state", state, self.map.states) if "state" in self.names else Ticket.State.OPEN,
        )
        if row.state == Ticket.State.OPEN:
            return row
        return row._replace(
            resolution=self.short(_sentences(state, answer)),
            code=self.map.resolutions[plain(state)],
            resolved_at=max(opened_at, self._date("resolved", resolved)) if resolved else opened_at,
        )

    def _origin(self, number: str) -> str:
        if not number:
            raise Unfit(f"“{self.names['id']}” is empty, so that the row cannot be told from others")
        origin = f"{self.map.source}:{number}"
        if len(origin) > LONGEST_ORIGIN:
            raise Unfit(f"“{self.names['id']}” is too long for a number")
        if not number.isdecimal() or len(number) > 8:
            found = guard.find(number)
            if found:
                raise Unfit(f"“{self.names['id']}” may be a {guard.KINDS[found[0].kind]}")
        return origin

    def _date(self, key: str, written: str) -> datetime:
        try:
            return self.day_of(written)
        except Unfit as reason:
            raise Unfit(f"“{self.names[key]}” {reason}") from None

    def _day_of(self, written: str) -> datetime:
        for form in self.map.date_formats:
            try:
                found = datetime.strptime(written, form)
            except ValueError:
                continue
            if "%H" not in form:
                found = datetime.combine(found.date(), time(12))
            if not EARLIEST <= found.year < 9999:
                raise Unfit("is a date that cannot be")
            found = timezone.make_aware(found) if timezone.is_naive(found) else found
            if found > self.latest:
                raise Unfit("lies in the future")
            return found
        raise Unfit("is no date that the map knows" if written else "is empty")

    def _word(self, key: str, written: str, words: dict[str, str]) -> str:
        try:
            return words[plain(written)]
        except KeyError:
            raise Unfit(f"“{self.names.get(key, key)}” {_unknown(written)}") from None

    def _topic(self, written: str) -> str:
        topic = self.map.topic_names.get(plain(written)) or self.short(written) or NOT_STATED
        if len(topic) > LONGEST_TOPIC:
            raise Unfit(f"“{self.names['topic']}” is longer than {LONGEST_TOPIC} letters")
        return topic

    def _instead(self, cells: list[str]) -> str:
        parts = [f"{name}: {cells[place].strip()}" for name, place in self.instead if cells[place].strip()]
        return self.short("\n".join(parts)) or NOT_STATED


def _short(text: str) -> str:
    """A short text as it may be stored. Raises Unfit."""
    found = admit(text)
    if found.text is None:
        raise Unfit(_doubtful(found.kinds))
    return found.text


def _doubtful(kinds: str) -> str:
    return f"the text may hold what may not be kept: {kinds}"


def copyable(cells: Sequence[str]) -> Sequence[str] | None:
    """The cells where the guard finds nothing in them, so that they may be copied, else None."""
    return None if guard.find("\n".join(cells)) or any(guard.find(cell) for cell in cells) else cells


def _unknown(written: str) -> str:
    """What is wrong with a word that the map does not know, naming it where it is short and harmless."""
    if not written:
        return "is empty"
    if len(written) > 40 or not written.isprintable() or guard.find(written):
        return "has a word that the map does not know"
    return f"is “{written}”, which the map does not know"


def _places(import_map: ImportMap, header: Sequence[str]) -> tuple[dict[str, int], list[tuple[str, int]]]:
    """Where the map's columns stand in this file, and those that make a description, with their names.

    A column that the file lacks stands after its last one.
    """
    found: dict[str, list[int]] = {}
    for place, name in enumerate(header):
        found.setdefault(plain(name), []).append(place)
    places = {}
    missing = []
    for key in COLUMNS:
        names = [name for name in import_map.columns.get(key, ()) if plain(name) in found]
        if any(len(found[plain(name)]) > 1 for name in names):
            raise FileError(f"The file has the column “{names[0]}” twice.")
        if not names and key in REQUIRED_COLUMNS:
            missing.append(" or ".join(f"“{name}”" for name in import_map.columns[key]))
        places[key] = found[plain(names[0])][0] if names else len(header)
    if missing:
        raise FileError(f"The file has no column {', no column '.join(missing)}. Is it a file of this map?")
    instead = [
        (name, found[plain(name)][0])
        for name in import_map.columns.get("instead", ())
        if plain(name) in found
    ]
    return places, instead


def _lines(text: str) -> str:
    return text if "\r" not in text else text.replace("\r\n", "\n").replace("\r", "\n")


def _sentences(*parts: str) -> str:
    return " ".join(part if part.endswith((".", "!", "?")) else f"{part}." for part in parts if part)
