"""Shipping zones and rates: add a zone, set a rate."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.keeping_shipping_rates import create_zone, set_shipping_rate
from sales_orders.forms.keeping_catalogue import RateForm, ZoneForm
from sales_orders.queries.shipping_rates import zone_or_404
from sales_orders.views.keeping_catalogue import may_keep
from sales_orders.views.sending import send


@require_http_methods(["GET", "POST"])
def new_zone(request: HttpRequest) -> HttpResponse:
    """Add a part of the world."""
    may_keep(request)

    def perform(form) -> str:
        return f"{create_zone(by=request.user, **form.words)} is added. Set its rates next."

    return send(
        request,
        lambda data: ZoneForm(data, user=request.user),
        perform,
        title="New shipping zone",
        submit="Add",
        to=reverse("orders:shipping_rates"),
    )


@require_http_methods(["GET", "POST"])
def new_rate(request: HttpRequest, key: int) -> HttpResponse:
    """Set what a parcel costs in a zone from a day on."""
    zone = zone_or_404(key, request.user)
    may_keep(request)

    def perform(form) -> str:
        rate = set_shipping_rate(zone, by=request.user, **form.words)
        return f"The rate holds from {rate.effective_from:%B} {rate.effective_from.day} on."

    return send(
        request,
        lambda data: RateForm(data, user=request.user),
        perform,
        title="New shipping rate",
        submit="Save",
        to=reverse("orders:shipping_rates"),
        zone=zone,
        sentence="It holds from that day on. What was ordered before keeps the shipping it had.",
    )
