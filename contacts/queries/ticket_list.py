"""The plain list of tickets by area, state and assignee: keyset pages, newest first."""

from dataclasses import dataclass

from django.core import signing
from django.db.models import QuerySet

from contacts.models import Participation, Ticket

PAGE = 50
SALT = "contacts.ticket_list"


@dataclass(frozen=True)
class TicketList:
    """One page, and the signed cursors of its neighbours."""

    tickets: list[Ticket]
    earlier: str
    later: str


def cursor(direction: str, ticket: Ticket) -> str:
    """A place in the list: before or after this ticket. It carries a key, no name."""
    return signing.dumps([direction, ticket.pk], salt=SALT)


def place(signed: str) -> tuple[str, int] | None:
    """The place that a cursor names, or None for the beginning or a cursor that was altered."""
    try:
        direction, key = signing.loads(signed, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    return direction, key


def ticket_list(
    user, *, area=None, state: str = "unresolved", assignee: str = "", at: str = ""
) -> TicketList:
    """One page of the tickets that `user` may see.

    `state` is a state or "unresolved" or "" for all; `assignee` is "me", "nobody" or "" for all.
    """
    where = place(at)
    direction, key = where or ("before", 0)
    forwards = direction == "before"

    def page(tickets: QuerySet) -> list[int]:
        tickets = tickets.filter(state=state) if state in Ticket.State.values else tickets
        tickets = tickets.unresolved() if state == "unresolved" else tickets
        if assignee == "nobody":
            tickets = tickets.filter(assignee__isnull=True)
        if where:
            tickets = tickets.filter(pk__lt=key) if forwards else tickets.filter(pk__gt=key)
        return list(tickets.order_by("-pk" if forwards else "pk").values_list("pk", flat=True)[: PAGE + 1])

    # Each branch walks one index; one query with OR would scan the table for a small area.
    keys: set[int] = set()
    for branch in _branches(user, area, assignee):
        keys.update(page(branch))
    chosen = sorted(keys, reverse=forwards)[: PAGE + 1]
    beyond = len(chosen) > PAGE
    shown = sorted(chosen[:PAGE], reverse=True)
    rows = Ticket.objects.select_related("customer", "topic", "area", "assignee").in_bulk(shown)
    tickets = [rows[each] for each in shown if each in rows]
    has_earlier = beyond if forwards else True
    has_later = bool(where) if forwards else beyond
    return TicketList(
        tickets,
        earlier=cursor("before", tickets[-1]) if tickets and has_earlier else "",
        later=cursor("after", tickets[0]) if tickets and has_later else "",
    )


def _branches(user, area, assignee: str) -> list[QuerySet]:
    tickets = Ticket.objects.all()
    if not user.has_perm("contacts.see_tickets"):
        return []
    if assignee == "me":
        tickets = tickets.filter(assignee=user)
        return [tickets.filter(area=area) if area else tickets]
    if user.is_first_tier or area in user.areas:
        return [tickets.filter(area=area) if area else tickets]
    took_part = tickets.filter(pk__in=Participation.objects.filter(user=user).values("ticket"))
    held = tickets.filter(assignee=user)
    if area:
        return [took_part.filter(area=area), held.filter(area=area)]
    return [*(tickets.filter(area=each) for each in user.areas), took_part, held]
