"""Ends a session that nobody uses, without letting a page that polls keep it alive (NIST SP 800-53 AC-12).

A session ends after `SESSION_IDLE_LIMIT` seconds without a page that a person asked for, and after
`SESSION_COOKIE_AGE` seconds in any case (NIST SP 800-63B section 4.2.3).
"""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from uccms.audit import looks
from uccms.audit.models import Event

LAST_SEEN, STARTED = "last_seen", "started"
EVERY = 60  # seconds between two writes of when somebody was seen
_background = {"accounts:session", "health"}
_said_in_background: set[str] = set()


def register_background(address: str, *, posts: bool = False) -> None:
    """Name an address that pages ask on their own; asking it with GET keeps no session alive.

    With `posts`, nor does what they say there on their own. Saving a draft is none: somebody has typed.
    """
    _background.add(address)
    if posts:
        _said_in_background.add(address)


class IdleSessionMiddleware:
    """Signs out whose session is over, and notes once a minute at most that somebody is there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            settings.SESSION_COOKIE_NAME in request.COOKIES
            and not _is_for_the_public(request)
            and request.user.is_authenticated
        ):
            if seconds_left(request) < 0:
                looks.record(Event.Kind.SIGN_OUT, by=request.user, subject="")
                logout(request)
            elif int(time.time()) - request.session.get(LAST_SEEN, 0) >= EVERY and not _in_background(
                request
            ):
                extend(request)
        return self.get_response(request)


def extend(request: HttpRequest) -> None:
    """Note that somebody is there now."""
    request.session[LAST_SEEN] = int(time.time())
    request.session.setdefault(STARTED, request.session[LAST_SEEN])


def seconds_left(request: HttpRequest) -> int:
    """How many seconds the session has left; less than none when it is over."""
    now = int(time.time())
    idle = request.session.get(LAST_SEEN, now) + settings.SESSION_IDLE_LIMIT - now
    whole = request.session.get(STARTED, now) + settings.SESSION_COOKIE_AGE - now
    return min(idle, whole)


def _is_for_the_public(request: HttpRequest) -> bool:
    """Whether staff are nobody there: a cookie of theirs on such an answer would lie in caches of others."""
    try:
        return getattr(resolve(request.path_info).func, "ignores_staff", False)
    except Resolver404:
        return False


def _in_background(request: HttpRequest) -> bool:
    try:
        address = resolve(request.path_info).view_name
    except Resolver404:
        return True  # an icon that a browser asks for on its own
    return address in (_background if request.method == "GET" else _said_in_background)
