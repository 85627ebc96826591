"""What a document is about: an order, one of its parcels or entries, a quote, or a customer and a time."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from contacts.models import Customer
from sales_orders.models import LedgerEntry, Order, Printing, Quote, Shipment

Kind = Printing.Kind
REVISED = (Kind.CONFIRMATION, Kind.INVOICE, Kind.PACKING_SLIP, Kind.LABEL)  # new once the order was changed
CREDITED = (LedgerEntry.Kind.CREDIT, LedgerEntry.Kind.REFUND)  # entries that have a credit note


@dataclass(frozen=True)
class Subject:
    """One document that can be printed."""

    kind: str
    order: Order | None = None
    shipment: Shipment | None = None
    entry: LedgerEntry | None = None
    customer: Customer | None = None
    quote: Quote | None = None
    since: date | None = None
    until: date | None = None

    @property
    def record(self) -> str:
        """The number of the record that somebody looks at."""
        return (self.order or self.quote or self.customer).number

    @property
    def words(self) -> str:
        return Kind(self.kind).label

    @property
    def keys(self) -> dict:
        """The columns of its printings."""
        return {
            "kind": self.kind,
            "order": self.order,
            "shipment": self.shipment,
            "entry": self.entry,
            "customer": self.customer,
            "quote": self.quote,
            "since": self.since,
            "until": self.until,
        }

    def revision(self) -> int:
        """One more for each change of the order, for the documents that a change alters."""
        return self.order.changes.count() + 1 if self.kind in REVISED else 1

    def printings(self) -> QuerySet[Printing]:
        """What was printed of it as it is now, the original first."""
        return Printing.objects.filter(**self.keys, revision=self.revision()).order_by("count")


def subject_of(printing: Printing) -> Subject:
    """What a printing is of."""
    return Subject(
        printing.kind, printing.order, printing.shipment, printing.entry, printing.customer,
        printing.quote, printing.since, printing.until,
    )  # fmt: skip
