"""The demonstration's orders: some hundred, in every state, marked as invented, and their money adds up."""

import pytest
from django.db.models import Sum

from contacts.actions.making_demonstration import make_reference_data, make_staff
from contacts.demonstration import read
from sales_orders.actions.making_demonstration import make_catalogue
from sales_orders.actions.making_demonstration_orders import make_orders
from sales_orders.models import (
    Claim,
    LedgerEntry,
    Order,
    OrderDraft,
    OrderLine,
    RefundRequest,
    Return,
    ShipmentLine,
    StockLevel,
    Subscription,
)

pytestmark = pytest.mark.django_db


def test_there_are_some_hundred_orders_in_every_state_and_their_money_adds_up():
    make_reference_data(read("areas.toml"), read("topics.toml"))
    make_staff(read("people.toml"))
    make_catalogue()
    make_orders()

    orders = Order.objects.all()
    assert orders.count() > 200 and not orders.filter(origin=None).exists()
    for name, states in (
        ("state", ("entered", "on_hold", "released", "closed", "cancelled")),
        ("paid_state", ("unpaid", "part", "paid", "overpaid", "refunded")),
        ("shipped_state", ("none", "part", "all")),
    ):
        found = set(orders.values_list(name, flat=True))
        assert found >= set(states), name
    assert orders.filter(units_backordered__gt=0).exists() and orders.filter(units_picked__gt=0).exists()
    assert Return.objects.filter(restocked__gt=0).exists() and RefundRequest.objects.filter(state="requested")
    assert Subscription.objects.filter(issues_sent__gt=0).exists() and OrderDraft.objects.count() == 3
    of_issues = ShipmentLine.objects.filter(line__subscription__isnull=False)
    assert set(of_issues.values_list("shipment__state", flat=True)) == {"picked", "shipped"}
    assert sorted(Claim.objects.values_list("answer", flat=True)) == ["", "extended"]
    sums = dict(LedgerEntry.objects.values_list("kind").annotate(Sum("amount")))
    charged = orders.aggregate(sum=Sum("charged"))["sum"]
    assert charged == sums["charge"] + sums["fee"] - sums["credit"]
    ready = OrderLine.objects.filter(product__keeps_stock=True).aggregate(sum=Sum("ready"))["sum"]
    issues = ShipmentLine.objects.filter(
        shipment__state="picked", line__subscription__isnull=False, edition__product__keeps_stock=True
    ).aggregate(sum=Sum("quantity", default=0))["sum"]
    assert StockLevel.objects.aggregate(sum=Sum("allocated"))["sum"] == ready + issues
    assert orders.earliest("entered_at").entered_at < orders.latest("entered_at").entered_at
