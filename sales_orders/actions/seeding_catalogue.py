"""Make the catalogue that `catalogue/catalogue.toml` describes; what is there already stays as it is."""

from datetime import date
from decimal import Decimal
from itertools import islice

from django.utils import timezone

from sales_orders.actions.keeping_catalogue import add_edition, create_product, set_price
from sales_orders.actions.keeping_shipping_rates import have_zone, set_shipping_rate
from sales_orders.cycles import issues_before, label_of
from sales_orders.models import Product
from uccms.audit.context import action

BEGINNING = date(2008, 1, 1)


@action
def seed_catalogue(catalogue: dict, *, by=None) -> int:
    """Make zones, rates, products, prices and the newest editions; says how many products are new."""
    for position, zone in enumerate(catalogue["zone"]):
        _have_zone(zone, position, by=by)
    new = [row for row in catalogue["product"] if not Product.objects.filter(code=row["code"]).exists()]
    for row in new:
        _make_product(row, by=by)
    return len(new)


def _have_zone(row: dict, position: int, *, by) -> None:
    zone = have_zone(row["name"], is_domestic=row.get("domestic", False), position=position, by=by)
    if zone.rates.exists():
        return
    for grams, amount in row["rates"]:
        set_shipping_rate(zone, up_to_grams=grams, effective_from=BEGINNING, amount=Decimal(amount), by=by)


def _make_product(row: dict, *, by) -> None:
    product = create_product(
        row["code"],
        title=row["title"],
        medium=row["medium"],
        kind=row["kind"],
        cycle=row["cycle"],
        description=row["description"],
        grams=row.get("grams", 0),
        keeps_stock=row.get("keeps_stock", False),
        is_sample=row.get("sample", False),
        editions_of=Product.objects.get(code=row["editions_of"]) if "editions_of" in row else None,
        by=by,
    )
    domestic, foreign = map(Decimal, row["prices"])
    set_price(
        product,
        effective_from=BEGINNING,
        domestic=domestic,
        foreign=foreign,
        source=row.get("source", ""),
        by=by,
    )
    issues = issues_before(timezone.localdate(), cycle=product.cycle, weekday=row.get("weekday", 1))
    for issue in islice(issues, row.get("issues", 0)):
        add_edition(product, issue_date=issue, label=label_of(issue, product.cycle), by=by)
    if product.cycle == Product.Cycle.ONCE:
        add_edition(product, issue_date=BEGINNING, label="Complete", by=by)
