"""How long a ticket was in each area, and with whom: told by the lines of its timeline, in elapsed time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.utils import timezone

from contacts.models import Ticket, TimelineEntry
from uccms.accounts.models import BusinessArea, User

Kind = TimelineEntry.Kind
PLACED = (Kind.FORWARDED, Kind.ROUTED)  # it went to an area, where nobody has it unless they say who
STOPS = (Kind.RESOLVED, Kind.CLOSED, Kind.MERGED)
GOES_ON = (Kind.REOPENED, Kind.UNMERGED)
MOST_PEOPLE = 5  # of an area, those who had it longest


@dataclass
class Stay:
    """All the time that a ticket was in one area."""

    area: BusinessArea
    lasted: timedelta = timedelta()
    people: dict[User, timedelta] = field(default_factory=dict)
    is_there: bool = False

    @property
    def longest(self) -> list[tuple[User, timedelta]]:
        """Who had it there, and how long."""
        return sorted(self.people.items(), key=lambda each: -each[1])[:MOST_PEOPLE]

    @property
    def others(self) -> int:
        """How many more had it than `longest` names."""
        return max(0, len(self.people) - MOST_PEOPLE)


@dataclass(frozen=True)
class Whereabouts:
    """Where a ticket was, area by area as it first came there; `since` is empty where all of it is known."""

    stays: list[Stay]
    since: datetime | None = None


@dataclass(frozen=True)
class _Place:
    area: BusinessArea
    person: User | None
    counts: bool = True  # what is resolved is nowhere


def whereabouts(ticket: Ticket, lines: Sequence[TimelineEntry], *, are_all: bool) -> Whereabouts:
    """Of these lines, oldest first; unless they `are_all`, since the first of them."""
    begins = ticket.opened_at if are_all or not lines else lines[0].at
    stays: dict[int, Stay] = {}
    at, place = begins, _first(ticket, lines)
    for until, following in [*_steps(place, lines), (_end(ticket), None)]:
        if place.counts and until >= at:
            _count(stays, place, until - at)
        at, place = max(at, until), following or place
    if ticket.is_unresolved and ticket.area_id in stays:
        stays[ticket.area_id].is_there = True
    return Whereabouts(list(stays.values()), since=None if are_all else begins)


def _count(stays: dict[int, Stay], place: _Place, lasted: timedelta) -> None:
    stay = stays.setdefault(place.area.pk, Stay(place.area))
    stay.lasted += lasted
    if place.person:
        stay.people[place.person] = stay.people.get(place.person, timedelta()) + lasted


def _first(ticket: Ticket, lines: Sequence[TimelineEntry]) -> _Place:
    """Where it was before these lines. Who had it then is known if they name nobody, or say it was put back.

    No line says that whoever opened it kept it.
    """
    origin = next((each.origin for each in lines if each.kind in PLACED and each.origin), ticket.area)
    told = next((each for each in lines if _names_holder(each)), None)
    if told is None:
        return _Place(origin, ticket.assignee)
    was_put_back = told.kind == Kind.ASSIGNED and told.person is None
    return _Place(origin, ticket.opened_by if was_put_back else None)


def _names_holder(line: TimelineEntry) -> bool:
    return line.kind in (Kind.ASSIGNED, *PLACED) or (line.kind == Kind.REOPENED and bool(line.person))


def _steps(place: _Place, lines: Sequence[TimelineEntry]) -> Iterator[tuple[datetime, _Place]]:
    """When it went where."""
    for line in lines:
        area, person, counts = place.area, place.person, place.counts
        if line.kind in PLACED:
            area, person = line.to or area, line.person or (person if not line.to else None)
        elif line.kind == Kind.ASSIGNED:
            person = line.person
        elif line.kind in STOPS:
            counts = False
        elif line.kind in GOES_ON:
            counts, person = True, line.person or person
        else:
            continue
        place = _Place(area, person, counts)
        yield line.at, place


def _end(ticket: Ticket) -> datetime:
    """Until when it is counted: now, or since it was resolved where no line says when."""
    return timezone.now() if ticket.is_unresolved else ticket.resolved_at or ticket.opened_at
