"""Orders are found by what somebody has at hand, only by those who may open them, and without a trace."""

import uuid

import pytest
from django.urls import reverse

from sales_orders.actions.shipping import ship_order
from sales_orders.models import Order
from sales_orders.queries.order_search import find_orders
from tests import cast
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.acts import UPS, released
from tests.sales_orders.office import discs, order, pay
from uccms.audit.models import Event
from uccms.database.rounds import alone
from uccms.web.search_sources import sources

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=9)


@pytest.fixture
def found(office) -> Order:
    """An order with every number that one can have."""
    customer = cast.customer(
        office.agent,
        "Zoë Wiśniewska",
        company="Granite Library",
        emails=["zoe@granite.example"],
        number="603-555-0131",
    )
    ticket = cast.ticket(office.agent, customer=customer)
    placed = released(office, discs(office), customer=customer, purchase_order="PO 88/213-x", ticket=ticket)
    pay(placed, "20.00", by=office.agent, reference="R-2026-118204")
    ship_order(placed, carrier="ups", tracking=UPS, by=office.processor)
    order(office, discs(office))
    return Order.objects.get(pk=placed.pk)


WAYS = [
    (lambda placed: placed.number, "Order number"),
    (lambda placed: placed.number.lower()[1:], "Order number"),
    (lambda placed: placed.customer.number, "Customer number"),
    (lambda placed: placed.ticket.number, "Ticket"),
    (lambda placed: "(603) 555 0131", "Customer’s telephone"),
    (lambda placed: "555-0131", "Customer’s telephone"),
    (lambda placed: "ZOE@granite", "Customer’s e-mail"),
    (lambda placed: "wisniewska", "Customer"),
    (lambda placed: "granite lib", "Customer"),
    (lambda placed: "po88/213", "Purchase order number"),
    (lambda placed: "1z 999 aa1 0123456784", "Tracking number"),
    (lambda placed: "r-2026-118204", "Receipt reference"),
]


@pytest.mark.parametrize(("typed", "way"), WAYS)
def test_an_order_is_found_by(office, found, typed, way):
    hits = find_orders(office.agent, typed(found))
    assert [(each.words, each.orders) for each in hits.ways if found in each.orders] == [(way, [found])]


def test_an_order_is_found_by_words_of_a_title_and_the_newest_come_first(office, found):
    hits = find_orders(office.agent, "grants bib")
    assert [way.words for way in hits.ways] == ["Product"]
    assert [each.number_key for each in hits.orders] == sorted(
        (each.number_key for each in hits.orders), reverse=True
    )
    assert found in hits.orders


@pytest.mark.parametrize(
    "typed", ["", "   ", "\0", "%", "_", "'; DROP TABLE", "S99999999", "x" * 10_000, "٣٣٣٣"]
)
def test_what_means_nothing_finds_nothing(office, found, typed):
    assert find_orders(office.agent, typed).orders == []


def test_who_may_not_open_orders_finds_none_and_the_source_says_nothing(office, found):
    assert find_orders(office.stranger, found.number).orders == []
    source = next(each for each in sources() if each.name == "orders")
    assert alone(source.find(office.stranger, found.number, 5)) == []
    (hit,) = alone(source.find(office.agent, found.number, 5))
    assert (hit.number, hit.address) == (found.number, reverse("orders:order", args=[found.number_key]))


def test_a_number_leads_to_its_order_and_a_name_to_a_list_that_is_on_the_record(office, found):
    client = browser(office.agent)
    answer = client.post(reverse("orders:find"), {"words": " s" + found.number[1:] + " "})
    assert answer.headers["Location"] == reverse("orders:order", args=[found.number_key])

    identifier = str(uuid.uuid4())
    answer = client.post(reverse("orders:find"), {"words": "Wiśniewska", "look_up_id": identifier})
    page = answer.content.decode()
    assert answer.status_code == 200 and found.number in page and "Wiśniewska" in page
    event = Event.objects.get(kind="look_up")
    assert {found.number, found.customer.number} <= set(event.shown)
    assert "Nothing is found" in client.post(reverse("orders:find"), {"words": "nobody"}).content.decode()


def test_more_orders_cost_the_same_number_of_queries(office, found, django_assert_num_queries):
    with django_assert_num_queries(11):  # of which seven look the customer up
        find_orders(office.agent, "Wiśniewska")
    for _ in range(25):
        order(office, discs(office, when_short="fill"), customer=found.customer)
    with django_assert_num_queries(11):
        many = find_orders(office.agent, "Wiśniewska")
    (way,) = many.ways
    assert (len(way.orders), way.more) == (20, True)


def test_an_order_whose_number_was_typed_opens_at_once(office, found):
    for typed in (found.number, found.number.lower()):
        answer = browser(office.agent).post("/find/", {"find": typed})
        assert answer.get("Location") == reverse("orders:order", args=[found.number_key])
    assert browser(office.agent).post("/find/", {"find": "granite library"}).status_code == 200


@pytest.mark.parametrize("typed", ["-", "--", "·", '"-"', "#"])
def test_marks_alone_find_no_order(office, found, typed):
    assert find_orders(office.agent, typed).orders == []
