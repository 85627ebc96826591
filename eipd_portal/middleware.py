"""Keeps the portal's host and the staff's apart, where there are two."""

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from eipd_portal.hosts import Owner, is_portals, owner_of


class PortalHostMiddleware:
    """Stands before all that reads a session: on the portal's host there are no staff and no pages of theirs.

    The staff's host sends readers of the portal to where it is; a form goes nowhere by a redirect.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.PORTAL_HOST:
            answer = self._at_the_portal if is_portals(request) else self._at_the_staffs
            return answer(request, owner_of(request.path_info)) or self.get_response(request)
        return self.get_response(request)

    def _at_the_portal(self, request: HttpRequest, owner: Owner | None) -> HttpResponse | None:
        if owner == Owner.STAFF:
            if request.path_info == "/":
                return redirect("portal:products")
            raise Http404
        return None

    def _at_the_staffs(self, request: HttpRequest, owner: Owner | None) -> HttpResponse | None:
        if owner == Owner.PORTAL:
            if request.method in ("GET", "HEAD"):
                return redirect(f"{settings.PORTAL_ADDRESS}{request.get_full_path()}")
            raise Http404
        return None
