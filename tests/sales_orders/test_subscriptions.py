"""Subscriptions, counted in issues: made on placing, sent once, renewed, put back and cancelled."""

import re
import uuid
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from contacts.errors import Conflict
from sales_orders import jobs
from sales_orders.actions import sending_issues
from sales_orders.actions.cancelling import cancel_order, cancel_remainder
from sales_orders.actions.cancelling_subscriptions import cancel_subscription
from sales_orders.actions.holding import hold_order
from sales_orders.actions.keeping_stock import receive_stock
from sales_orders.actions.noticing_renewals import notice_renewals
from sales_orders.actions.picking import put_back
from sales_orders.actions.refunding import overpaid
from sales_orders.actions.releasing import release_order
from sales_orders.actions.renewing import renew_subscription
from sales_orders.actions.sending_issues import send_issue
from sales_orders.actions.shipping import ship_order
from sales_orders.actions.shipping_issues import ship_issue
from sales_orders.errors import OrderError, WrongState
from sales_orders.issue_run import preview
from sales_orders.models import (
    Edition,
    Order,
    Shipment,
    StockLevel,
    StockMove,
    Subscription,
    SubscriptionIssue,
    SubscriptionTerms,
)
from tests.contacts.acts import browser, changes_of
from tests.sales_orders import office as offices
from tests.sales_orders.acts import again, released
from tests.sales_orders.office import discs, order, subscribed
from uccms.audit.models import Event
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db


def issue(office, number: int = 1, **facts) -> Edition:
    """The subscription's own issue of the so manyth day from today."""
    day = timezone.localdate() + timedelta(days=number)
    known = {"product": office.subscription, "issue_date": day, "label": f"Issue {number}"}
    return Edition.objects.create(**known | facts)


def kept_issue(office, copies: int) -> Edition:
    """An issue of the disc, which the subscription sends, with so many copies on the shelf."""
    office.subscription.editions_of = office.disc
    office.subscription.save(update_fields=["editions_of"])
    made = issue(office, product=office.disc)
    if copies:
        receive_stock(made, count=copies, by=office.processor)
    return made


def subscriber(office, issues: int = 4, **facts) -> Subscription:
    """A subscription whose order is released."""
    return released(office, subscribed(office, issues, **facts)).lines.get().subscription


def now(subscription: Subscription) -> Subscription:
    return Subscription.objects.get(pk=subscription.pk)


def send(office, *editions: Edition) -> list[int]:
    """How many parcels each run made."""
    return [send_issue(each, by=office.processor).made for each in editions]


def renewed(subscription: Subscription, issues: int, *, by, **facts) -> Order:
    known = {"issues": issues, "source": "phone", "submission_id": uuid.uuid4()}
    return renew_subscription(subscription, by=by, **known | facts)


def test_a_subscription_begins_when_its_order_is_placed(office):
    placed = order(office, discs(office), subscribed(office, 4, quantity=2))

    made = Subscription.objects.get()
    assert (made.customer, made.product, made.copies) == (office.customer, office.subscription, 2)
    assert (made.issues_paid, made.issues_sent, made.grace_allowed, made.state) == (4, 0, 1, "active")
    assert [line.subscription for line in placed.lines.all()] == [None, made]
    assert changes_of("sales_orders_subscription", made.pk)[0].actor_id == office.agent.pk


def test_an_issue_goes_once_to_each_active_subscriber(office):
    first, second = subscriber(office), subscriber(office, quantity=2)
    entered = order(office, subscribed(office)).lines.get()
    later = subscriber(office, starts_on=timezone.localdate() + timedelta(days=9))
    here = issue(office)

    run = send_issue(here, by=office.processor)

    assert (run.made, run.left.subscribers, run.left.unreleased) == (2, 0, 1)
    assert set(SubscriptionIssue.objects.values_list("subscription", flat=True)) == {first.pk, second.pk}
    line = second.lines.get()
    assert (line.ready, line.picked, line.awaited) == (2, 2, 6)
    placed = again(line.order)
    assert (placed.units_ready, placed.units_picked, placed.version) == (2, 2, 3)
    parcel = placed.shipments.get()
    assert parcel.state == "picked"
    assert [(each.line, each.edition, each.quantity) for each in parcel.lines.all()] == [(line, here, 2)]
    entry = placed.timeline.get(kind="subscription")
    assert (entry.text, entry.by, entry.shipment) == ("Issue 1 is picked", office.processor, parcel)
    assert changes_of("sales_orders_shipment", parcel.pk)[0].actor_id == office.processor.pk
    assert now(later).issues_sent == 0

    assert send(office, here) == [0]
    release_order(entered.order, by=office.processor)
    assert send(office, here) == [1]
    assert Shipment.objects.count() == 3


