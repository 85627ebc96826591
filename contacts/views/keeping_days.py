"""Days that are not like their weekday: of one area, or (no slug) of all of them."""

import uuid
from collections.abc import Callable
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from contacts.actions.keeping_holidays import put_holiday_back, remove_holiday_here
from contacts.actions.keeping_hours import add_closed_day, change_closed_day, remove_closed_day
from contacts.areas_kept import EVERY, OWN
from contacts.errors import Conflict, TicketError
from contacts.forms.keeping_areas import ClosedDayForm
from contacts.models import ClosedDay
from contacts.queries.area_page import day_of_all, days_ahead, kept_area_or_404, removed_ahead
from contacts.views.keeping import keep, version_read
from contacts.views.keeping_drafts import as_id
from uccms.accounts.models import BusinessArea, User
from uccms.audit.repeated import deleted_by

FOLLOW = "Due times of open tickets follow in a moment."


@require_GET
def holidays(request: HttpRequest) -> HttpResponse:
    """The days that are special for every area."""
    if not request.user.has_perm(OWN):
        raise Http404
    context = {
        "days": days_ahead(Q(area=None)),
        "removed": removed_ahead(),
        "keeps": request.user.has_perm(EVERY),
    }
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


def _day_or_removed(area: BusinessArea | None, key: int, user: User) -> ClosedDay:
    """The day; or, where the same button was pressed twice, as it was when `user` removed it."""
    was = deleted_by(user, ClosedDay, key)
    if was is None or was["area_id"] != (area.pk if area else None):
        return _day(area, key)
    return ClosedDay(pk=key, area=area, day=date.fromisoformat(was["day"]), version=was["version"])


def _holiday(key: int) -> ClosedDay:
    row = ClosedDay.objects.filter(is_federal=True, pk=key).first()
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
        return f"{_on(row)}, is on the list."

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
        return f"The day is saved. {FOLLOW}"

    def renewed() -> tuple[dict, str]:
        current = _day(area, key)
        now = "Removed" if current.is_removed else current.get_kind_display()
        return {"version": current.version}, f"{now}: {current.name}"

    return keep(
        request, lambda data: ClosedDayForm(data, user=request.user, row=row), perform, renewed=renewed,
        to=_list_of(area), title=f"{_on(row)}, {row.day.year}", submit="Save the day",
        area=area,
    )  # fmt: skip


@require_POST
def remove_day(request: HttpRequest, key: int, slug: str | None = None) -> HttpResponse:
    """Let a day be like its weekday again, or as it is for all areas."""
    area = _area(request, slug)
    row = _day_or_removed(area, key, request.user)

    def perform() -> str:
        remove_closed_day(row, version=version_read(request), by=request.user)
        if row.is_federal:
            return f"{row.name} is removed: {_on(row)}, is a usual day. {FOLLOW}"
        general = day_of_all(row.day) if area else None
        if general:
            said = f"{general.get_kind_display().lower()}, {general.name}"
            return f"{_on(row)}, is as it is for all areas again: {said}. {FOLLOW}"
        return f"{_on(row)}, is a usual day again. {FOLLOW}"

    return _done(request, perform, area)


@require_POST
def put_back(request: HttpRequest, key: int) -> HttpResponse:
    """Have a removed federal holiday on the list again."""
    _area(request, None)
    holiday = _holiday(key)

    def perform() -> str:
        put_holiday_back(holiday, version=version_read(request), by=request.user)
        return f"{holiday.name} is on the list again, on {_on(holiday)}. {FOLLOW}"

    return _done(request, perform, None)


@require_POST
def remove_here(request: HttpRequest, slug: str, key: int) -> HttpResponse:
    """Let a federal holiday be like its weekday in one area."""
    area = kept_area_or_404(slug, request.user)
    holiday = _holiday(key)

    def perform() -> str:
        remove_holiday_here(
            holiday,
            area=area,
            version=version_read(request),
            submission_id=as_id(request.POST.get("submission_id", "")) or uuid.uuid4(),
            by=request.user,
        )
        return f"{holiday.name} is removed here: {_on(holiday)}, is a usual day. {FOLLOW}"

    return _done(request, perform, area)


def _on(row: ClosedDay) -> str:
    return f"{row.day:%A, %B} {row.day.day}"


def _done(request: HttpRequest, perform: Callable[[], str], area: BusinessArea | None) -> HttpResponse:
    """Perform what a button of the list says, and show the list with what became of it."""
    try:
        messages.success(request, perform())
    except Conflict:
        messages.error(request, "Somebody changed this day since you read it. Look at it again.")
    except TicketError as error:
        messages.error(request, str(error))
    return redirect(_list_of(area))
