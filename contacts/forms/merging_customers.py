"""Two customers side by side: who stays, and what of each is kept."""

import uuid
from dataclasses import dataclass

from django import forms

from contacts.actions.keeping_customers import e164
from contacts.actions.merging_customers import Chosen
from contacts.models import Customer
from uccms.privacy.forms import GuardedForm

WAYS = {
    "emails": ("E-mail addresses", "email_addresses", lambda row: row.folded),
    "telephones": (
        "Telephone and fax numbers",
        "telephones",
        lambda row: (row.kind, e164(row.number), row.extension),
    ),
    "addresses": ("Mailing addresses", "mailing_addresses", lambda row: row.lines),
}


@dataclass(frozen=True)
class Option:
    """One thing that can be chosen: its value, what it says, and whose it is."""

    value: str
    words: str
    whose: str
    chosen: bool


class MergeForm(GuardedForm):
    """Carries the version of both. What is the same on both sides is one choice."""

    first_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    second_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    kept = forms.TypedChoiceField(label="Which number stays?", coerce=int)
    name_of = forms.TypedChoiceField(label="Name", coerce=int)
    company_of = forms.TypedChoiceField(label="Company", coerce=int)
    emails = forms.TypedMultipleChoiceField(label="E-mail addresses", coerce=int, required=False)
    telephones = forms.TypedMultipleChoiceField(label="Telephone and fax numbers", coerce=int, required=False)
    addresses = forms.TypedMultipleChoiceField(label="Mailing addresses", coerce=int, required=False)

    def __init__(self, data=None, *, user, first: Customer, second: Customer) -> None:
        older, newer = sorted((first, second), key=lambda each: each.pk)
        self.first, self.second = first, second
        self.rows = {name: self._rows(*each[1:]) for name, each in WAYS.items()}
        known = {
            "submission_id": uuid.uuid4(),
            "first_version": first.version,
            "second_version": second.version,
            "kept": older.pk,
            "name_of": older.pk if older.name or not newer.name else newer.pk,
            "company_of": older.pk if older.company or not newer.company else newer.pk,
        } | {name: list(rows) for name, rows in self.rows.items()}
        super().__init__(data, user=user, initial=known)
        for name in ("kept", "name_of", "company_of"):
            self.fields[name].choices = [(each.pk, each.number) for each in (first, second)]
            self.fields[name].error_messages["required"] = "Choose one of the two."
        for name, rows in self.rows.items():
            self.fields[name].choices = [(key, words) for key, (words, _) in rows.items()]
            self.fields[name].error_messages["invalid_choice"] = (
                "One of these is no longer there. Look again."
            )

    def _rows(self, related: str, key) -> dict[int, tuple[str, list[str]]]:
        """What it says and whose it is, by the row's key; what both have is one row."""
        found: dict[int, tuple[str, list[str]]] = {}
        seen: dict = {}
        for customer in (self.first, self.second):
            for row in getattr(customer, related).all():
                same = seen.setdefault(key(row), row.pk)
                words = f"{row.in_words} (fax)" if getattr(row, "kind", "") == "fax" else str(row)
                found.setdefault(same, (words, []))[1].append(customer.number)
        return found

    def _options(self, name: str, rows: dict[int, tuple[str, list[str]]]) -> list[Option]:
        value = self[name].value()
        chosen = {str(each) for each in (value if isinstance(value, list) else [value])}
        return [
            Option(str(key), words, " and ".join(whose), str(key) in chosen)
            for key, (words, whose) in rows.items()
        ]

    @property
    def who_stays(self) -> list[Option]:
        return self._options("kept", {each.pk: (str(each), [each.number]) for each in self._both})

    @property
    def names(self) -> list[Option]:
        return self._options("name_of", {each.pk: (each.name, [each.number]) for each in self._both})

    @property
    def companies(self) -> list[Option]:
        return self._options("company_of", {each.pk: (each.company, [each.number]) for each in self._both})

    @property
    def ways(self) -> list[tuple[str, str, list[Option]]]:
        """The name and the label of each kind of address and number, with its options."""
        return [(name, label, self._options(name, self.rows[name])) for name, (label, *_) in WAYS.items()]

    @property
    def _both(self) -> tuple[Customer, Customer]:
        return self.first, self.second

    @property
    def is_late(self) -> bool:
        """Whether somebody changed one of them since the form was opened."""
        self.full_clean()
        read = [self.cleaned_data.get(name) for name in ("first_version", "second_version")]
        return None not in read and read != [self.first.version, self.second.version]

    @property
    def stays(self) -> Customer:
        """Who stays, by what was chosen."""
        return next(each for each in self._both if each.pk == self.cleaned_data["kept"])

    @property
    def goes(self) -> Customer:
        return next(each for each in self._both if each.pk != self.cleaned_data["kept"])

    @property
    def result(self) -> list[tuple[str, list[str]]]:
        """What is known of the customer afterwards."""
        one_of = {each.pk: each for each in self._both}
        lines = [
            ("Name", [one_of[self.cleaned_data["name_of"]].name]),
            ("Company", [one_of[self.cleaned_data["company_of"]].company]),
        ]
        for name, (label, *_) in WAYS.items():
            lines.append((label, [self.rows[name][key][0] for key in self.cleaned_data[name]]))
        return [(label, [each for each in values if each]) for label, values in lines]

    @property
    def left_out(self) -> list[str]:
        """What is known of one of them now and is not afterwards."""
        after = {each for _, values in self.result for each in values}
        names = [each for customer in self._both for each in (customer.name, customer.company)]
        ways = [words for rows in self.rows.values() for words, _ in rows.values()]
        return list(dict.fromkeys(each for each in [*names, *ways] if each and each not in after))

    @property
    def words(self) -> dict:
        """The keywords of the action."""
        cleaned = self.cleaned_data
        versions = {self.first.pk: cleaned["first_version"], self.second.pk: cleaned["second_version"]}
        return {
            "chosen": Chosen(
                cleaned["name_of"],
                cleaned["company_of"],
                *(frozenset(cleaned[name]) for name in ("emails", "telephones", "addresses")),
            ),
            "kept_version": versions[self.stays.pk],
            "gone_version": versions[self.goes.pk],
            "submission_id": cleaned["submission_id"],
        }
