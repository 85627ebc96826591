"""The order form: who orders, what, and what it comes to; and placing it."""

import uuid
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.views.decorators.http import require_http_methods, require_POST

from contacts.errors import CustomerError
from contacts.forms.choosing_customers import NEW, NO_NAME
from contacts.models import Contact, Ticket
from contacts.views.choosing_customers import chosen, duplicates_of, matches, start_of_new
from contacts.views.keeping_drafts import page_of
from sales_orders.actions.placing_orders import place_order
from sales_orders.addresses import label_of
from sales_orders.errors import OrderError, PlacedBefore, StockShort, TotalChanged
from sales_orders.forms import placing_orders as forms
from sales_orders.models import Order
from sales_orders.models.orders import sees_orders
from sales_orders.views.redrawing import products_for, redrawn, with_customer, with_line
from uccms.audit import looks
from uccms.privacy.texts import TextRefused
from uccms.web import taken_along

FROM, PLACED = "orders_from", "order_placed"
PIECE = {
    "needs_name": True,
    "chosen_address": reverse_lazy("orders:customer"),
    "chosen_template": "sales_orders/_order_customer.html",
}


def may_enter(view):
    """Let only those in who enter orders and see them; for others the form does not exist."""

    @wraps(view)
    def inside(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not (request.user.has_perm("sales_orders.enter_order") and sees_orders(request.user)):
            raise Http404
        return view(request, *args, **kwargs)

    return inside


@require_http_methods(["GET", "POST"])
@may_enter
def new(request: HttpRequest) -> HttpResponse:
    """The form itself; whom and which ticket it is for is taken once, and answered by a clean address."""
    if request.method == "GET":
        if request.GET and taken_along.MARK not in request.GET:
            brought = {name: request.GET.get(name, "")[:20] for name in ("ticket", "customer")}
            return redirect(taken_along.put(request, FROM, brought))
        return screen(request, _started(request))
    changed = redrawn(request)
    if changed is not None:
        return screen(request, forms.again(request.user, changed.typed), products=changed.products)
    form = forms.OrderForm(request.POST, user=request.user)
    if not form.is_valid():
        return screen(request, form, status=422)
    # Sent twice, the first time kept this very customer.
    sent = Order.objects.filter(submission_id=form.cleaned_data["submission_id"])
    is_again = bool(form.new_customer) and sent.exists()
    duplicates = [] if is_again else duplicates_of(request, form)
    if duplicates:
        return screen(request, form, duplicates=duplicates, status=422)
    try:
        order = place_order(
            by=request.user,
            submission_id=form.cleaned_data["submission_id"],
            statements=form.statements,
            **form.act,
        )
    except PermissionDenied:
        looks.refused(form.act["customer"].number if form.act["customer"] else "", by=request.user)
        raise
    except (StockShort, TotalChanged) as error:
        return screen(request, _told(form, str(error)), status=409)
    except PlacedBefore as error:
        return screen(request, _of_its_own(form, str(error)), status=409)
    except (OrderError, CustomerError, TextRefused) as error:
        form.add_error(None, str(error))
        return screen(request, form, status=422)
    request.session[PLACED] = order.number_key
    return redirect("orders:order", order.number_key)


def _of_its_own(form: forms.OrderForm, sentence: str) -> forms.OrderForm:
    """The form with all that was typed, to be placed as one more order."""
    data = form.data.copy()
    data["submission_id"] = str(uuid.uuid4())
    now = forms.OrderForm(data, user=form.user)
    now.is_valid()
    now.add_error(None, sentence)
    return now


def _told(form: forms.OrderForm, sentence: str) -> forms.OrderForm:
    """The form with what is there and what it costs now, and what has changed since it was shown."""
    now = forms.OrderForm(form.data, user=form.user)
    now.is_valid()
    now.add_error(None, sentence)
    for row in now.lines.rows:
        seen = row.typed.get("seen", "")
        if row.priced and seen and seen != str(row.priced.unit_price):
            row.news = f"The price was ${seen}; it is ${row.priced.unit_price:,.2f} now."
    return now


def _started(request: HttpRequest) -> forms.OrderForm:
    """A fresh form, for the ticket or customer that a link brought."""
    come_from = taken_along.take(request, FROM)
    known = {}
    number = come_from.get("ticket", "").upper().removeprefix("T")
    if number.isascii() and number.isdigit() and len(number) < 19:
        ticket = Ticket.objects.visible_to(request.user).filter(pk=number).first()
        if ticket:
            known["ticket"] = ticket.number
            known["customer"] = f"C{ticket.customer_id}" if ticket.customer_id else NO_NAME
            if ticket.channel in Contact.Channel.values:
                known["source"] = ticket.channel
    known["customer"] = come_from.get("customer") or known.get("customer") or NO_NAME
    started = with_customer(request, QueryDict(mutable=True), known["customer"])
    return forms.fresh(request.user, **known | started.dict())


def screen(
    request: HttpRequest,
    form: forms.OrderForm,
    *,
    products=(),
    duplicates=(),
    read: str = "",
    status: int = 200,
) -> HttpResponse:
    """Draw the form; whoever is shown on it is on the audit record first.

    `read` is when the draft that it is opened with was saved.
    """
    form.lines.offer()
    typed = form["look_up"].value() or ""
    found = matches(request, typed, str(form["look_up_id"].value())) if typed else None
    number = (form["customer"].value() or NO_NAME).upper()
    customer = None if number in (NEW.upper(), NO_NAME.upper()) else chosen(request, number)
    context = PIECE | {
        "draft_page": page_of(request) or uuid.uuid4(),
        "draft_read": read or request.POST.get("draft_read", "")[:40],
        "form": form,
        "rows": form.lines.rows,
        "figures": form.figures,
        "found": found,
        "start": start_of_new(found),
        "chosen": number,
        "caller": {"customer": customer} if customer else None,
        "addresses": _addresses(customer),
        "duplicates": duplicates,
        "products": products,
        "may_override": request.user.has_perm("sales_orders.override_price"),
    }
    return render(request, "sales_orders/placing_orders.html", context, status=status)


def _addresses(customer) -> list[tuple[int, str]]:
    """The customer's mailing addresses as labels."""
    return (
        [(each.pk, label_of(customer, each)) for each in customer.mailing_addresses.all()] if customer else []
    )


@require_POST
@may_enter
def look_up(request: HttpRequest) -> HttpResponse:
    """The customers who match what is being typed, as a piece of the form."""
    found = matches(request, request.POST.get("look_up", ""), request.POST.get("look_up_id", "")[:36])
    sure = len(found.customers) == 1 and found.by != "name"
    number = found.customers[0].number if sure else NO_NAME.upper()
    customer = chosen(request, number) if sure else None
    start = start_of_new(found)
    typed = request.POST.copy()
    if start:
        typed["customer"] = NEW
    context = PIECE | {
        "found": found,
        "start": start,
        "chosen": number,
        "caller": {"customer": customer} if customer else None,
        "addresses": _addresses(customer),
        "form": forms.again(request.user, typed),
    }
    return render(request, "contacts/_matches.html", context)


@require_POST
@may_enter
def customer(request: HttpRequest) -> HttpResponse:
    """The customer who was chosen, with how to reach them, as a piece of the form."""
    found = chosen(request, request.POST.get("customer", ""))
    context = {"caller": {"customer": found} if found else None, "addresses": _addresses(found)}
    return render(request, "sales_orders/_order_customer.html", context)


@require_POST
@may_enter
def find_products(request: HttpRequest) -> HttpResponse:
    """The products that match what is being typed, as options of a list."""
    return render(request, "sales_orders/_product_options.html", {"products": products_for(request.POST)})


@require_POST
@may_enter
def add_line(request: HttpRequest) -> HttpResponse:
    """One more line, for the product that was chosen, with what the order comes to now."""
    changed = with_line(request.POST)
    return _figures(request, changed.typed, added=changed.added, template="sales_orders/_added_line.html")


@require_POST
@may_enter
def figures(request: HttpRequest) -> HttpResponse:
    """What the order comes to as it is typed, reckoned as placing would."""
    return _figures(request, request.POST)


def _figures(
    request: HttpRequest, typed: QueryDict, *, added: str = "", template: str = "sales_orders/_figures.html"
) -> HttpResponse:
    form = forms.again(request.user, typed)
    form.lines.offer()
    context = {
        "form": form,
        "rows": [row for row in form.lines.rows if row.key != added],
        "row": next((row for row in form.lines.rows if row.key == added), None),
        "figures": form.figures,
        "may_override": request.user.has_perm("sales_orders.override_price"),
    }
    return render(request, template, context)
