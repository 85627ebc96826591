"""The catalogue's screens: what they show, what they keep, and what they refuse with a sentence."""

import uuid
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from sales_orders.actions.keeping_catalogue import set_price
from sales_orders.models import Edition, Price, Product, ShippingRate, ShippingZone, StockLevel, StockMove
from tests.contacts.acts import browser, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.catalogue import product_form, submission
from tests.sales_orders.office import order
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db
CATALOGUE = "/orders/catalogue/"
SSN = "219-09-9999"


@pytest.fixture
def keeper(office):
    return browser(office.processor)


def page_of(product: Product) -> str:
    return f"{CATALOGUE}{product.code}/"


def shown(answer) -> str:
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize(
    ("narrowed", "codes"),
    [
        ("", ["EIP-0102P-DD", "EIP-0104P-DD", "EIP-5350P-OL"]),
        ("q=PATENTS", ["EIP-0102P-DD", "EIP-0104P-DD"]),
        ("q=5350", ["EIP-5350P-OL"]),
        ("kind=subscription", ["EIP-0104P-DD"]),
        ("medium=dvd&q=grants", ["EIP-0102P-DD"]),
        ("active=no", ["EIP-9999P-DD"]),
        ("active=all&q=gone", ["EIP-9999P-DD"]),
        ("q=(", []),
    ],
)
def test_the_list_is_narrowed_by_words_kind_medium_and_sale(office, keeper, narrowed, codes):
    offices.product("EIP-9999P-DD", "Gone", is_active=False)

    text = shown(keeper.get(f"{CATALOGUE}?{narrowed}"))

    assert [code for code in sorted(Product.objects.values_list("code", flat=True)) if code in text] == codes


@pytest.mark.parametrize("narrowed", ["kind=x", "medium=telex", "active=perhaps", f"q={'x' * 101}"])
def test_what_makes_no_sense_narrows_nothing_and_says_so(office, keeper, narrowed):
    answer = keeper.get(f"{CATALOGUE}?{narrowed}")
    assert answer.status_code == 422
    assert "EIP-0102P-DD" in answer.content.decode()


@pytest.mark.parametrize("address", [CATALOGUE, f"{CATALOGUE}EIP-0102P-DD/", "/orders/stock/"])
@pytest.mark.parametrize("place", ["x", "'", "eyJ0IjoxfQ:1:x"])
def test_a_place_that_we_never_signed_is_the_beginning(office, keeper, address, place):
    assert "EIP-0102P-DD" in shown(keeper.get(address, {"at": place}))


def test_the_list_goes_on_page_by_page_and_back(office, keeper):
    for n in range(60):
        offices.product(f"EIP-3{n:03}P-DD", f"Sample {n}")
    first = shown(keeper.get(CATALOGUE))
    at = first.split("at=")[1].split('"')[0]
    second = shown(keeper.get(f"{CATALOGUE}?at={at}"))

    assert "EIP-3047P-DD" in first and "EIP-3048P-DD" not in first
    assert "EIP-3048P-DD" in second and "EIP-5350P-OL" in second and "EIP-3047P-DD" not in second
    back = second.split('rel="prev"')[0].rsplit("at=", 1)[1].split('"')[0]
    assert shown(keeper.get(f"{CATALOGUE}?at={back}")).count("EIP-3047P-DD") == first.count("EIP-3047P-DD")
    # A place of one list is none in another.
    assert "EIP-0102P-DD" in shown(keeper.get(f"{page_of(office.disc)}?at={at}"))
    assert shown(keeper.get(f"/orders/stock/?at={at}"))


def test_a_price_without_a_source_is_marked_as_a_sample_everywhere(office, keeper):
    for address in (CATALOGUE + "?q=0102", page_of(office.disc), CATALOGUE + "shipping/"):
        assert "sample" in shown(keeper.get(address)), address
    set_price(
        office.disc,
        effective_from=timezone.localdate(),
        domestic=Decimal(1),
        foreign=Decimal(1),
        source="Catalog Price List",
        by=office.processor,
    )
    assert "sample" not in shown(keeper.get(CATALOGUE + "?q=0102"))
    page = shown(keeper.get(page_of(office.disc)))
    assert "Catalog Price List" in page and page.count("sample") == 1, "the price before it"


