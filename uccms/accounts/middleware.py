"""Holds people on the page where they do what comes before all else."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from uccms.privacy import pia

TO_AGREE = {"accounts:notice"}
TO_SET_UP = {
    "mfa_activate_totp",
    "accounts:qr_code",
    "mfa_view_recovery_codes",
    "account_reauthenticate",
    "mfa_reauthenticate",
}


class HoldingMiddleware:
    """Nobody works without agreeing to the notice in force (AC-8), or without a second factor (IA-2(1))."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if not getattr(view, "login_required", True) or not request.user.is_authenticated:
            return None
        here = request.resolver_match.view_name
        # A form that was begun before the notice changed is not lost: the next page asks.
        if must_agree(request.user) and request.method in {"GET", "HEAD"}:
            return None if here in TO_AGREE else redirect("accounts:notice")
        if settings.SECOND_FACTOR_REQUIRED and not request.user.has_second_factor:
            return None if here in TO_SET_UP else redirect("mfa_activate_totp")
        return None


def must_agree(user) -> bool:
    """Whether the system use notice has changed since this person agreed to it at sign-in."""
    return bool(user.notice_version) and user.notice_version != pia.notice("system_use").version
