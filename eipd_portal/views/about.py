"""What the portal says about itself: privacy, accessibility, reporting a weakness. The same for everybody."""

from datetime import UTC, date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from eipd_portal.languages import ENGLISH, SPANISH, whole_address
from eipd_portal.queries.privacy import privacy as privacy_facts
from eipd_portal.views.open_pages import open_page

CHECKED = date(2026, 11, 27)  # when the accessibility statement was last looked over


@open_page
def privacy(request: HttpRequest) -> HttpResponse:
    """What the assessment says about registrants, from its file."""
    return render(request, "eipd_portal/privacy.html", privacy_facts())


@open_page
def accessibility(request: HttpRequest) -> HttpResponse:
    """The accessibility statement."""
    context = {"checked": CHECKED, "contact": settings.PORTAL_CONTACT}
    return render(request, "eipd_portal/accessibility.html", context)


@open_page
def disclosure(request: HttpRequest) -> HttpResponse:
    """How to report a weakness, and what we promise who does."""
    contact = settings.SECURITY_CONTACT
    context = {"contact": contact, "address": contact.removeprefix("mailto:")}
    return render(request, "eipd_portal/disclosure.html", context)


@open_page
def security_txt(request: HttpRequest) -> HttpResponse:
    """Where to report a weakness, for programs (RFC 9116). It never expires as long as it is served."""
    expires = (timezone.now().astimezone(UTC) + timedelta(days=180)).replace(hour=0, minute=0, second=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: en, es",
        f"Canonical: {settings.PORTAL_ADDRESS}/.well-known/security.txt",
        f"Policy: {whole_address(ENGLISH, 'disclosure')}",
        f"Policy: {whole_address(SPANISH, 'disclosure')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")
