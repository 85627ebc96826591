"""CSV files of the catalogue: written for a spreadsheet, tried, brought in."""

import base64
from io import BytesIO

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from contacts.importing.errors import FileError
from sales_orders.access import sees_catalogue
from sales_orders.actions.importing_catalogue import Outcome, import_catalogue
from sales_orders.catalogue import writing
from sales_orders.catalogue.reading import read_rows
from sales_orders.forms.importing_catalogue import ImportForm
from sales_orders.views.keeping_catalogue import may_keep
from uccms.web.csv_files import download

MOST_ROWS = 2_000  # on the screen; a longer file is for the command
SHOWN = 500


@require_GET
def export_products(request: HttpRequest) -> HttpResponse:
    """Products with the prices in force and to come."""
    if not sees_catalogue(request.user):
        raise Http404
    return download("products.csv", writing.PRODUCTS, writing.product_rows(timezone.localdate()))


@require_GET
def export_editions(request: HttpRequest) -> HttpResponse:
    """All editions."""
    if not sees_catalogue(request.user):
        raise Http404
    return download("editions.csv", writing.EDITIONS, writing.edition_rows())


@require_http_methods(["GET", "POST"])
def import_file(request: HttpRequest) -> HttpResponse:
    """Try a file first, then bring in what was tried; each row is answered."""
    may_keep(request)
    if request.method == "GET":
        return _page(request, ImportForm(user=request.user))
    form = ImportForm(request.POST, request.FILES, user=request.user)
    if not form.is_valid():
        return _page(request, form, status=422)
    content = form.cleaned_data["bytes"]
    # Only what was tried is brought in: the button for it comes with the trial's result.
    dry_run = bool(request.FILES)
    try:
        rows = read_rows(BytesIO(content))
        if len(rows) > MOST_ROWS:
            raise FileError(f"The file has more than {MOST_ROWS:,} rows: bring it in by the command.")
    except FileError as error:
        form.add_error("file", str(error))
        return _page(request, form, status=422)
    outcome = import_catalogue(rows, dry_run=dry_run, by=request.user)
    return _page(
        request,
        ImportForm(user=request.user),
        outcome=outcome,
        content=base64.b64encode(content).decode() if dry_run and not outcome.rejected else "",
        status=422 if outcome.rejected else 200,
    )


def _page(
    request: HttpRequest,
    form: ImportForm,
    *,
    outcome: Outcome | None = None,
    content: str = "",
    status: int = 200,
) -> HttpResponse:
    context = {"form": form, "outcome": outcome, "content": content}
    if outcome is not None:
        rows = [*outcome.rejected, *outcome.new]
        context |= {"rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)}
    context |= {"products": writing.PRODUCTS, "editions": writing.EDITIONS}
    return render(request, "sales_orders/importing_catalogue.html", context, status=status)
