"""Which documents there are of an order, and what each says, with the marks of its printings."""

from dataclasses import dataclass, replace
from datetime import date

from django.http import Http404
from django.utils import timezone

from contacts.models import Customer
from sales_orders.models import LedgerEntry, Order, OrderChange, Printing, Shipment
from sales_orders.queries.order_documents import confirmation, credit_note, day_of, invoice
from sales_orders.queries.parcel_documents import label, packing_slip
from sales_orders.queries.quote_documents import quotation
from sales_orders.queries.statements import statement
from sales_orders.subjects import CREDITED, Kind, Subject, subject_of
from uccms.database.written_once import Question, Slot, WrittenOnce
from uccms.documents.content import Document
from uccms.web.template_words.times import clock

PARCEL = (Kind.PACKING_SLIP, Kind.LABEL)


@dataclass(frozen=True)
class Offered:
    """A document on the order's page: where it is, and how often it was printed as it is now."""

    kind: str
    words: str
    key: int | None
    printed: int


def subject_or_404(order: Order, kind: str, key: int | None) -> Subject:
    """What a document of this kind, and of the parcel or entry with this key, is about.

    Raises Http404 when there is none.
    """
    if kind in (Kind.CONFIRMATION, Kind.INVOICE) and key is None:
        return Subject(kind, order)
    if kind in PARCEL and key is not None:
        parcels = order.shipments.exclude(state=Shipment.State.CANCELLED)
        if parcel := parcels.exclude(carrier=Shipment.Carrier.DOWNLOAD).filter(pk=key).first():
            return Subject(kind, order, shipment=parcel)
    if kind == Kind.CREDIT_NOTE and key is not None:
        entry = order.ledger.select_related("line").filter(kind__in=CREDITED, pk=key).first()
        if entry:
            return Subject(kind, order, entry=entry)
    raise Http404


def document_of(subject: Subject, *, marks: tuple[str, ...] = ()) -> Document:
    """What the document says now. Raises StatementTooLong."""
    written = _written(subject)
    is_invented = subject.order is not None and subject.order.example
    more = (subject.order.example,) if is_invented else ()
    return replace(written, marks=(*marks, *written.marks, *more))


def marks_of(printing: Printing) -> tuple[str, ...]:
    """What stands on top of a printing: that it is a reprint, and of which revision."""
    marks = []
    if printing.is_reprint:
        of = Printing.objects.filter(**subject_of(printing).keys, revision=printing.revision)
        first = of.filter(count=1).first()
        when = f", first printed on {moment_of(first.at)}" if first else ""
        marks.append(f"Reprint {printing.count - 1}{when}")
    if printing.revision > 1 and printing.kind in (Kind.CONFIRMATION, Kind.INVOICE):
        marks.append(f"Revision {printing.revision}. It replaces what was sent before the order was changed.")
    return tuple(marks)


def moment_of(at) -> str:
    """A day and time as a document writes it."""
    return f"{day_of(at)}, {clock(at)}"


def _written(subject: Subject) -> Document:
    order = subject.order
    match subject.kind:
        case Kind.CONFIRMATION:
            return confirmation(order)
        case Kind.INVOICE:
            return invoice(order)
        case Kind.CREDIT_NOTE:
            return credit_note(order, subject.entry)
        case Kind.PACKING_SLIP:
            return packing_slip(order, subject.shipment)
        case Kind.LABEL:
            return label(order, subject.shipment)
        case Kind.QUOTE:
            return quotation(subject.quote)
        case _:
            return statement(subject.customer, since=subject.since, until=subject.until)


def printed_of(order: Order) -> tuple[Question, Question]:
    """The questions for the changes of an order, and for what was printed of it."""
    return _changes.asking(order=order.pk), _printings.asking(order=order.pk)


def documents_offered(
    order: Order,
    *,
    changes: list[int],
    printings: list[tuple],
    parcels: list[Shipment],
    ledger: list[LedgerEntry],
) -> list[Offered]:
    """The documents of an order that has these parcels and entries, in the order of its life."""
    revision = len(changes) + 1
    counts: dict[tuple, int] = {}
    for kind, shipment, entry, of in printings:
        if of == revision or kind == Kind.CREDIT_NOTE:
            key = (kind, shipment or entry)
            counts[key] = counts.get(key, 0) + 1

    def offered(kind: str, words: str = "", key: int | None = None) -> Offered:
        return Offered(kind, words or Kind(kind).label, key, counts.get((kind, key), 0))

    found = [offered(Kind.CONFIRMATION), offered(Kind.INVOICE)]
    for parcel in parcels:
        if parcel.carrier != Shipment.Carrier.DOWNLOAD:
            found.append(offered(Kind.PACKING_SLIP, f"Packing slip, parcel {parcel.pk}", parcel.pk))
            found.append(offered(Kind.LABEL, f"Address label, parcel {parcel.pk}", parcel.pk))
    notes = [each for each in ledger if each.kind in CREDITED]
    for place, each in enumerate(notes, start=1):
        found.append(offered(Kind.CREDIT_NOTE, f"Credit note {order.number}-{place}", each.pk))
    return found


def usual_time(today: date | None = None) -> tuple[date, date]:
    """The time of a statement for which none is chosen: the last twelve months."""
    until = today or timezone.localdate()
    return date(until.year - 1, until.month, 1), until


def customer_statement(customer: Customer, since: date, until: date) -> Subject:
    """The subject of a statement."""
    return Subject(Kind.STATEMENT, customer=customer, since=since, until=until)


_changes = WrittenOnce(
    lambda: OrderChange.objects.filter(order=Slot("order")).order_by().values_list("pk", flat=True)
)
_printings = WrittenOnce(
    lambda: (
        Printing.objects.filter(order=Slot("order"))
        .order_by()
        .values_list("kind", "shipment", "entry", "revision")
    )
)
