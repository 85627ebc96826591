"""Who may have the files of a priced edition: whose address stands on a paid order line for it."""

from django.db.models import F, Q
from django.db.models.functions import Lower

from eipd_portal.addresses import own_letters
from eipd_portal.models import EditionVersion, Registrant
from sales_orders.models import Order, OrderLine


def has_ordered(registrant: Registrant, version: EditionVersion) -> bool:
    """Whether a paid line is for this edition, an issue of it by subscription, or the product as such.

    Orders are typed by agents, so letters of both cases are alike, and so are both forms of a domain.
    """
    written = {each.lower() for each in (registrant.email, own_letters(registrant.email))}
    covers = (
        Q(edition=version.edition_id)
        | Q(product=version.product_id, edition=None, subscription=None)
        | Q(issues_sent__edition=version.edition_id, issues_sent__is_paid=True)
    )
    return (
        OrderLine.objects.alias(written=Lower("order__email"))
        .filter(covers, written__in=written)
        .filter(order__paid_state__in=[Order.Paid.PAID, Order.Paid.OVERPAID])
        .exclude(order__state__in=[Order.State.DRAFT, Order.State.CANCELLED])
        .filter(cancelled__lt=F("units"), returned__lt=F("units"))
        .exists()
    )