def test_a_subscriber_is_told_once_when_the_issue_leaves_and_which_it_is(office):
    subscriber(office)
    placed = Order.objects.get()
    Order.objects.update(email="ines@lakeshore.example")
    send(office, issue(office))
    assert not Mail.objects.filter(kind="order_shipped").exists(), "it is picked, and has not left yet"

    ship_order(again(placed), carrier="counter", by=office.processor)
    send(office, *Edition.objects.filter(product=office.subscription))

    mail = Mail.objects.get(kind="order_shipped")
    assert mail.to == "ines@lakeshore.example"
    for words in (mail.text, mail.html):
        assert "Patents ASSIGN, subscription, Issue 1" in words
    assert "3 x Patents ASSIGN, subscription" in mail.text
    assert again(placed).timeline.filter(kind="mailed").count() == 1


def test_the_parcels_of_an_issue_leave_together_and_each_customer_is_told_once(office):
    told, silent, on_hold = (subscriber(office) for _ in range(3))
    orders = [each.lines.get().order for each in (told, silent, on_hold)]
    Order.objects.filter(pk__in=[orders[0].pk, orders[2].pk]).update(email="ines@lakeshore.example")
    here = issue(office)
    send(office, here)
    hold_order(again(orders[2]), reason="The address is unclear.", by=office.processor)
    client, address = browser(office.processor), reverse("orders:ship_issue", args=[here.pk])

    for wrong in ({}, {"carrier": "download"}, {"carrier": "counter"}, {"carrier": "x"}):
        refused = client.post(address, wrong)
        assert refused.status_code == 422 and "Choose who carries the parcels." in refused.content.decode()
    assert client.post(address, {"carrier": "usps"}).status_code == 302
    for _ in range(2):  # the job, begun anew after a crash
        jobs.ship_issue_to_subscribers(edition=here.pk, carrier="usps", by=office.processor.pk)

    assert [again(each).units_shipped for each in orders] == [1, 1, 0]
    assert [each.carrier for each in Shipment.objects.filter(state="shipped")] == ["usps", "usps"]
    assert Mail.objects.get(kind="order_shipped").record == orders[0].number
    assert preview(here).picked == 1
    assert ship_issue(here, carrier="usps", by=office.processor) == (0, 1)
    with pytest.raises(PermissionDenied):
        ship_issue(here, carrier="usps", by=office.agent)


def test_a_renewal_notice_is_sent_by_hand_after_a_look_at_its_words(office):
    made, placed = subscriber(office), Order.objects.get()
    client, address = browser(office.agent), reverse("orders:send_renewal_notice", args=[made.pk])
    page = client.get(address).content.decode()
    assert "Issues still to come: 4" in page and not Mail.objects.exists()
    form = {
        "submission_id": str(uuid.uuid4()),
        "to": "ines@lakeshore.example",
        "shown": re.search('name="shown" value="([0-9a-f]{64})"', page)[1],
    }

    for _ in range(2):
        assert client.post(address, form).status_code == 302

    mail = Mail.objects.get(kind="subscription_ends")
    assert (mail.to, mail.queued_by, mail.record) == ("ines@lakeshore.example", office.agent, placed.number)
    assert again(placed).timeline.get(kind="mailed").text == "Renewal notice"
    send(office, issue(office))
    stale = client.post(address, form | {"submission_id": str(uuid.uuid4())})
    assert stale.status_code == 422 and "Look at them once more" in stale.content.decode()
    cancel_subscription(now(made), reason="Moved away.", by=office.processor)
    late = client.post(address, form | {"submission_id": str(uuid.uuid4())})
    assert late.status_code == 409 and "nothing to renew" in late.content.decode()
    assert Mail.objects.count() == 1


