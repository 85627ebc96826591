import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.office_time import closed_ahead
from contacts.queries.desk import Desk
from contacts.queries.desk import desk as desk_query
from contacts.queries.supervisors_desk import Supervision, supervision
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
    found, supervised = desk_query(request.user), supervision(request.user)
    now = timezone.now()
    context = {
        "desk": found,
        "supervision": supervised,
        "mark": mark(found, supervised),
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


@require_GET
@may_log
def desk_news(request: HttpRequest) -> HttpResponse:
    """Whether a desk that is shown is still as it was: 304, or 204 when something came, went or fell due."""
    tag = f'"{mark(desk_query(request.user), supervision(request.user))}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    return HttpResponse(status=204, headers={"ETag": tag})


def mark(found: Desk, supervised: Supervision | None) -> str:
    """What is on the desk, in which state, and what of it is late; drafts are one's own doing."""
    now = timezone.now()
    follow_ups = [*found.follow_ups, *(supervised.absent if supervised else [])]
    missed = [*supervised.missed, *supervised.elsewhere] if supervised else []
    shown = [
        [(each.pk, each.due_at <= now) for each in follow_ups],
        [(each.pk, each.state, each.due_shown <= now) for each in found.forwarded],
        [(each.pk, each.state, each.due_shown <= now) for each in found.mine],
        [(each.pk, each.version) for each in found.reviews],
        sorted(found.waiting),
        sorted(found.held),
        [each.pk for each in missed],
        supervised and supervised.newest and supervised.newest.pk,
        sorted(found.more - {"drafts"}),
    ]
    return hashlib.sha256(repr(shown).encode()).hexdigest()[:24]
