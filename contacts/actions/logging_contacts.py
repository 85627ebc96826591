"""Write down a contact: on a new ticket, on one that there is, or without a request."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions import service_clock, speaking_last, tickets
from contacts.actions.assigning import can_hold
from contacts.actions.drafting import forget_draft
from contacts.actions.following_up import keep_follow_up, promise
from contacts.actions.forwarding import hand_over
from contacts.actions.keeping_customers import create_customer
from contacts.actions.resolving import reopen, settle
from contacts.actions.routing import route
from contacts.actions.standing_customers import standing
from contacts.actions.wrapping_up import begin_wrap_up
from contacts.errors import SentBefore, TicketError
from contacts.matters import key_of
from contacts.models import Contact, Customer, FollowUp, Matter, Ticket, TimelineEntry, Topic
from contacts.subjects import subject_of
from uccms.accounts import permissions
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action, one_at_a_time
from uccms.privacy import pia
from uccms.privacy.texts import NOTHING_STATED, Statements, admit


@dataclass(frozen=True)
class Resolved:
    """It ends here: what was done, with its code."""

    code: "ResolutionCode"  # noqa: F821
    resolution: str


@dataclass(frozen=True)
class KeptOpen:
    """Somebody follows up: `mine`, the `queue`'s, or `as_is` on a ticket that there is."""

    owner: str = "mine"
    promised_for: datetime | None = None


@dataclass(frozen=True)
class Forwarded:
    """Another area answers."""

    to: BusinessArea
    note: str = ""


Outcome = Resolved | KeptOpen | Forwarded


def home_area(user: User, topic: Topic | None) -> BusinessArea:
    """The area of a new ticket of this agent: the topic's if they work there, else theirs.

    Raises TicketError when neither the agent nor the topic has an area.
    """
    areas, of_topic = user.areas, topic.area if topic else None
    if of_topic and (of_topic in areas or not areas):
        return of_topic
    if user.home is None:
        raise TicketError("You belong to no business area yet. Ask your supervisor.")
    return user.home


@action
def log_contact(
    *,
    by: User,
    submission_id: uuid.UUID,
    channel: str,
    started_at: datetime,
    outcome: Outcome,
    description: str,
    topic: Topic | None = None,
    ticket: Ticket | None = None,
    customer: Customer | None = None,
    new_customer: dict | None = None,
    direction: str = Contact.Direction.IN,
    ended_at: datetime | None = None,
    notice_read_at: datetime | None = None,
    matters: Sequence[tuple[str, str]] = (),
    keeps: Sequence[FollowUp] = (),
    statements: Statements = NOTHING_STATED,
) -> Contact:
    """Write down one contact and how it ended; sent twice (same `submission_id`), it is one.

    Without `ticket` it opens a new one about `topic`. `new_customer` holds the keywords of
    `create_customer`. On a ticket that there is, a contact from the customer opens it again, and whoever
    may open the customer may add one, also to a ticket of an area not theirs; such a contact changes
    nothing else (`KeptOpen("as_is")`).
    A new ticket that an agent neither keeps, forwards nor resolves goes where a routing rule says.
    A ticket whose caller gave no name belongs to the customer who gives one later. After a call the agent's
    wrap-up begins.
    Raises PermissionDenied, TextRefused, or TicketError with a sentence for the agent: SentBefore where the
    first one had other words, or another customer.
    """
    permissions.require(by, "contacts.log_contact")
    one_at_a_time(submission_id)
    description = admit(description, statements=statements)
    earlier = _earlier(submission_id, by=by)
    if earlier:
        same = (earlier.description, earlier.channel, earlier.direction) == (description, channel, direction)
        if not same or not _is_of(earlier, customer, is_new=bool(new_customer)):
            raise SentBefore
        return earlier
    if not description:
        raise TicketError("Say what the caller needs.")
    if ended_at and ended_at < started_at:
        raise TicketError("The contact cannot end before it starts.")
    if started_at > timezone.now() + timedelta(minutes=1):
        raise TicketError("The contact cannot start in the future.")

    if new_customer:
        customer = create_customer(by=by, submission_id=submission_id, statements=statements, **new_customer)
    if customer is not None:
        customer = standing(customer)
    if ticket is None:
        ticket = _open_ticket(
            by, topic=topic, customer=customer, description=description, outcome=outcome,
            started_at=started_at, channel=channel, direction=direction,
        )  # fmt: skip
        is_new = True
    else:
        ticket = Ticket.objects.select_for_update().get(pk=ticket.pk)
        is_new = False
        sees = Ticket.objects.visible_to(by).filter(pk=ticket.pk).exists()
        if not sees and (ticket.customer_id is None or not by.has_perm("contacts.look_up_customer")):
            raise PermissionDenied
        if not sees and (outcome != KeptOpen("as_is") or keeps):
            raise PermissionDenied
        tickets.refuse_merged(ticket)
        _meet(ticket, customer)
    contact = Contact.objects.create(
        ticket=ticket,
        customer=customer or ticket.customer,
        channel=channel,
        direction=direction,
        started_at=started_at,
        ended_at=ended_at,
        agent=by,
        description=description,
        notice_read_at=notice_read_at,
        notice_version=pia.notice("contact").version if notice_read_at else "",
        submission_id=submission_id,
    )
    statements.record(description, by=by, table="contacts_contact", key=contact.pk, column="description")
    _add_matters(ticket, matters, contact=contact)
    if service_clock.is_answer(channel=channel, direction=direction):
        service_clock.answered(ticket, at=started_at)
    if is_new and not isinstance(outcome, Resolved):
        by_hand = isinstance(outcome, Forwarded) or outcome.owner == "mine"
        route(ticket, text=description, by_hand=by_hand)
    for follow_up in keeps:
        keep_follow_up(follow_up, ticket=ticket, contact=contact, by=by)
    if not is_new and direction == Contact.Direction.IN and ticket.state != Ticket.State.OPEN:
        reopen(ticket, by=by, contact=contact)
    if not is_new:
        speaking_last.reckon(ticket)
    _conclude(ticket, outcome, contact=contact, is_new=is_new, by=by, statements=statements)
    tickets.took_part(ticket, by)
    forget_draft(submission_id, by=by)
    begin_wrap_up(by, contact, home=topic.area_id if is_new else ticket.area_id)
    return contact


