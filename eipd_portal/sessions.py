"""Who of the registrants asks. The cookie is the portal's own; staff sessions mean nothing here.

It is set when somebody sends the registration form, never before. Browsers send it to the portal's own host
alone, or to `/eipd/` where it shares one with the staff.
Until the address is proven it marks the browser in which the mailed code works; then it is replaced.
"""

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.crypto import salted_hmac

from eipd_portal.coming_back import CameFrom, OwnPage, came_from
from eipd_portal.models import Registrant, RegistrantSession

COOKIE = "uccms_portal"
LASTS = timedelta(days=30)


def hashed(key: str) -> str:
    """What is stored of a random key. It has 256 bits, so that no salt is needed."""
    return hashlib.sha256(key.encode()).hexdigest()


def new_key() -> str:
    """A key for one browser: 256 random bits."""
    return secrets.token_urlsafe(32)


def key_of_form(submission_id: object) -> str:
    """The key of the browser that sends a registration form; sent twice, it is the same."""
    return salted_hmac("eipd_portal.browser", str(submission_id), algorithm="sha256").hexdigest()


def key_of(request: HttpRequest) -> str:
    """The key that the browser sends, or an empty text."""
    return request.COOKIES.get(COOKIE, "")[:100].partition(".")[0]


def came_from_of(request: HttpRequest) -> CameFrom | OwnPage | None:
    """The page that the browser keeps beside its key until the address is proven, or None."""
    return came_from(request.COOKIES.get(COOKIE, "")[:100].partition(".")[2])


def registrant_of(request: HttpRequest) -> Registrant | None:
    """The registrant who is signed in at the portal in this browser, or None; asked once a request."""
    if not hasattr(request, "_registrant"):
        request._registrant = _find(key_of(request))
    return request._registrant


def _find(key: str) -> Registrant | None:
    if not key:
        return None
    session = (
        RegistrantSession.objects.select_related("registrant")
        .filter(key_hash=hashed(key), expires_at__gt=timezone.now())
        .first()
    )
    return session.registrant if session else None


def remember(
    response: HttpResponse,
    key: str,
    *,
    lasts: timedelta = LASTS,
    where: CameFrom | OwnPage | None = None,
) -> None:
    """Give the browser its key, in the portal's one cookie, and which page to come back to."""
    response.set_cookie(
        COOKIE,
        f"{key}.{where}" if where else key,
        max_age=int(lasts.total_seconds()),
        path=_path(),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def forget(response: HttpResponse) -> None:
    """Take the cookie back."""
    response.delete_cookie(COOKIE, path=_path(), samesite="Lax")


def _path() -> str:
    return "/" if settings.PORTAL_HOST else "/eipd/"
