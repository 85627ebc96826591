"""Remembers the page that somebody wanted before they had to sign in, with its query.

The query may hold a caller's number, so it does not stand in the sign-in page's address or in our database:
it waits in a signed cookie, for a quarter of an hour and for the addresses of signing in only.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse

COOKIE = "uccms_wanted"
SALT = "uccms.wanted"
SECONDS = 15 * 60
PATH = "/account/"


def remember(request: HttpRequest, response: HttpResponse) -> None:
    """Let the browser keep the address that was asked for."""
    response.set_signed_cookie(
        COOKIE,
        request.get_full_path(),
        salt=SALT,
        max_age=SECONDS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def remembered(request: HttpRequest, path: str) -> str:
    """The address with its query, if it was remembered for this path; else the path."""
    kept = request.get_signed_cookie(COOKIE, default="", salt=SALT, max_age=SECONDS)
    return kept if kept.partition("?")[0] == path else path


def forget(response: HttpResponse) -> None:
    """Let the browser forget it."""
    response.delete_cookie(COOKIE, path=PATH)
