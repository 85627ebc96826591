"""What goes with a parcel: its packing slip, which has no prices, and its address label."""

from sales_orders.models import Order, Shipment
from sales_orders.queries.order_documents import day_of, facts_of
from uccms.documents.content import Cell, Column, Document, Table

CONTENTS = (
    Column("#", 6), Column("Product", 80), Column("In this parcel", 22, True), Column("Ordered", 18, True),
    Column("To follow", 20, True),
)  # fmt: skip


def packing_slip(order: Order, parcel: Shipment) -> Document:
    """What is in the parcel, and what of the same lines is still to come."""
    rows = parcel.lines.select_related("line__product", "edition").order_by("line__position", "pk")
    here: dict[int, int] = {}
    for row in rows:
        here[row.line_id] = here.get(row.line_id, 0) + row.quantity
    waiting = parcel.state == Shipment.State.PICKED
    shown = [
        [
            Cell(str(row.line.position)),
            Cell(row.line.title, ", ".join((row.line.product.code, *_edition(row)))),
            Cell(f"{row.quantity:,}"),
            Cell(f"{row.line.units - row.line.cancelled:,}"),
            Cell(f"{row.line.remaining - (here[row.line_id] if waiting else 0):,}"),
        ]
        for row in rows
    ]
    return Document(
        "Packing slip",
        f"{order.number}-{parcel.pk}",
        facts=[*facts_of(order), *_parcel_facts(parcel)],
        addresses=[("Ship to", address_of(order, parcel))],
        tables=[Table("", CONTENTS, shown, "The parcel is empty.", 1)],
        remarks=["If something is missing or damaged, call us with the order number."],
    )


def label(order: Order, parcel: Shipment) -> Document:
    """The address on the parcel."""
    return Document(
        "Address label",
        f"{order.number}-{parcel.pk}",
        facts=[("Order", order.number), *_parcel_facts(parcel)],
        addresses=[("Ship to", address_of(order, parcel))],
        is_label=True,
    )


def address_of(order: Order, parcel: Shipment) -> str:
    """Where the parcel goes, or went: an address that was changed afterwards does not alter that."""
    if parcel.shipped_at:
        after = order.changes.filter(at__gt=parcel.shipped_at).order_by("at", "version").first()
        if after:
            return after.ship_to_before
    return order.ship_to


def _edition(row) -> list[str]:
    return [row.edition.label] if row.edition and row.edition.label not in row.line.title else []


def _parcel_facts(parcel: Shipment) -> list[tuple[str, str]]:
    carrier = parcel.get_carrier_display() if parcel.carrier else ""
    facts = [
        ("Parcel", str(parcel.pk)),
        ("Shipped", day_of(parcel.shipped_at)),
        ("Carrier", " ".join(filter(None, (carrier, parcel.tracking)))),
    ]
    return [(words, said) for words, said in facts if said]
