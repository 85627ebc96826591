"""Gives each request an id, and the history the page it belongs to."""

import secrets
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from uccms.audit.context import Page, current_page


class RequestMiddleware:
    """Sets the page for the history as soon as its address is resolved. The address itself is not kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(8)
        token = current_page.set(Page("", request.request_id))
        try:
            response = self.get_response(request)
        finally:
            current_page.reset(token)
        response.headers.setdefault("X-Request-ID", request.request_id)
        return response

    def process_view(self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict) -> None:
        current_page.set(Page(request.resolver_match.view_name or "", request.request_id))
