"""Merge two tickets into one that survives, and undo it for a day."""

import uuid

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions import service_clock, tickets
from contacts.actions.correcting import titling
from contacts.errors import TicketError
from contacts.models import Contact, Merge, Moved, Participation, Ticket, TicketLink, TimelineEntry
from contacts.moving import customers_differ, links_to_move, movables, newcomers, refused
from uccms.audit.context import action, one_at_a_time

PARTICIPATIONS, LINKS = "participations", "links"
# What is still to be done is the survivor's: the more pressing of both states.
PRESSING = [Ticket.WaitingFor.CUSTOMER, Ticket.WaitingFor.FOLLOW_UP, Ticket.WaitingFor.NOBODY]


@action
def merge_tickets(
    merged: Ticket,
    *,
    into: Ticket,
    submission_id: uuid.UUID,
    by,
    version: int | None = None,
    survivor_version: int | None = None,
    customers_may_differ: bool = False,
) -> Merge:
    """Put all that is on `merged` onto the ticket `into`, which survives; sent twice, it is done once.

    `merged` is closed and says where it went; how it was assigned, forwarded and resolved stays told there.
    Notes stay internal. A survivor of which no customer was known belongs to the customer of `merged`.
    Raises PermissionDenied, Conflict, or TicketError with a sentence for the agent.
    """
    one_at_a_time(submission_id)
    earlier = Merge.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.by_id != by.pk:
            raise PermissionDenied
        return earlier
    merged, survivor = tickets.locked_both(
        merged, into, by=by, version=version, other_version=survivor_version
    )
    if refusal := refused(merged, survivor):
        raise TicketError(refusal)
    if customers_differ(merged, survivor) and not customers_may_differ:
        raise TicketError(
            "The tickets belong to different customers. Say that they belong together all the same."
        )

    merge = Merge(
        merged=merged,
        survivor=survivor,
        by=by,
        was_state=merged.state,
        was_waiting_for=merged.waiting_for,
        survivor_was_state=survivor.state,
        survivor_was_waiting_for=survivor.waiting_for,
        gave_customer=bool(merged.customer_id and not survivor.customer_id),
        submission_id=submission_id,
    )
    for each in (merged, survivor):
        each.titled_by_id = titling(each)
    pressing = max(
        (each.waiting_for for each in (merged, survivor) if each.is_unresolved), key=PRESSING.index
    )
    merge.gave_answer = bool(merged.answered_at and not survivor.answered_at)
    moved = _move_all(merged, survivor)
    _close(merged, survivor)
    _take_over(merged, survivor, pressing)

    merged.timeline.record(TimelineEntry.Kind.MERGED, by=by, other=survivor)
    survivor.timeline.record(TimelineEntry.Kind.TOOK_IN, by=by, other=merged)
    for each in (merged, survivor):
        tickets.changed(each, by=by, fields=("titled_by",))
    merge.merged_version, merge.survivor_version = merged.version, survivor.version
    merge.save()
    Moved.objects.bulk_create(
        Moved(merge=merge, what=what, keys=sorted(keys)) for what, keys in moved.items() if keys
    )
    return merge


@action
def undo_merge(merge: Merge, *, by) -> Merge:
    """Bring back exactly what the merge moved, within a day: a new act, told on both tickets.

    Raises PermissionDenied, or TicketError: with the names of those who changed one of them since.
    """
    merged, survivor = tickets.locked_both(merge.merged, merge.survivor, by=by, merged_too=True)
    merge = Merge.objects.select_for_update().get(pk=merge.pk)
    if merge.undone_at:
        raise TicketError("This merge is undone already.")
    if not merge.is_undoable:
        raise TicketError("A merge can be undone for a day. Split contacts off instead.")
    for ticket, version in ((merged, merge.merged_version), (survivor, merge.survivor_version)):
        if ticket.version != version:
            raise TicketError(
                f"{_changed_by(ticket, merge)} changed {ticket} since, so the merge stays."
                " Split contacts off instead."
            )

    _move_back(merge, merged, survivor)
    _open_again(merge, merged)
    _give_back(merge, survivor)
    merged.timeline.record(TimelineEntry.Kind.UNMERGED, by=by, other=survivor)
    survivor.timeline.record(TimelineEntry.Kind.UNMERGED, by=by, other=merged)
    for each in (merged, survivor):
        tickets.changed(each, by=by)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save(update_fields=["undone_at", "undone_by"])
    return merge


