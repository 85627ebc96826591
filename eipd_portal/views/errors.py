"""What the public is told where nothing answers: in the portal's own look and language.

Programs that ask for a file get one line of plain text instead: `wget -c` would append a page to what its
reader has.
"""

import logging
from collections.abc import Callable

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import DisallowedHost, RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views import defaults

from eipd_portal.hosts import is_portals
from eipd_portal.languages import SPANISH, language_of
from uccms.web.downloads.refusing import refuse
from uccms.web.views import errors as staffs

FOR_PROGRAMS = ("/eipd/files/", "/eipd/my/")
SENTENCES = {
    400: "This request could not be understood.",
    403: "This is not allowed.",
    404: "There is no such file.",
    405: "This address only answers requests to read it.",
    413: "This is too much at once.",
    500: "Something failed here. Try again in a few minutes.",
}
log = logging.getLogger("django.request")


def not_understood(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer 400 of the whole system, or 413."""
    if not is_publics(request):
        return staffs.not_understood(request, exception)
    too_much = isinstance(exception, RequestDataTooBig | TooManyFieldsSent)
    return told(request, 413 if too_much else 400)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer 403 of the whole system."""
    return told(request, 403) if is_publics(request) else defaults.permission_denied(request, exception)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer 404 of the whole system."""
    return told(request, 404) if is_publics(request) else defaults.page_not_found(request, exception)


def failed(request: HttpRequest) -> HttpResponse:
    """The answer 500 of the whole system. What failed may be the page itself: then it is a line of text."""
    if not is_publics(request):
        return defaults.server_error(request)
    try:
        return told(request, 500)
    except Exception:
        log.exception("The page that says that something failed has failed")
        return refuse(500, SENTENCES[500])


def only(*methods: str) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Let a view answer these methods alone; others get 405 with the header `Allow`, and a page."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        def answering(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if request.method in methods:
                return view(request, *args, **kwargs)
            response = told(request, 405)
            response.headers["Allow"] = ", ".join(methods)
            return response

        return answering

    return decorate


def is_publics(request: HttpRequest) -> bool:
    """Whether who asks is at the portal: by its host, or by the path."""
    if request.path_info.startswith("/eipd/") or request.path_info == "/data.json":
        return True
    try:
        return is_portals(request)
    except DisallowedHost:  # nobody's host
        return False


def told(request: HttpRequest, status: int) -> HttpResponse:
    """The page, or the line of text, that says what a status means."""
    match = request.resolver_match
    if request.path_info.startswith(FOR_PROGRAMS) or (match and match.namespace == "portal_files"):
        return refuse(status, SENTENCES[status])
    request.user = AnonymousUser()  # no session is read, whoever sends one
    if match is None and language_of(request) == SPANISH:
        request.current_app = "portal_es"
    response = render(request, "eipd_portal/error.html", {"status": status}, status=status)
    add_never_cache_headers(response)
    return response
