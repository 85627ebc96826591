"""The buttons of an order's page: which act of `moves.MOVES` is done where, and by which single key."""

from dataclasses import dataclass

from sales_orders.models import Order
from sales_orders.moves import MOVES, possible


@dataclass(frozen=True)
class Act:
    """One button: the act, the name of its address, its key, and whether it is what comes next."""

    move: str
    address: str
    key: str
    icon: str
    is_next: bool = False

    @property
    def words(self) -> str:
        return MOVES[self.move].words


# In the order of an order's life; a key stands for one act only.
ACTS = [
    Act("release", "orders:release", "r", "forward", is_next=True),
    Act("unhold", "orders:unhold", "l", "open", is_next=True),
    Act("pick", "orders:pick", "p", "check", is_next=True),
    Act("ship", "orders:ship", "s", "out", is_next=True),
    Act("close", "orders:close", "z", "resolved", is_next=True),
    Act("change", "orders:change", "e", "pencil"),
    Act("change_waiting", "orders:change_waiting", "w", "clock"),
    Act("put_back", "orders:put_back", "b", "undo"),
    Act("hold", "orders:hold", "h", "waiting"),
    Act("cancel", "orders:cancel", "x", "close"),
    Act("cancel_remainder", "orders:cancel_remainder", "x", "close"),
]


def acts_for(order: Order, user) -> list[Act]:
    """The buttons of the acts that this person may do to the order as it stands."""
    names = possible(order, user)
    return [act for act in ACTS if act.move in names]


def next_of(acts: list[Act]) -> Act | None:
    """The one that usually comes next."""
    return next((act for act in acts if act.is_next), None)
