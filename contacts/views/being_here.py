"""Who else has this ticket open: a page asks, and says that it is there, as long as it is shown."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest, HttpResponseNotModified
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions.being_here import be_here, leave
from contacts.models import Ticket
from contacts.queries.being_here import mark, others_here
from contacts.queries.ticket_page import ticket_or_404


@require_http_methods(["GET", "POST"])
def here(request: HttpRequest, number: int) -> HttpResponse:
    """The others who have it open: 304 when they are the same. POST says that one is here.

    Neither is a look.
    """
    ticket = ticket_or_404(number, request.user)
    if request.method == "POST":
        page = _page(request)
        if page is None:
            return HttpResponseBadRequest("Say which page it is.", content_type="text/plain")
        be_here(ticket, page=page, writing="writing" in request.POST, by=request.user)
    return _others(request, ticket)


@require_POST
def left(request: HttpRequest, number: int) -> HttpResponse:
    """One has closed the page, or gone on to another."""
    ticket = ticket_or_404(number, request.user)
    page = _page(request)
    if page is not None:
        leave(ticket, page=page, by=request.user)
    return HttpResponse(status=204)


def _others(request: HttpRequest, ticket: Ticket) -> HttpResponse:
    others = others_here(ticket, request.user)
    tag = f'"{mark(others)}"'
    if request.method == "GET" and request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    answer = render(request, "contacts/_being_here.html", {"others": others})
    answer["ETag"] = tag
    return answer


def _page(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("page", ""))
    except ValueError:
        return None
