"""The table of moves as the help shows it: who may do what, from where."""

from dataclasses import dataclass

from django.contrib.auth.models import Group

from sales_orders.models import Order
from sales_orders.moves import MOVES, PLACED, Move
from uccms.accounts import roles


@dataclass(frozen=True)
class Row:
    """One act, and the groups whose members may do it."""

    move: Move
    groups: list[str]
    allowed: list[bool]  # in the order of `states()`

    @property
    def to(self) -> str:
        return Order.State(self.move.to).label if self.move.to else ""


def states() -> list[str]:
    """The states of a placed order, in words."""
    return [Order.State(state).label for state in PLACED]


def table() -> list[Row]:
    """Every act of `moves.MOVES`."""
    holders = Group.objects.filter(permissions__content_type__app_label="sales_orders").values_list(
        "permissions__codename", "name"
    )
    groups: dict[str, list[str]] = {}
    for codename, name in holders:
        groups.setdefault(f"sales_orders.{codename}", []).append(name)
    return [
        Row(
            move,
            [name for name in roles.GROUPS if name in groups.get(move.right, [])],
            [state in move.start for state in PLACED],
        )
        for move in MOVES.values()
    ]
