from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions.keeping_views import remove_view as remove_view_action
from contacts.actions.keeping_views import save_view as save_view_action
from contacts.errors import TicketError
from contacts.forms.keeping_views import SaveViewForm
from contacts.forms.queue import read, way_back
from contacts.models import SavedView
from uccms.audit.repeated import deleted_by
from uccms.privacy.texts import TextRefused


@require_http_methods(["GET", "POST"])
def save_view(request: HttpRequest) -> HttpResponse:
    """Give the filters that the queue has now a name."""
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    sent = request.POST if request.method == "POST" else None
    address = read(QueryDict((sent or request.GET).get("back", ""))).address
    form = SaveViewForm(sent, user=request.user)
    if form.is_valid():
        try:
            view = save_view_action(filter=address, by=request.user, **form.words)
        except (TicketError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"“{view.name}” is among your views.")
            return redirect(way_back(view.filter) or "contacts:tickets")
    filters = [each for each in read(QueryDict(address)).filters if each.value != each.options[0][0]]
    shown = [(each.label, dict(each.options)[each.value]) for each in filters]
    context = {"form": form, "back": address, "shown": shown}
    return render(request, "contacts/keeping_views.html", context, status=form.http_status)


@require_POST
def remove_view(request: HttpRequest, key: int) -> HttpResponse:
    """Remove one of one's own views."""
    if not request.user.has_perm("contacts.see_tickets"):
        raise Http404
    was = deleted_by(request.user, SavedView, key)  # by the same button, pressed twice
    name = was["name"] if was else get_object_or_404(request.user.saved_views, pk=key).name
    remove_view_action(key, by=request.user)
    messages.success(request, f"“{name}” is removed.")
    return redirect("contacts:tickets")
