from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from contacts.actions.keeping_hours import change_week
from contacts.areas_kept import OWN, areas_kept_by
from contacts.calendars import week_of
from contacts.forms.keeping_areas import WeekForm
from contacts.opening_words import mark_of, ranges_in_words
from contacts.queries.area_page import WEEKDAYS, area_page, kept_area_or_404
from contacts.queries.area_people import called, page_of_people
from contacts.views.keeping import keep
from uccms.accounts.models import BusinessArea
from uccms.accounts.queries.choosing_people import LONGEST_NAME, is_key
from uccms.privacy.texts import UNSTORABLE


@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """The areas whose hours and targets one keeps."""
    if not request.user.has_perm(OWN):
        raise Http404
    return render(request, "contacts/areas.html", {"areas": areas_kept_by(request.user)})


@require_GET
def area(request: HttpRequest, slug: str) -> HttpResponse:
    """One area: its week, special days, targets, and who is away."""
    found = kept_area_or_404(slug, request.user)
    shown = area_page(found)
    context = {"area": found, "page": shown, "people": shown.people}
    return render(request, "contacts/area.html", context | {"supervises": _supervises(request, found)})


@require_http_methods(["GET", "POST"])
def people(request: HttpRequest, slug: str) -> HttpResponse:
    """The people of one area, by name; a name that is looked for stands in no address."""
    found = kept_area_or_404(slug, request.user)
    named = " ".join(UNSTORABLE.sub("", request.POST.get("named", "")).split())[:LONGEST_NAME]
    number = request.GET.get("page", "")
    shown = called(found, named) if named else page_of_people(found, int(number) if is_key(number) else 1)
    context = {"area": found, "people": shown, "named": named, "supervises": _supervises(request, found)}
    return render(request, "contacts/area_people.html", context)


def _supervises(request: HttpRequest, area: BusinessArea) -> bool:
    return request.user.is_supervisor and area in request.user.areas


@require_http_methods(["GET", "POST"])
def change_hours(request: HttpRequest, slug: str) -> HttpResponse:
    """Say when the area is open."""
    found = kept_area_or_404(slug, request.user)

    def perform(form: WeekForm) -> str:
        change_week(found, by=request.user, **form.words)
        return "The hours are saved. Due times of open tickets follow in a moment."

    def renewed() -> tuple[dict, str]:
        week = week_of(found)
        words = [f"{name[:3]} {ranges_in_words(each)}" for name, each in zip(WEEKDAYS, week, strict=True)]
        return {"read": mark_of(week)}, "; ".join(words)

    return keep(
        request, lambda data: WeekForm(data, week=week_of(found)), perform, renewed=renewed,
        to=reverse("contacts:area", args=[slug]), template="contacts/keeping_hours.html",
        title="Business hours", submit="Save the hours", area=found,
    )  # fmt: skip
