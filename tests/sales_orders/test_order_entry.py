"""The order form: what it reads, what it says before placing, and what it keeps when it refuses."""

import re
import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from sales_orders.models import Order, Price, StockLevel
from tests import cast
from tests.contacts.acts import at_once, browser, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.office import order, product
from tests.sales_orders.screen import NEW, discs, form, line, send, text_of
from uccms.audit.models import Event
from uccms.privacy.models import Statement

pytestmark = pytest.mark.django_db
CARD = "4000 0012 3456 7899"


def refused(office, *lines, by=None, status: int = 422, **fields) -> str:
    """What the page says to an order that is not placed."""
    before = Order.objects.count()
    answer = send(by or office.agent, form(office, *lines, **fields))
    assert answer.status_code == status, text_of(answer)[:2000]
    assert Order.objects.count() == before
    return text_of(answer)


def test_an_order_of_three_kinds_is_placed_and_its_number_shown_large(office):
    client = browser(office.agent)
    data = form(
        office,
        discs(office, 2),
        line(2, office.download),
        line(3, office.subscription, issues="4", starts_on=timezone.localdate().isoformat()),
        shown_total="452.25",
        email="orders@lakeshore.example",
        purchase_order="LPL-2026-311",
        wanted_on=(timezone.localdate() + timedelta(days=20)).isoformat(),
        note="Leave it at the desk.",
        method="check",
        amount="$300.00",
        reference="R-2026-118204",
        dated=timezone.localdate().isoformat(),
    )
    answer = send(client, data)

    placed = Order.objects.get()
    assert answer.url == f"/orders/{placed.number}/"
    assert (placed.customer, placed.ship_to, placed.bill_to) == (
        office.customer,
        data["ship_to"],
        data["ship_to"],
    )
    assert (placed.charged, placed.paid, placed.balance) == (
        Decimal("452.25"),
        Decimal("300.00"),
        Decimal("152.25"),
    )
    assert (placed.purchase_order, placed.source, placed.entered_by) == (
        "LPL-2026-311",
        "phone",
        office.agent,
    )
    page = client.get(answer.url)
    assert f'id="number">{placed.number}<' in page.content.decode()
    assert 'id="number"' not in client.get(answer.url).content.decode(), "it is read out once"


def test_sent_twice_it_is_one_order(office):
    data = form(office)
    first, second = send(office.agent, data), send(office.agent, data)

    assert first.url == second.url
    assert Order.objects.count() == 1
    assert send(office.processor, data).status_code == 403


@pytest.mark.parametrize(
    ("quantity", "sentence"),
    [
        ("0", "A quantity is 1 to 100,000."),
        ("-1", "A quantity is 1 to 100,000."),
        ("1000000000", "A quantity is 1 to 100,000."),
        ("1e9", "A quantity is a whole number, such as 2."),
        ("1.5", "A quantity is a whole number, such as 2."),
        ("two", "A quantity is a whole number, such as 2."),
        ("", "Say how many."),
        ("9" * 5000, "A quantity is a whole number, such as 2."),
        ("٣", "A quantity is a whole number, such as 2."),
    ],
)
def test_a_quantity_that_is_none_gets_its_sentence(office, quantity, sentence):
    said = refused(office, discs(office, quantity))
    assert f"Line 1, Patents BIB: Grants: {sentence}" in said


