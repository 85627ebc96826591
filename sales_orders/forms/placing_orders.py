"""The order form: who orders, what, where it goes, and what came with it."""

import uuid
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone

from contacts.forms.choosing_customers import NEW, CustomerChoosingForm, asking_customer, key_of
from contacts.models import Contact, Customer, Ticket
from sales_orders.actions.placing_orders import Payment, Wanted
from sales_orders.errors import OrderError
from sales_orders.forms.amounts import AmountField, DayField, DiscountField
from sales_orders.forms.order_lines import LONGEST_REASON, OrderLines, key_in
from sales_orders.models import Method, Product, ShippingZone
from sales_orders.money import ZERO
from sales_orders.pricing import LONGEST_ORDER, PricedOrder, asking_rates, price_order, tariff_of
from sales_orders.promising import promise
from sales_orders.queries.order_entry import asking_zones
from uccms.privacy import guard
from uccms.privacy.forms import article

FARTHEST_WANTED = timedelta(days=2 * 366)
OLDEST_PAYMENT = timedelta(days=366)


@dataclass(frozen=True)
class Figures:
    """What the lines come to as they stand on the screen; `problem` says why that cannot be known."""

    priced: PricedOrder | None
    problem: str
    paid: Decimal

    @property
    def total(self) -> Decimal:
        return self.priced.total if self.priced else ZERO

    @property
    def weight(self) -> str:
        """What is shipped weighs so much."""
        grams = self.priced.grams if self.priced else 0
        return f"{Decimal(grams) / 1000:.1f} kg" if grams >= 1000 else f"{grams} g"

    @property
    def balance(self) -> Decimal:
        return self.total - self.paid


