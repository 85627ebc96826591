"""A standing order takes every new edition once, and is billed before it ships."""

import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from contacts.errors import Conflict
from sales_orders.actions.releasing import release_order
from sales_orders.actions.standing_orders import (
    Delivery,
    begin_standing_order,
    change_standing_order,
    end_standing_order,
    order_edition,
    order_for,
)
from sales_orders.errors import OrderError, WrongState
from sales_orders.issue_run import preview
from sales_orders.jobs import send_issue_to_subscribers
from sales_orders.models import Edition, Order, ShippingZone, StandingEdition, StandingOrder
from tests.contacts.acts import at_once, browser, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.office import SHIP_TO, pay
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db
BEGIN = date(2026, 6, 1)


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=3)


def delivery(office, **facts) -> Delivery:
    known = {"zone": office.domestic, "source": "postal", "ship_to": SHIP_TO, "bill_to": SHIP_TO}
    return Delivery(**known | facts)


def stand(office, *, copies: int = 1, by=None, **facts) -> StandingOrder:
    """A standing order of the disc."""
    return begin_standing_order(
        office.customer,
        product=office.disc,
        copies=copies,
        delivery=delivery(office, **facts),
        begins_on=BEGIN,
        submission_id=uuid.uuid4(),
        by=by or office.agent,
    )


def standing_form(office, **changed) -> dict:
    """What the page of a new standing order sends."""
    known = {
        "submission_id": str(uuid.uuid4()),
        "product": office.disc.pk,
        "copies": "2",
        "begins_on": "2026-06-01",
        "source": "phone",
        "zone": office.domestic.pk,
        "ship_to": SHIP_TO,
        "bill_to": "",
        "email": "",
        "purchase_order": "PO-77",
    }
    return known | changed


def test_a_new_edition_is_ordered_once_for_each_and_billed_before_it_ships(office):
    first, second = stand(office, copies=2, purchase_order="PO-9"), stand(office, copies=5)
    assert preview(office.december).standing == 2

    run = order_edition(office.december, by=office.processor)

    assert (run.placed, run.problems) == (2, [])
    placed = first.editions.get().order
    assert (placed.purchase_order, placed.bill_before_ship, placed.state) == ("PO-9", True, "entered")
    assert placed.lines.get().edition == office.december and placed.units_ready == 2
    assert second.editions.get().order.units_backordered == 5, "too few copies: it waits for all"
    with pytest.raises(WrongState, match="billed before it ships"):
        release_order(placed, by=office.processor)
    pay(placed, str(placed.balance), by=office.agent)
    assert release_order(placed, by=office.processor).state == "released"
    assert order_edition(office.december, by=office.processor).placed == 0
    assert order_for(first, office.december, by=office.processor) is None
    assert Order.objects.count() == 2
    after = preview(office.december)
    assert (after.standing, after.ordered) == (0, 2)


def test_editions_before_it_began_and_after_it_ended_are_not_ordered(office):
    standing = stand(office)
    old = Edition.objects.create(product=office.disc, issue_date=date(2026, 5, 31), label="May 2026")
    assert order_edition(old, by=office.processor).placed == 0
    end_standing_order(standing, reason="The library closes.", by=office.agent)
    assert order_edition(office.december, by=office.processor).placed == 0
    with pytest.raises(WrongState):
        end_standing_order(standing, reason="Again.", by=office.agent)
    with pytest.raises(WrongState):
        change_standing_order(standing, copies=2, delivery=delivery(office), by=office.agent)


def test_one_that_cannot_be_ordered_does_not_keep_the_others_waiting(office):
    broken = stand(office, zone=ShippingZone.objects.create(name="The Moon", position=9))
    whole = stand(office)
    run = order_edition(office.december, by=office.processor)
    assert [(standing, "no shipping rate" in problem) for standing, problem in run.problems] == [
        (broken, True)
    ]
    assert run.placed == 1 and whole.editions.exists()


