"""The queue: a choice of the tickets that somebody may see, sorted, by keyset pages with signed cursors."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing
from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.db.models.functions import Now
from django.utils import timezone

from contacts.models import Participation, Ticket, Topic
from contacts.models.tickets import NEVER
from contacts.office_time import end_of_day, start_of_day
from uccms.accounts.models import BusinessArea
from uccms.database.written_once import Slot, WrittenOnce

PAGE = 50
COUNTED = 1000
SALT = "contacts.queue"
SOON = timedelta(hours=1)
MISSED = Q(clock_from__isnull=False) & (
    Q(resolution_due__lte=Now()) | Q(answered_at__isnull=True, first_answer_due__lte=Now())
)


@dataclass(frozen=True)
class Choice:
    """What is asked for: every part is of a closed list, read by `contacts/forms/queue.py`."""

    area: BusinessArea | None = None
    my_areas: bool = False
    state: str = "unresolved"
    assignee: str = ""
    resolved: str = ""
    resolved_by: str = ""
    topic: Topic | None = None
    channel: str = ""
    due: str = ""
    age: str = ""
    priority: str = ""
    last: str = ""
    sort: str = "newest"


@dataclass(frozen=True)
class Queue:
    """One page, the signed cursors of its neighbours, and how many there are as far as they were counted."""

    tickets: list[Ticket]
    next: str
    previous: str
    count: int

    @property
    def counted(self) -> str:
        return f"{COUNTED:,}+" if self.count > COUNTED else f"{self.count:,}"


def cursor(choice: Choice, direction: str, ticket: Ticket) -> str:
    """A place in the queue: before or after this ticket. It carries a time and a key, no name."""
    return signing.dumps([choice.sort, direction, ticket.due_key.isoformat(), ticket.pk], salt=SALT)


def place(choice: Choice, signed: str) -> tuple[str, datetime, int] | None:
    """The place that a cursor names; None for the beginning, or one that was altered or sorted otherwise."""
    try:
        sort, direction, due, key = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return (direction, datetime.fromisoformat(due), key) if sort == choice.sort else None


def queue(user, choice: Choice, *, at: str = "", counting: bool = True) -> Queue:
    """One page of the tickets that `user` may see, and a count that stops at COUNTED."""
    where = place(choice, at)
    forwards = where is None or where[0] == "next"
    ascending = (choice.sort != "newest") == forwards
    columns = ("due_key", "pk") if choice.sort == "due" else ("pk",)
    branches = [chosen(branch, choice) for branch in _branches(user, choice)]
    keys: set[tuple] = set()
    # Several branches are counted while they are read: what they share is found out only once.
    at_once = counting and where is None and len(branches) > 1
    most = max(COUNTED if at_once else 0, PAGE) + 1
    for branch in branches:  # each walks one index; one query with OR would scan the table for a small area
        if where:
            branch = _beyond(branch, choice, where, ascending=ascending)
        order = [name if ascending else f"-{name}" for name in columns]
        keys.update(branch.order_by(*order).values_list(*columns)[:most])
    found = sorted(keys, reverse=not ascending)[: PAGE + 1]
    shown = [each[-1] for each in (found[:PAGE] if forwards else reversed(found[:PAGE]))]
    rows = {each.pk: each for each in _rows(keys=shown)}
    tickets = [rows[each] for each in shown if each in rows]
    has_next = len(found) > PAGE if forwards else True
    has_previous = where is not None if forwards else len(found) > PAGE
    return Queue(
        tickets,
        next=cursor(choice, "next", tickets[-1]) if tickets and has_next else "",
        previous=cursor(choice, "previous", tickets[0]) if tickets and has_previous else "",
        count=min(len(keys), COUNTED + 1) if at_once else _count(branches) if counting else 0,
    )


def first_there(user, choice: Choice, keys: Sequence[int]) -> int | None:
    """The first of these tickets that is still one of the choice, of those that `user` may see."""
    there: set[int] = set()
    for branch in _branches(user, choice):
        there.update(chosen(branch, choice).filter(pk__in=keys).values_list("pk", flat=True))
    return next((each for each in keys if each in there), None)


def chosen(tickets: QuerySet, choice: Choice) -> QuerySet:
    """Those of the tickets that the choice means, whoever asks."""
    now = timezone.now()
    if choice.state == "unresolved":
        tickets = tickets.unresolved()
    elif choice.state in Ticket.State.values:
        tickets = tickets.filter(state=choice.state)
    if choice.sort == "due":
        tickets = tickets.unresolved()  # what is resolved is due no more
    if choice.assignee == "nobody":
        tickets = tickets.filter(assignee__isnull=True)
    elif choice.assignee.isdigit():
        tickets = tickets.filter(assignee=int(choice.assignee))
    if choice.resolved == "today":
        tickets = tickets.filter(resolved_at__gte=start_of_day(now))
    if choice.resolved_by == "nobody":
        tickets = tickets.filter(resolved_at__isnull=False, resolved_by__isnull=True)
    elif choice.resolved_by:
        tickets = tickets.filter(resolved_by=int(choice.resolved_by))
    if choice.topic:
        tickets = tickets.filter(topic=choice.topic)
    if choice.channel:
        tickets = tickets.filter(channel=choice.channel)
    if choice.priority:
        tickets = tickets.filter(priority=choice.priority)
    if choice.last:
        tickets = tickets.unanswered()
    ends = {
        "overdue": now,
        "soon": now + SOON,
        "today": end_of_day(now),
        "week": now + timedelta(days=7),
    }
    if choice.due == "missed":  # the due time of a missed target is never before `due_key`
        tickets = tickets.unresolved().filter(MISSED, due_key__lte=now)
    elif choice.due == "never":
        tickets = tickets.unresolved().filter(due_key=NEVER)
    elif choice.due:
        tickets = tickets.unresolved().filter(due_key__lte=ends[choice.due])
    days = {"day": 1, "week": 7, "month": 30}
    if choice.age.startswith("under_"):
        tickets = tickets.filter(opened_at__gte=now - timedelta(days=days[choice.age.removeprefix("under_")]))
    elif choice.age:
        tickets = tickets.filter(opened_at__lt=now - timedelta(days=days[choice.age.removeprefix("over_")]))
    return tickets


def _beyond(
    tickets: QuerySet, choice: Choice, where: tuple[str, datetime, int], *, ascending: bool
) -> QuerySet:
    _, due, key = where
    if choice.sort != "due":
        return tickets.filter(pk__gt=key) if ascending else tickets.filter(pk__lt=key)
    row = TupleGreaterThan if ascending else TupleLessThan
    return tickets.filter(row(Tuple("due_key", "id"), (due, key)))


def _count(branches: list[QuerySet]) -> int:
    """How many there are, counted to one more than COUNTED at most."""
    if not branches:
        return 0
    few = [branch.order_by().values("pk")[: COUNTED + 1] for branch in branches]
    counted = few[0] if len(few) == 1 else few[0].union(*few[1:])
    return min(counted.count(), COUNTED + 1)


def _branches(user, choice: Choice) -> list[QuerySet]:
    """What `user` may see of the choice's area and assignee, as parts that an index holds."""
    tickets = Ticket.objects.all()
    if not user.has_perm("contacts.see_tickets"):
        return []
    area = choice.area
    if choice.assignee == "me":
        tickets = tickets.filter(assignee=user)
        return [tickets.filter(area=area) if area else tickets]
    if choice.my_areas:
        return [tickets.filter(area=each) for each in user.areas]
    if user.is_first_tier or area in user.areas:
        return [tickets.filter(area=area) if area else tickets]
    took_part = tickets.filter(pk__in=Participation.objects.filter(user=user).values("ticket"))
    held = tickets.filter(assignee=user)
    if area:
        return [took_part.filter(area=area), held.filter(area=area)]
    return [*(tickets.filter(area=each) for each in user.areas), took_part, held]


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
