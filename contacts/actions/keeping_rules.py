"""Keep the rules that say where new tickets go: make, change, move, start and stop."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import Max

from contacts.errors import Conflict, TicketError
from contacts.models import RoutingRule
from contacts.supervision import keeps
from uccms.accounts.models import BusinessArea, User
from uccms.audit.context import action, one_at_a_time
from uccms.audit.repeated import done_by
from uccms.privacy.texts import NOTHING_STATED, Statements, admit, as_stored

RIGHT = "contacts.keep_rules"
MOST = 100  # running rules of an area: each is looked at for each ticket
TEXTS = ("name", "words", "matter_prefix")
CONTENT = (
    "name", "area", "topic", "channel", "words", "matter_kind", "matter_prefix", "open_ticket",
    "to", "person", "in_turn", "priority",
)  # fmt: skip


@action
def create_rule(
    *, submission_id: uuid.UUID, by: User, statements: Statements = NOTHING_STATED, **content
) -> RoutingRule:
    """Make a rule, the last of its area's and not running yet; sent twice, it is one.

    Raises PermissionDenied, TextRefused, or TicketError with a sentence.
    """
    one_at_a_time(submission_id)
    _require(by, content["area"])
    earlier = RoutingRule.objects.filter(submission_id=submission_id).first()
    if earlier:
        _require(by, earlier.area)
        return earlier
    rule = RoutingRule(submission_id=submission_id)
    _fill(rule, content, statements)
    rule.position = _last_of(rule.area)
    rule.save()
    _record(rule, by=by, statements=statements)
    return rule


@action
def change_rule(
    rule: RoutingRule, *, version: int, by: User, statements: Statements = NOTHING_STATED, **content
) -> RoutingRule:
    """Change what a rule says; it goes on running, or not, as it did.

    What is asked for and there already, as of a form that is sent twice, is no conflict.
    Raises PermissionDenied, Conflict, TextRefused, or TicketError with a sentence.
    """
    now = RoutingRule.objects.select_for_update(of=("self",)).select_related("area").get(pk=rule.pk)
    _require(by, now.area)
    asked = {name: as_stored(value) if name in TEXTS else value for name, value in content.items()}
    if now.version > version and all(getattr(now, name) == asked[name] for name in CONTENT):
        return now
    rule = _locked(rule, by=by, version=version)
    _require(by, content["area"])
    before = rule.area
    _fill(rule, content, statements)
    if rule.area != before:
        rule.position = _last_of(rule.area)
    _changed(rule)
    _record(rule, by=by, statements=statements)
    return rule


@action
def start_rule(rule: RoutingRule, *, version: int, by: User) -> RoutingRule:
    """Let the rule decide about tickets that are opened from now on; sent twice, it is done once.

    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    if _change_of(rule, version=version, by=by).get("is_running") is True:
        return rule
    rule = _locked(rule, by=by, version=version)
    if rule.is_running:
        raise TicketError("The rule is running already.")
    judged = RoutingRule.objects.judged().get(pk=rule.pk)
    if judged.skipped_because:
        raise TicketError(f"{judged.skipped_because} Change the rule before you start it.")
    if RoutingRule.objects.filter(area=rule.area, is_running=True).count() >= MOST:
        raise TicketError(f"{MOST} rules are running here already. Stop one of them first.")
    rule.is_running = True
    _changed(rule)
    return rule


@action
def stop_rule(rule: RoutingRule, *, version: int, by: User) -> RoutingRule:
    """Let the rule decide nothing from now on; sent twice, it is done once.

    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    if _change_of(rule, version=version, by=by).get("is_running") is False:
        return rule
    rule = _locked(rule, by=by, version=version)
    if not rule.is_running:
        raise TicketError("The rule is stopped already.")
    rule.is_running = False
    _changed(rule)
    return rule


@action
def move_rule(rule: RoutingRule, *, up: bool, version: int, by: User) -> RoutingRule:
    """Let the rule change places with the one before it, or after it, of the same area; once if sent twice.

    Raises PermissionDenied, Conflict, or TicketError with a sentence.
    """
    one_at_a_time(f"order of the rules of {rule.area_id}")
    if _change_of(rule, version=version, by=by).get("is_earlier") is up:
        return rule
    rule = _locked(rule, by=by, version=version)
    group = RoutingRule.objects.filter(area=rule.area)
    if up:
        neighbour = group.filter(position__lt=rule.position).order_by("-position").first()
    else:
        neighbour = group.filter(position__gt=rule.position).order_by("position").first()
    if neighbour is None:
        raise TicketError(f"The rule is the {'first' if up else 'last'} already.")
    place, rule.position = rule.position, neighbour.position
    RoutingRule.objects.filter(pk=neighbour.pk).update(position=place)
    _changed(rule)
    return rule


def _require(by: User, area: BusinessArea | None) -> None:
    if not keeps(by, RIGHT, area):
        raise PermissionDenied


def _locked(rule: RoutingRule, *, by: User, version: int) -> RoutingRule:
    rule = RoutingRule.objects.select_for_update(of=("self",)).select_related("area").get(pk=rule.pk)
    _require(by, rule.area)
    if version != rule.version:
        raise Conflict
    return rule


def _change_of(rule: RoutingRule, *, version: int, by: User) -> dict:
    """Lock the rule; what `by` made of it when it had this version, if that was the last thing.

    Raises PermissionDenied.
    """
    _require(
        by, RoutingRule.objects.select_for_update(of=("self",)).select_related("area").get(pk=rule.pk).area
    )
    change = done_by(by, rule, version=version)
    if change is None:
        return {}
    before, after = change.before or {}, change.after or {}
    is_move = set(after) == {"position", "version"}
    moved = {"is_earlier": after["position"] < before["position"]} if is_move else {}
    return after | moved


def _fill(rule: RoutingRule, content: dict, statements: Statements) -> None:
    for name in CONTENT:
        value = content[name]
        setattr(rule, name, admit(value, statements=statements) if name in TEXTS else value)
    if not rule.name:
        raise TicketError("Give the rule a name.")
    if rule.to is None and not rule.priority:
        raise TicketError("Say what the rule does: an area, or a priority.")
    if rule.to is None and (rule.person or rule.in_turn):
        raise TicketError("Choose the area in which somebody gets the ticket.")


def _last_of(area: BusinessArea | None) -> int:
    """The place behind the last rule of the area, which nobody else takes meanwhile."""
    one_at_a_time(f"order of the rules of {area.pk if area else None}")
    last = RoutingRule.objects.filter(area=area).aggregate(last=Max("position"))["last"]
    return 1 if last is None else last + 1


def _changed(rule: RoutingRule) -> None:
    rule.version += 1
    rule.save()


def _record(rule: RoutingRule, *, by: User, statements: Statements) -> None:
    for name in TEXTS:
        text = getattr(rule, name)
        statements.record(text, by=by, table="contacts_routingrule", key=rule.pk, column=name)
