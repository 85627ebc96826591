"""Every address of SOMS, and what everybody gets there (docs/access.md). A missing address fails."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from sales_orders.actions.drafting import save_order_draft
from sales_orders.actions.keeping_stock import last_shelf_move
from sales_orders.actions.printing import print_document
from sales_orders.actions.renewing import newest_order
from sales_orders.actions.returning import expect_return, receive_return
from sales_orders.letters import LETTERS, ending_written, mark_of, quote_written
from sales_orders.models import (
    LedgerEntry,
    Order,
    OrderDraft,
    Printing,
    Quote,
    RefundRequest,
    StandingOrder,
    Subscription,
)
from sales_orders.subjects import Subject
from tests import cast
from tests.contacts.acts import browser
from tests.sales_orders import catalogue, screen
from tests.sales_orders import office as offices
from tests.sales_orders.acts import held, part_shipped, picked, released
from tests.sales_orders.office import discs, order, subscribed
from tests.sales_orders.test_changing import looked
from tests.sales_orders.test_claiming_issues import claimed, sent
from tests.sales_orders.test_keeping_terms import terms_form
from tests.sales_orders.test_quoting import quote_form, quoted
from tests.sales_orders.test_standing_orders import stand, standing_form
from tests.sales_orders.test_subscriptions import issue
from tests.test_access_table import addresses
from uccms.accounts import roles

pytestmark = pytest.mark.django_db

# Signed out, an agent of an area that processes no orders, an agent of the call center, an order processor
# and a supervisor of EIPD, the privacy officer, the administrator.
PEOPLE = ("nobody", "stranger", "agent", "processor", "supervisor", "officer", "administrator")
TABLE = """
orders:list                              GET  302 404 200 200 200 404 404
orders:list                              POST 403 405 405 405 405 405 405
orders:work                              GET  302 404 200 200 200 404 404
orders:work                              POST 403 404 403 200 200 404 404
orders:pick_list                         GET  302 404 403 200 200 404 404
orders:pick_list                         POST 403 405 405 405 405 405 405
orders:find                              GET  302 404 200 200 200 404 404
orders:find                              POST 403 404 200 200 200 404 404
orders:help                              GET  302 404 200 200 200 404 404
orders:help                              POST 403 405 405 405 405 405 405
orders:new                               GET  302 404 200 200 200 404 404
orders:new                               POST 403 404 302 302 302 404 404
orders:look_up                           GET  302 405 405 405 405 405 405
orders:look_up                           POST 403 404 200 200 200 404 404
orders:customer                          GET  302 405 405 405 405 405 405
orders:customer                          POST 403 404 200 200 200 404 404
orders:find_products                     GET  302 405 405 405 405 405 405
orders:find_products                     POST 403 404 200 200 200 404 404
orders:add_line                          GET  302 405 405 405 405 405 405
orders:add_line                          POST 403 404 200 200 200 404 404
orders:figures                           GET  302 405 405 405 405 405 405
orders:figures                           POST 403 404 200 200 200 404 404
orders:drafts                            GET  302 404 200 200 200 404 404
orders:drafts                            POST 403 405 405 405 405 405 405
orders:save_draft                        GET  302 405 405 405 405 405 405
orders:save_draft                        POST 403 404 302 302 302 404 404
orders:draft                             GET  302 404 200 404 404 404 404
orders:draft                             POST 403 405 405 405 405 405 405
orders:discard_draft                     GET  302 405 405 405 405 405 405
orders:discard_draft                     POST 403 404 302 404 404 404 404
orders:order                             GET  302 404 200 200 200 404 404
orders:order                             POST 403 405 405 405 405 405 405
orders:note                              GET  302 404 200 200 200 404 404
orders:note                              POST 403 404 302 302 302 404 404
orders:change                            GET  302 404 200 200 200 404 404
orders:change                            POST 403 404 302 302 302 404 404
orders:release                           GET  302 404 403 200 200 404 404
orders:release                           POST 403 404 403 302 302 404 404
orders:hold                              GET  302 404 403 200 200 404 404
orders:hold                              POST 403 404 403 302 302 404 404
orders:unhold                            GET  302 404 403 200 200 404 404
orders:unhold                            POST 403 404 403 302 302 404 404
orders:pick                              GET  302 404 403 200 200 404 404
orders:pick                              POST 403 404 403 302 302 404 404
orders:put_back                          GET  302 404 403 200 200 404 404
orders:put_back                          POST 403 404 403 302 302 404 404
orders:ship                              GET  302 404 403 200 200 404 404
orders:ship                              POST 403 404 403 302 302 404 404
orders:change_waiting                    GET  302 404 200 200 200 404 404
orders:change_waiting                    POST 403 404 302 302 302 404 404
orders:cancel                            GET  302 404 200 200 200 404 404
orders:cancel                            POST 403 404 302 302 302 404 404
orders:cancel_remainder                  GET  302 404 403 200 200 404 404
orders:cancel_remainder                  POST 403 404 403 302 302 404 404
orders:close                             GET  302 404 403 409 409 404 404
orders:close                             POST 403 404 403 409 409 404 404
orders:document                          GET  302 404 200 200 200 404 404
orders:document                          POST 403 404 302 302 302 404 404
orders:document_of                       GET  302 404 200 200 200 404 404
orders:document_of                       POST 403 404 302 302 302 404 404
orders:send_mail                         GET  302 404 200 200 200 404 404
orders:send_mail                         POST 403 404 302 302 302 404 404
orders:statement                         GET  302 404 200 200 200 404 404
orders:statement                         POST 403 404 302 302 302 404 404
orders:printed                           GET  302 404 200 404 404 404 404
orders:printed                           POST 403 405 405 405 405 405 405
orders:print_parcels                     GET  302 405 405 405 405 405 405
orders:print_parcels                     POST 403 404 403 200 200 404 404
orders:refunds                           GET  302 404 403 403 200 404 404
orders:refunds                           POST 403 405 405 405 405 405 405
orders:pay                               GET  302 404 200 200 200 404 404
orders:pay                               POST 403 404 302 302 302 404 404
orders:refuse_payment                    GET  302 404 403 200 200 404 404
orders:refuse_payment                    POST 403 404 403 302 302 404 404
orders:write_off                         GET  302 404 403 403 200 404 404
orders:write_off                         POST 403 404 403 403 302 404 404
orders:refund                            GET  302 404 403 200 200 404 404
orders:refund                            POST 403 404 403 302 302 404 404
orders:approve_refund                    GET  302 404 403 403 200 404 404
orders:approve_refund                    POST 403 404 403 403 302 404 404
orders:decline_refund                    GET  302 404 403 403 200 404 404
orders:decline_refund                    POST 403 404 403 403 302 404 404
orders:expect_return                     GET  302 404 403 200 200 404 404
orders:expect_return                     POST 403 404 403 302 302 404 404
orders:receive_return                    GET  302 404 403 200 200 404 404
orders:receive_return                    POST 403 404 403 302 302 404 404
orders:restock_return                    GET  302 404 403 200 200 404 404
orders:restock_return                    POST 403 404 403 302 302 404 404
orders:credit_return                     GET  302 404 403 200 200 404 404
orders:credit_return                     POST 403 404 403 302 302 404 404
orders:settle_return                     GET  302 404 403 200 200 404 404
orders:settle_return                     POST 403 404 403 302 302 404 404
orders:report                            GET  302 404 403 200 200 404 404
orders:report                            POST 403 405 405 405 405 405 405
orders:export_report                     GET  302 404 403 200 200 404 404
orders:export_report                     POST 403 405 405 405 405 405 405
orders:catalogue                         GET  302 404 200 200 200 404 200
orders:catalogue                         POST 403 405 405 405 405 405 405
orders:product                           GET  302 404 200 200 200 404 200
orders:product                           POST 403 405 405 405 405 405 405
orders:shipping_rates                    GET  302 404 200 200 200 404 200
orders:shipping_rates                    POST 403 405 405 405 405 405 405
orders:export_products                   GET  302 404 200 200 200 404 200
orders:export_products                   POST 403 405 405 405 405 405 405
orders:export_editions                   GET  302 404 200 200 200 404 200
orders:export_editions                   POST 403 405 405 405 405 405 405
orders:new_product                       GET  302 404 403 200 200 404 200
orders:new_product                       POST 403 404 403 302 302 404 302
orders:change_product                    GET  302 404 403 200 200 404 200
orders:change_product                    POST 403 404 403 302 302 404 302
orders:new_edition                       GET  302 404 403 200 200 404 200
orders:new_edition                       POST 403 404 403 302 302 404 302
orders:take_out                          GET  302 404 403 200 200 404 200
orders:take_out                          POST 403 404 403 302 302 404 302
orders:offer_again                       GET  302 404 403 200 200 404 200
orders:offer_again                       POST 403 404 403 302 302 404 302
orders:new_price                         GET  302 404 403 200 200 404 200
orders:new_price                         POST 403 404 403 302 302 404 302
orders:new_zone                          GET  302 404 403 200 200 404 200
orders:new_zone                          POST 403 404 403 302 302 404 302
orders:new_rate                          GET  302 404 403 200 200 404 200
orders:new_rate                          POST 403 404 403 302 302 404 302
orders:import_catalogue                  GET  302 404 403 200 200 404 200
orders:import_catalogue                  POST 403 404 403 200 200 404 200
orders:stock                             GET  302 404 200 200 200 404 404
orders:stock                             POST 403 405 405 405 405 405 405
orders:stock_moves                       GET  302 404 200 200 200 404 404
orders:stock_moves                       POST 403 405 405 405 405 405 405
orders:receive_stock                     GET  302 404 403 200 200 404 404
orders:receive_stock                     POST 403 404 403 302 302 404 404
orders:adjust_stock                      GET  302 404 403 200 200 404 404
orders:adjust_stock                      POST 403 404 403 302 302 404 404
orders:expect_stock                      GET  302 404 403 200 200 404 404
orders:expect_stock                      POST 403 404 403 302 302 404 404
orders:subscriptions                     GET  302 404 200 200 200 404 404
orders:subscriptions                     POST 403 405 405 405 405 405 405
orders:subscription_terms                GET  302 404 403 200 200 404 200
orders:subscription_terms                POST 403 404 403 302 302 404 302
orders:issue                             GET  302 404 403 200 200 404 404
orders:issue                             POST 403 405 405 405 405 405 405
orders:issue_run                         GET  302 404 403 200 200 404 404
orders:issue_run                         POST 403 404 403 302 302 404 404
orders:subscription                      GET  302 404 200 200 200 404 404
orders:subscription                      POST 403 405 405 405 405 405 405
orders:renew_subscription                GET  302 404 200 200 200 404 404
orders:renew_subscription                POST 403 404 302 302 302 404 404
orders:cancel_subscription               GET  302 404 200 200 200 404 404
orders:cancel_subscription               POST 403 404 302 302 302 404 404
orders:standing_orders                   GET  302 404 200 200 200 404 404
orders:standing_orders                   POST 403 405 405 405 405 405 405
orders:standing_order                    GET  302 404 200 200 200 404 404
orders:standing_order                    POST 403 405 405 405 405 405 405
orders:begin_standing_order              GET  302 404 200 200 200 404 404
orders:begin_standing_order              POST 403 404 302 302 302 404 404
orders:change_standing_order             GET  302 404 200 200 200 404 404
orders:change_standing_order             POST 403 404 302 302 302 404 404
orders:end_standing_order                GET  302 404 200 200 200 404 404
orders:end_standing_order                POST 403 404 302 302 302 404 404
orders:quotes                            GET  302 404 200 200 200 404 404
orders:quotes                            POST 403 405 405 405 405 405 405
orders:quote                             GET  302 404 200 200 200 404 404
orders:quote                             POST 403 405 405 405 405 405 405
orders:give_quote                        GET  302 404 403 200 200 404 404
orders:give_quote                        POST 403 404 403 302 302 404 404
orders:accept_quote                      GET  302 404 200 200 200 404 404
orders:accept_quote                      POST 403 404 302 302 302 404 404
orders:decline_quote                     GET  302 404 200 200 200 404 404
orders:decline_quote                     POST 403 404 302 302 302 404 404
orders:quote_document                    GET  302 404 200 200 200 404 404
orders:quote_document                    POST 403 404 302 302 302 404 404
orders:send_quote                        GET  302 404 200 200 200 404 404
orders:send_quote                        POST 403 404 302 302 302 404 404
orders:ship_issue                        GET  302 405 405 405 405 405 405
orders:ship_issue                        POST 403 404 403 302 302 404 404
orders:send_renewal_notice               GET  302 404 200 200 200 404 404
orders:send_renewal_notice               POST 403 404 302 302 302 404 404
orders:claim_issue                       GET  302 404 200 200 200 404 404
orders:claim_issue                       POST 403 404 302 302 302 404 404
orders:answer_claim                      GET  302 404 403 200 200 404 404
orders:answer_claim                      POST 403 404 403 302 302 404 404
"""


@dataclass(frozen=True)
class World:
    """Real objects, so that a refusal is for the right reason."""

    office: offices.Office
    people: dict[str, Client]
    order: Order
    orders: dict[str, Order]
    payment: LedgerEntry
    asked: RefundRequest
    draft: OrderDraft
    subscription: Subscription
    standing: StandingOrder
    quote: Quote


@pytest.fixture
def world(db, settings) -> World:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    office = offices.open_office(copies=20)
    staff = {
        "stranger": office.stranger,
        "agent": office.agent,
        "processor": office.processor,
        "supervisor": office.supervisor,
        "officer": cast.staff("petra", role=roles.PRIVACY_OFFICER),
        "administrator": cast.staff("adam", role=roles.ADMINISTRATOR),
    }
    overpaid = order(office, discs(office, 1))
    payment = offices.pay(overpaid, "150.00", by=office.agent)
    asked = offices.ask_back(overpaid, "7.75", by=office.processor)
    return World(
        office=office,
        payment=payment,
        asked=asked,
        people={"nobody": Client()} | {name: browser(person) for name, person in staff.items()},
        order=order(office, discs(office, 2)),
        orders={
            "held": held(office),
            "released": released(office),
            "picked": picked(office),
            "part": part_shipped(office),
            "backordered": order(office, offices.waiting(office)),
            "paid": overpaid,
        },
        draft=save_order_draft(by=office.agent, submission_id=uuid.uuid4(), fields={}),
        subscription=order(office, subscribed(office)).lines.get().subscription,
        standing=stand(office),
        quote=quoted(office),
    )


def of_order(world: World) -> list:
    return [world.order.number_key]


def of(name: str) -> Callable[[World], list]:
    """The number of the world's order of this name."""
    return lambda world: [world.orders[name].number_key]


