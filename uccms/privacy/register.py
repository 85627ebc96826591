"""The register: what every column of every table holds about people.

A model declares it beside its fields:

    class Telephone(models.Model):
        customer = models.ForeignKey(...)
        number = PhoneNumberField()
        holds = Holds(nobody=["id", "customer"], telephone_and_fax=["number"])

`manage.py check` fails for a column that declares nothing, declares something that the PIA does not list,
or is named like what is never kept (`register_checks.py`). Tables of other people's packages are declared in
`third_party.py`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models

from uccms.privacy import pia, third_party
from uccms.privacy.holds import Holds

# Whoever may call the redaction must not be able to blank the proof of what was done.
PROOF = ("audit", "privacy")


@dataclass(frozen=True)
class Column:
    """One column of one table, with what it holds; `copy_of` names the column that it is derived from."""

    table: str
    name: str
    category: str
    because: str = ""
    copy_of: str | None = None
    proof: bool = False

    @property
    def redactable(self) -> bool:
        """Whether redaction blanks it: what a customer told us, not who, when and which."""
        return not self.proof and self.category in pia.redactable()


def declaration(model: type[models.Model]) -> Holds | None:
    """What `model` declares, beside itself or in `third_party.py`."""
    return vars(model).get("holds") or third_party.MODELS.get(model._meta.label)


def all_models() -> Iterator[type[models.Model]]:
    """Every model with a table of its own, tables of many-to-many fields included."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            yield model


def columns() -> Iterator[Column]:
    """Every column of every table that the register knows of."""
    for model in all_models():
        holds = declaration(model)
        if holds:
            yield from columns_of(model, holds)
    for table, holds in third_party.TABLES.items():
        for name in sorted(set(holds.each_declared())):
            category = holds.category_of(name) or "undeclared"
            yield Column(table, name, category, holds.because.get(name, ""))


def columns_of(model: type[models.Model], holds: Holds) -> Iterator[Column]:
    """The columns of one model's table, in the order of its fields."""
    names = {each.name: each.column for each in model._meta.local_concrete_fields}
    for name, column in names.items():
        yield Column(
            table=model._meta.db_table,
            name=column,
            category=holds.category_of(name) or "undeclared",
            because=holds.because.get(name, ""),
            copy_of=names.get(holds.copies.get(name, "")),
            proof=model._meta.app_label in PROOF,
        )
