"""Lists of standing orders and quotes, and one of each, for whoever sees orders."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404

from contacts.models import Customer
from sales_orders.models import Quote, StandingEdition, StandingOrder
from sales_orders.queries.order_list import keyset

NEWEST = 100


@dataclass(frozen=True)
class Page:
    """One page of rows, and the signed cursors of its neighbours."""

    rows: list
    earlier: str
    later: str


def standing_orders(user, *, state: str, at: str) -> Page:
    """A page of standing orders, the newest first."""
    rows = StandingOrder.objects.visible_to(user)
    return _page(rows.filter(state=state) if state else rows, at, "customer", "product")


def quotes(user, *, state: str, at: str) -> Page:
    """A page of quotes, the newest first."""
    rows = Quote.objects.visible_to(user).filter(number_key__isnull=False)
    return _page(rows.filter(state=state) if state else rows, at, "customer", "order")


def _page(rows: QuerySet, at: str, *related: str) -> Page:
    keys, earlier, later = keyset(rows, at)
    found = rows.model.objects.select_related(*related).in_bulk(keys)
    return Page([found[key] for key in keys if key in found], earlier, later)


def standing_or_404(key: int, user) -> StandingOrder:
    """The standing order with this key. Raises Http404 when there is none, or `user` may not know of it."""
    found = StandingOrder.objects.visible_to(user).filter(pk=key)
    return _one(found.select_related("customer", "product", "zone", "began_by"))


def editions_of(standing: StandingOrder) -> list[StandingEdition]:
    """The newest editions that were ordered for it, with their orders."""
    return list(standing.editions.select_related("edition", "order").order_by("-pk")[:NEWEST])


def quote_or_404(number: int, user) -> Quote:
    """The quote with this number. Raises Http404 when there is none, or `user` may not know of it."""
    found = Quote.objects.visible_to(user).filter(number_key=number)
    return _one(found.select_related("customer", "zone", "entered_by", "order", "ticket"))


def customer_or_404(number: int, user) -> Customer:
    """The customer with this number, or who stays of a merged one, for somebody who may look customers up.

    Raises Http404.
    """
    if not user.has_perm("contacts.look_up_customer"):
        raise Http404
    found = _one(Customer.objects.select_related("merged_into").filter(pk=number))
    return found.merged_into or found


def _one(rows: QuerySet):
    found = rows.first()
    if found is None:
        raise Http404
    return found
