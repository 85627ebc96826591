"""Standing orders: the list, one of them, and to begin, change and end one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from contacts.views.redrawing import redrawn
from sales_orders.actions.standing_orders import (
    begin_standing_order,
    change_standing_order,
    end_standing_order,
)
from sales_orders.errors import OrderError
from sales_orders.forms.standing_orders import EndingForm, StandingOrderForm
from sales_orders.models import StandingOrder
from sales_orders.models.orders import sees_orders
from sales_orders.queries import agreements
from sales_orders.views.agreeing import TEMPLATE, Agreement, act, may_enter
from uccms.audit import looks
from uccms.privacy.texts import TextRefused

STATES = [("", "All"), *StandingOrder.State.choices]


@require_GET
def standing_orders(request: HttpRequest) -> HttpResponse:
    """Standing orders by state, the newest first."""
    if not sees_orders(request.user):
        raise Http404
    state = request.GET.get("state", "")
    known = state in dict(STATES)
    page = agreements.standing_orders(
        request.user, state=state if known else "", at=request.GET.get("at", "")
    )
    context = {"page": page, "states": STATES, "state": state, "unknown": not known}
    context["filter"] = f"state={state}" if known and state else ""
    return render(request, "sales_orders/standing_orders.html", context, status=200 if known else 422)


@require_GET
def standing_order(request: HttpRequest, key: int) -> HttpResponse:
    """What is ordered of each edition, and what was; who opened it is on the audit record."""
    found = agreements.standing_or_404(key, request.user)
    looks.looked(found.customer.number, by=request.user)
    context = {
        "standing": found,
        "editions": agreements.editions_of(found),
        "may": found.state == StandingOrder.State.ACTIVE
        and request.user.has_perm("sales_orders.enter_order"),
    }
    return render(request, "sales_orders/standing_order.html", context)


@require_http_methods(["GET", "POST"])
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """A new standing order of a customer."""
    may_enter(request)
    customer = agreements.customer_or_404(number, request.user)
    changed = redrawn(request.POST, request.user) if request.method == "POST" else None
    form = StandingOrderForm(changed or request.POST or None, user=request.user, customer=customer)
    status = 200
    if request.method == "POST" and changed is None:
        if form.is_valid():
            try:
                made = begin_standing_order(
                    customer,
                    product=form.cleaned_data["product"],
                    copies=form.cleaned_data["copies"],
                    begins_on=form.cleaned_data["begins_on"],
                    delivery=form.delivery,
                    submission_id=form.cleaned_data["submission_id"],
                    statements=form.statements,
                    by=request.user,
                )
            except (OrderError, TextRefused) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, "The standing order has begun.")
                return redirect("orders:standing_order", made.pk)
        status = 422
    looks.looked(customer.number, by=request.user)
    context = {"form": form, "title": "New standing order", "submit": "Begin", "customer": customer}
    return render(request, TEMPLATE, context, status=status)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Other copies, other addresses, for the editions to come."""
    found = agreements.standing_or_404(key, request.user)

    def perform(form: StandingOrderForm) -> HttpResponse:
        change_standing_order(
            found,
            copies=form.cleaned_data["copies"],
            delivery=form.delivery,
            version=form.cleaned_data["version"],
            statements=form.statements,
            by=request.user,
        )
        return _done(
            request, found, "The standing order is changed. Orders that were placed stay as they are."
        )

    def fresh(data, now: StandingOrder) -> StandingOrderForm:
        return StandingOrderForm(data, user=request.user, customer=now.customer, standing=now)

    return _act(request, found, fresh, perform, title="Change the standing order", submit="Save")


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Order no further edition."""
    found = agreements.standing_or_404(key, request.user)

    def perform(form: EndingForm) -> HttpResponse:
        words = {name: form.cleaned_data[name] for name in ("reason", "version")}
        end_standing_order(found, by=request.user, statements=form.statements, **words)
        return _done(request, found, "The standing order has ended.")

    def fresh(data, now: StandingOrder) -> EndingForm:
        return EndingForm(data, user=request.user, version=now.version)

    return _act(request, found, fresh, perform, title="End the standing order", submit="End it", danger=True)


def _act(request: HttpRequest, found: StandingOrder, fresh, perform, **context) -> HttpResponse:
    may_enter(request, record=found.customer.number)
    agreement = Agreement(
        "standing",
        found,
        found.customer.number,
        again=lambda: agreements.standing_or_404(found.pk, request.user),
        over=lambda now: "" if now.state == StandingOrder.State.ACTIVE else "The standing order has ended.",
    )
    return act(request, agreement, fresh, perform, **context)


def _done(request: HttpRequest, found: StandingOrder, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("orders:standing_order", found.pk)
