"""Where something goes and how it came: what standing orders and quotes have in common."""

import uuid

from django import forms

from contacts.models import Contact, Customer
from sales_orders.actions.standing_orders import Delivery
from sales_orders.addresses import label_of
from sales_orders.models import ShippingZone
from uccms.privacy.forms import GuardedForm

LINES = {"required": False, "max_length": 600, "widget": forms.Textarea(attrs={"rows": 5})}


class DeliveryForm(GuardedForm):
    """A form for one customer; a new one begins with the customer's first address and e-mail address."""

    guarded = ("ship_to", "bill_to")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)
    source = forms.ChoiceField(label="It came by", choices=Contact.Channel)
    zone = forms.ModelChoiceField(label="Shipping zone", queryset=ShippingZone.objects.none())
    ship_to = forms.CharField(label="Ship to", **LINES)
    bill_to = forms.CharField(label="Bill to, if elsewhere", **LINES)
    email = forms.EmailField(label="Mails go to", required=False, max_length=254)

    def __init__(self, data=None, *, user, customer: Customer, **initial) -> None:
        address = customer.mailing_addresses.first()
        mail = customer.email_addresses.first()
        known = {
            "submission_id": uuid.uuid4(),
            "source": Contact.Channel.PHONE,
            "ship_to": label_of(customer, address) if address else "",
            "email": mail.address if mail else "",
        }
        super().__init__(data, user=user, initial=known | initial)
        self.fields["zone"].queryset = ShippingZone.objects.all()
        self.fields["zone"].empty_label = None
        self.customer = customer

    @property
    def delivery(self) -> Delivery:
        """What was entered, as the actions take it."""
        cleaned = self.cleaned_data
        return Delivery(
            zone=cleaned["zone"],
            source=cleaned["source"],
            ship_to=cleaned["ship_to"],
            bill_to=cleaned["bill_to"] or cleaned["ship_to"],
            email=cleaned["email"],
            purchase_order=cleaned.get("purchase_order", ""),
        )
