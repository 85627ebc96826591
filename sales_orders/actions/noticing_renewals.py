"""Tell subscribers by mail, once, that their last issues are near."""

import uuid

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q

from sales_orders.actions import orders
from sales_orders.actions.renewing import newest_order
from sales_orders.errors import OrderError
from sales_orders.letters import ENDING, ending_written, mark_of
from sales_orders.models import OrderEntry, Subscription, SubscriptionTerms
from uccms.accounts import permissions
from uccms.audit.context import action
from uccms.mail.actions.queueing_mail import About, queue_written
from uccms.mail.messages import MailRefused

AT_ONCE = 500  # in one transaction


def notice_renewals() -> int:
    """Write a mail for every subscription that is about to end; returns how many are new.

    Once for each term: a renewed subscription is noticed again before its new end. One without an e-mail
    address is found in the list, under “Ending soon”.
    """
    written = after = 0
    while True:
        more, last = notice_some(after=after, by=None)
        written += more
        if last is None:
            return written
        after = last


@action
def notice_some(*, after: int, by) -> tuple[int, int | None]:
    """Notice the next subscriptions behind this key; also returns the last one's key, or None at the end."""
    before = SubscriptionTerms.now().notice_before
    ending = (
        Subscription.objects.select_for_update(of=("self",))
        .select_related("product", "customer")
        .filter(
            Q(noticed_at_paid=None) | ~Q(noticed_at_paid=F("issues_paid")),
            pk__gt=after,
            state__in=[Subscription.State.ACTIVE, Subscription.State.ENDED],
            issues_sent__gte=F("issues_paid") + F("issues_extra") - before,
        )
    )
    found = list(ending.order_by("pk")[:AT_ONCE])
    written = sum(_notice(subscription, by=by) for subscription in found)
    return written, found[-1].pk if found else None


@action
def send_notice(subscription: Subscription, *, to: str, shown: str, submission_id: uuid.UUID, by) -> None:
    """Send the notice by hand, in the words that were looked at (`shown` is their mark); twice is once.

    The notice of the job is sent all the same. Raises PermissionDenied; WrongState for a cancelled
    subscription; or OrderError with a sentence, also when the words are no longer those that were shown.
    """
    permissions.require(by, "sales_orders.enter_order")
    if orders.done_before(submission_id, by=by):
        return
    if not Subscription.objects.visible_to(by).filter(pk=subscription.pk).exists():
        raise PermissionDenied
    order = newest_order(subscription)
    subscription = Subscription.objects.select_related("product").get(pk=subscription.pk)
    written = ending_written(subscription, order)
    if mark_of(written) != shown:
        raise OrderError("The words have changed since. Look at them once more.")
    about = About(ENDING, f"{ENDING}:{subscription.pk}:{submission_id}", record=order.number)
    try:
        queue_written(about, to=to, written=written, by=by)
    except MailRefused as error:
        raise OrderError(str(error)) from None
    order.timeline.record(OrderEntry.Kind.MAILED, by=by, text="Renewal notice", submission_id=submission_id)


def _notice(subscription: Subscription, *, by) -> bool:
    order = newest_order(subscription)
    if not order.email:
        return False
    about = About(ENDING, f"{ENDING}:{subscription.pk}:{subscription.issues_paid}", record=order.number)
    try:
        queue_written(about, to=order.email, written=ending_written(subscription, order), by=by)
    except MailRefused:
        return False
    order.timeline.record(OrderEntry.Kind.MAILED, by=by, text="Renewal notice")
    subscription.noticed_at_paid = subscription.issues_paid
    subscription.save(update_fields=["noticed_at_paid"])
    return True