@action
def log_no_request(
    *,
    by: User,
    submission_id: uuid.UUID,
    channel: str,
    started_at: datetime,
    reason: str,
    direction: str = Contact.Direction.IN,
    ended_at: datetime | None = None,
) -> Contact:
    """Write down a contact in which nobody asked for anything: wrong number, dropped or transferred."""
    permissions.require(by, "contacts.log_contact")
    one_at_a_time(submission_id)
    earlier = _earlier(submission_id, by=by)
    if earlier:
        return earlier
    contact = Contact.objects.create(
        channel=channel,
        direction=direction,
        started_at=started_at,
        ended_at=ended_at,
        agent=by,
        no_request=reason,
        submission_id=submission_id,
    )
    forget_draft(submission_id, by=by)
    return contact


def _earlier(submission_id: uuid.UUID, *, by: User) -> Contact | None:
    """The contact that this form became when it was sent before, if the same agent sent it."""
    earlier = Contact.objects.filter(submission_id=submission_id).first()
    if earlier and earlier.agent_id != by.pk:
        raise PermissionDenied
    return earlier


def _is_of(contact: Contact, customer: Customer | None, *, is_new: bool) -> bool:
    """Whether the contact is of this customer, or of the new one that its form kept."""
    if is_new:
        return contact.customer is not None and contact.customer.submission_id == contact.submission_id
    if customer is None:
        return True
    return contact.customer_id is not None and contact.customer_id in (customer.pk, customer.merged_into_id)


def _meet(ticket: Ticket, customer: Customer | None) -> None:
    """The ticket belongs to this customer, or to nobody yet; whose it is, is never changed by a contact."""
    if customer is None or ticket.customer_id == customer.pk:
        return
    if ticket.customer_id is not None:
        raise TicketError(f"{ticket.number} belongs to another customer. Open a new ticket for this one.")
    ticket.customer = customer
    ticket.save(update_fields=["customer"])


def _open_ticket(by, *, topic, customer, description, outcome, started_at, channel, direction) -> Ticket:
    if topic is None:
        raise TicketError("Choose a topic.")
    return Ticket.objects.create(
        customer=customer,
        topic=topic,
        area=home_area(by, topic),
        assignee=by if isinstance(outcome, KeptOpen) and outcome.owner == "mine" else None,
        subject=subject_of(description),
        opened_at=started_at,
        opened_by=by,
        channel=channel,
        clock_from=None if isinstance(outcome, Resolved) else started_at,
        spoke_last_at=started_at if direction == Contact.Direction.IN else None,
    )


def _add_matters(ticket: Ticket, matters: Sequence[tuple[str, str]], *, contact: Contact) -> None:
    rows = []
    for kind, number in matters:
        try:
            key = key_of(kind, number)
            rows.append(Matter(ticket=ticket, kind=kind, number=number.strip(), key=key, contact=contact))
        except ValueError as error:
            raise TicketError(str(error)) from None
    Matter.objects.bulk_create(rows, ignore_conflicts=True)


def _conclude(
    ticket: Ticket, outcome: Outcome, *, contact: Contact, is_new: bool, by: User, statements: Statements
) -> None:
    match outcome:
        case Resolved(code, resolution):
            settle(ticket, code=code, resolution=resolution, by=by, statements=statements)
        case Forwarded(to, note):
            hand_over(ticket, to=to, note=note, by=by, statements=statements)
        case KeptOpen(owner, promised_for):
            if is_new:
                service_clock.reckon(ticket)
            if not ticket.is_unresolved and (owner != "as_is" or promised_for):
                reopen(ticket, by=by, contact=contact)
            if not is_new and owner != "as_is":
                _hand_to(ticket, by if owner == "mine" else None, by=by)
            if promised_for:
                promise(ticket, due_at=promised_for, by=by)
    ticket.version += 0 if is_new else 1
    tickets.moved(ticket, "version")


def _hand_to(ticket: Ticket, holder: User | None, *, by: User) -> None:
    if ticket.assignee == holder:
        return
    if holder is not None and not can_hold(holder, ticket):
        raise TicketError(
            f"You do not work in {ticket.area}, so the ticket cannot be yours. Keep it open as it is."
        )
    ticket.assignee = holder
    ticket.save(update_fields=["assignee"])
    ticket.timeline.record(TimelineEntry.Kind.ASSIGNED, by=by, person=holder)
