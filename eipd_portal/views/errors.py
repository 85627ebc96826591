"""What the public is told where there is no page: in the portal's own look, with no way to the staff's."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views import defaults

from eipd_portal.hosts import is_portals


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The answer 404 of the whole system."""
    if is_portals(request) or request.path_info.startswith("/eipd/"):
        return render(request, "eipd_portal/not_found.html", status=404)
    return defaults.page_not_found(request, exception)
