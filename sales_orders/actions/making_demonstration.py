"""What a demonstration sells: the carried catalogue, and copies on the shelf, some of them too few."""

from datetime import timedelta

from django.utils import timezone

from sales_orders.actions.keeping_stock import expect_stock, receive_stock
from sales_orders.actions.seeding_catalogue import seed_catalogue
from sales_orders.catalogue import read_catalogue
from sales_orders.models import Edition
from uccms.accounts.models import User
from uccms.audit.context import action

KEEPER = "eipd"  # of `people.toml`: an order processor
NEWEST, OLDER = (60, 3, 25, 0), (12, 2, 6)  # copies, in turn: some are enough, some short, one not there yet
NEXT_DELIVERY = 80


@action
def make_catalogue(*, by=None) -> None:
    """The carried catalogue with its stock. What is out of stock is expected soon."""
    seed_catalogue(read_catalogue(), by=by)
    keeper = User.objects.get(username=KEEPER)
    soon = timezone.localdate() + timedelta(days=9)
    kept = Edition.objects.filter(product__keeps_stock=True).select_related("product")
    newest_of: set[int] = set()
    for place, edition in enumerate(kept.order_by("product_id", "-issue_date")):
        is_newest = edition.product_id not in newest_of
        newest_of.add(edition.product_id)
        turn = len(newest_of) - 1
        copies = NEWEST[turn % len(NEWEST)] if is_newest else OLDER[place % len(OLDER)]
        if copies:
            receive_stock(edition, count=copies, reason="First delivery", by=keeper)
        else:
            expect_stock(edition, expected=NEXT_DELIVERY, expected_on=soon, by=keeper)
