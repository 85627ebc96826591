"""Who else has this ticket open: a page asks as long as it is shown, and says so by asking."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts.actions.being_here import be_here, leave
from contacts.queries.being_here import others_here
from contacts.queries.ticket_page import ticket_or_404


@require_GET
def here(request: HttpRequest, number: int) -> HttpResponse:
    """The others who have it open. Asking is no look, and notes only that one is here."""
    ticket = ticket_or_404(number, request.user)
    if "left" in request.GET:
        leave(ticket, by=request.user)
        return HttpResponse(status=204)
    be_here(ticket, writing="writing" in request.GET, by=request.user)
    return render(request, "contacts/_being_here.html", {"others": others_here(ticket, request.user)[:5]})
