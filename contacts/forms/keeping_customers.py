"""The form of a customer: names, and any number of addresses and numbers."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from contacts.actions.keeping_customers import MOST, NOTHING_KNOWN
from contacts.forms.telephones import read_number
from contacts.models import Customer, Telephone
from uccms.privacy.forms import GuardedForm, shown

SPARE = 1  # empty rows that are always there; one more with each press of “Another”
LONGEST_EMAIL = 254  # RFC 5321, 4.5.3.1.3


class CustomerForm(GuardedForm):
    """What is known of a customer. All is voluntary; one of name, company, e-mail or number is needed."""

    guarded = ("name", "company")

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, initial=0)
    name = forms.CharField(label="Name", required=False, max_length=200)
    company = forms.CharField(label="Company", required=False, max_length=200)
    anyway = forms.BooleanField(required=False)

    def __init__(self, data=None, *, user, customer: Customer | None = None, **kwargs) -> None:
        known = {"submission_id": uuid.uuid4()}
        if customer is not None:
            known |= {"name": customer.name, "company": customer.company, "version": customer.version}
        super().__init__(data, user=user, initial=known | kwargs)
        self.customer = customer
        self.row_errors: dict[str, dict[int, str]] = {"email": {}, "telephone": {}, "address": {}}
        self.emails, self.telephones, self.addresses = self._posted() if self.is_bound else self._known()
        self.details: dict = {}

    def _posted(self) -> tuple[list, list, list]:
        kinds, numbers, extensions = (
            self.data.getlist(name) for name in ("telephone_kind", "telephone", "extension")
        )
        return (
            self.data.getlist("email"),
            list(zip(kinds, numbers, extensions, strict=False)),
            self.data.getlist("address"),
        )

    def _known(self) -> tuple[list, list, list]:
        if self.customer is None:
            initial = self.initial
            return [initial.get("email", "")], [("telephone", initial.get("telephone", ""), "")], []
        return (
            [each.address for each in self.customer.email_addresses.all()],
            [
                (each.kind, _without_extension(each), each.extension)
                for each in self.customer.telephones.all()
            ],
            [each.lines for each in self.customer.mailing_addresses.all()],
        )

    @property
    def email_rows(self) -> list[tuple[int, str, str]]:
        """Every e-mail row with its number and its error, and the spare ones."""
        filled = self._filled(self.emails)
        return [(n, value, self.row_errors["email"].get(n, "")) for n, value in enumerate(filled)]

    @property
    def telephone_rows(self) -> list[tuple[int, tuple[str, str, str], str]]:
        rows = [each for each in self.telephones if each[1].strip()] + self._spare(
            "telephone", ("telephone", "", "")
        )
        return [(n, value, self.row_errors["telephone"].get(n, "")) for n, value in enumerate(rows)]

    @property
    def address_rows(self) -> list[tuple[int, str, str]]:
        rows = [each for each in self.addresses if each.strip()] + self._spare("address", "")
        return [(n, value, self.row_errors["address"].get(n, "")) for n, value in enumerate(rows)]

    def _filled(self, rows: list[str]) -> list[str]:
        return [each for each in rows if each.strip()] + self._spare("email", "")

    def _spare(self, kind: str, empty) -> list:
        wanted = self.data.get("add_row") == kind if self.is_bound else False
        return [empty] * (SPARE + wanted)

    def clean(self) -> dict:
        cleaned = super().clean()
        emails, numbers, addresses = [], [], []
        for n, typed in enumerate(each.strip() for each in self.emails if each.strip()):
            try:
                validate_email(typed)
                if len(typed) > LONGEST_EMAIL:
                    raise ValidationError("too long")
                emails.append(typed)
            except ValidationError:
                self.row_errors["email"][n] = "This is no e-mail address. It needs a name, an @ and a domain."
        for n, (kind, typed, extension) in enumerate(each for each in self.telephones if each[1].strip()):
            try:
                if kind not in Telephone.Kind.values:
                    raise ValidationError("Choose telephone or fax.")
                numbers.append(read_number(typed, extension=extension, kind=kind))
            except ValidationError as error:
                self.row_errors["telephone"][n] = error.messages[0]
        for n, typed in enumerate(each.strip() for each in self.addresses if each.strip()):
            if len(typed) > 500:
                self.row_errors["address"][n] = "An address has up to 500 characters."
            elif findings := shown("address", typed, self.statements):
                self.row_errors["address"][n] = f"{findings[0].sentence} It may not be kept."
            else:
                addresses.append(typed)
        for rows in (emails, numbers, addresses):
            if len(rows) > MOST:
                self.add_error(None, f"A customer has up to {MOST} addresses or numbers of each kind.")
        for kind, rows in self.row_errors.items():
            for sentence in rows.values():
                self.add_error(None, forms.ValidationError(sentence, code=kind))
        self.details = {"emails": emails, "numbers": numbers, "addresses": addresses}
        nothing = not (cleaned.get("name") or cleaned.get("company") or emails or numbers)
        if nothing and not self.errors:
            self.add_error("name", NOTHING_KNOWN)
        return cleaned

    @property
    def words(self) -> dict:
        """The keywords of the actions."""
        cleaned = self.cleaned_data
        return {
            "name": cleaned["name"],
            "company": cleaned["company"],
            "statements": self.statements,
        } | self.details


def _without_extension(telephone: Telephone) -> str:
    plain = Telephone(number=telephone.number)
    return plain.in_words
