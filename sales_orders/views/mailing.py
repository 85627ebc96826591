"""Mails about orders, quotes and subscriptions that are sent by hand, after a look at their words."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from contacts.views.redrawing import redrawn
from sales_orders.actions.mailing import send_letter, send_quote_again
from sales_orders.actions.noticing_renewals import send_notice
from sales_orders.actions.renewing import newest_order
from sales_orders.errors import OrderError, WrongState
from sales_orders.forms.mailing import LetterForm, NoticeForm
from sales_orders.letters import LETTERS, ending_written, mark_of, quote_written
from sales_orders.models import Order
from sales_orders.queries.agreements import quote_or_404
from sales_orders.queries.order_page import order_or_404
from sales_orders.queries.subscriptions import subscription_or_404
from sales_orders.views.acting import act, may_do, not_possible
from sales_orders.views.agreeing import may_enter
from uccms.audit import looks
from uccms.mail.messages import Written


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
    mail = ShownMail(
        record=quote.number,
        words="quote",
        to=quote.email,
        back=reverse("orders:quote", args=[number]),
        write=lambda: quote_written(quote),
        send=lambda **words: send_quote_again(quote, by=request.user, **words),
        context={"quote": quote},
    )
    return _send(request, mail)


@require_http_methods(["GET", "POST"])
def send_renewal_notice(request: HttpRequest, key: int) -> HttpResponse:
    """Look at what the renewal notice of a subscription says, and send it by hand."""
    subscription = subscription_or_404(key, request.user)
    order = newest_order(subscription)
    mail = ShownMail(
        record=order.number,
        words="renewal notice",
        to=order.email,
        back=reverse("orders:subscription", args=[key]),
        write=lambda: ending_written(subscription, order),
        send=lambda **words: send_notice(subscription, by=request.user, **words),
        context={"subscription": subscription},
    )
    return _send(request, mail)


@dataclass(frozen=True)
class ShownMail:
    """A mail that is shown before it is sent: of which record, to whom, its words, and how it is sent."""

    record: str
    words: str
    to: str
    back: str
    write: Callable[[], Written]
    send: Callable[..., object]
    context: dict


def _send(request: HttpRequest, mail: ShownMail) -> HttpResponse:
    may_enter(request, record=mail.record)
    changed = redrawn(request.POST, request.user)
    form = NoticeForm(changed or request.POST or None, user=request.user, to=mail.to)
    is_sent = request.method == "POST" and changed is None
    looks.looked(mail.record, by=request.user)
    context = mail.context | {"form": form, "words": mail.words, "record": mail.record, "back": mail.back}
    try:
        written = mail.write()
        if is_sent and form.is_valid():
            mail.send(**{key: form.cleaned_data[key] for key in ("to", "shown", "submission_id")})
            messages.success(request, f"“{mail.words.capitalize()}” is in the outbox.")
            return redirect(mail.back)
    except WrongState as error:
        looks.refused(mail.record, by=request.user)
        context["sentence"] = str(error)
        return render(request, "sales_orders/not_possible.html", context, status=409)
    except OrderError as error:
        form.add_error(None, str(error))
    context |= {"written": written, "mark": mark_of(written), "submit": "Send"}
    return render(request, "sales_orders/mailing.html", context, status=422 if is_sent else 200)