@pytest.mark.parametrize(("typed", "read", "costs"), [(" 2 ", 2, "212.25"), ("+1", 1, "112.25")])
def test_a_quantity_is_read_with_blanks_and_a_sign(office, typed, read, costs):
    answer = send(office.agent, form(office, discs(office, typed), shown_total=costs))

    assert answer.status_code == 302, text_of(answer)[:1500]
    assert Order.objects.get().lines.get().quantity == read


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"amount": "ten", "method": "check", "reference": "R-1"}, "dollars and cents, such as 12.50"),
        ({"amount": "-1", "method": "check", "reference": "R-1"}, "cannot be below zero"),
        ({"amount": "1.005", "method": "check", "reference": "R-1"}, "no parts of a cent"),
        ({"amount": "NaN", "method": "check", "reference": "R-1"}, "dollars and cents"),
        ({"amount": "٣", "method": "check", "reference": "R-1"}, "dollars and cents"),
        ({"order_discount": "٣%", "order_discount_reason": "x"}, "an amount or a percentage"),
        ({"amount": "99999999999", "method": "check", "reference": "R-1"}, "No order costs so much"),
        ({"amount": "5.00"}, "Choose how it was paid"),
        ({"amount": "5.00", "method": "check"}, "Enter the receipt reference of Finance"),
        ({"method": "pigeon"}, "not one of the available choices"),
        ({"order_discount": "10%"}, "Say what the discount is for"),
        ({"order_discount": "101%", "order_discount_reason": "x"}, "0 to 100 percent"),
        ({"order_discount": "5000", "order_discount_reason": "x"}, "The discount is larger than the order"),
        ({"wanted_on": "2026-02-30"}, "There is no such day"),
        ({"wanted_on": "2020-01-01"}, "This day is over"),
        ({"wanted_on": "9999-12-31"}, "within two years"),
        (
            {"dated": "2999-01-01", "amount": "5", "method": "check", "reference": "R-1"},
            "not in the future",
        ),
        ({"customer": "none"}, "Say who orders"),
        ({"customer": "C999999999"}, "There is no such customer"),
        ({"customer": "C" + "9" * 40}, "There is no such customer"),
        ({"customer": "new"}, "Give a name, a company"),
        ({"ticket": "T999999"}, "There is no such ticket"),
        ({"zone": "999"}, "Select a valid choice"),
        ({"source": "pigeon"}, "not one of the available choices"),
        ({"ship_to": ""}, "Say where it goes"),
        ({"bill": "other"}, "Write the address"),
        ({"email": "nobody"}, "valid email"),
        ({"note": "x" * 4001}, "at most 4000"),
        ({"purchase_order": "x" * 41}, "at most 40"),
        ({"line-1-discount": "5"}, "Say what the discount is for"),
        ({"line-1-discount": "free"}, "dollars and cents"),
        ({"line-1-discount": "5", "line-1-discount_reason": "SSN 123-45-6789"}, "social security number"),
        ({"line-1-edition": ""}, "Choose the edition"),
        ({"line-1-edition": "999999"}, "There is no such edition"),
        ({"line-1-product": "999999"}, "Add at least one product"),
        ({"line-1-product": "x"}, "Add at least one product"),
    ],
)
def test_what_makes_no_order_gets_its_sentence_and_nothing_typed_is_lost(office, fields, sentence):
    data = form(office, discs(office), **({"note": "Typed with care."} | fields))
    answer = send(office.agent, data)

    assert answer.status_code == 422, text_of(answer)[:1500]
    assert sentence in text_of(answer)
    assert not Order.objects.exists()
    assert "note" in fields or "Typed with care." in answer.content.decode()


@pytest.mark.parametrize("reference", [CARD, "4000-0012-3456-7899", "DA 50-1234", "deposit account 50-1234"])
def test_a_receipt_reference_is_no_card_and_no_account(office, reference):
    said = refused(office, method="card", amount="5.00", reference=reference)
    assert re.search(
        "This looks like a (card|bank account) number. Enter the receipt reference, such as R-2026-118204",
        said,
    )


@pytest.mark.parametrize(
    "fields",
    [
        {"note": f"Card {CARD}"},
        {"purchase_order": CARD},
        {"purchase_order": "DA 50-1234"},
        {"ship_to": "Ines, SSN 123-45-6789\nMadison"},
        {"new_name": "SSN 123-45-6789", "customer": "new"},
    ],
)
def test_numbers_that_are_never_kept_are_refused_at_their_field(office, fields):
    assert "This looks like a" in refused(office, **fields)


def test_the_guard_takes_the_purchase_order_for_a_payment_while_it_is_typed(office):
    client = browser(office.agent)
    typed = {"checked_field": "purchase_order", "purchase_order": "DA 50-1234", "submission_id": uuid.uuid4()}

    def found(**kind) -> bool:
        return "finding" in client.post(reverse("web:check_text"), typed | kind).content.decode()

    assert found(kind_of_field="payment")
    assert not found()
    assert client.get(NEW).content.decode().count('data-guard-kind="payment"') == 1


