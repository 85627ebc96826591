"""Mails about an order that are sent by hand, after a look at their words."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from sales_orders.actions.mailing import send_letter
from sales_orders.errors import WrongState
from sales_orders.forms.mailing import LetterForm
from sales_orders.letters import LETTERS, mark_of
from sales_orders.models import Order
from sales_orders.queries.order_page import order_or_404
from sales_orders.views.acting import act, may_do, not_possible


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
