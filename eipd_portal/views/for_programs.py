"""The catalogue for programs: check sums, manifests, feeds, `/data.json`, and what search engines ask for."""

from datetime import date

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from eipd_portal import describing
from eipd_portal.hosts import is_portals
from eipd_portal.languages import ENGLISH, SPANISH, whole_address
from eipd_portal.models import EditionVersion
from eipd_portal.queries import catalogue
from eipd_portal.queries.prices import costs_nothing, prices_today
from eipd_portal.views.open_pages import open_page
from sales_orders.models import Product

# Where there is nothing to find: what is somebody's own, and the files, which take a registered address.
FOR_REGISTRANTS = tuple(
    f"/eipd/{name}/"
    for name in (
        "register", "confirm", "not-me", "my-data", "my-link", "unsubscribe", "sign-out", "files", "my",
    )
)  # fmt: skip
FOR_REGISTRANTS_ES = tuple(path.replace("/eipd/", "/eipd/es/", 1) for path in FOR_REGISTRANTS[:-2])
INDENTED = {"indent": 2, "ensure_ascii": False}


@open_page
def sums(request: HttpRequest, code: str, day: date, number: int) -> HttpResponse:
    """The SHA-256 of each file of a version, as `sha256sum -c` reads it."""
    version = catalogue.version_or_404(code, day, number)
    return HttpResponse(
        describing.check_sums(list(version.files.all())), content_type="text/plain; charset=utf-8"
    )


@open_page
def manifest(request: HttpRequest, code: str, day: date, number: int) -> HttpResponse:
    """All facts of a version as JSON."""
    version = catalogue.version_or_404(code, day, number)
    return JsonResponse(describing.manifest(version), json_dumps_params=INDENTED)


@open_page
def latest_sums(request: HttpRequest, code: str) -> HttpResponse:
    """The check sums of the newest edition: a redirect to their own address."""
    return _newest(code, "portal_files:sums")


@open_page
def latest_manifest(request: HttpRequest, code: str) -> HttpResponse:
    """The manifest of the newest edition: a redirect to its own address."""
    return _newest(code, "portal_files:manifest")


@open_page
def feed(request: HttpRequest) -> HttpResponse:
    """What was published last, of all products."""
    return _atom(
        "Electronic Information Products: new editions",
        whole_address(ENGLISH, "products"),
        reverse("portal_files:feed"),
        catalogue.newest_versions(),
    )


@open_page
def product_feed(request: HttpRequest, code: str) -> HttpResponse:
    """What was published last of one product."""
    product = catalogue.public_product(code)
    return _atom(
        f"{product.title}: new editions",
        whole_address(ENGLISH, "product", code),
        reverse("portal_files:product_feed", args=[code]),
        catalogue.newest_versions(product),
    )


@open_page
def data_json(request: HttpRequest) -> HttpResponse:
    """Everything that has files, for data.gov."""
    products = catalogue.described_products()
    free = {key for key, price in prices_today(products).items() if costs_nothing(price)}
    return JsonResponse(describing.catalog(products, free=free), json_dumps_params=INDENTED)


@open_page
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the portal's open pages, and nothing of the staff's."""
    if settings.PORTAL_HOST and not is_portals(request):
        return _plain("User-agent: *\nDisallow: /\n")
    lines = [
        "User-agent: *",
        *(f"Disallow: {path}" for path in (*FOR_REGISTRANTS, *FOR_REGISTRANTS_ES)),
        "Allow: /eipd/",
        "Allow: /static/",
        "Allow: /data.json",
        "Disallow: /",  # the longest path that fits decides (RFC 9309)
        f"Sitemap: {describing.whole(reverse('portal_files:sitemap'))}",
    ]
    return _plain("\n".join(lines) + "\n")


@open_page
def sitemap(request: HttpRequest) -> HttpResponse:
    """The open pages for search engines, each in both languages."""
    pages = [(name, []) for name in ("products", "privacy", "accessibility", "disclosure")]
    pages += [("product", [code]) for code in catalogue.codes_on_offer()]
    context = {
        "pages": [
            {language: whole_address(language, name, *args) for language in (ENGLISH, SPANISH)}
            for name, args in pages
        ]
    }
    return render(request, "eipd_portal/sitemap.xml", context, content_type="application/xml; charset=utf-8")


def _plain(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _newest(code: str, name: str) -> HttpResponse:
    newest = catalogue.newest_version(catalogue.public_product(code))
    return redirect(name, newest.product.code, newest.issue_date, newest.number)


def _atom(title: str, page: str, path: str, versions: list[EditionVersion]) -> HttpResponse:
    atom = Atom1Feed(
        title=title,
        link=page,
        description=None,
        language="en",
        feed_url=describing.whole(path),
        feed_guid=describing.whole(path),
        author_name=describing.PUBLISHER,
    )
    for version in versions:
        _add_entry(atom, version, version.product)
    response = HttpResponse(content_type="application/atom+xml; charset=utf-8")
    atom.write(response, "utf-8")
    return response


def _add_entry(atom: Atom1Feed, version: EditionVersion, product: Product) -> None:
    names = ", ".join(f"{file.name} ({file.size:,} bytes)" for file in version.files.all())
    corrected = f", corrected (version {version.number})" if version.number > 1 else ""
    said = f"Withdrawn: {version.withdrawn_because}" if version.is_withdrawn else names
    page = whole_address(ENGLISH, "edition", product.code, version.issue_date)
    atom.add_item(
        title=f"{product.title}: {version.edition.label}{corrected}",
        link=page,
        description=said,
        unique_id=f"{page}v{version.number}/",
        pubdate=version.published_at,
        updateddate=version.withdrawn_at or version.published_at,
    )
