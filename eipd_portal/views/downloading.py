"""Downloading: the page with everybody's own lines to copy, and the files themselves.

A file's address answers with the file or with one line of plain text, never with a redirect or a page:
`wget -c` would append that to what its reader has.
"""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from eipd_portal import describing, links, terms
from eipd_portal.actions.counting_downloads import count_download
from eipd_portal.actions.revoking_links import revoke_link
from eipd_portal.coming_back import CameFrom, with_way_back
from eipd_portal.languages import ENGLISH, language_of, path_of, whole_address
from eipd_portal.lines import lines_for
from eipd_portal.models import EditionFile, Registrant
from eipd_portal.queries import catalogue
from eipd_portal.queries.prices import is_free
from eipd_portal.queries.rights import has_ordered
from eipd_portal.sessions import registrant_of
from eipd_portal.views.entrance import personal, registrants_only
from uccms.web.downloads.refusing import refuse
from uccms.web.downloads.serving import serve
from uccms.web.public import for_the_public


@for_the_public
@csrf_exempt
def file(request: HttpRequest, code: str, day: date, number: int, name: str) -> HttpResponseBase:
    """A file, for who is signed in at the portal in this browser."""
    found = catalogue.public_file(code, day, number, name)
    if refused := _not_there(found):
        return refused
    registrant = registrant_of(request)
    if registrant is None:
        page = _with_way_back("register", found)
        return refuse(401, f"Register your e-mail address, or use your personal link: {page}")
    return _send(request, found, registrant)


@for_the_public
@csrf_exempt
def file_by_link(
    request: HttpRequest, token: str, code: str, day: date, number: int, name: str
) -> HttpResponseBase:
    """The same file by somebody's personal link, which needs no header."""
    found = catalogue.public_file(code, day, number, name)
    if refused := _not_there(found):
        return refused
    try:
        registrant = links.registrant_with(token)
    except links.RevokedLink:
        return refuse(410, f"This link was revoked. Get another one: {whole_address(ENGLISH, 'my_link')}")
    except links.UnknownLink:
        return refuse(
            403, f"This is no download link of ours. Get yours: {whole_address(ENGLISH, 'my_link')}"
        )
    return _send(request, found, registrant)


@personal("GET")
def download(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """The files of an edition with one's own addresses and lines to copy, or what is still to be done."""
    product = catalogue.public_product(code)
    page = catalogue.edition_page(product, day)
    registrant = registrant_of(request)
    context = {
        "page": page,
        "registrant": registrant,
        "confirmed": "confirmed" in request.GET,
        "accepted": "accepted" in request.GET,
    }
    if registrant:
        context["must_accept"] = terms.must_accept(registrant)
        context["must_order"] = not page.is_free and not has_ordered(registrant, page.version)
        link = links.link_of(registrant)
        context["files"] = [
            {
                "file": each,
                "path": describing.file_path(each, page.version, code),
                "lines": lines_for(
                    each.name, describing.whole(describing.file_path(each, page.version, code, link))
                ),
            }
            for each in page.version.files.all()
        ]
    return render(request, "eipd_portal/download.html", context)


@personal("GET", "POST")
@registrants_only
def my_link(request: HttpRequest, registrant: Registrant) -> HttpResponse:
    """One's link, and a button that revokes it."""
    link = links.link_of(registrant)
    if request.method == "POST":
        serial = request.POST.get("serial", "")
        if serial.isascii() and serial.isdecimal() and len(serial) < 9:
            revoke_link(registrant, serial=int(serial), by=None)
        return redirect(f"{path_of('my_link', language_of(request))}?revoked")
    context = {"link": link, "serial": link.split("-")[1], "revoked": "revoked" in request.GET}
    return render(request, "eipd_portal/my_link.html", context)


def _with_way_back(name: str, found: EditionFile) -> str:
    version = found.version
    return with_way_back(whole_address(ENGLISH, name), CameFrom(version.product.code, version.issue_date))


def _not_there(found: EditionFile | None) -> HttpResponse | None:
    if found is None:
        return refuse(404, "There is no such file.")
    if found.version.is_withdrawn:
        return refuse(410, f"This edition was withdrawn: {found.version.withdrawn_because}")
    return None


def _send(request: HttpRequest, found: EditionFile, registrant: Registrant) -> HttpResponseBase:
    if terms.must_accept(registrant):
        page = _with_way_back("terms", found)
        return refuse(403, f"Accept the terms of use first, then the same link works: {page}")
    version = found.version
    if not is_free(version.product) and not has_ordered(registrant, version):
        page = whole_address(ENGLISH, "edition", version.product.code, version.issue_date)
        return refuse(403, f"This file is for those who ordered and paid it. How to order: {page}")
    response = serve(
        request,
        found.stored,
        filename=found.name,
        last_modified=version.published_at,
        content_type=describing.media_type(found),
        holder=str(registrant.pk),
    )
    if request.method == "GET" and response.status_code in (200, 206, 302):
        count_download(found, registrant, by=None)
    return response
