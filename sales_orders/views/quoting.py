"""Quotes: the list, one of them, and to give, accept and decline one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from contacts.views.redrawing import redrawn
from sales_orders.actions.quoting import accept_quote, decline_quote, give_quote
from sales_orders.errors import OrderError
from sales_orders.forms.quoting import MORE, ROWS, AcceptForm, QuoteForm
from sales_orders.forms.standing_orders import EndingForm
from sales_orders.models import Quote
from sales_orders.models.orders import sees_orders
from sales_orders.queries import agreements
from sales_orders.views.agreeing import Agreement, act, may_enter
from uccms.audit import looks
from uccms.database.written_once import together
from uccms.mail.queries.about import mails_about, seen_by
from uccms.privacy.texts import TextRefused

STATES = [("", "All"), *Quote.State.choices]


@require_GET
def quotes(request: HttpRequest) -> HttpResponse:
    """Quotes by state, the newest first."""
    if not sees_orders(request.user):
        raise Http404
    state = request.GET.get("state", "")
    known = state in dict(STATES)
    page = agreements.quotes(request.user, state=state if known else "", at=request.GET.get("at", ""))
    context = {"page": page, "states": STATES, "state": state, "unknown": not known}
    context["filter"] = f"state={state}" if known and state else ""
    return render(request, "sales_orders/quotes.html", context, status=200 if known else 422)


@require_GET
def quote(request: HttpRequest, number: int) -> HttpResponse:
    """What was quoted; who opened it is on the audit record."""
    found = agreements.quote_or_404(number, request.user)
    looks.looked(found.number, by=request.user)
    lines = list(found.lines.select_related("product"))
    context = {
        "quote": found,
        "lines": lines,
        "printed": found.printings.count(),
        "mails": seen_by(request.user, together(mails_about(found.number))[0]),
        "total": sum(line.total for line in lines),
        "may": found.state == Quote.State.OPEN and request.user.has_perm("sales_orders.enter_order"),
    }
    return render(request, "sales_orders/quote.html", context)


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, number: int) -> HttpResponse:
    """A new quote for a customer."""
    may_enter(request, "sales_orders.quote")
    customer = agreements.customer_or_404(number, request.user)
    more = "more_lines" in request.POST
    changed = request.POST if more else redrawn(request.POST, request.user)
    rows = _rows(request.POST) + (MORE if more else 0)
    form = QuoteForm(changed or request.POST or None, user=request.user, customer=customer, rows=rows)
    status = 200
    if request.method == "POST" and changed is None:
        if form.is_valid():
            try:
                made = give_quote(
                    customer,
                    services=form.services,
                    valid_until=form.cleaned_data["valid_until"],
                    delivery=form.delivery,
                    submission_id=form.cleaned_data["submission_id"],
                    statements=form.statements,
                    by=request.user,
                )
            except (OrderError, TextRefused) as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, f"{made.number} is given.")
                return redirect("orders:quote", made.number_key)
        status = 422
    looks.looked(customer.number, by=request.user)
    context = {"form": form, "customer": customer, "title": "New quote", "quiet": more}
    return render(request, "sales_orders/quoting.html", context, status=status)


@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """The customer accepts: the quote becomes an order at its prices."""
    found = agreements.quote_or_404(number, request.user)

    def perform(form: AcceptForm) -> HttpResponse:
        words = {name: form.cleaned_data[name] for name in ("purchase_order", "version")}
        order = accept_quote(found, by=request.user, **words)
        messages.success(request, f"{found.number} became {order.number}.")
        return redirect("orders:order", order.number_key)

    return _act(request, found, AcceptForm, perform, title="Accept the quote", submit="Place the order")


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """The quote comes to nothing."""
    found = agreements.quote_or_404(number, request.user)

    def perform(form: EndingForm) -> HttpResponse:
        words = {name: form.cleaned_data[name] for name in ("reason", "version")}
        decline_quote(found, by=request.user, statements=form.statements, **words)
        messages.success(request, f"{found.number} is declined.")
        return redirect("orders:quote", found.number_key)

    return _act(
        request, found, EndingForm, perform, title="Decline the quote", submit="Decline it", danger=True
    )


def _act(request: HttpRequest, found: Quote, form_class, perform, **context) -> HttpResponse:
    may_enter(request, record=found.number)
    agreement = Agreement(
        "quote",
        found,
        found.number,
        again=lambda: agreements.quote_or_404(found.number_key, request.user),
        over=lambda now: (
            "" if now.state == Quote.State.OPEN else f"{now.number} is {now.get_state_display().lower()}."
        ),
    )

    def fresh(data, now: Quote):
        return form_class(data, user=request.user, version=now.version)

    return act(request, agreement, fresh, perform, **context)


def _rows(data: QueryDict) -> int:
    """How many lines were posted; a few where none were."""
    return sum(name.startswith("what_") for name in data) or ROWS
