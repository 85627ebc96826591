"""What every page shows around its content."""

from django.conf import settings
from django.http import HttpRequest

from uccms.web import navigation, search_sources


def shell(request: HttpRequest) -> dict:
    """The bar's entries, the colour scheme and the session's limit, for every page."""
    user = getattr(request, "user", None)
    signed_in = user is not None and user.is_authenticated
    return {
        "navigation": navigation.entries_for(request) if signed_in else [],
        "may_find": signed_in and search_sources.may_find(user),
        "scheme": user.scheme if signed_in else "",
        "shortcuts": user.shortcuts if signed_in else True,
        "idle_limit": settings.SESSION_IDLE_LIMIT,
        "time_zone": settings.TIME_ZONE,
        "demonstration": settings.DEMONSTRATION,
        "official_banner": settings.OFFICIAL_BANNER,
    }
