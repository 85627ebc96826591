"""One line in the log for each request: the page's name, never its address."""

import logging
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

logger = logging.getLogger("uccms.access")
HEALTH = "health"


class AccessLogMiddleware:
    """Stands just inside RequestMiddleware, which gives the line its request id."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        response = self.get_response(request)
        page = page_of(request)
        if page != HEALTH or response.status_code != 200:  # asked every few seconds
            values = {
                "method": request.method if request.method in METHODS else "other",
                "page": page,
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            }
            logger.info("request", extra=values)
        return response


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


def page_of(request: HttpRequest) -> str:
    """The name of the page; "static" for a file that comes with the project, empty where there is none."""
    if request.resolver_match is not None:
        return request.resolver_match.view_name or ""
    return "static" if request.path_info.startswith(settings.STATIC_URL) else ""
