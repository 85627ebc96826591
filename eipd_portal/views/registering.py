"""Register or sign in: one field, then the code or the link of a mail."""

import uuid
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from eipd_portal import limits, sessions, terms
from eipd_portal.actions.asking_for_proof import ask_for_proof, asked_by
from eipd_portal.actions.limiting import TooMany, count
from eipd_portal.actions.proving import (
    Entered,
    NotProven,
    Standing,
    enter_by_code,
    enter_by_link,
    refuse_mail,
    standing_of,
)
from eipd_portal.addresses import readable
from eipd_portal.coming_back import NAME, CameFrom, OwnPage, came_from, with_way_back
from eipd_portal.forms.registering import CodeForm, RegisterForm
from eipd_portal.languages import language_of, path_of
from eipd_portal.views.entrance import personal
from uccms.accounts.addresses import network_of
from uccms.privacy import pia

COMES_IN = {"register", "sign-in"}
WAITS_FOR_CODE = timedelta(hours=24)
STATUS = {Standing.USED: 410, Standing.EXPIRED: 410, Standing.UNKNOWN: 404}


@personal("GET", "POST")
def register(request: HttpRequest) -> HttpResponse:
    """Ask for the address, and for a mail to it. The answer is the same for every address."""
    language = language_of(request)
    where = came_from(request.POST.get(NAME) if request.method == "POST" else request.GET.get(NAME))
    if sessions.registrant_of(request):
        return redirect(where.path(language) if where else path_of("my_data", language))
    if request.method != "POST":
        form = RegisterForm(language=language, initial={"submission_id": uuid.uuid4()})
        return _form(request, form, where, 200)
    origin = network_of(request)
    count(limits.ASKED_BY_ORIGIN, origin)
    form = RegisterForm(request.POST, language=language)
    if not form.is_valid():
        return _form(request, form, where, 422)
    browser = sessions.key_of_form(form.cleaned_data["submission_id"])
    _ask(form.cleaned_data["email"], browser, origin)
    return _mailed(request, browser, where)


@personal("POST")
def ask_again(request: HttpRequest) -> HttpResponse:
    """Ask for another mail to the same address, in the browser that asked for the first."""
    earlier = asked_by(sessions.key_of(request))
    if earlier is None:
        return redirect(path_of("register", language_of(request)))
    origin = network_of(request)
    count(limits.ASKED_BY_ORIGIN, origin)
    browser = sessions.new_key()
    _ask(earlier.email, browser, origin)
    return _mailed(request, browser, sessions.came_from_of(request))


@personal("GET", "POST")
def code(request: HttpRequest) -> HttpResponse:
    """Type the code, in the browser that asked for it."""
    language = language_of(request)
    proof = asked_by(sessions.key_of(request))
    if proof is None:
        return redirect(path_of("register", language))
    # The page with the outgoing mail is the staff's, and on their host.
    shows_outbox = settings.DEMONSTRATION and not settings.PORTAL_HOST
    context = {"email": readable(proof.email), "shows_outbox": shows_outbox}
    context["where"] = sessions.came_from_of(request)
    if request.method != "POST":
        return render(request, "eipd_portal/code.html", context)
    count(limits.TRIED_BY_ORIGIN, network_of(request))
    form = CodeForm(request.POST)
    typed = form.cleaned_data["code"] if form.is_valid() else ""
    context["typed"] = request.POST.get("code", "")[:20]
    if len(typed) != 8:
        return render(request, "eipd_portal/code.html", context | {"is_no_code": True}, status=422)
    try:
        entered = enter_by_code(proof, typed)
    except NotProven as error:
        context |= {"standing": error.standing.value, "tries_left": error.tries_left}
        return render(request, "eipd_portal/code.html", context, status=422)
    return _welcome(request, entered)


@personal("GET", "POST")
def confirm(request: HttpRequest, purpose: str, token: str) -> HttpResponse:
    """The mailed link: a page with a button. Mail scanners open links; only the button confirms."""
    standing = standing_of(purpose, token) if purpose in COMES_IN else Standing.UNKNOWN
    if request.method == "POST" and standing == Standing.GOOD:
        try:
            return _welcome(request, enter_by_link(purpose, token, by=None))
        except NotProven as error:
            standing = error.standing
    if standing != Standing.GOOD:
        return _no_good(request, standing)
    return render(request, "eipd_portal/confirm.html", {"signs_in": purpose == "sign-in"})


@personal("GET", "POST")
def refuse(request: HttpRequest, token: str) -> HttpResponse:
    """The reader of a mail did not ask for it, and wants no more."""
    if request.method != "POST":
        standing = standing_of("register", token)
        good = standing == Standing.GOOD
        return render(request, "eipd_portal/refuse.html") if good else _no_good(request, standing)
    try:
        refuse_mail(token, by=None)
    except NotProven as error:
        return _no_good(request, error.standing)
    return render(request, "eipd_portal/refuse.html", {"is_done": True})


def _form(
    request: HttpRequest, form: RegisterForm, where: CameFrom | OwnPage | None, status: int
) -> HttpResponse:
    context = {"form": form, "notice": pia.notice("portal"), "where": where}
    return render(request, "eipd_portal/register.html", context, status=status)


def _ask(email: str, browser: str, origin: str) -> None:
    if asked_by(browser):  # the same form, sent twice
        return
    try:
        count(limits.ASKED_AGAIN, (origin, email))
        count(limits.ASKED_BY_ORIGIN_FOR_ADDRESS, (origin, email))
    except TooMany:
        if asked_by(browser):  # twice at the same time
            return
        raise
    ask_for_proof(email, browser=browser, by=None)


def _mailed(request: HttpRequest, browser: str, where: CameFrom | OwnPage | None) -> HttpResponse:
    response = redirect(path_of("code", language_of(request)))
    sessions.remember(response, browser, lasts=WAITS_FOR_CODE, where=where)
    return response


def _welcome(request: HttpRequest, entered: Entered) -> HttpResponse:
    language, where = language_of(request), sessions.came_from_of(request)
    if terms.must_accept(entered.registrant):
        to = with_way_back(path_of("terms", language), where, "confirmed")
    else:
        to = with_way_back(
            where.path(language) if where else path_of("products", language), None, "confirmed"
        )
    response = redirect(to)
    sessions.remember(response, entered.key)
    return response


def _no_good(request: HttpRequest, standing: Standing) -> HttpResponse:
    context = {"standing": standing.value}
    return render(request, "eipd_portal/no_good.html", context, status=STATUS[standing])
