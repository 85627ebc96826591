"""Reports of sales and open work: a page with chart and table, and the same as a CSV file."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sales_orders.forms.reports import ReportForm
from sales_orders.models.orders import sees_orders
from sales_orders.reports import REPORTS, Report
from uccms.audit import looks
from uccms.web.csv_files import download

PERIODS = ("sales", "refunds", "weekly")  # reports that look at a period, not at now


@require_GET
def report(request: HttpRequest, name: str) -> HttpResponse:
    """One report, for whoever sees orders and sales reports."""
    form, made = _made(request, name)
    kept = request.GET.urlencode() if not form.errors else ""
    context = {
        "form": form,
        "report": made,
        "name": name,
        "reports": [(each, words) for each, (words, _) in REPORTS.items()],
        "has_period": name in PERIODS,
        "has_choice": bool(made.choices),
        "kept": kept,
    }
    return render(request, "sales_orders/report.html", context, status=422 if form.errors else 200)


@require_GET
def export(request: HttpRequest, name: str) -> HttpResponse:
    """The report as CSV; the export is on the audit record before it is sent."""
    _, made = _made(request, name)
    looks.looked("", by=request.user)  # by its page: a report has no number
    header = [column.words for column in made.columns]
    rows = made.rows + ([made.total] if made.total else [])
    return download(f"{name}.csv", header, rows)


def _made(request: HttpRequest, name: str) -> tuple[ReportForm, Report]:
    if not sees_orders(request.user) or name not in REPORTS:
        raise Http404
    if not request.user.has_perm("sales_orders.see_sales_reports"):
        looks.refused("", by=request.user)
        raise PermissionDenied
    form = ReportForm(request.GET)
    _, make = REPORTS[name]
    return form, make(form.period, form.group)
