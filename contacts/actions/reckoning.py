"""When hours or targets change: find new due times for the tickets whose clock runs, a batch at a time."""

from django.db import connection
from procrastinate.contrib.django import app

from contacts.actions import service_clock, tickets
from contacts.models import Ticket
from contacts.service_rules import ManyServiceRules
from uccms.accounts.models import BusinessArea
from uccms.audit.context import action

BATCH = 500


def rules_changed(area: BusinessArea | None) -> None:
    """Within an action that changes hours or targets of an area or (None) of all, have them reckoned anew.

    Whoever writes due times at this moment goes first, and whoever comes later reads the new rules.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [service_clock.RULES])
    have_reckoned(area.pk if area else None)


def have_reckoned(area: int | None, after: int = 0) -> None:
    """Within an action, have the tickets with higher keys reckoned once the transaction ends."""
    app.configure_task("contacts.jobs.reckon_due_times").defer(area=area, after=after)


@action
def reckon_batch(area: int | None, *, after: int = 0, by=None) -> int:
    """Reckon the due times of the next tickets whose clock runs, and have the rest follow; returns how many.

    Due times are no agent's change: the version stays, so that nobody who is typing is told of a conflict.
    Done twice, it does no harm.
    """
    running = Ticket.objects.unresolved().filter(clock_from__isnull=False, pk__gt=after).order_by("pk")
    if area is not None:
        running = running.filter(area=area)
    keys = list(running.values_list("pk", flat=True)[:BATCH])
    rules: dict[int, ManyServiceRules] = {}
    locked = Ticket.objects.select_for_update(of=("self",)).select_related("area").filter(pk__in=keys)
    for ticket in locked.order_by("pk"):
        if ticket.clock_from is None:
            continue  # it was resolved or waits since
        known = rules.setdefault(ticket.area_id, ManyServiceRules(ticket.area))
        before = (ticket.first_answer_due, ticket.resolution_due)
        service_clock.reckon(ticket, known)
        if (ticket.first_answer_due, ticket.resolution_due) != before:
            ticket.due_key = tickets.next_due(ticket)
            ticket.save(update_fields=["first_answer_due", "resolution_due", "untold_due", "due_key"])
    if len(keys) == BATCH:
        have_reckoned(area, keys[-1])
    return len(keys)
