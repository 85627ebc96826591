from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from contacts.actions.taking_next import take_next as take_next_action
from contacts.views.keeping_drafts import as_id


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """Take the most urgent ticket of one's areas that nobody has, and open it."""
    if not request.user.has_perm("contacts.work_ticket"):
        raise Http404
    ticket = take_next_action(by=request.user, submission_id=as_id(request.POST.get("submission_id", "")))
    if ticket is None:
        messages.info(request, "Nobody waits in your areas: every open ticket there is with somebody.")
        return redirect("contacts:tickets")
    messages.success(request, f"Ticket {ticket.number} is yours.")
    return redirect("contacts:ticket", ticket.pk)