def test_the_job_and_the_command_order_for_standing_orders(office, capsys):
    stand(office)
    send_issue_to_subscribers.func(edition=office.december.pk, by=office.processor.pk)
    assert StandingEdition.objects.count() == 1
    later = Edition.objects.create(product=office.disc, issue_date=date(2027, 2, 1), label="February 2027")
    with pytest.raises(CommandError, match="--as USER"):
        call_command("send_issue", office.disc.code, "2027-02-01")
    with pytest.raises(CommandError, match="Nobody is called"):
        call_command("send_issue", office.disc.code, "2027-02-01", "--as", "nobody")
    call_command("send_issue", office.disc.code, "2027-02-01", "--as", office.processor.username)
    assert "standing orders: 1" in capsys.readouterr().out
    assert StandingEdition.objects.filter(edition=later).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_order_once():
    office = offices.open_office(copies=9)
    stand(office)
    stand(office)
    runs = at_once([lambda: order_edition(office.december, by=office.processor)] * 2)
    assert sum(run.placed for run in runs) == 2 == Order.objects.count()


def test_the_database_keeps_an_edition_to_one_order(office):
    standing = stand(office)
    order_edition(office.december, by=office.processor)
    other = offices.order(office)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingEdition.objects.create(standing=standing, edition=office.december, order=other)
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingOrder.objects.filter(pk=standing.pk).update(state="ended")
    with pytest.raises(IntegrityError), transaction.atomic():
        StandingOrder.objects.filter(pk=standing.pk).update(copies=0)


def test_it_is_begun_changed_and_ended_on_its_pages(office):
    client = browser(office.agent)
    typed = standing_form(office)
    address = reverse("orders:begin_standing_order", args=[office.customer.pk])
    answer = client.post(address, typed)
    standing = StandingOrder.objects.get()
    page = reverse("orders:standing_order", args=[standing.pk])
    assert answer.headers["Location"] == page
    assert client.post(address, typed).headers["Location"] == page and StandingOrder.objects.count() == 1
    assert (standing.bill_to, standing.purchase_order, standing.began_by) == (SHIP_TO, "PO-77", office.agent)
    assert "Patents BIB" in client.get(page).content.decode()
    assert changes_of("sales_orders_standingorder", standing.pk)

    change = reverse("orders:change_standing_order", args=[standing.pk])
    assert client.post(change, standing_form(office, copies="4", version=1)).status_code == 302
    stale = client.post(change, standing_form(office, copies="9", version=1, ship_to="1 New Road"))
    assert stale.status_code == 409 and "1 New Road" in stale.content.decode()
    assert "4 of each" in stale.content.decode()
    with pytest.raises(Conflict):
        change_standing_order(standing, copies=7, delivery=delivery(office), version=1, by=office.agent)
    standing.refresh_from_db()
    assert standing.copies == 4

    end = reverse("orders:end_standing_order", args=[standing.pk])
    typed = {"submission_id": str(uuid.uuid4()), "version": 2, "reason": "Moved away."}
    assert client.post(end, typed).status_code == 302
    late = client.post(end, typed | {"reason": "No longer needed."})
    assert late.status_code == 409 and "No longer needed." in late.content.decode()
    assert Event.objects.filter(kind="refused").exists()
    assert "Moved away." in client.get(page).content.decode()


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"copies": "0"}, "from 1 to"),
        ({"copies": "٣"}, "whole number"),
        ({"product": ""}, "Choose the product"),
        ({"ship_to": ""}, "Say where it goes"),
        ({"purchase_order": "4111 1111 1111 1111"}, "payment card"),
        ({"email": "nobody"}, "valid email"),
        ({"begins_on": "2026-02-30"}, "no such day"),
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(office, typed, sentence):
    address = reverse("orders:begin_standing_order", args=[office.customer.pk])
    answer = browser(office.agent).post(address, standing_form(office, bill_to="Accounts") | typed)
    assert answer.status_code == 422
    assert sentence in answer.content.decode() and "Accounts" in answer.content.decode()
    assert not StandingOrder.objects.exists()


def test_who_may_not_cannot_and_what_has_no_editions_is_refused(office):
    with pytest.raises(PermissionDenied):
        stand(office, by=office.stranger)
    with pytest.raises(PermissionDenied):
        order_edition(office.december, by=office.agent)
    for product, words in ((office.subscription, "subscription"), (office.download, "no new editions")):
        product.cycle = "once" if product == office.download else product.cycle
        with pytest.raises(OrderError, match=words):
            begin_standing_order(
                office.customer,
                product=product,
                copies=1,
                delivery=delivery(office),
                submission_id=uuid.uuid4(),
                by=office.agent,
            )
