"""Mails about orders: written with their cause, looked at before they are sent by hand, on the timeline."""

import re
import uuid
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from sales_orders.actions.holding import hold_order
from sales_orders.actions.keeping_stock import expect_stock, receive_stock
from sales_orders.actions.mailing import send_letter
from sales_orders.actions.refunding import approve_refund
from sales_orders.actions.releasing import release_order
from sales_orders.actions.shipping import ship_order
from sales_orders.errors import OrderError
from sales_orders.letters import LETTERS, mark_of
from sales_orders.models import Order
from sales_orders.pricing import NewLine
from tests.contacts.acts import browser
from tests.mail import servers
from tests.sales_orders import office as offices
from tests.sales_orders.acts import UPS, again, released
from tests.sales_orders.office import discs, order
from uccms.audit.models import Event
from uccms.mail.actions.sending_mail import send_waiting
from uccms.mail.models import Mail

pytestmark = pytest.mark.django_db
EMAIL = "ines@lakeshore.example"


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=3)


def mails(kind: str) -> list[Mail]:
    return list(Mail.objects.filter(kind=kind).order_by("pk"))


def mailed(placed: Order) -> list[str]:
    """What the timeline says of mails after the confirmation."""
    return list(placed.timeline.filter(kind="mailed").values_list("text", flat=True))[1:]


def test_what_ships_is_told_in_the_transaction_that_ships_it(office):
    placed = released(office, discs(office, 3), email=EMAIL)
    line = placed.lines.get()
    ship_order(placed, carrier="ups", tracking=UPS, units={line.pk: 2}, by=office.processor)

    (mail,) = mails("order_shipped")
    assert (mail.to, mail.record, mail.subject) == (
        EMAIL, placed.number, f"Your order {placed.number} has shipped in part",
    )  # fmt: skip
    for said in ("2 x Patents BIB: Grants", f"by UPS, tracking number {UPS}", "Still to come:\n1 x Patents"):
        assert said in mail.text
    assert mailed(placed) == ["What has shipped"]
    with pytest.raises(OrderError):
        ship_order(placed, carrier="ups", units={line.pk: 2}, by=office.processor)
    assert len(mails("order_shipped")) == 1, "what was rolled back is not told"
    ship_order(placed, carrier="counter", by=office.processor)
    assert "Still to come" not in mails("order_shipped")[1].text


def test_a_download_is_told_when_it_is_released_and_nobody_without_an_address(office):
    line = NewLine(office.download, 1)
    release_order(order(office, line, email=EMAIL), by=office.processor)
    release_order(order(office, line), by=office.processor)

    (mail,) = mails("order_shipped")
    assert "Ready to download since" in mail.text


def test_a_later_day_is_told_to_those_who_wait_and_an_earlier_one_is_not(office):
    soon, later = date(2027, 1, 10), date(2027, 2, 20)
    waiting = order(office, discs(office, 5, when_short="fill"), email=EMAIL)
    held = order(office, discs(office, 2, when_short="fill"), email="oleg@office.example")
    hold_order(held, reason="Unclear.", by=office.processor)
    order(office, discs(office, 1, when_short="fill"))

    def expected(day: date | None, copies: int = 50) -> int:
        before = len(mails("order_delayed"))
        expect_stock(office.december, expected=copies, expected_on=day, by=office.processor)
        return len(mails("order_delayed")) - before

    assert expected(soon) == 0, "no day was said before"
    assert expected(later) == 2
    mail = mails("order_delayed")[0]
    assert (mail.to, mail.record) == (EMAIL, waiting.number)
    assert "2 x Patents BIB: Grants, December 2026: expected on February 20, 2027" in mail.text
    assert mailed(waiting) == ["Backorder delay"]
    assert expected(soon) == 0
    assert expected(later) == 2, "it was hoped for again in between"
    assert expected(later) == 0
    assert expected(None) == 2
    assert "we do not know yet when copies arrive" in mails("order_delayed")[-1].text
    receive_stock(office.december, count=50, by=office.processor)
    expected(soon)
    assert expected(later) == 0, "nobody waits"


def test_a_refund_is_told_when_it_is_approved(office):
    placed = order(office, email=EMAIL)
    offices.pay(placed, "150.00", by=office.agent)
    asked = offices.ask_back(again(placed), "37.75", by=office.processor)
    assert mails("order_refunded") == []

    approve_refund(asked, by=office.supervisor)

    (mail,) = mails("order_refunded")
    assert f"$37.75 of your order {placed.number} is paid back to you by check" in mail.text
    assert "Paid back: $37.75" in mail.text
    assert mailed(placed) == ["Refund"]


def page(person, placed: Order, name: str, **sent):
    address = reverse("orders:send_mail", args=[placed.number_key, name])
    return browser(person).post(address, sent) if sent else browser(person).get(address)


