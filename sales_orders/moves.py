"""Who may do what to an order, from which state: the one table that the help shows and every action asks."""

from collections.abc import Callable
from dataclasses import dataclass

from sales_orders.errors import WrongState
from sales_orders.models import Order

ENTERED, ON_HOLD, RELEASED, CLOSED, CANCELLED = (
    Order.State.ENTERED,
    Order.State.ON_HOLD,
    Order.State.RELEASED,
    Order.State.CLOSED,
    Order.State.CANCELLED,
)
OPEN = (ENTERED, ON_HOLD, RELEASED)
PLACED = (*OPEN, CLOSED, CANCELLED)


def _billed(order: Order) -> str:
    if order.bill_before_ship and order.balance > 0:
        return f"{order.number} is billed before it ships, and ${order.balance:,.2f} is not paid yet."
    return ""


def _has_unpicked(order: Order) -> str:
    return (
        "" if order.units_ready > order.units_picked else f"Nothing of {order.number} is ready to be picked."
    )


def _has_picked(order: Order) -> str:
    return "" if order.units_picked else f"Nothing of {order.number} is picked."


def _can_ship(order: Order) -> str:
    if not order.units_ready:
        return f"Nothing of {order.number} is ready to ship."
    return _billed(order)


def _nothing_shipped(order: Order) -> str:
    if order.units_shipped:
        return f"Something of {order.number} has shipped: only the remainder can be cancelled."
    return ""


def _remains_after_shipping(order: Order) -> str:
    if not order.units_shipped:
        return f"Nothing of {order.number} has shipped: cancel the order."
    if order.units <= order.units_shipped + order.units_cancelled:
        return f"Nothing of {order.number} remains."
    return ""


def _all_shipped(order: Order) -> str:
    if order.units > order.units_shipped + order.units_cancelled:
        return f"Something of {order.number} has not shipped yet."
    return ""


def _something_remains(order: Order) -> str:
    if order.units <= order.units_shipped + order.units_cancelled:
        return f"Nothing of {order.number} is still to be sent."
    return ""


def _something_waits(order: Order) -> str:
    return "" if order.units_backordered else f"Nothing of {order.number} waits for copies."


def _nothing_hinders(order: Order) -> str:
    return ""


@dataclass(frozen=True)
class Move:
    """One act: its words, the right it needs, the states it starts from, and the state it leads to.

    `hindered` says, in a sentence, why an order in such a state does not allow it, or nothing; `only` is
    the same as a rule, for the help.
    """

    words: str
    right: str
    start: tuple[str, ...]
    to: str = ""
    hindered: Callable[[Order], str] = _nothing_hinders
    only: str = ""


MOVES = {
    "change": Move(
        "Change", "sales_orders.enter_order", OPEN, "",
        _something_remains,
        "while something is still to be sent; another shipping zone while nothing has shipped",
    ),
    "release": Move(
        "Release", "sales_orders.process_order", (ENTERED,), RELEASED,
        _billed, "when it is paid, if it is billed before it ships",
    ),
    "hold": Move("Put on hold", "sales_orders.process_order", (ENTERED, RELEASED), ON_HOLD),
    "unhold": Move("Lift the hold", "sales_orders.process_order", (ON_HOLD,), ENTERED),
    "pick": Move(
        "Pick", "sales_orders.process_order", (RELEASED,), "",
        _has_unpicked, "when something is ready and not picked yet",
    ),
    "put_back": Move(
        "Put back on the shelf", "sales_orders.process_order", OPEN, "",
        _has_picked, "when something is picked",
    ),
    "ship": Move(
        "Ship", "sales_orders.process_order", (RELEASED,), "",
        _can_ship, "when something is ready, and paid if it is billed before it ships; closes the order with"
        " its last unit",
    ),
    "change_waiting": Move(
        "Change how it waits", "sales_orders.enter_order", OPEN, "",
        _something_waits, "when something waits for copies",
    ),
    "cancel": Move(
        "Cancel", "sales_orders.enter_order", OPEN, CANCELLED, _nothing_shipped, "while nothing has shipped"
    ),
    "cancel_remainder": Move(
        "Cancel the remainder", "sales_orders.cancel_after_shipping", OPEN, CLOSED,
        _remains_after_shipping, "when something has shipped, and something has not",
    ),
    "close": Move(
        "Close", "sales_orders.process_order", (RELEASED,), CLOSED, _all_shipped, "when all has shipped"
    ),
    "note": Move("Write a note", "sales_orders.enter_order", PLACED),
    "mail": Move("Send a mail", "sales_orders.enter_order", PLACED),
    "pay": Move("Enter a payment", "sales_orders.enter_order", PLACED),
    "refuse_payment": Move("Enter a refused payment", "sales_orders.process_order", PLACED),
    "write_off": Move("Write off", "sales_orders.approve_refund", PLACED),
    "request_refund": Move("Request a refund", "sales_orders.refund", PLACED),
    "decide_refund": Move("Approve or decline a refund", "sales_orders.approve_refund", PLACED),
    "expect_return": Move("Expect a return", "sales_orders.process_order", (RELEASED, CLOSED)),
    "receive_return": Move("Receive a return", "sales_orders.process_order", (RELEASED, CLOSED)),
    "restock_return": Move("Restock a return", "sales_orders.adjust_stock", (RELEASED, CLOSED)),
    "credit_return": Move("Credit a return", "sales_orders.refund", (RELEASED, CLOSED)),
}  # fmt: skip


def allow(order: Order, name: str) -> None:
    """Raise WrongState, with a sentence, unless the order as it stands allows the act."""
    move = MOVES[name]
    if order.state not in move.start:
        raise WrongState(
            f"“{move.words}” is not possible: {order.number} is {order.get_state_display().lower()}."
        )
    if sentence := move.hindered(order):
        raise WrongState(sentence)


def possible(order: Order, user) -> list[str]:
    """The acts that this person may do to the order as it stands."""
    return [
        name
        for name, move in MOVES.items()
        if order.state in move.start and not move.hindered(order) and user.has_perm(move.right)
    ]
