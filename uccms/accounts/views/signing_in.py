"""Signing in and out, and the system use notice."""

from allauth.account.views import LoginView, LogoutView, reauthenticate
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.http import require_http_methods

from uccms.accounts.actions.signing_in import agree_to_notice
from uccms.accounts.forms.signing_in import NoticeForm
from uccms.accounts.queries.demonstration import demonstration_sign_ins
from uccms.accounts.views.mounting import mounted
from uccms.privacy import pia


class SignIn(LoginView):
    """The notice first, then name and password."""

    def get_context_data(self, **kwargs) -> dict:
        return super().get_context_data(
            notice=pia.notice("system_use"),
            help_desk=settings.HELP_DESK,
            demonstration_sign_ins=demonstration_sign_ins(),
            **kwargs,
        )


sign_in = mounted(SignIn.as_view())
again = mounted(reauthenticate)


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session, and let the browser forget what it keeps of our pages."""
    response = LogoutView.as_view()(request)
    if request.method == "POST":
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


@require_http_methods(["GET", "POST"])
def notice(request: HttpRequest) -> HttpResponse:
    """The system use notice: read at any time, agreed to again when it has changed during a session."""
    shown = pia.notice("system_use")
    form = NoticeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        agree_to_notice(request.user, version=shown.version, by=request.user)
        return redirect(resolve_url(settings.LOGIN_REDIRECT_URL))
    context = {"notice": shown, "form": form, "must_agree": request.user.notice_version != shown.version}
    return render(request, "accounts/notice.html", context, status=422 if form.errors else 200)
