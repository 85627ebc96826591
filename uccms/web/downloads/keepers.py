"""Who keeps files in the storage: each app says which of some keys its rows name.

Whoever sweeps the storage asks all of them, and so deletes nothing that another app keeps.
"""

from collections.abc import Callable, Sequence

from django.db.models import Model

_keepers: dict[str, Callable[[Sequence[str]], set[str]]] = {}


def register(model: type[Model], column: str) -> None:
    """Make known that a column of a model names files; called from `AppConfig.ready()`."""

    def named(keys: Sequence[str]) -> set[str]:
        rows = model._default_manager.filter(**{f"{column}__in": keys})
        return set(rows.values_list(column, flat=True))

    _keepers[f"{model._meta.label}.{column}"] = named


def keepers() -> list[str]:
    """The columns that name files, such as `contacts.Attachment.storage_key`."""
    return sorted(_keepers)


def known_among(keys: Sequence[str]) -> set[str]:
    """Those of the keys that a row of some app names."""
    return set().union(*(named(keys) for named in _keepers.values()))
