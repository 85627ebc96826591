"""What may stand in the queue's address: closed lists, so that no parameter ever names a column."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import QueryDict
from django.urls import reverse

from contacts.models import Contact, Ticket, Topic
from contacts.presence import works
from contacts.queries.queue_choices import Choice
from uccms.accounts.models import BusinessArea, Membership, User
from uccms.accounts.queries.choosing_people import SHORT, in_areas, of, some_of
from uccms.database.written_once import Question, Slot, WrittenOnce, together

FIXED = {
    "state": [
        ("unresolved", "open, waiting"),
        *((value, str(words).lower()) for value, words in Ticket.State.choices),
        ("all", "all"),
    ],
    "assignee": [("", "anybody"), ("me", "me"), ("nobody", "nobody")],
    "channel": [("", "all"), *((v, str(w).lower()) for v, w in Contact.Channel.choices)],
    "due": [
        ("", "any time"),
        ("overdue", "overdue"),
        ("missed", "service level missed"),
        ("soon", "within the hour"),
        ("today", "today"),
        ("week", "this week"),
        ("never", "nothing due"),
    ],
    "age": [
        ("", "any"),
        ("under_day", "under a day"),
        ("under_week", "under a week"),
        ("over_week", "over a week"),
        ("over_month", "over a month"),
    ],
    "resolved": [("", "any time"), ("today", "today")],
    "priority": [("", "any"), ("high", "high")],
    "last": [("", "anybody"), ("customer", "the customer")],
    "sort": [("newest", "newest first"), ("oldest", "oldest first"), ("due", "due first")],
}  # fmt: skip
MINE = "mine"  # an area's slug, and no area's: those that one belongs to
CHOSEN = (
    "assignee",
    "channel",
    "due",
    "age",
    "resolved",
    "resolved_by",
    "priority",
    "last",
    "sort",
)  # as they stand
RARE = {"resolved_by"}  # offered only where it is chosen: pages of figures lead there
LABELS = {
    "area": "Area",
    "state": "State",
    "assignee": "Assigned",
    "topic": "Topic",
    "channel": "Channel",
    "due": "Due",
    "age": "Age",
    "resolved": "Resolved",
    "resolved_by": "Resolved by",
    "priority": "Priority",
    "last": "Spoke last",
    "sort": "Sort",
}


@dataclass(frozen=True)
class Filter:
    """One select of the queue's form."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str
    holds_all: bool = True  # else somebody who is not in it can be named


@dataclass(frozen=True)
class QueueForm:
    """The choice that an address means, its selects, and a sentence for each value that is not on a list."""

    choice: Choice
    filters: list[Filter]
    unknown: list[str]

    @property
    def address(self) -> str:
        """What of it stands in an address: only values that differ from what is there without."""
        return urlencode({each.name: each.value for each in self.filters if each.value != each.options[0][0]})


def lists(user: User) -> tuple[Question, ...]:
    """Ask for the areas, topics and people to choose from; a page may ask for more in the same journey."""
    of_areas = _people_of.asking(areas=[each.pk for each in user.areas])
    people = (_some_people.asking(), of_areas) if user.is_first_tier else (of_areas,)
    return _areas.asking(), _topics.asking(), *people


