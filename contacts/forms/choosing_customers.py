"""Forms that say who it is about: a customer who was looked up, a new one, or nobody."""

from django import forms
from django.core.validators import EmailValidator

from contacts.forms.telephones import read_number
from contacts.models import Customer
from uccms.database.written_once import Question, Slot, WrittenOnce
from uccms.privacy.forms import GuardedForm

NEW, NO_NAME = "new", "none"


class CustomerChoosingForm(GuardedForm):
    """The part of a form in which a customer is looked up, and chosen or begun anew."""

    customer = forms.CharField(required=False, initial=NO_NAME)
    look_up = forms.CharField(required=False, max_length=200)
    look_up_id = forms.UUIDField(required=False, widget=forms.HiddenInput)
    new_name = forms.CharField(label="Name", required=False, max_length=200)
    new_company = forms.CharField(label="Company", required=False, max_length=200)
    new_email = forms.CharField(label="E-mail", required=False, max_length=254, validators=[EmailValidator()])
    new_telephone = forms.CharField(label="Telephone", required=False, max_length=60)
    new_anyway = forms.BooleanField(required=False)
    found: tuple[int, list[Customer]] | None = None

    def clean_new_telephone(self):
        typed = self.cleaned_data["new_telephone"]
        return read_number(typed) if typed and self.data.get("customer") == NEW else None

    @property
    def new_customer(self) -> dict | None:
        """What is known of a new customer, as the keywords of `create_customer`; None for no new one."""
        cleaned = self.cleaned_data
        if cleaned.get("customer") != NEW:
            return None
        return {
            "name": cleaned["new_name"],
            "company": cleaned["new_company"],
            "emails": [cleaned["new_email"]] if cleaned["new_email"] else [],
            "numbers": [cleaned["new_telephone"]] if cleaned["new_telephone"] else [],
        }

    def chosen_customer(self, cleaned: dict) -> Customer | None:
        """The customer that was chosen; None for a new one and for nobody. Adds what is wrong to the form."""
        chosen = (cleaned.get("customer") or NO_NAME).upper()
        if chosen in (NEW.upper(), NO_NAME.upper()):
            if chosen == NEW.upper():
                known = ("new_name", "new_company", "new_email", "new_telephone")
                if not any(cleaned.get(name) or name in self.errors for name in known):
                    self.add_error("new_name", "Give a name, a company, an e-mail address or a number.")
            return None
        number = key_of(chosen)
        if number is not None:
            known = (
                self.found if self.found and self.found[0] == number else (number, _customers(number=number))
            )
            customer = next(iter(known[1]), None)
            if customer and self.user.has_perm("contacts.look_up_customer"):
                return customer.merged_into or customer
        self.add_error("customer", "There is no such customer. Look them up again.")
        return None


def key_of(number: str) -> int | None:
    """The key in a customer's number as it was typed; None where there is none."""
    key = number.upper().removeprefix("C")
    return int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None


def asking_customer(key: int) -> Question:
    """The customer with this key, to be asked together with others, and told to the form as `found`."""
    return _customers.asking(number=key)


_customers = WrittenOnce(lambda: Customer.objects.select_related("merged_into").filter(pk=Slot("number")))
