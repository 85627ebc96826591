"""Documents: what they say adds up, the first printing is the original, each opening is on the record."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from sales_orders.actions import keeping_stock
from sales_orders.actions.cancelling import cancel_remainder
from sales_orders.actions.changing import change_order
from sales_orders.actions.entering_payments import refuse_payment, write_off
from sales_orders.actions.printing import print_document
from sales_orders.actions.refunding import approve_refund
from sales_orders.actions.returning import credit_return, expect_return, receive_return
from sales_orders.actions.shipping import ship_order
from sales_orders.changes import Asked
from sales_orders.models import Order, Printing
from sales_orders.pricing import NewLine
from sales_orders.queries.documents import document_of, marks_of
from sales_orders.queries.statements import statement
from sales_orders.subjects import Kind, Subject
from tests import cast
from tests.contacts.acts import at_once, browser, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.acts import again, part_shipped, picked, released
from tests.sales_orders.office import discs, order, subscribed
from uccms.audit.models import Event
from uccms.documents.content import Document

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=20)


def amount(words: str) -> Decimal:
    """The amount that a document writes, exactly."""
    assert re.fullmatch(r"−?\$[0-9,]+\.[0-9]{2}", words), words
    return Decimal(words.replace("−", "-").replace("$", "").replace(",", ""))


def column(document: Document, table: int, place: int) -> list[Decimal]:
    return [amount(row[place].words) for row in document.tables[table].rows if row[place].words]


def sums(document: Document) -> dict[str, Decimal]:
    return {each.words: amount(each.amount) for each in document.amounts}


def printed(subject: Subject, by, **facts) -> Printing:
    return print_document(subject, by=by, **{"submission_id": uuid.uuid4()} | facts)


def much_happened(office) -> Order:
    """An order with discounts that do not divide, of which a part shipped, came back and was paid twice."""
    placed = released(
        office,
        discs(office, 3, discount=Decimal("10.00"), discount_reason="Late."),
        NewLine(
            office.disc, 7, edition=office.december, discount=Decimal("0.01"), discount_reason="Damaged."
        ),
        subscribed(office, issues=3),
    )
    first = placed.lines.order_by("position").first()
    offices.pay(placed, "2000.00", by=office.agent)
    bounced = offices.pay(again(placed), "9.99", by=office.agent, method="card", reference="R-2026-4")
    refuse_payment(bounced, dated=timezone.localdate(), with_fee=True, by=office.processor)
    ship_order(placed, carrier="ups", units={first.pk: 3}, by=office.processor)
    first.refresh_from_db()
    back = expect_return(first, units=2, reason="Scratched", submission_id=uuid.uuid4(), by=office.processor)
    credit_return(receive_return(back, units=2, by=office.processor), units=1, by=office.processor)
    credit_return(back, units=1, by=office.processor)
    cancel_remainder(again(placed), reason="No more.", by=office.processor)
    due = -again(placed).balance
    asked = offices.ask_back(again(placed), str(due), by=office.processor)
    approve_refund(asked, by=office.supervisor, reference="F-1")
    return again(placed)


def test_every_document_of_an_order_adds_up_to_the_cent_with_the_ledger(office):
    placed = much_happened(office)

    invoice = document_of(Subject(Kind.INVOICE, placed))
    confirmation = document_of(Subject(Kind.CONFIRMATION, placed))

    total = sums(invoice)["Order total"]
    assert total == sum(column(invoice, 0, 6)) == sum(line.total for line in placed.lines.all())
    assert total == sum(sums(invoice)[each] for each in ("Goods", "Discount", "Shipping"))
    assert sums(invoice)["Discount"] == sum(column(invoice, 0, 4)) < 0
    assert sums(invoice)["Payments, credits and fees"] == sum(column(invoice, 1, 2))
    assert total + sum(column(invoice, 1, 2)) == sums(invoice)["Balance due"] == placed.balance
    said = sums(confirmation)
    assert (
        said["Order total"] + sum(said[each] for each in ("Credits and fees", "Paid", "Refunded"))
        == said["Balance due"]
        == placed.balance
    )
    credits = placed.ledger.filter(kind__in=["credit", "refund"])
    notes = [document_of(Subject(Kind.CREDIT_NOTE, placed, entry=each)) for each in credits]
    assert [note.number for note in notes] == [f"{placed.number}-{n}" for n in range(1, len(credits) + 1)]
    assert [amount(note.amounts[0].amount) for note in notes] == [each.amount for each in credits]
    assert {note.amounts[0].words for note in notes} == {"Total credited", "Total paid back"}


def test_a_statement_reconciles_with_the_ledgers_whatever_its_days(office):
    much_happened(office)
    open_one = order(office, discs(office, 2))
    offices.pay(open_one, "5.00", by=office.agent)
    write_off(
        again(open_one),
        amount=Decimal("1.25"),
        reason="Small.",
        submission_id=uuid.uuid4(),
        by=office.supervisor,
    )
    today = timezone.localdate()

    written = statement(office.customer, since=today, until=today)

    due = sum(each.balance for each in Order.objects.filter(customer=office.customer))
    assert due > 0
    assert sums(written)["Balance due"] == due == sum(column(written, 0, 3)) == sum(column(written, 1, 2))
    assert column(written, 0, 4)[-1] == due
    assert [row[0].words for row in written.tables[1].rows] == [open_one.number]
    later = statement(office.customer, since=today + timedelta(days=1), until=today + timedelta(days=9))
    assert [each.amount for each in later.amounts][1] == "$0.00"
    assert amount(later.amounts[0].amount) == amount(later.amounts[2].amount) == due
    before = statement(office.customer, since=today - timedelta(days=9), until=today - timedelta(days=1))
    assert [amount(each.amount) for each in before.amounts] == [0, 0, 0]


def test_a_packing_slip_has_no_prices_and_says_what_follows(office):
    placed = part_shipped(office, 3, 1)
    left = placed.shipments.get(state="shipped")

    slip = document_of(Subject(Kind.PACKING_SLIP, placed, shipment=left))

    assert "$" not in "".join(slip.texts)
    assert [cell.words for cell in slip.tables[0].rows[0]][2:] == ["1", "3", "2"]
    waiting = picked(office, discs(office, 2))
    slip = document_of(Subject(Kind.PACKING_SLIP, waiting, shipment=waiting.shipments.get()))
    assert [cell.words for cell in slip.tables[0].rows[0]][2:] == ["2", "2", "0"]


def test_a_parcel_that_left_keeps_the_address_it_left_for(office):
    placed = part_shipped(office, 3, 1)
    left = placed.shipments.get(state="shipped")
    moved = "New House\n1 Other Road\nReston, VA 20190"
    keep = {line.pk: line.units - line.cancelled for line in placed.lines.all()}
    change_order(
        placed, asked=Asked(keep, (), moved, placed.bill_to, placed.email), why="Moved.", by=office.agent
    )  # fmt: skip

    label = document_of(Subject(Kind.LABEL, again(placed), shipment=left))

    assert label.addresses == [("Ship to", offices.SHIP_TO)]
    assert ("Ship to", moved) in document_of(Subject(Kind.INVOICE, again(placed))).addresses


def test_the_first_printing_is_the_original_and_later_ones_say_that_they_are_reprints(office):
    placed = order(office)
    invoice = Subject(Kind.INVOICE, placed)
    identifier = uuid.uuid4()

    first = printed(invoice, office.agent, submission_id=identifier)
    assert printed(invoice, office.agent, submission_id=identifier) == first, "sent twice"
    second = printed(invoice, office.processor)
    confirmation = printed(Subject(Kind.CONFIRMATION, placed), office.agent)

    assert marks_of(first) == marks_of(confirmation) == ()
    (mark,) = marks_of(second)
    assert mark.startswith("Reprint 1, first printed on ")
    assert list(placed.timeline.filter(kind="printed").values_list("text", "by")) == [
        ("Invoice", office.agent.pk),
        ("Invoice, reprint 1", office.processor.pk),
        ("Order confirmation", office.agent.pk),
    ]
    (change,) = changes_of("sales_orders_printing", second.pk)
    assert change.actor_id == office.processor.pk
    assert again(placed).version == placed.version, "hinders nobody who changes the order"

    keep = {line.pk: 1 for line in placed.lines.all()}
    change_order(
        placed, asked=Asked(keep, (), "Elsewhere", placed.bill_to, ""), why="Moved.", by=office.agent
    )
    revised = printed(Subject(Kind.INVOICE, again(placed)), office.agent)
    assert marks_of(revised) == ("Revision 2. It replaces what was sent before the order was changed.",)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_print_at_once_one_has_the_original():
    office = offices.open_office()
    invoice = Subject(Kind.INVOICE, order(office))
    made = at_once([lambda: printed(invoice, office.agent), lambda: printed(invoice, office.processor)])
    assert sorted(each.count for each in made) == [1, 2]


def test_the_database_holds_what_a_printing_is(office):
    placed = picked(office)
    known = {"order": placed, "count": 1, "by": office.agent}
    printed(Subject(Kind.INVOICE, placed), office.agent)

    def tried(**facts):
        with pytest.raises(IntegrityError), transaction.atomic():
            Printing.objects.create(submission_id=uuid.uuid4(), **known | facts)

    tried(kind=Kind.INVOICE)  # a second original
    tried(kind=Kind.INVOICE, count=0)
    tried(kind=Kind.LABEL)  # of no parcel
    tried(kind=Kind.CREDIT_NOTE)
    tried(kind=Kind.INVOICE, count=2, shipment=placed.shipments.get())
    tried(kind=Kind.STATEMENT)
    tried(kind="letter")
    with pytest.raises(DatabaseError), transaction.atomic():
        Printing.objects.update(count=5)
    with pytest.raises(DatabaseError), transaction.atomic():
        Printing.objects.all().delete()


def page_of(person, name: str, *arguments, **sent):
    client = browser(person)
    address = reverse(f"orders:{name}", args=arguments)
    return client.post(address, sent) if sent else client.get(address)


def test_a_page_is_read_printed_and_opened_and_each_is_on_the_record(office, monkeypatch):
    placed = much_happened(office)
    client = browser(office.processor)
    at = reverse("orders:document", args=[placed.number_key, "invoice"])

    page = client.get(at)
    assert page.status_code == 200
    assert "Balance due" in page.content.decode()
    assert not Printing.objects.exists()
    sent = {"submission_id": page.context["form"]["submission_id"].value()}
    answer = client.post(at, sent)
    assert client.post(at, sent).url == answer.url
    pdf = client.get(answer.url)

    assert (pdf.status_code, pdf["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    assert f"{placed.number}-invoice.pdf" in pdf["Content-Disposition"]
    looks = Event.objects.filter(kind="look", subject=placed.number, actor_id=office.processor.pk)
    assert set(looks.values_list("page", flat=True)) == {"orders:document", "orders:printed"}
    assert looks.filter(page="orders:printed").count() == 1
    again_shown = client.get(at).content.decode()
    assert "What is printed now says that it is a reprint." in again_shown
    # Nobody else's, and not for long: it may say something else by then.
    assert browser(office.supervisor).get(answer.url).status_code == 404
    assert client.get(answer.url.replace("printing=", "printing=x")).status_code == 404
    monkeypatch.setattr("sales_orders.queries.printings.OPEN_FOR", timedelta(0))
    assert client.get(answer.url).status_code == 409


def test_what_there_is_not_is_not_found(office):
    placed, other = part_shipped(office), picked(office)
    agent, number = office.agent, placed.number_key
    parcel = placed.shipments.get(state="shipped").pk
    charge = placed.ledger.first()

    assert page_of(agent, "document", number, "receipt").status_code == 404
    assert page_of(agent, "document", number, "label").status_code == 404
    assert page_of(agent, "document_of", number, "invoice", parcel).status_code == 404
    assert page_of(agent, "document_of", number, "label", other.shipments.get().pk).status_code == 404
    assert page_of(agent, "document_of", number, "credit-note", charge.pk).status_code == 404
    assert page_of(agent, "document", 27999999, "invoice").status_code == 404
    assert page_of(agent, "statement", 999999).status_code == 404
    never = cast.customer(agent, "Nora Never")
    assert page_of(agent, "statement", never.pk).status_code == 404, "never ordered"
    assert page_of(office.stranger, "document_of", number, "label", parcel).status_code == 404
    refused = page_of(agent, "document", number, "invoice", submission_id="none")
    assert (refused.status_code, Printing.objects.count()) == (422, 0)


@pytest.mark.parametrize(
    ("days", "sentence"),
    [
        ("since=2026-13-01", "Enter a valid date."),
        ("since=2026-11-02&until=2026-11-01", "This is before the first day."),
    ],
)
def test_days_that_are_none_get_a_sentence(office, days, sentence):
    order(office)
    answer = browser(office.agent).get(reverse("orders:statement", args=[office.customer.pk]) + f"?{days}")

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_statement_with_too_much_in_it_asks_for_fewer_days(office, monkeypatch):
    monkeypatch.setattr("sales_orders.queries.statements.MOST", 2)
    much_happened(office)

    answer = page_of(office.agent, "statement", office.customer.pk)

    assert answer.status_code == 422
    assert "Choose fewer days." in answer.content.decode()


def test_a_customers_statement_is_printed_and_linked_where_orders_are_seen(office):
    order(office)
    shown = browser(office.agent).get(f"/customers/{office.customer.number}/").content.decode()
    address = reverse("orders:statement", args=[office.customer.pk])
    assert f'href="{address}"' in shown
    elsewhere = browser(office.stranger).get(f"/customers/{office.customer.number}/").content.decode()
    assert address not in elsewhere

    answer = page_of(office.agent, "statement", office.customer.pk, submission_id=uuid.uuid4())

    assert Printing.objects.get().customer == office.customer
    assert browser(office.agent).get(answer.url).status_code == 200
    assert Event.objects.filter(subject=office.customer.number, page="orders:printed").count() == 1


def test_papers_of_many_parcels_are_printed_with_a_result_for_each(office, monkeypatch):
    ready, empty = picked(office, discs(office, 1)), released(office, discs(office, 1))
    nowhere = picked(office, discs(office, 1))
    Order.objects.filter(pk=nowhere.pk).update(ship_to="")
    rows = {f"submission_{each.number}": str(uuid.uuid4()) for each in (ready, empty, nowhere)}
    sent = {"order": [ready.number, empty.number, nowhere.number, "S99999999", "x"], **rows}

    def results(papers: str, person=office.processor):
        answer = page_of(person, "print_parcels", papers, **sent)
        return answer, [(each.number, each.is_done) for each in answer.context["results"]]

    answer, found = results("labels")
    assert found == [(ready.number, True), (empty.number, False), (nowhere.number, False)]
    text = answer.content.decode()
    assert "Nothing of it is picked." in text
    assert "There is no address" in text
    assert Printing.objects.get().shipment == ready.shipments.get()
    results("labels")
    assert Printing.objects.count() == 1, "sent twice"
    answer, found = results("packing-slips")
    assert [done for _, done in found] == [True, False, True]
    at = "?" + "&".join(f"printing={each.pk}" for each in answer.context["made"])
    pdf = browser(office.processor).get(reverse("orders:printed") + at)
    assert pdf.content.count(b"/Type /Page\n") == 2
    assert set(Event.objects.filter(page="orders:printed").values_list("subject", flat=True)) == {
        ready.number, nowhere.number,
    }  # fmt: skip

    assert page_of(office.agent, "print_parcels", "labels", **sent).status_code == 403
    assert Event.objects.filter(kind="refused", subject=ready.number).exists()
    assert page_of(office.processor, "print_parcels", "letters", **sent).status_code == 404
    monkeypatch.setattr("sales_orders.views.printing_parcels.MOST", 1)
    _, found = results("packing-slips")
    assert [done for _, done in found] == [True, False, False], "one more than one file holds"
    nothing = page_of(office.processor, "print_parcels", "labels", order=[])
    assert nothing.status_code == 422


def test_parcels_that_were_just_picked_can_have_their_papers(office):
    placed = released(office)
    sent = {"order": placed.number, f"version_{placed.number}": placed.version}
    page = browser(office.processor).post("/orders/work/to-pick/", sent)
    parcel = placed.shipments.get()
    assert f'name="parcel" value="{parcel.pk}"' in page.content.decode()

    answer = page_of(
        office.processor, "print_parcels", "packing-slips", parcel=parcel.pk, submission_id=uuid.uuid4()
    )

    assert [each.is_done for each in answer.context["results"]] == [True]


def test_documents_ask_as_often_for_long_orders_as_for_short_ones(office):
    client = browser(office.agent)
    keeping_stock.receive_stock(office.december, count=60, by=office.processor)
    short, long = picked(office, discs(office, 1)), picked(office, *[discs(office, 1)] * 40)
    for _ in range(3):
        offices.pay(again(long), "1.00", by=office.agent)
        printed(Subject(Kind.INVOICE, long), office.agent)
    offices.pay(again(short), "1.00", by=office.agent)
    printed(Subject(Kind.INVOICE, short), office.agent)

    def queries(placed: Order, name: str, kind: str, *key) -> int:
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            assert (
                client.get(reverse(f"orders:{name}", args=[placed.number_key, kind, *key])).status_code == 200
            )
        return len(captured)

    for kind in ("invoice", "confirmation"):
        assert queries(short, "document", kind) == queries(long, "document", kind)
    for kind in ("packing-slip", "label"):
        counts = {queries(each, "document_of", kind, each.shipments.get().pk) for each in (short, long)}
        assert len(counts) == 1
