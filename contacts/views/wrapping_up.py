from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from contacts.actions import wrapping_up as acts
from contacts.errors import TicketError
from contacts.forms.keeping_areas import WrapUpForm
from contacts.queries.area_page import kept_area_or_404
from contacts.views.keeping import keep
from contacts.views.logging_contacts import may_log
from uccms.accounts.models import WrapUp

OVER = "Your wrap-up is over."


@require_POST
@may_log
def extend_wrap_up(request: HttpRequest) -> HttpResponse:
    """Have the area's time once more."""
    try:
        row = acts.extend_wrap_up(by=request.user)
    except TicketError as error:
        return _answer(request, None, str(error))
    return _answer(request, row, "Your wrap-up is extended.")


@require_POST
@may_log
def end_wrap_up(request: HttpRequest) -> HttpResponse:
    """All done."""
    acts.end_wrap_up(by=request.user)
    return _answer(request, None, OVER)


def _answer(request: HttpRequest, row: WrapUp | None, words: str) -> HttpResponse:
    """The strip's words for the script, which stays where it is; else the page on which the button was."""
    if request.headers.get("X-Wrap-Up"):
        return render(request, "web/_wrap_up_said.html", {"wrap_up": row, "words": words})
    messages.info(request, words)
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = reverse("contacts:desk")
    return redirect(back)


@require_http_methods(["GET", "POST"])
def change_wrap_up(request: HttpRequest, slug: str) -> HttpResponse:
    """Say how long the area's agents have after a call."""
    found = kept_area_or_404(slug, request.user)

    def perform(form: WrapUpForm) -> str:
        acts.set_wrap_up(found, by=request.user, **form.cleaned_data)
        return "The wrap-up is saved. It counts from the next call."

    def renewed() -> tuple[dict, str]:
        seconds = kept_area_or_404(slug, request.user).wrap_up_seconds
        return {"was": seconds}, f"{seconds} seconds"

    return keep(
        request, lambda data: WrapUpForm(data, area=found), perform, renewed=renewed,
        to=reverse("contacts:area", args=[slug]), title="Wrap-up after a call",
        submit="Save the wrap-up", area=found,
    )  # fmt: skip
