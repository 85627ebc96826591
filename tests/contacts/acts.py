"""What a browser sends on a ticket, and what the record says afterwards."""

import threading
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import close_old_connections, connection
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from contacts.actions.assigning import assign_ticket
from contacts.actions.following_up import promise_follow_up
from contacts.actions.resolving import resolve_ticket
from contacts.models import Attachment, Contact, FollowUp, Participation, Ticket, TimelineEntry
from contacts.office_time import at_hour, next_open_day
from tests import cast
from uccms.accounts.models import BusinessArea, User
from uccms.audit.models import Change

BUSINESS = "contacts_"  # tables that a GET may not change
NOT_BUSINESS = {"contacts_draft", "contacts_topic", "contacts_resolutioncode"}


def browser(user: User) -> Client:
    """A browser in which this person is signed in."""
    client = Client()
    client.force_login(user)
    return client


def soon() -> datetime:
    """A time at which a promise can be kept."""
    return at_hour(next_open_day(timezone.localdate()), 10)


def written(at: datetime) -> str:
    """A time as the browser's control writes it."""
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def changes_of(table: str, key: object | None = None) -> list[Change]:
    """What the history has of one table, or one row of it, oldest first."""
    found = Change.objects.filter(table_name=table).order_by("at", "id")
    return list(found if key is None else found.filter(row_key=str(key)))


def business_changes() -> int:
    """How many changes of business rows the history has."""
    return Change.objects.filter(table_name__startswith=BUSINESS).exclude(table_name__in=NOT_BUSINESS).count()


@dataclass(frozen=True)
class Act:
    """One thing that is done on a ticket: its address, what is sent, and the line it leaves."""

    name: str
    kind: str
    fields: Callable[[Ticket], dict] = lambda ticket: {}
    prepare: Callable[[Ticket, User], None] = lambda ticket, user: None
    key: Callable[[Ticket], list] = lambda ticket: []
    guarded: tuple[str, ...] = ()
    version: Callable[[Ticket], int] = field(default=lambda ticket: Ticket.objects.get(pk=ticket.pk).version)
    has_page: bool = True
    conflicts: bool = True  # who is late is shown what somebody else did, with all that was typed
    reads_version: bool = False  # and yet is answered 409 for one that is not the ticket's

    def __str__(self) -> str:
        return self.name

    def address(self, ticket: Ticket) -> str:
        return reverse(f"contacts:{self.name}", args=[ticket.pk, *self.key(ticket)])

    def form(self, ticket: Ticket, **fields) -> dict:
        known = {"submission_id": str(uuid.uuid4()), "version": self.version(ticket)}
        return known | self.fields(ticket) | fields

    def send(self, user: User, ticket: Ticket, **fields) -> HttpResponse:
        return browser(user).post(self.address(ticket), self.form(ticket, **fields))


def find(user: User, ticket: Ticket, verdict: str, **fields) -> HttpResponse:
    """Send a review of this ticket as it is now: `find_fine`, `comment_on` or `send_back`."""
    version = Ticket.objects.values_list("version", flat=True).get(pk=ticket.pk)
    form = {"submission_id": str(uuid.uuid4()), "version": version} | fields
    return browser(user).post(reverse(f"contacts:{verdict}", args=[ticket.pk]), form)


def other_area() -> BusinessArea:
    return cast.area("Petitions")


def resolve(ticket: Ticket, user: User) -> None:
    resolve_ticket(ticket, code=cast.code(), resolution="Sent a corrected receipt.", by=user)


def promise(ticket: Ticket, user: User) -> FollowUp:
    return promise_follow_up(ticket, due_at=soon(), by=user)


def put_back(ticket: Ticket, user: User) -> None:
    assign_ticket(ticket, to=None, by=user)


def first_contact(ticket: Ticket) -> Contact:
    return ticket.contacts.order_by("id")[0]


def first_version(ticket: Ticket) -> int:
    return first_contact(ticket).version


def of_first_contact(ticket: Ticket) -> list:
    return [f"c{first_contact(ticket).pk}"]


class Letter:
    """A file that can be attached, as often as a test sends it."""

    name, content_type = "letter.txt", "text/plain"

    def read(self) -> bytes:
        return b"Please mail the corrected receipt."


def have_a_file(ticket: Ticket, user: User) -> None:
    BY_NAME["attach"].send(user, ticket)


