"""The outbox: what was sent, what waits, what failed; and sending again."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from uccms.audit import looks
from uccms.mail.actions.sending_again import SETTLED, send_again
from uccms.mail.forms.sending_again import SendAgainForm
from uccms.mail.messages import MailRefused
from uccms.mail.models import Mail
from uccms.mail.queries import outbox as query

STATES = [("", "All"), *Mail.State.choices, (query.ANNOUNCEMENTS, "Announcements")]


def _kept_out(request: HttpRequest) -> HttpResponse | None:
    """Where somebody who is signed out is sent; in a demonstration they may read."""
    if request.user.is_authenticated:
        if not request.user.has_perm("mail.see_outbox") and not query.is_shown_to_everybody():
            raise Http404
        return None
    return None if query.is_shown_to_everybody() else redirect_to_login(request.path)


@login_not_required
@require_GET
def outbox(request: HttpRequest) -> HttpResponse:
    """Mails, newest first."""
    kept_out = _kept_out(request)
    if kept_out:
        return kept_out
    state = request.GET.get("state", "")
    known = state in dict(STATES)
    page = query.outbox(request.user, state=state if known else "", at=request.GET.get("at", ""))
    context = {
        "page": page,
        "state": state,
        "states": STATES,
        "unknown": not known,
        "filter": f"state={state}" if known and state else "",
        "is_public": query.is_shown_to_everybody(),
    }
    return render(request, "mail/outbox.html", context, status=200 if known else 422)


@login_not_required
@require_GET
def mail(request: HttpRequest, key: int) -> HttpResponse:
    """One mail; who opened it is on the audit record before it is sent."""
    kept_out = _kept_out(request)
    if kept_out:
        return kept_out
    found = query.mail_or_404(key, request.user)
    if request.user.is_authenticated:
        looks.looked(found.number, by=request.user)
    may_send = (
        request.user.has_perm("mail.see_outbox")
        and found.state in SETTLED
        and not found.is_announcement
        and found.may_be_sent_again
        and Mail.objects.visible_to(request.user).filter(pk=key).exists()
    )
    shows_text = bool(found.text) and (not found.is_confidential or query.is_shown_to_everybody())
    context = {"mail": found, "may_send": may_send, "shows_text": shows_text}
    return render(request, "mail/mail.html", context)


@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, key: int) -> HttpResponse:
    """Send a mail again, after a look at where it goes."""
    found = Mail.objects.visible_to(request.user).filter(pk=key).first()
    if found is None or not request.user.has_perm("mail.see_outbox"):
        raise Http404
    form = SendAgainForm(request.POST or None, mail=found, user=request.user)
    if form.is_valid():
        try:
            new = send_again(
                found,
                to=form.cleaned_data["to"],
                submission_id=form.cleaned_data["submission_id"],
                by=request.user,
            )
        except MailRefused as error:
            form.add_error(None, str(error))
            return render(request, "mail/again.html", {"mail": found, "form": form}, status=409)
        messages.success(request, f"{new.number} is on its way to {new.to}.")
        return redirect("mail:mail", new.pk)
    return render(request, "mail/again.html", {"mail": found, "form": form}, status=form.http_status)
