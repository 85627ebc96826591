from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions.keeping_targets import add_target, change_target, remove_target
from contacts.errors import Conflict
from contacts.forms.keeping_areas import TargetForm
from contacts.models import ServiceTarget
from contacts.opening_words import hours_of
from contacts.queries.area_page import kept_area_or_404
from contacts.views.keeping import keep, version_read
from uccms.accounts.models import BusinessArea
from uccms.audit.repeated import deleted_by

SAVED = "The target is saved. Due times of open tickets follow in a moment."


def _target(area: BusinessArea, key: int) -> ServiceTarget:
    target = area.service_targets.filter(pk=key).select_related("area", "topic").first()
    if target is None:
        raise Http404
    return target


@require_http_methods(["GET", "POST"])
def new_target(request: HttpRequest, slug: str) -> HttpResponse:
    """Set how soon the area answers and resolves, for a topic or all others."""
    area = kept_area_or_404(slug, request.user)

    def perform(form: TargetForm) -> str:
        add_target(area, by=request.user, **form.words)
        return SAVED

    return keep(
        request, lambda data: TargetForm(data, user=request.user), perform, area=area,
        to=reverse("contacts:area", args=[slug]), title="New target", submit="Set the target",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_target_of(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Set it otherwise."""
    area = kept_area_or_404(slug, request.user)
    target = _target(area, key)

    def perform(form: TargetForm) -> str:
        change_target(target, by=request.user, **form.words)
        return SAVED

    def renewed() -> tuple[dict, str]:
        current = _target(area, key)
        first, last = hours_of(current.first_answer) or "none", hours_of(current.resolution) or "none"
        return {"version": current.version}, f"first answer {first}, resolution {last}, in business hours"

    return keep(
        request, lambda data: TargetForm(data, user=request.user, target=target), perform, area=area,
        renewed=renewed, to=reverse("contacts:area", args=[slug]), title="Change the target",
        submit="Save the target",
    )  # fmt: skip


@require_POST
def remove_target_of(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Give the topic no target of its own any more."""
    area = kept_area_or_404(slug, request.user)
    was = deleted_by(request.user, ServiceTarget, key)  # by the same button, pressed twice
    gone = was is not None and was["area_id"] == area.pk
    target = ServiceTarget(pk=key, area=area) if gone else _target(area, key)
    try:
        remove_target(target, version=version_read(request), by=request.user)
    except Conflict:
        messages.error(request, "Somebody changed this target since you read it. Look at it again.")
    else:
        messages.success(request, "The target is removed.")
    return redirect("contacts:area", slug)