def test_the_database_knows_an_issue_once_and_none_beyond_the_grace(office):
    made, here = subscriber(office, 1), issue(office)
    send(office, here)

    with pytest.raises(IntegrityError, match="issue_once_a_subscriber"), transaction.atomic():
        SubscriptionIssue.objects.create(subscription=made, edition=here, line=made.lines.get(), is_paid=True)
    with pytest.raises(IntegrityError, match="no_issue_beyond_the_grace"), transaction.atomic():
        Subscription.objects.update(issues_sent=3)
    with pytest.raises(IntegrityError, match="subscription_terms_are_one_row"), transaction.atomic():
        SubscriptionTerms.objects.create(pk=2)


def test_a_run_that_is_broken_off_goes_on_and_doubles_nothing(office, monkeypatch):
    made = [subscriber(office) for _ in range(5)]
    here = issue(office)
    monkeypatch.setattr(sending_issues, "BATCH", 2)
    done = []

    def break_off(count: int) -> None:
        done.append(count)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        send_issue(here, by=office.processor, on_progress=break_off)
    assert (done, SubscriptionIssue.objects.count()) == ([2], 2)

    assert send(office, here, here) == [3, 0]
    assert [now(each).issues_sent for each in made] == [1] * 5


def test_too_little_stock_serves_the_oldest_and_says_who_waits(office):
    first, second, third = subscriber(office), subscriber(office, quantity=3), subscriber(office)
    here = kept_issue(office, 3)
    assert (preview(here).copies, preview(here).short) == (5, 2)

    run = send_issue(here, by=office.processor)

    # The second needs three and two are left: the third is not served before it.
    assert (run.made, run.left.subscribers, run.left.short) == (1, 2, 2)
    assert [now(each).issues_sent for each in (first, second, third)] == [1, 0, 0]
    level = StockLevel.objects.get(pk=here.pk)
    assert (level.on_hand, level.allocated) == (3, 1)
    assert StockMove.objects.filter(edition=here, kind="allocated").get().line == first.lines.get()
    receive_stock(here, count=2, by=office.processor)
    assert send(office, here) == [2]
    ship_order(first.lines.get().order, carrier="ups", by=office.processor)
    level.refresh_from_db()
    assert (level.on_hand, level.allocated) == (4, 4)


def test_an_issue_that_is_put_back_is_sent_by_the_next_run(office):
    made, here = subscriber(office), kept_issue(office, 1)
    send(office, here)
    placed = again(made.lines.get().order)

    put_back(placed, by=office.processor)

    line = made.lines.get()
    assert (line.ready, line.picked, line.awaited) == (0, 0, 4)
    assert (now(made).issues_sent, SubscriptionIssue.objects.count()) == (0, 0)
    assert StockLevel.objects.get(pk=here.pk).allocated == 0
    assert send(office, here) == [1]


def test_grace_issues_are_sent_after_the_end_and_deducted_from_a_renewal(office):
    made = subscriber(office, 1)
    editions = [issue(office, number) for number in (1, 2, 3)]
    assert send(office, editions[0]) == [1]
    ship_order(made.lines.get().order, carrier="ups", by=office.processor)
    placed = again(made.lines.get().order)
    assert placed.state == "closed"

    assert send(office, *editions[1:]) == [1, 0]

    placed = again(placed)
    free = placed.lines.last()
    assert (placed.state, free.total, free.ready, free.edition) == ("released", 0, 1, editions[1])
    assert placed.charged == sum(line.total for line in placed.lines.all())
    assert (now(made).state, now(made).grace_sent) == ("ended", 1)
    assert SubscriptionIssue.objects.get(edition=editions[1]).is_paid is False

    renewal = renewed(made, 12, by=office.agent)

    line = renewal.lines.get()
    assert (line.units, line.awaited, line.shipped) == (12, 11, 1)
    assert (now(made).state, now(made).remaining) == ("active", 11)
    assert SubscriptionIssue.objects.get(edition=editions[1]).is_paid is True
    assert send(office, editions[2]) == [0], "its order is not released yet"
    release_order(renewal, by=office.processor)
    assert send(office, editions[2]) == [1]
    assert now(made).remaining == 10


