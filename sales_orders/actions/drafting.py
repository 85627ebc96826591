"""Keep an order form that is not sent yet. It has no number and holds no stock."""

import uuid
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from contacts.actions.drafting import typed_elsewhere
from contacts.actions.standing_customers import standing
from contacts.models import Customer
from sales_orders.models import Order, OrderDraft
from sales_orders.models.orders import sees_orders
from uccms.accounts import permissions
from uccms.audit.context import action, one_at_a_time


@action
def save_order_draft(
    *,
    by,
    submission_id: uuid.UUID,
    fields: dict[str, list[str]],
    summary: str = "",
    customer: Customer | None = None,
    page: uuid.UUID | None = None,
    read: datetime | None = None,
) -> OrderDraft | None:
    """Keep what was typed; `fields` and `summary` have passed the guard's blanks.

    `page` is the page that it was typed on, and `read` when the draft that this page was opened with had
    been saved. What another page has saved since stays: then this becomes a draft of its own, with another
    submission id.
    Returns None when the order was placed in the meantime. Raises PermissionDenied for somebody else's form.
    """
    permissions.require(by, "sales_orders.enter_order")
    if not sees_orders(by):
        raise PermissionDenied
    one_at_a_time(submission_id)
    if Order.objects.filter(submission_id=submission_id).exists():
        return None
    draft = OrderDraft.objects.filter(submission_id=submission_id).first()
    if draft and draft.owner_id != by.pk:
        raise PermissionDenied
    if draft and draft.fields != fields and typed_elsewhere(draft, page=page, read=read):
        draft, submission_id = None, uuid.uuid4()
    draft = draft or OrderDraft(owner=by, submission_id=submission_id)
    draft.fields, draft.summary, draft.page = fields, summary[:120], page
    draft.customer = standing(customer) if customer else None
    draft.saved_at = timezone.now()
    draft.save()
    return draft


@action
def discard_order_draft(draft: OrderDraft, *, by) -> None:
    """Throw a draft of one's own away.

    Raises PermissionDenied for somebody else's.
    """
    if draft.owner_id != by.pk:
        raise PermissionDenied
    draft.delete()


@action
def delete_old_order_drafts(before: datetime, *, by=None) -> int:
    """Delete the drafts that nobody has changed since `before`, and say how many there were."""
    return OrderDraft.objects.filter(saved_at__lt=before).delete()[0]
