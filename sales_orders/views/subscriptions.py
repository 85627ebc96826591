"""Subscriptions to read: the list, and the page of one."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from sales_orders.actions.cancelling_subscriptions import right_to_cancel
from sales_orders.forms.subscriptions import SubscriptionListForm
from sales_orders.models import Subscription
from sales_orders.models.orders import sees_orders
from sales_orders.queries.subscriptions import subscription_list, subscription_or_404, subscription_page
from uccms.audit import looks


@require_GET
def subscriptions(request: HttpRequest) -> HttpResponse:
    """Subscriptions by state, the newest first."""
    if not sees_orders(request.user):
        raise Http404
    form = SubscriptionListForm(request.GET)
    page = subscription_list(request.user, filters=form.filters, at=request.GET.get("at", ""))
    kept = request.GET.copy()
    kept.pop("at", None)
    context = {"form": form, "page": page, "filter": kept.urlencode()}
    return render(request, "sales_orders/subscriptions.html", context, status=422 if form.errors else 200)


@require_GET
def subscription(request: HttpRequest, key: int) -> HttpResponse:
    """What was ordered and sent; who opened it is on the audit record before it is sent."""
    found = subscription_or_404(key, request.user)
    page = subscription_page(found)
    looks.looked(page.newest.order.number, by=request.user)
    goes_on = found.state != Subscription.State.CANCELLED
    context = {
        "subscription": found,
        "page": page,
        "may_renew": goes_on and request.user.has_perm("sales_orders.enter_order"),
        "may_cancel": goes_on and request.user.has_perm(right_to_cancel(found)),
    }
    return render(request, "sales_orders/subscription.html", context)
