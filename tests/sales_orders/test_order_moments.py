"""The lines of an order's timeline."""

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sales_orders.models import OrderChange, OrderEntry, Shipment
from sales_orders.template_words.order_moments import order_entry
from uccms.accounts.models import User

AT = datetime(2020, 2, 3, 15, 30, tzinfo=ZoneInfo("America/New_York"))


def line(kind: str, **facts) -> str:
    known = {"by": User(pk=1, name="Dana <b>"), "at": AT}
    return order_entry(OrderEntry(kind=kind, **(known | facts)), "e7")


def test_it_says_what_happened_by_whom_when_and_how_much():
    written = line("paid", amount=Decimal("1250.5"), text="<i>By check</i>")
    assert '<li class="entry" id="e7">' in written
    assert "<strong>Payment entered</strong> by Dana &lt;b&gt;, $1,250.50</span>" in written
    assert 'datetime="2020-02-03T15:30:00-05:00">Feb 3, 2020, 3:30 p.m.</time>' in written
    assert '<p class="entry__text">&lt;i&gt;By check&lt;/i&gt;</p>' in written


def test_a_parcel_is_named_by_its_carrier_and_tracking_number():
    parcel = Shipment(carrier="usps", tracking="9400<1>")
    assert ", U.S. Postal Service 9400&lt;1&gt;</span>" in line("shipped", shipment=parcel)
    assert "Postal" not in line("put_back", shipment=parcel)


def test_a_note_is_marked_as_staff_only_and_says_when_its_text_was_removed():
    written = line("note", text="<u>")
    assert "Staff only" in written and ">&lt;u&gt;</p>" in written
    assert "The text was removed." in line("note", text="")


def test_what_the_system_did_has_no_name():
    assert "<strong>Closed</strong></span>" in line("closed", by=None)


def test_a_change_shows_its_reason_and_what_it_changed():
    change = OrderChange(version=2, why="<em>", ship_to_before="A & B", ship_to_after="C",
                         lines_before=[], lines_after=[])  # fmt: skip
    written = line("changed", change=change)
    assert "&lt;em&gt;" in written and "A &amp; B</td>" in written and "Version 2" in written