def of_parcel(world: World) -> list:
    placed = world.orders["picked"]
    return [placed.number_key, "label", placed.shipments.get().pk]


def of_draft(world: World) -> list:
    return [world.draft.submission_id]


def of_return(world: World, *, received: bool = False) -> list:
    """The part-shipped order and a return of it, made anew each time."""
    placed = world.orders["part"]
    by = world.office.processor
    back = expect_return(placed.lines.get(), units=1, reason="Scratched", submission_id=uuid.uuid4(), by=by)
    if received:
        receive_return(back, units=1, by=by)
    return [placed.number_key, back.pk]


def of_issue(world: World, *, is_claimed: bool = False) -> list:
    """A subscription and an issue of it that left, made anew each time."""
    missing = sent(world.office, issue(world.office))
    if is_claimed:
        claimed(world.office, missing)
    return [missing.subscription_id, missing.pk]


def printed(world: World) -> Printing:
    """What the agent has just printed."""
    subject = Subject(Printing.Kind.INVOICE, world.order)
    return print_document(subject, submission_id=uuid.uuid4(), by=world.office.agent)


# What stands in an address, by its name; nothing where it is not named.
ARGUMENTS: dict[str, Callable[[World], list]] = {
    "orders:work": lambda world: ["to-release"],
    "orders:report": lambda world: ["sales"],
    "orders:export_report": lambda world: ["weekly"],
    "orders:order": of_order,
    "orders:note": of_order,
    "orders:change": of_order,
    "orders:release": of_order,
    "orders:hold": of_order,
    "orders:unhold": of("held"),
    "orders:pick": of("released"),
    "orders:put_back": of("picked"),
    "orders:ship": of("released"),
    "orders:change_waiting": of("backordered"),
    "orders:cancel": of_order,
    "orders:cancel_remainder": of("part"),
    "orders:close": of("part"),
    "orders:document": lambda world: [world.order.number_key, "invoice"],
    "orders:send_mail": lambda world: [world.order.number_key, "confirmation"],
    "orders:document_of": of_parcel,
    "orders:statement": lambda world: [world.office.customer.pk],
    "orders:print_parcels": lambda world: ["labels"],
    "orders:pay": of_order,
    "orders:refuse_payment": lambda world: [world.orders["paid"].number_key, world.payment.pk],
    "orders:write_off": of_order,
    "orders:refund": of("paid"),
    "orders:approve_refund": lambda world: [world.orders["paid"].number_key, world.asked.pk],
    "orders:decline_refund": lambda world: [world.orders["paid"].number_key, world.asked.pk],
    "orders:expect_return": of("part"),
    "orders:receive_return": lambda world: of_return(world),
    "orders:restock_return": lambda world: of_return(world, received=True),
    "orders:credit_return": lambda world: of_return(world, received=True),
    "orders:settle_return": lambda world: of_return(world),
    "orders:issue_run": lambda world: [world.office.december.pk],
    "orders:ship_issue": lambda world: [world.office.december.pk],
    "orders:claim_issue": lambda world: of_issue(world),
    "orders:answer_claim": lambda world: of_issue(world, is_claimed=True),
    **dict.fromkeys(
        (
            "orders:subscription",
            "orders:renew_subscription",
            "orders:cancel_subscription",
            "orders:send_renewal_notice",
        ),
        lambda world: [world.subscription.pk],
    ),
    **dict.fromkeys(
        ("orders:standing_order", "orders:change_standing_order", "orders:end_standing_order"),
        lambda world: [world.standing.pk],
    ),
    **dict.fromkeys(
        (
            "orders:quote",
            "orders:accept_quote",
            "orders:decline_quote",
            "orders:quote_document",
            "orders:send_quote",
        ),
        lambda world: [world.quote.number_key],
    ),
    **dict.fromkeys(
        ("orders:begin_standing_order", "orders:give_quote"), lambda world: [world.office.customer.pk]
    ),
    "orders:draft": of_draft,
    "orders:discard_draft": of_draft,
    **dict.fromkeys(
        ("orders:product", "orders:change_product", "orders:new_edition", "orders:new_price"),
        lambda world: [world.office.disc.code],
    ),
    **dict.fromkeys(
        ("orders:take_out", "orders:offer_again"),
        lambda world: [world.office.disc.code, world.office.december.pk],
    ),
    "orders:new_rate": lambda world: [world.office.domestic.pk],
    **dict.fromkeys(
        ("orders:stock_moves", "orders:receive_stock", "orders:adjust_stock", "orders:expect_stock"),
        lambda world: [world.office.december.pk],
    ),
}

