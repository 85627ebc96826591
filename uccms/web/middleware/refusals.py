"""A page for the address of an act that was opened like a page: else the browser's window stays white."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from uccms.web.views.late_forms import in_background


class RefusalMiddleware:
    """Fills the empty answer 405; its status and its header `Allow` stay."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == 405 and not response.content and not in_background(request):
            response.content = render_to_string("405.html", request=request)
        return response
