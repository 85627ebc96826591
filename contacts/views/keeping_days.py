"""Days that are not like their weekday: of one area, or (no slug) of all of them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions.keeping_hours import add_closed_day, change_closed_day, remove_closed_day
from contacts.areas_kept import EVERY, OWN
from contacts.errors import Conflict, TicketError
from contacts.forms.keeping_areas import ClosedDayForm
from contacts.models import ClosedDay
from contacts.queries.area_page import days_ahead, kept_area_or_404
from contacts.views.keeping import keep
from uccms.accounts.models import BusinessArea


@require_GET
def holidays(request: HttpRequest) -> HttpResponse:
    """The days that are special for every area."""
    if not request.user.has_perm(OWN):
        raise Http404
    context = {"days": days_ahead(Q(area=None)), "keeps": request.user.has_perm(EVERY)}
    return render(request, "contacts/holidays.html", context)


def _area(request: HttpRequest, slug: str | None) -> BusinessArea | None:
    """The area of the address, or None for all; refused to who does not keep it."""
    if slug is not None:
        return kept_area_or_404(slug, request.user)
    if not request.user.has_perm(OWN):
        raise Http404
    if not request.user.has_perm(EVERY):
        raise PermissionDenied
    return None


def _day(area: BusinessArea | None, key: int) -> ClosedDay:
    row = ClosedDay.objects.filter(area=area, pk=key).first()
    if row is None:
        raise Http404
    return row


def _list_of(area: BusinessArea | None) -> str:
    return reverse("contacts:area", args=[area.slug]) if area else reverse("contacts:holidays")


@require_http_methods(["GET", "POST"])
def new_day(request: HttpRequest, slug: str | None = None) -> HttpResponse:
    """Say that a day is not like its weekday."""
    area = _area(request, slug)

    def perform(form: ClosedDayForm) -> str:
        row = add_closed_day(area, by=request.user, **form.words)
        return f"{row.day:%A, %B} {row.day.day}, is on the list."

    return keep(
        request, lambda data: ClosedDayForm(data, user=request.user), perform, to=_list_of(area),
        title="New special day", submit="Add the day", area=area,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def change_day(request: HttpRequest, key: int, slug: str | None = None) -> HttpResponse:
    """Say otherwise how a day differs."""
    area = _area(request, slug)
    row = _day(area, key)

    def perform(form: ClosedDayForm) -> str:
        change_closed_day(row, by=request.user, **form.words)
        return "The day is saved. Due times of open tickets follow in a moment."

    def renewed() -> tuple[dict, str]:
        current = _day(area, key)
        return {"version": current.version}, f"{current.get_kind_display()}: {current.name}"

    return keep(
        request, lambda data: ClosedDayForm(data, user=request.user, row=row), perform, renewed=renewed,
        to=_list_of(area), title=f"{row.day:%A, %B} {row.day.day}, {row.day.year}", submit="Save the day",
        area=area,
    )  # fmt: skip


@require_POST
def remove_day(request: HttpRequest, key: int, slug: str | None = None) -> HttpResponse:
    """Let a day be like its weekday again."""
    area = _area(request, slug)
    row = _day(area, key)
    version = request.POST.get("version", "")
    try:
        remove_closed_day(row, version=int(version) if version.isdecimal() else 0, by=request.user)
    except Conflict:
        messages.error(request, "Somebody changed this day since you read it. Look at it again.")
    except TicketError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, f"{row.day:%A, %B} {row.day.day}, is a usual day again.")
    return redirect(_list_of(area))