class OrderForm(CustomerChoosingForm):
    """One order. Its lines are `lines`, and what they come to is `figures`."""

    guarded = (
        "note", "new_name", "new_company", "purchase_order", "ship_to", "bill_to", "order_discount_reason",
        "shipping_reason",
    )  # fmt: skip
    guarded_as = {"purchase_order": "payment"}

    ticket = forms.CharField(required=False)
    source = forms.ChoiceField(choices=Contact.Channel, initial=Contact.Channel.PHONE)
    zone = forms.TypedChoiceField(
        label="Shipping zone",
        error_messages={"invalid_choice": "Select a valid choice. There is no such zone."},
    )
    ship_to = forms.CharField(
        label="Address", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 5})
    )
    bill = forms.ChoiceField(
        choices=[("same", "Same as ship to"), ("other", "Another address")], initial="same", required=False
    )
    bill_to = forms.CharField(
        label="Billing address", required=False, max_length=600, widget=forms.Textarea(attrs={"rows": 5})
    )
    email = forms.EmailField(label="Confirmation goes to", required=False, max_length=254)
    purchase_order = forms.CharField(label="Purchase order number", required=False, max_length=40)
    wanted_on = DayField(label="Wanted by")
    note = forms.CharField(
        label="Note, for staff",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 2, "class": "input--brief"}),
    )
    order_discount = DiscountField(label="Discount on the order", max_length=40)
    order_discount_reason = forms.CharField(
        label="What the discount is for", required=False, max_length=LONGEST_REASON
    )
    shipping = AmountField(label="Shipping, instead of by rate", max_length=40)
    shipping_reason = forms.CharField(
        label="Why shipping is another", required=False, max_length=LONGEST_REASON
    )
    method = forms.ChoiceField(
        label="Method", choices=[("", "No payment yet"), *Method.choices], required=False
    )
    amount = AmountField(label="Amount", max_length=40)
    dated = DayField(label="Dated")
    reference = forms.CharField(label="Receipt reference of Finance", required=False, max_length=40)
    shown_total = AmountField(max_length=40, widget=forms.HiddenInput())

    def __init__(self, data=None, *, user, typed=None, **kwargs) -> None:
        super().__init__(data, user=user, **kwargs)
        self.typed = QueryDict() if data is None and typed is None else data if data is not None else typed
        self._read_posted()
        self.fields["zone"].choices = [(each.pk, each.name) for each in self.zones]
        self.fields["zone"].coerce = {str(each.pk): each for each in self.zones}.__getitem__
        self.figures = self._reckon()
        self.act: dict = {}

    def _read_posted(self) -> None:
        """Read what the form names in one journey: zones, lines, prices and rates, the customer."""
        self.day = timezone.localdate()
        zone = key_in(self.typed.get("zone", ""))
        customer = key_of(self.typed.get("customer", "").strip()) if self.is_bound else None
        others = [asking_zones()]
        if zone is not None:
            others.append(asking_rates(zone, self.day))
        if customer is not None:
            others.append(asking_customer(customer))
        self.lines = OrderLines(
            self.typed, statements=self.statements, is_sent=self.is_bound, others=others, day=self.day
        )
        self.zones, *answers = self.lines.answers
        self.tariff = zone, tariff_of(self.lines.prices, answers.pop(0) if zone is not None else ())
        if customer is not None:
            self.found = customer, answers.pop()

    def _reckon(self) -> Figures:
        """Price what can be priced, as placing would; each row learns what it comes to."""
        self.lines.check()
        rows = [row for row in self.lines.rows if row.line]
        promised = promise([row.line for row in rows], self.lines.free_by_edition())
        for row, each in zip(rows, promised, strict=True):
            row.promised = each
        ordered = [row for row in rows if row.promised.line.quantity]
        amount, percent = self._read("order_discount") or (ZERO, ZERO)
        paid = self._read("amount") or ZERO
        zone = self._zone()
        if zone is None:
            return Figures(None, "There is no shipping zone yet. Ask whoever keeps the catalogue.", paid)
        try:
            priced = price_order(
                [row.promised.line for row in ordered],
                zone=zone,
                day=self.day,
                tariff=self.tariff[1] if self.tariff[0] == zone.pk else None,
                order_discount=amount,
                order_discount_percent=percent,
                shipping=self._read("shipping"),
            )
        except OrderError as error:
            return Figures(None, str(error), paid)
        for row, line in zip(ordered, priced.lines, strict=True):
            row.priced = line
        return Figures(priced, "", paid)

    def _zone(self) -> ShippingZone | None:
        chosen = self.typed.get("zone", "")
        return next((each for each in self.zones if str(each.pk) == chosen), next(iter(self.zones), None))

    def _read(self, name: str):
        """What stands in a field of an amount, if it can be read."""
        try:
            return self.fields[name].clean(self.typed.get(name, ""))
        except ValidationError:
            return None

    def clean_wanted_on(self) -> date | None:
        day = self.cleaned_data["wanted_on"]
        today = timezone.localdate()
        if day and day < today:
            raise ValidationError("This day is over. Choose today or a day to come.")
        if day and day > today + FARTHEST_WANTED:
            raise ValidationError("An order is wanted within two years.")
        return day

    def clean_dated(self) -> date | None:
        day = self.cleaned_data["dated"]
        today = timezone.localdate()
        if day and not today - OLDEST_PAYMENT <= day <= today:
            raise ValidationError("A payment is dated within the last year, and not in the future.")
        return day

    def clean_reference(self) -> str:
        text = self.cleaned_data["reference"]
        found = guard.find(text, field="payment")
        if found:
            words = guard.KINDS[found[0].kind].replace("payment card", "card")
            raise ValidationError(
                f"This looks like {article(words)} {words}. Enter the receipt reference, such as"
                " R-2026-118204."
            )
        return text

    def clean(self) -> dict:
        cleaned = super().clean()
        customer = self.chosen_customer(cleaned)
        if customer is None and cleaned.get("customer") != NEW and "customer" not in self.errors:
            self.add_error("customer", "Say who orders: find the customer, or enter a new one.")
        ticket = self._ticket(cleaned, customer)
        self._check_lines(cleaned)
        payment = self._payment(cleaned)
        amount, percent = cleaned.get("order_discount") or (ZERO, ZERO)
        unexplained = not cleaned.get("order_discount_reason") and "order_discount_reason" not in self.errors
        if (amount or percent) and unexplained:
            self.add_error("order_discount_reason", "Say what the discount is for.")
        by_hand = cleaned.get("shipping") is not None
        if by_hand and not cleaned.get("shipping_reason") and "shipping_reason" not in self.errors:
            self.add_error("shipping_reason", "Say why shipping is not what the rates say.")
        same = cleaned.get("bill") != "other"
        if not same and not cleaned.get("bill_to") and "bill_to" not in self.errors:
            self.add_error("bill_to", "Write the address, or choose “Same as ship to”.")
        if not self.errors:
            self.act = {
                "customer": customer,
                "new_customer": self.new_customer,
                "lines": [row.line for row in self.lines.rows],
                "order_discount": amount,
                "order_discount_percent": percent,
                "order_discount_reason": cleaned["order_discount_reason"] if amount or percent else "",
                "shipping": cleaned["shipping"],
                "shipping_reason": cleaned["shipping_reason"] if by_hand else "",
                "payment": payment,
                "shown_total": cleaned["shown_total"] if cleaned["shown_total"] is not None else ZERO,
                "wanted": Wanted(
                    zone=cleaned["zone"],
                    source=cleaned["source"],
                    ship_to=cleaned["ship_to"],
                    bill_to=cleaned["ship_to"] if same else cleaned["bill_to"],
                    email=cleaned["email"],
                    purchase_order=cleaned["purchase_order"],
                    wanted_on=cleaned["wanted_on"],
                    note=cleaned["note"],
                    ticket=ticket,
                ),
            }
        return cleaned

    def _check_lines(self, cleaned: dict) -> None:
        if not self.lines.rows:
            self.add_error(None, ValidationError("Add at least one product.", code="lines"))
        if self.lines.cut:
            self.add_error(
                None, f"An order has up to {LONGEST_ORDER} lines. Place the rest as another order."
            )
        for _, sentence in self.lines.errors:
            self.add_error(None, ValidationError(sentence, code="lines"))
        if self.figures.problem and not self.lines.errors:
            self.add_error(None, self.figures.problem)
        goes_by_post = any(row.product.medium != Product.Medium.ONLINE for row in self.lines.rows)
        if goes_by_post and not cleaned.get("ship_to") and "ship_to" not in self.errors:
            self.add_error("ship_to", "Say where it goes.")

    def _payment(self, cleaned: dict) -> Payment | None:
        method, amount, reference = (cleaned.get(name) for name in ("method", "amount", "reference"))
        wrong = [name for name in ("method", "amount", "reference", "dated") if name in self.errors]
        if wrong or not (method or amount or reference):
            return None
        if not method:
            self.add_error("method", "Choose how it was paid.")
        if not amount:
            self.add_error("amount", "Say how much was paid.")
        if not reference:
            self.add_error("reference", "Enter the receipt reference of Finance, such as R-2026-118204.")
        if not (method and amount and reference):
            return None
        return Payment(method, amount, reference, cleaned.get("dated") or timezone.localdate())

    def _ticket(self, cleaned: dict, customer: Customer | None) -> Ticket | None:
        """The ticket that the order comes from: one that the agent sees, of this customer or of nobody."""
        number = (cleaned.get("ticket") or "").upper().removeprefix("T")
        if not number:
            return None
        if number.isascii() and number.isdigit() and len(number) < 19:
            ticket = Ticket.objects.visible_to(self.user).filter(pk=number).first()
            if ticket and ticket.customer_id and ticket.customer_id != getattr(customer, "pk", None):
                if customer or cleaned.get("customer") == NEW:
                    self.add_error("ticket", f"{ticket.number} is of another customer. Leave it out.")
                return None
            if ticket:
                return ticket
        self.add_error("ticket", "There is no such ticket. Leave it out.")
        return None

    @property
    def to_settle(self) -> list[tuple[str, str]]:
        """What has to be mended: the id of the field, and the sentence."""
        elsewhere = {"customer": "id_look_up", "ticket": "id_ticket"}
        found = [
            (elsewhere.get(name, f"id_{name}"), f"{self[name].label}: {errors[0]}")
            for name, errors in self.errors.items()
            if name in self.fields
        ]
        lines = {sentence: target for target, sentence in self.lines.errors}
        others = [(lines.get(text, "main"), text) for text in self.non_field_errors()]
        return [*others, *found]


def fresh(user, **known) -> OrderForm:
    """An empty form, with what a link or a ticket knows."""
    initial = {
        "submission_id": uuid.uuid4(),
        "look_up_id": uuid.uuid4(),
        "dated": timezone.localdate(),
        **known,
    }
    return OrderForm(user=user, initial=initial)


def again(user, typed) -> OrderForm:
    """The form as it was typed, not sent and not checked: for drafts, and for buttons that only redraw it."""
    initial = {name: typed.get(name) for name in OrderForm.base_fields if name in typed}
    initial.setdefault("look_up_id", uuid.uuid4())
    form = OrderForm(user=user, typed=typed, initial=initial)
    form.adopt_statements(typed.getlist("stated"))
    form.lines.statements = form.statements
    return form
