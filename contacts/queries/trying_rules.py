"""Where past tickets would have gone, were a rule running: looked at, nothing changed."""

from dataclasses import dataclass, replace

from django.db.models import Exists, OuterRef, Q

from contacts.models import Contact, Participation, RoutingRule, Ticket, TimelineEntry
from contacts.routing import Facts, first_that_fits, fits, spaced
from contacts.routing_facts import parents_of_topics, with_those_above
from uccms.accounts.models import BusinessArea, User
from uccms.audit.models import Change

LATEST = 200
DECIDED = (TimelineEntry.Kind.ROUTED, TimelineEntry.Kind.FORWARDED)


@dataclass(frozen=True)
class Outcome:
    """Where a ticket goes when it is opened: the area, who gets it, and what a rule says beside."""

    area: BusinessArea
    person: User | None = None
    in_turn: bool = False
    priority: str = ""


@dataclass(frozen=True)
class Tried:
    """A ticket that the rule would have decided about, before and after."""

    ticket: Ticket
    before: Outcome
    after: Outcome
    by_hand: str = ""  # "kept" or "forwarded", where its agent decided whose it is

    @property
    def changes(self) -> bool:
        return self.before != self.after


@dataclass(frozen=True)
class Trial:
    """What the rule would have done with the latest tickets that the supervisor may see.

    `earlier` are those that it fits, but where another rule comes first, with that rule. Of what an agent
    resolved in the contact no rule is asked: so many are `left_out`.
    """

    looked_at: int
    left_out: int
    tried: list[Tried]
    earlier: list[tuple[Ticket, RoutingRule]]

    @property
    def numbers(self) -> list[str]:
        """The tickets that are shown, for the audit record."""
        return [each.ticket.number for each in self.tried] + [each.number for each, _ in self.earlier]


def trial(rule: RoutingRule, user) -> Trial:
    """Try a rule, kept or not yet, on the latest tickets that `user` may see."""
    found = latest_tickets(user)
    by_hand = _decided_by_hand([each.pk for each in found])
    latest = [each for each in found if by_hand.get(each.pk) != "resolved"]
    running = RoutingRule.objects.filter(is_running=True).exclude(pk=rule.pk).judged().in_order()
    others = list(running)
    rules = in_its_place(rule, others)
    keys = [each.pk for each in latest]
    decisions, texts = _first_decisions(keys), _first_texts(keys)
    parents = parents_of_topics()
    tried, earlier = [], []
    for ticket in latest:
        before = _before(ticket, decisions.get(ticket.pk, []))
        start = _start(ticket, decisions.get(ticket.pk, []))
        facts = Facts(
            start.pk,
            with_those_above(ticket.topic_id, parents),
            ticket.channel,
            spaced(texts.get(ticket.pk, "")),
            frozenset((each.kind, each.key) for each in ticket.matters.all()),
            ticket.had_open_ticket,
        )
        winner = first_that_fits(rules, facts)
        if winner is rule:
            decided = by_hand.get(ticket.pk, "")
            if decided == "forwarded":
                before = Outcome(_forwarded_to(decisions.get(ticket.pk, []), before.area))
            after = _raised(rule, before) if decided else _after(rule, start)
            tried.append(Tried(ticket, before, after, decided))
        elif winner is not None and fits(rule, facts):
            earlier.append((ticket, winner))
    return Trial(len(latest), len(found) - len(latest), tried, earlier)


def in_its_place(rule: RoutingRule, others: list[RoutingRule]) -> list[RoutingRule]:
    """The running rules with this one among them, where it stands in the order."""

    def place(each: RoutingRule) -> tuple:
        return (each.area_id is None, each.area_id or 0, each.position)

    return sorted([*others, rule], key=place)


