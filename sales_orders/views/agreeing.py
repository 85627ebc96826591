"""What every view that changes a quote or a standing order does, and what it says when it is late."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from contacts.errors import Conflict
from contacts.views.redrawing import redrawn
from sales_orders.errors import OrderError, WrongState
from sales_orders.models.orders import sees_orders
from uccms.audit import looks
from uccms.privacy.forms import GuardedForm
from uccms.privacy.texts import TextRefused

TEMPLATE = "sales_orders/agreement.html"


@dataclass(frozen=True)
class Agreement:
    """One quote or standing order, as the frame sees it.

    `name` is what templates call it, `record` the number its looks stand under; `again` reads it anew, and
    `over` says in a sentence why nothing can be done to it any more, or nothing.
    """

    name: str
    found: Any
    record: str
    again: Callable[[], Any]
    over: Callable[[Any], str]


def may_enter(request: HttpRequest, right: str = "sales_orders.enter_order", record: str = "") -> None:
    """404 for who sees no orders; 403, on the audit record, for who sees them and may not do this."""
    if not sees_orders(request.user):
        raise Http404
    if not request.user.has_perm(right):
        looks.refused(record, by=request.user)
        raise PermissionDenied


def act(
    request: HttpRequest,
    agreement: Agreement,
    fresh: Callable[[Any, Any], GuardedForm],
    perform: Callable[[GuardedForm], HttpResponse],
    **context,
) -> HttpResponse:
    """Show the form of an act, or perform it.

    `fresh` makes the form of the posted data (or None) and the agreement as it is now. What somebody else
    changed in between, or ended, is answered 409 with a sentence and all that was typed.
    """

    def page(form: GuardedForm, status: int, now=agreement.found, **more) -> HttpResponse:
        looks.looked(agreement.record, by=request.user)
        shown = context | {agreement.name: now, "customer": now.customer, "form": form} | more
        return render(request, TEMPLATE, shown, status=status)

    def late(data, sentence: str = "") -> HttpResponse:
        """The form as it was typed, for the agreement as it is now; `sentence` says why it is refused."""
        now = agreement.again()
        ended = agreement.over(now) or sentence
        if ended:
            looks.refused(agreement.record, by=request.user)
        if data is not None:
            data = data.copy()
            data["version"] = now.version
        return page(fresh(data, now), 409, now, over=ended, conflict=not ended)

    if request.method != "POST":
        if agreement.over(agreement.found):
            return late(None)
        return page(fresh(None, agreement.found), 200)
    changed = redrawn(request.POST, request.user)
    form = fresh(changed or request.POST, agreement.found)
    if changed is not None:
        return page(form, 200)
    if not form.is_valid():
        return page(form, 422)
    try:
        return perform(form)
    except Conflict:
        return late(form.data)
    except WrongState as error:
        return late(form.data, str(error))
    except (OrderError, TextRefused) as error:
        form.add_error(None, str(error))
    return page(form, 422)
