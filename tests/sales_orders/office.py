"""A small catalogue, a processor and a customer: what most tests of orders begin with."""

import uuid
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.contrib.auth.models import Group
from django.utils import timezone

from contacts.models import Customer
from sales_orders.actions.entering_payments import enter_payment
from sales_orders.actions.keeping_stock import receive_stock
from sales_orders.actions.placing_orders import Wanted, place_order
from sales_orders.actions.refunding import request_refund
from sales_orders.models import (
    Edition,
    LedgerEntry,
    Order,
    Price,
    Product,
    RefundRequest,
    ShippingRate,
    ShippingZone,
)
from sales_orders.pricing import NewLine
from tests import cast
from uccms.accounts import roles
from uccms.accounts.models import User
from uccms.folding import folded

SHIP_TO = "Lakeshore Patent Library\n400 Example Avenue\nMadison, WI 53703"


@dataclass(frozen=True)
class Office:
    """Who works here, what is sold, and to whom."""

    agent: User
    processor: User
    supervisor: User
    stranger: User
    customer: Customer
    domestic: ShippingZone
    foreign: ShippingZone
    disc: Product
    december: Edition
    download: Product
    subscription: Product


def eipd():
    """The area that processes orders."""
    return cast.area("EIPD", processes_orders=True)


def product(code: str, title: str, *, price: str = "100.00", foreign: str = "", **facts) -> Product:
    """A product with a price from long ago on."""
    known = {"medium": "dvd", "kind": "single_edition", "cycle": "two_monthly"}
    made = Product.objects.create(code=code, title=title, title_folded=folded(title), **known | facts)
    Price.objects.create(
        product=made,
        effective_from=date(2020, 1, 1),
        domestic=Decimal(price),
        foreign=Decimal(foreign or price),
    )
    return made


def open_office(*, copies: int = 3) -> Office:
    """The cast and the catalogue; `copies` of the December disc are on the shelf."""
    area = eipd()
    agent = cast.staff("agnes", cast.call_center(), name="Agnes Moreau")
    processor = cast.staff("omar", area, name="Omar Bell")
    processor.groups.add(Group.objects.get(name=roles.ORDER_PROCESSOR))
    supervisor = cast.staff("sofia", area, role=roles.SUPERVISOR, name="Sofia Lind")
    stranger = cast.staff("luis", cast.area("Petitions"), name="Luis Ferreira")
    domestic = ShippingZone.objects.get_or_create(
        name="United States", defaults={"is_domestic": True, "position": 1}
    )[0]
    foreign = ShippingZone.objects.get_or_create(name="Other countries", defaults={"position": 2})[0]
    for zone, amount in ((domestic, "12.25"), (foreign, "40.00")):
        ShippingRate.objects.create(
            zone=zone, up_to_grams=1000, effective_from=date(2020, 1, 1), amount=Decimal(amount)
        )
    disc = product("EIP-0102P-DD", "Patents BIB: Grants", foreign="125.00", keeps_stock=True, grams=300)
    december = Edition.objects.create(product=disc, issue_date=date(2026, 12, 1), label="December 2026")
    if copies:
        receive_stock(december, count=copies, by=cast.again(processor))
    return Office(
        agent=cast.again(agent),
        processor=cast.again(processor),
        supervisor=cast.again(supervisor),
        stranger=cast.again(stranger),
        customer=cast.customer(cast.again(agent), "Ines Corrigan", company="Lakeshore Patent Library"),
        domestic=domestic,
        foreign=foreign,
        disc=disc,
        december=december,
        download=product(
            "EIP-5350P-OL", "Patent Grant Full Text", price="0.00", medium="online", cycle="weekly"
        ),
        subscription=product(
            "EIP-0104P-DD", "Patents ASSIGN, subscription", price="60.00", kind="subscription", grams=100
        ),
    )


def wanted(office: Office, **facts) -> Wanted:
    """A telephone order to an address in the United States."""
    known = {"zone": office.domestic, "source": "phone", "ship_to": SHIP_TO, "bill_to": SHIP_TO}
    return Wanted(**known | facts)


def discs(office: Office, quantity: int = 1, **facts) -> NewLine:
    """So many December discs."""
    return NewLine(office.disc, quantity, edition=office.december, **facts)


def waiting(office: Office, quantity: int = 50) -> NewLine:
    """So many October discs, of which there is none; the December ones stay free for who orders later."""
    october = Edition.objects.get_or_create(
        product=office.disc, issue_date=date(2026, 10, 1), defaults={"label": "October 2026"}
    )[0]
    return NewLine(office.disc, quantity, edition=october, when_short="wait")


def subscribed(office: Office, issues: int = 4, **facts) -> NewLine:
    """A subscription of so many issues, from today on."""
    known = {"quantity": 1, "issues": issues, "starts_on": timezone.localdate()}
    return NewLine(office.subscription, **known | facts)


def order(office: Office, *lines: NewLine, by: User | None = None, **facts) -> Order:
    """A placed order, of one December disc when no line is given."""
    about = {name: facts.pop(name) for name in ("email", "purchase_order", "note", "ticket") if name in facts}
    known = {"submission_id": uuid.uuid4(), "customer": office.customer, "wanted": wanted(office, **about)}
    return place_order(by=by or office.agent, lines=lines or [discs(office)], **known | facts)


def pay(placed: Order, amount: str, *, by: User, **facts) -> LedgerEntry:
    """Money that came in today by check, unless `facts` say otherwise."""
    known = {
        "method": "check",
        "amount": Decimal(amount),
        "reference": "R-2026-118204",
        "dated": timezone.localdate(),
        "submission_id": uuid.uuid4(),
    }
    return enter_payment(placed, by=by, **known | facts)


def ask_back(placed: Order, amount: str, *, by: User, **facts) -> RefundRequest:
    """A refund by check that somebody asks for."""
    known = {"method": "check", "amount": Decimal(amount), "reason": "Paid twice."}
    return request_refund(placed, by=by, **known | {"submission_id": uuid.uuid4()} | facts)
