"""The parcels of an issue leave together: the same as one by one, in few statements, and once."""

import pytest
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales_orders.actions.picking import pick_order
from sales_orders.actions.releasing import release_order
from sales_orders.actions.shipping import ship_order
from sales_orders.actions.shipping_issues import ship_issue
from sales_orders.actions.shipping_parcels import ship_picked
from sales_orders.models import Order, Product, Shipment, StockLevel, StockMove
from tests import cast
from tests.contacts.acts import changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.acts import again, released
from tests.sales_orders.office import discs, order, subscribed
from tests.sales_orders.test_subscriptions import issue, kept_issue, send
from uccms.accounts import roles
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db
CHANGES = ("id", "number_key", "entered_at", "state_at", "submission_id", "origin")


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=40)


def subscriber(office, issues: int = 4, *more, **facts) -> Order:
    """A released order of a subscription, whose customer has an e-mail address."""
    return released(office, subscribed(office, issues, **facts), *more, email="ines@lakeshore.example")


def told(placed: Order) -> dict:
    """All that shipping changes, without the keys and numbers of the order."""
    shown = {
        name: value
        for name, value in Order.objects.filter(pk=placed.pk).values().get().items()
        if name not in CHANGES
    }
    mail = Mail.objects.get(kind="order_shipped", record=placed.number)
    words = [text.replace(placed.number, "S") for text in (mail.subject, mail.text, mail.html)]
    parcels = placed.shipments.order_by("pk")
    moves = StockMove.objects.filter(line__order=placed).order_by("pk")
    return {
        "order": shown,
        "lines": list(placed.lines.values("ready", "picked", "awaited", "shipped", "backordered")),
        "parcels": list(parcels.values("state", "carrier", "tracking", "shipped_by", "version")),
        "contents": list(parcels.values_list("lines__edition", "lines__quantity")),
        "moves": list(moves.values("kind", "edition", "on_hand", "allocated", "by", "reason")),
        "timeline": list(placed.timeline.order_by("pk").values("kind", "by", "text", "amount")),
        "mail": [mail.to, mail.queued_by, *words],
        "actors": {change.actor_id for change in changes_of("sales_orders_order", placed.pk)},
    }


@pytest.mark.parametrize("issues", [1, 4])
def test_together_is_the_same_as_one_by_one(office, issues):
    first, second = (subscriber(office, issues, quantity=2) for _ in range(2))
    here = kept_issue(office, 10)
    send(office, here)

    ship_order(first, carrier="usps", by=office.processor)
    assert ship_issue(here, carrier="usps", by=office.processor) == (1, 0)

    assert told(second) == told(first)
    assert again(second).state == ("closed" if issues == 1 else "released")
    level = StockLevel.objects.get(pk=here.pk)
    assert (level.on_hand, level.allocated) == (6, 0)


def test_many_leave_in_as_few_statements_as_one_and_only_once(office):
    counts = []
    for many in (1, 12):
        placed = [subscriber(office) for _ in range(many)]
        here = issue(office, many)
        send(office, here)
        with CaptureQueriesContext(connection) as seen:
            left = ship_picked([each.pk for each in placed], carrier="usps", by=office.processor)
        counts.append(len(seen))
        assert left == {each.pk for each in placed}
        mails = Mail.objects.count()
        assert ship_picked([each.pk for each in placed], carrier="usps", by=office.processor) == set()
        assert Mail.objects.count() == mails
        break_off = [again(each).units_shipped for each in placed]
        assert break_off == [1] * many
        for each in placed:  # the next issue goes to those of the next round alone
            Order.objects.filter(pk=each.pk).update(state="on_hold", held_because="Elsewhere.")
    assert counts[0] == counts[1]
    assert Mail.objects.filter(kind="order_shipped").count() == 13


def test_an_order_with_more_than_that_parcel_is_shipped_as_any_other(office):
    two = subscriber(office, 4)
    with_disc = subscriber(office, 4, discs(office))
    pick_order(with_disc, by=office.processor)
    here, later = issue(office, 1), issue(office, 2)
    send(office, here, later)
    assert Shipment.objects.filter(state="picked").count() == 5

    assert ship_picked([two.pk, with_disc.pk], carrier="usps", by=office.processor) == set()
    assert ship_issue(here, carrier="usps", by=office.processor) == (2, 0)

    assert [again(each).units_shipped for each in (two, with_disc)] == [2, 3]
    assert Mail.objects.filter(kind="order_shipped").count() == 2, "one mail for each order"


def test_a_later_issue_leaves_together_too_though_an_earlier_one_has_left(office):
    placed = [subscriber(office) for _ in range(2)]
    keys = [each.pk for each in placed]
    for many in (1, 2):
        send(office, issue(office, many))
        assert ship_picked(keys, carrier="usps", by=office.processor) == set(keys)
    assert [again(each).units_shipped for each in placed] == [2, 2]


def test_what_is_downloaded_goes_without_a_carrier(office):
    Product.objects.filter(pk=office.subscription.pk).update(medium="online")
    placed = subscriber(office)
    here = issue(office)
    send(office, here)

    assert ship_picked([placed.pk], carrier="usps", by=office.processor) == set()
    assert ship_issue(here, carrier="usps", by=office.processor) == (1, 0)
    assert placed.shipments.get().carrier == "download"


def test_an_address_that_is_none_keeps_only_its_own_order_back(office):
    wrong, right = subscriber(office), subscriber(office)
    Order.objects.filter(pk=wrong.pk).update(email="nobody@nowhere\nBcc: all@lakeshore.example")
    here = issue(office)
    send(office, here)

    assert ship_issue(here, carrier="usps", by=office.processor) == (1, 1)
    assert [again(each).units_shipped for each in (wrong, right)] == [0, 1]


def test_what_must_not_ship_stays(office):
    unpaid = order(office, subscribed(office), wanted=offices.wanted(office, bill_before_ship=True))
    offices.pay(unpaid, str(unpaid.charged), by=office.agent)
    release_order(again(unpaid), by=office.processor)
    here = issue(office)
    send(office, here)
    Order.objects.filter(pk=unpaid.pk).update(paid=0)

    assert ship_issue(here, carrier="usps", by=office.processor) == (0, 1)
    assert again(unpaid).units_shipped == 0
    elsewhere = cast.staff("vera", cast.area("Trademarks"))
    elsewhere.groups.add(Group.objects.get(name=roles.ORDER_PROCESSOR))
    for person in (office.agent, office.stranger, cast.again(elsewhere)):
        with pytest.raises(PermissionDenied):
            ship_picked([unpaid.pk], carrier="usps", by=person)
