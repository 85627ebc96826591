"""A form that is sent too late: after the session ended, or with a token of an older session.

What was typed stands on the answer's page and is sent again with one click after signing in, by the same
person only: each staff form carries a signed mark that says whose it is (`person_field()`). A form without
a true mark may come from anywhere and is refused. Nothing is stored.
"""

from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from uccms.web.template_words.words import PERSON

NOT_SENT_AGAIN = {"csrfmiddlewaretoken"}
# What pages put into forms beside what somebody types: sent again, but not shown.
NOT_TYPED = {
    "person",
    "version",
    "draft",
    "draft_form",
    "draft_ticket",
    "draft_about",
    "draft_page",
    "draft_read",
    "stated",
    "next",
    "held",
    "shown_total",
    "add_product",
}


def owner_of(request: HttpRequest) -> int | None:
    """The key of the person whose form this is, or None where the form carries no (true) mark."""
    try:
        return signing.loads(request.POST.get("person", ""), salt=PERSON)
    except signing.BadSignature:
        return None


def is_same_person(request: HttpRequest) -> bool:
    """Whether the form, if it says whose it is, belongs to who is signed in."""
    return "person" not in request.POST or owner_of(request) == request.user.pk


def in_background(request: HttpRequest) -> bool:
    """Whether a script asks, which shows no page of ours."""
    return "HX-Request" in request.headers or "X-Background" in request.headers


def session_ended() -> HttpResponse:
    """Tell a script that somebody has to sign in."""
    return _never_kept(
        HttpResponse("Your session has ended. Sign in again.", status=401, content_type="text/plain")
    )


def signed_out(request: HttpRequest) -> HttpResponse:
    """Answer a form that came after the session ended."""
    if owner_of(request) is None:
        return _refused(request)
    return _page(request, signed_in=False)


def another_person(request: HttpRequest) -> HttpResponse:
    """Refuse a form that somebody else began, and show nothing of it."""
    return _never_kept(render(request, "web/somebody_elses_form.html", status=403))


@login_not_required
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token is of an older session; without a true mark of its owner it is refused."""
    if in_background(request):
        return session_ended()
    owner = owner_of(request)
    if owner is None:
        return _refused(request)
    if request.user.is_authenticated and owner != request.user.pk:
        return another_person(request)
    return _page(request, signed_in=request.user.is_authenticated)


def _refused(request: HttpRequest) -> HttpResponse:
    return _never_kept(render(request, "403_csrf.html", status=403))


def _page(request: HttpRequest, *, signed_in: bool) -> HttpResponse:
    sent = [
        (name, value)
        for name, values in request.POST.lists()
        if name not in NOT_SENT_AGAIN and "password" not in name
        for value in values
    ]
    context = {
        "sent": sent,
        "typed": [(_words(name), value) for name, value in sent if _is_typed(name) and value.strip()],
        "files": sorted({file.name for _, files in request.FILES.lists() for file in files}),
        "signed_in": signed_in,
        "address": request.get_full_path(),
    }
    return _never_kept(render(request, "web/late_form.html", context, status=403 if signed_in else 401))


def _is_typed(name: str) -> bool:
    return name not in NOT_TYPED and not name.endswith("_id")


def _words(name: str) -> str:
    """A field's name as words, as near to its label as can be known here."""
    return name.replace("-", " ").replace("_", " ").strip().capitalize()


def _never_kept(response: HttpResponse) -> HttpResponse:
    add_never_cache_headers(response)
    return response
