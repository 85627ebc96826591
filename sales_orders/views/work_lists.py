"""The work lists, and what is done there with several orders at once: a result for each of them."""

import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from contacts.errors import Conflict
from sales_orders.actions.picking import pick_order
from sales_orders.actions.releasing import release_order
from sales_orders.actions.shipping import ship_order
from sales_orders.errors import OrderError, WrongState
from sales_orders.forms.shipping import CARRIERS
from sales_orders.models import Order, OrderLine, Return
from sales_orders.models.orders import sees_orders
from sales_orders.moves import MOVES
from sales_orders.queries.order_list import PAGE
from sales_orders.queries.outlooks import Outlook, outlooks
from sales_orders.queries.work_lists import LISTS, WorkList, WorkPage, counts, work_page
from uccms.audit import looks
from uccms.privacy.texts import TextRefused

DONE_ALREADY = "This was done before."


@dataclass(frozen=True)
class Result:
    """What became of one ticked order."""

    number: str
    key: int
    is_done: bool
    sentence: str
    parcel: int | None = None


@dataclass(frozen=True)
class Row:
    """One row of a list; each sending of it has an id of its own."""

    order: Order
    came_back: Return | None = None
    outlooks: Sequence[Outlook] = ()
    ticked: bool = False
    carrier: str = ""
    tracking: str = ""
    submission_id: uuid.UUID = field(default_factory=uuid.uuid4)


@require_http_methods(["GET", "POST"])
def work_list(request: HttpRequest, name: str) -> HttpResponse:
    """One list; POST does its act to each ticked order, in a transaction each, and says what became of it."""
    chosen = LISTS.get(name)
    if chosen is None or not sees_orders(request.user):
        raise Http404
    results: list[Result] | None = None
    if request.method == "POST":
        _may_do(request, chosen)
        results = _done_to_each(request, chosen)
    page = work_page(chosen, request.GET.get("at", ""))
    context = {
        "chosen": chosen,
        "lists": counts(),
        "page": page,
        "rows": _rows(request, chosen, page, results),
        "results": results,
        "parcels": [each.parcel for each in results or [] if each.parcel],
        "print_id": uuid.uuid4(),
        "carriers": CARRIERS,
        "may_do": bool(chosen.move) and request.user.has_perm(MOVES[chosen.move].right),
        "may_change_waiting": request.user.has_perm(MOVES["change_waiting"].right),
        "act": MOVES[chosen.move].words if chosen.move else "",
    }
    return render(request, "sales_orders/work_list.html", context, status=422 if results == [] else 200)


def _may_do(request: HttpRequest, chosen: WorkList) -> None:
    if not chosen.move:
        raise Http404
    if not request.user.has_perm(MOVES[chosen.move].right):
        for order in _ticked(request):
            looks.refused(order.number, by=request.user)
        raise PermissionDenied


def _ticked(request: HttpRequest) -> list[Order]:
    """The ticked orders that one may see, oldest first; what is no number of an order is left out."""
    posted = request.POST.getlist("order")[: PAGE * 2]
    numbers = {int(each[1:]) for each in posted if re.fullmatch("S[0-9]{8}", each, re.ASCII)}
    return list(Order.objects.visible_to(request.user).filter(number_key__in=numbers).order_by("pk"))


def _done_to_each(request: HttpRequest, chosen: WorkList) -> list[Result]:
    perform = {"release": _release, "pick": _pick, "ship": _ship}[chosen.move]
    return [_result(request, order, perform) for order in _ticked(request)]


def _result(request: HttpRequest, order: Order, perform: Callable[..., tuple[str, int | None]]) -> Result:
    def said(is_done: bool, sentence: str, parcel: int | None = None) -> Result:
        return Result(order.number, order.number_key, is_done, sentence, parcel)

    known = {
        "by": request.user,
        "version": _version(request, order),
        "submission_id": _submission(request, order),
    }
    try:
        return said(True, *perform(request, order, known))
    except Conflict:
        return said(False, "Somebody changed it since the list was opened. Look at it, then tick it again.")
    except WrongState as error:
        looks.refused(order.number, by=request.user)
        return said(False, str(error))
    except (OrderError, TextRefused) as error:
        return said(False, str(error))


def _release(request: HttpRequest, order: Order, known: dict) -> tuple[str, None]:
    release_order(order, **known)
    return "Released.", None


def _pick(request: HttpRequest, order: Order, known: dict) -> tuple[str, int | None]:
    parcel = pick_order(order, **known)
    if parcel is None:
        return DONE_ALREADY, None
    return f"{sum(each.quantity for each in parcel.lines.all())} picked.", parcel.pk


def _ship(request: HttpRequest, order: Order, known: dict) -> tuple[str, None]:
    carrier = request.POST.get(f"carrier_{order.number}", "")
    tracking = request.POST.get(f"tracking_{order.number}", "")
    parcels = ship_order(order, carrier=carrier, tracking=tracking, **known)
    return ("Shipped." if parcels else DONE_ALREADY), None


def _version(request: HttpRequest, order: Order) -> int | None:
    """The version that the row read; a row without one has never been shown."""
    typed = request.POST.get(f"version_{order.number}", "")
    return int(typed) if re.fullmatch("[0-9]{1,9}", typed, re.ASCII) else -1


def _submission(request: HttpRequest, order: Order) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(f"submission_{order.number}", ""))
    except ValueError:
        return None


def _rows(request: HttpRequest, chosen: WorkList, page: WorkPage, results: list[Result] | None) -> list[Row]:
    """The rows as they are drawn, with what was typed into those that were not done."""
    all_ticked = request.GET.get("ticked") == "all"
    failed = {each.number for each in results or [] if not each.is_done}
    waits: dict[int, list[Outlook]] = {}
    for outlook in outlooks(_backordered(page)) if chosen.name == "backordered" else ():
        waits.setdefault(outlook.line.order_id, []).append(outlook)
    rows = []
    for each in page.rows:
        if chosen.is_of_returns:
            rows.append(Row(each.line.order, came_back=each))
            continue
        again = each.number in failed
        rows.append(
            Row(
                each,
                outlooks=waits.get(each.pk, ()),
                ticked=all_ticked or again,
                carrier=request.POST.get(f"carrier_{each.number}", "") if again else "",
                tracking=request.POST.get(f"tracking_{each.number}", "") if again else "",
            )
        )
    return rows


def _backordered(page: WorkPage) -> list[OrderLine]:
    return [line for order in page.rows for line in order.lines.all() if line.backordered]
