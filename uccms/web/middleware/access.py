"""Closed by default: only views marked with `login_not_required` answer somebody who is not signed in."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers

from uccms.web import wanted
from uccms.web.views import late_forms


class StaffOnlyMiddleware:
    """Sends people who are not signed in to the sign-in page, and keeps what they typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Error pages, too, say who is signed in; nothing of a session stays in a cache.
        if settings.SESSION_COOKIE_NAME in request.COOKIES and "Cache-Control" not in response.headers:
            add_never_cache_headers(response)
        return response

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        if getattr(view, "ignores_staff", False):
            # The session is not even read: such a page is the same for all, and may be stored by caches.
            request.user = AnonymousUser()
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            if late_forms.in_background(request):
                return late_forms.session_ended()
            if request.method == "POST":
                return late_forms.signed_out(request)
            response = redirect_to_login(request.path)
            if request.META.get("QUERY_STRING"):
                wanted.remember(request, response)
            return response
        if request.method == "POST" and not late_forms.is_same_person(request):
            return late_forms.another_person(request)
        return None