def test_nobody_can_say_that_a_purchase_order_is_a_deposit_account(office):
    data = form(office, purchase_order="DA 50-1234")
    page = send(office.agent, data).content.decode()
    fingerprint = re.search(r'name="state_finding" value="bank_account:([^"]+)"', page)[1]
    assert "deposit_account" not in page

    for label, status in (("deposit_account", 422), ("docket", 302)):
        stated = data | {"stated": f"bank_account:{fingerprint}:{label}"}
        assert send(office.agent, stated).status_code == status, label
    assert Order.objects.get().purchase_order == "DA 50-1234"
    said = Statement.objects.get()
    assert (said.found, said.stated, said.column_name) == ("bank_account", "docket", "purchase_order")


def test_ten_megabytes_are_refused_and_nothing_breaks(office):
    assert send(office.agent, form(office, note="x" * 10_000_000)).status_code in (400, 413)
    assert not Order.objects.exists()


def test_two_hundred_lines_are_an_order_and_two_hundred_and_one_are_told(office):
    lines = [line(n, office.download) for n in range(1, 202)]
    assert "up to 200 lines" in refused(office, *lines, shown_total="0.00")
    assert send(office.agent, form(office, *lines[:200], shown_total="0.00")).status_code == 302
    assert Order.objects.get().lines.count() == 200


def test_a_short_line_is_said_before_it_is_placed_and_asked(office):
    StockLevel.objects.update(expected=2, expected_on=date(2026, 12, 8))
    said = refused(office, discs(office, 5), shown_total="518.50", status=409)

    assert "Only 3 of 5 are on the shelf. 2 more are expected on December 8. What shall we do?" in said
    for words in ("Ship 3 now, 2 later", "Wait for all 5", "Order only 3"):
        assert words in said


def test_stock_that_went_meanwhile_is_told_and_nothing_is_lost(office):
    client = browser(office.agent)
    order(office, offices.discs(office, 2), by=office.processor)
    answer = send(client, form(office, discs(office, 2), note="Typed with care.", shown_total="212.25"))

    assert answer.status_code == 409
    said = text_of(answer)
    assert "The stock has changed" in said
    assert "Only 1 of 2 is on the shelf" in said
    assert "Typed with care." in answer.content.decode()


def test_a_price_that_changed_meanwhile_is_told_with_the_old_and_the_new_one(office):
    Price.objects.create(
        product=office.disc,
        effective_from=timezone.localdate(),
        domestic=Decimal("120.00"),
        foreign=Decimal("150.00"),
    )
    said = refused(office, discs(office, 1, seen="100.00"), status=409)

    assert "The order now costs $132.25, not $112.25. Tell the customer." in said
    assert "The price was $100.00; it is $120.00 now." in said
    assert "Place order, $132.25" in said


@pytest.mark.django_db(transaction=True)
def test_two_browsers_and_the_last_copy(settings):
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    office = offices.open_office(copies=1)
    clients = [browser(office.agent), browser(office.processor)]
    answers = at_once([lambda each=each: send(each, form(office)) for each in clients])

    assert sorted(each.status_code for each in answers) == [302, 409]
    told = next(each for each in answers if each.status_code == 409)
    assert "None is on the shelf" in text_of(told)


