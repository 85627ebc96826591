"""The table of moves, as one table: every act, from every state, as everybody; and where it leads."""

import pytest
from django.db import transaction

from sales_orders.models import Order
from sales_orders.moves import MOVES, PLACED, possible
from tests import cast
from tests.contacts.acts import browser
from tests.sales_orders import office as offices
from tests.sales_orders.acts import IN_STATE, UPS, address, again, closed, part_shipped, pay, picked, send
from tests.sales_orders.office import discs, order, subscribed, waiting
from uccms.accounts import roles
from uccms.audit.models import Event

pytestmark = pytest.mark.django_db

# The acts that are done here, with what their forms send.
FORMS = {
    "release": {},
    "hold": {"reason": "The address is unclear."},
    "unhold": {"reason": "The customer called."},
    "pick": {},
    "put_back": {},
    "ship": {"carrier": "ups", "tracking": UPS},
    "change_waiting": {"reason": "The customer agreed."},
    "cancel": {"reason": "Ordered twice."},
    "cancel_remainder": {"reason": "No more copies."},
    "close": {},
    "note": {"text": "Called back."},
}
# The acts, from where they start, who may do them, and where they lead, as the agency wants it: not read
# from the table that is tested.
TABLE = """
release          | entered                                    | processor supervisor       | released
hold             | entered released                           | processor supervisor       | on_hold
unhold           | on_hold                                    | processor supervisor       | entered
pick             | released                                   | processor supervisor       |
put_back         | entered on_hold released                   | processor supervisor       |
ship             | released                                   | processor supervisor       | closed
change_waiting   | entered on_hold released                   | agent processor supervisor |
cancel           | entered on_hold released                   | agent processor supervisor | cancelled
cancel_remainder | entered on_hold released                   | processor supervisor       | closed
close            | released                                   | processor supervisor       | closed
note             | entered on_hold released closed cancelled  | agent processor supervisor |
"""
ROWS = {
    name.strip(): (starts.split(), people.split(), to.strip())
    for name, starts, people, to in (line.split("|") for line in TABLE.strip().splitlines())
}
PEOPLE = ("agent", "processor", "supervisor", "stranger", "officer", "administrator")


@pytest.fixture
def office() -> offices.Office:
    return offices.open_office(copies=30)


def backordered(office) -> Order:
    return order(office, waiting(office))


def fitting(office, state: str, name: str) -> Order:
    """An order in this state that nothing but its state keeps from the act, where there can be one."""
    special = {
        "change_waiting": backordered,
        "put_back": picked,
        "cancel_remainder": part_shipped,
        "close": closed,
    }
    if state not in ("entered", "on_hold", "released") or name not in special:
        return IN_STATE[state](office)
    made = special[name](office)
    because = "Unclear." if state == "on_hold" else ""
    Order.objects.filter(pk=made.pk).update(state=state, held_because=because)
    return again(made)


def fields(name: str, placed: Order) -> dict:
    waits = {f"line_{line.pk}": "fill" for line in placed.lines.all() if line.backordered}
    units = {f"units_{line.pk}": line.ready for line in placed.lines.all()} if name == "ship" else {}
    return FORMS[name] | units | waits


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("state", PLACED)
def test_every_act_from_every_state_as_everybody(office, state, name):
    people = {each: getattr(office, each, None) for each in PEOPLE}
    people["officer"] = cast.staff("petra", role=roles.PRIVACY_OFFICER)
    people["administrator"] = cast.staff("adam", role=roles.ADMINISTRATOR)
    placed = fitting(office, state, name)
    starts, who, to = ROWS[name]
    free = state in starts

    for title, person in people.items():
        sees = title in ("agent", "processor", "supervisor")
        expected = 404 if not sees else 403 if title not in who else 302 if free else 409
        with transaction.atomic():
            assert not sees or (name in possible(placed, person)) == (expected == 302)
            answer = send(person, name, placed, **fields(name, placed))
            assert answer.status_code == expected, (title, name, state)
            now = again(placed)
            if expected == 302:
                assert now.state == (to or state)
            else:
                assert (now.state, now.version) == (state, placed.version), "nothing changed"
            refused = Event.objects.filter(kind="refused", actor_id=person.pk, subject=placed.number)
            assert refused.exists() == (expected in (403, 409))
            transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("name", "made", "sentence"),
    [
        ("cancel", part_shipped, "only the remainder"),
        ("cancel_remainder", order, "cancel the order"),
        ("close", part_shipped, "has not shipped yet"),
        ("pick", picked, "ready to be picked"),
        ("put_back", order, "Nothing of"),
        ("change_waiting", order, "waits for copies"),
        ("ship", lambda office: IN_STATE["released"](office, subscribed(office)), "ready to ship"),
    ],
)
def test_what_the_state_allows_and_the_order_does_not_is_409_with_a_sentence(office, name, made, sentence):
    placed = made(office)

    for answer in (
        send(office.supervisor, name, placed, **fields(name, placed)),
        browser(office.supervisor).get(address(name, placed)),
    ):
        assert answer.status_code == 409
        assert sentence in answer.content.decode()
    assert again(placed).version == placed.version


def test_an_order_that_is_billed_before_it_ships_is_released_when_it_is_paid(office):
    placed = order(office, discs(office), wanted=offices.wanted(office, bill_before_ship=True))

    answer = send(office.processor, "release", placed)
    assert answer.status_code == 409
    assert "is billed before it ships, and $112.25 is not paid yet" in answer.content.decode()

    pay(placed, "112.25", by=office.agent)
    assert send(office.processor, "release", placed).status_code == 302
    assert again(placed).state == "released"


def test_the_help_shows_the_whole_table(office):
    answer = browser(office.agent).get("/orders/help/")

    text = answer.content.decode()
    for move in MOVES.values():
        assert move.words in text
        assert move.only in text
    assert browser(office.stranger).get("/orders/help/").status_code == 404
