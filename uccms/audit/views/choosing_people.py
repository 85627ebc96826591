"""Whoever is missing in the record's list of people, by name."""

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_POST

from uccms.accounts.views import choosing_people
from uccms.accounts.views.choosing_people import Filtered
from uccms.audit.forms.record import RecordForm, address_of
from uccms.audit.queries.choosing_people import Actors


@require_POST
def people_called(request: HttpRequest) -> HttpResponse:
    """The lines of the list for the name that is typed in it."""
    return choosing_people.people_called(request, _actors(request))


@require_http_methods(["GET", "POST"])
def whose(request: HttpRequest) -> HttpResponse:
    """Filter the record by somebody who is named: the page that needs no script."""
    people = _actors(request)
    sent = request.POST if request.method == "POST" else request.GET
    back = sent.get("back", "")
    # Only names and values that the record knows are taken over, so that nobody is led elsewhere.
    known = RecordForm(QueryDict(back), user=request.user).known
    acts = Filtered("acts", "Record of acts", address_of(known))
    return choosing_people.whose(
        request, people, acts, back=back, address_of=lambda key: address_of(known | {"person": key})
    )


def _actors(request: HttpRequest) -> Actors:
    if not request.user.has_perm("audit.see_record"):
        raise Http404
    return Actors(request.user)