def test_a_price_is_overridden_by_who_may_and_with_a_reason(office):
    changed = discs(office, 1, unit_price="80.00", price_reason="Replaces a defective disc.")
    assert send(office.agent, form(office, changed, shown_total="92.25")).status_code == 403
    by_hand = {"shipping": "1.00", "shipping_reason": "Our mistake.", "shown_total": "101.00"}
    assert send(office.agent, form(office, **by_hand)).status_code == 403
    attempts = Event.objects.filter(kind="refused", actor_id=office.agent.pk, subject=office.customer.number)
    assert attempts.count() == 2
    without = discs(office, 1, unit_price="80.00")
    said = refused(office, without, by=office.processor, shown_total="92.25")
    assert "Say why the price is another" in said
    assert not Order.objects.exists()

    by_hand["shown_total"] = "81.00"
    said = refused(office, changed, by=office.processor, **by_hand | {"shipping_reason": " "})
    assert "Say why shipping is not what the rates say." in said and "1.00" in said
    said = refused(office, changed, by=office.processor, **by_hand | {"shipping_reason": f"Card {CARD}"})
    assert "card number" in said
    assert not Order.objects.exists()

    assert send(office.processor, form(office, changed, **by_hand)).status_code == 302
    placed = Order.objects.get()
    assert (placed.charged, placed.shipping_reason) == (Decimal("81.00"), "Our mistake.")
    page = browser(office.agent).get(f"/orders/{placed.number}/").content.decode()
    assert "set by hand" in page and "Our mistake." in page and "Replaces a defective disc." in page
    assert changes_of("sales_orders_order", placed.pk)[0].after["shipping_reason"] == "Our mistake."
    assert "Another price" not in browser(office.agent).get(NEW).content.decode()


def test_discounts_are_amounts_or_percentages(office):
    data = form(
        office,
        discs(office, 1, discount="10%", discount_reason="Depository library"),
        order_discount="5.00",
        order_discount_reason="Late last time",
        shown_total="97.25",
    )
    assert send(office.agent, data).status_code == 302
    line = Order.objects.get().lines.get()
    assert (line.discount, line.order_discount, line.total) == (
        Decimal("10.00"),
        Decimal("5.00"),
        Decimal("97.25"),
    )


def test_a_new_customer_is_kept_once_and_a_likely_known_one_is_shown_first(office):
    new = {"customer": "new", "new_name": "Ines Corrigan", "new_company": "Lakeshore Patent Library"}
    data = form(office, **new)
    answer = send(office.agent, data)
    assert answer.status_code == 422
    assert "We may know this customer already" in text_of(answer)
    data |= {"new_anyway": "1"}
    stale = send(office.agent, data | {"shown_total": "1.00"})
    assert stale.status_code == 409
    assert 'type="hidden" name="new_anyway" value="1"' in stale.content.decode(), "it is not asked again"
    assert send(office.agent, data).status_code == 302
    assert send(office.agent, data).status_code == 302
    assert Order.objects.get().customer.name == "Ines Corrigan"
    assert Order.objects.get().customer != office.customer


def test_a_ticket_or_a_customer_is_taken_once_and_answered_by_a_clean_address(office):
    ticket = cast.ticket(office.agent, customer=office.customer, channel="fax")
    client = browser(office.agent)
    clean = client.get(f"{NEW}?ticket={ticket.number}").url
    assert re.fullmatch(rf"{NEW}\?begun=[\w-]{{8}}", clean)
    page = client.get(clean).content.decode()
    assert f"For ticket {ticket.number}" in page
    assert re.search(rf'value="{office.customer.number}"[^>]*checked', page)
    assert re.search(r'value="fax" checked', page)
    for address in (clean, NEW):
        assert "For ticket" not in client.get(address).content.decode()

    clean = client.get(f"{NEW}?customer={office.customer.number}").url
    assert "Ines Corrigan" in client.get(clean).content.decode()
    assert Event.objects.filter(kind="look", subject=office.customer.number).exists()

    assert send(client, form(office, ticket=ticket.number)).status_code == 302
    assert Order.objects.get().ticket == ticket
    other = cast.customer(office.agent, "Theo Whitfield", number="703 555 0188")
    said = refused(office, customer=other.number, ticket=ticket.number)
    assert f"{ticket.number} is of another customer" in said


def test_an_edition_is_known_by_its_key_as_it_is_posted_and_only_of_the_lines_own_product(office):
    other = product("EIP-4321P-DV", "Other disc", medium="dvd", keeps_stock=True)
    for fields in (
        line(1, office.disc, edition=f"0{office.december.pk}"),
        line(1, other, edition=office.december.pk),
    ):
        assert "There is no such edition any more." in refused(office, fields)
