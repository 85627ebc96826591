"""Reports add up to the ledger to the cent, whatever happened, and leave as CSV on the record."""

import csv
import io
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db.models import Sum
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sales_orders import business_day
from sales_orders.actions.cancelling import cancel_order
from sales_orders.actions.entering_payments import refuse_payment
from sales_orders.actions.refunding import approve_refund
from sales_orders.errors import OrderError
from sales_orders.models import LedgerEntry, Order
from sales_orders.reports import REPORTS, Period
from sales_orders.reports.sales import GROUPS, refunds, sales
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.acts import released
from tests.sales_orders.office import ask_back, discs, order, pay, subscribed
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db
WHOLE = Period(date(2020, 1, 1), date(2100, 1, 1))


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=50)


def ledger(period: Period, *kinds: str) -> Decimal:
    entries = LedgerEntry.objects.filter(dated__range=(period.first, period.last), kind__in=kinds)
    return entries.aggregate(sum=Sum("amount", default=Decimal(0)))["sum"]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    history=st.lists(
        st.tuples(
            st.integers(0, 30),
            st.integers(1, 5),
            st.integers(0, 99),
            st.sampled_from(["", "cancel", "pay", "refuse", "refund", "subscribe"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_whatever_happened_every_sales_report_adds_up_to_the_ledger(office, history):
    today = timezone.localdate()
    for ago, quantity, percent, what in history:
        with business_day.on(today - timedelta(days=ago)):
            facts = {"discount_percent": Decimal(percent) / 3, "discount_reason": "A trial."}
            line = subscribed(office, quantity) if what == "subscribe" else discs(office, quantity, **facts)
            try:
                placed = order(office, line)
            except OrderError:
                continue
            if what == "cancel":
                cancel_order(placed, reason="Twice.", by=office.agent)
            elif what in ("pay", "refuse", "refund") and placed.balance:
                entry = pay(placed, str(placed.balance + 5), by=office.agent, dated=business_day.today())
                if what == "refuse":
                    refuse_payment(entry, dated=business_day.today(), with_fee=True, by=office.processor)
                if what == "refund":
                    asked = ask_back(placed, "5.00", by=office.processor)
                    approve_refund(
                        asked, reference="R-2026-1", dated=business_day.today(), by=office.supervisor
                    )
    for period in (WHOLE, Period(today - timedelta(days=10), today - timedelta(days=2))):
        charged, credited = ledger(period, "charge", "fee"), ledger(period, "credit")
        for by in GROUPS:
            total = sales(period, by).total
            assert total[2:] == [charged, credited, charged - credited], by
        assert refunds(period).total[2] == ledger(period, "refund")
    orders = Order.objects.all()
    owed = orders.filter(balance__gt=0).aggregate(sum=Sum("balance", default=0))["sum"]
    assert REPORTS["unpaid"][1](WHOLE).total[3] == owed
    in_state = orders.filter(state__in=["entered", "on_hold", "released"])
    assert REPORTS["open-orders"][1](WHOLE).total[1] == in_state.count()


def test_a_report_names_products_kinds_agents_and_sources(office):
    order(office, discs(office, 2))
    found = {by: [row[0] for row in sales(WHOLE, by).rows] for by in GROUPS}
    today = timezone.localdate()
    assert found["product"] == ["EIP-0102P-DD Patents BIB: Grants"]
    assert found["kind"] == ["Single edition"]
    assert found["agent"] == ["Agnes Moreau"]
    assert found["source"] == ["Phone"]
    assert found["day"] == [today.isoformat()] and found["month"] == [today.isoformat()[:7]]
    assert found["week"] == [(today - timedelta(days=today.weekday())).isoformat()]


def test_backorders_and_subscriptions_are_counted_by_what_is_waited_for(office):
    order(office, discs(office, 55, when_short="fill"))
    order(office, subscribed(office, 1))
    (row,) = REPORTS["backorders"][1](WHOLE).rows
    assert row[:3] == ["EIP-0102P-DD Patents BIB: Grants, December 2026", 1, 5]
    (row,) = REPORTS["subscriptions"][1](WHOLE).rows
    assert row[1:] == [1, 0, 1]


def test_the_weekly_status_counts_the_week_and_the_one_before(office):
    today = timezone.localdate()
    with business_day.on(today - timedelta(days=7)):
        order(office, discs(office, 1))
    placed = released(office, discs(office, 2))
    pay(placed, "10.00", by=office.agent)
    facts = {row[0]: row[1:3] for row in REPORTS["weekly"][1](Period(today, today)).rows}
    assert facts["Orders entered"] == ["2", "0"]
    assert facts["Sold"] == ["$212.25", "$112.25"]
    assert facts["Payments received"] == ["$10.00", "$0.00"]
    assert facts["Open orders now"][0] == "2"


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_has_a_page_and_the_same_figures_as_csv(office, name, django_assert_max_num_queries):
    placed = order(office, discs(office, 55, when_short="fill"))
    pay(placed, "9999.00", by=office.agent)
    ask_back(placed, "5.00", by=office.processor)
    approve_refund(ask_back(placed, "4.00", by=office.processor), reference="R-2026-1", by=office.supervisor)
    order(office, subscribed(office, 1))
    client = browser(office.processor)
    with django_assert_max_num_queries(14):
        page = client.get(reverse("orders:report", args=[name]))
    assert page.status_code == 200 and '<svg class="chart"' in page.content.decode()
    answer = client.get(reverse("orders:export_report", args=[name]))
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    made = REPORTS[name][1](
        Period(timezone.localdate() - timedelta(days=55), timezone.localdate()), "product"
    )
    assert rows[0] == [column.words for column in made.columns]
    assert len(rows) == 1 + len(made.rows) + bool(made.total)
    looks = Event.objects.filter(kind="look", page="orders:export_report", actor_id=office.processor.pk)
    assert looks.count() == 1


@pytest.mark.parametrize(
    "asked", ["first=2026-13-01", "first=2026-02-02&last=2026-01-01", "by=password", "first=0001-01-01"]
)
def test_what_cannot_be_asked_gets_a_sentence(office, asked):
    answer = browser(office.processor).get(reverse("orders:report", args=["sales"]) + f"?{asked}")
    assert answer.status_code == 422 and 'role="alert"' in answer.content.decode()
    assert browser(office.processor).get(reverse("orders:report", args=["nothing"])).status_code == 404


def test_an_amount_below_zero_stays_a_number_in_a_spreadsheet(office):
    placed = order(office)
    with business_day.on(timezone.localdate() + timedelta(days=1)):
        cancel_order(placed, reason="Twice.", by=office.agent)
    day = (timezone.localdate() + timedelta(days=1)).isoformat()
    client = browser(office.processor)
    answer = client.get(reverse("orders:export_report", args=["sales"]) + f"?first={day}&last={day}")
    assert ",-112.25\r\n" in answer.content.decode()
    page = client.get(reverse("orders:report", args=["sales"]) + f"?first={day}&last={day}").content.decode()
    assert "−$112.25" in page
