"""Ends a session that nobody uses, without letting a page that polls keep it alive (NIST SP 800-53 AC-12)."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

LAST_SEEN = "last_seen"
BACKGROUND = {"web:session", "health"}  # pages that no person asks for; autosave after typing is not one


class IdleSessionMiddleware:
    """Signs out after `SESSION_IDLE_LIMIT` seconds without a page that a person asked for."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            now = int(time.time())
            seen = request.session.get(LAST_SEEN)
            if seen is not None and now - seen > settings.SESSION_IDLE_LIMIT:
                logout(request)
            elif seen is None or now - seen >= 60:
                if not self.in_background(request):
                    request.session[LAST_SEEN] = now
        return self.get_response(request)

    @staticmethod
    def in_background(request: HttpRequest) -> bool:
        try:
            return resolve(request.path_info).view_name in BACKGROUND
        except Resolver404:
            return True


def seconds_left(request: HttpRequest) -> int:
    """How many seconds the session has before it ends for want of use."""
    seen = request.session.get(LAST_SEEN, int(time.time()))
    return max(0, settings.SESSION_IDLE_LIMIT - (int(time.time()) - seen))
