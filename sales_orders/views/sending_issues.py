"""“The issue is here”: what a run would do, the run, and how far it is."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from sales_orders.actions.starting_runs import start_run, start_shipping
from sales_orders.forms.subscriptions import CarrierForm, IssueForm
from sales_orders.issue_run import preview
from sales_orders.models import Edition
from sales_orders.models.orders import sees_orders
from uccms.audit import looks


def _may(request: HttpRequest) -> None:
    if not sees_orders(request.user):
        raise Http404
    if not request.user.has_perm("sales_orders.process_order"):
        looks.refused("", by=request.user)  # by its page
        raise PermissionDenied


@require_GET
def choose(request: HttpRequest) -> HttpResponse:
    """Say which issue is here, by code and date."""
    _may(request)
    form = IssueForm(request.GET or None)
    if form.is_bound and form.is_valid():
        return redirect("orders:issue_run", form.edition.pk)
    return render(request, "sales_orders/issue.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def run(request: HttpRequest, key: int) -> HttpResponse:
    """How many subscribers and copies, against what is on the shelf; sent, the run begins."""
    _may(request)
    edition = get_object_or_404(Edition.objects.select_related("product"), pk=key)
    if request.method == "POST":
        start_run(edition, by=request.user)
        messages.success(request, "The run has begun. It goes on if you leave this page.")
        return redirect("orders:issue_run", edition.pk)
    context = {"run": preview(edition), "form": CarrierForm()}
    return render(request, "sales_orders/issue_run.html", context)


@require_POST
def ship(request: HttpRequest, key: int) -> HttpResponse:
    """The parcels of an issue have left: their orders are shipped, and the subscribers are told."""
    _may(request)
    edition = get_object_or_404(Edition.objects.select_related("product"), pk=key)
    form = CarrierForm(request.POST)
    if form.is_valid():
        start_shipping(edition, carrier=form.cleaned_data["carrier"], by=request.user)
        messages.success(request, "The parcels are being shipped. It goes on if you leave this page.")
        return redirect("orders:issue_run", edition.pk)
    return render(request, "sales_orders/issue_run.html", {"run": preview(edition), "form": form}, status=422)
