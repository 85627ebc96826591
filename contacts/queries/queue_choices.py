"""What a choice of the queue means: which tickets, whoever asks, and which parts of them somebody may see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from contacts.models import Participation, Ticket, Topic
from contacts.models.tickets import NEVER
from contacts.office_time import end_of_day, start_of_day
from uccms.accounts.models import BusinessArea

SOON = timedelta(hours=1)
MISSED = Q(clock_from__isnull=False) & (
    Q(resolution_due__lte=Now()) | Q(answered_at__isnull=True, first_answer_due__lte=Now())
)
DAYS = {"day": 1, "week": 7, "month": 30}


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
class Branch:
    """Tickets that one index holds: all, those of an area, assigned to a person, or with a part of theirs.

    Without an area, the last are those outside the person's areas: each of these has a branch of its own. Who
    holds a ticket has a part in it.

    Whoever may see several of these has each read along its index: one query with OR would read the whole
    table for a small area.
    """

    area: BusinessArea | None = None
    held: bool = False
    took_part: bool = False

    def of(self, keys: Mapping[str, Any]) -> QuerySet:
        """The tickets; `keys` are those of `area`, `user` and the user's `areas`, or slots for them."""
        tickets = Ticket.objects.all()
        if self.area:
            tickets = tickets.filter(area=keys["area"])
        if self.held:
            tickets = tickets.filter(assignee=keys["user"])
        if self.took_part:
            part = Participation.objects.filter(user=keys["user"])
            others = BusinessArea.objects.exclude(pk__among=keys["areas"])
            there = Q(area=keys["area"]) if self.area else Q(area__among=ArraySubquery(others.values("pk")))
            tickets = tickets.filter(pk__among=ArraySubquery(part.filter(there).values("ticket")))
        return tickets


def branches_of(user, choice: Choice) -> list[Branch]:
    """What `user` may see of the choice's area and assignee."""
    if not user.has_perm("contacts.see_tickets"):
        return []
    area = choice.area
    if choice.assignee == "me":
        return [Branch(area, held=True)]
    if choice.my_areas:
        return [Branch(each) for each in user.areas]
    if user.is_first_tier or area in user.areas:
        return [Branch(area)]
    took_part = Branch(area, took_part=True)
    return [took_part] if area else [*map(Branch, user.areas), took_part]


def values_of(choice: Choice) -> dict[str, Any]:
    """The values of a choice that are no words of a closed list: keys, and times counted from now."""
    now = timezone.now()
    ends = {
        "overdue": now,
        "missed": now,
        "soon": now + SOON,
        "today": end_of_day(now),
        "week": now + timedelta(days=7),
    }
    days = DAYS.get(choice.age.partition("_")[2])
    return {
        "assignee": int(choice.assignee) if choice.assignee.isdigit() else None,
        "resolved_by": int(choice.resolved_by) if choice.resolved_by.isdigit() else None,
        "resolved_since": start_of_day(now) if choice.resolved else None,
        "topic": choice.topic and choice.topic.pk,
        "due_by": ends.get(choice.due),
        "opened": days and now - timedelta(days=days),
    }


def chosen(tickets: QuerySet, choice: Choice, values: Mapping[str, Any] | None = None) -> QuerySet:
    """Those of the tickets that the choice means, whoever asks; `values` are its own, or slots for them."""
    if values is None:
        values = values_of(choice)
    if choice.state == "unresolved" or choice.due or choice.sort == "due":
        tickets = tickets.unresolved()  # what is resolved is due no more
    if choice.state in Ticket.State.values:
        tickets = tickets.filter(state=choice.state)
    if choice.assignee == "nobody":
        tickets = tickets.filter(assignee__isnull=True)
    elif choice.assignee not in ("", "me"):
        tickets = tickets.filter(assignee=values["assignee"])
    if choice.resolved:
        tickets = tickets.filter(resolved_at__gte=values["resolved_since"])
    if choice.resolved_by == "nobody":
        tickets = tickets.filter(resolved_at__isnull=False, resolved_by__isnull=True)
    elif choice.resolved_by:
        tickets = tickets.filter(resolved_by=values["resolved_by"])
    if choice.topic:
        tickets = tickets.filter(topic=values["topic"])
    if choice.channel:
        tickets = tickets.filter(channel=choice.channel)
    if choice.priority:
        tickets = tickets.filter(priority=choice.priority)
    if choice.last:
        tickets = tickets.unanswered()
    if choice.due == "never":
        tickets = tickets.filter(due_key=NEVER)
    elif choice.due:
        tickets = tickets.filter(due_key__lte=values["due_by"])
    if choice.due == "missed":  # the due time of a missed target is never before `due_key`
        tickets = tickets.filter(MISSED)
    if choice.age.startswith("under_"):
        tickets = tickets.filter(opened_at__gte=values["opened"])
    elif choice.age:
        tickets = tickets.filter(opened_at__lt=values["opened"])
    return tickets