def read(
    query: QueryDict,
    areas: list[tuple] | None = None,
    topics: list[tuple] | None = None,
    colleagues: Sequence[tuple] = (),
    near: Sequence[tuple] | None = None,
) -> QueueForm:
    """Read the queue's address; what is unknown is left out, with a sentence.

    The lists are the answers to `lists`, where they were asked before; who is not offered can be named, as
    pages of figures do.
    """
    if areas is None or topics is None:
        areas, topics = together(_areas.asking(), _topics.asking())
    options = dict(FIXED)
    options["area"] = [("", "all I may see"), (MINE, "my areas")]
    options["area"] += [(slug, name) for _, slug, name in areas]
    holds_all = len(colleagues) <= SHORT
    listed = colleagues if holds_all or near is None else near
    offered = [(str(key), name) for key, name in listed[:SHORT]]
    named = {query.get("assignee", ""), query.get("resolved_by", "")} - {key for key, _ in offered}
    people = [*offered, *_people(*named)]
    options["assignee"] = [*FIXED["assignee"], *people]
    options["resolved_by"] = [("", "anybody"), ("nobody", "nobody"), *people]
    options["topic"] = [("", "all"), *((str(key), name) for key, name in topics)]
    values, unknown = {}, []
    for name, label in LABELS.items():
        known = [value for value, _ in options[name]]
        typed = query.get(name, "")
        if typed and typed not in known:
            unknown.append(f"There is no such choice for “{label}”; it is left out.")
        values[name] = typed if typed in known else known[0]
    if values["sort"] == "due" and values["state"] in ("resolved", "closed", "all"):
        unknown.append("What is resolved is not due: this shows open and waiting tickets.")
        values["state"] = "unresolved"
    if values["last"] and values["state"] in ("resolved", "closed"):
        unknown.append("What is resolved is answered: this shows open and waiting tickets.")
        values["state"] = "unresolved"
    if values["resolved"] or values["resolved_by"]:
        unknown += _only_resolved(values)
    choice = Choice(
        **{name: values[name] for name in CHOSEN},
        my_areas=values["area"] == MINE,
        state="" if values["state"] == "all" else values["state"],
        area=_area(areas, values["area"]),
        topic=Topic(pk=int(values["topic"])) if values["topic"] else None,
    )
    shown = [name for name in LABELS if name not in RARE or values[name]]
    filters = [
        Filter(name, LABELS[name], options[name], values[name], name != "assignee" or holds_all)
        for name in shown
    ]
    return QueueForm(choice, filters, unknown)


def _area(areas: list[tuple], chosen: str) -> BusinessArea | None:
    """The area of this slug, which is all that is known of it here."""
    return next((BusinessArea(pk=key, slug=slug) for key, slug, _ in areas if slug == chosen), None)


def _only_resolved(values: dict[str, str]) -> list[str]:
    """Make the values of a choice of resolved tickets agree, with a sentence for what is changed."""
    unresolved = values["state"] in ("unresolved", "open", "waiting")
    changed = unresolved or values["due"] or values["last"] or values["sort"] == "due"
    values["due"] = values["last"] = ""
    if unresolved:
        values["state"] = "all"
    if values["sort"] == "due":
        values["sort"] = "newest"
    return ["What is open or due is not resolved: this shows resolved tickets."] if changed else []


def _people(*keys: str) -> list[tuple[str, str]]:
    """The members of staff whom an address names by their keys; anybody else is an unknown value."""
    named = [key for key in keys if key.isascii() and key.isdigit() and len(key) < 10]
    if not named:
        return []
    found = User.objects.filter(pk__in=named).order_by("name")
    return [(str(each.pk), each.name) for each in found]


def way_back(given: str, ticket: int | None = None) -> str:
    """The address of the queue that a form came from, and the ticket's row in it; "" for none.

    Only names of our own are taken over, so that nobody is led elsewhere.
    """
    if not given:
        return ""
    query = QueryDict(given)
    kept = {name: query[name] for name in (*LABELS, "at") if query.get(name)}
    return f"{reverse('contacts:tickets')}?{urlencode(kept)}{f'#T{ticket}' if ticket else ''}"


def with_holder(given: str, holder: str) -> str:
    """The address of the queue that a page came from, with the tickets of this member of staff."""
    return way_back(urlencode(QueryDict(given).dict() | {"assignee": holder, "at": ""}))


def _members(there: Q) -> QuerySet:
    """The members of staff who can hold a ticket and belong `there`."""
    return User.objects.filter(works("pk"), there, is_active=True)


def _by_name() -> QuerySet:
    return User.objects.order_by("name", "pk").values_list("pk", "name")


# Objects of some hundred rows, of which a name is shown, would take longer than the tickets of a page.
_areas = WrittenOnce(lambda: BusinessArea.objects.values_list("pk", "slug", "name"))
_topics = WrittenOnce(
    lambda: Topic.objects.filter(area__isnull=False).order_by("name").values_list("pk", "name")
)
_people_of = WrittenOnce(lambda: of(_members(in_areas(Slot("areas"))), _by_name())[: SHORT + 1])
_some_people = WrittenOnce(lambda: some_of(_members(Q(pk__in=Membership.objects.values("user"))), _by_name()))
