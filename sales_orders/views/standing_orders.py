"""Standing orders: the list, one of them, and to begin, change and end one."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from contacts.errors import Conflict
from contacts.views.redrawing import redrawn
from sales_orders.actions.standing_orders import (
    begin_standing_order,
    change_standing_order,
    end_standing_order,
)
from sales_orders.errors import OrderError, WrongState
from sales_orders.forms.standing_orders import EndingForm, StandingOrderForm
from sales_orders.models import StandingOrder
from sales_orders.models.orders import sees_orders
from sales_orders.queries import agreements
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
    _may(request)
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
    return _page(request, form, status, title="New standing order", submit="Begin", customer=customer)


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, key: int) -> HttpResponse:
    """Other copies, other addresses, for the editions to come."""
    found = agreements.standing_or_404(key, request.user)
    _may(request, found)

    def perform(form: StandingOrderForm) -> str:
        change_standing_order(
            found,
            copies=form.cleaned_data["copies"],
            delivery=form.delivery,
            version=form.cleaned_data["version"],
            statements=form.statements,
            by=request.user,
        )
        return "The standing order is changed. Orders that were placed stay as they are."

    def fresh(data, now: StandingOrder) -> StandingOrderForm:
        return StandingOrderForm(data, user=request.user, customer=now.customer, standing=now)

    return _act(request, found, fresh, perform, title="Change the standing order", submit="Save")


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, key: int) -> HttpResponse:
    """Order no further edition."""
    found = agreements.standing_or_404(key, request.user)
    _may(request, found)

    def perform(form: EndingForm) -> str:
        words = {name: form.cleaned_data[name] for name in ("reason", "version")}
        end_standing_order(found, by=request.user, statements=form.statements, **words)
        return "The standing order has ended."

    def fresh(data, now: StandingOrder) -> EndingForm:
        return EndingForm(data, user=request.user, version=now.version)

    return _act(request, found, fresh, perform, title="End the standing order", submit="End it", danger=True)


def _act(request: HttpRequest, found: StandingOrder, fresh, perform, **context) -> HttpResponse:
    context |= {"customer": found.customer, "standing": found}
    if request.method != "POST":
        if found.state != StandingOrder.State.ACTIVE:
            return _over(request, found, context)
        return _page(request, fresh(None, found), 200, **context)
    changed = redrawn(request.POST, request.user)
    form = fresh(changed or request.POST, found)
    if changed is not None:
        return _page(request, form, 200, **context)
    if not form.is_valid():
        return _page(request, form, 422, **context)
    try:
        messages.success(request, perform(form))
    except Conflict:
        now = agreements.standing_or_404(found.pk, request.user)
        data = form.data.copy()
        data["version"] = now.version
        return _page(request, fresh(data, now), 409, **context | {"conflict": True, "standing": now})
    except WrongState:
        return _over(request, found, context)
    except (OrderError, TextRefused) as error:
        form.add_error(None, str(error))
        return _page(request, form, 422, **context)
    return redirect("orders:standing_order", found.pk)


def _over(request: HttpRequest, found: StandingOrder, context: dict) -> HttpResponse:
    looks.refused(found.customer.number, by=request.user)
    return render(request, "sales_orders/agreement.html", context | {"over": True}, status=409)


def _page(request: HttpRequest, form, status: int, **context) -> HttpResponse:
    looks.looked(context["customer"].number, by=request.user)
    return render(request, "sales_orders/agreement.html", context | {"form": form}, status=status)


def _may(request: HttpRequest, found: StandingOrder | None = None) -> None:
    if not sees_orders(request.user):
        raise Http404
    if not request.user.has_perm("sales_orders.enter_order"):
        looks.refused(found.customer.number if found else "", by=request.user)
        raise PermissionDenied
