"""Who may do what to an order, from which state: the one table that the help shows and every action asks."""

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


@dataclass(frozen=True)
class Move:
    """One act: its words, the right it needs, the states it starts from, and the state it leads to."""

    words: str
    right: str
    start: tuple[str, ...]
    to: str = ""


MOVES = {
    "change": Move("Change", "sales_orders.enter_order", OPEN),
    "release": Move("Release", "sales_orders.process_order", (ENTERED,), RELEASED),
    "hold": Move("Put on hold", "sales_orders.process_order", (ENTERED, RELEASED), ON_HOLD),
    "unhold": Move("Lift the hold", "sales_orders.process_order", (ON_HOLD,), ENTERED),
    "pick": Move("Pick", "sales_orders.process_order", (RELEASED,)),
    "put_back": Move("Put back on the shelf", "sales_orders.process_order", (RELEASED, ON_HOLD)),
    "ship": Move("Ship", "sales_orders.process_order", (RELEASED,)),
    "cancel": Move("Cancel", "sales_orders.enter_order", OPEN, CANCELLED),
    "cancel_remainder": Move("Cancel the remainder", "sales_orders.cancel_after_shipping", OPEN, CLOSED),
    "close": Move("Close", "sales_orders.process_order", (RELEASED,), CLOSED),
    "note": Move("Write a note", "sales_orders.enter_order", PLACED),
    "pay": Move("Enter a payment", "sales_orders.enter_order", PLACED),
    "refuse_payment": Move("Enter a refused payment", "sales_orders.process_order", PLACED),
    "write_off": Move("Write off", "sales_orders.approve_refund", PLACED),
    "request_refund": Move("Request a refund", "sales_orders.refund", PLACED),
    "decide_refund": Move("Approve or decline a refund", "sales_orders.approve_refund", PLACED),
    "expect_return": Move("Expect a return", "sales_orders.process_order", (RELEASED, CLOSED)),
    "receive_return": Move("Receive a return", "sales_orders.process_order", (RELEASED, CLOSED)),
    "restock_return": Move("Restock a return", "sales_orders.adjust_stock", (RELEASED, CLOSED)),
    "credit_return": Move("Credit a return", "sales_orders.refund", (RELEASED, CLOSED)),
}


def allow(order: Order, name: str) -> None:
    """Raise WrongState, with a sentence, unless the act starts from the order's state."""
    move = MOVES[name]
    if order.state not in move.start:
        raise WrongState(
            f"“{move.words}” is not possible: {order.number} is {order.get_state_display().lower()}."
        )


def possible(order: Order, user) -> list[str]:
    """The acts that this person may do to the order as it stands."""
    return [name for name, move in MOVES.items() if order.state in move.start and user.has_perm(move.right)]
