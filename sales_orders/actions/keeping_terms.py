"""Say how subscriptions are kept: issues in grace, the window of claims, and when the end is announced."""

from contacts.errors import Conflict
from sales_orders.actions.keeping_catalogue import require_keeper
from sales_orders.errors import OrderError
from sales_orders.models import SubscriptionTerms
from uccms.audit.context import action

MOST = {"grace_issues": 12, "claim_window": 52, "notice_before": 52}


@action
def keep_terms(*, by, before: dict[str, int], **values: int) -> SubscriptionTerms:
    """Give the terms other values; a subscription keeps the grace that it was begun with.

    `before` is what the form showed. Raises PermissionDenied, OrderError, or Conflict when somebody else
    changed them meanwhile.
    """
    require_keeper(by)
    terms = SubscriptionTerms.objects.select_for_update().get(pk=1)
    if any(getattr(terms, name) != value for name, value in before.items()):
        raise Conflict
    for name, most in MOST.items():
        if not 0 <= values[name] <= most:
            raise OrderError(f"Write a whole number from 0 to {most}.")
        setattr(terms, name, values[name])
    terms.save(update_fields=list(MOST))
    return terms
