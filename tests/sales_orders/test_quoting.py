"""A quote holds a price until its day, in its own series, and becomes one order."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from contacts.errors import Conflict
from sales_orders.actions.quoting import Service, accept_quote, decline_quote, give_quote
from sales_orders.actions.standing_orders import Delivery
from sales_orders.errors import OrderError, WrongState
from sales_orders.models import Order, Printing, Product, Quote, QuoteLine
from sales_orders.queries.documents import document_of, marks_of
from sales_orders.subjects import Kind, Subject
from tests.contacts.acts import at_once, browser, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.office import SHIP_TO, order, product
from uccms.audit.models import Event
from uccms.documents.content import Cell
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db


def service() -> Product:
    found = Product.objects.filter(code="EIP-9001P-OT").first()
    facts = {"medium": "other", "kind": "custom_service", "cycle": "once", "price": "40.00"}
    return found or product("EIP-9001P-OT", "Custom extract of patent data", **facts)


def quoted(office, *, price: str = "120.50", quantity: int = 3, days: int = 30, by=None, **facts) -> Quote:
    """A quote of three extracts."""
    known = {"zone": office.domestic, "source": "email", "ship_to": SHIP_TO, "bill_to": SHIP_TO}
    return give_quote(
        office.customer,
        services=[Service(service(), "Extract of class 705 as XML", quantity, Decimal(price))],
        valid_until=timezone.localdate() + timedelta(days=days),
        delivery=Delivery(**known | facts),
        submission_id=uuid.uuid4(),
        by=by or office.processor,
    )


def quote_form(office, **changed) -> dict:
    """What the page of a new quote sends."""
    known = {
        "submission_id": str(uuid.uuid4()),
        "product_0": service().pk,
        "what_0": "Extract of class 705",
        "quantity_0": "2",
        "price_0": "$1,250.00",
        "what_1": "",
        "price_1": "",
        "quantity_1": "1",
        "valid_until": (timezone.localdate() + timedelta(days=30)).isoformat(),
        "source": "phone",
        "zone": office.domestic.pk,
        "ship_to": SHIP_TO,
        "bill_to": "",
        "email": "",
    }
    return known | changed


def test_a_quote_becomes_one_order_at_its_price(office):
    quote = quoted(office, email="ines@lakeshore.example")
    assert quote.number.startswith("Q") and len(quote.number) == 9
    mail = Mail.objects.get(kind="quote")
    assert mail.to == "ines@lakeshore.example" and "361.50" in mail.text and quote.number in mail.subject

    placed = accept_quote(quote, purchase_order="PO-5", by=office.agent)

    line = placed.lines.get()
    assert (line.unit_price, line.quantity, placed.charged) == (Decimal("120.50"), 3, Decimal("361.50"))
    assert line.price_reason == f"Quoted in {quote.number}."
    assert (placed.purchase_order, placed.ship_to) == ("PO-5", SHIP_TO)
    assert placed.note == f"Quoted in {quote.number}:\n3 × Extract of class 705 as XML"
    quote.refresh_from_db()
    assert (quote.state, quote.order) == ("accepted", placed)
    assert accept_quote(quote, by=office.agent) == placed and Order.objects.count() == 1
    with pytest.raises(WrongState):
        decline_quote(quote, reason="Too late.", by=office.agent)
    assert changes_of("sales_orders_quote", quote.pk)


def test_quotes_and_orders_are_numbered_apart(office):
    quotes = [quoted(office).number_key for _ in range(2)]
    placed = offices.order(office)
    assert quotes[1] == quotes[0] + 1 and placed.number_key % 1_000_000 == 1 == quotes[0] % 1_000_000


def test_a_quote_that_is_over_is_not_accepted(office):
    quote = quoted(office)
    Quote.objects.filter(pk=quote.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    with pytest.raises(WrongState, match="was valid until"):
        accept_quote(quote, by=office.agent)
    page = browser(office.agent).get(reverse("orders:quote", args=[quote.number_key])).content.decode()
    assert "Not accepted in time" in page and "Accept <kbd>" not in page


def test_a_declined_quote_says_why_and_is_not_accepted(office):
    quote = quoted(office)
    decline_quote(quote, reason="Too dear.", by=office.agent)
    with pytest.raises(WrongState):
        accept_quote(quote, by=office.agent)
    with pytest.raises(OrderError, match="Say why"):
        decline_quote(quoted(office), reason=" ", by=office.agent)
    with pytest.raises(Conflict):
        decline_quote(quoted(office), reason="x", version=9, by=office.agent)


def test_what_was_typed_is_shown_when_the_quote_is_over_meanwhile(office):
    quote = quoted(office)
    decline = reverse("orders:decline_quote", args=[quote.number_key])
    typed = {"submission_id": str(uuid.uuid4()), "version": quote.version, "reason": "They moved to Ohio."}
    decline_quote(quote, reason="Too dear.", by=office.agent)
    late = browser(office.agent).post(decline, typed)
    assert late.status_code == 409
    assert "They moved to Ohio." in late.content.decode() and "is declined." in late.content.decode()
    assert "Decline it" not in late.content.decode()
    quote.refresh_from_db()
    assert quote.declined_because == "Too dear."


def test_accepting_after_the_last_day_says_so_on_its_page(office):
    quote = quoted(office)
    Quote.objects.filter(pk=quote.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    accept = reverse("orders:accept_quote", args=[quote.number_key])
    typed = {"submission_id": str(uuid.uuid4()), "version": quote.version, "purchase_order": "PO-12"}
    late = browser(office.agent).post(accept, typed)
    assert late.status_code == 409
    assert "was valid until" in late.content.decode() and 'value="PO-12"' in late.content.decode()
    assert not Order.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_once_make_one_order():
    office = offices.open_office()
    quote = quoted(office)
    results = at_once([lambda: accept_quote(quote, by=office.agent)] * 2)
    assert len({order.pk for order in results}) == 1 == Order.objects.count()


def test_only_who_may_quote_does_and_only_custom_services(office):
    with pytest.raises(PermissionDenied):
        quoted(office, by=office.agent)
    with pytest.raises(PermissionDenied):
        accept_quote(quoted(office), by=office.stranger)
    for wrong in ({"quantity": 0}, {"price": "-1.00"}, {"price": "1.001"}, {"days": -1}, {"days": 400}):
        with pytest.raises(OrderError):
            quoted(office, **wrong)
    with pytest.raises(OrderError, match="no custom service"):
        give_quote(
            office.customer,
            services=[Service(office.disc, "A disc", 1, Decimal("1.00"))],
            valid_until=timezone.localdate(),
            delivery=Delivery(office.domestic, "phone", SHIP_TO),
            submission_id=uuid.uuid4(),
            by=office.processor,
        )


def test_the_database_ties_a_quote_to_its_order(office):
    quote = quoted(office)
    for broken in ({"state": "accepted"}, {"state": "declined"}, {"order": offices.order(office)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Quote.objects.filter(pk=quote.pk).update(**broken)


def test_a_quote_is_given_on_its_page_once_and_lines_are_added_without_script(office):
    client = browser(office.processor)
    address = reverse("orders:give_quote", args=[office.customer.pk])
    typed = quote_form(office)
    more = client.post(address, typed | {"more_lines": "1"}).content.decode()
    assert 'name="what_4"' in more and "Extract of class 705" in more and "settle first" not in more
    answer = client.post(address, typed)
    quote = Quote.objects.get()
    assert answer.headers["Location"] == reverse("orders:quote", args=[quote.number_key])
    client.post(address, typed)
    assert Quote.objects.count() == 1, "sent twice, given once"
    assert quote.lines.get().total == Decimal("2500.00")
    assert "$2,500.00" in client.get(answer.headers["Location"]).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"what_0": "", "price_0": ""}, "Say what would be done"),
        ({"price_0": "12.345"}, "dollars and cents"),
        ({"price_0": ""}, "Say what it costs"),
        ({"quantity_0": "1000000000"}, "from 1 to"),
        ({"what_0": "For SSN 078-05-1120"}, "social security"),
        ({"valid_until": ""}, "Say until when"),
        ({"valid_until": "2020-01-01"}, "within a year"),
        ({"email": "a\r\nBcc: b@c.example"}, "valid email"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(office, typed, sentence):
    address = reverse("orders:give_quote", args=[office.customer.pk])
    answer = browser(office.processor).post(address, quote_form(office, bill_to="Accounts") | typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and sentence in page and "Accounts" in page
    assert not Quote.objects.exists()


def document_address(quote: Quote) -> str:
    return reverse("orders:quote_document", args=[quote.number_key])


def test_a_quote_is_a_document_to_read_and_to_print_and_a_reprint_says_so(office, monkeypatch):
    quote = quoted(office)
    page = browser(office.agent).get(document_address(quote)).content.decode()
    for said in (
        quote.number,
        "Valid until",
        "Extract of class 705 as XML",
        "$120.50",
        "$361.50",
        "Lakeshore",
    ):
        assert said in page
    assert Event.objects.filter(kind="look", subject=quote.number, page="orders:quote_document").exists()

    client = browser(office.agent)
    form = {"submission_id": str(uuid.uuid4())}
    first = client.post(document_address(quote), form)
    pdf = client.get(first["Location"])
    assert pdf["Content-Type"] == "application/pdf" and pdf.content.startswith(b"%PDF")
    assert f"{quote.number}-quote.pdf" in pdf["Content-Disposition"]
    assert client.post(document_address(quote), form)["Location"] == first["Location"], "sent twice, once"
    again = client.post(document_address(quote), {"submission_id": str(uuid.uuid4())})
    printings = list(Printing.objects.order_by("count"))
    assert [each.count for each in printings] == [1, 2] and again.status_code == 302
    assert marks_of(printings[0]) == () and "Reprint 1, first printed on" in marks_of(printings[1])[0]
    shown = browser(office.agent).get(reverse("orders:quote", args=[quote.number_key])).content.decode()
    assert "printed 2 times" in shown
    monkeypatch.setattr("sales_orders.queries.printings.OPEN_FOR", timedelta(0))
    late = client.get(first["Location"])
    assert late.status_code == 409 and f"/orders/quotes/{quote.number}/" in late.content.decode()


def test_what_was_quoted_stands_on_the_confirmation_and_the_invoice(office):
    placed = accept_quote(quoted(office), by=office.agent)
    others = order(office)

    for kind in (Kind.CONFIRMATION, Kind.INVOICE):
        document = document_of(Subject(kind, placed))
        assert document.tables[0].rows[0][1] == Cell(
            "Custom extract of patent data", "EIP-9001P-OT: Extract of class 705 as XML"
        )
        page = browser(office.agent).get(reverse("orders:document", args=[placed.number_key, kind.value]))
        assert "Extract of class 705 as XML" in page.content.decode()
        assert "Extract" not in document_of(Subject(kind, others)).tables[0].rows[0][1].below


def test_words_that_were_removed_from_a_quote_stand_on_no_invoice(office):
    placed = accept_quote(quoted(office), by=office.agent)
    QuoteLine.objects.update(what="")

    assert document_of(Subject(Kind.INVOICE, placed)).tables[0].rows[0][1].below == "EIP-9001P-OT"


def test_a_quote_that_does_not_hold_any_more_says_so_on_paper(office):
    over, declined, accepted = quoted(office), quoted(office), quoted(office)
    Quote.objects.filter(pk=over.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    decline_quote(declined, reason="Too dear.", by=office.agent)
    placed = accept_quote(accepted, by=office.agent)

    marks = [
        document_of(Subject(Kind.QUOTE, quote=Quote.objects.get(pk=each.pk))).marks
        for each in (over, declined, accepted)
    ]

    assert marks == [
        ("Not accepted in time: it does not hold any more",),
        ("Declined: it does not hold any more",),
        (f"Accepted: it became order {placed.number}",),
    ]


def test_the_database_knows_what_a_printing_of_a_quote_is_of(office):
    known = {"count": 1, "by": office.agent, "submission_id": uuid.uuid4()}
    quote, placed = quoted(office), offices.order(office)
    for wrong in (
        {"kind": "quote"},
        {"kind": "quote", "quote": quote, "order": placed},
        {"kind": "invoice", "quote": quote, "order": placed},
        {"kind": "statement", "quote": quote},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Printing.objects.create(**known | wrong)


def test_a_quote_is_mailed_again_after_a_look_at_its_words(office):
    quote = quoted(office, email="ines@lakeshore.example")
    client, address = browser(office.agent), reverse("orders:send_quote", args=[quote.number_key])
    page = client.get(address).content.decode()
    assert "ines@lakeshore.example" in page and "361.50" in page and "Valid until" in page
    assert Mail.objects.count() == 1, "looking sends nothing"

    form = {"submission_id": str(uuid.uuid4()), "to": "new@lakeshore.example"}
    stale = client.post(address, form | {"shown": "0" * 64})
    assert stale.status_code == 422 and "Look at them once more" in stale.content.decode()
    form["shown"] = re.search('name="shown" value="([0-9a-f]{64})"', page)[1]
    bad = client.post(address, form | {"to": "a@b\nBcc: c@d"})
    assert bad.status_code == 422 and Mail.objects.count() == 1
    for _ in range(2):
        assert client.post(address, form).status_code == 302
    assert list(Mail.objects.order_by("pk").values_list("to", flat=True)) == [
        "ines@lakeshore.example",
        "new@lakeshore.example",
    ]

    decline_quote(quote, reason="Too dear.", by=office.agent)
    late = client.post(address, form | {"submission_id": str(uuid.uuid4())})
    assert late.status_code == 409 and "is declined" in late.content.decode() and Mail.objects.count() == 2
    assert Event.objects.filter(kind="refused", subject=quote.number).exists()
