from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts.queries.reviewing import COUNTED
from contacts.queries.supervision import AGENTS
from contacts.queries.supervision import supervision as supervision_query

ALL = 10_000


@require_GET
def supervision(request: HttpRequest) -> HttpResponse:
    """The figures of one's areas, each leading to its tickets."""
    if not request.user.has_perm("contacts.see_figures"):
        raise Http404
    everybody = request.GET.get("agents") == "all"
    found = supervision_query(request.user, most_agents=ALL if everybody else AGENTS)
    counted = f"{COUNTED:,}+" if found.to_review > COUNTED else f"{found.to_review:,}"
    context = {"found": found, "counted": counted, "areas": request.user.areas}
    return render(request, "contacts/supervision.html", context)
