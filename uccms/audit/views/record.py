from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from uccms.audit import looks
from uccms.audit.forms.record import RecordForm
from uccms.audit.models import Event
from uccms.audit.queries.record import record_page


@require_GET
def record(request: HttpRequest) -> HttpResponse:
    """Who did and who saw what, newest first; opening it is a look at what it shows."""
    if not request.user.has_perm("audit.see_record"):
        raise Http404
    kept = request.GET.copy()
    at = kept.pop("at", [""])[-1]
    form = RecordForm(kept, user=request.user)
    if not form.is_valid():
        return render(request, "audit/record.html", {"form": form}, status=422)
    page = record_page(request.user, at=at, **form.chosen())
    form.people.shown = page.actors
    numbers = {number for line in page.lines for number in line.numbers}
    looks.record(Event.Kind.LOOK, by=request.user, subject="record", shown=sorted(numbers))
    return render(request, "audit/record.html", {"form": form, "page": page, "filter": kept.urlencode()})
