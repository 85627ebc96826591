"""Routing rules: the list, the form, the trial on past tickets, and what starts, stops and moves them."""

from collections.abc import Callable
from itertools import groupby

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions import keeping_rules as actions
from contacts.errors import Conflict, TicketError
from contacts.forms.keeping_rules import ActOnRuleForm, RuleForm
from contacts.models import RoutingRule
from contacts.queries.trying_rules import Trial
from contacts.queries.trying_rules import trial as trial_query
from contacts.routing import conditions, effects
from contacts.supervision import keeps
from contacts.views.redrawing import redrawn
from contacts.views.sending import again, send
from uccms.audit import looks
from uccms.audit.models import Event

MOVED = "Somebody changed this rule since the list was shown. Look at it again."


def in_words(rule: RoutingRule, user) -> dict:
    """A rule as the list shows it."""
    return {
        "rule": rule,
        "when": conditions(rule),
        "then": effects(rule),
        "keeps": keeps(user, actions.RIGHT, rule.area),
    }


def rule_or_404(request: HttpRequest, key: int) -> RoutingRule:
    """The rule, for somebody who keeps it; refused, and on the record, for who only sees it."""
    rule = RoutingRule.objects.visible_to(request.user).judged().filter(pk=key).first()
    if rule is None:
        raise Http404
    if not keeps(request.user, actions.RIGHT, rule.area):
        looks.refused("", by=request.user)
        raise PermissionDenied
    return rule


@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule that one may know of, in the order in which they are asked."""
    if not request.user.has_perm(actions.RIGHT):
        raise Http404
    return _list(request)


def _list(request: HttpRequest, *, status: int = 200) -> HttpResponse:
    found = RoutingRule.objects.visible_to(request.user).judged().in_order()
    shown = [in_words(rule, request.user) for rule in found]
    groups = [(area, list(each)) for area, each in groupby(shown, key=lambda row: row["rule"].area)]
    return render(request, "contacts/rules.html", {"groups": groups}, status=status)


@require_http_methods(["GET", "POST"])
def create_rule(request: HttpRequest) -> HttpResponse:
    """Make a rule, or try it before it is kept."""
    if not request.user.has_perm(actions.RIGHT):
        raise Http404
    return _keep(request, None)


@require_http_methods(["GET", "POST"])
def change_rule(request: HttpRequest, key: int) -> HttpResponse:
    """Change a rule, or try it as it was typed."""
    return _keep(request, rule_or_404(request, key))


def _keep(request: HttpRequest, rule: RoutingRule | None) -> HttpResponse:
    def fresh(data) -> RuleForm:
        return RuleForm(data, user=request.user, rule=rule)

    def perform(form: RuleForm) -> str:
        words = form.words_for(rule)
        kept = actions.change_rule(rule, by=request.user, **words) if rule else None
        kept = kept or actions.create_rule(by=request.user, **words)
        running = "It goes on running." if kept.is_running else "It is not running: try it, then start it."
        return f"The rule “{kept}” is saved. {running}"

    def on_conflict(form: RuleForm) -> dict:
        theirs = rule_or_404(request, rule.pk)
        return {"theirs": in_words(theirs, request.user), "form": again(form, fresh, version=theirs.version)}

    context = {"rule": rule, "title": f"Change the rule “{rule}”" if rule else "New routing rule"}
    if request.method == "POST" and "try" in request.POST and redrawn(request.POST, request.user) is None:
        form = fresh(request.POST)
        if form.is_valid():
            context["trial"] = _tried(request, form.as_rule())
        context |= {"form": form, "submit": "Save", "to": reverse("contacts:rules")}
        return render(request, "contacts/keeping_rule.html", context, status=form.http_status)
    return send(
        request, fresh, perform, submit="Save", to=reverse("contacts:rules"),
        template="contacts/keeping_rule.html", on_conflict=on_conflict, **context,
    )  # fmt: skip


@require_GET
def try_rule(request: HttpRequest, key: int) -> HttpResponse:
    """What a kept rule would have done with past tickets, and the button that starts it."""
    rule = rule_or_404(request, key)
    context = in_words(rule, request.user) | {"trial": _tried(request, rule)}
    return render(request, "contacts/trying_rule.html", context)


def _tried(request: HttpRequest, rule: RoutingRule) -> Trial:
    """The trial; which tickets it shows is on the audit record first."""
    found = trial_query(rule, request.user)
    looks.record(Event.Kind.LOOK, by=request.user, subject="", shown=found.numbers)
    return found


def _act(request: HttpRequest, key: int, perform: Callable[[RoutingRule, int], str]) -> HttpResponse:
    """Do something with a rule of the list and go back to it; what is not possible is said above the list."""
    rule = rule_or_404(request, key)
    form = ActOnRuleForm(request.POST)
    try:
        if not form.is_valid():
            raise Conflict
        messages.success(request, perform(rule, form.cleaned_data["version"]))
    except Conflict:
        messages.error(request, MOVED)
        return _list(request, status=409)
    except TicketError as error:
        messages.error(request, str(error))
        return _list(request, status=422)
    return redirect(f"{reverse('contacts:rules')}#rule-{rule.pk}")


@require_POST
def start_rule(request: HttpRequest, key: int) -> HttpResponse:
    """Let the rule decide from now on."""

    def perform(rule: RoutingRule, version: int) -> str:
        actions.start_rule(rule, version=version, by=request.user)
        return f"The rule “{rule}” is running."

    return _act(request, key, perform)


@require_POST
def stop_rule(request: HttpRequest, key: int) -> HttpResponse:
    """Let the rule rest."""

    def perform(rule: RoutingRule, version: int) -> str:
        actions.stop_rule(rule, version=version, by=request.user)
        return f"The rule “{rule}” is stopped."

    return _act(request, key, perform)


@require_POST
def move_rule(request: HttpRequest, key: int, way: str) -> HttpResponse:
    """Let the rule change places with its neighbour."""

    def perform(rule: RoutingRule, version: int) -> str:
        actions.move_rule(rule, up=way == "up", version=version, by=request.user)
        return f"The rule “{rule}” is one place {'earlier' if way == 'up' else 'later'}."

    return _act(request, key, perform)
