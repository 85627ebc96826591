"""What every view that changes an order does: fetch, form, action, answer; and what it says when late."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render

from contacts.errors import Conflict
from contacts.views.redrawing import redrawn
from sales_orders.errors import OrderError, WrongState
from sales_orders.forms.orders import OrderForm
from sales_orders.models import Order
from sales_orders.moves import MOVES, allow
from sales_orders.queries.order_page import changes_since, order_or_404, was_sent
from uccms.accounts.models import User
from uccms.audit import looks
from uccms.privacy.texts import TextRefused


def may_do(request: HttpRequest, order: Order, move: str) -> None:
    """Refuse an act on an order that one sees but may not do; the attempt is on the audit record."""
    if not request.user.has_perm(MOVES[move].right):
        looks.refused(order.number, by=request.user)
        raise PermissionDenied


def not_possible(request: HttpRequest, order: Order, error: WrongState) -> HttpResponse:
    """409 with the sentence; the attempt is on the audit record."""
    looks.refused(order.number, by=request.user)
    context = {"order": order, "sentence": str(error)}
    return render(request, "sales_orders/not_possible.html", context, status=409)


def act(
    request: HttpRequest,
    number: int,
    move: str,
    form_class: type[OrderForm],
    perform: Callable[[Order, OrderForm], str],
    *,
    submit: str = "",
    template: str = "sales_orders/acting.html",
    form_arguments: Callable[[Order], dict] = lambda order: {},
    about: Callable[[Order], dict] = lambda order: {},
    redraw: Callable[[QueryDict, User], QueryDict | None] = redrawn,
    is_ready: Callable[[OrderForm], bool] = lambda form: True,
    **context,
) -> HttpResponse:
    """Show the form of an act of `moves.MOVES`, or perform it and go back to the order with its sentence.

    A form that was sent before is answered as it was then. What somebody else changed in between is answered
    409 with what they did and all that was typed; what the order's state forbids, 409 with a sentence.
    `redraw` answers buttons that only change the form; a valid form that is not ready is shown once more.
    """
    order = order_or_404(number, request.user)
    may_do(request, order, move)
    words = MOVES[move].words
    context |= {"title": words, "submit": submit or words}

    def page(form: OrderForm, status: int, **more) -> HttpResponse:
        looks.looked(form.order.number, by=request.user)
        shown = {"order": form.order, "form": form} | about(form.order)
        return render(request, template, context | shown | more, status=status)

    def conflict(form: OrderForm) -> HttpResponse:
        now = order_or_404(number, request.user)
        again = renewed(form, now, form_arguments(now))
        hindered = ""
        try:
            allow(now, move)
        except WrongState as error:
            hindered = str(error)
        changes = changes_since(now, form.cleaned_data["version"])
        return page(again, 409, conflict=True, changes=changes, hindered=hindered)

    def fresh(data) -> OrderForm:
        return form_class(data, order=order, user=request.user, **form_arguments(order))

    if request.method == "POST":
        changed = redraw(request.POST, request.user)
        form = fresh(changed or request.POST)
        form.full_clean()
        if was_sent(order, form.cleaned_data.get("submission_id"), by=request.user):
            # What the first answer said is not known any more, and in a double click nobody read it.
            messages.success(request, f"{order.number}: this was sent twice, and is done once.")
            return redirect("orders:order", order.number_key)
        if form.cleaned_data.get("version", order.version) != order.version:
            return conflict(form)
    try:
        allow(order, move)
    except WrongState as error:
        return not_possible(request, order, error)
    if request.method != "POST":
        return page(fresh(None), 200)
    if changed is not None:
        return page(form, 200)
    if form.is_valid():
        if not is_ready(form):
            return page(form, 200)
        try:
            messages.success(request, perform(order, form))
        except Conflict:
            return conflict(form)
        except WrongState as error:
            return not_possible(request, order_or_404(number, request.user), error)
        except (OrderError, TextRefused) as error:
            form.add_error(None, str(error))
        else:
            return redirect("orders:order", order.number_key)
    return page(form, 422)


def renewed(form: OrderForm, order: Order, arguments: dict) -> OrderForm:
    """The same form with all that was typed, for the order as it is now."""
    data = form.data.copy()
    data["version"] = order.version
    again = type(form)(data, order=order, user=form.user, **arguments)
    again.full_clean()
    return again
