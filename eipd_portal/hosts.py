"""Which host an address belongs to: in production the portal has one of its own (UCCMS_PORTAL_HOST)."""

from enum import Enum

from django.conf import settings
from django.http import HttpRequest
from django.http.request import split_domain_port
from django.urls import Resolver404, ResolverMatch, resolve

PORTAL_SPACES = {"portal", "portal_es", "portal_files"}
PORTAL_NAMES = {"security_txt"}
# Asked on either: whether the process is well, what search engines may read, and the one click of a mail
# that was sent before there were two hosts (RFC 8058 follows no redirect).
ON_BOTH = {"health", "portal_files:robots", "portal:unsubscribe", "portal_es:unsubscribe"}


class Owner(Enum):
    """Whose an address is."""

    PORTAL = "portal"
    STAFF = "staff"
    BOTH = "both"


def is_portals(request: HttpRequest) -> bool:
    """Whether the request came to the portal's own host; False where it has none."""
    return bool(settings.PORTAL_HOST) and split_domain_port(request.get_host())[0] == settings.PORTAL_HOST


def owner_of(path: str) -> Owner | None:
    """Whose address a path is, with or without its last slash; None where there is no such address."""
    match = _match(path) or _match(f"{path}/")
    if match is None:
        return None
    if match.view_name in ON_BOTH:
        return Owner.BOTH
    if match.namespace in PORTAL_SPACES or match.view_name in PORTAL_NAMES:
        return Owner.PORTAL
    return Owner.STAFF


def _match(path: str) -> ResolverMatch | None:
    try:
        return resolve(path)
    except Resolver404:
        return None
