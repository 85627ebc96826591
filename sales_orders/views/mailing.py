"""Mails about an order, and of a quote, that are sent by hand, after a look at their words."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from contacts.views.redrawing import redrawn
from sales_orders.actions.mailing import send_letter, send_quote_again
from sales_orders.errors import OrderError, WrongState
from sales_orders.forms.mailing import LetterForm, QuoteLetterForm
from sales_orders.letters import LETTERS, mark_of, quote_written
from sales_orders.models import Order
from sales_orders.queries.agreements import quote_or_404
from sales_orders.queries.order_page import order_or_404
from sales_orders.views.acting import act, may_do, not_possible
from sales_orders.views.agreeing import may_enter
from uccms.audit import looks


@require_http_methods(["GET", "POST"])
def send_mail(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """Look at what a mail would say, and send it; as often as it is asked for."""
    letter = LETTERS.get(name)
    if letter is None:
        raise Http404
    order = order_or_404(number, request.user)
    may_do(request, order, "mail")
    try:
        letter.written(order)
    except WrongState as error:
        return not_possible(request, order, error)

    def perform(order: Order, form: LetterForm) -> str:
        words = {key: form.cleaned_data[key] for key in ("to", "shown", "submission_id")}
        send_letter(order, letter, by=request.user, **words)
        return f"“{letter.words}” is in the outbox."

    def about(order: Order) -> dict:
        written = letter.written(order)
        return {"written": written, "mark": mark_of(written)}

    return act(
        request,
        number,
        "mail",
        LetterForm,
        perform,
        template="sales_orders/mailing.html",
        about=about,
        submit="Send",
        letter=letter,
    )


@require_http_methods(["GET", "POST"])
def send_quote(request: HttpRequest, number: int) -> HttpResponse:
    """Look at what the mail of a quote says, and send it; as often as it is asked for."""
    quote = quote_or_404(number, request.user)
    may_enter(request, record=quote.number)
    changed = redrawn(request.POST, request.user)
    form = QuoteLetterForm(changed or request.POST or None, quote=quote, user=request.user)
    is_sent = request.method == "POST" and changed is None
    looks.looked(quote.number, by=request.user)
    try:
        written = quote_written(quote)
        if is_sent and form.is_valid():
            words = {key: form.cleaned_data[key] for key in ("to", "shown", "submission_id")}
            send_quote_again(quote, by=request.user, **words)
            messages.success(request, f"{quote.number} is in the outbox.")
            return redirect("orders:quote", quote.number_key)
    except WrongState as error:
        looks.refused(quote.number, by=request.user)
        context = {"quote": quote, "sentence": str(error)}
        return render(request, "sales_orders/not_possible.html", context, status=409)
    except OrderError as error:
        form.add_error(None, str(error))
    context = {"quote": quote, "form": form, "written": written, "mark": mark_of(written), "submit": "Send"}
    return render(request, "sales_orders/mailing.html", context, status=422 if is_sent else 200)