ACTS = [
    Act(
        "add_contact",
        "",
        lambda ticket: {
            "channel": "phone",
            "direction": "out",
            "started_at": written(timezone.now() - timedelta(minutes=5)),
            "description": "Told the customer that it is being looked at.",
        },
        guarded=("description",),
        conflicts=False,
    ),
    Act("note", "note", lambda ticket: {"text": "The examiner is away."}, guarded=("text",), conflicts=False),
    Act(
        "attach",
        "attached",
        lambda ticket: {"files": [Letter()], "note": "As she promised."},
        guarded=("note",),
        conflicts=False,
    ),
    Act(
        "remove_file",
        "removed",
        lambda ticket: {"basis": "slipped_in", "reason": "Not needed."},
        prepare=lambda ticket, user: have_a_file(ticket, user),
        key=lambda ticket: [Attachment.objects.get(entry__ticket=ticket).public_id],
        guarded=("reason",),
        conflicts=False,
    ),
    Act("take", "assigned", prepare=put_back, has_page=False),
    Act("assign", "assigned", lambda ticket: {"to": ""}),
    Act(
        "forward",
        "forwarded",
        lambda ticket: {"to": other_area().pk, "note": "Please look."},
        guarded=("note",),
    ),
    Act("follow_up", "promised", lambda ticket: {"due_at": written(soon())}),
    Act(
        "withdraw",
        "withdrawn",
        lambda ticket: {"reason": "The customer wrote again."},
        prepare=lambda ticket, user: promise(ticket, user),
        key=lambda ticket: [ticket.follow_ups.get().pk],
        guarded=("reason",),
        conflicts=False,
    ),
    Act("prioritize", "prioritized", lambda ticket: {"to": "high", "note": "A hearing."}, guarded=("note",)),
    Act("wait", "waiting", lambda ticket: {"note": "For the signed copy."}, guarded=("note",)),
    Act(
        "resolve",
        "resolved",
        lambda ticket: {"code": cast.code().pk, "resolution": "Sent a corrected receipt."},
        guarded=("resolution",),
    ),
    Act(
        "reopen", "reopened", lambda ticket: {"reason": "It came back."}, prepare=resolve, guarded=("reason",)
    ),
    Act(
        "correct",
        "corrected",
        lambda ticket: {"to": "The filing receipt shows the wrong applicant."},
        key=of_first_contact,
        version=first_version,
        guarded=("to",),
    ),
    Act(
        "remove",
        "removed",
        lambda ticket: {"remaining": "The filing receipt.", "basis": "slipped_in", "reason": "Not needed."},
        key=of_first_contact,
        version=first_version,
        guarded=("remaining", "reason"),
    ),
]
ACTS += [
    Act(
        "merge",
        "merged",
        lambda ticket: {
            "other": another(ticket).number,
            "other_version": Ticket.objects.get(pk=another(ticket).pk).version,
            "survivor": another(ticket).number,
        },
        prepare=lambda ticket, user: cast.ticket(user, customer=ticket.customer),
        conflicts=False,
        reads_version=True,
    ),
    Act(
        "link",
        "linked",
        lambda ticket: {"other": another(ticket).number},
        prepare=lambda ticket, user: cast.ticket(user, customer=ticket.customer),
        conflicts=False,
    ),
    Act(
        "split",
        "split",
        lambda ticket: {"contact": ticket.contacts.latest("id").pk, "topic": cast.topic().pk},
        prepare=lambda ticket, user: cast.contact(user, ticket=ticket, outcome=cast.KeptOpen("as_is")),
        conflicts=False,
        reads_version=True,
    ),
]
BY_NAME = {act.name: act for act in ACTS}
WITH_TEXT = [(act, name) for act in ACTS for name in act.guarded]


def another(ticket: Ticket) -> Ticket:
    """The newest ticket beside this one."""
    return Ticket.objects.exclude(pk=ticket.pk).latest("pk")


def lines(ticket: Ticket, kind: str) -> list[TimelineEntry]:
    """The lines of one kind on the ticket's timeline, oldest first."""
    return list(ticket.timeline.filter(kind=kind).order_by("id"))


def astray() -> list[tuple[str, int]]:
    """The texts and participations that are not in the area of their ticket."""
    return [
        (model.__name__, key)
        for model in (Contact, TimelineEntry, Participation)
        for key in model.objects.exclude(area=F("ticket__area"))
        .exclude(ticket=None)
        .values_list("pk", flat=True)
    ]


def number_of(act: Act, ticket: Ticket) -> int:
    """How often the act was done on this ticket."""
    return ticket.contacts.count() if not act.kind else len(lines(ticket, act.kind))


def at_once(calls: list[Callable[[], object]]) -> list[object]:
    """Do all of these at the same time, each with a connection of its own; what each gave or raised."""
    gate = threading.Barrier(len(calls))
    results: list[object] = [None] * len(calls)

    def do(place: int, call: Callable[[], object]) -> None:
        close_old_connections()
        try:
            gate.wait(timeout=60)
            results[place] = call()
        except Exception as error:
            results[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=do, args=each) for each in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)
    return results