# A form that is sent as it should be, by the name of its address; without its submission id and version.
POSTED: dict[str, Callable[[World], dict]] = {
    "orders:work": lambda world: {"order": world.order.number, f"version_{world.order.number}": 1},
    "orders:note": lambda world: {"text": "Called back."},
    "orders:change": lambda world: looked(
        world.office.agent, world.order, email="ines@lakeshore.example"
    )[0],
    "orders:release": lambda world: {},
    "orders:hold": lambda world: {"reason": "Unclear."},
    "orders:unhold": lambda world: {"reason": "Clear."},
    "orders:pick": lambda world: {},
    "orders:put_back": lambda world: {},
    "orders:change_waiting": lambda world: {
        "reason": "Agreed.",
        f"line_{world.orders['backordered'].lines.get().pk}": "fill",
    },
    "orders:ship": lambda world: (
        {"carrier": "counter"}
        | {f"units_{line.pk}": line.ready for line in world.orders["released"].lines.all()}
    ),
    "orders:cancel": lambda world: {"reason": "Ordered twice."},
    "orders:cancel_remainder": lambda world: {"reason": "No more."},
    **dict.fromkeys(("orders:document", "orders:document_of", "orders:statement"), lambda world: {}),
    "orders:send_mail": lambda world: {
        "to": "ines@lakeshore.example",
        "shown": mark_of(LETTERS["confirmation"].written(world.order)),
    },
    "orders:send_renewal_notice": lambda world: {
        "to": "ines@lakeshore.example",
        "shown": mark_of(ending_written(world.subscription, newest_order(world.subscription))),
    },
    "orders:quote_document": lambda world: {},
    "orders:send_quote": lambda world: {
        "to": "ines@lakeshore.example",
        "shown": mark_of(quote_written(world.quote)),
    },
    "orders:print_parcels": lambda world: {"order": world.orders["picked"].number},
    "orders:pay": lambda world: {
        "method": "check",
        "amount": "$1.00",
        "dated": "2026-01-02",
        "reference": "R-2026-118204",
    },
    "orders:refuse_payment": lambda world: {"dated": timezone.localdate().isoformat(), "with_fee": "on"},
    "orders:write_off": lambda world: {"amount": "1.00", "reason": "Small."},
    "orders:refund": lambda world: {"method": "check", "amount": "1.00", "reason": "Paid twice."},
    "orders:approve_refund": lambda world: {},
    "orders:decline_refund": lambda world: {"because": "Paid once."},
    "orders:expect_return": lambda world: {
        "line": world.orders["part"].lines.get().pk,
        "units": 1,
        "reason": "Scratched.",
    },
    "orders:receive_return": lambda world: {"units": 1},
    "orders:restock_return": lambda world: {"units": 1},
    "orders:credit_return": lambda world: {"units": 1},
    "orders:settle_return": lambda world: {"because": "Found."},
    "orders:close": lambda world: {},
    "orders:new": lambda world: screen.form(world.office),
    "orders:save_draft": lambda world: screen.form(world.office),
    "orders:new_product": lambda world: catalogue.product_form(),
    "orders:change_product": lambda world: catalogue.product_form(version=1),
    "orders:new_edition": lambda world: {"issue_date": "2027-02-01", "label": "February 2027"},
    "orders:take_out": lambda world: {},
    "orders:offer_again": lambda world: {},
    "orders:new_price": lambda world: {"effective_from": "2099-01-01", "domestic": "110", "foreign": "140"},
    "orders:new_zone": lambda world: {"name": "Canada", "position": "2"},
    "orders:new_rate": lambda world: {
        "up_to_grams": "2000", "amount": "14.75", "effective_from": "2099-01-01",
    },
    "orders:import_catalogue": lambda world: {"content": catalogue.as_content("code,issue_date,edition")},
    "orders:receive_stock": lambda world: {"count": "4"},
    "orders:adjust_stock": lambda world: {
        "on_hand": "18", "reason": "Two are scratched.",
        "counted_after": last_shelf_move(world.office.december.pk),
    },
    "orders:expect_stock": lambda world: {"expected": "20", "was_expected": "0"},
    "orders:issue_run": lambda world: {},
    "orders:ship_issue": lambda world: {"carrier": "usps"},
    "orders:renew_subscription": lambda world: {"version": 1, "issues": "12", "source": "phone"},
    "orders:cancel_subscription": lambda world: {"version": 1, "reason": "Moved away."},
    "orders:claim_issue": lambda world: {
        "channel": "phone", "topic": cast.topic().pk, "description": "Did not arrive.",
    },
    "orders:answer_claim": lambda world: {"version": 1, "answer": "extended"},
    "orders:subscription_terms": lambda world: terms_form(),
    "orders:begin_standing_order": lambda world: standing_form(world.office),
    "orders:change_standing_order": lambda world: standing_form(world.office, version=1),
    "orders:end_standing_order": lambda world: {"version": 1, "reason": "Moved away."},
    "orders:give_quote": lambda world: quote_form(world.office),
    "orders:accept_quote": lambda world: {"version": 1, "purchase_order": "PO-1"},
    "orders:decline_quote": lambda world: {"version": 1, "reason": "Too dear."},
}  # fmt: skip


