from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from contacts.actions.telling_missed_targets import see_missed_target
from contacts.models import MissedTarget
from contacts.queries.supervisors_desk import is_supervising


@require_POST
def see_missed(request: HttpRequest, key: int) -> HttpResponse:
    """A supervisor has seen that a target was missed; it leaves the desk."""
    missed = MissedTarget.objects.filter(pk=key, area__in=request.user.areas).first()
    if missed is None or not is_supervising(request.user):
        raise Http404
    see_missed_target(missed, by=request.user)
    return redirect("contacts:desk")
