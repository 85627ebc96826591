"""Print a document: the first printing is the original, and every later one says that it is a reprint."""

import uuid

from django.core.exceptions import PermissionDenied

from contacts.models import Customer
from sales_orders.errors import OrderError
from sales_orders.models import Order, OrderEntry, Printing, Quote
from sales_orders.subjects import Subject
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time

NO_LABEL = "There is no address: nothing stands on its label."


@action
def print_document(subject: Subject, *, submission_id: uuid.UUID, by) -> Printing:
    """Note that a document is printed, on the order's timeline too; sent twice, it is one printing.

    It changes nothing about the order, so it hinders nobody who is changing it.
    Raises PermissionDenied, or OrderError with a sentence.
    """
    one_at_a_time(submission_id)
    earlier = Printing.objects.filter(submission_id=submission_id).first()
    if earlier:
        if earlier.by_id != by.pk:
            raise PermissionDenied
        return earlier
    permissions.require(by, "sales_orders.see_orders")
    # One after another, so that only one of two at once is the original.
    if subject.order:
        if not Order.objects.visible_to(by).select_for_update().filter(pk=subject.order.pk).exists():
            raise PermissionDenied
    elif subject.quote:
        if not Quote.objects.visible_to(by).select_for_update().filter(pk=subject.quote.pk).exists():
            raise PermissionDenied
    elif subject.customer:
        Customer.objects.select_for_update().get(pk=subject.customer.pk)
    if subject.kind == Printing.Kind.LABEL and not subject.order.ship_to.strip():
        raise OrderError(NO_LABEL)
    before = subject.printings().last()
    printing = Printing.objects.create(
        **subject.keys,
        revision=subject.revision(),
        count=before.count + 1 if before else 1,
        by=by,
        submission_id=submission_id,
    )
    if subject.order:
        said = f"{subject.words}, reprint {printing.count - 1}" if before else subject.words
        subject.order.timeline.record(
            OrderEntry.Kind.PRINTED,
            by=by,
            text=said,
            shipment=subject.shipment,
            ledger_entry=subject.entry,
        )
    return printing
