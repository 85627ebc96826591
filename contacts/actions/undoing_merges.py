"""Take the merge of two tickets back, within a day: all of it but what somebody decided since."""

from collections import defaultdict

from django.db.models import Q
from django.utils import timezone

from contacts.actions import service_clock, speaking_last, tickets
from contacts.actions.merging_tickets import LINKS, PARTICIPATIONS, give, turn
from contacts.errors import TicketError
from contacts.models import Merge, Participation, Ticket, TicketLink, TimelineEntry
from contacts.moving import WITH_WHAT_MOVES, movables
from contacts.subjects import subject_of
from uccms.audit.context import action

Kind = TimelineEntry.Kind
# Who did one of these after the merge decided what the survivor waits for.
DECIDES = (
    Kind.PROMISED, Kind.KEPT, Kind.WITHDRAWN, Kind.WAITING, Kind.DUE, Kind.RESOLVED, Kind.REOPENED,
    Kind.CLOSED, Kind.TOOK_IN, Kind.UNMERGED,
)  # fmt: skip
Moved = dict[str, list[int]]


@action
def undo_merge(merge: Merge, *, by) -> list[str]:
    """Move back what the merge moved and restore what it changed: a new act, told on both tickets.

    What was moved on or decided since stays as it is, and what was added since stays where it is. Returns
    what that is, in sentences with names; none when both tickets are as they were.
    Raises PermissionDenied, or TicketError: with names, where something since stands against it.
    """
    merged, survivor = tickets.locked_both(merge.merged, merge.survivor, by=by, merged_too=True)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    moved = dict(merge.moved.values_list("what", "keys"))
    _require_undoable(merge, merged, survivor, moved)

    stays = _moved_on(merge, survivor, moved)
    _move_back(merge, merged, survivor, moved)
    _open_again(merge, merged)
    stays += _give_back(merge, merged, survivor)
    for each in (merged, survivor):
        _call_after_its_own(each)
        speaking_last.reckon(each)
    stays += _added(merge, survivor)
    merged.timeline.record(Kind.UNMERGED, by=by, other=survivor)
    survivor.timeline.record(Kind.UNMERGED, by=by, other=merged)
    for each in (merged, survivor):
        tickets.changed(each, by=by, fields=("subject", "titled_by", "spoke_last_at"))
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    return stays


def _lines_since(merge: Merge, survivor: Ticket):
    return survivor.timeline.filter(pk__gt=merge.last_line)


def _contacts_since(merge: Merge, survivor: Ticket):
    return survivor.contacts.filter(pk__gt=merge.last_contact)


def _require_undoable(merge: Merge, merged: Ticket, survivor: Ticket, moved: Moved) -> None:
    """Raises TicketError: it is undone or too late, a later merge stands, or a ticket would be empty."""
    if merge.undone_at:
        raise TicketError("This merge is undone already.")
    if not merge.is_undoable:
        raise TicketError("A merge can be undone for a day. Split contacts off instead.")
    later = Merge.objects.filter(merged=survivor, undone_at=None).select_related("by").first()
    if later:
        raise TicketError(f"{later.by} merged {survivor} into T{later.survivor_id} since. Undo that first.")
    splits = _lines_since(merge, survivor).filter(kind=Kind.SPLIT).select_related("by", "other")
    if not splits:
        return
    names = " and ".join(sorted({str(each.by) for each in splits}))
    there = {
        merged: survivor.contacts.filter(pk__in=moved.get("contacts", [])),
        survivor: survivor.contacts.exclude(pk__in=moved.get("contacts", [])),
    }
    for ticket, contacts in there.items():
        if not contacts.exists():
            raise TicketError(
                f"{names} split off every contact of {ticket} since, so it would be left without one."
                f" Merge {splits[0].other} back first."
            )


def _moved_on(merge: Merge, survivor: Ticket, moved: Moved) -> list[str]:
    """What the merge moved and somebody moved on since, with who did it."""
    elsewhere: dict[int, list[str]] = defaultdict(list)
    for movable in movables():
        if movable.name == "lines":  # they go with what they are about
            continue
        rows = movable.table._default_manager.filter(pk__in=moved.get(movable.name, []))
        found: dict[int, int] = defaultdict(int)
        for ticket in rows.exclude(ticket=survivor).values_list("ticket", flat=True):
            found[ticket] += 1
        for ticket, number in found.items():
            elsewhere[ticket].append(movable.counted(number))
    splits = _lines_since(merge, survivor).filter(kind=Kind.SPLIT).select_related("by")
    by = {each.other_id: each.by for each in splits}
    return [
        f"{' and '.join(words)} went to T{ticket} since{f', by {by[ticket]}' if ticket in by else ''},"
        " and stays there."
        for ticket, words in sorted(elsewhere.items())
    ]


