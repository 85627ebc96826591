"""Merge two tickets into one that survives (undone by `undoing_merges`)."""

import uuid

from django.core.exceptions import PermissionDenied

from contacts.actions import service_clock, speaking_last, tickets
from contacts.actions.correcting import titling
from contacts.errors import TicketError
from contacts.models import Merge, Moved, Participation, Ticket, TimelineEntry
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
    speaking_last.reckon(survivor)

    merged.timeline.record(TimelineEntry.Kind.MERGED, by=by, other=survivor)
    took_in = survivor.timeline.record(TimelineEntry.Kind.TOOK_IN, by=by, other=merged)
    for each in (merged, survivor):
        tickets.changed(each, by=by, fields=("titled_by", "spoke_last_at"))
    newest = survivor.contacts.order_by("-pk").values_list("pk", flat=True).first()
    merge.last_line, merge.last_contact = took_in.pk, newest or 0
    merge.save()
    Moved.objects.bulk_create(
        Moved(merge=merge, what=what, keys=sorted(keys)) for what, keys in moved.items() if keys
    )
    return merge


def _move_all(merged: Ticket, survivor: Ticket) -> dict[str, list[int]]:
    """Move what is registered, the links, and sight of the ticket; the keys of what moved or was made."""
    joining = newcomers(merged, survivor)
    moved = {}
    for movable in movables():
        keys = list(movable.rows(merged, survivor).order_by("pk").values_list("pk", flat=True))
        give(movable.table, keys, survivor)
        moved[movable.name] = keys
    links = links_to_move(merged, survivor)
    turn(links, merged, survivor)
    moved[LINKS] = [each.pk for each in links]
    made = [Participation.objects.create(ticket=survivor, user_id=user) for user in sorted(joining)]
    moved[PARTICIPATIONS] = [each.pk for each in made]
    return moved


def give(table, keys: list[int], ticket: Ticket) -> None:
    """Within an action, put these rows on another ticket, locked in the order of their keys."""
    if keys:
        rows = table._default_manager.filter(pk__in=keys)
        list(rows.select_for_update().order_by("pk").values_list("pk", flat=True))
        rows.update(ticket=ticket)


def turn(links, away: Ticket, to: Ticket) -> None:
    """Within an action, let each of these links end at another ticket."""
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
