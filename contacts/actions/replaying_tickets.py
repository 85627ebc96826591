"""Play the tickets of a demonstration: agents do what they would do, and it is dated back to its time."""

import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.utils import timezone

from contacts.actions import service_clock, tickets
from contacts.actions.answering_reviews import answer_review
from contacts.actions.assigning import assign_ticket
from contacts.actions.attaching import attach_files
from contacts.actions.following_up import promise_follow_up
from contacts.actions.forwarding import forward_ticket
from contacts.actions.linking_tickets import link_tickets
from contacts.actions.logging_contacts import Forwarded, KeptOpen, Resolved, log_contact
from contacts.actions.merging_tickets import merge_tickets
from contacts.actions.noting import add_note
from contacts.actions.resolving import resolve_ticket
from contacts.actions.reviewing import comment_on, find_fine, send_back
from contacts.actions.waiting import wait_for_customer
from contacts.business_hours import Calendar
from contacts.calendars import calendar_of, office_calendar
from contacts.demonstration.papers import papers
from contacts.models import Contact, Customer, FollowUp, ResolutionCode, Ticket, TimelineEntry, Topic
from contacts.models.tickets import INVENTED
from contacts.office_time import at_hour, closed_because, next_open_day
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action
from uccms.web.uploads.looking_over import look_over

BOTH_SIDES = (TimelineEntry.Kind.LINKED, TimelineEntry.Kind.TOOK_IN)
LENGTH_OF_A_CALL = timedelta(minutes=4)


@dataclass(frozen=True)
class Cast:
    """Who and what the tickets speak of, by the keys they are written with."""

    staff: Mapping[str, User]
    customers: Mapping[str, Customer]
    topics: Mapping[str, Topic]
    areas: Mapping[str, BusinessArea]
    codes: Mapping[str, ResolutionCode]
    office: Calendar
    tickets: dict[str, Ticket] = field(default_factory=dict)  # those that are `called` something, once made

    @classmethod
    def assembled(cls, staff: Mapping[str, User], customers: Mapping[str, Customer]) -> "Cast":
        """The cast with the topics, areas and codes that are there."""
        return cls(
            staff=staff,
            customers=customers,
            topics={each.name: each for each in Topic.objects.exclude(parent=None).select_related("area")},
            areas={each.slug: each for each in BusinessArea.objects.all()},
            codes={each.code: each for each in ResolutionCode.objects.all()},
            office=office_calendar(),
        )


def moment(when: list, now: datetime, office: Calendar) -> datetime:
    """The time that `[working days ago, "HH:MM"]` or, for today, `[0, minutes ago]` means."""
    days, at = when
    if days == 0:
        return now - timedelta(minutes=at)
    day = timezone.localdate(now)
    while days:
        day -= timedelta(days=1)
        days -= not closed_because(at_hour(day, 12), office)
    return timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))


def due_time(due: list, now: datetime, office: Calendar) -> datetime:
    """The time that `["late", minutes]`, `["in", minutes]` or `["next", working days, "HH:MM"]` means."""
    match due:
        case ["late", minutes]:
            return now - timedelta(minutes=minutes)
        case ["in", minutes]:
            return now + timedelta(minutes=minutes)
        case ["next", days, at]:
            day = timezone.localdate(now)
            for _ in range(days):
                day = next_open_day(day, office)
            return timezone.make_aware(datetime.combine(day, time.fromisoformat(at)))
    raise ValueError(f"{due!r} is no due time.")


@action
def replay_ticket(script: dict, cast: Cast, *, now: datetime, by=None) -> Ticket:
    """Make one ticket as `tickets.toml` tells it, each act by the agent who did it and at its time."""
    agent = cast.staff[script["by"]]
    at = moment(script["when"], now, cast.office)
    with service_clock.going_by(at + LENGTH_OF_A_CALL):
        contact = log_contact(
            by=agent,
            submission_id=uuid.uuid4(),
            channel=script["channel"],
            started_at=at,
            ended_at=at + LENGTH_OF_A_CALL if script["channel"] == Contact.Channel.PHONE else None,
            outcome=_outcome(script, cast),
            description=script["says"],
            topic=cast.topics[script["topic"]],
            customer=cast.customers[script["customer"]] if script.get("customer") else None,
            notice_read_at=at + timedelta(minutes=1) if script["channel"] == Contact.Channel.PHONE else None,
            matters=[tuple(matter) for matter in script.get("matters", ())],
        )
    ticket = Ticket.objects.get(contacts=contact)
    if "called" in script:
        cast.tickets[script["called"]] = ticket
    _date_back(ticket, at + LENGTH_OF_A_CALL, began=0)
    for act in script.get("then", ()):
        began = ticket.timeline.order_by("-pk").values_list("pk", flat=True).first() or 0
        at = moment(act["when"], now, cast.office)
        with service_clock.going_by(at):
            _perform(act, ticket, cast.staff[act["by"]], cast, at=at, now=now)
        _date_back(ticket, at, began=began)
        if "promise" in act:
            _fall_due(ticket, due_time(act["promise"], now, cast.office), promised_at=at)
    return Ticket.objects.get(pk=ticket.pk)


