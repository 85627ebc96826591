"""The queue: a choice of the tickets that somebody may see, sorted, by keyset pages with signed cursors."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core import signing
from django.db.models import F
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from contacts.models import Ticket, Topic
from contacts.queries.queue_choices import Branch, Choice, branches_of, chosen, values_of
from uccms.accounts.models import BusinessArea
from uccms.database.patience import together_within
from uccms.database.written_once import Question, Slot, WrittenOnce

PAGE = 50
COUNTED = 1000
PATIENCE = 2000  # milliseconds of the database for one page
SALT = "contacts.queue"
SHAPES = 500  # of choices whose SQL is kept
SOME_AREA, SOME_TOPIC, SOMEBODY = BusinessArea(pk=0), Topic(pk=0), "0"


@dataclass(frozen=True)
class Queue:
    """One page, the signed cursors of its neighbours, and how many there are as far as they were counted.

    `instead` says that it is the "first" or the "last" page, as none is left of the one that was asked for.
    """

    tickets: list[Ticket]
    next: str
    previous: str
    count: int
    instead: str = ""

    @property
    def counted(self) -> str:
        return f"{COUNTED:,}+" if self.count > COUNTED else f"{self.count:,}"


Place = tuple[str, datetime, int]  # a direction, and due time and key of the ticket there


def cursor(choice: Choice, direction: str, ticket: Ticket) -> str:
    """A place in the queue: before or after this ticket. It carries a time and a key, no name."""
    return signing.dumps([choice.sort, direction, ticket.due_key.isoformat(), ticket.pk], salt=SALT)


def place(choice: Choice, signed: str) -> Place | None:
    """The place that a cursor names; None for the beginning, or one that was altered or sorted otherwise."""
    try:
        sort, direction, due, key = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return (direction, datetime.fromisoformat(due), key) if sort == choice.sort else None


def queue(user, choice: Choice, *, at: str = "", counting: bool = True) -> Queue:
    """One page of the tickets that `user` may see, and a count that stops at COUNTED.

    Raises TookTooLong where the database was stopped after PATIENCE.
    """
    where = place(choice, at)
    forwards = where is None or where[0] == "next"
    ascending = (choice.sort != "newest") == forwards
    branches = branches_of(user, choice)
    if not branches:
        return Queue([], next="", previous="", count=0)
    found, count = _found(user, branches, choice, where, ascending=ascending, counting=counting)
    instead = ""
    if where and not found:
        # Nothing is left beyond that place: worked off, or of another choice. The nearest end is shown.
        instead, where, forwards = ("last", None, False) if forwards else ("first", None, True)
        ascending = (choice.sort != "newest") == forwards
        found, _ = _found(user, branches, choice, where, ascending=ascending, counting=False)
    shown = [key for *_, key in (found[:PAGE] if forwards else reversed(found[:PAGE]))]
    rows = {each.pk: each for each in _rows(keys=shown)} if shown else {}
    tickets = [rows[each] for each in shown if each in rows]
    has_next = len(found) > PAGE if forwards else not instead
    has_previous = where is not None if forwards else len(found) > PAGE
    return Queue(
        tickets,
        next=cursor(choice, "next", tickets[-1]) if tickets and has_next else "",
        previous=cursor(choice, "previous", tickets[0]) if tickets and has_previous else "",
        count=count,
        instead=instead,
    )


def first_there(user, choice: Choice, keys: Sequence[int]) -> int | None:
    """The first of these tickets that is still one of the choice, of those that `user` may see."""
    there: set[int] = set()
    areas = [each.pk for each in user.areas]
    for branch in branches_of(user, choice):
        tickets = chosen(branch.of({"area": branch.area, "user": user, "areas": areas}), choice)
        there.update(tickets.filter(pk__in=keys).values_list("pk", flat=True))
    return next((each for each in keys if each in there), None)


def _found(
    user, branches: list[Branch], choice: Choice, where: Place | None, *, ascending: bool, counting: bool
) -> tuple[list[tuple], int]:
    """The places of a page's tickets in their order, and of one more; how many there are, as far as counted.

    Several branches are counted while they are read: what they have in common is found out only once.
    """
    if counting and where is None and len(branches) > 1:
        [rows] = together_within(PATIENCE, _counted_keys(user, branches, choice, ascending=ascending))
        return [row[:-1] for row in rows], rows[0][-1] if rows else 0
    questions = [_keys(user, branches, choice, where, ascending=ascending)]
    if counting:
        questions.append(_count(user, branches, choice))
    found, *counted = together_within(PATIENCE, *questions)
    return found, counted[0][0][0] if counted else 0


def _keys(user, branches: list[Branch], choice: Choice, where: Place | None, *, ascending: bool) -> Question:
    """The tickets of one page, and one more."""
    beyond = "" if where is None else "after" if ascending else "before"
    parts = [_in_order(*_shape(each, choice), beyond, ascending, PAGE + 1) for each in branches]
    sql = _union(parts) + (_page(choice, ascending=ascending) if len(parts) > 1 else "")
    return _asked(sql, parts, user, branches, choice, where)


def _counted_keys(user, branches: list[Branch], choice: Choice, *, ascending: bool) -> Question:
    """The tickets of the first page, and one more; beside each, how many there are in all."""
    most = max(COUNTED, PAGE) + 1
    parts = [_in_order(*_shape(each, choice), "", ascending, most) for each in branches]
    count = f"(SELECT least(count(*), {COUNTED + 1}) FROM found)"  # noqa: S608  no value in it
    sql = f"WITH found AS MATERIALIZED ({_union(parts)}) SELECT *, {count} FROM found"  # noqa: S608
    return _asked(sql + _page(choice, ascending=ascending), parts, user, branches, choice, None)


def _count(user, branches: list[Branch], choice: Choice) -> Question:
    """How many there are, counted to one more than COUNTED at most."""
    parts = [_in_any_order(*_shape(each, choice), COUNTED + 1) for each in branches]
    sql = f"SELECT least(count(*), {COUNTED + 1}) FROM ({_union(parts)}) found"  # noqa: S608  no value in it
    return _asked(sql, parts, user, branches, choice, None)


def _page(choice: Choice, *, ascending: bool) -> str:
    direction = "ASC" if ascending else "DESC"
    order = f"1 {direction}, 2 {direction}" if choice.sort == "due" else f"1 {direction}"
    return f" ORDER BY {order} LIMIT {PAGE + 1}"


def _union(parts: list[WrittenOnce]) -> str:
    """What several have in common is found once."""
    return parts[0].sql if len(parts) == 1 else " UNION ".join(f"({each.sql})" for each in parts)


def _asked(
    sql: str, parts: list[WrittenOnce], user, branches: list[Branch], choice: Choice, where: Place | None
) -> Question:
    """Planned for its values each time: the few tickets of a small area are not those of a large one."""
    values: dict[str, Any] = values_of(choice) | {
        "user": user.pk,
        "areas": [each.pk for each in user.areas],
    }
    if where:
        _, values["place_due"], values["place_key"] = where
    given = []
    for part, branch in zip(parts, branches, strict=True):
        given += part.asking(**values, area=branch.area and branch.area.pk).values
    return Question(sql, given, prepare=False)


def _shape(branch: Branch, choice: Choice) -> tuple[Branch, Choice]:
    """The same for all areas, topics and people: SQL is written once for all that have one."""
    somebody = {name: SOMEBODY for name in ("assignee", "resolved_by") if getattr(choice, name).isdigit()}
    shape = replace(choice, area=None, my_areas=False, topic=choice.topic and SOME_TOPIC, **somebody)
    return replace(branch, area=branch.area and SOME_AREA), shape


class _Slots(dict):
    def __missing__(self, name: str) -> Slot:
        return Slot(name)


@lru_cache(maxsize=SHAPES)
def _in_order(branch: Branch, choice: Choice, beyond: str, ascending: bool, limit: int) -> WrittenOnce:
    """The places of tickets of a branch, in the order that has an index."""

    def build():
        slots = _Slots()
        tickets = chosen(branch.of(slots), choice, slots)
        due, key = slots["place_due"], slots["place_key"]
        if beyond and choice.sort == "due":
            further = TupleGreaterThan if beyond == "after" else TupleLessThan
            tickets = tickets.filter(further(Tuple("due_key", "id"), (due, key)))
        elif beyond:
            tickets = tickets.filter(pk__gt=key) if beyond == "after" else tickets.filter(pk__lt=key)
        columns = ("due_key", "pk") if choice.sort == "due" else ("pk",)
        order = [name if ascending else f"-{name}" for name in columns]
        return tickets.order_by(*order).values_list(*columns)[:limit]

    return WrittenOnce(build)


@lru_cache(maxsize=SHAPES)
def _in_any_order(branch: Branch, choice: Choice, limit: int) -> WrittenOnce:
    def build():
        slots = _Slots()
        return chosen(branch.of(slots), choice, slots).order_by().values_list("pk")[:limit]

    return WrittenOnce(build)


# What a row shows, with the names of what belongs to it: four more objects for each of 50 tickets, of which a
# name is shown, take longer than all else that the list asks for.
_rows = WrittenOnce(
    lambda: (
        Ticket.objects.filter(pk__among=Slot("keys"))
        .only(
            *("version", "state", "waiting_for", "subject", "channel", "priority", "opened_at", "due_key"),
            *("merged_into", "customer"),
            *("clock_from", "answered_at", "first_answer_due", "resolution_due", "spoke_last_at"),
        )
        .annotate(
            topic_name=F("topic__name"),
            area_name=F("area__name"),
            assignee_name=F("assignee__name"),
            customer_name=F("customer__name"),
            customer_company=F("customer__company"),
        )
    )
)