def test_prices_of_the_past_in_force_and_to_come_are_told_apart(office, keeper):
    today = timezone.localdate()
    for day, amount in ((today, "110.00"), (today + timedelta(days=30), "120.00")):
        answer = keeper.post(
            page_of(office.disc) + "price/",
            submission() | {"effective_from": day.isoformat(), "domestic": amount, "foreign": "$1,140.5"},
        )
        assert answer.status_code == 302
    prices = shown(keeper.get(page_of(office.disc))).split('id="h-prices"')[1].split("</table>")[0]

    words = [each for each in ("to come", "in force", "past") if each in prices]
    assert words == ["to come", "in force", "past"]
    assert prices.index("$120.00") < prices.index("$110.00") < prices.index("$100.00")
    assert office.disc.prices.first().foreign == Decimal("1140.50")
    assert "$110.00" in shown(keeper.get(CATALOGUE + "?q=0102"))


def test_a_product_is_made_once_and_in_the_history(office, keeper):
    sent = product_form(description="Line one\r\nline two")
    for _ in range(2):
        answer = keeper.post(CATALOGUE + "new/", sent)
        assert answer.headers["Location"] == f"{CATALOGUE}EIP-7000P-DD/"
    made = Product.objects.get(code="EIP-7000P-DD")
    assert (made.title_folded, made.description) == ("patents class", "Line one\nline two")
    assert {each.actor_id for each in changes_of("sales_orders_product", made.pk)} == {office.processor.pk}
    again = keeper.post(CATALOGUE + "new/", sent | submission())
    assert again.status_code == 422 and "already" in again.content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"code": "EIP-700P-DD"}, "Write the code as EIP-5901T-DD."),
        ({"code": "EIP-٧٠٠٠P-DD"}, "Write the code as EIP-5901T-DD."),
        ({"code": ""}, "Give the code"),
        ({"title": " "}, "Give the product a title."),
        ({"title": "x" * 161}, "at most 160 characters"),
        ({"title": f"Sample {SSN}"}, "may not be kept"),
        ({"medium": "vinyl"}, "Select a valid choice"),
        ({"medium": "online"}, "A download keeps no stock."),
        ({"grams": "-1"}, "Write a whole number from 0"),
        ({"grams": "1e9"}, "Write a whole number from 0"),
        ({"grams": "٣"}, "Write a whole number from 0"),
        ({"grams": "9" * 5000}, "at most 20 characters"),
        ({"editions_of": "1"}, "Select a valid choice"),
        ({"title": "a\x00b"}, "cannot be kept"),
    ],
)
def test_what_is_wrong_with_a_product_gets_a_sentence_and_stores_nothing(office, keeper, fields, sentence):
    before = Product.objects.count()
    answer = keeper.post(CATALOGUE + "new/", product_form(**fields))
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert Product.objects.count() == before


def test_a_subscription_sends_the_editions_of_a_product_that_has_its_own(office, keeper):
    def change(product, source):
        sent = product_form(version=1, kind="subscription", keeps_stock=None, editions_of=source.pk)
        return keeper.post(page_of(product) + "change/", sent)

    assert change(office.subscription, office.disc).status_code == 302
    assert "December 2026" in shown(keeper.get(page_of(office.subscription)))
    chained = change(office.download, office.subscription)
    assert chained.status_code == 422 and "Select a valid choice" in chained.content.decode()


def test_the_second_of_two_keepers_sees_the_firsts_and_loses_nothing(office, keeper):
    late = product_form(version=1, title="Typed late", description="Mine")
    first = product_form(version=1, title="Changed first", description="Theirs")
    assert keeper.post(page_of(office.disc) + "change/", first).status_code == 302

    answer = browser(office.supervisor).post(page_of(office.disc) + "change/", late)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert all(words in text for words in ("Changed first", "Theirs", "Typed late", "Mine"))
    assert Product.objects.get(pk=office.disc.pk).title == "Changed first"
    assert 'name="version" value="2"' in text, "sent again, it is saved"


def test_what_was_ordered_keeps_its_kind_and_its_stock(office, keeper):
    order(office)
    sent = product_form(version=1, kind="back_file")
    answer = keeper.post(page_of(office.disc) + "change/", sent)
    assert answer.status_code == 422 and "It was ordered already" in answer.content.decode()
    assert keeper.post(page_of(office.disc) + "change/", product_form(version=1)).status_code == 302


