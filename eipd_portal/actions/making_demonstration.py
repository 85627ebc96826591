"""What a demonstration's portal offers: three real documents, as the Office published them."""

from datetime import date
from pathlib import Path

from eipd_portal.bringing_in import bring_in
from sales_orders.models import Product
from uccms.audit.context import action

FOLDER = Path(__file__).parent.parent / "demonstration"
GRANTS, APPLICATIONS = "EIP-5350P-OL", "EIP-5351P-OL"
EXAMPLES = [
    (GRANTS, date(2001, 1, 2), "USD435854S1.xml"),  # a design patent; by today's rules not well-formed
    (GRANTS, date(2015, 1, 6), "US08930553.xml"),
    (APPLICATIONS, date(2005, 1, 6), "US20050004974A1.xml"),
]


@action
def publish_examples(*, by=None) -> None:
    """Publish each document as the edition of the day on which it appeared."""
    for code, day, name in EXAMPLES:
        bring_in(Product.objects.get(code=code), day, [FOLDER / name], by=by)
