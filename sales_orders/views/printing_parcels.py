"""Print the papers of several parcels at once: a result for each order, and one PDF of what was printed."""

import re
import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from sales_orders.actions.printing import print_document
from sales_orders.errors import OrderError
from sales_orders.models import Order, Printing
from sales_orders.models.orders import sees_orders
from sales_orders.queries.order_list import PAGE
from sales_orders.queries.printings import MOST, picked_parcels
from sales_orders.subjects import Kind, Subject
from sales_orders.views.work_lists import Result
from uccms.audit import looks

KINDS = {"packing-slips": Kind.PACKING_SLIP, "labels": Kind.LABEL}


@require_POST
def print_parcels(request: HttpRequest, papers: str) -> HttpResponse:
    """Print the packing slips or labels of picked parcels, each in a transaction of its own."""
    if papers not in KINDS or not sees_orders(request.user):
        raise Http404
    orders = _orders(request)
    if not request.user.has_perm("sales_orders.process_order"):
        for order in orders:
            looks.refused(order.number, by=request.user)
        raise PermissionDenied
    results: list[Result] = []
    made: list[Printing] = []
    for order in orders:
        results.append(_print(request, order, KINDS[papers], made))
    context = {
        "title": f"{Kind(KINDS[papers]).label}s",
        "results": results,
        "made": made,
        "reprints": sum(each.is_reprint for each in made),
    }
    return render(request, "sales_orders/printing_parcels.html", context, status=200 if orders else 422)


def _print(request: HttpRequest, order: Order, kind: Kind, made: list[Printing]) -> Result:
    """Print one order's parcels, and say what became of it."""
    sentences = []
    if len(made) + len(order.parcels) > MOST:
        sentence = f"Up to {MOST} are printed at once: print it with the next ones."
        return Result(order.number, order.number_key, False, sentence)
    try:
        for parcel in order.parcels:
            subject = Subject(kind, order, shipment=parcel)
            mark = uuid.uuid5(_submission(request, order), f"{kind}:{parcel.pk}")
            printing = print_document(subject, submission_id=mark, by=request.user)
            made.append(printing)
            sentences.append(
                f"Parcel {parcel.pk}: "
                + (f"reprint {printing.count - 1}." if printing.is_reprint else "printed.")
            )
    except OrderError as error:
        return Result(order.number, order.number_key, False, str(error))
    done = bool(sentences)
    return Result(order.number, order.number_key, done, " ".join(sentences) or "Nothing of it is picked.")


def _orders(request: HttpRequest) -> list[Order]:
    posted = request.POST.getlist("order")[:PAGE]
    numbers = [int(each[1:]) for each in posted if re.fullmatch("S[0-9]{8}", each, re.ASCII)]
    keys = [
        int(each)
        for each in request.POST.getlist("parcel")[:PAGE]
        if re.fullmatch("[0-9]{1,18}", each, re.ASCII)
    ]
    return picked_parcels(numbers, keys, request.user)


def _submission(request: HttpRequest, order: Order) -> uuid.UUID:
    """The id of the row, or of the whole form, that was sent."""
    posted = request.POST.get(f"submission_{order.number}") or request.POST.get("submission_id", "")
    try:
        return uuid.UUID(posted)
    except ValueError:
        return uuid.uuid4()
