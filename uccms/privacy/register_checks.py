"""What `manage.py check` refuses: columns that do not declare what they hold, as the PIA allows."""

import re
from collections import Counter
from collections.abc import Iterator

from django.core import checks
from django.db import models

from uccms.privacy import pia
from uccms.privacy.holds import Holds
from uccms.privacy.register import all_models, declaration

# What cannot hold a text. Anything else, a field of another package included, is taken to be free.
CLOSED = (
    models.BooleanField,
    models.IntegerField,  # and AutoField's kin, which derive from it
    models.FloatField,
    models.DecimalField,
    models.DateField,
    models.TimeField,
    models.DurationField,
    models.UUIDField,
    models.ForeignKey,
)


def is_free(field: models.Field) -> bool:
    """Whether a column can hold whatever somebody types."""
    if isinstance(field, models.GeneratedField):
        field = field.output_field
    return not isinstance(field, CLOSED)


def words_of(name: str) -> list[str]:
    """The words of a column's name, however it is written: `dateOfBirth` and `date_of_birth` are the same."""
    apart = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return [word for word in re.split(r"[^a-z]+", apart.lower()) if word]


def forbidden_word(name: str) -> str | None:
    """The kind of thing never kept that a column is named like, or None."""
    words = words_of(name)
    apart = "_" + "_".join(words) + "_"
    beginnings = ["".join(words[place:]) for place in range(len(words))]
    for kind, never in pia.never().items():
        if any(f"_{each}_" in apart or f"_{each}s_" in apart for each in never.column_words):
            return kind
        if any(each in word for each in never.column_parts for word in words):
            return kind
        if any(beginning.startswith(never.column_parts) for beginning in beginnings):
            return kind
    return None


def problems_of(model: type[models.Model], holds: Holds | None) -> Iterator[tuple[str, str]]:
    """What is wrong with one model's declaration, as (check id, sentence)."""
    label = model._meta.label
    fields = {each.name: each for each in model._meta.local_concrete_fields}
    for name, each in fields.items():
        kind = forbidden_word(each.column) or forbidden_word(name)
        if kind:
            yield "privacy.E004", f"{label}.{name} is named like what is never kept: {kind}."
    if holds is None:
        yield "privacy.E001", f"{label} does not declare what its columns hold. Give it `holds = Holds(…)`."
        return
    for category in holds.categories:
        if category not in pia.categories():
            yield "privacy.E003", f"{label} declares “{category}”, which the PIA does not list."
    spoken_of = {
        *holds.each_declared(),
        *holds.secret,
        *holds.mirrored,
        *holds.copies,
        *holds.copies.values(),
    }
    for name in sorted(spoken_of - set(fields)):
        yield "privacy.E006", f"{label} declares a column “{name}” that it does not have."
    for name, times in Counter(holds.each_declared()).items():
        if times > 1:
            yield "privacy.E008", f"{label}.{name} declares {times} times what it holds."
    for name, each in fields.items():
        category = holds.category_of(name)
        if category is None:
            yield "privacy.E002", f"{label}.{name} does not declare what it holds."
        elif (
            category == "nobody"
            and is_free(each)
            and not each.choices
            and not holds.because.get(name, "").strip()
        ):
            yield (
                "privacy.E005",
                f"{label}.{name} is free text and about nobody: it needs closed choices or a reason.",
            )
    for copy, source in holds.copies.items():
        if holds.category_of(copy) != holds.category_of(source):
            yield "privacy.E009", f"{label}.{copy} is derived from {source} and says to hold something else."
    if not holds.history and not holds.no_history_because.strip():
        yield "privacy.E007", f"{label} keeps no history and does not say why."


@checks.register("privacy")
def check_register(app_configs=None, **kwargs) -> list[checks.CheckMessage]:
    """Every column of every table declares what it holds, as the PIA allows (5 U.S.C. 552a(e)(1))."""
    return [
        checks.Error(sentence, obj=model, id=identifier)
        for model in all_models()
        for identifier, sentence in problems_of(model, declaration(model))
    ]
