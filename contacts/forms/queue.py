"""What may stand in the queue's address: closed lists, so that no parameter ever names a column."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse

from contacts.models import Contact, Ticket, Topic
from contacts.queries.queue import Choice
from uccms.accounts.models import BusinessArea
from uccms.database.written_once import WrittenOnce, together

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
        ("soon", "within the hour"),
        ("today", "today"),
        ("week", "this week"),
        ("never", "nothing promised"),
    ],
    "age": [
        ("", "any"),
        ("under_day", "under a day"),
        ("under_week", "under a week"),
        ("over_week", "over a week"),
        ("over_month", "over a month"),
    ],
    "sort": [("newest", "newest first"), ("oldest", "oldest first"), ("due", "due first")],
}  # fmt: skip
LABELS = {
    "area": "Area",
    "state": "State",
    "assignee": "Assigned",
    "topic": "Topic",
    "channel": "Channel",
    "due": "Due",
    "age": "Age",
    "sort": "Sort",
}


@dataclass(frozen=True)
class Filter:
    """One select of the queue's form."""

    name: str
    label: str
    options: list[tuple[str, str]]
    value: str


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


def read(query: QueryDict) -> QueueForm:
    """Read the queue's address; what is unknown is left out, with a sentence."""
    areas, topics = together(_areas.asking(), _topics.asking())
    areas = {each.slug: each for each in areas}
    topics = {str(each.pk): each for each in topics}
    options = dict(FIXED)
    options["area"] = [("", "all I may see"), *((slug, each.name) for slug, each in areas.items())]
    options["topic"] = [("", "all"), *((key, each.name) for key, each in topics.items())]
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
    choice = Choice(
        **{name: values[name] for name in ("assignee", "channel", "due", "age", "sort")},
        state="" if values["state"] == "all" else values["state"],
        area=areas.get(values["area"]),
        topic=topics.get(values["topic"]),
    )
    filters = [Filter(name, label, options[name], values[name]) for name, label in LABELS.items()]
    return QueueForm(choice, filters, unknown)


def way_back(given: str, ticket: int | None = None) -> str:
    """The address of the queue that a form came from, and the ticket's row in it; "" for none.

    Only names of our own are taken over, so that nobody is led elsewhere.
    """
    if not given:
        return ""
    query = QueryDict(given)
    kept = {name: query[name] for name in (*LABELS, "at") if query.get(name)}
    return f"{reverse('contacts:tickets')}?{urlencode(kept)}{f'#T{ticket}' if ticket else ''}"


_areas = WrittenOnce(lambda: BusinessArea.objects.all())
_topics = WrittenOnce(lambda: Topic.objects.filter(area__isnull=False).order_by("name"))
