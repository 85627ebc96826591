from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts.models import Ticket
from contacts.queries.ticket_list import ticket_list as list_query
from uccms.accounts.models import BusinessArea

STATES = [("unresolved", "Open and waiting"), *Ticket.State.choices, ("all", "All")]
ASSIGNEES = [("", "Anybody or nobody"), ("me", "Me"), ("nobody", "Nobody")]


@require_GET
def ticket_list(request: HttpRequest) -> HttpResponse:
    """Tickets by area, state and assignee, newest first."""
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    areas = list(BusinessArea.objects.all())
    area = next((each for each in areas if each.slug == request.GET.get("area")), None)
    state = request.GET.get("state") or "unresolved"
    assignee = request.GET.get("assignee", "")
    page = list_query(
        request.user,
        area=area,
        state="" if state == "all" else state if state in dict(STATES) else "unresolved",
        assignee=assignee if assignee in dict(ASSIGNEES) else "",
        at=request.GET.get("at", ""),
    )
    kept = request.GET.copy()
    kept.pop("at", None)
    context = {
        "page": page,
        "areas": areas,
        "area": area,
        "state": state,
        "states": STATES,
        "assignee": assignee,
        "assignees": ASSIGNEES,
        "filter": kept.urlencode(),
    }
    return render(request, "contacts/ticket_list.html", context)