def _added(merge: Merge, survivor: Ticket) -> list[str]:
    """That something was written on the survivor itself since, with who wrote it."""
    lines, contacts = _lines_since(merge, survivor), _contacts_since(merge, survivor)
    names = {*lines.values_list("by__name", flat=True), *contacts.values_list("agent__name", flat=True)}
    if not names:
        return []
    known = " and ".join(sorted(filter(None, names)))
    return [f"What {f'{known} did' if known else 'was done'} there since stays on {survivor}."]


def _move_back(merge: Merge, merged: Ticket, survivor: Ticket, moved: Moved) -> None:
    """Move back what still is on the survivor, with the lines that were written about it since."""
    for movable in movables():
        rows = movable.table._default_manager.filter(pk__in=moved.get(movable.name, []), ticket=survivor)
        give(movable.table, list(rows.values_list("pk", flat=True)), merged)
    about = Q(follow_up__in=moved.get("follow_ups", [])) | Q(
        contact__in=moved.get("contacts", []), kind__in=(Kind.CORRECTED, Kind.REMOVED)
    )
    _lines_since(merge, survivor).filter(about, kind__in=WITH_WHAT_MOVES).update(ticket=merged)
    known = {each.other_than(merged) for each in TicketLink.objects.of(merged)}
    links = TicketLink.objects.of(survivor).filter(pk__in=moved.get(LINKS, []))
    turn([each for each in links if each.other_than(survivor) not in known], survivor, merged)
    made = Participation.objects.filter(pk__in=moved.get(PARTICIPATIONS, []))
    made.exclude(user__in=_busy_since(merge, survivor)).delete()


def _busy_since(merge: Merge, survivor: Ticket) -> set[int]:
    """Who did something on the survivor itself since, or is typing on it, and so goes on seeing it."""
    return {
        *_lines_since(merge, survivor).filter(by__isnull=False).values_list("by", flat=True),
        *_contacts_since(merge, survivor).filter(agent__isnull=False).values_list("agent", flat=True),
        *survivor.drafts.values_list("owner", flat=True),
    }


def _open_again(merge: Merge, merged: Ticket) -> None:
    merged.merged_into, merged.state, merged.waiting_for = None, merge.was_state, merge.was_waiting_for
    _wait_for_no_promise_that_is_settled(merged)
    tickets.moved(merged, "state", "waiting_for", "merged_into")


def _give_back(merge: Merge, merged: Ticket, survivor: Ticket) -> list[str]:
    """Give the survivor its state, customer and clock back; what was decided since stays, and is returned."""
    stays = []
    line = _lines_since(merge, survivor).filter(kind__in=DECIDES).select_related("by").order_by("-pk").first()
    contact = _contacts_since(merge, survivor).select_related("agent").order_by("-pk").first()
    was = merge.survivor_was_state, merge.survivor_was_waiting_for
    if not line and not contact:
        survivor.state, survivor.waiting_for = was
    elif (survivor.state, survivor.waiting_for) != was:
        who = (line and line.by) or (contact and contact.agent) or "what happened"
        stays.append(f"{survivor} is {survivor.get_state_display().lower()}, as {who} left it since.")
    _wait_for_no_promise_that_is_settled(survivor)
    if merge.gave_customer and survivor.customer_id:
        if survivor.customer_id != merged.customer_id or _has_contact_of(survivor, survivor.customer_id):
            stays.append(f"{survivor} stays with {survivor.customer.number}, who was in touch on it since.")
        else:
            survivor.customer = None
    if merge.gave_answer:
        survivor.answered_at = _answered_since(merge, survivor)
        if survivor.clock_from:
            service_clock.reckon(survivor)
    tickets.moved(survivor, "state", "waiting_for", "customer")
    return stays


def _wait_for_no_promise_that_is_settled(ticket: Ticket) -> None:
    """A promise that came back may have been kept meanwhile, or its time may have come: then it is open."""
    if ticket.waiting_for != Ticket.WaitingFor.FOLLOW_UP:
        return
    if not ticket.follow_ups.filter(kept_at=None, withdrawn_at=None, reopened_at=None).exists():
        ticket.state, ticket.waiting_for = Ticket.State.OPEN, Ticket.WaitingFor.NOBODY


def _has_contact_of(ticket: Ticket, customer: int) -> bool:
    return ticket.contacts.filter(customer=customer).exists()


def _answered_since(merge: Merge, survivor: Ticket):
    """When the survivor's own customer was first answered after the merge; None when nobody did yet."""
    contacts = [
        each.started_at
        for each in _contacts_since(merge, survivor).order_by("started_at")
        if service_clock.is_answer(channel=each.channel, direction=each.direction)
    ]
    resolved = _lines_since(merge, survivor).filter(kind=Kind.RESOLVED).values_list("at", flat=True)
    return min([*contacts, *resolved], default=None)


def _call_after_its_own(ticket: Ticket) -> None:
    """Call a ticket after its first contact, where the one that it was called after is on another one now."""
    if ticket.titled_by_id is None or ticket.contacts.filter(pk=ticket.titled_by_id).exists():
        return
    first = ticket.contacts.order_by("id").first()
    if first:
        ticket.subject, ticket.titled_by = subject_of(first.description), first