def test_a_mail_is_looked_at_and_sent_by_hand_as_often_as_asked(office, settings):
    placed = released(office, discs(office, 1), email=EMAIL)
    ship_order(placed, carrier="ups", tracking=UPS, by=office.processor)

    shown = page(office.agent, placed, "shipped")
    written = shown.context["written"]
    assert written.text in shown.content.decode().replace("&#x27;", "'")
    assert f'value="{EMAIL}"' in shown.content.decode()
    sent = {"to": "desk@lakeshore.example", "shown": shown.context["mark"], "submission_id": uuid.uuid4()}
    assert len(mails("order_shipped")) == 1, "looking sends nothing"
    assert page(office.agent, placed, "shipped", **sent).status_code == 302
    assert page(office.agent, placed, "shipped", **sent).status_code == 302

    first, second = mails("order_shipped")
    assert (second.to, second.text, second.queued_by) == ("desk@lakeshore.example", first.text, office.agent)
    assert page(office.agent, placed, "shipped", **sent | {"submission_id": uuid.uuid4()}).status_code == 302
    assert len(mails("order_shipped")) == 3
    assert mailed(placed) == ["What has shipped"] * 3
    assert Event.objects.filter(kind="look", subject=placed.number, page="orders:send_mail").exists()

    with servers.server() as (smtp, port):
        settings.MAIL_DELIVERY, settings.MAIL_TLS, settings.MAIL_USER = "smtp", "none", ""
        settings.MAIL_HOST, settings.MAIL_PORT = "127.0.0.1", port
        send_waiting()
    told = {smtp.message(place)["To"]: smtp.message(place) for place in range(len(smtp.taken))}
    message = told["desk@lakeshore.example"]
    assert message["Subject"] == f"Your order {placed.number} has shipped"
    assert UPS in message.get_body(("plain",)).get_content()
    assert f"<li>1 × {placed.lines.get().title}</li>" in message.get_body(("html",)).get_content()


def test_words_that_are_not_those_that_were_shown_are_shown_once_more(office):
    placed = order(office, email=EMAIL)
    old = page(office.agent, placed, "confirmation").context["mark"]
    offices.pay(placed, "12.25", by=office.agent)

    sent = {"to": EMAIL, "shown": old, "submission_id": uuid.uuid4()}
    answer = page(office.agent, placed, "confirmation", **sent)

    assert answer.status_code == 422
    assert "so have the words. Look at them once more." in answer.content.decode()
    assert "Paid: $12.25" in answer.content.decode()
    assert len(mails("order_placed")) == 1
    new = re.search(r'name="shown" value="([0-9a-f]{64})"', answer.content.decode())[1]
    assert page(office.agent, placed, "confirmation", **sent | {"shown": new}).status_code == 302
    assert len(mails("order_placed")) == 2


@pytest.mark.parametrize(
    "to",
    ["", "nobody", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "x" * 300 + "@b.c"],
)
def test_what_is_no_address_gets_a_sentence(office, to):
    placed = order(office, email=EMAIL)
    mark = page(office.agent, placed, "confirmation").context["mark"]

    answer = page(office.agent, placed, "confirmation", to=to, shown=mark, submission_id=uuid.uuid4())

    assert answer.status_code == 422
    assert answer.context["form"].errors["to"]
    assert len(mails("order_placed")) == 1


def test_what_there_is_nothing_to_tell_of_is_not_possible(office):
    placed = order(office, email=EMAIL)

    for name in ("shipped", "delay", "refund"):
        assert page(office.agent, placed, name).status_code == 409
    assert page(office.agent, placed, "greetings").status_code == 404
    assert page(office.stranger, placed, "confirmation").status_code == 404
    letter = LETTERS["confirmation"]
    with pytest.raises(PermissionDenied):
        send_letter(
            placed, letter, to=EMAIL, shown=mark_of(letter.written(placed)), submission_id=uuid.uuid4(),
            by=office.stranger,
        )  # fmt: skip


def test_the_orders_page_lists_its_mails_and_no_others(office):
    placed, other = order(office, email=EMAIL), order(office, email="other@office.example")
    (mail,) = Mail.objects.filter(record=placed.number)
    (elsewhere,) = Mail.objects.filter(record=other.number)

    text = browser(office.agent).get(f"/orders/{placed.number}/").content.decode()

    assert f'href="{reverse("mail:mail", args=[mail.pk])}"' in text
    assert reverse("mail:mail", args=[elsewhere.pk]) not in text
    offered = [
        name for name in LETTERS if reverse("orders:send_mail", args=[placed.number_key, name]) in text
    ]
    assert offered == ["confirmation"], "there is nothing else to tell"
