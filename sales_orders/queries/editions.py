"""An edition by its code and date."""

from datetime import date

from sales_orders.models import Edition, Product


def edition_of(code: str, issue_date: date) -> Edition | None:
    """The edition that a product has, or that a subscription sends, of this date."""
    product = Product.objects.filter(code=code).first()
    if product is None:
        return None
    source = product.editions_of_id or product.pk
    return Edition.objects.select_related("product").filter(product=source, issue_date=issue_date).first()
