import hashlib
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from contacts.forms.queue import MINE, QueueForm, lists, read
from contacts.models import SavedView
from contacts.queries.queue import Queue, place
from contacts.queries.queue import queue as queue_query
from contacts.queries.queue_choices import SOON
from uccms.database.patience import TookTooLong
from uccms.database.written_once import Slot, WrittenOnce, together

NO_PLACE = "This address names no page of this list, so that its beginning is shown."
INSTEAD = "No ticket is left on the page that this address names, so that the {} page is shown."
FEW_AREAS = 8  # more of them stand folded beside the list
NOTHING = Queue([], next="", previous="", count=0)
READY = (
    ("All open", ""),
    ("Assigned to me", "assignee=me"),
    ("Mine, due first", "assignee=me&sort=due"),
    ("Nobody has it", "assignee=nobody&sort=oldest"),
    ("The customer spoke last", "last=customer&sort=oldest"),
    ("Overdue", "due=overdue&sort=due"),
    ("Service level missed", "due=missed&sort=due"),
    ("Due within the hour", "due=soon&sort=due"),
)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """The tickets that one may see: chosen, sorted, a page at a time."""
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    views, *offered = together(_views.asking(owner=request.user.pk), *lists(request.user))
    start = next((each for each in views if each.is_start), None)
    if start and start.filter and not request.GET:
        return redirect(f"{reverse('contacts:tickets')}?{start.filter}")
    form = read(request.GET, *offered)
    at = request.GET.get("at", "")
    if at and place(form.choice, at) is None:
        form.unknown.append(NO_PLACE)
    found, too_slow = _page(request, form)
    if found.instead and found.tickets:
        form.unknown.append(INSTEAD.format(found.instead))
    context = {
        "queue": found,
        "form": form,
        "too_slow": too_slow,
        "views": views,
        "ready": READY,
        "areas": _areas(request.user),
        "few": FEW_AREAS,
        "here": form.address,
        "back": _back(request, form),
        "heading": _heading(form, views, request.user),
        "mark": mark(found),
        "works": request.user.has_perm("contacts.work_ticket"),
        "now": timezone.now(),
    }
    return render(request, "contacts/queue.html", context, status=503 if too_slow else 200)


@require_GET
def rows(request: HttpRequest) -> HttpResponse:
    """The same page's rows, for a page that refreshes itself: 304 when none has changed."""
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    form = read(request.GET)
    found, too_slow = _page(request, form, counting=False)
    tag = f'"{mark(found)}"'
    if too_slow or request.headers.get("If-None-Match") == tag:
        return HttpResponseNotModified(headers={"ETag": tag})
    context = {
        "queue": found,
        "back": _back(request, form),
        "works": request.user.has_perm("contacts.work_ticket"),
    }
    answer = render(request, "contacts/_queue_rows.html", context)
    answer["ETag"] = tag
    return answer


def mark(found: Queue) -> str:
    """Which tickets a page shows, in which version, due when and how late: it changes with what is seen."""
    now = timezone.now()
    shown = []
    for each in found.tickets:
        due, _ = each.due_at(now)
        shown.append(f"{each.pk}.{each.version}.{due.timestamp() // 60:.0f}.{_lateness(due, now)}")
    return hashlib.sha256(" ".join(shown).encode()).hexdigest()[:24]


def _lateness(due: datetime, now: datetime) -> int:
    """How late in whole quarters of an hour, so that a late ticket changes its page now and then.

    Within the hour before, it is -1, and earlier -2.
    """
    if due > now:
        return -1 if due <= now + SOON else -2
    return int((now - due).total_seconds() // 900)


def _page(request: HttpRequest, form: QueueForm, *, counting: bool = True) -> tuple[Queue, bool]:
    try:
        at = request.GET.get("at", "")
        return queue_query(request.user, form.choice, at=at, counting=counting), False
    except TookTooLong:
        return NOTHING, True


def _back(request: HttpRequest, form: QueueForm) -> str:
    at = request.GET.get("at", "")
    return f"{form.address}&at={at}".lstrip("&") if at else form.address or "state=unresolved"


def _areas(user) -> list[tuple[str, str]]:
    """The areas of this person with their addresses, and before several all of them together."""
    each_area = [(each.name, f"area={each.slug}") for each in user.areas]
    return [("All my areas", f"area={MINE}"), *each_area] if len(each_area) > 1 else each_area


def _heading(form: QueueForm, views, user) -> str:
    for each in views:
        if each.filter == form.address:
            return each.name
    named = {address: name for name, address in (*READY, *_areas(user))}
    return named.get(form.address, "Tickets")


_views = WrittenOnce(lambda: SavedView.objects.filter(owner=Slot("owner")))
