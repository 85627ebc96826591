"""Payments, refunds and returns, each act a page of its own."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.entering_payments import enter_payment, fee_on, refuse_payment, write_off
from sales_orders.actions.refunding import approve_refund, decline_refund, overpaid, request_refund
from sales_orders.actions.returning import (
    credit_return,
    expect_return,
    receive_return,
    restock_return,
    settle_return,
)
from sales_orders.forms import money as forms
from sales_orders.models import LedgerEntry, Order, RefundRequest, Return
from sales_orders.template_words.orders import dollars
from sales_orders.views.acting import act


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, number: int) -> HttpResponse:
    """Enter a payment."""

    def perform(order: Order, form: forms.PaymentForm) -> str:
        entry = enter_payment(order, by=request.user, **form.words)
        return f"{dollars(entry.amount)} entered. {balance_of(order)}"

    return act(
        request, number, "pay", forms.PaymentForm, perform,
        sentence="Card and account numbers have no place in this system: enter the reference of Finance.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Take back a payment that the bank refused."""
    payment = _of(LedgerEntry.objects.filter(kind=LedgerEntry.Kind.PAYMENT), number, key)

    def perform(order: Order, form: forms.RefusedForm) -> str:
        refuse_payment(payment, by=request.user, **form.words)
        return f"The payment of {dollars(payment.amount)} is taken back. {balance_of(order)}"

    return act(
        request, number, "refuse_payment", forms.RefusedForm, perform, danger=True,
        sentence=f"{payment.get_method_display()}, {dollars(payment.amount)}, {payment.reference}."
        f" The fee is {dollars(fee_on(payment.dated).amount)}.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def forgive(request: HttpRequest, number: int) -> HttpResponse:
    """Write off what will not be paid."""

    def perform(order: Order, form: forms.WriteOffForm) -> str:
        entry = write_off(order, by=request.user, **form.words)
        return f"{dollars(entry.amount)} written off. {balance_of(order)}"

    return act(request, number, "write_off", forms.WriteOffForm, perform, danger=True)


@require_http_methods(["GET", "POST"])
def refund(request: HttpRequest, number: int) -> HttpResponse:
    """Ask that money be paid back."""

    def perform(order: Order, form: forms.RefundForm) -> str:
        asked = request_refund(order, by=request.user, **form.words)
        return f"A refund of {dollars(asked.amount)} is requested. Somebody else approves it."

    def about(order: Order) -> dict:
        return {"sentence": f"{dollars(overpaid(order))} is owed back, by the way it was paid."}

    def known(order: Order) -> dict:
        return {"amount": overpaid(order) or None}

    return act(
        request, number, "request_refund", forms.RefundForm, perform, about=about, form_arguments=known
    )


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Approve a refund that somebody else asked for."""
    asked = _of(RefundRequest.objects.select_related("requested_by"), number, key)

    def perform(order: Order, form: forms.ApproveForm) -> str:
        entry = approve_refund(asked, by=request.user, **form.words)
        return f"The refund of {dollars(entry.amount)} is approved. {balance_of(order)}"

    return act(
        request, number, "decide_refund", forms.ApproveForm, perform, submit="Approve the refund",
        sentence=_asked(asked),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Decline a refund that somebody else asked for."""
    asked = _of(RefundRequest.objects.select_related("requested_by"), number, key)

    def perform(order: Order, form: forms.BecauseForm) -> str:
        decline_refund(asked, by=request.user, **form.words)
        return f"The refund of {dollars(asked.amount)} is declined."

    return act(
        request, number, "decide_refund", forms.BecauseForm, perform, submit="Decline the refund",
        sentence=_asked(asked),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def expect(request: HttpRequest, number: int) -> HttpResponse:
    """Note that something will come back."""

    def perform(order: Order, form: forms.ExpectForm) -> str:
        words = form.words
        line = words.pop("line")
        back = expect_return(line, by=request.user, **words)
        return f"{back.expected} of {line.title} will come back."

    return act(request, number, "expect_return", forms.ExpectForm, perform)


def _on_return(
    request: HttpRequest, number: int, key: int, move: str, do: Callable, submit: str, most: Callable
) -> HttpResponse:
    back = _of(Return.objects.select_related("line"), number, key, through="line__order")

    def perform(order: Order, form: forms.UnitsForm) -> str:
        do(back, by=request.user, **form.words)
        return f"{form.cleaned_data['units']} of {back.line.title}: done. {balance_of(order)}"

    return act(
        request, number, move, forms.UnitsForm, perform, submit=submit,
        form_arguments=lambda order: {"units": most(back)},
        sentence=f"{back.line.title}: {back.expected} expected, {back.received} received,"
        f" {back.restocked} back on the shelf, {back.credited} credited.",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Note what arrived."""
    return _on_return(
        request, number, key, "receive_return", receive_return, "Received",
        lambda back: back.expected - back.received,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def restock(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Put what arrived back on the shelf."""
    return _on_return(
        request, number, key, "restock_return", restock_return, "Restock",
        lambda back: back.received - back.restocked,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def credit(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Credit what arrived."""
    return _on_return(
        request, number, key, "credit_return", credit_return, "Credit",
        lambda back: back.received - back.credited,
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """Close a return as it is."""
    back = _of(Return.objects.select_related("line"), number, key, through="line__order")

    def perform(order: Order, form: forms.BecauseForm) -> str:
        settle_return(back, by=request.user, **form.words)
        return f"The return of {back.line.title} is closed."

    return act(
        request, number, "receive_return", forms.BecauseForm, perform, submit="Close the return",
        sentence=f"{back.received} of {back.expected} arrived, {back.credited} are credited.",
    )  # fmt: skip


def balance_of(order: Order) -> str:
    """What is due now, as a sentence."""
    balance = Order.objects.values_list("balance", flat=True).get(pk=order.pk)
    if balance < 0:
        return f"{dollars(-balance)} is owed back."
    return f"{dollars(balance)} is due." if balance else "Nothing is due."


def _asked(asked: RefundRequest) -> str:
    return (
        f"{dollars(asked.amount)} by {asked.method_words}, requested by {asked.requested_by}: {asked.reason}"
    )


def _of(rows, number: int, key: int, *, through: str = "order"):
    """The row with this key that belongs to the order with this number. Raises Http404."""
    found = rows.filter(**{f"{through}__number_key": number, "pk": key}).first()
    if found is None:
        raise Http404
    return found
