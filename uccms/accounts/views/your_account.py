"""A person's own account."""

from allauth.account.views import password_change
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from uccms.accounts.actions.preferences import change_preferences
from uccms.accounts.forms.preferences import PreferencesForm
from uccms.accounts.views.mounting import mounted


@require_http_methods(["GET", "POST"])
def yours(request: HttpRequest) -> HttpResponse:
    """Who one is here, and how one likes the screens."""
    user = request.user
    kept = {name: getattr(user, name) for name in PreferencesForm.base_fields}
    form = PreferencesForm(request.POST if request.method == "POST" else None, initial=kept)
    if form.is_valid():
        change_preferences(user, by=user, **form.cleaned_data)
        messages.success(request, "Your preferences are saved.")
        return redirect("accounts:yours")
    context = {"form": form, "roles": sorted(user.roles), "areas": user.areas}
    return render(request, "accounts/yours.html", context, status=422 if form.errors else 200)


def change_password(request: HttpRequest) -> HttpResponse:
    """A new password; a person who signs in without one has none to change."""
    if not request.user.has_usable_password():
        raise PermissionDenied("This account has no password.")
    return _change_password(request)


_change_password = mounted(password_change)
