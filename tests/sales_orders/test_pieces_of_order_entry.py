"""The pieces of the order form: their figures and buttons, and what they ask of the database."""

import re
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sales_orders.actions.cancelling import cancel_order
from sales_orders.models import Order
from tests.contacts.acts import browser
from tests.sales_orders.office import product
from tests.sales_orders.screen import NEW, discs, form, line, send

pytestmark = pytest.mark.django_db


def test_figures_are_those_of_placing_whatever_is_done_about_a_short_line(office):
    client = browser(office.agent)
    for when_short in ("fill", "wait", "drop"):
        data = form(office, discs(office, 5, when_short=when_short))
        shown = re.search(
            r'name="shown_total" value="([0-9.]+)"',
            client.post("/orders/new/figures/", data).content.decode(),
        )[1]
        assert send(client, data | {"shown_total": shown}).status_code == 302, when_short
        placed = Order.objects.latest("pk")
        assert placed.charged == Decimal(shown)
        cancel_order(placed, reason="Once more.", by=office.agent)


def test_buttons_change_the_form_without_script(office):
    tape = product("EIP-0200P-TP", "Patents ASSIGN tape", medium="tape", grams=900)
    client = browser(office.agent)

    def press(button: str, value: str = "1", **fields) -> str:
        data = form(office, discs(office), note="Typed with care.", **fields) | {button: value}
        answer = client.post(NEW, data)
        assert answer.status_code == 200
        page = answer.content.decode()
        assert "Typed with care." in page
        return page

    page = press("add_line", product_words=tape.code)
    assert f'name="line-2-product" value="{tape.pk}"' in page
    page = press("add_line", product_words="patents")
    assert "3 products found: which one?" in page
    page = press("add_line", add_product=str(office.subscription.pk))
    assert re.search(r'name="line-2-issues" value="12"', page)
    assert "line-1-product" not in press("remove_line")
    assert "$112.25" in press("show_total", shown_total="0.00")
    assert "No product is found" in press("add_line", product_words="zeppelin")
    assert not Order.objects.exists()


def test_pieces_of_the_form_are_for_those_who_enter_orders(office):
    for piece in ("look-up", "customer", "products", "line", "figures"):
        address = f"{NEW}{piece}/"
        assert browser(office.stranger).post(address, form(office)).status_code == 404
        assert browser(office.agent).get(address).status_code == 405
        assert browser(office.agent).post(address, form(office)).status_code == 200
    assert browser(office.stranger).get(NEW).status_code == 404
    assert send(office.stranger, form(office)).status_code == 404


def test_figures_ask_as_much_of_the_database_for_one_line_as_for_many(office):
    client = browser(office.agent)
    tapes = [product(f"EIP-{n:04d}P-TP", f"Tape {n}", medium="tape", grams=9) for n in range(1000, 1030)]

    def asked(data: dict, address: str) -> int:
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            assert client.post(address, data).status_code == 200
        return len(captured)

    few = form(office, discs(office), show_total="1")
    many = form(
        office,
        discs(office),
        *(line(n, each, quantity="2") for n, each in enumerate(tapes, start=2)),
        show_total="1",
    )
    for address, most in ((f"{NEW}figures/", 14), (f"{NEW}line/", 20), (NEW, 30)):
        assert asked(few, address) == asked(many, address) <= most, address


def test_placing_asks_as_much_of_the_database_for_one_line_as_for_many_and_not_what_is_only_drawn(office):
    client = browser(office.agent)

    def asked(*lines: dict) -> list[str]:
        client.get("/account/")
        with CaptureQueriesContext(connection) as captured:
            assert client.post(NEW, form(office, *lines, shown_total="0")).status_code == 302
        return [each["sql"] for each in captured]

    few = asked(line(1, office.download))
    many = asked(*(line(number, office.download) for number in range(1, 21)))
    assert len(few) == len(many) <= 34
    assert not any("ROW_NUMBER" in sql for sql in few)