def posted(name: str, arguments: list, world: World) -> dict:
    """The form, with an id of its own and the version of the order in its address."""
    if name not in POSTED:
        return {}
    numbers = [each for each in arguments if isinstance(each, int)]
    version = Order.objects.filter(number_key__in=numbers).values_list("version", flat=True).first()
    return {"submission_id": str(uuid.uuid4()), "version": version or 0} | POSTED[name](world)


def rows() -> dict[tuple[str, str], tuple[int, ...]]:
    """The table, by name and method."""
    found = {}
    for line in filter(None, map(str.strip, TABLE.splitlines())):
        name, method, *answers = line.split()
        found[name, method] = tuple(map(int, answers))
    return found


def answers(name: str, method: str, world: World) -> tuple[int, ...]:
    """What everybody gets there, each as if nobody had been there before."""
    found = []
    for person in PEOPLE:
        with transaction.atomic():
            arguments = ARGUMENTS.get(name, lambda world: [])(world)
            address = reverse(name, args=arguments)
            if name == "orders:printed":
                address += f"?printing={printed(world).pk}"
            sent = (posted(name, arguments, world),) if method == "POST" else ()
            found.append(getattr(world.people[person], method.lower())(address, *sent).status_code)
            transaction.set_rollback(True)
    return tuple(found)


def test_every_address_of_orders_is_in_the_table():
    names = {name for name in addresses() if name.startswith("orders:")}
    assert {name for name, _ in rows()} == names
    assert len(rows()) == 2 * len(names), "each with both methods"


def test_everybody_gets_there_what_the_table_says(world):
    """All rows in one test: the world they need takes longer to make than a row to try."""
    found = {(name, method): answers(name, method, world) for name, method in rows()}
    assert {row: got for row, got in found.items() if got != rows()[row]} == {}, PEOPLE
