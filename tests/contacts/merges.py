"""Merging two tickets in a test, and what the database has of them before and after."""

import uuid

from contacts.actions.merging_tickets import merge_tickets
from contacts.models import Merge, Ticket
from tests import cast


def merge(merged, into, by, **facts) -> Merge:
    return merge_tickets(merged, into=into, submission_id=uuid.uuid4(), by=cast.again(by), **facts)


def everything(*tickets: Ticket) -> dict:
    """What the database has of these tickets, apart from versions and what was told since."""
    found = {}
    for each in tickets:
        row = Ticket.objects.get(pk=each.pk)
        found[each.pk] = {
            "row": (
                row.state,
                row.waiting_for,
                row.due_key,
                row.customer_id,
                row.assignee_id,
                row.merged_into_id,
                row.answered_at,
                row.spoke_last_at,
                row.subject,
            ),
            **{
                name: list(getattr(row, name).order_by("pk").values_list("pk", flat=True))
                for name in ("contacts", "follow_ups", "matters", "drafts", "participations", "links_up")
            },
            "lines": list(
                row.timeline.exclude(kind__in=["merged", "took_in", "unmerged"]).values_list("pk", flat=True)
            ),
        }
    return found
