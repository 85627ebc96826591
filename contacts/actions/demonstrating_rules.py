"""The rules and prepared texts of a demonstration, kept by its supervisors."""

import uuid

from contacts.actions.keeping_rules import create_rule, start_rule
from contacts.actions.keeping_texts import create_text
from contacts.actions.replaying_tickets import Cast
from contacts.models import PreparedText, RoutingRule
from uccms.audit.context import action


@action
def make_rules_and_texts(kept: dict, cast: Cast, *, by=None) -> None:
    """Make the rules and texts as `rules.toml` says, each by its supervisor."""
    for each in kept["rule"]:
        _make_rule(each, cast)
    for each in kept["text"]:
        _make_text(each, cast)


def _make_rule(rule: dict, cast: Cast) -> RoutingRule:
    supervisor = cast.staff[rule["by"]]
    made = create_rule(
        by=supervisor,
        submission_id=uuid.uuid4(),
        name=rule["name"],
        area=cast.areas.get(rule.get("area", "")),
        topic=cast.topics.get(rule.get("topic", "")),
        channel="",
        words=rule.get("words", ""),
        matter_kind=rule.get("matter_kind", ""),
        matter_prefix="",
        open_ticket="",
        to=cast.areas.get(rule.get("to", "")),
        person=None,
        in_turn=rule.get("in_turn", False),
        priority=rule.get("priority", ""),
    )
    return start_rule(made, version=made.version, by=supervisor) if rule["running"] else made


def _make_text(text: dict, cast: Cast) -> PreparedText:
    return create_text(
        by=cast.staff[text["by"]],
        submission_id=uuid.uuid4(),
        area=cast.areas.get(text.get("area", "")),
        topic=cast.topics.get(text.get("topic", "")),
        name=text["name"],
        text=text["text"],
        is_offered=True,
    )
