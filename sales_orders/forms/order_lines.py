"""The lines of the order form: as many as were posted, each under a key of its own (`line-3-quantity`)."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils import timezone

from sales_orders.forms.amounts import DayField, read_amount, read_count, read_discount
from sales_orders.models import Edition, Price, Product, StockLevel
from sales_orders.pricing import LONGEST_ORDER, NewLine, PricedLine
from sales_orders.promising import PromisedLine
from sales_orders.queries.order_entry import Posted, editions_of, issues_of, read_posted
from uccms.database.written_once import Question
from uccms.privacy.forms import article, shown
from uccms.privacy.guard import KINDS
from uccms.privacy.texts import UNSTORABLE, Statements

FIELDS = (
    "product", "edition", "starts_on", "issues", "quantity", "unit_price", "price_reason", "discount",
    "discount_reason", "when_short", "seen",
)  # fmt: skip
NAME = re.compile(rf"line-([0-9]{{1,4}})-({'|'.join(FIELDS)})")
LONGEST_REASON = 150
FARTHEST = timedelta(days=2 * 366)  # of the first issue of a subscription, back and ahead
WHEN_SHORT = ("fill", "wait", "drop")


@dataclass
class LineRow:
    """One line as it was typed, what is wrong with it, and what it comes to."""

    key: str
    typed: dict[str, str]
    product: Product
    edition: Edition | None = None
    editions: list[Edition] = field(default_factory=list)
    issues: list[Edition] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)
    line: NewLine | None = None
    promised: PromisedLine | None = None
    priced: PricedLine | None = None
    level: StockLevel | None = None
    left: int = 0
    is_sent: bool = False
    news: str = ""

    @property
    def shown_errors(self) -> list[str]:
        """What is wrong with it; reasons are asked for when the form is sent, not while somebody types."""
        return [text for name, text in self.errors.items() if self.is_sent or not name.endswith("_reason")]

    @property
    def first_issue(self) -> Edition | None:
        """The issue with which a subscription begins, where it is known already."""
        try:
            start = _start(self.typed.get("starts_on", ""))
        except ValidationError:
            return None
        return next((each for each in reversed(self.issues) if each.issue_date >= start), None)

    @property
    def free(self) -> int:
        """Copies of the chosen edition that the order can have, and that no line before this one takes."""
        if self.promised and self.promised.there is not None:
            return self.promised.there
        return self.left

    @property
    def set_aside(self) -> int:
        """Copies of it on the shelf that are kept for orders that wait already."""
        return max(self.level.available, 0) - self.left if self.level else 0

    @property
    def after_discount(self) -> Decimal:
        """What it costs, its own discount taken off, without shipping."""
        return self.priced.goods - self.priced.discount if self.priced else Decimal(0)

    @property
    def is_kept(self) -> bool:
        return self.product.keeps_stock and self.edition is not None

    @property
    def missing(self) -> int:
        """How many copies are not there."""
        return self.promised.asked - self.free if self.promised and self.promised.is_short else 0


class OrderLines:
    """All lines of one form, in the order in which they were posted.

    `others` is asked together with what is read of them, and answered in `answers`; with a `day`, `prices` of
    the products are read as well. What can be chosen on a line is read by `offer`, before it is drawn.
    """

    def __init__(
        self,
        data,
        *,
        statements: Statements,
        is_sent: bool = False,
        others: Sequence[Question] = (),
        day: date | None = None,
    ) -> None:
        self.statements = statements
        self.is_sent = is_sent
        self.cut = False
        self.answers: list[list] = []
        self.prices: list[Price] = []
        self.rows: list[LineRow] = self._read(data, others, day)

    def _read(self, data, others: Sequence[Question], day: date | None) -> list[LineRow]:
        posted: dict[str, dict[str, str]] = {}
        for name in data:
            found = NAME.fullmatch(name)
            if found:
                posted.setdefault(found[1], {})[found[2]] = UNSTORABLE.sub("", data.get(name, "")).strip()
        kept = list(posted.items())[:LONGEST_ORDER]
        self.cut = len(posted) > LONGEST_ORDER
        keys = {key: key_in(typed.get("product", "")) for key, typed in kept}
        editions = [key_in(typed.get("edition", "")) for _, typed in kept]
        found, self.answers = read_posted(
            filter(None, keys.values()), filter(None, editions), *others, day=day
        )
        self.prices = found.prices
        return [
            self._row(key, typed, found.products[keys[key]], found)
            for key, typed in kept
            if keys[key] in found.products
        ]

    def _row(self, key: str, typed: dict[str, str], product: Product, found: Posted) -> LineRow:
        row = LineRow(key, typed, product, is_sent=self.is_sent)
        edition = found.editions.get(typed.get("edition", ""))
        if edition and edition.product_id == product.pk and not product.is_subscription:
            row.edition = edition
        if row.is_kept:
            row.level, row.left = found.levels.get(row.edition.pk), found.free.get(row.edition.pk, 0)
        return row

    def offer(self) -> None:
        """Read what can be chosen on each line: its editions, or the issues of a subscription."""
        products = [row.product for row in self.rows]
        editions = editions_of(products, [row.edition.pk for row in self.rows if row.edition])
        issues = issues_of(products)
        for row in self.rows:
            row.editions = editions.get(row.product.pk, [])
            row.issues = issues.get(row.product.pk, [])

    def next_key(self) -> str:
        """A key that no line of this form has."""
        return str(max((int(row.key) for row in self.rows), default=0) + 1)

    def free_by_edition(self) -> dict[int, int]:
        """How many copies of each edition on these lines a new order can have."""
        return {row.edition.pk: row.left for row in self.rows if row.level and row.edition}

    @property
    def errors(self) -> list[tuple[str, str]]:
        """What is wrong with the lines: the id of the field, and a sentence that names the line."""
        return [
            (f"line-{row.key}-{name}", f"Line {number}, {row.product.title}: {sentence}")
            for number, row in enumerate(self.rows, start=1)
            for name, sentence in row.errors.items()
        ]

    def check(self) -> None:
        """Read every line; what can be ordered has its `line`, what cannot has `errors`."""
        for row in self.rows:
            row.line = self._line(row)

    def _line(self, row: LineRow) -> NewLine | None:
        typed, product = row.typed, row.product

        def read(name: str, reader, empty=None):
            if not typed.get(name):
                return empty
            try:
                return reader(typed[name])
            except ValidationError as error:
                row.errors[name] = error.messages[0]
                return empty

        quantity = read("quantity", lambda text: read_count(text, most=100_000, words="A quantity"))
        if quantity is None and "quantity" not in row.errors:
            row.errors["quantity"] = "Say how many."
        issues, starts_on = 1, None
        if product.is_subscription:
            issues = read("issues", lambda text: read_count(text, most=1_000, words="The number of issues"))
            if issues is None and "issues" not in row.errors:
                row.errors["issues"] = "Say how many issues."
            starts_on = read("starts_on", _start)
            if starts_on is None and "starts_on" not in row.errors:
                row.errors["starts_on"] = "Say with which issue the subscription starts."
        elif typed.get("edition") and row.edition is None:
            row.errors["edition"] = "There is no such edition any more. Choose another."
        elif product.keeps_stock and row.edition is None:
            row.errors["edition"] = "Choose the edition."
        discount, percent = read("discount", read_discount, (Decimal(0), Decimal(0)))
        unit_price = read("unit_price", read_amount)
        self._check_reason(row, "discount_reason", bool(discount or percent), "Say what the discount is for.")
        self._check_reason(
            row, "price_reason", unit_price is not None, "Say why the price is another than that of the day."
        )
        if any(not name.endswith("_reason") for name in row.errors):
            return None
        return NewLine(
            product,
            quantity,
            edition=row.edition,
            issues=issues,
            starts_on=starts_on,
            when_short=typed.get("when_short", "") if typed.get("when_short") in WHEN_SHORT else "",
            unit_price=unit_price,
            price_reason=typed.get("price_reason", "") if unit_price is not None else "",
            discount=discount,
            discount_percent=percent,
            discount_reason=typed.get("discount_reason", "") if discount or percent else "",
        )

    def _check_reason(self, row: LineRow, name: str, needed: bool, sentence: str) -> None:
        text = row.typed.get(name, "")
        if not needed:
            return
        if not text:
            row.errors[name] = sentence
        elif len(text) > LONGEST_REASON:
            row.errors[name] = f"A reason has up to {LONGEST_REASON} signs."
        elif findings := shown(name, text, self.statements):
            words = KINDS[findings[0].kind]
            row.errors[name] = f"This looks like {article(words)} {words}, which may not be kept. Remove it."


def started_line(key: str, product: Product, editions: list[Edition]) -> LineRow:
    """A new line as the screen begins it: one copy of the newest edition, or twelve issues from today on."""
    typed = {"product": str(product.pk), "quantity": "1"}
    if product.is_subscription:
        typed |= {"issues": "12", "starts_on": timezone.localdate().isoformat()}
    else:
        today = timezone.localdate()
        out = next((each for each in editions if each.issue_date <= today), editions[0] if editions else None)
        if out:
            typed["edition"] = str(out.pk)
    return LineRow(key, typed, product)


def posted(row: LineRow) -> Mapping[str, str]:
    """The line as a form would post it."""
    return {f"line-{row.key}-{name}": value for name, value in row.typed.items()}


def _start(text: str) -> date:
    day = DayField().clean(text)
    today = timezone.localdate()
    if day is None or not today - FARTHEST <= day <= today + FARTHEST:
        raise ValidationError("A subscription starts within two years, back or ahead.")
    return day


def key_in(text: str) -> int | None:
    """The key that was posted; None where there is none."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
