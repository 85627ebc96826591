"""A form that is sent too late: after the session ended, or with a token of an older session.

What was typed stands on the answer's page and is sent again with one click after signing in, by the same
person only: each staff form carries a signed mark that says whose it is (`{% person %}`).
"""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.urls import Resolver404, resolve

from uccms.web.templatetags.uccms import PERSON

NOT_KEPT = {"csrfmiddlewaretoken", "password", "login", "oldpassword", "password1", "password2", "code"}


def owner_of(request: HttpRequest) -> int | None:
    """The key of the person whose form this is, or None where the form carries no (true) mark."""
    try:
        return signing.loads(request.POST.get("person", ""), salt=PERSON)
    except signing.BadSignature:
        return None


def is_same_person(request: HttpRequest) -> bool:
    """Whether the form, if it says whose it is, belongs to who is signed in."""
    return "person" not in request.POST or owner_of(request) == request.user.pk


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer a form that came after the session ended."""
    if request.headers.get("HX-Request") or request.headers.get("X-Background"):
        return HttpResponse("Your session has ended. Sign in again.", status=401, content_type="text/plain")
    return _page(request, signed_in=False)


def another_person(request: HttpRequest) -> HttpResponse:
    """Refuse a form that somebody else began."""
    return render(request, "web/somebody_elses_form.html", status=403)


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is of an older session; without a true mark of its owner it is refused."""
    if request.headers.get("HX-Request") or request.headers.get("X-Background"):
        return HttpResponse("This page is of an older session. Reload it.", status=401, content_type="text/plain")
    owner = owner_of(request)
    if owner is None or (request.user.is_authenticated and owner != request.user.pk):
        return render(request, "403_csrf.html", status=403)
    return _page(request, signed_in=request.user.is_authenticated)


def _page(request: HttpRequest, *, signed_in: bool) -> HttpResponse:
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_KEPT
        for value in values
    ]
    try:
        resolve(request.path_info)
    except Resolver404:
        typed = []
    get_token(request)
    return render(
        request,
        "web/late_form.html",
        {"typed": typed, "signed_in": signed_in, "address": request.get_full_path()},
        status=403 if signed_in else 401,
    )
