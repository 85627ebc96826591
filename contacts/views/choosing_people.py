"""Whoever is missing in a list of people, by name: for the list itself, and a page for the queue's filter."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions.keeping_rules import RIGHT as KEEPS_RULES
from contacts.forms.acting_on_several import chosen
from contacts.forms.queue import way_back, with_holder
from contacts.queries.choosing_people import Workplaces, holders, holders_by_rule, holders_seen_by
from uccms.accounts.queries.choosing_people import People
from uccms.accounts.views import choosing_people
from uccms.accounts.views.choosing_people import Filtered


def _of_the_queue(request: HttpRequest) -> People:
    return holders_seen_by(request.user)


def _who_can_hold(request: HttpRequest) -> People:
    """Of the tickets in the address, as far as one sees them."""
    _require_work(request)
    tickets = chosen(request.GET.getlist("ticket"), request.user).tickets
    return holders({each.area_id for each in tickets})


def _destinations(request: HttpRequest) -> People:
    _require_work(request)
    return Workplaces()


def _of_rules(request: HttpRequest) -> People:
    if not request.user.has_perm(KEEPS_RULES):
        raise Http404
    return holders_by_rule(request.user)


def _require_work(request: HttpRequest) -> None:
    if not request.user.has_perm("contacts.work_ticket"):
        raise PermissionDenied


AMONG: dict[str, Callable[[HttpRequest], People]] = {
    "queue": _of_the_queue,
    "assign": _who_can_hold,
    "forward": _destinations,
    "rule": _of_rules,
}


@require_POST
def people_called(request: HttpRequest, among: str) -> HttpResponse:
    """The lines of a list for the name that is typed in it, which stands in no address."""
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    return choosing_people.people_called(request, AMONG[among](request))


@require_http_methods(["GET", "POST"])
def whose(request: HttpRequest) -> HttpResponse:
    """Filter the queue by somebody who is named: the page that needs no script."""
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    sent = request.POST if request.method == "POST" else request.GET
    back = sent.get("back", "")
    tickets = Filtered("tickets", "Tickets", way_back(back) or reverse("contacts:tickets"))
    people = holders_seen_by(request.user)
    return choosing_people.whose(
        request, people, tickets, back=back, address_of=lambda holder: with_holder(back, holder)
    )
