"""Whether a rule fits a new ticket, and what it says, in words. Nothing here reads the database."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contacts.models import RoutingRule
from uccms.folding import folded


@dataclass(frozen=True)
class Facts:
    """What rules ask of a ticket. `topics` are its topic and those above it; `text` is `spaced`."""

    area: int
    topics: frozenset[int]
    channel: str
    text: str
    matters: frozenset[tuple[str, str]]
    has_open_ticket: bool


def spaced(text: str) -> str:
    """The words of a text as they are compared, each with a space before and after it."""
    plain = folded(text).replace("'", "").replace("’", "")
    return " ".join(["", *(part for part in re.split(r"[^\w]+", plain) if part), ""])


def words_of(rule: RoutingRule) -> list[str]:
    """The words and phrases that a rule asks for, one of which is enough."""
    return [each.strip() for each in rule.words.split(",") if each.strip()]


def start_of(prefix: str) -> str:
    """The beginning of a number as keys of matters are compared."""
    return re.sub(r"[\s,/]", "", prefix).upper()


def fits(rule: RoutingRule, facts: Facts) -> bool:
    """Whether every condition holds; a rule of an area is for tickets that come to that area."""
    if rule.area_id not in (None, facts.area) or rule.channel not in ("", facts.channel):
        return False
    if rule.topic_id is not None and rule.topic_id not in facts.topics:
        return False
    if rule.words and not any(spaced(each) in facts.text for each in words_of(rule)):
        return False
    if rule.open_ticket and (rule.open_ticket == RoutingRule.OpenTicket.YES) != facts.has_open_ticket:
        return False
    start = start_of(rule.matter_prefix)
    return not rule.matter_kind or any(
        kind == rule.matter_kind and key.replace("/", "").startswith(start) for kind, key in facts.matters
    )


def first_that_fits(rules: Iterable[RoutingRule], facts: Facts) -> RoutingRule | None:
    """The rule that decides, of rules `in_order`; one whose person or area is gone is passed over."""
    return next((rule for rule in rules if not rule.skipped_because and fits(rule, facts)), None)


def conditions(rule: RoutingRule) -> list[str]:
    """When the rule fits, in words."""
    found = []
    if rule.topic:
        found.append(f"the topic is {rule.topic}")
    if rule.channel:
        found.append(f"it comes by {rule.get_channel_display().lower()}")
    if rule.words:
        found.append("it says " + " or ".join(f"“{each}”" for each in words_of(rule)))
    if rule.matter_kind:
        begins = f" whose number begins with {rule.matter_prefix}" if rule.matter_prefix else ""
        found.append(f"it names a matter of the kind {rule.get_matter_kind_display().lower()}{begins}")
    if rule.open_ticket:
        sentence = rule.get_open_ticket_display()
        found.append(sentence[:1].lower() + sentence[1:])
    return found or ["a ticket comes"]


def effects(rule: RoutingRule) -> list[str]:
    """What the rule does, in words."""
    found = [f"to {rule.to}"] if rule.to else []
    if rule.person:
        found.append(f"for {rule.person}")
    if rule.in_turn:
        found.append("for whoever is present, in turn")
    if rule.priority:
        found.append(f"priority {rule.get_priority_display().lower()}")
    return found
