"""Open tickets that a contact may belong to, before another one is opened for it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from contacts.matters import key_of, spellings
from contacts.models import Matter, Ticket

KEYS = "jkl"  # with Alt: “this is about …”, beside the caller's own tickets with Alt 1 to 4
LOOKED_AT = 200  # of the newest tickets with a matter; a docket such as “1” has thousands


@dataclass(frozen=True)
class Similar:
    """An open ticket with the same matter, and whether it can be the one that the caller speaks of."""

    ticket: Ticket
    key: str
    of_another: bool


def similar_tickets(
    user, matters: Iterable[tuple[str, str]], *, customer: int | None = None, somebody: bool = False
) -> list[Similar]:
    """The newest open tickets that `user` may open with one of these matters, as they were typed.

    Those of `customer` (a key) are left out, for the caller's side shows them. Somebody else's is shown, but
    a contact of this customer, or of `somebody` new, is never added to it.
    """
    keys = with_matters(_keys(matters))
    if not keys:
        return []
    found = Ticket.objects.visible_to(user).unresolved().filter(pk__in=keys).select_related("topic", "area")
    if customer:
        found = found.exclude(customer_id=customer)
    return [
        Similar(each, key, of_another=bool((customer or somebody) and each.customer_id))
        for key, each in zip(KEYS, found.order_by("-pk")[: len(KEYS)], strict=False)
    ]


def has_open_ticket(customer: int) -> bool:
    """Whether the customer with this key has an unresolved ticket."""
    return Ticket.objects.filter(customer_id=customer).unresolved().exists()


def with_matters(matters: Iterable[tuple[str, str]]) -> list[int]:
    """The keys of the newest tickets with one of these kinds and keys of matters."""
    wanted = Q(pk=None)
    for kind, key in matters:
        wanted |= Q(kind=kind, key__in=spellings(kind, key))
    if wanted == Q(pk=None):
        return []
    found = Matter.objects.filter(wanted).order_by("-ticket_id")
    return list(found.values_list("ticket_id", flat=True)[:LOOKED_AT])


def _keys(matters: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the typed matters that have the form of their kind, as they are compared."""
    found = []
    for kind, number in matters:
        try:
            if kind in Matter.Kind.values:
                found.append((kind, key_of(kind, number)))
        except ValueError:
            continue
    return found
