"""A quote as a document: what would be done, what it would cost, and until when that holds."""

from sales_orders.models import Quote, QuoteLine
from sales_orders.money import ZERO
from sales_orders.queries.order_documents import NO_NUMBERS, day_of
from sales_orders.template_words.orders import dollars
from uccms.documents.content import Amount, Cell, Column, Document, Table

LINES = (
    Column("#", 6), Column("Service", 84), Column("Quantity", 18, True), Column("Price each", 24, True),
    Column("Total", 24, True),
)  # fmt: skip
REMOVED = "The text was removed."


def quotation(quote: Quote) -> Document:
    """The quote as it was given; marks say when it does not hold any more."""
    lines = list(quote.lines.select_related("product").order_by("position"))
    return Document(
        "Quote",
        quote.number,
        facts=[
            ("Quote", quote.number),
            ("Given on", day_of(quote.entered_at)),
            ("Valid until", day_of(quote.valid_until)),
            ("Customer number", quote.customer.number),
        ],
        addresses=[("Quote for", quote.bill_to or quote.ship_to), ("Ship to", quote.ship_to)],
        tables=[Table("", LINES, [_row(line) for line in lines], named_by=1)],
        amounts=[Amount("Total, without shipping", dollars(sum((line.total for line in lines), ZERO)), True)],
        remarks=[
            f"These prices hold until {day_of(quote.valid_until)}. To accept, call or write to us with the"
            f" number {quote.number}.",
            NO_NUMBERS.replace("order number", "number of the quote"),
        ],
        marks=_marks(quote),
    )


def _row(line: QuoteLine) -> list[Cell]:
    return [
        Cell(str(line.position)),
        Cell(line.what or REMOVED, f"{line.product.title}, {line.product.code}"),
        Cell(f"{line.quantity:,}"),
        Cell(dollars(line.unit_price)),
        Cell(dollars(line.total)),
    ]


def _marks(quote: Quote) -> list[str]:
    if quote.order_id:
        return [f"Accepted: it became order {quote.order.number}"]
    if quote.state == Quote.State.DECLINED:
        return ["Declined: it does not hold any more"]
    return ["Not accepted in time: it does not hold any more"] if quote.is_over else []
