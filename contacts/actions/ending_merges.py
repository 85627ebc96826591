"""Forget what a merge kept for its undo, when the day is over or the privacy officer says so."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from contacts.actions.keeping_customers import write_words
from contacts.models import Customer, CustomerMerge, CustomerMergeRow, EmailAddress, MailingAddress, Telephone
from uccms.audit.context import action
from uccms.privacy.actions.redacting import redact
from uccms.privacy.copies import Forget

REASON = "A merge of two customers can no longer be undone."


@action
def end_merges(before: datetime, *, by=None) -> int:
    """Blank what the merges from before that time kept, and say how many they were."""
    return _end(CustomerMerge.objects.filter(ended_at=None, at__lt=before))


def end_merges_of(customers: Sequence[int]) -> None:
    """Within an action, end the merges of these customers: something was removed from their record."""
    _end(CustomerMerge.objects.filter(Q(kept__in=customers) | Q(gone__in=customers), ended_at=None))


def end_with_customer(keys: Sequence[str], columns: Sequence[str] | None) -> None:
    """What was removed from a customer may stand in what an undo would restore."""
    end_merges_of([int(each) for each in keys])


def end_with(model: type[Model]) -> Forget:
    """The same for one of the ways to reach a customer."""

    def end(keys: Sequence[str], columns: Sequence[str] | None) -> None:
        end_merges_of(list(model.objects.filter(pk__in=keys).values_list("customer", flat=True)))

    return end


end_with_email = end_with(EmailAddress)
end_with_telephone = end_with(Telephone)
end_with_address = end_with(MailingAddress)


def _end(merges: QuerySet[CustomerMerge]) -> int:
    """Blank what they kept, in the history too, and what is left on the customers who are gone for good."""
    keys = list(merges.values_list("pk", "gone"))
    # The customers first, as whoever undoes a merge does.
    list(Customer.objects.select_for_update().filter(pk__in=[gone for _, gone in keys]).order_by("pk"))
    found = CustomerMerge.objects.select_for_update().filter(pk__in=[key for key, _ in keys], ended_at=None)
    ended = list(found.order_by("pk"))
    if not ended:
        return 0
    rows = CustomerMerge.objects.filter(pk__in=[each.pk for each in ended])
    # First of all: the redaction below may ask again what is to be ended.
    rows.update(ended_at=timezone.now())
    redact(rows, None, basis="not_needed", reason=REASON, by=None)
    CustomerMergeRow.objects.filter(merge__in=ended).delete()
    gone = [each.gone_id for each in ended if each.undone_at is None]
    for model in (EmailAddress, Telephone, MailingAddress):
        model.objects.filter(customer__in=gone).delete()
    for customer in Customer.objects.filter(pk__in=gone).order_by("pk"):
        customer.name = customer.company = customer.name_folded = customer.company_folded = ""
        customer.save()
        write_words(customer)
    return len(ended)
