"""The public catalogue: products, a product, an edition; open to everybody, and the same for all."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from eipd_portal import describing
from eipd_portal.languages import language_of, path_of
from eipd_portal.queries import catalogue
from eipd_portal.views.open_pages import open_page

LONGEST_SEARCH = 100


@open_page
def products(request: HttpRequest) -> HttpResponse:
    """All products by kind, or those that match some words."""
    typed = request.GET.get("q", "")[:LONGEST_SEARCH].strip()
    context = {"kinds": catalogue.products_by_kind(typed), "typed": typed}
    context |= {mark: mark in request.GET for mark in ("confirmed", "accepted")}  # by the address alone
    return render(request, "eipd_portal/products.html", context)


@open_page
def product(request: HttpRequest, code: str) -> HttpResponse:
    """One product: what it is, its newest edition, earlier ones."""
    found = catalogue.public_product(code)
    page = catalogue.product_page(found, before=_day(request.GET.get("before", "")))
    described = ""
    if page.newest and not page.newest.is_withdrawn:
        described = describing.as_data_block(describing.as_dataset(found, page.newest, is_free=page.is_free))
    return render(request, "eipd_portal/product.html", {"page": page, "described": described})


@open_page
def edition(request: HttpRequest, code: str, day: date) -> HttpResponse:
    """One edition, with every version that was published of it."""
    found = catalogue.public_product(code)
    page = catalogue.edition_page(found, day)
    described = ""
    if not page.version.is_withdrawn:
        described = describing.as_data_block(
            describing.as_dataset(found, page.version, is_free=page.is_free, day=day)
        )
    return render(request, "eipd_portal/edition.html", {"page": page, "described": described})


@open_page
def latest(request: HttpRequest, code: str) -> HttpResponse:
    """The newest edition: a redirect to its own address, never its content."""
    found = catalogue.public_product(code)
    newest = catalogue.newest_version(found)
    return redirect(path_of("edition", language_of(request), newest.product.code, newest.issue_date))


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Http404 from None
