from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.office_time import closed_ahead
from contacts.queries.desk import desk as desk_query
from contacts.queries.supervisors_desk import supervision
from contacts.views.logging_contacts import may_log
from uccms.web.navigation import entries_for
from uccms.web.panels import panels_for


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Where signing in leads: the first entry of this person's menu."""
    entries = entries_for(request)
    return redirect(entries[0]["href"] if entries else "accounts:yours")


@require_GET
@may_log
def desk(request: HttpRequest) -> HttpResponse:
    """Promises, what nobody has, what is mine, my drafts."""
    found = desk_query(request.user)
    now = timezone.now()
    context = {
        "desk": found,
        "supervision": supervision(request.user),
        "today": timezone.localtime(now),
        "overdue": sum(each.due_at <= now for each in found.follow_ups),
        "due_today": sum(
            timezone.localdate(each.due_at) == timezone.localdate(now) for each in found.follow_ups
        ),
        "areas": request.user.areas,
        "holidays": closed_ahead(),
        "panels": panels_for(request, "contacts.desk"),
        "side_panels": panels_for(request, "contacts.desk.side"),
    }
    return render(request, "contacts/desk.html", context)
