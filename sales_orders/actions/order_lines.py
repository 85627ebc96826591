"""Within an action that places or changes an order: its new lines, checked, promised, written, allocated."""

from collections.abc import Sequence
from dataclasses import dataclass

from sales_orders.actions import stock_levels, subscribing
from sales_orders.actions.relied_on import check_held, rely_on
from sales_orders.errors import OrderError, StockShort
from sales_orders.models import Order, OrderLine, StockLevel, StockMove
from sales_orders.money import ZERO
from sales_orders.pricing import NewLine, PricedOrder
from sales_orders.promising import is_kept, promise
from sales_orders.waiting import asking_waiting, by_edition, free_copies
from uccms.database.written_once import Question, together
from uccms.database.written_rows import inserting
from uccms.privacy.texts import Statements, admit


def check_lines(lines: Sequence[NewLine], held: Sequence[tuple] | None = None) -> None:
    """Raise OrderError, with a sentence, for lines that no order may have; their products are held.

    `held` is what `relied_on.holding` answered, where it was asked already.
    """
    if not lines:
        raise OrderError("Add at least one product.")
    if held is None:
        rely_on(line.product for line in lines)
    else:
        check_held([line.product for line in lines], held)
    for line in lines:
        title = line.product.title
        if not line.product.is_active:
            raise OrderError(f"{title} is not sold any more.")
        if not 1 <= line.quantity <= 100_000 or not 1 <= line.issues <= 1_000:
            raise OrderError(f"{title}: a quantity is 1 to 100,000, and issues are 1 to 1,000.")
        if line.product.is_subscription and line.starts_on is None:
            raise OrderError(f"{title}: say with which issue the subscription starts.")
        if not line.product.is_subscription and (line.issues != 1 or line.starts_on):
            raise OrderError(f"{title} is no subscription.")
        if line.renews and (line.renews.product_id, line.renews.copies) != (line.product.pk, line.quantity):
            raise OrderError(f"{title}: a renewal has the same product and the same number of copies.")
        if line.edition and line.edition.product_id != line.product.pk:
            raise OrderError(f"{title} has no such edition.")
        if line.product.keeps_stock and not line.product.is_subscription and line.edition is None:
            raise OrderError(f"{title}: choose the edition.")
        if min(line.unit_price or ZERO, line.discount, line.discount_percent) < 0:
            raise OrderError(f"{title}: an amount cannot be below zero.")
        if line.unit_price is not None and not line.price_reason.strip():
            raise OrderError(f"{title}: say why the price is another.")
        if (line.discount or line.discount_percent) and not line.discount_reason.strip():
            raise OrderError(f"{title}: say what the discount is for.")


@dataclass(frozen=True)
class Shelf:
    """The locked stock levels of some lines' editions, and how many copies of each a new order can have."""

    levels: dict[int, StockLevel]
    free: dict[int, int]


def lock_shelf(lines: Sequence[NewLine], *others: Question) -> tuple[Shelf, list[list]]:
    """The shelf for these lines, and the answers to `others`, which are asked in the same journey.

    The levels stay locked until the transaction ends: nobody else gets the same copies.
    """
    editions = [line.edition.pk for line in lines if line.edition and is_kept(line)]
    if not editions:
        return Shelf({}, {}), together(*others)
    locked, waiting, *answers = together(stock_levels.locking(editions), asking_waiting(editions), *others)
    levels = {level.pk: level for level in locked}
    return Shelf(levels, free_copies(levels, by_edition(waiting))), answers


def promise_lines(lines: Sequence[NewLine], shelf: Shelf) -> tuple[list[int | None], list[NewLine]]:
    """How many copies each line gets from the shelf (None where none is kept), and the lines that remain."""
    promised = promise(lines, shelf.free)
    short = {each.place: each.there for each in promised if each.must_ask}
    if short:
        raise StockShort(short)
    kept = [each for each in promised if each.line.quantity]
    if not kept:
        raise OrderError("Nothing is left to order: no copy is on the shelf.")
    return [each.given for each in kept], [each.line for each in kept]


def write_lines(
    order: Order,
    priced: PricedOrder,
    promised: Sequence[int | None],
    statements: Statements,
    *,
    order_discount_reason: str = "",
    after: int = 0,
) -> list[OrderLine]:
    """Write priced lines, numbered from `after` + 1 on; the caller counts the order's units.

    `promised` says how many copies each gets from the shelf, None where none is kept.
    """
    rows = []
    for position, (each, given) in enumerate(zip(priced.lines, promised, strict=True), start=after + 1):
        line, counts, subscription = each.line, {}, None
        if line.product.is_subscription:
            subscription, in_grace = subscribing.subscribe(order, line)
            counts = {"awaited": line.units - in_grace * line.quantity, "shipped": in_grace * line.quantity}
        elif given is None:
            counts["ready"] = line.units
        else:
            counts = {"ready": given, "backordered": line.units - given}
        reasons = [line.discount_reason, order_discount_reason if each.order_discount else ""]
        rows.append(
            OrderLine(
                order=order,
                position=position,
                product=line.product,
                edition=line.edition,
                title=f"{line.product.title}, {line.edition.label}" if line.edition else line.product.title,
                quantity=line.quantity,
                issues=line.issues,
                starts_on=line.starts_on,
                subscription=subscription,
                when_short="wait" if line.when_short == "wait" else "fill",
                unit_price=each.unit_price,
                price_reason=admit(line.price_reason, statements=statements),
                discount=each.discount,
                discount_reason=admit("; ".join(filter(None, reasons)), statements=statements),
                order_discount=each.order_discount,
                shipping=each.shipping,
                **counts,
            )
        )
    if rows:
        together(inserting(rows))
    subscribing.pay_for_grace(rows)
    return rows


def allocate(rows: Sequence[OrderLine], *, by) -> None:
    """Take the copies of new lines from the shelf's free ones."""
    levels = stock_levels.locked_levels([row.edition_id for row in rows if _is_taken(row)])
    together(*allocating(rows, levels, by=by))


def allocating(rows: Sequence[OrderLine], levels: dict[int, StockLevel], *, by) -> list[Question]:
    """The same from levels that are locked already, to be written together with others."""
    written = []
    for row in filter(_is_taken, rows):
        made = StockMove(
            edition_id=row.edition_id, kind=StockMove.Kind.ALLOCATED, allocated=row.ready, line=row, by=by
        )
        written += stock_levels.moving(levels[row.edition_id], made)
    return written


def _is_taken(row: OrderLine) -> bool:
    """Whether copies of this line come from the shelf now."""
    return bool(row.ready and row.edition_id and row.product.keeps_stock)