def test_an_edition_is_added_once_taken_out_of_sale_and_offered_again(office, keeper):
    sent = submission() | {"issue_date": "2027-02-01", "label": "February 2027"}
    for _ in range(2):
        assert keeper.post(page_of(office.disc) + "edition/", sent).status_code == 302
    edition = Edition.objects.get(label="February 2027")
    for name, is_available in (("take-out", False), ("take-out", False), ("offer", True)):
        address = f"{page_of(office.disc)}edition/{edition.pk}/{name}/"
        shown(keeper.get(address))
        assert Edition.objects.get(pk=edition.pk).is_available != is_available or name == "take-out"
        assert keeper.post(address, submission()).status_code == 302
        assert Edition.objects.get(pk=edition.pk).is_available == is_available
    elsewhere = f"{page_of(office.download)}edition/{edition.pk}/take-out/"
    assert keeper.post(elsewhere, submission()).status_code == 404


@pytest.mark.parametrize(
    ("act", "fields", "sentence"),
    [
        ("edition", {"issue_date": "2027-02-30", "label": "x"}, "Write the day as 2026-12-01."),
        ("edition", {"issue_date": "1776-07-04", "label": "x"}, "between 1790 and 2099"),
        ("edition", {"issue_date": "2027-02-01", "label": " "}, "Give the edition a name"),
        ("edition", {"issue_date": "2026-12-01", "label": "x"}, "already"),
        ("price", {"effective_from": "", "domestic": "1", "foreign": "1"}, "Say which day."),
        ("price", {"effective_from": "2020-01-01", "domestic": "1", "foreign": "1"}, "today or later"),
        ("price", {"effective_from": "2099-01-01", "domestic": "-1", "foreign": "1"}, "dollars and cents"),
        ("price", {"effective_from": "2099-01-01", "domestic": "1.005", "foreign": "1"}, "dollars and cents"),
        ("price", {"effective_from": "2099-01-01", "domestic": "NaN", "foreign": "1"}, "dollars and cents"),
        ("price", {"effective_from": "2099-01-01", "domestic": "1e9", "foreign": "1"}, "dollars and cents"),
        ("price", {"effective_from": "2099-01-01", "domestic": "٣", "foreign": "1"}, "dollars and cents"),
        ("price", {"effective_from": "2099-01-01", "domestic": "9" * 12, "foreign": "1"}, "more than"),
        (
            "price",
            {"effective_from": "2099-01-01", "domestic": "1", "foreign": "1", "source": f"Ines {SSN}"},
            "may not be kept",
        ),
    ],
)
def test_what_is_wrong_with_an_edition_or_price_gets_a_sentence(office, keeper, act, fields, sentence):
    before = (Edition.objects.count(), Price.objects.count())
    answer = keeper.post(f"{page_of(office.disc)}{act}/", submission() | fields)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (Edition.objects.count(), Price.objects.count()) == before


def test_zones_and_rates_are_added_once_and_a_rate_is_never_overwritten(office, keeper):
    today = timezone.localdate().isoformat()
    zone = submission() | {"name": "Canada", "position": "2"}
    for _ in range(2):
        assert keeper.post(CATALOGUE + "shipping/new/", zone).status_code == 302
    canada = ShippingZone.objects.get(name="Canada")
    address = f"{CATALOGUE}shipping/{canada.pk}/rate/"
    rate = submission() | {"up_to_grams": "500", "amount": "22", "effective_from": today}
    for _ in range(2):
        assert keeper.post(address, rate).status_code == 302
    assert ShippingRate.objects.get(zone=canada).amount == Decimal("22.00")
    refusals = [
        (rate | submission(), "never overwritten"),
        (rate | submission() | {"effective_from": "2020-01-01"}, "today or later"),
        (rate | submission() | {"up_to_grams": "0"}, "whole number from 1"),
        (rate | submission() | {"amount": "a lot"}, "dollars and cents"),
    ]
    for sent, sentence in refusals:
        answer = keeper.post(address, sent)
        assert answer.status_code == 422 and sentence in answer.content.decode()
    double = keeper.post(CATALOGUE + "shipping/new/", submission() | {"name": "CANADA", "position": "3"})
    assert double.status_code == 422 and "already" in double.content.decode()


def test_who_may_not_is_refused_and_the_attempt_is_on_the_record(office):
    agent = browser(office.agent)
    assert "New product" not in shown(agent.get(CATALOGUE))
    assert agent.post(CATALOGUE + "new/", product_form()).status_code == 403
    event = Event.objects.get(kind=Event.Kind.REFUSED)
    assert (event.actor_id, event.page) == (office.agent.pk, "orders:new_product")


