"""The terms of use: open to everybody, and accepted once by each registrant for each version."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from eipd_portal import sessions, terms
from eipd_portal.actions.accepting_terms import OtherTerms, accept_terms
from eipd_portal.coming_back import NAME, came_from, with_way_back
from eipd_portal.languages import language_of, path_of
from eipd_portal.views.entrance import personal


@personal("GET", "POST")
def terms_of_use(request: HttpRequest) -> HttpResponse:
    """Read the terms, and accept the version that one read."""
    language = language_of(request)
    registrant = sessions.registrant_of(request)
    is_stale = False
    where = came_from(request.POST.get(NAME) if request.method == "POST" else request.GET.get(NAME))
    if request.method == "POST":
        if registrant is None:
            return redirect(with_way_back(path_of("register", language), where))
        try:
            accept_terms(registrant, version=request.POST.get("version", ""), by=None)
        except OtherTerms:
            is_stale = True
        else:
            to = where.path(language) if where else path_of("products", language)
            return redirect(with_way_back(to, None, "accepted"))
    current = terms.current()
    context = {
        "version": current.version,
        "paragraphs": current.paragraphs[language],
        "registrant": registrant,
        "must_accept": registrant is not None and terms.must_accept(registrant),
        "confirmed": "confirmed" in request.GET,
        "is_stale": is_stale,
        "where": where,
    }
    return render(request, "eipd_portal/terms.html", context, status=409 if is_stale else 200)
