"""Send a new ticket where the first rule that fits says, once, in the action that opens it."""

from django.db.models import F, Q
from django.utils import timezone

from contacts.actions import tickets
from contacts.models import RoutingRule, RoutingTurn, Ticket, TimelineEntry
from contacts.presence import present_members
from contacts.routing import first_that_fits
from contacts.routing_facts import facts_of_new
from uccms.accounts.models import BusinessArea, User


def route(ticket: Ticket, *, text: str, by_hand: bool) -> RoutingRule | None:
    """Within the action that opened the ticket, do what the first rule that fits says, and write that down.

    Where an agent decided `by_hand` whose the ticket is, a rule sets its priority and nothing more.
    Returns the rule that changed something.
    """
    its_own_or_all = Q(area=ticket.area_id) | Q(area=None)
    rules = list(RoutingRule.objects.filter(its_own_or_all, is_running=True).judged().in_order())
    rule = first_that_fits(rules, facts_of_new(ticket, text, rules)) if rules else None
    if rule is None:
        return None
    origin, person = ticket.area, None
    if rule.to and not by_hand:
        person = next_in_turn(rule.to) if rule.in_turn else rule.person
        _move(ticket, rule.to, person)
    raised = rule.priority if rule.priority not in ("", ticket.priority) else ""
    ticket.priority = raised or ticket.priority
    moved = origin != ticket.area
    if not (moved or person or raised):
        return None
    tickets.moved(ticket, "area", "assignee", "forwarded_at", "forwarded_from", "priority")
    ticket.timeline.record(
        TimelineEntry.Kind.ROUTED,
        by=None,
        rule=rule,
        origin=origin if moved else None,
        to=ticket.area if moved else None,
        person=person,
        priority=raised,
    )
    if person:
        tickets.took_part(ticket, person)
    return rule


def _move(ticket: Ticket, to: BusinessArea, person: User | None) -> None:
    if to != ticket.area:
        ticket.forwarded_at, ticket.forwarded_from = timezone.now(), ticket.area
    ticket.area, ticket.assignee = to, person


def next_in_turn(area: BusinessArea) -> User | None:
    """Within an action, who of those present was given nothing for the longest time; None when none is.

    Two tickets at once go to two people: each passes over whoever the other is giving to.
    """
    present = list(present_members(area))
    turns = [RoutingTurn(area=area, user=each) for each in present]
    RoutingTurn.objects.bulk_create(turns, ignore_conflicts=True)
    waiting = (
        RoutingTurn.objects.filter(area=area, user__in=present)
        .select_related("user")
        .order_by(F("given_at").asc(nulls_first=True), "user_id")
    )
    turn = (
        waiting.select_for_update(skip_locked=True, of=("self",)).first()
        or waiting.select_for_update(of=("self",)).first()
    )
    if turn is None:
        return None
    turn.given_at = timezone.now()
    turn.save(update_fields=["given_at"])
    return turn.user
