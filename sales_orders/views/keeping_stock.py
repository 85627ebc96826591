"""Stock of an edition: receive, count, say what is expected."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from sales_orders.access import adjusts_stock
from sales_orders.actions.keeping_stock import adjust_stock, expect_stock, last_shelf_move, receive_stock
from sales_orders.forms.keeping_stock import AdjustForm, ExpectForm, ReceiveForm
from sales_orders.models import Edition, StockLevel
from sales_orders.queries.stock import kept_edition_or_404, shelf
from sales_orders.views.sending import again, send
from sales_orders.waiting import free_copies
from uccms.audit import looks


def _edition(request: HttpRequest, key: int) -> Edition:
    found = kept_edition_or_404(key, request.user)
    if not adjusts_stock(request.user):
        looks.refused("", by=request.user)  # by its page
        raise PermissionDenied
    return found


def _page_of(edition: Edition) -> str:
    return reverse("orders:stock_moves", args=[edition.pk])


def copies(count: int) -> str:
    """So many copies, in words."""
    return f"{count:,} {'copy' if count == 1 else 'copies'}"


@require_http_methods(["GET", "POST"])
def receive(request: HttpRequest, key: int) -> HttpResponse:
    """Copies arrived."""
    edition = _edition(request, key)

    def perform(form) -> str:
        level = receive_stock(edition, by=request.user, **form.words)
        return f"Received. {_there(level)}"

    return send(
        request,
        lambda data: ReceiveForm(data, user=request.user),
        perform,
        title="Receive copies",
        submit="Receive",
        to=_page_of(edition),
        template="sales_orders/keeping_stock.html",
        shelf=shelf(edition),
    )


@require_http_methods(["GET", "POST"])
def adjust(request: HttpRequest, key: int) -> HttpResponse:
    """The shelf was counted."""
    counted_after = last_shelf_move(key)  # before the level is read: what comes between is a conflict then
    edition = _edition(request, key)

    def fresh(data) -> AdjustForm:
        on_hand = shelf(edition).level.on_hand
        return AdjustForm(data, user=request.user, counted_after=counted_after, on_hand=on_hand)

    def perform(form) -> str:
        level = adjust_stock(edition, by=request.user, **form.words)
        return f"Adjusted. {_there(level)}"

    def on_conflict(form) -> dict:
        newest = last_shelf_move(key)
        now = shelf(kept_edition_or_404(key, request.user))
        return {"shelf": now, "conflict": True, "form": again(form, fresh, counted_after=newest)}

    return send(
        request,
        fresh,
        perform,
        title="Adjust the count",
        submit="Adjust",
        to=_page_of(edition),
        template="sales_orders/keeping_stock.html",
        on_conflict=on_conflict,
        shelf=shelf(edition),
    )


@require_http_methods(["GET", "POST"])
def expect(request: HttpRequest, key: int) -> HttpResponse:
    """More copies are on their way."""
    edition = _edition(request, key)
    level = shelf(edition).level
    known = {"expected": level.expected, "expected_on": level.expected_on}
    read = {f"was_{name}": value for name, value in known.items()}

    def fresh(data) -> ExpectForm:
        return ExpectForm(data, user=request.user, **known, **read)

    def perform(form) -> str:
        after = expect_stock(edition, by=request.user, **form.words)
        return f"{copies(after.expected)} expected." if after.expected else "None expected."

    def on_conflict(form) -> dict:
        now = shelf(kept_edition_or_404(key, request.user))
        read = {"was_expected": now.level.expected, "was_expected_on": now.level.expected_on}
        return {"shelf": now, "conflict": True, "form": again(form, fresh, **read)}

    return send(
        request,
        fresh,
        perform,
        title="Expected copies",
        submit="Save",
        to=_page_of(edition),
        template="sales_orders/keeping_stock.html",
        on_conflict=on_conflict,
        shelf=shelf(edition),
    )


def _there(level: StockLevel) -> str:
    """What is there now, and how much of it a new order can have."""
    return f"{copies(level.on_hand)} on the shelf, {free_copies({level.pk: level})[level.pk]:,} free."
