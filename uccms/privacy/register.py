"""The register: what every column of every table holds about people.

A model declares it beside its fields:

    class Telephone(models.Model):
        customer = models.ForeignKey(...)
        number = PhoneNumberField()
        holds = Holds(nobody=["id", "customer"], telephone_and_fax=["number"])

`manage.py check` fails for a column that declares nothing, declares something that the PIA does not list,
or is named like what is never kept. Tables of other people's packages are declared in `third_party.py`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core import checks
from django.db import models

from uccms.privacy import pia

FREE = (models.TextField, models.CharField, models.JSONField, models.BinaryField, ArrayField)


class Holds:
    """What the columns of one table hold.

    `nobody` lists columns about nobody; a text, JSON or binary column among them needs closed choices or a
    reason in `because`. Every other keyword is a category of the PIA with its columns; categories about
    staff are written with a double underscore (`staff__account`). `history=""` keeps no history of the
    table and needs `no_history_because`. `secret` columns are left out of the history.
    """

    def __init__(
        self,
        *,
        nobody: Iterable[str] = (),
        because: Mapping[str, str] | None = None,
        history: bool = True,
        no_history_because: str = "",
        secret: Iterable[str] = (),
        **categories: Iterable[str],
    ) -> None:
        self.nobody = tuple(nobody)
        self.because = dict(because or {})
        self.history = history
        self.no_history_because = no_history_because
        self.secret = tuple(secret)
        self.categories = {name.replace("__", "."): tuple(columns) for name, columns in categories.items()}

    def category_of(self, name: str) -> str | None:
        """The category that the field or column `name` declares, "nobody", or None."""
        if name in self.nobody or name in self.because:
            return "nobody"
        return next((category for category, names in self.categories.items() if name in names), None)

    def declared(self) -> set[str]:
        """All names that this declaration speaks of."""
        return {*self.nobody, *self.because, *(name for names in self.categories.values() for name in names)}


@dataclass(frozen=True)
class Column:
    """One column of one table, with what it holds."""

    table: str
    name: str
    category: str
    free: bool = field(default=False)

    @property
    def about_customers(self) -> bool:
        """Whether redaction blanks it: it holds something about a customer."""
        return self.category != "nobody" and not self.category.startswith("staff.")


def declaration(model: type[models.Model]) -> Holds | None:
    """What `model` declares, beside itself or in `third_party.py`."""
    from uccms.privacy import third_party

    return vars(model).get("holds") or third_party.MODELS.get(model._meta.label)


def all_models() -> Iterator[type[models.Model]]:
    """Every model with a table of its own, tables of many-to-many fields included."""
    for model in apps.get_models(include_auto_created=True):
        if not model._meta.proxy:
            yield model


def columns() -> Iterator[Column]:
    """Every declared column of every table."""
    from uccms.privacy import third_party

    for model in all_models():
        holds = declaration(model)
        if holds:
            for each in model._meta.local_concrete_fields:
                category = holds.category_of(each.name) or "undeclared"
                yield Column(model._meta.db_table, each.column, category, isinstance(each, FREE))
    for table, holds in third_party.TABLES.items():
        for name in sorted(holds.declared()):
            yield Column(table, name, holds.category_of(name) or "undeclared")


def forbidden_word(column: str) -> str | None:
    """The kind of thing never kept that `column` is named like, or None."""
    words = re.split(r"[^a-z]+", column.lower())
    joined = "_" + "_".join(words) + "_"
    for kind, names in pia.never().items():
        if any(f"_{name}_" in joined for name in names):
            return kind
    return None


def problems_of(model: type[models.Model], holds: Holds | None) -> Iterator[tuple[str, str]]:
    """What is wrong with one model's declaration, as (check id, sentence)."""
    label = model._meta.label
    if holds is None:
        yield "privacy.E001", f"{label} does not declare what its columns hold. Give it `holds = Holds(…)`."
        return
    fields = {each.name: each for each in model._meta.local_concrete_fields}
    for category in holds.categories:
        if category not in pia.categories():
            yield "privacy.E003", f"{label} declares “{category}”, which the PIA does not list."
    for name in sorted(holds.declared() - set(fields)):
        yield "privacy.E006", f"{label} declares a column “{name}” that it does not have."
    for name, each in fields.items():
        kind = forbidden_word(each.column)
        if kind:
            yield "privacy.E004", f"{label}.{name} is named like what is never kept: {kind}."
        category = holds.category_of(name)
        if category is None:
            yield "privacy.E002", f"{label}.{name} does not declare what it holds."
        elif category == "nobody" and isinstance(each, FREE) and not each.choices and not holds.because.get(name):
            yield (
                "privacy.E005",
                f"{label}.{name} is free text and said to be about nobody: it needs closed choices or a reason.",
            )
    if not holds.history and not holds.no_history_because:
        yield "privacy.E007", f"{label} keeps no history and does not say why."


@checks.register("privacy")
def check_register(app_configs=None, **kwargs) -> list[checks.CheckMessage]:
    """Every column of every table declares what it holds, as the PIA allows (5 U.S.C. 552a(e)(1))."""
    return [
        checks.Error(sentence, obj=model, id=identifier)
        for model in all_models()
        for identifier, sentence in problems_of(model, declaration(model))
    ]