def test_a_renewal_is_one_order_of_the_same_customer_and_copies(office):
    made, identifier = subscriber(office, quantity=2), uuid.uuid4()
    first = renewed(made, 12, by=office.agent, submission_id=identifier, version=1)

    assert renewed(made, 12, by=office.agent, submission_id=identifier, version=1) == first
    assert now(made).issues_paid == 16
    with pytest.raises(Conflict):
        renewed(made, 12, by=office.agent, version=1)
    with pytest.raises(OrderError, match="same number of copies"):
        order(office, subscribed(office, renews=made))
    with pytest.raises(PermissionDenied):
        renewed(made, 12, by=office.stranger)


def test_cancelling_credits_exactly_what_was_not_sent(office):
    made = subscriber(office, 4)
    placed = made.lines.get().order
    offices.pay(placed, str(placed.charged), by=office.agent)
    send(office, issue(office))
    ship_order(again(placed), carrier="ups", by=office.processor)
    total = again(placed).charged

    with pytest.raises(PermissionDenied):
        cancel_subscription(made, reason="Moved away.", by=office.agent)
    with pytest.raises(Conflict):
        cancel_subscription(made, reason="Moved away.", by=office.processor, version=1)
    with pytest.raises(OrderError, match="Say why"):
        cancel_subscription(made, reason=" ", by=office.processor)
    cancel_subscription(made, reason="Moved away.", by=office.processor)

    placed, made = again(placed), now(made)
    assert (placed.state, placed.units_cancelled, made.state, made.issues_paid) == (
        "closed",
        3,
        "cancelled",
        1,
    )
    assert placed.charged == (total / 4).quantize(Decimal("0.01"))
    assert overpaid(placed) == total - placed.charged
    assert send(office, issue(office, 2)) == [0]
    with pytest.raises(WrongState):
        cancel_subscription(made, reason="Again.", by=office.processor)
    with pytest.raises(OrderError, match="not renewed"):
        renewed(made, 12, by=office.agent)


def test_what_is_cancelled_of_an_order_is_not_sent(office):
    untouched = order(office, subscribed(office)).lines.get().subscription
    cancel_order(untouched.lines.get().order, reason="Ordered twice.", by=office.agent)
    made = subscriber(office)
    here = kept_issue(office, 2)
    send(office, here)
    ship_order(made.lines.get().order, carrier="ups", by=office.processor)
    cancel_remainder(made.lines.get().order, reason="No more.", by=office.processor)

    assert (now(untouched).state, now(untouched).issues_paid) == ("cancelled", 0)
    assert (now(made).state, now(made).issues_paid) == ("cancelled", 1)


def test_a_run_needs_the_right_and_an_issue_that_there_is(office, capsys):
    made = issue(office)
    subscriber(office)

    for person in (office.agent, office.stranger):
        with pytest.raises(PermissionDenied):
            send_issue(made, by=person)
    with pytest.raises(CommandError, match="is no day"):
        call_command("send_issue", office.subscription.code, "tomorrow")
    with pytest.raises(CommandError, match="has no issue"):
        call_command("send_issue", office.subscription.code, "1999-01-01")
    call_command("send_issue", office.subscription.code, made.issue_date.isoformat(), "--dry-run")
    assert not SubscriptionIssue.objects.exists()
    call_command("send_issue", office.subscription.code, made.issue_date.isoformat())
    assert "Parcels made: 1." in capsys.readouterr().out


def test_the_pages_take_as_many_queries_for_many(office, django_assert_max_num_queries):
    client = browser(office.processor)
    client.get("/orders/subscriptions/")  # what is read once in a session
    counts = []
    for many in (1, 3):
        for _ in range(many):
            made = subscriber(office)
        send(office, issue(office, many))
        for address in ("/orders/subscriptions/", reverse("orders:subscription", args=[made.pk])):
            with django_assert_max_num_queries(40) as seen:
                answer = client.get(address)
            assert answer.status_code == 200
            counts.append(len(seen))
    assert counts[:2] == counts[2:]
    assert Event.objects.filter(kind="look", subject=made.lines.get().order.number).exists()


