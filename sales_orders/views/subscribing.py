"""Renew and cancel a subscription, each a page of its own."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contacts.errors import Conflict
from contacts.views.redrawing import redrawn
from sales_orders.actions.cancelling_subscriptions import cancel_subscription, right_to_cancel, to_credit
from sales_orders.actions.refunding import overpaid
from sales_orders.actions.renewing import renew_subscription
from sales_orders.errors import OrderError, WrongState
from sales_orders.forms.subscriptions import CancelSubscriptionForm, RenewForm, SubscriptionForm
from sales_orders.models import Order, Subscription
from sales_orders.queries.subscriptions import sent_before, subscription_or_404, subscription_page
from sales_orders.template_words.orders import dollars
from uccms.audit import looks
from uccms.privacy.texts import TextRefused


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, key: int) -> HttpResponse:
    """Order more issues."""

    def perform(found: Subscription, form: RenewForm) -> HttpResponse:
        order = renew_subscription(found, by=request.user, **form.words)
        messages.success(request, f"Renewed with {order.number}.")
        return redirect("orders:order", order.number_key)

    def sentence(found: Subscription) -> str:
        if not found.grace_sent:
            return f"{_issues(found.remaining)} still to come; the renewal follows them."
        left = 12 - found.grace_sent
        return f"{_issues(found.grace_sent)} sent after the end: of 12, {left} would be to come."

    return _act(
        request, key, RenewForm, perform, sentence=sentence, title="Renew the subscription",
        submit="Place the renewal", right=lambda found: "sales_orders.enter_order",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, key: int) -> HttpResponse:
    """Send no further issue."""

    def perform(found: Subscription, form: CancelSubscriptionForm) -> HttpResponse:
        credited = cancel_subscription(found, by=request.user, **form.words)
        messages.success(request, "The subscription is cancelled.")
        owed = [order for order in map(_again, credited) if overpaid(order)]
        if owed and request.user.has_perm("sales_orders.refund"):
            return redirect("orders:refund", owed[0].number_key)
        return redirect("orders:subscription", found.pk)

    def sentence(found: Subscription) -> str:
        return f"{_issues(found.remaining)} not sent: {dollars(to_credit(found))} will be credited."

    return _act(
        request, key, CancelSubscriptionForm, perform, sentence=sentence, title="Cancel the subscription",
        submit="Cancel the subscription", right=right_to_cancel, danger=True,
    )  # fmt: skip


def _act(
    request: HttpRequest,
    key: int,
    form_class: type[SubscriptionForm],
    perform: Callable[[Subscription, SubscriptionForm], HttpResponse],
    *,
    right: Callable[[Subscription], str],
    sentence: Callable[[Subscription], str],
    **context,
) -> HttpResponse:
    found = subscription_or_404(key, request.user)
    number = subscription_page(found).newest.order.number
    if not request.user.has_perm(right(found)):
        looks.refused(number, by=request.user)
        raise PermissionDenied

    def page(form: SubscriptionForm, status: int, now: Subscription = found, **more) -> HttpResponse:
        looks.looked(number, by=request.user)
        shown = context | {"subscription": now, "form": form, "sentence": sentence(now)} | more
        return render(request, "sales_orders/subscribing.html", shown, status=status)

    if request.method == "POST" and sent_before(request.POST.get("submission_id"), by=request.user):
        return redirect("orders:subscription", found.pk)
    if found.state == Subscription.State.CANCELLED:
        looks.refused(number, by=request.user)
        return page(form_class(None, subscription=found, user=request.user), 409, cancelled=True)
    if request.method != "POST":
        return page(form_class(None, subscription=found, user=request.user), 200)
    changed = redrawn(request.POST, request.user)
    form = form_class(changed or request.POST, subscription=found, user=request.user)
    if changed is not None:
        return page(form, 200)
    if form.is_valid():
        try:
            return perform(found, form)
        except (Conflict, WrongState):
            now = subscription_or_404(key, request.user)
            data = form.data.copy()
            data["version"] = now.version
            again = form_class(data, subscription=now, user=request.user)
            return page(again, 409, now, conflict=True, cancelled=now.state == Subscription.State.CANCELLED)
        except (OrderError, TextRefused) as error:
            form.add_error(None, str(error))
    return page(form, 422)


def _again(order: Order) -> Order:
    return Order.objects.get(pk=order.pk)


def _issues(count: int) -> str:
    return f"{count:,} {'issue is' if count == 1 else 'issues are'}"
