"""What a merge of two customers shows: who they are, what moves, what became of it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count
from django.http import Http404

from contacts.models import Customer, CustomerMerge, CustomerMergeRow
from contacts.tied import moving
from uccms.audit.words import numbers_of, row_in_words

SHOWN = 50  # rows that an undo left where they are


@dataclass(frozen=True)
class Pair:
    """How many of one kind each of the two has, as far as the reader may know."""

    words: str
    first: int
    second: int


@dataclass(frozen=True)
class Stayed:
    """One row that an undo left, in words, and why."""

    words: str
    because: str


def pair_or_404(number: int, other: int, user) -> tuple[Customer, Customer]:
    """The customers with these numbers, merged or not, with all that is known of them. Raises Http404."""
    if not user.has_perm("contacts.look_up_customer") or number == other:
        raise Http404
    found = Customer.objects.prefetch_related("email_addresses", "telephones", "mailing_addresses").in_bulk(
        [number, other]
    )
    if len(found) < 2:
        raise Http404
    return found[number], found[other]


def counts(first: Customer, second: Customer, user) -> list[Pair]:
    """What is tied to each of them, a query a kind; kinds that `user` may not count are left out."""
    found = []
    for tied in moving():
        rows = tied.model._default_manager.filter(**{f"{tied.field}__in": [first.pk, second.pk]})
        counted = tied.counted(rows, user) if tied.words else None
        if counted is None:
            continue
        by_customer = dict(counted.order_by().values_list(tied.field).annotate(Count("pk")))
        found.append(Pair(tied.words, by_customer.get(first.pk, 0), by_customer.get(second.pk, 0)))
    return sorted(found, key=lambda each: [each.words != "Tickets", each.words != "Contacts"])


def merge_or_404(key: int, user) -> CustomerMerge:
    """The merge, for somebody who may look customers up. Raises Http404."""
    if not user.has_perm("contacts.look_up_customer"):
        raise Http404
    merge = CustomerMerge.objects.select_related("kept", "gone", "by", "undone_by").filter(pk=key).first()
    if merge is None:
        raise Http404
    return merge


def merge_sent(submission_id: object, user) -> CustomerMerge | None:
    """The merge that this form of this person became when it was sent before."""
    try:
        return CustomerMerge.objects.filter(submission_id=uuid.UUID(str(submission_id)), by=user).first()
    except ValueError:
        return None


def merges_into(customer: Customer) -> list[CustomerMerge]:
    """Who was merged into this customer, the last first."""
    return list(
        CustomerMerge.objects.filter(kept=customer, undone_at=None).select_related("by").order_by("-pk")[:5]
    )


def merge_of(number: int) -> CustomerMerge | None:
    """The merge by which this customer went."""
    return CustomerMerge.objects.filter(gone=number, undone_at=None).select_related("by").first()


def stayed(merge: CustomerMerge, user) -> tuple[list[Stayed], bool]:
    """What an undo left with the customer who stays; and whether there is more that `user` may not know."""
    said = [
        Stayed(words, because)
        for words, because in (
            ("The name", merge.name_stays_because),
            ("The company", merge.company_stays_because),
        )
        if because
    ]
    rows = (
        CustomerMergeRow.objects.filter(merge=merge)
        .exclude(stays_because="")
        .order_by("table_name", "row_key")
    )
    known = _tables_known_to(user)
    shown = list(rows.filter(table_name__in=known)[: SHOWN + 1])
    numbers = numbers_of((each.table_name, str(each.row_key)) for each in shown)
    said += [
        Stayed(row_in_words(each.table_name, str(each.row_key), numbers), each.stays_because)
        for each in shown[:SHOWN]
    ]
    if len(shown) > SHOWN:
        said.append(Stayed("And others", "They changed since, too."))
    return said, rows.exclude(table_name__in=known).exists()


def moved(merge: CustomerMerge, user) -> list[tuple[str, int]]:
    """How many rows of each kind moved, of those that `user` may count."""
    found = dict(CustomerMergeRow.objects.filter(merge=merge).values_list("table_name").annotate(Count("pk")))
    known = _tables_known_to(user)
    kinds: Iterable = (each for each in moving() if each.table in known and found.get(each.table))
    return [(each.words, found[each.table]) for each in kinds]


def _tables_known_to(user) -> set[str]:
    return {
        each.table
        for each in moving()
        if each.words and each.counted(each.model._default_manager.all(), user) is not None
    }
