"""Stock on the screen: what arrives, what is counted, what is expected, and for whom it is promised."""

import pytest

from sales_orders.actions.keeping_stock import expect_stock, last_shelf_move, receive_stock
from sales_orders.models import StockLevel, StockMove
from tests import cast
from tests.contacts.acts import at_once, browser
from tests.sales_orders.catalogue import submission
from tests.sales_orders.office import discs, order

pytestmark = pytest.mark.django_db
SSN = "219-09-9999"


@pytest.fixture
def keeper(office):
    return browser(office.processor)


def page_of(office, act: str = "") -> str:
    return f"/orders/stock/{office.december.pk}/{act}"


def level_of(office) -> tuple[int, int, int]:
    level = StockLevel.objects.get(edition=office.december)
    return level.on_hand, level.allocated, level.expected


def counted(office, on_hand, **fields) -> dict:
    known = {"on_hand": on_hand, "reason": "Counted.", "counted_after": last_shelf_move(office.december.pk)}
    return submission() | known | fields


def test_the_levels_say_what_is_there_promised_free_waited_for_and_expected(office, keeper):
    order(office, discs(office, 5, when_short="fill"))
    expected = submission() | {"expected": "20", "expected_on": "2027-01-04", "was_expected": "0"}
    assert keeper.post(page_of(office, "expect/"), expected).status_code == 302

    text = keeper.get("/orders/stock/").content.decode().split("<tbody>")[1]
    cells = [cell.split("<")[0].strip() for cell in text.split('<td class="number')[1:]]
    assert "3" in cells[0] and "3" in cells[1], cells
    assert "none" in text and "20" in text and "Jan 4, 2027" in text
    for shown in ("short", "low", "expected"):
        assert "December 2026" in keeper.get("/orders/stock/", {"shown": shown}).content.decode()
    assert keeper.get("/orders/stock/", {"shown": "x"}).status_code == 422
    assert "No copies here" in keeper.get("/orders/stock/", {"q": "trademark"}).content.decode()


def test_copies_for_which_an_older_order_waits_are_not_said_to_be_free(office, keeper):
    expect_stock(office.december, expected=2, by=office.processor)
    order(office, discs(office, 5, when_short="wait"))

    for page in ("/orders/stock/", page_of(office)):
        text = keeper.get(page).content.decode()
        assert "none" in text and "3 kept for who waits" in text
    keeper.post(page_of(office, "receive/"), submission() | {"count": "1", "reason": "Found one"})
    assert "4 copies on the shelf, 0 free." in keeper.get(page_of(office)).content.decode()


def test_copies_that_arrive_fill_who_waits_and_are_expected_no_more(office, keeper):
    waiting = order(office, discs(office, 5, when_short="fill"))
    keeper.post(page_of(office, "expect/"), submission() | {"expected": "20", "was_expected": "0"})
    sent = submission() | {"count": "12", "reason": "Delivery 4711"}
    for _ in range(2):
        answer = keeper.post(page_of(office, "receive/"), sent)
        assert answer.headers["Location"] == page_of(office)

    assert level_of(office) == (15, 5, 8)
    waiting.refresh_from_db()
    assert (waiting.units_ready, waiting.units_backordered) == (5, 0)
    text = keeper.get(page_of(office)).content.decode()
    assert "Delivery 4711" in text and "+12" in text and waiting.number in text and "Omar Bell" in text


@pytest.mark.parametrize(
    ("act", "fields", "sentence"),
    [
        ("receive/", {"count": ""}, "Say how many arrived."),
        ("receive/", {"count": "0"}, "whole number from 1"),
        ("receive/", {"count": "-3"}, "whole number from 1"),
        ("receive/", {"count": "1e3"}, "whole number from 1"),
        ("receive/", {"count": "٣"}, "whole number from 1"),
        ("receive/", {"count": "1000000"}, "look at the count again"),
        ("receive/", {"count": "1", "reason": f"For {SSN}"}, "may not be kept"),
        ("adjust/", {"on_hand": "1", "reason": "Lost", "counted_after": "now"}, "2 copies are promised"),
        ("adjust/", {"on_hand": "-1", "reason": "Lost", "counted_after": "now"}, "whole number from 0"),
        ("adjust/", {"on_hand": "2", "reason": " ", "counted_after": "now"}, "Say why the count changes."),
        ("adjust/", {"on_hand": "3", "reason": "Counted", "counted_after": "now"}, "nothing to adjust"),
        ("expect/", {"expected": "-1", "was_expected": "0"}, "whole number from 0"),
        (
            "expect/",
            {"expected": "0", "expected_on": "2027-01-04", "was_expected": "0"},
            "leave the day empty",
        ),
        ("expect/", {"expected": "4", "expected_on": "soon", "was_expected": "0"}, "Write the day as"),
    ],
)
def test_what_cannot_be_gets_a_sentence_and_moves_nothing(office, keeper, act, fields, sentence):
    order(office, discs(office, 2))
    before = (level_of(office), StockMove.objects.count())
    now = {"counted_after": last_shelf_move(office.december.pk)} if "counted_after" in fields else {}

    answer = keeper.post(page_of(office, act), submission() | fields | now)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert (level_of(office), StockMove.objects.count()) == before


def test_a_count_that_does_not_know_of_a_delivery_is_shown_it_and_loses_nothing(office, keeper):
    late = counted(office, 2, reason="One is scratched.")
    receive_stock(office.december, count=10, by=cast.again(office.supervisor))

    answer = keeper.post(page_of(office, "adjust/"), late)
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "13" in text and "One is scratched." in text
    assert level_of(office) == (13, 0, 0)
    again = counted(office, 12, reason="One is scratched.")
    for _ in range(2):
        assert keeper.post(page_of(office, "adjust/"), again).status_code == 302
    assert level_of(office) == (12, 0, 0)


def test_copies_that_were_only_promised_since_do_not_spoil_a_count(office, keeper):
    count = counted(office, 4)
    order(office, discs(office, 2))
    assert keeper.post(page_of(office, "adjust/"), count).status_code == 302
    assert level_of(office) == (4, 2, 0)


def test_what_somebody_else_expects_meanwhile_is_shown(office, keeper):
    first, late = ({"expected": "20", "was_expected": "0"}, {"expected": "30", "was_expected": "0"})
    assert keeper.post(page_of(office, "expect/"), submission() | first).status_code == 302
    answer = keeper.post(page_of(office, "expect/"), submission() | late)
    assert answer.status_code == 409
    assert 'name="was_expected" value="20"' in answer.content.decode()
    assert level_of(office)[2] == 20


def test_an_edition_whose_copies_are_not_kept_has_no_stock_page(office, keeper):
    edition = office.download.editions.create(issue_date="2026-11-24", label="Week 48")
    assert keeper.get(f"/orders/stock/{edition.pk}/").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_delivery_that_is_sent_eight_times_at_once_arrives_once(office):
    sent = submission() | {"count": "5"}
    clients = [browser(office.processor) for _ in range(8)]
    answers = at_once(
        [lambda each=each: each.post(page_of(office, "receive/"), sent).status_code for each in clients]
    )
    assert set(answers) == {302}
    assert level_of(office) == (8, 0, 0)