def _move_all(merged: Ticket, survivor: Ticket) -> dict[str, list[int]]:
    """Move what is registered, the links, and sight of the ticket; the keys of what moved or was made."""
    joining = newcomers(merged, survivor)
    moved = {}
    for movable in movables():
        keys = list(movable.rows(merged, survivor).order_by("pk").values_list("pk", flat=True))
        _give(movable.table, keys, survivor)
        moved[movable.name] = keys
    links = links_to_move(merged, survivor)
    _turn(links, merged, survivor)
    moved[LINKS] = [each.pk for each in links]
    made = [Participation.objects.create(ticket=survivor, user_id=user) for user in sorted(joining)]
    moved[PARTICIPATIONS] = [each.pk for each in made]
    return moved


def _move_back(merge: Merge, merged: Ticket, survivor: Ticket) -> None:
    moved = dict(merge.moved.values_list("what", "keys"))
    Participation.objects.filter(pk__in=moved.pop(PARTICIPATIONS, [])).delete()
    _turn(TicketLink.objects.filter(pk__in=moved.pop(LINKS, [])), survivor, merged)
    for movable in movables():
        _give(movable.table, moved.get(movable.name, []), merged)


def _give(table, keys: list[int], ticket: Ticket) -> None:
    """Put these rows on another ticket, locked in the order of their keys; what is gone since stays away."""
    if keys:
        rows = table._default_manager.filter(pk__in=keys)
        list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        rows.update(ticket=ticket)


def _turn(links, away: Ticket, to: Ticket) -> None:
    """Let each of these links end at another ticket."""
    for link in links:
        link.first_id, link.second_id = sorted((link.other_than(away), to.pk))
        link.save(update_fields=["first", "second"])


def _close(merged: Ticket, survivor: Ticket) -> None:
    """Close the ticket that goes: its clock stands, and nothing answered it by that."""
    answered_at = merged.answered_at
    merged.state, merged.waiting_for, merged.merged_into = (
        Ticket.State.CLOSED,
        Ticket.WaitingFor.NOBODY,
        survivor,
    )
    merged.taken_at = merged.taken_version = None
    tickets.moved(merged, "state", "waiting_for", "merged_into", "taken_at", "taken_version")
    merged.answered_at = answered_at
    merged.save(update_fields=["answered_at"])


def _take_over(merged: Ticket, survivor: Ticket, pressing: str) -> None:
    """Let the survivor wait no longer than the more pressing of both did, and belong to whom we know."""
    survivor.waiting_for = pressing
    survivor.state = Ticket.State.WAITING if pressing else Ticket.State.OPEN
    if survivor.customer_id is None:
        survivor.customer_id = merged.customer_id
    if merged.answered_at:
        service_clock.answered(survivor, at=merged.answered_at)
    tickets.moved(survivor, "state", "waiting_for", "customer")


def _open_again(merge: Merge, merged: Ticket) -> None:
    merged.merged_into, merged.state, merged.waiting_for = None, merge.was_state, merge.was_waiting_for
    tickets.moved(merged, "state", "waiting_for", "merged_into")


def _give_back(merge: Merge, survivor: Ticket) -> None:
    survivor.state, survivor.waiting_for = merge.survivor_was_state, merge.survivor_was_waiting_for
    if merge.gave_customer:
        survivor.customer = None
    if merge.gave_answer:
        survivor.answered_at = None
        if survivor.clock_from:
            service_clock.reckon(survivor)
    tickets.moved(survivor, "state", "waiting_for", "customer")


def _changed_by(ticket: Ticket, merge: Merge) -> str:
    """Who changed the ticket after the merge, by name."""
    entries = ticket.timeline.filter(at__gt=merge.at, by__isnull=False).values_list("by__name", flat=True)
    contacts = Contact.objects.filter(ticket=ticket, recorded_at__gt=merge.at, agent__isnull=False)
    names = sorted({*entries, *contacts.values_list("agent__name", flat=True)})
    return " and ".join(names) or "Somebody"
