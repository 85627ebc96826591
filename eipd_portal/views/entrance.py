"""What every page for registrants has around it: the languages, the cookie's rules, and who may send forms.

A form is believed when the browser says that a page of ours sent it (Fetch Metadata, else Origin): nothing
has to be kept for that, no cookie and no session. The portal's cookie is `SameSite=Lax` beside it.
"""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt

from eipd_portal.actions.limiting import TooMany
from eipd_portal.coming_back import own_page, with_way_back
from eipd_portal.languages import language_of, path_of, say
from eipd_portal.sessions import registrant_of
from eipd_portal.views.errors import only
from uccms.web.public import for_the_public
from uccms.web.turns import Turns

# A flood of forms waits for its turn, so that the desks and downloads of the same process have theirs.
FORMS = Turns(at_once=3, most_waiting=41, patience=10)
LONGEST_FORM = 20_000  # bytes; the longest form of the portal has some hundred

View = Callable[..., HttpResponse]


def personal(*methods: str, from_anywhere: bool = False) -> Callable[[View], View]:
    """Mark a view as a page for one person: open to everybody, stored nowhere, and safe from forged forms.

    `from_anywhere` takes forms from mail programs too, which send no sign of where they come from.
    """

    def decorate(view: View) -> View:
        @for_the_public
        @csrf_exempt
        @only(*methods, "HEAD")
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            response = _refusal(request, from_anywhere) or _limited(view, request, *args, **kwargs)
            add_never_cache_headers(response)
            response.headers["Referrer-Policy"] = "no-referrer"
            return response

        return guarded

    return decorate


def registrants_only(view: View) -> View:
    """Send whoever is not signed in to where an address is proven, and back; the view gets the registrant."""

    @wraps(view)
    def inside(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        registrant = registrant_of(request)
        if registrant is None:
            where = own_page(request.resolver_match.url_name)
            return redirect(with_way_back(path_of("register", language_of(request)), where))
        return view(request, registrant, *args, **kwargs)

    return inside


def is_forged(request: HttpRequest) -> bool:
    """Whether a browser says that this form comes from a page of another site.

    Whoever sends neither header is no browser of today, and carries no one's cookie.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site:
        return site not in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return bool(origin) and urlsplit(origin).netloc != request.get_host()


def wait_words(seconds: int, language: str) -> str:
    """How long to wait, in words."""
    if seconds <= 90:
        return say("%(n)s seconds", language, n=seconds)
    return say("%(n)s minutes", language, n=-(-seconds // 60))


def _refusal(request: HttpRequest, from_anywhere: bool) -> HttpResponse | None:
    if request.method != "POST":
        return None
    try:
        length = int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        length = LONGEST_FORM + 1
    if length > LONGEST_FORM:
        return render(request, "eipd_portal/too_long.html", status=413)
    if not from_anywhere and is_forged(request):
        return render(request, "eipd_portal/from_elsewhere.html", status=403)
    return None


def _limited(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    if request.method != "POST":
        return _counted(view, request, *args, **kwargs)
    with FORMS.taken() as taken:
        if taken:
            return _counted(view, request, *args, **kwargs)
    return _later(request, FORMS.patience, {"is_busy": True}, 503)


def _counted(view: View, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except TooMany as limit:
        return _later(request, limit.seconds, {}, 429)


def _later(request: HttpRequest, seconds: int, context: dict, status: int) -> HttpResponse:
    context["wait"] = wait_words(seconds, language_of(request))
    response = render(request, "eipd_portal/too_many.html", context, status=status)
    response.headers["Retry-After"] = str(seconds)
    return response