def test_the_list_says_what_it_does_not_know(office):
    made = subscriber(office, 1)
    client = browser(office.agent)

    assert client.get("/orders/subscriptions/", {"state": "ending"}).context["page"].rows == [made]
    assert client.get("/orders/subscriptions/", {"state": "cancelled"}).context["page"].rows == []
    unknown = client.get("/orders/subscriptions/", {"state": "asleep"})
    assert (unknown.status_code, unknown.context["page"].rows) == (422, [made])


@pytest.mark.parametrize(
    ("code", "day", "sentence"),
    [
        ("", "2026-12-01", "Give the code"),
        ("EIP", "2026-12-01", "Write the code"),
        ("EIP-0104P-DD", "1999-01-01", "There is no such issue"),
        ("EIP-0104P-DD", "12/01", "Write the day"),
    ],
)
def test_an_issue_that_there_is_not_is_a_sentence(office, code, day, sentence):
    answer = browser(office.processor).get("/orders/subscriptions/issue/", {"code": code, "issue_date": day})

    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_the_screen_says_what_a_run_would_do_and_begins_it_once(office):
    from procrastinate.contrib.django.models import ProcrastinateJob

    subscriber(office), subscriber(office)
    here = kept_issue(office, 1)
    client = browser(office.processor)
    found = client.get(
        "/orders/subscriptions/issue/", {"code": office.disc.code, "issue_date": here.issue_date.isoformat()}
    )
    address = reverse("orders:issue_run", args=[here.pk])
    assert found["Location"] == address
    assert "1 copy is missing" in client.get(address).content.decode()
    assert not SubscriptionIssue.objects.exists(), "looking sends nothing"

    for _ in range(2):
        assert client.post(address).status_code == 302
    jobs = ProcrastinateJob.objects.filter(task_name__endswith="send_issue_to_subscribers")
    assert jobs.get().args == {"edition": here.pk, "by": office.processor.pk}


def test_a_stale_form_is_answered_with_what_is_there_now(office):
    made = subscriber(office)
    client = browser(office.processor)
    address = reverse("orders:renew_subscription", args=[made.pk])
    form = {"submission_id": str(uuid.uuid4()), "version": 1, "issues": "12", "source": "phone"}
    send(office, issue(office))

    late = client.post(address, form)

    assert late.status_code == 409
    assert "Paid 4, sent 1" in late.content.decode()
    assert late.context["form"]["issues"].value() == "12"
    refused = client.post(address, form | {"version": 2, "purchase_order": "4111 1111 1111 1111"})
    assert (refused.status_code, now(made).issues_paid) == (422, 4)
    assert client.post(address, form | {"version": 2, "issues": "0"}).status_code == 422
    assert client.post(address, form | {"version": 2}).status_code == 302
    assert now(made).issues_paid == 16


def test_cancelling_on_the_screen_proposes_the_refund(office):
    made = subscriber(office)
    placed = made.lines.get().order
    offices.pay(placed, str(placed.charged), by=office.agent)
    client = browser(office.processor)
    address = reverse("orders:cancel_subscription", args=[made.pk])
    form = {"submission_id": str(uuid.uuid4()), "version": 1, "reason": "Moved away."}

    done = client.post(address, form, follow=True)

    assert done.redirect_chain[-1][0] == reverse("orders:refund", args=[placed.number_key])
    assert done.context["form"]["amount"].value() == again(placed).paid
    assert client.get(address).status_code == 409
    assert client.post(address, form)["Location"] == reverse("orders:subscription", args=[made.pk])
    again_sent = client.post(address, form | {"submission_id": str(uuid.uuid4())})
    assert again_sent.status_code == 409


def test_a_renewal_notice_is_sent_once_for_each_term(office):
    placed = released(office, subscribed(office, 3), email="ines@example.org")
    made, _without_address = placed.lines.get().subscription, subscriber(office, 1)
    before = Mail.objects.count()
    assert notice_renewals() == 0, "three issues are still to come"
    send(office, issue(office))

    assert [notice_renewals(), notice_renewals()] == [1, 0]

    mail = Mail.objects.get(kind="subscription_ends")
    assert (mail.to, mail.record, Mail.objects.count()) == ("ines@example.org", placed.number, before + 1)
    assert "Issues still to come: 2" in mail.text
    release_order(renewed(made, 1, by=office.agent), by=office.processor)
    assert notice_renewals() == 0
    send(office, issue(office, 2))
    assert notice_renewals() == 1
