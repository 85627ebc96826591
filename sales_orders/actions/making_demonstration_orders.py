"""Some hundred invented orders in every state, made by the same actions as real ones, over the past weeks."""

import random
import uuid
from datetime import datetime, timedelta

import phonenumbers
from django.db.models import CharField, Value
from django.db.models.functions import Cast, Concat
from django.utils import timezone

from contacts.actions.keeping_customers import Number, create_customer
from contacts.models import Contact, Customer, Telephone, Topic
from sales_orders import business_day
from sales_orders.actions.claiming_issues import answer_claim, claim_issue, hindered
from sales_orders.actions.drafting import save_order_draft
from sales_orders.actions.sending_issues import send_batch
from sales_orders.actions.shipping_issues import ship_issue
from sales_orders.demonstration import read_buyers
from sales_orders.demonstration.shop import INVENTED, Shop
from sales_orders.demonstration.stories import STORIES, agreements
from sales_orders.models import (
    Claim,
    Edition,
    Order,
    OrderEntry,
    Product,
    Shipment,
    ShippingZone,
    StockLevel,
    SubscriptionIssue,
)
from sales_orders.waiting import free_copies
from uccms.accounts.models import User
from uccms.audit.context import action

WEEKS = 8  # that the orders are spread over


@action
def make_orders(*, by=None) -> None:
    """Make the orders, the older ones first, and drafts of somebody who was interrupted."""
    shop = _open(by)
    script = [make for make, count in STORIES for _ in range(count)]
    shop.dice.shuffle(script)
    now = timezone.now()
    step = timedelta(weeks=WEEKS) / len(script)
    for place, make in enumerate(script):
        moment = now - timedelta(weeks=WEEKS) + step * place
        with business_day.on(timezone.localdate(moment)):
            _happened(make(shop), moment)
    agreements(shop)
    Order.objects.filter(origin=None).update(
        origin=Concat(Value(f"{INVENTED}:accepted-"), Cast("pk", CharField()))
    )
    _send_issues(shop)
    for customer, _ in shop.buyers[:3]:
        save_order_draft(
            by=shop.processor,
            submission_id=uuid.uuid4(),
            fields={"customer": [customer.number], "source": ["phone"]},
            summary="",
            customer=customer,
        )


def _open(by) -> Shop:
    dana, noor, yolanda = (User.objects.get(username=name) for name in ("dana", "eipd", "eipd-supervisor"))
    zones = {zone.name: zone for zone in ShippingZone.objects.all()}
    home = next(zone for zone in zones.values() if zone.is_domestic)
    buyers = [(_customer(each, by=noor), zones.get(each.get("zone", ""), home)) for each in read_buyers()]
    levels = free_copies(StockLevel.objects.in_bulk())
    products = Product.objects.filter(is_active=True)
    return Shop(
        dice=random.Random(27),  # noqa: S311 - the same orders each time
        sellers=[noor, noor, dana, yolanda],
        processor=noor,
        supervisor=yolanda,
        buyers=buyers,
        discs=list(
            Edition.objects.filter(product__keeps_stock=True, product__editions_of=None)
            .exclude(product__kind="subscription")
            .select_related("product")
            .order_by("pk")
        ),
        others=list(
            products.filter(keeps_stock=False, prices__domestic__gt=0)
            .exclude(kind="subscription")
            .distinct()
            .order_by("code")
        ),
        subscriptions=list(products.filter(kind="subscription").order_by("code")),
        free=levels,
    )


def _customer(buyer: dict, *, by: User) -> Customer:
    numbers = []
    if "telephone" in buyer:
        parsed = phonenumbers.parse(buyer["telephone"], "US")
        numbers.append(Number(parsed, "", Telephone.Kind.TELEPHONE))
    return create_customer(
        name=buyer.get("name", ""),
        company=buyer.get("company", ""),
        emails=[buyer["email"]] if "email" in buyer else [],
        numbers=numbers,
        addresses=[buyer["address"]],
        submission_id=uuid.uuid4(),
        by=by,
    )


def _happened(order: Order, moment: datetime) -> None:
    """Say that all of an invented order happened at this time, an hour between one thing and the next."""
    Order.objects.filter(pk=order.pk).update(entered_at=moment, state_at=moment)
    entries = OrderEntry.objects.filter(order=order).order_by("pk")
    for place, entry in enumerate(entries):
        OrderEntry.objects.filter(pk=entry.pk).update(at=min(moment + timedelta(hours=place), timezone.now()))
    shipped = Shipment.objects.filter(order=order)
    shipped.filter(shipped_at__isnull=False).update(shipped_at=moment + timedelta(hours=2))
    shipped.filter(picked_at__gt=moment + timedelta(hours=1)).update(picked_at=moment + timedelta(hours=1))


def _send_issues(shop: Shop) -> None:
    """The newest issues that are out go to the subscribers, so that some subscriptions are about to end.

    The newest is made ready; the one before it has left, and did not arrive everywhere.
    """
    for product in shop.subscriptions:
        source = product.editions_of or product
        out = Edition.objects.filter(product=source, issue_date__lte=timezone.localdate())
        newest = list(out.order_by("-issue_date")[:2])
        for edition in reversed(newest):
            send_batch(edition, after=0, by=shop.processor)
            if edition != newest[0]:
                ship_issue(edition, carrier=Shipment.Carrier.USPS, by=shop.processor)
    _claim_issues(shop)


def _claim_issues(shop: Shop) -> None:
    """Two subscribers did not get an issue: one claim waits for its answer, the other was answered."""
    left = SubscriptionIssue.objects.select_related("edition__product", "subscription__customer", "line")
    missing = [each for each in left.order_by("pk") if not hindered(each)][:2]
    for place, issue in enumerate(missing):
        claim = claim_issue(
            issue,
            channel=Contact.Channel.PHONE,
            topic=Topic.objects.get(name="Order status"),
            description=f"{issue.edition} did not arrive. The address is right.",
            submission_id=uuid.uuid4(),
            by=shop.sellers[2],
        )
        if place:
            answer_claim(claim, answer=Claim.Answer.EXTENDED, by=shop.processor)
