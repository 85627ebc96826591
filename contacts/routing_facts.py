"""What rules ask of a ticket, read from the database in a number of queries that no rule adds to."""

from collections.abc import Iterable, Mapping

from contacts.models import RoutingRule, Ticket, Topic
from contacts.routing import Facts, spaced


def facts_of_new(ticket: Ticket, text: str, rules: Iterable[RoutingRule]) -> Facts:
    """What these rules ask of a ticket that is being opened; what none of them asks is not looked for."""
    rules = list(rules)
    topics, matters, has_open_ticket = frozenset([ticket.topic_id]), frozenset[tuple[str, str]](), False
    if any(rule.topic_id for rule in rules):
        topics = with_those_above(ticket.topic_id, parents_of_topics())
    if any(rule.matter_kind for rule in rules):
        matters = frozenset(ticket.matters.values_list("kind", "key"))
    if ticket.customer_id and any(rule.open_ticket for rule in rules):
        others = Ticket.objects.unresolved().filter(customer=ticket.customer_id).exclude(pk=ticket.pk)
        has_open_ticket = others.exists()
    return Facts(ticket.area_id, topics, ticket.channel, spaced(text), matters, has_open_ticket)


def parents_of_topics() -> dict[int, int | None]:
    """The topic above each topic, by their keys."""
    return dict(Topic.objects.order_by().values_list("pk", "parent"))


def with_those_above(topic: int, parents: Mapping[int, int | None]) -> frozenset[int]:
    """The topic and those above it."""
    found: set[int] = set()
    above: int | None = topic
    while above is not None and above not in found:
        found.add(above)
        above = parents.get(above)
    return frozenset(found)