def short_answer(row: list, cast: Cast) -> dict:
    """The script of a ticket that was answered at once with its topic's short answer."""
    topic, agent, channel, days, at, customer = row
    known = cast.topics[topic]
    if known.preset_code is None:
        raise ValueError(f"{topic} has no short answer.")
    return {
        "topic": topic,
        "customer": customer,
        "by": agent,
        "channel": channel,
        "when": [days, at],
        "says": known.preset_description,
        "ends": known.preset_code.code,
        "done": known.preset_resolution,
    }


def _outcome(script: dict, cast: Cast):
    ends = script["ends"]
    if ends in cast.codes:
        return Resolved(cast.codes[ends], script["done"])
    if ends in cast.areas:
        return Forwarded(cast.areas[ends], script.get("note", ""))
    return KeptOpen(ends)


def _perform(act: dict, ticket: Ticket, agent: User, cast: Cast, *, at: datetime, now: datetime) -> None:
    match act:
        case {"take": True}:
            assign_ticket(ticket, to=agent, by=agent)
        case {"note": str(text)}:
            add_note(ticket, text=text, submission_id=uuid.uuid4(), by=agent)
        case {"attach": [*names]}:
            _attach(ticket, names, note=act.get("with", ""), by=agent)
        case {"wait": str(text)}:
            wait_for_customer(ticket, note=text, by=agent)
        case {"forward": str(area)}:
            forward_ticket(ticket, to=cast.areas[area], note=act.get("with", ""), by=agent)
        case {"promise": _}:
            # Now a promise can be for a time to come only: for its own time it falls due later.
            promise_follow_up(ticket, due_at=_later(ticket, now), by=agent)
        case {"resolve": str(code), "done": str(done)}:
            resolve_ticket(ticket, code=cast.codes[code], resolution=done, by=agent)
        case {"fine": True}:
            find_fine(ticket, submission_id=uuid.uuid4(), by=agent)
        case {"comment": str(text)}:
            comment_on(ticket, text=text, submission_id=uuid.uuid4(), by=agent)
        case {"back": str(text)}:
            send_back(ticket, text=text, submission_id=uuid.uuid4(), by=agent)
        case {"answer": str(text)}:
            answer_review(ticket.reviews.latest("pk"), answer=text, by=agent)
        case {"link": str(called)}:
            with _dated_back(cast.tickets[called], at) as other:
                link_tickets(ticket, other=other, submission_id=uuid.uuid4(), by=agent)
        case {"merge": str(called)}:
            with _dated_back(cast.tickets[called], at) as other:
                merge_tickets(ticket, into=other, submission_id=uuid.uuid4(), by=agent)
        case {"contact": str(channel), "says": str(text)}:
            log_contact(
                by=agent,
                submission_id=uuid.uuid4(),
                channel=channel,
                direction=act.get("direction", Contact.Direction.IN),
                started_at=at,
                outcome=KeptOpen("as_is"),
                description=text,
                ticket=ticket,
            )
        case _:
            raise ValueError(f"{sorted(act)} is no act.")


def _attach(ticket: Ticket, names: list[str], *, note: str, by: User) -> None:
    with TemporaryDirectory() as folder:
        files = []
        for name, content in papers(names).items():
            path = Path(folder) / name
            path.write_bytes(content)
            files.append(look_over(path, name, len(content)))
        attach_files(ticket, files=files, note=note, confirmed=True, submission_id=uuid.uuid4(), by=by)


@contextmanager
def _dated_back(other: Ticket, at: datetime) -> Iterator[Ticket]:
    """Another ticket on which an act writes a line, too."""
    began = other.timeline.order_by("-pk").values_list("pk", flat=True).first() or 0
    yield other
    other.timeline.filter(pk__gt=began, kind__in=BOTH_SIDES).update(at=at)


def _later(ticket: Ticket, now: datetime) -> datetime:
    return at_hour(next_open_day(timezone.localdate(now), calendar_of(ticket.area)), 10)


def _date_back(ticket: Ticket, at: datetime, *, began: int) -> None:
    """Give what the act wrote the time at which it happened."""
    entries = ticket.timeline.filter(pk__gt=began)
    kinds = set(entries.values_list("kind", flat=True))
    entries.update(at=at)
    ticket.contacts.filter(recorded_at__gt=at, started_at__lte=at).update(recorded_at=at)
    ticket.reviews.filter(at__gt=at).update(at=at)
    ticket.reviews.filter(answered_at__gt=at).update(answered_at=at, read_at=at)
    row = Ticket.objects.filter(pk=ticket.pk)
    if began == 0:
        row.update(recorded_at=at, origin=f"{INVENTED}:{ticket.pk}")
    if kinds & {TimelineEntry.Kind.FORWARDED, TimelineEntry.Kind.ROUTED}:
        row.filter(forwarded_at__isnull=False).update(forwarded_at=at)
    if TimelineEntry.Kind.RESOLVED in kinds:
        row.update(resolved_at=at)


def _fall_due(ticket: Ticket, due_at: datetime, *, promised_at: datetime) -> None:
    """Give the newest promise its own times."""
    newest = ticket.follow_ups.latest("pk")
    FollowUp.objects.filter(pk=newest.pk).update(due_at=due_at, promised_at=promised_at)
    Ticket.objects.filter(pk=ticket.pk).update(due_key=tickets.next_due(Ticket.objects.get(pk=ticket.pk)))
