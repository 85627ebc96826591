from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from contacts.actions.telling_missed_targets import see_missed_target
from contacts.models import MissedTarget
from contacts.queries.supervisors_desk import is_supervising


@require_POST
def see_missed(request: HttpRequest, key: int) -> HttpResponse:
    """A supervisor has seen that a target was missed; it leaves the desk.

    The call center's supervisors see what every area missed, and take it off no other area's desks.
    """
    if not is_supervising(request.user):
        raise Http404
    shown = MissedTarget.objects.all()
    if not request.user.is_first_tier:
        shown = shown.filter(area__in=request.user.areas)
    missed = get_object_or_404(shown, pk=key)
    see_missed_target(missed, by=request.user)
    return redirect("contacts:desk")
