"""My data: what is kept, a download of it, notices, signing out, and erasing."""

from collections.abc import Iterable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from eipd_portal import limits, sessions
from eipd_portal.actions.ending_sessions import sign_out as end_session
from eipd_portal.actions.ending_sessions import sign_out_everywhere as end_sessions
from eipd_portal.actions.erasing import ask_to_erase, erase_registrant
from eipd_portal.actions.limiting import count
from eipd_portal.actions.proving import NotProven, Standing, standing_of
from eipd_portal.actions.wishing_notices import OtherWishes, stop_notices, version_of, wish_notices
from eipd_portal.addresses import readable
from eipd_portal.languages import language_of, path_of
from eipd_portal.models import MailedProof, Registrant
from eipd_portal.queries import my_data as query
from eipd_portal.unsubscribing import registrant_key_in
from eipd_portal.views.entrance import personal, registrants_only
from eipd_portal.views.registering import _no_good as no_good
from sales_orders.models import Product
from uccms.privacy import pia


@personal("GET")
@registrants_only
def my_data(request: HttpRequest, registrant: Registrant) -> HttpResponse:
    """Everything that is kept of the reader."""
    return _page(request, registrant, query.products_with_wishes(registrant))


def _page(request: HttpRequest, registrant: Registrant, products: Iterable[Product], **more) -> HttpResponse:
    kept = query.kept(registrant)
    context = {
        "kept": kept,
        "email": readable(registrant.email),
        "products": products,
        "read": version_of(code for code, _, _ in kept.notices),
        "known_elsewhere": query.is_known_elsewhere(registrant.email),
        "desk": pia.assessment()["desk"]["privacy"],
        "confirmed": "confirmed" in request.GET,
        "accepted": "accepted" in request.GET,
        "saved": "saved" in request.GET,
    }
    return render(request, "eipd_portal/my_data.html", context | more, status=409 if more else 200)


@personal("GET")
@registrants_only
def download_my_data(request: HttpRequest, registrant: Registrant) -> HttpResponse:
    """The same as a file for programs."""
    response = JsonResponse(query.kept(registrant).as_file(), json_dumps_params={"indent": 2})
    response.headers["Content-Disposition"] = 'attachment; filename="my-data.json"'
    return response


@personal("POST")
@registrants_only
def notices(request: HttpRequest, registrant: Registrant) -> HttpResponse:
    """Say which products one wants notices of; after a change elsewhere, both are shown."""
    wanted = {
        int(each) for each in request.POST.getlist("product")[:500] if each.isdecimal() and len(each) < 15
    }
    try:
        wish_notices(registrant, query.offered(wanted), read=request.POST.get("read", ""), by=None)
    except OtherWishes:
        ticked = list(query.products_with_wishes(registrant))
        for product in ticked:
            product.is_wished = product.pk in wanted
        return _page(request, registrant, ticked, has_changed=True)
    return redirect(f"{path_of('my_data', language_of(request))}?saved")


@personal("GET", "POST", from_anywhere=True)
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop all notices: GET asks, POST does it, from a mail program without a cookie too (RFC 8058)."""
    key = registrant_key_in(token)
    if key is None:
        return no_good(request, Standing.UNKNOWN)
    if request.method == "POST":
        stop_notices(key, by=None)
    return render(request, "eipd_portal/unsubscribe.html", {"is_done": request.method == "POST"})


@personal("POST")
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session of this browser."""
    end_session(sessions.key_of(request), by=None)
    return _signed_out(request)


@personal("POST")
@registrants_only
def sign_out_everywhere(request: HttpRequest, registrant: Registrant) -> HttpResponse:
    """End the sessions of all browsers."""
    end_sessions(registrant, by=None)
    return _signed_out(request)


@personal("GET", "POST")
@registrants_only
def erase(request: HttpRequest, registrant: Registrant) -> HttpResponse:
    """Ask to be erased: a link is mailed, as for registering."""
    context = query.about_erasing() | {"email": readable(registrant.email)}
    if request.method == "POST":
        count(limits.ASKED_AGAIN, ("erase", registrant.pk))
        ask_to_erase(registrant, browser=sessions.key_of(request), by=None)
        context["is_mailed"] = True
    return render(request, "eipd_portal/erase.html", context)


@personal("GET", "POST")
def erase_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The mailed link: a page with a button, and the button erases."""
    standing = standing_of(MailedProof.Purpose.ERASE, token)
    if request.method == "POST" and standing == Standing.GOOD:
        try:
            erase_registrant(token, by=None)
        except NotProven as error:
            standing = error.standing
        else:
            response = redirect(path_of("erased", language_of(request)))
            sessions.forget(response)
            return response
    if standing != Standing.GOOD:
        return no_good(request, standing)
    return render(request, "eipd_portal/erase_by_link.html", query.about_erasing())


@personal("GET")
def erased(request: HttpRequest) -> HttpResponse:
    """It is done."""
    return render(request, "eipd_portal/erased.html", query.about_erasing())


def _signed_out(request: HttpRequest) -> HttpResponse:
    response = redirect(path_of("register", language_of(request)))
    sessions.forget(response)
    return response
