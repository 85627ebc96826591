"""Make one of two customers who are the same, and take that back within a day."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

import phonenumbers
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.keeping_customers import MOST, NOTHING_KNOWN, Number, e164, write_ways, write_words
from contacts.actions.moving_rows import giving_way, last_change, move_back, move_rows, say_what_changed
from contacts.errors import Conflict, CustomerError
from contacts.folding import folded_email
from contacts.models import Customer, CustomerMerge
from uccms.accounts import permissions
from uccms.accounts.models import User
from uccms.audit.context import action, one_at_a_time
from uccms.audit.models import Change
from uccms.folding import folded

RIGHT = "contacts.change_customer"


@dataclass(frozen=True)
class Chosen:
    """What the customer who stays has afterwards: whose name and company, and the keys of the rows of
    either that say how to reach them."""

    name_of: int
    company_of: int
    emails: frozenset[int] = frozenset()
    telephones: frozenset[int] = frozenset()
    addresses: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Ways:
    """How a customer is reached, as it is compared and kept for the undo."""

    emails: dict[str, str]
    numbers: set[tuple[str, str, str]]
    addresses: set[str]

    @classmethod
    def of(cls, emails: Iterable, telephones: Iterable, addresses: Iterable) -> "Ways":
        return cls(
            {each.folded: each.address for each in emails},
            {(each.kind, e164(each.number), each.extension) for each in telephones},
            {each.lines for each in addresses},
        )

    def less(self, other: "Ways") -> "Ways":
        """What is here and not in the other one."""
        emails = {key: value for key, value in self.emails.items() if key not in other.emails}
        return Ways(emails, self.numbers - other.numbers, self.addresses - other.addresses)

    def and_also(self, other: "Ways") -> "Ways":
        return Ways(
            self.emails | other.emails, self.numbers | other.numbers, self.addresses | other.addresses
        )

    def write(self, customer: Customer) -> None:
        numbers = [
            Number(phonenumbers.parse(number), extension, kind)
            for kind, number, extension in sorted(self.numbers)
        ]
        write_ways(customer, self.emails.values(), numbers, sorted(self.addresses))


@action
def merge_customers(
    kept: Customer,
    gone: Customer,
    *,
    chosen: Chosen,
    kept_version: int,
    gone_version: int,
    submission_id: uuid.UUID,
    by,
) -> CustomerMerge:
    """Let `gone` be `kept` from now on: all that is tied to `gone` moves; sent twice, it is one merge.

    Raises PermissionDenied, Conflict when somebody changed one of them since, or CustomerError.
    """
    one_at_a_time(submission_id)
    earlier = CustomerMerge.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.by_id != by.pk:
            raise PermissionDenied
        return earlier
    permissions.require(by, RIGHT)
    if kept.pk == gone.pk:
        raise CustomerError("A customer cannot be merged with itself. Choose another one.")
    kept, gone = _locked(kept.pk, gone.pk)
    for each in (kept, gone):
        if each.merged_into_id is not None:
            raise CustomerError(f"{each.number} was merged into C{each.merged_into_id} already.")
    if (kept.version, gone.version) != (kept_version, gone_version):
        raise Conflict
    merge = CustomerMerge(kept=kept, gone=gone, by=by, submission_id=submission_id)
    _take_over(merge, kept, gone, chosen)
    merge.save()
    with giving_way():
        move_rows(merge)
    gone.merged_into = kept
    _save(kept, gone)
    merge.last_change = last_change()
    merge.save(update_fields=["last_change"])
    return merge


@action
def undo_merge(merge: CustomerMerge, *, by) -> CustomerMerge:
    """Within a day, move back what moved and restore what was replaced, but for what somebody changed since.

    What stays says who changed it. Raises PermissionDenied, or CustomerError when it cannot be undone.
    """
    permissions.require(by, RIGHT)
    kept, gone = _locked(merge.kept_id, merge.gone_id)
    merge = CustomerMerge.objects.select_for_update().get(pk=merge.pk)
    _require_undoable(merge, kept)
    say_what_changed(merge)
    with giving_way():
        move_back(merge)
    _restore(merge, kept, gone)
    gone.merged_into = None
    _save(kept, gone)
    merge.undone_at, merge.undone_by = timezone.now(), by
    merge.save()
    return merge


def _locked(kept: int, gone: int) -> tuple[Customer, Customer]:
    """Both, locked in the order of their keys; whoever only ties something to them does not wait long."""
    rows = Customer.objects.select_for_update(no_key=True).filter(pk__in=[kept, gone]).order_by("pk")
    found = {each.pk: each for each in rows}
    return found[kept], found[gone]


def _take_over(merge: CustomerMerge, kept: Customer, gone: Customer, chosen: Chosen) -> None:
    """Give `kept` what was chosen, and note on the merge what that replaced."""
    merge.name_before, merge.company_before = kept.name, kept.company
    merge.name_taken, merge.company_taken = chosen.name_of == gone.pk, chosen.company_of == gone.pk
    if merge.name_taken:
        kept.name, kept.name_folded = gone.name, gone.name_folded
    if merge.company_taken:
        kept.company, kept.company_folded = gone.company, gone.company_folded
    before, wanted = _ways(kept), _chosen_ways(kept, gone, chosen)
    if not (kept.name or kept.company or wanted.emails or wanted.numbers):
        raise CustomerError(NOTHING_KNOWN)
    if max(len(wanted.emails), len(wanted.numbers), len(wanted.addresses)) > MOST:
        raise CustomerError(f"A customer has up to {MOST} addresses or numbers of each kind. Choose fewer.")
    wanted.write(kept)
    added, dropped = wanted.less(before), before.less(wanted)
    merge.emails = {"added": list(added.emails.values()), "dropped": list(dropped.emails.values())}
    merge.telephones = {"added": sorted(added.numbers), "dropped": sorted(dropped.numbers)}
    merge.addresses = {"added": sorted(added.addresses), "dropped": sorted(dropped.addresses)}


def _chosen_ways(kept: Customer, gone: Customer, chosen: Chosen) -> Ways:
    # The row of the one who stays last: its own writing of an address is what remains.
    owners = [gone.pk, kept.pk]

    def rows(related: str, keys: frozenset[int]) -> list:
        model = getattr(kept, related).model
        return sorted(
            model.objects.filter(customer__in=owners, pk__in=keys),
            key=lambda each: (each.customer_id == kept.pk, each.pk),
        )

    return Ways.of(
        rows("email_addresses", chosen.emails),
        rows("telephones", chosen.telephones),
        rows("mailing_addresses", chosen.addresses),
    )


def _ways(customer: Customer) -> Ways:
    return Ways.of(
        customer.email_addresses.all(), customer.telephones.all(), customer.mailing_addresses.all()
    )


def _save(kept: Customer, gone: Customer) -> None:
    for each in sorted((kept, gone), key=lambda customer: customer.pk):
        each.version += 1
        each.save()
        write_words(each)


def _require_undoable(merge: CustomerMerge, kept: Customer) -> None:
    if merge.undone_at:
        raise CustomerError("This is undone already.")
    if merge.is_over:
        raise CustomerError("The day in which this could be undone is over.")
    later = (
        CustomerMerge.objects.filter(kept=kept, undone_at=None, pk__gt=merge.pk).first()
        or CustomerMerge.objects.filter(gone=kept, undone_at=None).first()
    )
    if later:
        raise CustomerError(
            f"C{later.gone_id} was merged into C{later.kept_id} since, by {later.by}. Undo that first."
        )


def _restore(merge: CustomerMerge, kept: Customer, gone: Customer) -> None:
    """Give `kept` back what was replaced; a name or company that somebody changed since stays."""
    if merge.name_taken:
        if kept.name == gone.name:
            kept.name, kept.name_folded = merge.name_before, folded(merge.name_before)[:400]
        else:
            merge.name_stays_because = _who_changed(merge, "name")
    if merge.company_taken:
        if kept.company == gone.company:
            kept.company, kept.company_folded = merge.company_before, folded(merge.company_before)[:400]
        else:
            merge.company_stays_because = _who_changed(merge, "company")
    _ways(kept).less(_noted(merge, "added")).and_also(_noted(merge, "dropped")).write(kept)


def _noted(merge: CustomerMerge, which: str) -> Ways:
    return Ways(
        {folded_email(each): each for each in merge.emails[which]},
        {(kind, number, extension) for kind, number, extension in merge.telephones[which]},
        set(merge.addresses[which]),
    )


def _who_changed(merge: CustomerMerge, column: str) -> str:
    changes = Change.objects.filter(
        table_name=Customer._meta.db_table,
        row_key=str(merge.kept_id),
        at__gte=merge.at,
        id__gt=merge.last_change,
        after__has_key=column,
    )
    actor = changes.order_by("-id").values_list("actor_id", flat=True).first()
    person = User.objects.filter(pk=actor).first() if actor else None
    return f"{person} changed it since." if person else "It changed since."
