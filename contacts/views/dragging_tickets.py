from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from contacts.forms.acting_on_several import AssignSeveralForm, ForwardSeveralForm, PrioritizeSeveralForm
from uccms.accounts.models import Membership

MOST = 40  # people; more are no list that one drops something on


@require_GET
def drag_targets(request: HttpRequest) -> HttpResponse:
    """What rows of the queue can be dropped on, asked for when somebody begins to drag.

    Each stands for a choice in the forms that the buttons below the rows open.
    """
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    if not request.user.has_perm("contacts.work_ticket"):
        raise PermissionDenied
    forms = [
        form(user=request.user) for form in (AssignSeveralForm, ForwardSeveralForm, PrioritizeSeveralForm)
    ]
    people, areas, priorities = [each.fields["to"] for each in forms]
    colleagues = Membership.objects.filter(area__in=request.user.areas).exclude(user=request.user)
    context = {
        "people": people.queryset.filter(pk__in=colleagues.values("user")).order_by("name")[:MOST],
        "areas": areas.queryset,
        "priorities": priorities.choices,
    }
    return render(request, "contacts/_drag_targets.html", context)
