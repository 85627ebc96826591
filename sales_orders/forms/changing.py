"""What the customer who called back wants to be otherwise: units, more products, addresses, e-mail."""

from collections.abc import Sequence

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorDict
from django.http import QueryDict

from sales_orders.changes import Asked, Plan, added_lines, plan
from sales_orders.errors import OrderError
from sales_orders.forms.order_lines import OrderLines
from sales_orders.forms.orders import CountField, OrderForm
from sales_orders.models import Order, OrderLine, Product, ShippingZone
from sales_orders.pricing import LONGEST_ORDER
from sales_orders.promising import is_kept
from sales_orders.queries.order_entry import levels_of
from sales_orders.waiting import free_copies

TEXT = {"required": False, "max_length": 600, "widget": forms.Textarea(attrs={"rows": 5})}


class ChangeForm(OrderForm):
    """One change. `plan` is what it comes to, once all that was typed can be read."""

    guarded = ("why", "ship_to", "bill_to")
    ship_to = forms.CharField(label="Ship to", **TEXT)
    bill_to = forms.CharField(label="Bill to", **TEXT)
    email = forms.EmailField(label="Mails about the order go to", required=False, max_length=254)
    why = forms.CharField(
        label="Why does it change?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--brief"}),
        error_messages={"required": "Say why, such as “Called back: needs two, not three.”"},
    )
    zone = forms.ModelChoiceField(
        label="Shipping zone",
        queryset=ShippingZone.objects.all(),
        empty_label=None,
        required=False,
        error_messages={"invalid_choice": "Choose one of the shipping zones."},
    )
    shown = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, data=None, *, order: Order, user, lines: Sequence[OrderLine]) -> None:
        now = {"ship_to": order.ship_to, "bill_to": order.bill_to, "email": order.email}
        super().__init__(data, order=order, user=user, zone=order.zone_id, **now)
        if order.units_shipped:
            del self.fields["zone"]
        self.order_lines = [line for line in lines if line.remaining]
        for line in self.order_lines:
            if not line.subscription_id:
                self.fields[f"units_{line.pk}"] = CountField(
                    label=f"Still to be sent of {line.title}",
                    initial=line.remaining,
                    error_messages={"required": "Enter a whole number, such as 2; 0 takes it off."},
                )
        self.typed = QueryDict() if data is None else data
        self.lines = OrderLines(self.typed, statements=self.statements, is_sent=self.is_sent)
        self.lines.offer()
        self.plan: Plan | None = None

    @property
    def rows(self) -> list[tuple[OrderLine, forms.BoundField | None]]:
        """Each line of which something is still to be sent, with its field where it can be changed here."""
        return [
            (line, self[f"units_{line.pk}"] if f"units_{line.pk}" in self.fields else None)
            for line in self.order_lines
        ]

    @property
    def differing(self) -> list[tuple[str, str, str]]:
        """What was typed and is not what stands on the order: words, the order's, the typed."""
        pairs = [(line.title, str(line.remaining), field.value()) for line, field in self.rows if field]
        for name in ("ship_to", "bill_to", "email"):
            pairs.append((self[name].label, getattr(self.order, name), self[name].value()))
        if zone := self.cleaned_data.get("zone"):
            pairs.append(("Shipping zone", self.order.zone.name, zone.name))
        return [
            (words, there or "nothing", typed or "nothing")
            for words, there, typed in pairs
            if (there or "").split() != (typed or "").split()
        ]

    def clean(self) -> dict:
        cleaned = super().clean()
        self.lines.check()
        for _, sentence in self.lines.errors:
            self.add_error(None, ValidationError(sentence, code="lines"))
        if self.lines.cut or len(self.lines.rows) + len(self.order_lines) > LONGEST_ORDER:
            self.add_error(
                None, f"An order has up to {LONGEST_ORDER} lines. Place the rest as another order."
            )
        stays = [line for line in self.order_lines if cleaned.get(f"units_{line.pk}", 1)]
        products = [line.product for line in stays] + [row.product for row in self.lines.rows]
        goes_by_post = any(product.medium != Product.Medium.ONLINE for product in products)
        if goes_by_post and not cleaned.get("ship_to") and "ship_to" not in self.errors:
            self.add_error("ship_to", "Say where it goes.")
        if any(row.line for row in self.lines.rows) or not self.errors:
            self._reckon(cleaned)
        return cleaned

    def _reckon(self, cleaned: dict) -> None:
        """Plan the change; each added row learns what it comes to, as on the form of a new order."""
        rows = [row for row in self.lines.rows if row.line]
        self.asked = Asked(
            {
                line.pk: cleaned[f"units_{line.pk}"]
                for line in self.order_lines
                if f"units_{line.pk}" in cleaned
            },
            [row.line for row in rows],
            cleaned.get("ship_to", self.order.ship_to),
            cleaned.get("bill_to", self.order.bill_to),
            cleaned.get("email", self.order.email),
            cleaned.get("zone"),
        )
        editions = {line.edition_id for line in self.order_lines} | {
            each.edition.pk for each in added_lines(self.order_lines, self.asked) if is_kept(each)
        }
        free = free_copies(levels_of(editions - {None}))
        try:
            planned = plan(self.order, self.order_lines, self.asked, free=free)
        except OrderError as error:
            self.add_error(None, str(error))
            return
        for row, promised in zip(rows, planned.promised[len(planned.promised) - len(rows) :], strict=True):
            row.promised = promised
        prices = {promised.place: price for promised, price in planned.gains}
        for row in rows:
            row.priced = prices.get(row.promised.place)
            if row.missing and row.promised.must_ask:
                self.add_error(
                    None, ValidationError(f"{row.product.title}: say what to do about what is short.")
                )
        self.plan = None if self.errors else planned

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and not self.is_sent:  # a line was added or removed: nobody asked what is wrong
            self._errors = ErrorDict()

    @property
    def is_sent(self) -> bool:
        """Whether the person asked what it comes to, or confirmed it."""
        return "look" in self.typed or self.is_confirmed

    @property
    def to_settle(self) -> list[tuple[str, str]]:
        """What has to be mended: the id of the field, and the sentence."""
        found = [
            (f"id_{name}", f"{self[name].label}: {errors[0]}")
            for name, errors in self.errors.items()
            if name in self.fields
        ]
        lines = {sentence: target for target, sentence in self.lines.errors}
        return [*((lines.get(text, "main"), text) for text in self.non_field_errors()), *found]

    @property
    def is_confirmed(self) -> bool:
        """Whether the person has seen what it comes to; the action compares it with what it comes to now."""
        return "confirm" in self.typed

    @property
    def words(self) -> dict:
        known = {name: self.cleaned_data[name] for name in ("why", "version", "submission_id", "shown")}
        return known | {"asked": self.asked, "statements": self.statements}