def test_looking_changes_nothing(office, keeper):
    stock = f"/orders/stock/{office.december.pk}/"
    edition = f"{page_of(office.disc)}edition/{office.december.pk}/"
    tables = (Product, Edition, Price, ShippingZone, ShippingRate, StockLevel, StockMove)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    for address in (
        CATALOGUE, CATALOGUE + "new/", CATALOGUE + "import/", CATALOGUE + "products.csv",
        CATALOGUE + "editions.csv", CATALOGUE + "shipping/", page_of(office.disc),
        page_of(office.disc) + "change/", edition + "take-out/", edition + "offer/",
        stock, stock + "receive/", stock + "adjust/", stock + "expect/", "/orders/stock/",
    ):  # fmt: skip
        assert keeper.get(address).status_code == 200, address
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def queries(client, address: str) -> int:
    client.get("/account/")
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_pages_ask_as_often_for_much_as_for_little(office, keeper):
    addresses = [
        CATALOGUE, page_of(office.disc), CATALOGUE + "shipping/", CATALOGUE + "products.csv",
        CATALOGUE + "editions.csv", "/orders/stock/", f"/orders/stock/{office.december.pk}/",
    ]  # fmt: skip
    few = [queries(keeper, address) for address in addresses]
    for month in range(1, 12):
        Edition.objects.create(product=office.disc, issue_date=date(2025, month, 1), label=str(month))
        made = offices.product(f"EIP-02{month:02d}P-DD", "Sample", keeps_stock=True)
        edition = Edition.objects.create(product=made, issue_date=date(2026, 1, 1), label="2026")
        StockLevel.objects.create(edition=edition, on_hand=3)
        zone = ShippingZone.objects.create(name=f"Zone {month}")
        ShippingRate.objects.create(zone=zone, up_to_grams=5, effective_from=date(2020, 1, 1), amount=1)
        order(office, wanted=offices.wanted(office)) if month < 3 else None
    assert [queries(keeper, address) for address in addresses] == few


BROKEN = {
    "product_medium_is_known": lambda o: Product.objects.filter(pk=o.download.pk).update(medium="vinyl"),
    "product_kind_is_known": lambda o: Product.objects.filter(pk=o.disc.pk).update(kind="gift"),
    "product_cycle_is_known": lambda o: Product.objects.filter(pk=o.disc.pk).update(cycle="hourly"),
    "product_code_has_its_form": lambda o: Product.objects.filter(pk=o.disc.pk).update(code="EIP-1"),
    "a_download_keeps_no_stock": lambda o: Product.objects.filter(pk=o.disc.pk).update(medium="online"),
    "a_product_does_not_send_itself": lambda o: Product.objects.filter(pk=o.disc.pk).update(
        editions_of=o.disc
    ),
    "edition_once_a_day": lambda o: Edition.objects.create(
        product=o.disc, issue_date=o.december.issue_date, label="Twice"
    ),
    "one_price_a_day": lambda o: Price.objects.create(
        product=o.disc, effective_from=date(2020, 1, 1), domestic=1, foreign=1
    ),
    "no_price_is_negative": lambda o: Price.objects.create(
        product=o.disc, effective_from=date(2021, 1, 1), domestic=1, foreign=-1
    ),
    "one_shipping_rate_a_day": lambda o: ShippingRate.objects.create(
        zone=o.domestic, up_to_grams=1000, effective_from=date(2020, 1, 1), amount=1
    ),
    "no_shipping_rate_is_negative": lambda o: ShippingRate.objects.create(
        zone=o.domestic, up_to_grams=1, effective_from=date(2020, 1, 1), amount=-1
    ),
    "a_parcel_weighs_something": lambda o: ShippingRate.objects.create(
        zone=o.domestic, up_to_grams=0, effective_from=date(2020, 1, 1), amount=1
    ),
    "no_copy_is_promised_twice": lambda o: StockLevel.objects.filter(edition=o.december).update(allocated=4),
    "a_day_is_expected_for_copies": lambda o: StockLevel.objects.filter(edition=o.december).update(
        expected_on=date(2027, 1, 1)
    ),
    "stock_move_kind_is_known": lambda o: StockMove.objects.create(edition=o.december, kind="lost"),
    "stock_form_sent_once": lambda o: [
        StockMove.objects.create(edition=o.december, kind="received", submission_id=uuid.UUID(int=1))
        for _ in range(2)
    ],
}


@pytest.mark.parametrize("rule", BROKEN)
def test_the_database_holds_the_rules_of_the_catalogue(office, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        BROKEN[rule](office)