def latest_tickets(user) -> list[Ticket]:
    """The newest tickets that `user` may see; each part of what they see is a range of an index."""
    tickets = Ticket.objects.all()
    parts = [tickets]
    if not user.is_first_tier:
        outside = Participation.objects.filter(user=user).exclude(area__in=user.areas)
        parts = [
            *(tickets.filter(area=each) for each in user.areas),
            tickets.filter(pk__in=outside.values("ticket")),
        ]
    keys: set[int] = set()
    for part in parts:
        keys.update(part.order_by("-pk").values_list("pk", flat=True)[:LATEST])
    at_that_time = Q(resolved_at=None) | Q(resolved_at__gt=OuterRef("opened_at"))
    others = Ticket.objects.filter(
        at_that_time, customer=OuterRef("customer"), opened_at__lt=OuterRef("opened_at")
    ).exclude(pk=OuterRef("pk"))
    return list(
        Ticket.objects.filter(pk__in=sorted(keys)[-LATEST:])
        .annotate(had_open_ticket=Exists(others))
        .select_related("area", "topic")
        .prefetch_related("matters")
        .order_by("-pk")
    )


def _first_decisions(keys: list[int]) -> dict[int, list[TimelineEntry]]:
    """What was decided by rule or by hand about where each ticket is, oldest first."""
    found = TimelineEntry.objects.filter(ticket__in=keys, kind__in=DECIDED)
    decisions: dict[int, list[TimelineEntry]] = {}
    for each in found.select_related("origin", "to", "person", "rule").order_by("pk"):
        decisions.setdefault(each.ticket_id, []).append(each)
    return decisions


def _decided_by_hand(keys: list[int]) -> dict[int, str]:
    """What the agent of the first contact decided by hand: resolved, forwarded, or kept.

    It is what the history has of the ticket from the request that opened it. What was not opened in a request
    (by an import, or a command) says only whether it was kept.
    """
    known = {str(key): key for key in keys}
    history = Change.objects.filter(table_name="contacts_ticket", row_key__in=list(known)).order_by("id")
    decided: dict[int, str] = {}
    opened_in: dict[str, str] = {}
    for row, operation, request, after in history.values_list("row_key", "operation", "request_id", "after"):
        if operation == Change.Operation.INSERT:
            opened_in[row] = request
            if after.get("assignee_id"):
                decided[known[row]] = "kept"
        elif not request or opened_in.get(row) != request:
            continue
        elif after.get("state") == Ticket.State.RESOLVED:
            decided[known[row]] = "resolved"
        elif after.get("forwarded_count"):
            decided[known[row]] = "forwarded"
    return decided


def _first_texts(keys: list[int]) -> dict[int, str]:
    """What the contact that opened each ticket says."""
    found = Contact.objects.filter(ticket__in=keys).order_by("ticket", "pk").distinct("ticket")
    return dict(found.values_list("ticket", "description"))


def _start(ticket: Ticket, decisions: list[TimelineEntry]) -> BusinessArea:
    """The area that the ticket came to, before anything was decided."""
    return next((each.origin for each in decisions if each.origin), ticket.area)


def _before(ticket: Ticket, decisions: list[TimelineEntry]) -> Outcome:
    """What a rule did with the ticket when it was opened, if any did."""
    start = _start(ticket, decisions)
    routed = next((each for each in decisions if each.kind == TimelineEntry.Kind.ROUTED), None)
    if routed is None:
        return Outcome(start)
    in_turn = routed.rule is not None and routed.rule.in_turn and routed.person is not None
    return Outcome(routed.to or start, None if in_turn else routed.person, in_turn, routed.priority)


def _forwarded_to(decisions: list[TimelineEntry], start: BusinessArea) -> BusinessArea:
    forwarded = (each.to for each in decisions if each.kind == TimelineEntry.Kind.FORWARDED)
    return next(forwarded, None) or start


def _raised(rule: RoutingRule, before: Outcome) -> Outcome:
    """Where an agent decided whose it is, a rule sets the priority and nothing else."""
    return replace(before, priority="" if rule.priority == Ticket.Priority.NORMAL else rule.priority)


def _after(rule: RoutingRule, start: BusinessArea) -> Outcome:
    priority = "" if rule.priority == Ticket.Priority.NORMAL else rule.priority
    return Outcome(rule.to or start, rule.person, rule.in_turn, priority)
